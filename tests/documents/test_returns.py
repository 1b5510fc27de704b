"""The statistical return: marks kept apart, every number of the month linked to its records, texts that stay texts."""

import io
from dataclasses import replace
from typing import Any

from openpyxl import load_workbook

from unionhall.shell.documents.returns import Return, write_return


def sheets(form: Return) -> tuple[Any, Any]:
    book = load_workbook(io.BytesIO(write_return(form)))
    assert book.sheetnames == ["报表", "依据"]
    return book["报表"], book["依据"]


def rows(sheet: Any) -> dict[str, tuple[Any, ...]]:
    """The numbered lines by their number."""
    return {cells[0].value: cells for cells in sheet.iter_rows() if str(cells[0].value).isdigit()}


def test_zero_unknown_and_not_applicable_are_three_marks(monthly_return):
    lines = rows(sheets(monthly_return)[0])
    assert [cell.value for cell in lines["01"]] == ["01", "期末会员数", "人", 212, "/", 205]
    assert [cell.value for cell in lines["03"]] == ["03", "本期新入会", "人", 0, 9, 4]
    assert [cell.value for cell in lines["06"]] == ["06", "采纳", "条", "--", 31, "--"]


def test_numbers_are_numbers_with_the_decimals_they_came_with(monthly_return):
    lines = rows(sheets(monthly_return)[0])
    assert (lines["04"][3].value, lines["04"][3].number_format) == (2, "#,##0_ ")
    assert (lines["05"][4].value, lines["05"][4].number_format) == (14400, "#,##0.00_ ")
    assert (lines["07"][4].value, lines["07"][4].number_format) == (53.4, "#,##0.0_ ")


def test_a_number_of_the_month_points_to_its_first_record(monthly_return):
    form, evidence = sheets(monthly_return)
    lines = rows(form)
    for number in ("04", "05"):
        place = lines[number][3].hyperlink.location
        assert place.startswith("'依据'!A")
        first = next(cells[0].row for cells in evidence.iter_rows() if cells[0].value == number)
        assert place == f"'依据'!A{first}"
    assert lines["01"][3].hyperlink is None


def test_every_record_behind_a_line_is_listed_and_adds_up_to_it(monthly_return):
    form, evidence = sheets(monthly_return)
    for number in ("04", "05"):
        listed = [cells for cells in evidence.iter_rows() if cells[0].value == number]
        assert len(listed) == 2
        assert sum(cells[5].value for cells in listed) == rows(form)[number][3].value
    linked = next(cells for cells in evidence.iter_rows() if cells[0].value == "05")
    assert linked[4].hyperlink.target == "https://hall.example/visits/1/"


def test_texts_that_look_like_formulas_stay_texts_and_rare_names_survive(monthly_return):
    sheet = sheets(replace(monthly_return, org="=cmd|' /C calc'!A0", period="𬭎"))
    cells = [cell for one in sheet for row in one.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = [str(cell.value) for cell in cells]
    assert '=HYPERLINK("http://x") 住院慰问' in texts
    assert any("䶮明远、阿依古丽·买买提" in text for text in texts)
    assert "𬭎" in texts


def test_headings_of_groups_are_numbered_over_what_is_there(monthly_return):
    first = [cells[0].value for cells in sheets(monthly_return)[0].iter_rows()]
    assert [text for text in first if text and "、" in text and len(text) < 10] == ["一、会员", "二、慰问", "三、合理化建议"]


def test_the_headings_stay_in_view_and_are_printed_on_every_page(monthly_return):
    form, evidence = sheets(monthly_return)
    heading = next(cells[0].row for cells in form.iter_rows() if cells[0].value == "行次")
    assert form.freeze_panes == f"A{heading + 1}"
    assert form.print_title_rows == f"$1:${heading}"
    assert evidence.freeze_panes == "A3"
    assert form.page_setup.paperSize == 9
    assert form.sheet_properties.pageSetUpPr.fitToPage
    assert form.page_setup.fitToHeight == 0  # as many pages as it takes
    assert "第 &P 页" in form.oddFooter.center.text


def test_who_signs_is_left_open(monthly_return):
    texts = [cell.value for row in sheets(monthly_return)[0].iter_rows() for cell in row]
    assert {"单位负责人：", "审核：", "填表人：", "电话：", "填报日期：　　　　年　　月　　日"} <= set(texts)


def test_the_same_return_gives_the_same_file(monthly_return):
    assert write_return(monthly_return) == write_return(replace(monthly_return))
