"""A preview writes nothing; what is exported and imported again is 无变化, and says in another union all that it said here."""

import hashlib
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models

from tests.contracts.registries import each
from tests.contracts.world import NOW, World
from unionhall.kernel.actions.batches import UNDO_BATCH
from unionhall.kernel.ledger.check import verify
from unionhall.kernel.people.models import Card
from unionhall.shell.pages.declare import pages
from unionhall.shell.sheets.exporting import export
from unionhall.shell.sheets.importing import NEW, SAME, UPDATE, carry_out, preview
from unionhall.shell.sheets.plan import plan
from unionhall.shell.sheets.register import Heading, Register, known, registers
from unionhall.shell.sheets.workbook import Workbook, read
from unionhall.shell.sheets.writing import SheetColumn, write

BY_PERSON = ("person_number", "person_name", "staff_number", "kind", "occasion")


def opened(data: bytes) -> Workbook:
    return read(data, "导出.xlsx", known)


def exported(register: Register, place: Any) -> bytes:
    return export(register, register.model._default_manager.filter(org=place).order_by("pk"))


def cells(data: bytes) -> list[dict[str, str]]:
    """What an export says, row by row and heading by heading."""
    sheets = opened(data).sheets
    return [dict(zip(sheet.headings, map(str, row.cells), strict=False)) for sheet in sheets for row in sheet.rows]


def looked_at(world: World, data: bytes, place: Any) -> Any:
    return preview(plan(opened(data), place), world.user("officer" if place == world.union else "neighbour"), NOW)


def tables() -> dict[str, str]:
    """A digest of every table of the database."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        rows = model._default_manager.order_by("pk").values_list()
        found[model._meta.db_table] = hashlib.sha256(repr([tuple(map(repr, row)) for row in rows]).encode()).hexdigest()
    return found


def fill(world: World, register: Register, place: Any) -> None:
    """Three records with everything filled in, one of them further on its way, one void."""
    records = [world.act(register.create, place=place, turn=turn) for turn in (0, 1, 0)]
    page = next(page for page in pages if page.model is register.model)
    step = next((action for action in page.actions if action.verb != "void" and action.open_for(records[0])), None)
    if step is not None:
        world.act(step, records[0])
    world.act(next(action for action in page.actions if action.verb == "void"), records[2])


def writes_nothing(world: World, register: Register) -> None:
    """A sheet that would add, change and be refused leaves every table as it was."""
    fill(world, register, world.union)
    fill(world, register, world.other)
    before = tables()
    for place in (world.union, world.other):
        looked_at(world, exported(register, world.union), place)
    assert tables() == before


def comes_back_unchanged(world: World, register: Register) -> None:
    fill(world, register, world.union)
    seen = looked_at(world, exported(register, world.union), world.union)
    assert [row.state for row in seen.rows] == [SAME, SAME], [(row.changes, row.faults) for row in seen.rows]


def says_all(world: World, register: Register) -> None:
    """Taken into another union with the same people, the sheet makes records that say the same in everything that it speaks of."""
    fill(world, register, world.union)
    data = exported(register, world.union)
    _same_people(world, register)
    seen = looked_at(world, data, world.other)
    assert [row.state for row in seen.rows] == [NEW, NEW], [row.faults for row in seen.rows]
    carry_out(plan(opened(data), world.other), seen.writes(), world.user("neighbour"), NOW)
    assert said(register, world.other) == said(register, world.union)
    assert not list(verify())


def said(register: Register, place: Any) -> list[dict[str, str]]:
    """What the register's columns feed, record by record; without people and places, which each union numbers for itself."""
    named = {"person", "unit", "issue", "number", "identity"}
    inputs = {heading.input for heading in register.headings} - named
    records = register.model._default_manager.filter(org=place).exclude(state="void").order_by("pk")
    return [{name: str(value) for name, value in register.create.standing(record).items() if name in inputs} for record in records]


def loses_nothing(world: World, register: Register) -> None:
    """Every column that is written out says something of a record in which everything is filled in; else it would come back empty."""
    fill(world, register, world.union)
    rows = cells(exported(register, world.union))
    given = {given.name for given in register.create.takes} | {"person_number", "person_name", "person_unit"}
    wanted = [heading.label for heading in register.headings if heading.source and heading.input in given]
    assert not [label for label in wanted if not any(row.get(label) for row in rows)]


def _same_people(world: World, register: Register) -> None:
    """Everybody of the own union, and the groups, are known to the other one as well."""
    from unionhall.kernel.actions.persons import ADD_CARD
    from unionhall.kernel.actions.places import FOUND

    groups = {}
    for group in world.groups[world.union.pk]:
        groups[group.pk] = world.do(FOUND, {"kind": "group", "name": group.name}, org=world.other)
    if register.dated:
        for card in Card.objects.filter(org=world.union):
            data = {"name": card.name, "staff_number": card.staff_number, "unit": groups[card.unit_id].pk}
            world.do(ADD_CARD, data, org=world.other)


@each("register", registers)
def test_a_preview_writes_nothing(register: Register, world: World) -> None:
    writes_nothing(world, register)


@each("register", registers)
def test_an_export_comes_back_unchanged(register: Register, world: World) -> None:
    comes_back_unchanged(world, register)


@each("register", registers)
def test_an_export_leaves_no_column_empty(register: Register, world: World) -> None:
    loses_nothing(world, register)


@each("register", registers)
def test_an_export_says_all_of_a_record(register: Register, world: World) -> None:
    says_all(world, register)


def altered(register: Register) -> tuple[Heading, Any]:
    """A column of the record's own that a row is not known by, and another value for its field."""
    fields = {field.name: field for field in register.model._meta.concrete_fields}
    own = [heading for heading in register.headings if heading.source == heading.input and heading.input in fields]
    for heading in sorted(own, key=lambda heading: not heading.required):
        field = fields[heading.input]
        if heading.input not in register.key and isinstance(field, models.DateField | models.IntegerField):
            return heading, date(2026, 3, 6) if isinstance(field, models.DateField) else 700
    return next((heading, "原来写的") for heading in own if heading.input not in register.key)


def narrowed(register: Register, data: bytes, also: Heading) -> bytes:
    """The export with nothing left of it but what its sheets must have, what a row is known by, and one more column."""
    kept = [heading for heading in register.headings if heading.required or heading.input in (*register.key, *BY_PERSON) or heading == also]
    rows = [[row.get(heading.label) or None for heading in kept] for row in cells(data)]
    return write(register.label, [SheetColumn(heading.label) for heading in kept], rows)


def leaves_the_rest(world: World, register: Register) -> None:
    """A row of a sheet with few columns changes the one cell that it says otherwise, and nothing that it does not speak of."""
    fill(world, register, world.union)
    heading, value = altered(register)
    data = narrowed(register, exported(register, world.union), heading)
    record = register.model._default_manager.filter(org=world.union).exclude(state="void").order_by("pk")[0]
    register.model._default_manager.filter(pk=record.pk).update(**{heading.input: value})
    seen = looked_at(world, data, world.union)
    assert [row.state for row in seen.rows] == [UPDATE, SAME], [(row.changes, row.faults) for row in seen.rows]
    assert len(seen.rows[0].changes) == 1, seen.rows[0].changes


@each("register", registers)
def test_a_sheet_with_few_columns_leaves_the_rest_as_it_stands(register: Register, world: World) -> None:
    leaves_the_rest(world, register)


@each("register", registers)
def test_an_import_is_taken_back_whole(register: Register, world: World) -> None:
    """After undoing, the register and the figures are as before; numbers once given stay given."""
    fill(world, register, world.union)
    data = exported(register, world.union)
    _same_people(world, register)
    before = [list(model._default_manager.order_by("pk").values()) for model in (register.model, Card)]
    seen = looked_at(world, data, world.other)
    batch = carry_out(plan(opened(data), world.other), seen.writes(), world.user("neighbour"), NOW)
    world.do(UNDO_BATCH, {}, record=batch, by="neighbour")
    assert [list(model._default_manager.order_by("pk").values()) for model in (register.model, Card)] == before
    assert not list(verify())
