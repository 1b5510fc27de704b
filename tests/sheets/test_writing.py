"""Exports open, print and come back unchanged; templates lead the officer's hand."""

import io
import re
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook

from unionhall.base.dates import Day, parse_day
from unionhall.base.money import parse_yuan
from unionhall.shell.sheets.workbook import read
from unionhall.shell.sheets.writing import SheetColumn, template, write

COLUMNS = (
    SheetColumn("序号", 6, "int"),
    SheetColumn("姓名", 14),
    SheetColumn("身份证号", 20),
    SheetColumn("日期", 14, "date"),
    SheetColumn("金额(元)", 12, "money"),
)
ROWS = [
    (1, "阿依古丽·买买提", "990101199003070018", Day(date(2014, 5, 3)), 120_050),
    (2, "王䶮", "007", Day(date(2014, 5, 31), "month"), 0),
    (3, "=1+1", "http://example.org", Day(date(2014, 12, 31), "year"), None),
    (4, "字" * 500, "", date(2014, 5, 4), 5),
    (5, "李四", None, None, 1),
]
KNOWN = {"姓名", "日期", "金额"}


def test_what_is_exported_comes_back_unchanged() -> None:
    (sheet,) = read(write("慰问登记表(2014年)", COLUMNS, ROWS, note="填报单位:恒川机械厂工会"), "慰问.xlsx", KNOWN).sheets
    assert (sheet.title, sheet.heading_row, sheet.headings) == ("慰问登记表(2014年)", 3, tuple(column.label for column in COLUMNS))
    for row, (number, person, document, day, cents) in zip(sheet.rows, ROWS, strict=True):
        assert row.cells[:3] == (number, person, document or "")
        if day:
            assert parse_day(row.cells[3]) == (day if isinstance(day, Day) else Day(day))
        if cents is None:
            assert row.cells[4] == ""
        else:
            assert parse_yuan(row.cells[4]) == cents


def test_text_is_never_a_number_a_formula_or_a_link() -> None:
    sheet = load_workbook(io.BytesIO(write("登记", COLUMNS, ROWS))).active
    cells = [sheet["B5"], sheet["C4"], sheet["C5"]]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [
        ("=1+1", "s", None),
        ("007", "s", None),
        ("http://example.org", "s", None),
    ]
    assert {cell.number_format for cell in cells} == {"@"}
    assert sheet["D4"].value == "2014年5月"


def test_the_export_prints_on_landscape_a4_with_its_headings_on_every_page() -> None:
    sheet = load_workbook(io.BytesIO(write("登记", COLUMNS, ROWS, note="注"))).active
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_a_row_of_another_width_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="shorter"):
        write("登记", COLUMNS, [(1, "张三")])


def test_a_title_with_characters_that_a_sheet_may_not_have() -> None:
    assert load_workbook(io.BytesIO(write("2014/2015[慰问]:" + "长" * 40, COLUMNS, []))).sheetnames == ["2014 2015 慰问  " + "长" * 17]


def made_template() -> bytes:
    name = SheetColumn("姓名", 14, required=True, choices=[f"第{number}车间" for number in range(100)], hint="与身份证一致")
    return template("会员花名册", [name if column.label == "姓名" else column for column in COLUMNS])


def test_a_template_shades_what_is_required_and_presets_text() -> None:
    sheet = load_workbook(io.BytesIO(made_template()))["会员花名册"]
    assert [cell.value for cell in sheet[1]] == [column.label for column in COLUMNS]
    assert {cell.value for cell in sheet[1] if cell.fill.fgColor.rgb == "FFFFF3DC"} == {"姓名"}
    xml = zipfile.ZipFile(io.BytesIO(made_template())).read("xl/worksheets/sheet1.xml").decode()
    styles = re.findall(r'<col min="(\d)"[^>]*style="(\d+)"', xml)
    formats = load_workbook(io.BytesIO(made_template()))._cell_styles
    assert {int(column) for column, style in styles if formats[int(style)].numFmtId == 49} == {2, 3, 4}


def test_a_template_offers_long_lists_and_explains_itself() -> None:
    book = load_workbook(io.BytesIO(made_template()))
    (rule,) = book["会员花名册"].data_validations.dataValidation
    assert (rule.type, rule.formula1, str(rule.sqref)) == ("list", "选项!$A$1:$A$100", "B2:B5001")
    assert book["选项"].sheet_state == "hidden"
    assert [[cell.value for cell in row] for row in book["填写说明"]][:3] == [
        ["栏目", "是否必填", "填写说明"],
        ["序号", "选填", "整数"],
        ["姓名", "必填", "与身份证一致"],
    ]


def test_a_filled_template_is_read_without_our_own_sheets() -> None:
    book = load_workbook(io.BytesIO(made_template()))
    book["会员花名册"].append([1, "张三", None, "2014年5月", 600])
    target = io.BytesIO()
    book.save(target)
    (sheet,) = read(target.getvalue(), "花名册.xlsx", KNOWN).sheets
    assert [row.cells for row in sheet.rows] == [(1, "张三", "", "2014年5月", 600)]
