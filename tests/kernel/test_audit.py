"""The log: every act leaves an entry, and nothing can be altered behind its back without being found."""

from typing import Any

import pytest

from tests.kernel.conftest import NOW, Town
from unionhall.kernel.actions.upkeep import close_audit_block
from unionhall.kernel.audit import log
from unionhall.kernel.audit.models import Block, Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(town: Town) -> list[Entry]:
    """Five acts, closed into two blocks, and one younger than both."""
    reader = town.card("周晓禾")
    loan = town.lend(reader, fee="3", remark="家中有病人")
    close_audit_block(NOW)
    town.correct(loan, fee="5")
    town.void(loan)
    close_audit_block(NOW)
    town.card("沈渡")
    return list(Entry.objects.order_by("pk"))


def test_an_entry_says_who_did_what_when_and_why(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"), fee="3")
    officer = town.user("officer")
    from tests.library.workflow import void

    town.do(void, {}, record=loan, reason="重复登记", by=officer)
    entry = Entry.objects.latest("pk")
    assert (entry.actor, entry.action, entry.org, entry.reason, entry.at) == (officer, "library.loan.void", town.north, "重复登记", NOW)
    assert (entry.model, entry.record_id) == loan.ref
    assert [(change["field"], change["old"], change["new"]) for change in entry.changes] == [("状态", "借出", "已作废")]


def test_a_log_that_nobody_touched_is_whole(entries: list[Entry]) -> None:
    assert log.verify() == []
    assert (Block.objects.count(), log.younger()) == (2, 1)
    assert log.close_block(NOW) is not None
    assert log.close_block(NOW) is None
    assert log.verify() == []


@pytest.mark.parametrize(
    "altered",
    [
        {"reason": "别的原因"},
        {"actor_id": None, "channel": "job"},
        {"org_id": None},
        {"record_id": 77},
        {"action": "library.loan.correct"},
        {"batch": "9"},
    ],
)
def test_an_altered_entry_is_found(entries: list[Entry], altered: dict[str, Any]) -> None:
    Entry.objects.filter(pk=entries[3].pk).update(**altered)
    assert [finding.where for finding in log.verify()] == [f"日志第 {entries[3].pk} 条"]


@pytest.mark.parametrize("hidden", [False, True])
def test_an_altered_value_is_found_even_where_its_salt_is_gone(entries: list[Entry], hidden: bool) -> None:
    changes = entries[2].changes
    changes[0]["new"] = "4"
    if hidden:
        changes[0]["salt"] = ""
    Entry.objects.filter(pk=entries[2].pk).update(changes=changes)
    assert [finding.what for finding in log.verify()] == ["内容与散列不符"]


def test_an_entry_that_was_sealed_anew_no_longer_fits_its_block(entries: list[Entry]) -> None:
    entry = entries[1]
    entry.reason = "别的原因"
    entry.digest = log.digest(entry)
    entry.save()
    assert [finding.what for finding in log.verify()] == ["与上一块或所含日志不符"]


def test_an_entry_that_was_taken_out_is_missed(entries: list[Entry]) -> None:
    entries[2].delete()
    assert [finding.what for finding in log.verify()] == ["应有 2 条，现有 1 条"]


def test_an_entry_that_was_slipped_in_is_found(entries: list[Entry]) -> None:
    slipped = entries[0]
    slipped.pk = 0
    slipped.save(force_insert=True)
    assert [finding.what for finding in log.verify()] == ["应有 2 条，现有 3 条"]


@pytest.mark.parametrize("altered", [{"count": 1}, {"previous": "0" * 64}, {"digest": "0" * 64}, {"last_entry": 10_000}])
def test_an_altered_block_is_found(entries: list[Entry], altered: dict[str, Any]) -> None:
    Block.objects.filter(pk=Block.objects.earliest("pk").pk).update(**altered)
    assert log.verify()


def test_a_block_that_was_taken_out_is_missed(entries: list[Entry]) -> None:
    Block.objects.earliest("pk").delete()
    assert log.verify()


def test_erasing_a_value_with_its_salt_leaves_the_log_whole(entries: list[Entry]) -> None:
    entry = next(entry for entry in entries if any(change["field"] == "姓名" for change in entry.changes))
    for change in entry.changes:
        change.update(old="", new="", salt="")
    entry.save()
    assert log.verify() == []


def test_a_sensitive_field_is_logged_as_changed_and_never_shown(entries: list[Entry]) -> None:
    (change,) = (change for entry in entries for change in entry.changes if change["field"] == "备注" and change["new"])
    assert (change["old"], change["new"], change["salt"]) == ("", log.MASK, "")
