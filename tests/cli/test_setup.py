"""Setting up: a new activation slip where nobody is left who could print one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.contracts.fixtures import world
from tests.contracts.world import World

__all__ = ["world"]
pytestmark = pytest.mark.django_db
SENTENCE = "下山的路只有一条 2026"


def test_a_lone_officer_who_is_locked_out_gets_in_again_by_a_new_slip(world: World, command: Any) -> None:
    signing_in = {"account": "officer", "password": "忘了"}
    assert [Client().post(reverse("sign_in"), signing_in).status_code for _ in range(6)][-1] == 429
    other = {"account": "neighbour", "password": "猜"}
    assert [Client().post(reverse("sign_in"), other).status_code for _ in range(6)][-1] == 429
    said = command("slip", "officer")
    assert (said.code, "登录锁定已解除" in said.text) == (0, True)
    code = said.text.partition("/activate/")[2].partition("/")[0]
    client = Client()
    assert client.post(reverse("activate_code", args=[code]), {"password": SENTENCE, "again": SENTENCE}).status_code == 302
    assert Client().post(reverse("sign_in"), {"account": "officer", "password": SENTENCE}).status_code == 302
    assert Client().post(reverse("sign_in"), other).status_code == 429


def test_a_slip_by_phone_ends_the_one_before_and_is_in_the_log(world: World, command: Any) -> None:
    from unionhall.kernel.access.models import Slip
    from unionhall.kernel.audit.models import Entry

    user = world.user("officer")
    user.phone = "13800138000"
    user.save()
    before = Slip.objects.get(user=user)
    assert "登录名 officer" in command("slip", "13800138000").text
    before.refresh_from_db()
    assert not before.usable(Slip.objects.latest("pk").expires_at)
    assert Entry.objects.latest("pk").channel == "command"


def test_a_slip_for_nobody_and_for_one_whose_rights_have_ended_says_so(world: World, command: Any) -> None:
    world.user("officer").grants.update(valid_to="2025-01-01")
    for name, sentence in (("nobody", "没有登录名或登录手机为“nobody”的用户"), ("officer", "郑文秀的授权都已停用")):
        said = command("slip", name)
        assert (said.code, sentence in said.text) == (2, True)
