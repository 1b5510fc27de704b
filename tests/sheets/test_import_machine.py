"""A workbook goes in whole or not at all, says beforehand what each row does, and can be taken back."""

import json
from collections import Counter
from dataclasses import asdict
from typing import Any

import pytest
from django.apps import apps

from tests.contracts.fixtures import world
from tests.contracts.world import World
from tests.sheets.workbooks import NOW, ROSTER, book, bring_in, check, confirm, identity, messages, roster, states, whole_database
from unionhall.shell.sheets import UnreadableWorkbook

__all__ = ["world"]
pytestmark = pytest.mark.django_db


YEARBOOK = {
    "花名册": [["恒川机械厂工会会员花名册"], *roster(3)],
    "慰问登记": [
        ["2025年慰问登记表"],
        ["姓名", "日期", "类型", "金额(元)", "资金来源"],
        ["罗听二", "3月5日", "住院慰问", "１０００", "工会"],
        ["罗听三", "5.12", "困难补助", 800, "行政"],
        ["合计", None, None, 1800, None],
    ],
    "生日福利": [["发放月份", "姓名", "物品"], ["5月", "罗听二", "蛋糕卡"], ["6月", "罗听四", "蛋糕卡"]],
    "文体与竞赛": [["日期", "名称", "类别", "人数"], ["2025-06-01", "拔河比赛", "拔河", 40], ["2025-09-01", "焊工比武", "劳动竞赛", 12]],
    "说明": [["本表由工会填写", "请勿外传"], ["", ""]],
}


def test_a_workbook_of_several_sheets_goes_in_at_once_and_a_second_time_changes_nothing(world: World) -> None:
    data = book(**YEARBOOK)
    first = check(world, data)
    assert Counter(states(first)) == {"new": 9}
    assert {row.register for row in first.rows} == {"会员名册", "慰问登记", "福利发放", "文体活动", "劳动竞赛"}
    assert (first.plan.year, first.plan.year_assumed) == (2025, True)
    assert [name for name, _ in first.plan.skipped] == ["说明"]
    batch = confirm(world, first)
    assert (batch.created, batch.updated) == (9, 0)
    assert set(states(check(world, data))) == {"same"}


def test_months_without_a_year_take_the_one_that_is_asked_for(world: World) -> None:
    bring_in(world, book(花名册=roster(1)))
    sheet = [["姓名", "日期", "类型", "金额"], ["罗听二", "5月", "住院慰问", 100]]
    assert "没有写年份" in messages(check(world, book(慰问=sheet)))[2]
    assert states(check(world, book(慰问=[["姓名", "日期", "类型", "金额"], ["罗听二", "5月3日", "住院慰问", 100]]), year=2024)) == ["new"]


def test_a_preview_writes_nothing_at_all(world: World) -> None:
    before = whole_database()
    assert set(states(check(world, book(**YEARBOOK)))) == {"new"}
    assert whole_database() == before


def test_unknown_groups_are_proposed_and_counted_apart_from_records(world: World) -> None:
    checked = check(world, book(花名册=roster(2, 部门="热处理工段")))
    assert checked.plan.units == ["热处理工段"]
    batch = confirm(world, checked)
    assert (batch.created, batch.founded()) == (2, 1)


def test_a_group_that_the_sheet_calls_otherwise_is_taken_for_ours(world: World) -> None:
    checked = check(world, book(花名册=roster(1, 部门="铸造 工段")), groups={"铸造工段": "铸造小组"})
    assert checked.plan.units == []
    batch = confirm(world, checked)
    membership = batch.origins.get(model="membership.membership")
    assert str(apps.get_model("membership.membership").objects.get(pk=membership.record_id).unit) == "铸造小组"


def test_a_changed_row_says_field_by_field_what_it_changes(world: World) -> None:
    bring_in(world, book(花名册=roster(1)))
    row = check(world, book(花名册=roster(1, 部门="装配小组", 用工形式="退休"))).rows[0]
    assert row.state == "update"
    assert {(old, new) for _, old, new in row.changes} >= {("铸造小组", "装配小组")}
    assert [(old, new) for field, old, new in row.changes if field == "用工形式"] == [("正式", "退休")]
    assert len(row.changes) == 2
    assert row.cells[4].was == "铸造小组"


def test_three_repetitions_of_an_identity_number_get_three_messages(world: World) -> None:
    bring_in(world, book(花名册=roster(1, start=7, 姓名="温如故", 身份证号=identity(30))))
    bring_in(world, book(花名册=roster(1, 姓名="石开远", 身份证号=identity(45))), by="neighbour")
    rows = [
        *roster(1, 姓名="叶知秋", 身份证号=identity(12)),
        *roster(1, start=2, 姓名="顾南风", 身份证号=identity(12))[1:],
        *roster(1, start=7, 姓名="温如故", 身份证号=identity(30), 用工形式="退休", 性别="男")[1:],
        *roster(1, start=4, 姓名="方既白", 身份证号=identity(45))[1:],
    ]
    checked = check(world, book(花名册=rows))
    assert messages(checked) == {3: "与第 2 行重复", 5: "已在其他工会入会。请由原工会先办退会，原因选“会籍转出”，再在这里入会"}
    assert checked.rows[1].faults[0][0] == ROSTER.index("身份证号")
    assert (checked.rows[2].state, len(checked.rows[2].changes)) == ("update", 2)
    assert "松涛" not in json.dumps([asdict(row) for row in checked.rows], ensure_ascii=False)


def test_an_identity_number_is_found_again_without_a_staff_number(world: World) -> None:
    bring_in(world, book(花名册=roster(1, 身份证号=identity(1))))
    sheet = [["姓名", "入会日期", "身份证号"], ["罗听二", "2020年5月", identity(1)]]
    assert states(check(world, book(花名册=sheet))) == ["same"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (110101199003070000.0, "Excel 截断"),
        (identity(5)[:16] + ("1" if identity(5)[16] == "0" else "0") + identity(5)[17], "校验码不对"),
        ("11010119900307", "应为 18 位，现在是 14 位"),
    ],
)
def test_an_identity_number_that_cannot_be_right_is_refused_at_its_cell(world: World, number: object, words: str) -> None:
    checked = check(world, book(花名册=roster(1, 身份证号=number)))
    assert words in messages(checked)[2]
    assert checked.rows[0].faults[0][0] == ROSTER.index("身份证号")


def test_identity_numbers_stand_in_clear_neither_in_the_preview_nor_in_what_undoing_keeps(world: World) -> None:
    data = book(花名册=roster(1, 身份证号=identity(1)))
    first = check(world, data)
    confirm(world, first)
    second = check(world, book(花名册=roster(1, 身份证号=identity(2), 用工形式="退休")))
    confirm(world, second)
    kept = json.dumps([asdict(row) for checked in (first, second) for row in checked.rows], ensure_ascii=False, default=str)
    assert "110101********" in kept
    everything = kept + str(whole_database())
    assert identity(1) not in everything
    assert identity(2) not in everything


def test_two_equal_visits_are_two_records_and_stay_two(world: World) -> None:
    bring_in(world, book(花名册=roster(1)))
    row = ["罗听二", "2025-03-05", "住院慰问", 100]
    data = book(慰问=[["姓名", "日期", "类型", "金额"], row, row])
    assert bring_in(world, data).created == 2
    assert states(check(world, data)) == ["same", "same"]


def test_rows_with_one_key_find_their_own_record_whatever_their_order(world: World) -> None:
    bring_in(world, book(花名册=roster(1)))
    head, small, large = (
        ["姓名", "日期", "类型", "金额"],
        ["罗听二", "2025-03-05", "节日慰问", 100],
        ["罗听二", "2025-03-05", "节日慰问", 300],
    )
    bring_in(world, book(慰问=[head, small, large]))
    assert states(check(world, book(慰问=[head, large, small]))) == ["same", "same"]
    assert states(check(world, book(慰问=[head, large]))) == ["same"]


def test_a_line_that_may_stand_only_once_is_told_its_twin(world: World) -> None:
    bring_in(world, book(花名册=roster(1)))
    row = ["2025-05-01", "罗听二", "蛋糕卡"]
    assert messages(check(world, book(福利=[["发放月份", "姓名", "物品"], row, row]))) == {3: "与第 2 行重复"}


def test_another_item_on_the_same_day_is_another_line(world: World) -> None:
    bring_in(world, book(花名册=roster(1)))
    head = ["发放月份", "姓名", "物品", "名目"]
    bring_in(world, book(福利=[head, ["2025-06-01", "罗听二", "粽子", "端午"]]))
    assert states(check(world, book(福利=[head, ["2025-06-01", "罗听二", "咸蛋", "端午"]]))) == ["new"]


def test_whoever_lacks_the_right_of_a_register_is_told_so_at_its_rows(world: World) -> None:
    from unionhall.kernel.access.scope import Refused

    with pytest.raises(Refused):  # a leader may not found groups, which is the first thing that this sheet asks for
        check(world, book(花名册=roster(1, 部门="新小组")), by="leader")
    assert "权限" in messages(check(world, book(花名册=roster(1)), by="leader"))[2]


def test_what_was_changed_since_the_preview_stops_the_whole_import(world: World) -> None:
    from unionhall.kernel.actions.declare import Invalid

    data = book(花名册=roster(3))
    checked = check(world, data)
    bring_in(world, book(花名册=roster(1, start=3)))  # somebody else enters the last of them meanwhile
    before = whole_database()
    with pytest.raises(Invalid) as refused:
        confirm(world, checked)
    assert "“花名册”第 4 行" in str(refused.value)
    assert "没有写入任何一行" in str(refused.value)
    assert whole_database() == before


def test_an_import_that_breaks_off_leaves_nothing_behind(world: World) -> None:
    checked = check(world, book(花名册=roster(3)))
    before = whole_database()

    class PowerCut(BaseException):
        pass

    writes = checked.writes()

    class Failing(dict[Any, Any]):
        def __getitem__(self, key: Any) -> Any:
            if key[1] == 4:
                raise PowerCut
            return writes[key]

    from unionhall.shell.sheets.importing import carry_out

    with pytest.raises(PowerCut):
        carry_out(checked.plan, Failing(writes), world.user("officer"), NOW)
    assert whole_database() == before


def test_taking_an_import_back_leaves_what_was_there_before_and_nothing_else(world: World) -> None:
    from unionhall.kernel.actions.batches import UNDO_BATCH

    bring_in(world, book(花名册=roster(2)))
    held = ("people.Person", "people.Card", "people.Document", "membership.Membership", "relief.Visit")
    before = {label: apps.get_model(label).objects.count() for label in held}
    figures = {row.pk: (row.category, str(row.unit)) for row in apps.get_model("people.card").objects.all()}
    sheets = {
        "花名册": [*roster(2, 用工形式="退休"), *roster(3, start=3)[1:]],
        "慰问": [["姓名", "日期", "类型", "金额"], ["罗听五", "2025-03-05", "住院慰问", 100]],
    }
    sheets["花名册"][3][7] = identity(3)
    batch = bring_in(world, book(**sheets))
    assert (batch.created, batch.updated) == (4, 2)
    world.do(UNDO_BATCH, {}, record=batch, by="officer", at=NOW)
    assert {label: apps.get_model(label).objects.count() for label in held} == before
    assert {row.pk: (row.category, str(row.unit)) for row in apps.get_model("people.card").objects.all()} == figures


def test_a_sheet_without_a_column_that_is_needed_says_which(world: World) -> None:
    with pytest.raises(UnreadableWorkbook, match="工作表“名单”像“会员名册”，但没有“入会日期”一列，未导入"):
        check(world, book(名单=[["姓名", "性别", "出生日期"], ["罗听二", "女", "1990-03-05"]]))


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        ([["慰问登记表"], ["日期", "姓名", "类型", "金额"]], "没有数据"),
        ([[2014, 600]], "没有数据"),
        ([["项目", "说明"], ["一", "二"]], "没有认出表头"),
    ],
)
def test_a_file_of_which_no_row_can_go_in_says_why_sheet_by_sheet(world: World, sheet: list[list[object]], why: str) -> None:
    with pytest.raises(UnreadableWorkbook, match=f"没有可以导入的行：工作表“表一”{why}"):
        check(world, book(表一=sheet))


def test_a_roster_saved_as_csv_in_gbk_goes_in(world: World) -> None:
    text = "\r\n".join(",".join(map(str, row)) for row in roster(2))
    assert states(check(world, text.encode("gbk"))) == ["new", "new"]
