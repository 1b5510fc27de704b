"""The monthly return and the annual report, with the records behind every number (scenarios 16 to 18)."""

import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.contracts.world import World
from unionhall.base.periods import Period, add_months
from unionhall.kernel.actions.declare import Call
from unionhall.kernel.actions.run import run
from unionhall.kernel.papers.actions import BEGIN
from unionhall.kernel.papers.models import Paper
from unionhall.modules.relief.actions import REGISTER
from unionhall.modules.suggestions.actions import SUBMIT_SUGGESTION

LAST = timezone.localdate().year - 1


@pytest.fixture
def year(house: World) -> World:
    """Last year's visits and suggestions of three members."""
    from unionhall.kernel.people.models import Card

    cards = list(Card.objects.filter(org=house.union, staff_number__startswith="H").order_by("staff_number"))
    for month in range(1, 13):
        for card in cards[: 1 + month % 3]:
            kind = "visit.illness" if month % 2 else "hardship.subsidy"
            data = {"person": card.person_id, "kind": kind, "amount": "300", "visited_on": f"{LAST}-{month:02d}-1{card.pk % 9}"}
            house.do(REGISTER, data, org=house.union)
    for number in range(9):
        data = {
            "person": cards[number % 3].person_id,
            "title": f"改进工装{number + 1}",
            "category": "安全",
            "submitted_on": f"{LAST}-05-{number + 10}",
        }
        house.do(SUBMIT_SUGGESTION, data, org=house.union)
    return house


def begin(house: World, kind: str, period: str) -> Paper:
    outcome = run(BEGIN, Call(house.user("officer"), {"kind": kind, "period_code": period}, org=house.union))
    paper: Paper = outcome.record
    return paper


def test_a_cell_of_the_monthly_return_opens_as_many_records_as_it_counts(visit: Callable[..., Page], year: World) -> None:
    month = Period.months(LAST, 5, 1)
    paper = begin(year, "monthly-return", month.code)
    page = visit()
    page.goto(f"/papers/{paper.pk}/")
    row = page.get_by_role("row", name=re.compile("慰问帮扶 ")).first
    cell = row.get_by_role("link").first
    count = int(cell.inner_text())
    assert count > 0
    cell.click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text(f"{count} 条记录")


def test_the_report_is_one_click_and_says_nothing_that_the_ledger_does_not_know(
    visit: Callable[..., Page], year: World, tmp_path: Path
) -> None:
    page = visit()
    page.get_by_role("link", name="起草").click()
    page.get_by_role("button", name="生成").click()
    page.get_by_role("heading", level=1, name=re.compile(f"{LAST}")).first.wait_for()
    text = page.get_by_role("article", name="正文").inner_text()
    assert "提出情况" in text
    assert "服务关爱" in text
    assert "比上年" not in text, "there is no year before"
    assert "疗休养" not in text, "no record, no word"
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Word").click()
    file = tmp_path / "report.docx"
    download.value.save_as(file)
    xml = zipfile.ZipFile(file).read("word/document.xml").decode()
    words = re.sub(r"<[^>]+>", "", xml)
    assert not re.search(r"×|20xx|\{\{|__", words)
    assert not re.search(r"(?<![\d一二三四五六七八九十百千万几多数两每本各此该何])(人次|万元)(?!数|（)", words.split("附表")[0]), (
        "a unit without its number"
    )
    assert xml.count("<w:sdt>") >= 20, "every number is a control"


def test_a_number_opens_its_records_and_is_written_over_only_with_a_reason(visit: Callable[..., Page], year: World) -> None:
    paper = begin(year, "annual-report", str(LAST))
    page = visit()
    page.goto(f"/papers/{paper.pk}/")
    figure = page.get_by_role("article", name="正文").locator("a.fig[data-key='relief.times']").first
    shown = figure.inner_text().strip()
    figure.click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text(f"{shown} 条记录")
    drawer.get_by_text("改为手工数", exact=True).first.click()
    drawer.get_by_role("textbox", name="数字").fill("130")
    drawer.locator("form button[type=submit]").click()
    expect(drawer).to_contain_text("需写明原因")
    drawer.get_by_role("textbox", name="原因").fill("两次慰问只有纸质记录")
    drawer.locator("form button[type=submit]").click()
    expect(page.locator("a.fig.hand").first).to_contain_text("130")
    expect(page.get_by_role("article", name="正文")).to_contain_text("两次慰问只有纸质记录")


def test_a_late_record_is_named_and_the_frozen_return_stays(visit: Callable[..., Page], year: World) -> None:
    from unionhall.kernel.people.models import Card

    month = add_months(date(LAST, 5, 1), 0)
    paper = begin(year, "monthly-return", Period.months(month.year, month.month, 1).code)
    page = visit()
    page.goto(f"/papers/{paper.pk}/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="定稿").click()
    confirm = page.get_by_role("dialog").get_by_role("button", name=re.compile("定稿|确定"))
    if confirm.count():
        confirm.first.click()
    expect(page.get_by_text("已定稿").first).to_be_visible()
    table = page.get_by_role("table").first.inner_text()
    card = Card.objects.get(staff_number="H003")
    data = {"person": card.person_id, "kind": "visit.illness", "amount": "300", "visited_on": f"{LAST}-05-28"}
    year.do(REGISTER, data, org=year.union)
    page.goto(f"/papers/{paper.pk}/")
    expect(page.get_by_text(re.compile(r"数据已变 \d+ 项"))).to_be_visible()
    assert page.get_by_role("table").first.inner_text().split() == table.split() or "变" in page.get_by_role("table").first.inner_text()


def test_nothing_that_was_typed_is_lost_by_freezing_or_by_sending(visit: Callable[..., Page], year: World) -> None:
    paper = begin(year, "annual-report", str(LAST))
    page = visit()
    page.goto(f"/papers/{paper.pk}/")
    page.get_by_label("结尾段").fill("先写一句。")
    page.get_by_role("button", name="保存并更新正文").click()
    expect(page.get_by_text("已保存，正文已按勾选更新")).to_be_visible()
    page.get_by_label("结尾段").fill("来年再接着干。")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("link", name="导出 Word").click()
    assert "没有导出" in asked[0]
    page.get_by_role("button", name="定稿").click()
    expect(page.get_by_text("已定稿").first).to_be_visible()
    assert "先保存" in asked[1]
    expect(page.get_by_role("article", name="正文")).to_contain_text("来年再接着干。")
    with page.expect_download():
        page.get_by_role("link", name="导出 Word").click()


def test_a_draft_is_deleted_after_a_question(visit: Callable[..., Page], year: World) -> None:
    paper = begin(year, "annual-report", str(LAST))
    page = visit()
    page.goto(f"/papers/{paper.pk}/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="删除草稿").click()
    expect(page.get_by_text("已删除草稿《")).to_be_visible()
    assert not Paper.objects.filter(pk=paper.pk).exists()
