"""What a register writes out comes back unchanged; sheets to sign and templates are what officers can use."""

import io

import pytest
from openpyxl import load_workbook

from tests.contracts.fixtures import world
from tests.contracts.world import World
from tests.sheets.workbooks import book, bring_in, check, states

__all__ = ["world"]
pytestmark = pytest.mark.django_db
RARE = ["䶮明远", "阿依古丽·买买提", "=1+1"]

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
