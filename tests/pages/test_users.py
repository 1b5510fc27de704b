"""Opening accounts, printing their slips and ending them; nobody gives more than one has."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.contracts.fixtures import world
from tests.contracts.world import World
from tests.sheets.workbooks import book, bring_in, roster

__all__ = ["world"]
pytestmark = pytest.mark.django_db
USERS = "access.grant"
SENTENCE = "上山的路有三条 2026"


def opened(world: World, by: str = "officer", **more: Any) -> Any:
    data = {"role": "leader", "scope": world.groups[world.union.pk][1].pk, "display_name": "胡小玲", "name": "huxiaoling", **more}
    return world.client(by).post(reverse("add", args=[USERS]), data)


def grant_of(name: str) -> Any:
    from unionhall.kernel.access.models import Grant

    return Grant.objects.select_related("org").get(user__name=name)


def read(world: World, name: str, *args: Any, by: str = "officer") -> str:
    answer = world.client(by).get(reverse(name, args=args))
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def code_of(name: str) -> str:
    from unionhall.kernel.access.models import Slip

    return str(Slip.objects.filter(user__name=name).latest("pk").code)


def test_an_account_is_opened_and_its_slip_lets_the_owner_in_once(world: World) -> None:
    answer = opened(world)
    assert answer.status_code == 302
    slip = world.client("officer").get(answer.url).content.decode()
    assert "<svg" in slip
    assert f"/activate/{code_of('huxiaoling')}/" in slip
    stranger = Client()
    address = reverse("activate_code", args=[code_of("huxiaoling")])
    assert "胡小玲" in stranger.get(address).content.decode()
    stranger.post(reverse("activate"), {"code": code_of("huxiaoling"), "password": SENTENCE, "again": SENTENCE})
    assert stranger.get(reverse("desk")).status_code == 200
    assert Client().get(address).status_code == 422
    assert "待激活" not in read(world, "list", USERS).split("huxiaoling")[1].split("</tr>")[0]


def test_a_slip_that_can_be_opened_on_this_machine_alone_says_so(world: World, settings: Any) -> None:
    address, warning = opened(world).url, "单上的网址只能在这台电脑上打开"
    here = {"headers": {"host": "127.0.0.1:8000"}}
    settings.ALLOWED_HOSTS = ["*"]
    assert warning in world.client("officer").get(address, **here).content.decode()
    settings.ADDRESS = "https://union.example"
    assert warning not in world.client("officer").get(address, **here).content.decode()


def test_a_leader_leads_a_group_and_an_officer_works_for_a_union(world: World) -> None:
    from unionhall.kernel.access.models import User

    wrong = (opened(world, scope=world.union.pk), opened(world, role="officer"))
    assert [answer.status_code for answer in wrong] == [422, 422]
    assert "胡小玲" in wrong[0].content.decode(), "what was typed is kept"
    assert not User.objects.filter(name="huxiaoling").exists()
    opened(world)
    assert grant_of("huxiaoling").org == world.groups[world.union.pk][1]


def test_nobody_gives_access_beyond_the_own_reach(world: World) -> None:
    from unionhall.kernel.access.models import User

    opened(world, role="officer", scope=world.other.pk)
    assert not User.objects.filter(name="huxiaoling", grants__org=world.other).exists()
    assert opened(world, by="leader", name="another").status_code == 403
    assert opened(world, by="reviewer", name="another").status_code == 403
    assert not User.objects.filter(name="another").exists()


def test_nobody_hands_out_a_role_with_rights_that_one_lacks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from unionhall.kernel.access import permissions
    from unionhall.kernel.access.models import User

    monkeypatch.setitem(vars(permissions.AUDIT), "roles", (permissions.REVIEWER,))
    answer = opened(world, role="reviewer", scope=world.union.pk)
    assert answer.status_code == 422
    assert not User.objects.filter(name="huxiaoling").exists()


def test_a_sign_in_name_belongs_to_one_person(world: World) -> None:
    answer = opened(world, name="officer")
    assert answer.status_code == 422
    assert "已用于另一用户登录" in answer.content.decode()


def test_a_forgotten_password_is_a_new_slip_and_the_old_slip_ends(world: World) -> None:
    opened(world)
    first, grant = code_of("huxiaoling"), grant_of("huxiaoling")
    assert "重发激活单：胡小玲" in read(world, "act", USERS, grant.pk, "slip")
    assert world.client("officer").post(reverse("act", args=[USERS, grant.pk, "slip"])).status_code == 302
    assert code_of("huxiaoling") != first
    assert Client().get(reverse("activate_code", args=[first])).status_code == 422
    assert Client().get(reverse("activate_code", args=[code_of("huxiaoling")])).status_code == 200


def test_a_slip_is_not_shown_to_whoever_does_not_reach_all_that_it_opens(world: World) -> None:
    from unionhall.kernel.access.models import Grant

    opened(world)
    grant = grant_of("huxiaoling")
    Grant.objects.create(user=grant.user, role="leader", org=world.groups[world.other.pk][0])
    client = world.client("officer")
    assert client.get(reverse("slip", args=[grant.pk])).url == reverse("list", args=[USERS])
    assert client.post(reverse("act", args=[USERS, grant.pk, "slip"])).status_code == 422


def test_an_ended_grant_opens_nothing_any_more(world: World) -> None:
    grant = grant_of("leader")
    assert "不能再以“小组长”的身份" in read(world, "act", USERS, grant.pk, "end")
    assert world.client("officer").post(reverse("act", args=[USERS, grant.pk, "end"])).status_code == 302
    assert "已停用" in read(world, "list", USERS)
    assert world.client("leader").get("/suggestions.suggestion/").status_code != 200


def test_nobody_locks_the_own_door_from_outside(world: World) -> None:
    own = grant_of("officer")
    answer = world.client("officer").post(reverse("act", args=[USERS, own.pk, "end"]))
    assert answer.status_code == 422
    assert "不能停用自己的授权" in answer.content.decode()
    assert reverse("act", args=[USERS, own.pk, "end"]) not in read(world, "list", USERS)


def test_people_of_another_union_are_neither_listed_nor_touched(world: World) -> None:
    assert "neighbour" not in read(world, "list", USERS)
    foreign = grant_of("neighbour")
    for address in (reverse("act", args=[USERS, foreign.pk, "end"]), reverse("act", args=[USERS, foreign.pk, "slip"])):
        assert world.client("officer").post(address).status_code == 404
    printed = world.client("officer").post(reverse("slips", args=[USERS]), {"ids": [foreign.pk]}, follow=True)
    assert code_of("neighbour") not in printed.content.decode()


def test_ticked_slips_are_printed_together_and_used_ones_are_left_out(world: World) -> None:
    from django.utils import timezone

    from unionhall.kernel.access.models import Slip

    opened(world)
    Slip.objects.filter(user__name="leader").update(expires_at=timezone.now() - timedelta(days=1))
    numbers = [grant_of(name).pk for name in ("huxiaoling", "leader")]
    page = world.client("officer").post(reverse("slips", args=[USERS]), {"ids": numbers}).content.decode()
    assert code_of("huxiaoling") in page
    assert code_of("leader") not in page


def test_accounts_of_ticked_members_are_opened_from_their_cards_with_the_slips_to_print(world: World) -> None:
    from unionhall.kernel.access.models import User

    bring_in(world, book(花名册=roster(3)))
    members = list(apps.get_model("membership.membership").objects.filter(person__cards__staff_number__startswith="A"))
    address, ticked = reverse("accounts", args=["membership.membership"]), {"ids": [member.pk for member in members]}
    assert "开通账号" in read(world, "list", "membership.membership")
    page = world.client("officer").post(address, ticked).content.decode()
    assert page.count("<svg") >= len(members)
    assert all(code_of(name) in page for name in ("A001", "A002", "A003"))
    assert {user.display_name: user.person_id for user in User.objects.filter(name__startswith="A00")} == {
        str(member.card()): member.person_id for member in members
    }
    assert "已开通 0 人" in world.client("officer").post(address, ticked, follow=True).content.decode()
    assert User.objects.filter(name__startswith="A00").count() == len(members)
    assert world.client("leader").post(address, ticked).status_code == 403
    assert world.client("officer").post(reverse("accounts", args=["orgs.org"]), ticked).status_code == 404
    assert world.client("officer").post(address, {"ids": ["²", "9" * 30]}).status_code == 302


def test_who_has_left_gets_no_account(world: World) -> None:
    from unionhall.kernel.access.models import User
    from unionhall.modules.membership.workflow import leave

    bring_in(world, book(花名册=roster(1)))
    member = apps.get_model("membership.membership").objects.get(person__cards__staff_number="A001")
    world.do(leave, {"left_on": "2026-03-05", "reason": "transfer"}, record=member)
    world.client("officer").post(reverse("accounts", args=["membership.membership"]), {"ids": [member.pk]})
    assert not User.objects.filter(name="A001").exists()


def test_a_signed_in_person_sets_another_password(world: World) -> None:
    user = world.user("officer")
    user.set_password("旧的一句话 2025")
    user.save()
    client = world.client("officer")
    wrong = client.post(reverse("password"), {"old": "不是这句", "password": SENTENCE, "again": SENTENCE})
    assert wrong.status_code == 422
    assert "原密码不对" in wrong.content.decode()
    assert client.post(reverse("password"), {"old": "旧的一句话 2025", "password": SENTENCE, "again": SENTENCE}).status_code == 302
    assert world.user("officer").check_password(SENTENCE)
