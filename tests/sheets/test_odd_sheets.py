"""Sheets as offices really keep them: nothing of them is lost or counted otherwise than it says without being told."""

import io
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from openpyxl import Workbook, load_workbook

from tests.contracts.fixtures import world
from tests.contracts.world import World
from tests.sheets.workbooks import book, bring_in, check, messages, roster, states
from unionhall.modules.activities.models import Activity
from unionhall.modules.competitions.models import Competition
from unionhall.modules.relief.models import Visit
from unionhall.modules.suggestions.models import Suggestion
from unionhall.modules.welfare.models import IssueLine
from unionhall.shell.sheets import UnreadableWorkbook

VISITS = ["日期", "工号", "姓名", "类型", "金额", "资金来源"]
SUGGESTIONS = ["提出日期", "工号", "建议人", "建议名称", "类别", "是否采纳", "实施情况", "获奖"]

__all__ = ["world"]


def visit(n: int, **changes: Any) -> list[Any]:
    row = {"日期": "2025-05-03", "工号": f"A{n:03d}", "姓名": "", "类型": "住院探望", "金额": 600, "资金来源": ""}
    return list((row | changes).values())


def merged(*areas: str, rows: list[list[Any]]) -> bytes:
    made = load_workbook(io.BytesIO(book(慰问=rows)))
    for area in areas:
        made["慰问"].merge_cells(area)
    return saved(made)


def saved(made: Workbook) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


@pytest.fixture
def staffed(world: World) -> World:
    bring_in(world, book(花名册=roster(4)))
    return world


def test_what_is_merged_downwards_holds_for_every_row_and_a_shared_amount_for_none(staffed: World) -> None:
    rows = [VISITS, visit(1, 资金来源="公司补助"), visit(2, 日期=""), visit(3, 日期="")]
    bring_in(staffed, merged("A2:A4", "F2:F4", rows=rows))
    assert set(Visit.objects.values_list("visited_on", "source")) == {(date(2025, 5, 3), "employer.subsidy")}
    shared = check(staffed, merged("E2:E3", rows=[VISITS, visit(1, 日期="2025-06-01"), visit(2, 日期="2025-06-01", 金额="")]))
    assert messages(shared)[3] == "需填写金额"


@pytest.mark.parametrize(("heading", "above"), [("金额(万元)", ""), ("金额", "单位：万元")])
def test_ten_thousands_of_the_heading_or_of_the_line_above_are_read_as_such(staffed: World, heading: str, above: str) -> None:
    headings = [heading if name == "金额" else name for name in VISITS]
    bring_in(staffed, book(慰问=[["慰问登记表"], [above], headings, visit(1, 金额=0.12), visit(2, 金额="1.5元")]))
    assert sorted(Visit.objects.values_list("amount", flat=True)) == [150, 120_000]


def test_ten_thousands_written_as_text_are_ten_thousands_as_well(staffed: World) -> None:
    headings = ["金额(万元)" if name == "金额" else name for name in VISITS]
    rows = [visit(n, 金额=text) for n, text in enumerate(("0.05 ", "０．０５", "¥0.05"), 1)]
    bring_in(staffed, book(慰问=[headings, *rows]))
    assert set(Visit.objects.values_list("amount", flat=True)) == {50_000}


def test_a_merged_block_below_or_beside_the_table_is_no_matter(staffed: World) -> None:
    assert states(check(staffed, merged("A20:A22", "K2:K3", rows=[VISITS, visit(1)]))) == ["new"]


def test_an_hour_or_the_same_value_in_a_second_column_is_no_second_value(staffed: World) -> None:
    rows = [[*VISITS, "时间", "慰问金"], [*visit(1), "14:00-16:00", 600]]
    assert states(check(staffed, book(慰问=rows))) == ["new"]


def test_a_group_called_by_a_number_is_that_group(world: World) -> None:
    bring_in(world, book(花名册=[*roster(1, 部门=2), *roster(1, start=2, 部门="1")[1:]]))
    units = (
        apps.get_model("people.card")
        .objects.filter(staff_number__startswith="A")
        .order_by("staff_number")
        .values_list("unit__name", flat=True)
    )
    assert list(units) == ["2", "1"]


def test_a_group_written_with_a_blank_is_the_one_without(world: World) -> None:
    headings, first, second, third = roster(3, 部门="铸造 小组")
    second[4], third[4] = "同上", "无"
    checked = check(world, book(花名册=[headings, first, second, third]))
    assert (checked.plan.units, states(checked)) == ([], ["new"] * 3)


def test_two_columns_for_one_thing_are_told_apart_or_refused(staffed: World) -> None:
    twice = [[*VISITS, "补助金额"], [*visit(1), 200], [*visit(2), ""]]
    checked = check(staffed, book(慰问=twice))
    assert states(checked) == ["error", "new"]
    assert "“金额”和“补助金额”是同一栏" in messages(checked)[2]
    beside = [[*VISITS, *VISITS], [*visit(1), *visit(2)]]
    with pytest.raises(UnreadableWorkbook, match="左右并排的两块表"):
        check(staffed, book(慰问=beside))


def test_columns_that_are_not_read_are_named(staffed: World) -> None:
    checked = check(staffed, book(慰问=[[*VISITS, "陪同领导", "状态"], [*visit(1), "厂长", "作废"], [*visit(2), "", "有效"]]))
    assert checked.plan.unread == [("慰问", ["陪同领导"])]
    assert [row.notices for row in checked.rows] == [("“状态”一栏是“作废”，这一行仍按有效记录导入，请核对",), ()]


def test_a_hidden_sheet_stays_out_and_is_named(staffed: World) -> None:
    made = load_workbook(io.BytesIO(book(慰问=[VISITS, visit(1)], 旧表=[VISITS, visit(2)])))
    made["旧表"].sheet_state = "hidden"
    checked = check(staffed, saved(made))
    assert states(checked) == ["new"]
    assert checked.plan.skipped == [("旧表", "是隐藏的工作表，未导入；要导入请先取消隐藏")]


def test_sheets_of_several_years_are_each_of_their_own(staffed: World) -> None:
    sheets = {"2024年": [VISITS, visit(1, 日期="5月3日")], "2025年": [VISITS, visit(1, 日期="5月3日")]}
    bring_in(staffed, book(**sheets))
    assert set(Visit.objects.values_list("visited_on", flat=True)) == {date(2024, 5, 3), date(2025, 5, 3)}


def test_the_year_of_a_document_that_a_sheet_rests_on_is_not_the_sheets(staffed: World) -> None:
    rows = [["2025年慰问登记表"], ["依据总工办发〔2017〕32号"], VISITS, visit(1, 日期="5月3日")]
    bring_in(staffed, book(慰问=rows, 说明=[["本表自2023年起使用"]]))
    assert Visit.objects.get().visited_on == date(2025, 5, 3)


@pytest.mark.parametrize("above", ["填表日期：2026年1月10日", "每人标准2000元"])
def test_a_number_above_the_table_that_is_no_year_of_it_is_none(staffed: World, above: str) -> None:
    bring_in(staffed, book(慰问=[["2025年慰问登记表"], [above], VISITS, visit(1, 日期="5月3日")]))
    assert Visit.objects.get().visited_on == date(2025, 5, 3)


def test_a_group_that_a_formula_failed_to_name_is_a_fault_and_no_group(world: World) -> None:
    made = load_workbook(io.BytesIO(book(花名册=roster(1))))
    made["花名册"]["E2"] = "#REF!"
    made["花名册"]["E2"].data_type = "e"
    checked = check(world, saved(made))
    assert (checked.plan.units, states(checked)) == ([], ["error"])


def test_rows_of_sums_and_remarks_stay_out_and_what_only_begins_so_goes_in(staffed: World) -> None:
    rest = ["", "", "", "", ""]
    below = [["一车间小计", *rest[:3], 600, ""], ["合计：1人", *rest], ["注：本表由各小组填报", *rest], ["制表：林某", *rest[1:], "审核"]]
    rows = [VISITS, visit(1), *below]
    checked = check(staffed, book(慰问=rows))
    assert (states(checked), checked.plan.workbook.sheets[0].total_rows) == (["new"], (3, 4, 5, 6))
    events = [["活动名称", "日期", "类别"], ["小计划大梦想读书会", "2025-04-23", "读书"], ["总计量表更换演示", "2025-05-23", "其他"]]
    assert states(check(staffed, book(活动=events))) == ["new", "new"]


def test_a_staff_number_that_is_another_ones_is_not_passed_over_for_the_name(staffed: World) -> None:
    checked = check(staffed, book(慰问=[VISITS, visit(999, 姓名="罗听二"), visit(1, 工号="A01", 姓名="罗听二")]))
    assert messages(checked)[2] == "工号 A999 不在名册中，名册中罗听二的工号是 A001，请核对"


def test_a_number_that_lost_its_zeros_or_came_later_makes_nobody_twice(world: World) -> None:
    headings, first, second = roster(2)
    first[0], second[0] = "0021", ""
    bring_in(world, book(花名册=[headings, first, second]))
    again = [headings, [21, *first[1:]], ["A77", *second[1:]]]
    checked = check(world, book(花名册=again))
    assert states(checked) == ["same", "update"]
    bring_in(world, book(花名册=again))
    cards = apps.get_model("people.card").objects.filter(name__startswith="罗听")
    assert set(cards.values_list("staff_number", flat=True)) == {"0021", "A77"}
    without = [headings, ["", *first[1:]], ["", *second[1:]]]
    assert states(check(world, book(花名册=without))) == ["same", "same"]


def test_a_day_known_to_the_month_is_kept_as_such(staffed: World) -> None:
    bring_in(staffed, book(慰问=[VISITS, visit(1, 日期="2025年5月上旬"), visit(2, 日期="2025年5月")]))
    assert set(Visit.objects.values_list("visited_on", "visited_on_precision")) == {(date(2025, 5, 31), "month")}
    bring_in(staffed, book(花名册=roster(1, start=7, 出生日期="1990年3月")))
    card = apps.get_model("people.card").objects.get(staff_number="A007")
    assert (card.born_on, card.born_on_precision) == (date(1990, 3, 31), "month")


@pytest.mark.parametrize(
    ("verdict", "done", "state"),
    [
        ("✓", "", "adopted"),
        ("已采纳", "已落实", "done"),
        ("部分采纳", "实施中", "adopted"),
        ("不采纳", "", "declined"),
        ("研究中", "", "submitted"),
        ("", "", "submitted"),
    ],
)
def test_what_a_sheet_says_of_a_suggestion_is_understood(staffed: World, verdict: str, done: str, state: str) -> None:
    bring_in(staffed, book(建议2025年=[SUGGESTIONS, ["5月3日", "A001", "", "行车道划线", "安全", verdict, done, ""]]))
    found = Suggestion.objects.get()
    assert (found.state, found.submitted_on) == (state, date(2025, 5, 3))


def test_a_word_that_nobody_knows_is_asked_about_and_never_taken_for_a_no(staffed: World) -> None:
    row = ["2025-05-03", "A001", "", "行车道划线", "安全", "甲等", "看情况", ""]
    said = messages(check(staffed, book(建议=[SUGGESTIONS, row])))[2]
    assert "看不懂是否采纳“甲等”，请写是、否，或留空" in said
    assert "看不懂实施情况“看情况”，请写是、否，或留空" in said


def test_a_suggestion_is_known_again_by_its_number(staffed: World) -> None:
    headings = ["编号", *SUGGESTIONS]
    bring_in(staffed, book(建议=[headings, ["2025-01", "2025-05-03", "A001", "", "行车道划线", "安全", "", "", ""]]))
    bring_in(staffed, book(建议=[headings, ["2025-01", "2025-05-03", "A001", "", "行车通道划线", "安全", "", "", ""]]))
    assert [found.title for found in Suggestion.objects.all()] == ["行车通道划线"]


def test_a_number_that_begins_anew_each_year_is_another_suggestions(staffed: World) -> None:
    headings = ["编号", *SUGGESTIONS]
    for day, number, title in (("2024-05-03", "A001", "加装护栏"), ("2025-05-03", "A002", "更换叉车")):
        bring_in(staffed, book(建议=[headings, ["1", day, number, "", title, "安全", "", "", ""]]))
    assert {found.title for found in Suggestion.objects.all()} == {"加装护栏", "更换叉车"}


def test_a_sheet_of_contests_says_so_itself_and_accounts_are_no_activities(staffed: World) -> None:
    bring_in(staffed, book(劳动竞赛=[["竞赛名称", "竞赛日期", "参赛人数"], ["焊接比武", "2025-05-03", 20]]))
    bring_in(staffed, book(台账=[["劳动竞赛活动台账"], ["竞赛名称", "竞赛日期"], ["叉车比武", "2025-06-03"]]))
    assert (Competition.objects.count(), Activity.objects.count()) == (2, 0)
    with pytest.raises(UnreadableWorkbook):
        check(staffed, book(经费支出=[["日期", "凭证号", "项目", "支出"], ["2025-05-03", "记12", "办公用品", 730]]))


OCCASIONS = {"端午粽子": "festival", "国庆福利": "festival", "节能灯": "other", "蛋糕卡": "birthday", "洗衣券": "coupon"}


@pytest.mark.parametrize(("item", "occasion"), OCCASIONS.items())
def test_the_occasion_is_told_by_names_of_festivals_and_not_by_a_syllable(staffed: World, item: str, occasion: str) -> None:
    bring_in(staffed, book(发放表=[["发放日期", "姓名", "物品", "数量"], ["2025-05-03", "罗听二", item, 1]]))
    assert IssueLine.objects.get().occasion == f"welfare.{occasion}"
