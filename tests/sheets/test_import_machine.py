"""A workbook goes in whole or not at all, says beforehand what each row does, comes out again unchanged, and can be taken back."""

import io
import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from openpyxl import Workbook, load_workbook

from tests.contracts.fixtures import world
from tests.contracts.world import World
from unionhall.base.identifiers import check_digit

__all__ = ["world"]
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db

ROSTER = ["工号", "姓名", "性别", "出生日期", "部门", "用工形式", "入会日期", "身份证号"]
RARE = ["䶮明远", "阿依古丽·买买提", "=1+1"]


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
    assert "缺少年份" in messages(check(world, book(慰问=sheet)))[2]
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
    checked = check(world, book(花名册=roster(1, 部门="铸造 工段")), groups={"铸造 工段": "铸造小组"})
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
    assert messages(checked) == {3: "与第 2 行重复", 5: "已在其他工会入会，可发起转会"}
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
    checked = check(world, book(名单=[["姓名", "性别", "出生日期"], ["罗听二", "女", "1990-03-05"]]))
    assert checked.plan.skipped == [("名单", "像“会员名册”，但没有“入会日期”一列，未导入")]


def test_a_roster_saved_as_csv_in_gbk_goes_in(world: World) -> None:
    text = "\r\n".join(",".join(map(str, row)) for row in roster(2))
    assert states(check(world, text.encode("gbk"))) == ["new", "new"]


EXPORTED = {
    "membership.roster": [
        ["工号", "姓名", "性别", "出生日期", "部门", "用工形式", "入会日期", "手机"],
        ["001", RARE[0], "女", "1990-03-05", "铸造小组", "正式", "2014年", "13800000001"],
        ["002", RARE[1], "男", "1991-03-05", "装配小组", "劳务派遣", "2015年6月", ""],
        ["", RARE[2], "", "", "", "", "2016-07-08", ""],
    ],
    "relief.visits": [
        ["姓名", "日期", "类型", "事由", "形式", "金额", "资金来源", "物品", "慰问人"],
        [RARE[0], "2025-03-05", "住院慰问", "=HYPERLINK(1)", "实物", 1200.55, "公司帮困资金", "牛奶 2 箱", "沈惠"],
        [RARE[1], "2025-03-05", "节日慰问", "", "现金", "1.2万", "工会", "", ""],
        [RARE[1], "2025-03-05", "节日慰问", "", "现金", 300, "工会", "", ""],
    ],
    "welfare.lines": [
        ["姓名", "发放月份", "物品", "名目", "数量"],
        [RARE[0], "2025年5月", "蛋糕卡", "", ""],
        [RARE[0], "2025年6月", "粽子", "端午", 2],
        [RARE[0], "2025年6月", "咸蛋", "端午", 1],
        [RARE[2], "2025年", "书票", "", 1],
    ],
    "welfare.cures": [
        ["姓名", "线路", "疗休养类别", "开始日期", "结束日期"],
        [RARE[1], "云澜湖", "五日疗养", "2025-04-01", "2025-04-05"],
        [RARE[2], "双休日", "", "2025-05-01", ""],
    ],
    "suggestions.register": [
        ["建议人", "编号", "提出日期", "建议名称", "类别", "内容", "是否采纳", "实施情况", "实施效益", "获奖"],
        [RARE[0], "建2025-1", "2025-01-05", "改进浇口", "生产", "第一行\n第二行", "是", "已实施", 12000, "金奖"],
        [RARE[1], "", "2025-02-05", "=1+1", "安全", "", "否", "", "", ""],
        [RARE[2], "", "2025-03-05", "加装护栏", "安全", "", "", "", "", ""],
    ],
    "activities.register": [
        ["名称", "日期", "类别", "人数", "名次", "地点", "支出"],
        ["登山", "2025-10-01", "登山", 60, "", "云澜山", 3500.5],
    ],
    "competitions.register": [["名称", "日期", "类别", "人数", "名次"], ["焊工比武", "2025-09-01", "劳动竞赛", 12, "第二名"]],
}


def test_every_register_has_its_place_here() -> None:
    from unionhall.shell.sheets.register import registers

    assert {register.name for register in registers} == set(EXPORTED)


@pytest.mark.parametrize("name", EXPORTED)
def test_what_is_exported_and_imported_again_is_unchanged_row_by_row(world: World, name: str) -> None:
    from unionhall.shell.sheets.exporting import export
    from unionhall.shell.sheets.register import registers

    people = {"花名册": EXPORTED["membership.roster"]}
    bring_in(world, book(**people, **({} if name == "membership.roster" else {"表": EXPORTED[name]})))
    register = registers[name]
    records = register.model._default_manager.filter(org=world.union).order_by("-pk")
    data = export(register, records)
    again = check(world, data)
    assert again.plan.skipped == []
    assert states(again) == ["same"] * records.count()
    assert len(again.rows) >= len(EXPORTED[name]) - 1
    note = load_workbook(io.BytesIO(data)).active["A2"].value
    assert f"共 {records.count()} 条" in note


def test_void_records_are_left_out_and_the_note_says_how_many(world: World) -> None:
    from unionhall.shell.sheets.exporting import export
    from unionhall.shell.sheets.register import registers

    bring_in(world, book(花名册=EXPORTED["membership.roster"], 慰问=EXPORTED["relief.visits"]))
    register = registers["relief.visits"]
    first = register.model._default_manager.first()
    first.state = "void"
    first.save()
    sheet = load_workbook(io.BytesIO(export(register, register.model._default_manager.all()))).active
    assert "共 2 条。未导出：已作废的 1 条" in sheet["A2"].value


def test_a_sheet_to_sign_has_room_for_signatures_and_no_reasons(world: World) -> None:
    from unionhall.shell.sheets.exporting import signing_sheet
    from unionhall.shell.sheets.register import registers

    bring_in(world, book(花名册=EXPORTED["membership.roster"], 慰问=EXPORTED["relief.visits"]))
    register = registers["relief.visits"]
    sheet = load_workbook(io.BytesIO(signing_sheet(register, register.model._default_manager.all(), "2025年慰问签收表"))).active
    headings = [cell.value for cell in sheet[3]]
    assert sheet["A1"].value == "2025年慰问签收表"
    assert headings[0] == "序号"
    assert headings[-3:] == ["签收", "代领人", "签收日期"]
    assert "事由" not in headings
    assert [sheet.cell(4, column).value for column in range(len(headings) - 2, len(headings) + 1)] == [None] * 3


@pytest.mark.parametrize("name", EXPORTED)
def test_a_template_names_what_may_be_chosen_and_is_known_again_when_filled_in(world: World, name: str) -> None:
    from unionhall.shell.sheets.exporting import template
    from unionhall.shell.sheets.register import registers, registers_for

    made = load_workbook(io.BytesIO(template(registers[name], world.union)))
    sheet = made.worksheets[0]
    headings = tuple(cell.value for cell in sheet[1])
    assert registers[name] in registers_for(headings) or registers[name].takes
    assert "填写说明" in made.sheetnames
    kinds = [given for given in registers[name].create.takes if given.options()]
    assert bool(sheet.data_validations.dataValidation) == bool(kinds)
