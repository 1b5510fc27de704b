"""The error workbook is the officer's own file: marked where it is wrong, and accepted again when it was put right."""

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from unionhall.shell.sheets.marking import CellFault, mark
from unionhall.shell.sheets.workbook import Workbook, read

KNOWN = {"姓名", "日期", "金额"}
MARKED = "00FDECEA"
FIXTURES = Path(__file__).parent / "fixtures"


def saved(book: Book) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def officers_file() -> bytes:
    book = Book()
    sheet = book.active
    sheet.title = "慰问"
    for row in (
        ["慰问登记表", None, None, None],
        ["姓名", "日期", "金额(元)", "备注"],
        ["=张三", "2014.13.5", 600, None],
        ["李四", "5月", "六百", "=B4"],
    ):
        sheet.append(row)
    sheet["A3"].data_type = "s"
    sheet["A3"].font = Font(bold=True, color="FF0000")
    sheet["C4"].comment = Comment("会计已核", "老李")
    sheet.merge_cells("A1:D1")
    sheet.column_dimensions["A"].width = 33
    book.create_sheet("说明").append(["与导入无关"])
    return saved(book)


FAULTS = [
    CellFault("慰问", 3, 1, "没有13月，请核对日期“2014.13.5”", "日期写成 2014-05-03"),
    CellFault("慰问", 4, 1, "日期“5月”缺少年份", "日期写成 2014-05-03"),
    CellFault("慰问", 4, 2, "看不懂金额“六百”", "填写以元为单位的数字"),
    CellFault("慰问", 4, None, "与第 3 行重复"),
]


def marked(original: bytes, filename: str = "慰问.xlsx", faults: list[CellFault] = FAULTS) -> bytes:
    return mark(original, read(original, filename, KNOWN), faults)


def filled_cells(sheet: Worksheet) -> set[str]:
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fill_type and cell.fill.fgColor.rgb == MARKED}


def test_exactly_the_faulty_cells_are_filled_and_say_why() -> None:
    sheet = load_workbook(io.BytesIO(marked(officers_file())))["慰问"]
    assert filled_cells(sheet) == {"B3", "B4", "C4", "E3", "E4"}
    assert sheet["B3"].comment.text == "没有13月，请核对日期“2014.13.5”\n日期写成 2014-05-03"
    assert [sheet[place].value for place in ("E2", "E3", "E4")] == [
        "错误说明",
        "没有13月，请核对日期“2014.13.5”",
        "日期“5月”缺少年份；看不懂金额“六百”；与第 3 行重复",
    ]


def test_the_file_stays_the_officers_own() -> None:
    book = load_workbook(io.BytesIO(marked(officers_file())))
    sheet = book["慰问"]
    assert book.sheetnames == ["错误汇总", "慰问", "说明"]
    assert [cell.value for cell in sheet[3]][:4] == ["=张三", "2014.13.5", 600, None]
    assert (sheet["A3"].data_type, sheet["D4"].data_type) == ("s", "f")
    assert (sheet["A3"].font.bold, sheet.column_dimensions["A"].width) == (True, 33)
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:D1"]
    assert sheet["C4"].comment.text.endswith("原批注：会计已核")


def test_the_summary_counts_each_kind_of_fault() -> None:
    book = load_workbook(io.BytesIO(marked(officers_file())))
    assert [[cell.value for cell in row] for row in book["错误汇总"]] == [
        ["工作表", "栏目", "错误", "处数", "所在行", "处理办法"],
        ["慰问", "日期", "没有13月，请核对日期“2014.13.5”（等 2 种）", 2, "3、4", "日期写成 2014-05-03"],
        ["慰问", "金额(元)", "看不懂金额“六百”", 1, "4", "填写以元为单位的数字"],
        ["慰问", "整行", "与第 3 行重复", 1, "4", None],
    ]
    assert book.active.title == "错误汇总"
    assert not any(sheet.sheet_view.tabSelected for sheet in book.worksheets[1:])


def rows_of(workbook: Workbook) -> list[tuple[int, tuple[object, ...]]]:
    return [(row.number, row.cells) for sheet in workbook.sheets for row in sheet.rows]


def test_sent_again_as_it_is_the_file_says_the_same_as_before() -> None:
    original = officers_file()
    before, after = (read(data, "慰问.xlsx", KNOWN) for data in (original, marked(original)))
    assert [sheet.headings for sheet in after.sheets] == [sheet.headings for sheet in before.sheets]
    assert rows_of(after) == rows_of(before)


def test_marks_of_an_earlier_round_are_taken_away() -> None:
    once = load_workbook(io.BytesIO(marked(officers_file())))
    once["慰问"]["B3"].value = date(2014, 12, 5)
    twice = marked(saved(once), faults=FAULTS[2:3])
    book = load_workbook(io.BytesIO(twice))
    assert book.sheetnames == ["错误汇总", "慰问", "说明"]
    assert filled_cells(book["慰问"]) == {"C4", "E4"}
    assert book["慰问"]["B3"].comment is None
    assert [cell.value for cell in book["慰问"]["E"]] == [None, "错误说明", None, "看不懂金额“六百”"]
    assert rows_of(read(twice, "慰问.xlsx", KNOWN))[0][1][1] == date(2014, 12, 5)


@pytest.mark.parametrize(
    ("original", "filename"),
    [
        ((FIXTURES / "officer-1997.xls").read_bytes(), "慰问.xls"),
        ("慰问登记表\n序号,姓名,日期\n\n1,=1+1,2014-05-03\n2,王䶮,5月\n".encode("gb18030"), "慰问/2014.csv"),
    ],
)
def test_other_kinds_become_xlsx_with_the_same_rows(original: bytes, filename: str) -> None:
    workbook = read(original, filename, KNOWN)
    row = workbook.sheets[0].rows[1]
    data = mark(original, workbook, [CellFault(workbook.sheets[0].name, row.number, 1, "姓名有误")])
    assert rows_of(read(data, filename, KNOWN)) == rows_of(workbook)
    assert filled_cells(load_workbook(io.BytesIO(data))[workbook.sheets[0].name]) >= {f"B{row.number}"}


def test_a_fault_in_a_merged_cell_is_shown_where_the_cell_is_seen() -> None:
    book = Book()
    for row in (["姓名", "金额"], ["张三", 600], ["李四", None]):
        book.active.append(row)
    book.active.title = "慰问"
    book.active.merge_cells("B2:B3")
    sheet = load_workbook(io.BytesIO(marked(saved(book), faults=[CellFault("慰问", 3, 1, "合并单元格没有自己的值")])))["慰问"]
    assert filled_cells(sheet) == {"B2", "C3"}
    assert sheet["B2"].comment.text == "合并单元格没有自己的值"


def test_a_sheet_without_headings_can_be_found_fault_with() -> None:
    data = marked(officers_file(), faults=[CellFault("说明", 1, None, "没有找到表头", "第一行写上栏目名称")])
    assert [cell.value for cell in load_workbook(io.BytesIO(data))["说明"][1]] == ["与导入无关", "没有找到表头"]
