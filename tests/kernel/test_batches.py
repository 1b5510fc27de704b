"""A confirmed sheet is written whole and taken back whole."""

from datetime import timedelta
from typing import Any

import pytest

from tests.kernel.conftest import NOW, Town, clean, identity_number
from tests.library.actions import CORRECT
from tests.library.models import Loan
from tests.library.workflow import lend
from unionhall.kernel.actions.batches import UNDO_BATCH, RowCall, confirm, new_batch
from unionhall.kernel.actions.declare import Action, Call, Invalid
from unionhall.kernel.actions.models import Batch, Origin
from unionhall.kernel.actions.persons import ADD_CARD, CORRECT_CARD
from unionhall.kernel.actions.places import FOUND
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.ledger.models import Fact
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people.models import Card, Document, Person

pytestmark = pytest.mark.django_db


def write(town: Town, *rows: tuple[Action, dict[str, Any], Any]) -> Batch:
    batch = new_batch(town.north, None, "借阅.xlsx", None, NOW)
    calls = [(action, Call(None, data, record=record, org=town.north, at=NOW, channel="import")) for action, data, record in rows]
    confirm(batch, [RowCall("借阅", number, lambda made=made: made) for number, made in enumerate(calls, 2)])
    return batch


def row(reader: Any, **more: Any) -> dict[str, Any]:
    return {"person": reader.person_id, "title": "山中来信", "kind": "小说", "lent_on": "2026-03-05", **more}


def undo(town: Town, batch: Batch, **more: Any) -> None:
    town.do(UNDO_BATCH, {}, record=batch, **more)


def snapshot() -> dict[str, Any]:
    """Everything that people see; versions may grow."""
    tables = {model: list(model.objects.order_by("pk").values()) for model in (Loan, Card, Person, Org, Document)}
    return {model.__name__: [{k: v for k, v in row.items() if k != "version"} for row in rows] for model, rows in tables.items()}


def test_a_sheet_is_written_whole_and_its_rows_know_where_they_came_from(town: Town) -> None:
    reader = town.card("周晓禾")
    old = town.lend(reader, fee="3")
    batch = write(town, (lend, row(reader), None), (CORRECT, {**CORRECT.initial(old), "fee": "4"}, old))
    assert (batch.created, batch.updated) == (1, 1)
    assert [(origin.row, origin.created) for origin in Origin.objects.order_by("pk")] == [(2, True), (3, False)]
    assert Entry.objects.filter(batch=str(batch.pk)).count() == 2
    assert town.value("library.loans") == 2
    assert clean()


def test_where_one_row_cannot_be_written_none_is(town: Town) -> None:
    reader, before = town.card("周晓禾"), Entry.objects.count()
    with pytest.raises(Invalid):
        write(town, (lend, row(reader), None), (lend, row(reader, lent_on="哪天"), None))
    assert (Loan.objects.count(), Batch.objects.count(), Fact.objects.count(), Entry.objects.count()) == (0, 0, 0, before)


def test_a_later_row_finds_what_an_earlier_one_has_made(town: Town) -> None:
    batch = new_batch(town.north, None, "借阅.xlsx", None, NOW)

    def loan() -> tuple[Action, Call]:
        return lend, Call(None, row(Card.objects.get(name="白杏"), unit="新台"), org=town.north, at=NOW, channel="import")

    confirm(
        batch,
        [
            RowCall("台", 2, lambda: (FOUND, Call(None, {"kind": "desk", "name": "新台"}, org=town.north, at=NOW, channel="import"))),
            RowCall("人", 2, lambda: (ADD_CARD, Call(None, {"name": "白杏", "unit": "新台"}, org=town.north, at=NOW, channel="import"))),
            RowCall("借阅", 2, loan),
        ],
    )
    assert str(Loan.objects.get().unit) == "新台"
    assert batch.created == 1


def test_taking_back_restores_everything_people_and_desks_included(town: Town) -> None:
    reader = town.card("周晓禾", sex="male", category="镇上")
    old = town.lend(reader, fee="3", remark="家中有病人")
    before = snapshot()
    figures = [town.value(metric) for metric in ("library.loans", "library.fees", "library.readers")]
    batch = write(
        town,
        (FOUND, {"kind": "desk", "name": "新台"}, None),
        (ADD_CARD, {"name": "白杏", "unit": "新台", "identity": identity_number()}, None),
        (CORRECT_CARD, {**CORRECT_CARD.initial(reader), "sex": "女"}, reader),
        (CORRECT, {**CORRECT.initial(old), "fee": "8", "lent_on": "2026-02"}, old),
        (lend, row(reader, fee="1"), None),
    )
    assert snapshot() != before
    undo(town, batch)
    assert snapshot() == before
    assert [town.value(metric) for metric in ("library.loans", "library.fees", "library.readers")] == figures
    assert town.value("library.loans", sex="male") == 1
    assert clean()


def test_what_a_batch_keeps_for_taking_back_is_in_clear_nowhere(town: Town) -> None:
    reader = town.card("周晓禾", phone="13800001111")
    old = town.lend(reader, remark="家中有病人")
    again = {**CORRECT_CARD.initial(reader), "phone": "13900002222"}
    batch = write(town, (CORRECT_CARD, again, reader), (CORRECT, {**CORRECT.initial(old), "remark": ""}, old))
    kept = [bytes(origin.sealed) for origin in Origin.objects.all()]
    assert all(kept)
    for secret in ("13800001111", "病人", "病人".encode("unicode_escape").decode()):
        assert not any(secret.encode() in sealed for sealed in kept)
    undo(town, batch)
    assert (Card.objects.get().phone, Loan.objects.get().remark) == ("13800001111", "家中有病人")


def test_what_another_key_has_sealed_is_not_taken_back_but_told(town: Town, settings: Any) -> None:
    old = town.lend(town.card("周晓禾"), fee="3")
    batch = write(town, (CORRECT, {**CORRECT.initial(old), "fee": "4"}, old))
    settings.IDENTITY_KEY = b"0" * 64
    with pytest.raises(Invalid, match="另一把证件密钥"):
        undo(town, batch)
    assert Loan.objects.get().fee == 400


def test_a_batch_is_taken_back_once_and_within_seven_days(town: Town) -> None:
    batch = write(town, (lend, row(town.card("周晓禾")), None))
    with pytest.raises(Invalid, match="超过 7 天"):
        undo(town, batch, at=NOW + timedelta(days=8))
    undo(town, batch)
    with pytest.raises(Invalid, match="已经撤销过"):
        undo(town, batch)


@pytest.mark.parametrize("touched", ["loan", "card"])
def test_what_was_changed_since_is_not_taken_back(town: Town, touched: str) -> None:
    reader = town.card("周晓禾")
    batch = write(town, (CORRECT_CARD, {**CORRECT_CARD.initial(reader), "phone": "13800001111"}, reader), (lend, row(reader), None))
    if touched == "loan":
        town.correct(Loan.objects.get(), fee="4")
    else:
        town.do(CORRECT_CARD, {**CORRECT_CARD.initial(reader), "phone": "13900002222"}, record=reader)
    with pytest.raises(Invalid, match="后来改动过"):
        undo(town, batch)
    assert Loan.objects.count() == 1


def test_a_person_whom_others_name_by_now_stays(town: Town) -> None:
    batch = write(town, (ADD_CARD, {"name": "白杏"}, None))
    town.lend(Card.objects.get(name="白杏"))
    undo(town, batch)
    assert (Card.objects.count(), Person.objects.count(), Loan.objects.count()) == (0, 1, 1)
    assert clean()
