"""Workbooks are read as officers keep them, and what is no workbook is refused with a sentence that helps."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook as Book

from unionhall.shell.sheets import UnreadableWorkbook
from unionhall.shell.sheets.grid import BadCell, grids
from unionhall.shell.sheets.workbook import Row, Sheet, find_heading, read

KNOWN = {"姓名", "日期", "金额", "手机"}
FIXTURES = Path(__file__).parent / "fixtures"


def saved(book: Book) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def workbook_of(*rows: Sequence[object]) -> bytes:
    book = Book()
    for row in rows:
        book.active.append(row)
    return saved(book)


def only_sheet(data: bytes, filename: str = "慰问.xlsx") -> Sheet:
    (sheet,) = read(data, filename, KNOWN).sheets
    return sheet


def test_titles_above_the_headings_and_totals_below_are_no_data() -> None:
    sheet = only_sheet(
        workbook_of(
            ["恒川机械厂工会慰问登记表"],
            ["填报单位:恒川机械厂工会", None, "单位:元"],
            [],
            ["序号", "姓 名", "日期", "金额(元)"],
            [1, "张三", date(2014, 5, 3), 600],
            [],
            [2, "李四", "2014年5月", 150.5],
            [None, "小 计", None, 750.5],
            [3, "王五", "5.3", "600元"],
            ["合计", None, None, 1350.5],
        )
    )
    assert (sheet.title, sheet.heading_row, sheet.headings) == ("恒川机械厂工会慰问登记表", 4, ("序号", "姓 名", "日期", "金额(元)"))
    assert sheet.rows == (
        Row(5, (1, "张三", date(2014, 5, 3), 600)),
        Row(7, (2, "李四", "2014年5月", 150.5)),
        Row(9, (3, "王五", "5.3", "600元")),
    )
    assert sheet.total_rows == (8, 10)


def test_whole_numbers_are_integers_but_never_more_exact_than_the_cell() -> None:
    (row,) = only_sheet(workbook_of(["姓名", "手机", "日期"], ["张三", 13800138000, 990101199003070000])).rows
    assert [type(cell) for cell in row.cells] == [str, int, float]


def test_moments_stay_moments_and_text_that_looks_like_a_formula_stays_text() -> None:
    book = Book()
    book.active.append(["姓名", "日期"])
    book.active.append(["=1+1", datetime.fromisoformat("2014-05-03T09:30")])
    book.active["A2"].data_type = "s"
    assert only_sheet(saved(book)).rows == (Row(2, ("=1+1", datetime.fromisoformat("2014-05-03T09:30"))),)


def test_a_formula_is_worth_the_value_that_it_shows() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("慰问")
        sheet.write_row(0, 0, ["姓名", "金额"])
        sheet.write_row(1, 0, ["张三"])
        sheet.write_formula(1, 1, "=300*2", None, 600)
        sheet.write_row(2, 0, ["王五"])
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    rows = only_sheet(target.getvalue()).rows
    assert [row.cells[1] for row in rows] == [600, BadCell("公式结果出错（#DIV/0!），请改正公式或直接填写")]


def test_a_formula_that_was_never_computed_is_not_taken_for_an_empty_cell() -> None:
    (row,) = only_sheet(workbook_of(["姓名", "金额"], ["张三", "=300*2"])).rows
    assert row.cells == ("张三", BadCell("公式还没有算出结果，请用 Excel 或 WPS 打开文件并保存一次"))


def test_a_merged_title_is_the_title_and_a_cell_below_a_merge_is_empty() -> None:
    book = Book()
    for row in (["慰问登记表"], ["姓名", "金额"], ["张三", 600], ["李四", None]):
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("B3:B4")
    sheet = only_sheet(saved(book))
    assert sheet.title == "慰问登记表"
    assert sheet.rows[1] == Row(4, ("李四", ""))


def test_rows_that_hold_a_serial_number_only_are_empty_and_repeated_headings_no_data() -> None:
    sheet = only_sheet(
        workbook_of(["序号", "姓名", "金额"], [1, "张三", 600], ["序号", "姓名", "金额"], [2, "李四", 500], [3], [4, " ", None])
    )
    assert [row.number for row in sheet.rows] == [2, 4]


def test_columns_keep_their_places_though_the_table_starts_in_column_b() -> None:
    sheet = only_sheet(workbook_of([None, "姓名", None, "金额"], [None, "张三", "旁注", 600, "框外"]))
    assert sheet.headings == ("", "姓名", "", "金额")
    assert sheet.rows == (Row(2, ("", "张三", "", 600)),)


def test_every_sheet_is_read_even_a_hidden_one_and_our_own_left_out() -> None:
    book = Book()
    book.active.title = "一季度"
    book.active.append(["姓名", "金额"])
    hidden = book.create_sheet("二季度")
    hidden.sheet_state = "hidden"
    hidden.append(["姓名", "金额"])
    book.create_sheet("随笔").append(["无关的话"])
    book.create_sheet("错误汇总", 0).append(["姓名", "金额"])
    book.create_sheet("空表")
    sheets = read(saved(book), "慰问.xlsx", KNOWN.__contains__).sheets
    assert [(sheet.name, sheet.heading_row) for sheet in sheets] == [("一季度", 1), ("二季度", 1), ("随笔", 0), ("空表", 0)]
    assert [grid.name for grid in grids(saved(book), "慰问.xlsx") if grid.hidden] == ["二季度"]
    assert sheets[2].title == "无关的话"


def test_the_column_of_explanations_is_left_out() -> None:
    sheet = only_sheet(workbook_of(["姓名", "金额", "错误说明"], ["张三", 600, "金额为空"], ["", "", "留下的说明"]))
    assert sheet.headings == ("姓名", "金额")
    assert sheet.rows == (Row(2, ("张三", 600)),)


def test_a_heading_row_needs_two_known_headings_in_the_first_ten_rows() -> None:
    assert find_heading([["姓名", "住址"], ["姓名", "日期"], ["姓名", "日期", "金额"], ["姓名", "手机", "金额"]], KNOWN) == 2
    assert find_heading([["姓名", "姓名"]], KNOWN) is None
    assert find_heading([["第几行"]] * 9 + [["姓名", "日期"]], KNOWN) == 9
    assert find_heading([["第几行"]] * 10 + [["姓名", "日期"]], KNOWN) is None


def test_a_workbook_of_the_old_kind_is_known_by_its_content() -> None:
    sheet, hidden = read((FIXTURES / "officer-1997.xls").read_bytes(), "名为新格式.xlsx", KNOWN).sheets
    assert (sheet.title, sheet.heading_row, sheet.total_rows) == ("慰问登记表(2014年)", 2, (7,))
    assert sheet.rows == (
        Row(3, (1, "阿依古丽·买买提", date(2014, 5, 3), 600)),
        Row(4, (2, "王䶮", "2014年5月", 150.5)),
        Row(6, (3, "=1+1文字", "5月", 88)),
    )
    assert hidden.rows[0].cells == ("周晓兰", "13800138000")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    lines = ["慰问登记表", "姓名,金额,日期", "王䶮,壹仟,2014-05-03", "", '李四,600,"写在\n两行"', "合计,1600,"]
    data = "\r\n".join(lines).replace(",", delimiter).encode(encoding)
    sheet = only_sheet(data, "慰问/2014.csv")
    assert (sheet.name, sheet.title, sheet.heading_row) == ("2014", "慰问登记表", 2)
    assert sheet.rows == (Row(3, ("王䶮", "壹仟", "2014-05-03")), Row(5, ("李四", "600", "写在\n两行")))
    assert sheet.total_rows == (6,)


def test_csv_with_commas_inside_quotes() -> None:
    assert only_sheet('姓名,金额\n张三,"1,200.50"\n'.encode(), "a.csv").rows == (Row(2, ("张三", "1,200.50")),)


def with_sheet_xml(content: bytes) -> bytes:
    """A workbook whose sheet was written by hand."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook_of(["姓名", "金额"]))) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in source.namelist():
            package.writestr(name, content if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return target.getvalue()


def sheet_xml(rows: bytes) -> bytes:
    return b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + rows + b"</sheetData></worksheet>"


def test_a_formula_may_show_nothing() -> None:
    headings = b"".join(
        b'<c r="%s1" t="inlineStr"><is><t>%s</t></is></c>' % (column, label.encode()) for column, label in ((b"A", "姓名"), (b"B", "金额"))
    )
    row = b'<row r="2"><c r="A2"><v>7</v></c><c r="B2" s="0" t="str"><f>IF(A2=7,"","x")</f><v></v></c></row>'
    assert only_sheet(with_sheet_xml(sheet_xml(b'<row r="1">' + headings + b"</row>" + row))).rows == (Row(2, (7, "")),)


def test_cells_that_do_not_say_where_they_stand_follow_one_another() -> None:
    texts = b"".join(b'<c t="inlineStr"><is><t>%s</t></is></c>' % text.encode() for text in ("姓名", "金额"))
    rows = b"<row>" + texts + b"</row><row>" + texts + b"</row><row><c><v>7</v></c><c><f>A3*2</f></c></row>"
    assert only_sheet(with_sheet_xml(sheet_xml(rows))).rows == (
        Row(3, (7, BadCell("公式还没有算出结果，请用 Excel 或 WPS 打开文件并保存一次"))),
    )


def test_formats_down_to_the_last_row_do_not_make_a_sheet_too_long() -> None:
    data = with_sheet_xml(sheet_xml(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert only_sheet(data).heading_row == 0


@pytest.mark.parametrize(
    ("data", "filename", "message"),
    [
        (b"", "空.xlsx", "“空.xlsx”是空文件"),
        (b"\r\n ", "空.csv", "“空.csv”是空文件"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "工具.xlsx", "不是 Excel 工作簿，也不是 CSV 文件"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "照片.csv", "不是 Excel 工作簿，也不是 CSV 文件"),
        (b"PK\x03\x04nothing more", "坏.xlsx", "“坏.xlsx”已损坏或不完整"),
        (workbook_of(["姓名", "金额"])[:3000], "半.xlsx", "“半.xlsx”已损坏或不完整"),
        ((FIXTURES / "officer-1997.xls").read_bytes()[:2000], "半.xls", "“半.xls”已损坏或不完整"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "密.xlsx", "“密.xlsx”设有打开密码"),
        (b"<html><table><tr><td>\xe5\xa7\x93</td></tr></table></html>", "导出.xls", "内容是网页而不是工作簿"),
        (with_sheet_xml(sheet_xml(b'<row r="200001"><c r="A200001"><v>1</v></c></row>')), "长.xlsx", "最多能读 200000 行"),
        (with_sheet_xml(sheet_xml(b'<row r="200001"><c><v>1</v></c></row>')), "长.xlsx", "最多能读 200000 行"),
        (
            with_sheet_xml(sheet_xml(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="90000"><c r="XFD90000"><v>1</v></c></row>')),
            "宽.xlsx",
            "超出能读取的大小",
        ),
        (with_sheet_xml(b" " * (201 * 1024 * 1024)), "炸弹.xlsx", "展开后超过 200 MB"),
        (with_sheet_xml(b"<worksheet><sheetData><row"), "断.xlsx", "“断.xlsx”已损坏或不完整"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_workbook_is_refused_with_the_reason(data: bytes, filename: str, message: str) -> None:
    with pytest.raises(UnreadableWorkbook, match=message) as refusal:
        read(data, filename, KNOWN)
    assert "请" in str(refusal.value)


def test_a_package_of_another_kind_is_no_workbook() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    with pytest.raises(UnreadableWorkbook, match="不是 Excel 工作簿"):
        read(target.getvalue(), "总结.docx", KNOWN)
