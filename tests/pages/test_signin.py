"""Signing in: by name or phone, a slip that is used once, and a lock after five wrong passwords (R8.8)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.contracts.world import World
from unionhall.kernel.access.models import Slip

WORD = "一句足够长的话2026"


@pytest.fixture
def officer(world: World, settings: Any) -> Any:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = world.users["officer"]
    user.phone = "13800001234"
    user.set_password(WORD)
    user.save()
    return user


def sign_in(world: World, account: str, password: str) -> Any:
    return world.client().post("/sign-in/", {"account": account, "password": password})


@pytest.mark.parametrize("account", ["officer", "13800001234", "１３８００００１２３４"])
def test_one_signs_in_by_name_or_phone_in_whatever_width_it_is_typed(world: World, officer: Any, account: str) -> None:
    assert sign_in(world, account, WORD).status_code == 302


def test_a_wrong_password_says_what_to_do_and_not_which_part_was_wrong(world: World, officer: Any) -> None:
    wrong, unknown = sign_in(world, "officer", "错的密码"), sign_in(world, "nobody", "错的密码")
    assert wrong.status_code == unknown.status_code == 422
    for answer in (wrong, unknown):
        assert "账号或密码不对，请核对后重试" in answer.content.decode()


def test_after_five_wrong_passwords_the_right_one_is_locked_out_too(world: World, officer: Any) -> None:
    answers = [sign_in(world, "officer", f"错{n}") for n in range(5)]
    assert answers[-1].status_code == 429
    assert sign_in(world, "officer", WORD).status_code == 429
    assert "已暂停登录" in answers[-1].content.decode()
    assert "unionhall slip 登录名" in answers[-1].content.decode(), "a way out for the officer who has nobody to ask"
    assert "内容已保留" not in answers[-1].content.decode(), "a password is not kept"
    assert sign_in(world, "neighbour", "错的密码").status_code == 422, "others are not locked"


def test_a_slip_sets_the_password_once_and_not_after_a_week(world: World, officer: Any) -> None:
    slip = Slip.issue(officer)
    new = {"code": slip.code.lower(), "password": "另一句足够长的话", "again": "另一句足够长的话"}
    assert world.client().post("/activate/", new).status_code == 302
    assert sign_in(world, "officer", "另一句足够长的话").status_code == 302
    assert world.client().post("/activate/", new).status_code == 422
    late = Slip.issue(officer, timezone.now() - timedelta(days=8))
    assert world.client().post("/activate/", {**new, "code": late.code}).status_code == 422


def test_two_passwords_that_differ_and_one_that_is_too_short_are_refused(world: World, officer: Any) -> None:
    slip = Slip.issue(officer)
    for password, again, words in (
        *(("一句足够长的话", "另一句", "两次输入的密码不一致"), ("短密码", "短密码", "密码太短，至少 8 位")),
        *(("password", "password", "密码太常见"), ("2026112020", "2026112020", "密码不能全是数字")),
    ):
        answer = world.client().post("/activate/", {"code": slip.code, "password": password, "again": again})
        assert answer.status_code == 422
        assert words in answer.content.decode()


def test_a_request_by_script_learns_that_time_ran_out_and_signs_in_again(world: World, officer: Any) -> None:
    client = world.client()
    answer = client.post("/sign-in/", {"account": "officer", "password": WORD}, headers={"X-Requested-With": "fetch"})
    assert answer.json()["user"] == officer.pk
    assert "csrf" in answer.json()


def test_a_changed_password_is_said(world: World, officer: Any) -> None:
    client = world.client("officer")
    given = {"old": WORD, "password": "另一句足够长的话", "again": "另一句足够长的话"}
    assert "密码已改" in client.post("/password/", given, follow=True).content.decode()
