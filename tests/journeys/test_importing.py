"""A roster of 500 comes in, and one with seventeen bad rows does not until it is mended (scenarios 5 and 6)."""

import io
import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from tests.contracts.world import World
from unionhall.kernel.ledger.check import verify
from unionhall.kernel.people.models import Card
from unionhall.modules.membership.models import Membership

HEADINGS = ["工号", "姓名", "性别", "出生日期", "工会小组", "手机", "入会日期"]
SECONDS = 20  # for each step, on a machine that runs the browser and the server at once


def person(n: int) -> list[Any]:
    born = date(1965, 1, 1) + timedelta(days=n * 17 % 12000)
    return [f"N{n:04d}", f"职工{n:04d}", "男女"[n % 2], born, ("铸造小组", "装配小组")[n % 2], f"138{n:08d}", "2020-03-01"]


def roster(rows: list[list[Any]], *, title: str = "") -> dict[str, Any]:
    book = Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
    for row in [HEADINGS, *rows]:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "花名册.xlsx", "mimeType": kind, "buffer": out.getvalue()}


def upload(page: Page, file: dict[str, Any] | Path) -> None:
    page.goto("/import/")
    page.locator("input[type=file]").set_input_files(file if isinstance(file, Path) else [file])
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_role("heading", name="核对导入").wait_for(timeout=60_000)


def test_500_members_come_in_with_three_clicks_and_can_be_taken_back(visit: Callable[..., Page], house: World) -> None:
    page = visit()
    before = list(Membership.objects.values_list("pk", flat=True))
    changed = Card.objects.get(name="张三")
    rows = [person(n) for n in range(498)]
    rows += [["H001", "张三", "女", "1980-05-06", "装配小组", "13800001111", "2015-03-01"]]
    rows += [["H002", "阿依古丽·买买提", "女", "", "装配小组", "13800002222", "2015-03-01"]]
    started = time.monotonic()
    upload(page, roster(rows))
    assert time.monotonic() - started < SECONDS
    expect(page.get_by_role("navigation", name="核对结果")).to_contain_text(re.compile(r"498\s*新增.*2\s*更新", re.DOTALL))
    assert Membership.objects.count() == len(before), "a preview writes nothing"
    started = time.monotonic()
    page.get_by_role("button", name="导入 500 行").click()
    page.get_by_role("heading", name="导入结果").wait_for(timeout=60_000)
    assert time.monotonic() - started < SECONDS
    assert Membership.objects.count() == len(before) + 498
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="撤销本次导入").click()
    undo = page.get_by_role("dialog").get_by_role("button", name="撤销本次导入")
    if undo.count():
        undo.click()
    expect(page.get_by_text("导入前的数据已恢复").first).to_be_visible(timeout=60_000)
    assert sorted(Membership.objects.values_list("pk", flat=True)) == sorted(before)
    assert Card.objects.get(pk=changed.pk).unit == changed.unit
    assert not list(verify())


def test_seventeen_bad_rows_are_marked_in_the_users_own_file_and_go_in_once_mended(
    visit: Callable[..., Page], house: World, tmp_path: Path
) -> None:
    page = visit()
    rows = [person(n) for n in range(60)]
    good = [list(row) for row in rows]
    for n in range(10):
        rows[n][5] = "1380000123"  # ten digits
    for n in range(10, 17):
        rows[n][6] = "2020年13月1日"
    rows[20] = [cell if not isinstance(cell, str) else cell.replace("0", "０") for cell in rows[20]]
    upload(page, roster(rows, title="恒川机械厂工会会员花名册"))
    counts = page.get_by_role("navigation", name="核对结果")
    expect(counts).to_contain_text(re.compile(r"43\s*新增", re.DOTALL))
    expect(counts).to_contain_text(re.compile(r"17\s*有错", re.DOTALL))
    expect(page.get_by_text("手机号应为 11 位，现在是 10 位").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("错误表")).click()
    marked = tmp_path / "错误表.xlsx"
    download.value.save_as(marked)
    book = load_workbook(marked)
    assert book.sheetnames[0] == "错误汇总"
    sheet = book[book.sheetnames[1]]
    painted = {
        cell.coordinate
        for row in sheet.iter_rows(min_row=3)
        for cell in row
        if cell.fill.fgColor.rgb.endswith("FDECEA") and cell.column <= 7
    }
    assert painted == {*(f"F{n}" for n in range(3, 13)), *(f"G{n}" for n in range(13, 20))}
    for n in range(17):
        sheet.cell(n + 3, 6).value, sheet.cell(n + 3, 7).value = good[n][5], good[n][6]
    book.save(marked)
    upload(page, marked)
    page.get_by_role("button", name="导入 60 行").click()
    page.get_by_role("heading", name="导入结果").wait_for(timeout=60_000)
    assert Membership.objects.filter(person__cards__staff_number__startswith="N").count() == 60
