"""Workbooks as tests write them, and the import machine as tests ask it."""

import io
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from openpyxl import Workbook

from tests.contracts.world import World
from unionhall.base.identifiers import check_digit

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ROSTER = ["工号", "姓名", "性别", "出生日期", "部门", "用工形式", "入会日期", "身份证号"]


def identity(serial: int) -> str:
    """An invented identity number with a right check digit."""
    first = f"110101199003{serial % 28 + 1:02d}{serial:03d}"
    return first + check_digit(first)


def book(**sheets: list[list[Any]]) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def roster(count: int, *, start: int = 1, **changes: Any) -> list[list[Any]]:
    rows = []
    for n in range(start, start + count):
        row = dict(
            zip(
                ROSTER,
                [f"A{n:03d}", f"罗听{'一二三四五六七八九'[n % 9]}", "女", "1990-03-05", "铸造小组", "正式", "2020年5月", ""],
                strict=True,
            )
        )
        rows.append(list((row | changes).values()))
    return [ROSTER, *rows]


def check(world: World, data: bytes, *, by: str = "officer", **more: Any) -> Any:
    from unionhall.shell.sheets.importing import preview
    from unionhall.shell.sheets.plan import plan
    from unionhall.shell.sheets.register import known
    from unionhall.shell.sheets.workbook import read

    place = world.other if by == "neighbour" else world.union
    return preview(plan(read(data, "表.xlsx", known), place, **more), world.user(by), NOW)


def confirm(world: World, checked: Any, *, by: str = "officer") -> Any:
    from unionhall.shell.sheets.importing import carry_out

    return carry_out(checked.plan, checked.writes(), world.user(by), NOW)


def bring_in(world: World, data: bytes, **more: Any) -> Any:
    checked = check(world, data, **more)
    assert not checked.counts()["error"], [row.faults for row in checked.rows]
    return confirm(world, checked, by=more.get("by", "officer"))


def states(checked: Any) -> list[str]:
    return [row.state for row in checked.rows]


def messages(checked: Any) -> dict[int, str]:
    return {row.row: "；".join(message for _, message in row.faults) for row in checked.rows if row.faults}


def whole_database() -> dict[str, list[Any]]:
    return {model._meta.label: sorted(map(str, model._default_manager.values_list())) for model in apps.get_models()}
