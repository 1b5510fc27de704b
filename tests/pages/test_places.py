"""The tree of a place and what may be done with it, and the figures that are declared."""

from typing import Any

import pytest
from django.urls import reverse

from tests.contracts.fixtures import world
from tests.contracts.world import World

__all__ = ["world"]
pytestmark = pytest.mark.django_db
PLACES, FIGURES = "orgs.org", "ledger.declaredfigure"


def text(client: Any, name: str, *args: Any, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def post(client: Any, page: str, /, *args: Any, query: str = "", **data: Any) -> Any:
    return client.post(reverse(page, args=args) + query, data)


def group(world: World, turn: int = 0) -> Any:
    found = world.groups[world.union.pk][turn]
    return type(found).objects.get(pk=found.pk)


def test_the_tree_shows_the_own_groups_with_their_members_and_nobody_elses(world: World) -> None:
    from unionhall.modules.membership.actions import ENROL

    world.do(ENROL, {"name": "刘䶮", "unit": "铸造小组", "joined_on": "2024-03-05"}, org=world.union)
    page = text(world.client("officer"), "list", PLACES)
    assert "铸造小组" in page
    assert "装配小组" in page
    assert "细纱小组" not in page
    assert page.count('<span class="uh-only-phone"> 人</span>') == 3
    assert page.count(">1<span") == 2, "the member counts in the group and in the union above it"


def test_the_federation_sees_all_unions_and_a_leader_no_tree_at_all(world: World) -> None:
    from unionhall.kernel.actions.rights import OPEN_ACCOUNT

    data = {"role": "officer", "display_name": "夏月娥", "name": "above"}
    world.users["above"] = world.do(OPEN_ACCOUNT, data, org=world.federation).user
    assert "细纱小组" in text(world.client("above"), "list", PLACES)
    union = text(world.client("above"), "record", PLACES, world.union.pk)
    assert "铸造小组" in union
    assert "细纱小组" not in union
    refused = world.client("leader").get(reverse("list", args=[PLACES]))
    assert refused.status_code == 403
    assert "管理组织与小组" in refused.content.decode()


def test_a_group_without_a_leader_is_pointed_out_until_one_is_appointed(world: World) -> None:
    client, place = world.client("officer"), group(world)
    assert text(client, "list", PLACES).count("未任命") == 2
    answer = post(client, "act", PLACES, place.pk, "appoint", person=world.card.person_id, valid_from="2026-11-01")
    assert answer.status_code == 302
    page = text(client, "list", PLACES)
    assert page.count("未任命") == 1
    assert world.card.name in page
    nobody = post(client, "act", PLACES, place.pk, "appoint", person="", valid_from="2026-11-01")
    assert nobody.status_code == 422
    assert "需选择任职人" in nobody.content.decode()


def test_a_new_group_stands_below_the_place_that_was_named(world: World) -> None:
    client = world.client("officer")
    below = f"?parent={world.union.pk}"
    assert post(client, "add", PLACES, query=below, kind="group", name="热处理小组").status_code == 302
    assert "热处理小组" in text(client, "list", PLACES)
    again = post(client, "add", PLACES, query=below, kind="group", name="热处理小组")
    assert again.status_code == 422
    assert "已有“热处理小组”" in again.content.decode()
    assert post(client, "add", PLACES, query=below, kind="federation", name="另一个总工会").status_code == 422
    assert post(client, "add", PLACES, query=f"?parent={world.other.pk}", kind="group", name="外单位小组").status_code == 404


def test_a_new_name_holds_from_its_day_and_the_old_one_is_kept(world: World) -> None:
    client, place = world.client("officer"), group(world)
    assert post(client, "act", PLACES, place.pk, "rename", new_name="熔炼小组", since="2026-06-01").status_code == 302
    page = text(client, "record", PLACES, place.pk)
    assert "熔炼小组" in page
    assert "铸造小组" in page
    assert "2026-06-01" in page


def test_a_group_moves_only_to_where_the_officer_manages_too(world: World) -> None:
    client, place = world.client("officer"), group(world)
    post(client, "add", PLACES, query=f"?parent={world.union.pk}", kind="branch", name="东厂分会")
    branch = type(place).objects.get(name="东厂分会")
    form = text(client, "act", PLACES, place.pk, "move")
    assert "东厂分会" in form
    assert "松涛纺织厂工会" not in form
    assert post(client, "act", PLACES, place.pk, "move", new_parent=branch.pk, since="2026-06-01").status_code == 302
    assert group(world).parent_id == branch.pk
    assert post(client, "act", PLACES, place.pk, "move", new_parent=world.other.pk, since="2026-07-01").status_code == 404
    assert group(world).parent_id == branch.pk


def test_another_unions_group_is_not_there(world: World) -> None:
    foreign = world.groups[world.other.pk][0]
    for name, args in (("record", (PLACES, foreign.pk)), ("act", (PLACES, foreign.pk, "rename")), ("act", (PLACES, foreign.pk, "appoint"))):
        assert world.client("officer").get(reverse(name, args=args)).status_code == 404


def test_a_form_sent_by_script_is_told_where_to_go_next(world: World) -> None:
    client = world.client("officer")
    address = f"{reverse('add', args=[PLACES])}?parent={world.union.pk}"
    answer = client.post(address, {"kind": "group", "name": "热处理小组"}, headers={"X-Requested-With": "fetch"})
    made = type(world.union).objects.get(name="热处理小组")
    assert answer.json() == {"redirect": reverse("record", args=[PLACES, made.pk])}


def declared() -> Any:
    from unionhall.kernel.ledger.models import DeclaredFigure

    return DeclaredFigure.objects.get()


def value_of(metric: str, org: Any, year: int) -> Any:
    from unionhall.base.periods import Period
    from unionhall.kernel.ledger.figures import Ask, figure

    return figure(Ask(metric, org, Period.year(year))).value


def test_a_declared_figure_counts_until_it_is_void(world: World) -> None:
    client, workers = world.client("officer"), "membership.workers"
    answer = post(client, "add", FIGURES, metric=workers, on="2025-12-31", value="238", document="人事科月报")
    assert answer.status_code == 302
    assert value_of(workers, world.union, 2025) == 238
    number = declared().pk
    assert post(client, "act", FIGURES, number, "correct", metric=workers, on="2025-12-31", value="241", document="").status_code == 302
    assert value_of(workers, world.union, 2025) == 241
    assert post(client, "act", FIGURES, number, "void").status_code == 422, "a reason is wanted"
    assert post(client, "act", FIGURES, number, "void", reason="与人事科重复").status_code == 302
    assert not value_of(workers, world.union, 2025)
    assert "已作废</span>" not in text(client, "list", FIGURES), "what is void is shown where it is asked for, as in every list"
    assert "已作废</span>" in text(client, "list", FIGURES, query="?state=void")


def test_money_is_declared_in_yuan_and_a_confirmed_zero_is_a_zero(world: World) -> None:
    client = world.client("officer")
    assert post(client, "add", FIGURES, metric="relief.amount", on="2024年", value="43,120.50").status_code == 302
    assert value_of("relief.amount", world.union, 2024) == pytest.approx(43120.5)
    assert "43,120.50 元" in text(client, "list", FIGURES)
    assert post(client, "add", FIGURES, metric="competitions.held", on="2024年", value="0").status_code == 302
    assert value_of("competitions.held", world.union, 2024) == 0
    assert value_of("activities.held", world.union, 2024) is None


def test_what_does_not_add_up_cannot_be_declared(world: World) -> None:
    client = world.client("officer")
    form = text(client, "add", FIGURES)
    assert "membership.workers" in form
    assert "membership.rate" not in form
    for wrong in ({"metric": "membership.rate"}, {"value": "许多"}, {"on": "什么时候"}):
        answer = post(client, "add", FIGURES, **{"metric": "membership.workers", "on": "2025-12-31", "value": "238", **wrong})
        assert answer.status_code == 422
        assert "许多" in answer.content.decode() or "value" not in wrong, "what was typed is kept"


def test_a_figure_that_somebody_else_has_corrected_is_shown_beside_what_was_typed(world: World) -> None:
    client, workers = world.client("officer"), "membership.workers"
    post(client, "add", FIGURES, metric=workers, on="2025-12-31", value="238")
    number, seen = declared().pk, declared().version
    post(client, "act", FIGURES, number, "correct", metric=workers, on="2025-12-31", value="241", version=seen)
    late = post(client, "act", FIGURES, number, "correct", metric=workers, on="2025-12-31", value="250", version=seen)
    assert late.status_code == 409
    assert "241" in late.content.decode()
    assert "250" in late.content.decode()


def test_declared_figures_of_another_union_are_not_there(world: World) -> None:
    post(world.client("officer"), "add", FIGURES, metric="membership.workers", on="2025-12-31", value="238")
    neighbour = world.client("neighbour")
    assert "238" not in text(neighbour, "list", FIGURES)
    assert neighbour.get(reverse("act", args=[FIGURES, declared().pk, "correct"])).status_code == 404


def test_a_group_that_was_ended_is_marked_and_offered_nowhere(world: World) -> None:
    from unionhall.kernel.actions.places import FOUND

    client, place = world.client("officer"), world.do(FOUND, {"kind": "group", "name": "热处理小组"}, org=world.union)
    assert "热处理小组" in text(client, "add", "membership.membership")
    assert "停用" not in text(client, "record", PLACES, world.union.pk).split("变更记录")[0]
    assert "不再供选择" in text(client, "act", PLACES, place.pk, "dissolve")
    assert post(client, "act", PLACES, place.pk, "dissolve", reason="并入铸造小组").status_code == 302
    assert "工会小组，已停用" in text(client, "list", PLACES)
    assert "dissolve" not in text(client, "record", PLACES, place.pk)
    assert "热处理小组" not in text(client, "add", "membership.membership")
