"""The one writer: rights at the old and the new place, versions, keys, states, reasons, history."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.kernel.conftest import NOW, Town, clean
from tests.library.actions import CARRY, CORRECT
from tests.library.models import Loan
from tests.library.workflow import bring_back, lend, void
from unionhall.kernel.access.permissions import STAFF
from unionhall.kernel.access.scope import OutOfReach, Refused
from unionhall.kernel.actions.declare import Action, Call, Invalid, Stale, actions
from unionhall.kernel.actions.inputs import from_field
from unionhall.kernel.actions.models import Key
from unionhall.kernel.actions.persons import ADD_CARD
from unionhall.kernel.actions.run import act, forget_keys, run
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.files.models import keep
from unionhall.kernel.people.models import Card

pytestmark = pytest.mark.django_db


def asked(reader: Any, **more: Any) -> dict[str, Any]:
    return {"person": reader.person_id, "title": "山中来信", "kind": "小说", "lent_on": "2026-03-05", **more}


def problems(action: Action, call: Call) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        run(action, call)
    return [(problem.field, problem.message) for problem in refused.value.problems]


def test_an_officer_lends_and_the_loan_gets_its_number_and_place(town: Town) -> None:
    reader = town.card("周晓禾", unit="后库")
    loan = town.do(lend, asked(reader), org=town.north, by=town.user("officer"))
    assert (loan.number, loan.state, loan.org, loan.unit, loan.version) == ("借阅〔2026〕1号", "lent", town.north, town.back, 1)


def test_a_stranger_is_told_nothing_not_even_what_is_wrong_with_the_form(town: Town) -> None:
    for name in ("stranger", "neighbour"):
        with pytest.raises(OutOfReach):
            run(lend, Call(town.user(name), {}, org=town.north))


def test_who_reaches_the_place_without_the_right_is_told_who_has_it(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"))
    with pytest.raises(Refused, match="工会专干"):
        run(void, Call(town.user("reviewer"), {}, record=loan, reason="重复"))
    with pytest.raises(Refused):
        run(lend, Call(town.user("reviewer"), {}, org=town.north))


def test_a_preview_asks_for_the_same_rights_as_writing(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"))
    with pytest.raises(OutOfReach):
        act(CORRECT, Call(town.user("neighbour"), CORRECT.initial(loan), record=loan))


def test_naming_an_organization_of_ones_own_opens_no_record_of_another(town: Town) -> None:
    from unionhall.kernel.actions.places import DESCRIBE

    loan = town.lend(town.card("周晓禾"))
    with pytest.raises(OutOfReach):
        run(void, Call(town.user("neighbour"), {}, record=loan, org=town.south, reason="重复"))
    with pytest.raises(OutOfReach):
        run(DESCRIBE, Call(town.user("neighbour"), {"short_name": "南北"}, record=town.north, org=town.south))


def test_a_record_cannot_be_carried_to_another_library(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"))
    with pytest.raises(OutOfReach):
        run(CARRY, Call(town.user("officer"), {"org": town.south.pk}, record=loan))
    both = town.user("officer")
    both.grants.create(role="officer", org=town.south)
    assert run(CARRY, Call(both, {"org": town.south.pk}, record=loan)).record.org == town.south
    assert (town.value("library.loans"), town.value("library.loans", org=town.south)) == (0, 1)


def test_a_record_stands_in_no_desk_of_another_library(town: Town) -> None:
    reader = town.card("周晓禾")
    loan = town.lend(reader, unit="前台")
    assert problems(CARRY, Call(None, {"org": town.south.pk, "unit": town.front.pk}, record=loan)) == [
        ("unit", "“前台”不属于南湾图书馆，请重新选择")
    ]
    for chosen in (town.south, town.south.pk, "南湾图书馆"):
        assert "没有" in problems(lend, Call(None, asked(reader, unit=chosen), org=town.north))[0][1]


def test_a_leader_lends_at_the_own_desk_only(town: Town) -> None:
    leader = town.user("leader")
    loan = town.do(lend, asked(town.card("周晓禾", unit="前台")), org=town.north, by=leader)
    assert loan.unit == town.front
    assert town.do(lend, asked(town.card("沈渡")), org=town.front, by=leader).unit == town.front
    with pytest.raises(OutOfReach):
        run(lend, Call(leader, asked(town.card("白杏", unit="后库")), org=town.north))
    with pytest.raises(OutOfReach):
        run(CORRECT, Call(leader, {**CORRECT.initial(loan), "unit": town.back.pk}, record=loan))


def test_what_is_done_at_a_desk_belongs_to_the_library(town: Town) -> None:
    loan = town.do(lend, asked(town.card("周晓禾")), org=town.front)
    assert (loan.org, loan.unit, loan.number) == (town.north, town.front, "借阅〔2026〕1号")


def test_a_loan_corrected_to_another_reader_goes_to_that_readers_desk(town: Town) -> None:
    first, second = town.card("周晓禾", unit="前台"), town.card("沈渡", unit="后库")
    loan = town.lend(first)
    again = town.correct(loan, person=second.person_id, unit=None)
    assert again.unit == town.back


def test_a_reader_of_another_library_cannot_be_lent_to(town: Town) -> None:
    foreign = town.card("石原", town.south)
    assert problems(lend, Call(None, asked(foreign), org=town.north)) == [("person", "读者不在本单位名册中，请先登记或重新选择")]


def test_a_stale_form_is_answered_with_both_values(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"), fee="3")
    seen = CORRECT.initial(loan)
    town.correct(loan, fee="5")
    with pytest.raises(Stale) as stale:
        run(CORRECT, Call(town.user("officer"), {**seen, "title": "群山", "fee": "3"}, record=loan, version=1))
    assert stale.value.theirs == {"书名": ("第1本", "群山"), "费用": ("5", "3")}
    assert Loan.objects.get(pk=loan.pk).version == 2


def test_a_form_of_the_present_version_is_saved(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"))
    assert run(CORRECT, Call(None, {**CORRECT.initial(loan), "title": "群山"}, record=loan, version=1)).record.version == 2


def test_what_is_only_being_made_has_no_version_to_compare(town: Town) -> None:
    assert run(lend, Call(None, asked(town.card("周晓禾")), org=town.north, version=7)).record.version == 1


def test_the_same_request_made_twice_makes_one_loan(town: Town) -> None:
    officer, data = town.user("officer"), asked(town.card("周晓禾"))
    first = run(lend, Call(officer, data, org=town.north, key="k1"))
    second = run(lend, Call(officer, data, org=town.north, key="k1"))
    assert (second.record, second.repeated, Loan.objects.count()) == (first.record, True, 1)


@pytest.mark.parametrize("changed", ["data", "actor", "org", "reason"])
def test_another_request_under_the_same_key_is_told_so(town: Town, changed: str) -> None:
    call = Call(town.user("officer"), asked(town.card("周晓禾")), org=town.north, key="k1")
    run(lend, call)
    other: dict[str, Any] = {"actor": None, "org": town.front, "reason": "另有原因", "data": {**call.data, "title": "群山"}}
    assert "已经提交过" in problems(lend, Call(**{**call.__dict__, changed: other[changed]}))[0][1]
    assert Loan.objects.count() == 1


def test_a_refused_request_keeps_its_key_free(town: Town) -> None:
    reader = town.card("周晓禾")
    with pytest.raises(Invalid):
        run(lend, Call(None, {**asked(reader), "title": ""}, org=town.north, key="k1"))
    assert not run(lend, Call(None, asked(reader), org=town.north, key="k1")).repeated


def test_keys_are_kept_for_thirty_days(town: Town) -> None:
    run(lend, Call(None, asked(town.card("周晓禾")), org=town.north, key="k1", at=NOW))
    forget_keys(NOW + timedelta(days=29))
    assert Key.objects.count() == 1
    forget_keys(NOW + timedelta(days=31))
    assert Key.objects.count() == 0


def test_a_state_that_does_not_allow_it_is_named(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"))
    town.give_back(loan, "2026-04-01")
    assert problems(bring_back, Call(None, {"returned_on": "2026-04-02"}, record=loan)) == [("", "现在是“已还”，不能归还")]


def test_making_wants_nothing_there_and_changing_wants_something(town: Town) -> None:
    reader = town.card("周晓禾")
    loan = town.lend(reader)
    assert problems(lend, Call(None, asked(reader), record=loan)) == [("", "“借出”只用于新增")]
    assert ("", "需先选定一条记录") in problems(CORRECT, Call(None, asked(reader), org=town.north))
    assert Loan.objects.get().version == 1


def test_every_unreadable_field_is_named_at_once(town: Town) -> None:
    data = {"person": 999999, "title": "", "kind": "唱片", "lent_on": "2026-02-30", "fee": "-1"}
    told = dict(problems(lend, Call(None, data, org=town.north)))
    assert set(told) == {"person", "title", "kind", "lent_on", "fee"}
    assert told["title"] == "需填写书名"
    assert told["kind"] == "类别没有“唱片”这一项，可选：小说、地图册、影片"


def test_a_void_wants_a_reason(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"))
    assert problems(void, Call(None, {}, record=loan)) == [("reason", "作废需写明原因")]


def test_a_rule_stops_or_wants_a_reason_or_a_yes(town: Town) -> None:
    reader = town.card("周晓禾")
    assert problems(lend, Call(None, asked(reader, fee="501"), org=town.north, reason="急", confirmed=True))[0][0] == "fee"
    assert "原因" in problems(lend, Call(None, asked(reader, fee="150"), org=town.north))[0][1]
    outcome = run(lend, Call(None, asked(reader, fee="150"), org=town.north, reason="珍本押金"))
    assert [problem.level for problem in outcome.problems] == ["notice"]
    assert "当天已登记过" in problems(lend, Call(None, asked(reader), org=town.north))[0][1]
    assert run(lend, Call(None, asked(reader), org=town.north, confirmed=True)).record.pk


def test_history_is_warned_of_and_goes_in_while_what_cannot_be_read_does_not(town: Town) -> None:
    reader = town.card("周晓禾")
    outcome = run(lend, Call(None, asked(reader, fee="900"), org=town.north, channel="import"))
    assert [(problem.level, problem.field) for problem in outcome.problems] == [("notice", "fee")]
    with pytest.raises(Invalid):
        run(lend, Call(None, asked(reader, lent_on="没有日期"), org=town.north, channel="import"))


def test_what_was_refused_leaves_nothing_behind(town: Town) -> None:
    reader, before = town.card("周晓禾"), Entry.objects.count()
    with pytest.raises(Invalid):
        run(lend, Call(None, asked(reader, fee="501"), org=town.north, key="k1"))
    assert (Loan.objects.count(), Entry.objects.count(), Key.objects.count()) == (0, before, 0)
    assert clean()


def test_files_are_attached_and_the_log_says_which(town: Town) -> None:
    scan = keep(town.north, "收据.pdf", b"%PDF-1.7 ...", None)
    loan = town.do(lend, asked(town.card("周晓禾"), scans=[scan]), org=town.north)
    assert list(loan.scans.all()) == [scan]
    assert {change["field"] for change in Entry.objects.get(action=lend.name).changes} >= {"书名", "扫描件"}


def test_the_path_tells_what_is_done_and_what_is_open(town: Town) -> None:
    from tests.library.workflow import flow

    loan = town.lend(town.card("周晓禾"))
    assert flow.path(loan) == [("lent", "借出", "now"), ("returned", "已还", "open")]
    town.give_back(loan, "2026-04-01")
    assert flow.path(Loan.objects.get()) == [("lent", "借出", "done"), ("returned", "已还", "now")]


def test_the_path_of_what_has_ended_tells_no_step_that_it_never_took(town: Town) -> None:
    from tests.library.workflow import flow

    loan = town.lend(town.card("周晓禾"))
    assert flow.path(town.void(loan)) == [("lent", "借出", "done"), ("void", "已作废", "now")]


def test_a_day_that_lies_ahead_is_asked_about_once(town: Town) -> None:
    reader = town.card("周晓禾")
    with pytest.raises(Invalid, match="2026-12-25 在今天以后"):
        town.do(lend, asked(reader, lent_on="2026-12-25"), org=town.north)
    loan = town.do(lend, asked(reader, lent_on="2026-12-25"), org=town.north, confirmed=True)
    assert town.correct(loan, title="改名").lent_on == date(2026, 12, 25)
    with pytest.raises(Invalid, match="2026-12-26 在今天以后"):
        town.correct(loan, lent_on="2026-12-26")
    told = run(lend, Call(None, asked(reader, lent_on="2026-12-25"), org=town.north, channel="import", at=NOW)).problems
    assert [problem.level for problem in told] == ["notice"]


def test_a_day_typed_without_a_year_is_the_last_or_next_such_day(monkeypatch: pytest.MonkeyPatch) -> None:
    lent_on = from_field(Loan, "lent_on")
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 11, 20))
    read = [lent_on.clean(writing, None).value for writing in ("11月5日", "11.5", "12月20日", "12月31日", "2月28日")]
    assert read == [date(2026, 11, 5), date(2026, 11, 5), date(2026, 12, 20), date(2025, 12, 31), date(2026, 2, 28)]
    with pytest.raises(ValueError, match="没有13月"):
        lent_on.clean("13月5日", None)
    with pytest.raises(ValueError, match="看不懂"):
        lent_on.clean("5", None)


def test_a_double_that_only_the_database_sees_is_told_in_words(town: Town) -> None:
    town.card("周晓禾", staff_number="007")
    blind = Action("people.card.blind", "登记人员", Card, STAFF, ADD_CARD.fields, ADD_CARD.inputs, creates=True, effect=ADD_CARD.effect)
    actions.remove(blind.name)
    assert "与同时写入的另一条记录重复" in problems(blind, Call(None, {"name": "沈渡", "staff_number": "007"}, org=town.north))[0][1]
