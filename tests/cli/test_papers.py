"""Papers from the command line: the annual report in three shapes, the monthly return with the records behind its numbers."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from unionhall.kernel.actions.declare import actions
from unionhall.kernel.papers.actions import BEGIN, OVERRIDE, WRITE
from unionhall.kernel.papers.models import Paper
from unionhall.modules.relief.actions import REGISTER


@pytest.fixture
def visited(world: Any) -> Any:
    """Two visits in May 2026 and one in March; a suggestion whose answer is known to the year only."""
    for day, amount in (("2026-03-05", "400"), ("2026-05-04", "600"), ("2026-05-20", "150.50")):
        data = {"person": world.card.person_id, "kind": "visit.illness", "amount": amount, "visited_on": day}
        world.do(REGISTER, data, org=world.union)
    given = {"person": world.card.person_id, "title": "行车道划线", "category": "suggestion.safety", "submitted_on": "2026-02-03"}
    suggestion = world.do(actions["suggestions.suggestion.submit"], given, org=world.union)
    world.do(actions["suggestions.suggestion.adopt"], {"answered_on": "2026年", "answer": "采纳"}, record=suggestion)
    return world


def write(command: Any, world: Any, kind: str, period: str, output: Path, *more: str) -> Any:
    return command("paper", kind, "--period", period, "--output", output, "--org", world.union.code, *more)


def test_the_report_says_what_it_wrote_and_every_figure_knows_its_chinese_name(visited: Any, command: Any, tmp_path: Path) -> None:
    said = write(command, visited, "annual-report", "2026", tmp_path / "report.docx")
    assert said.code == 0
    assert "《恒川机械厂工会2026年工作总结》" in said.text
    assert "有错 0 处" in said.text
    document = zipfile.ZipFile(tmp_path / "report.docx").read("word/document.xml").decode()
    assert 'w:alias w:val="慰问帮扶"' in document
    assert "1150.5" in document


def test_a_report_of_nothing_does_not_leave(world: Any, command: Any, tmp_path: Path) -> None:
    said = write(command, world, "annual-report", "2026", tmp_path / "report.docx")
    assert (said.code, (tmp_path / "report.docx").exists()) == (1, False)
    assert "没有可写的内容：这一期间还没有记录，请先登记或导入" in said.text


def test_asking_again_writes_the_same_paper_anew(visited: Any, command: Any, tmp_path: Path) -> None:
    write(command, visited, "annual-report", "2026", tmp_path / "one.docx")
    write(command, visited, "annual-report", "2026", tmp_path / "two.html")
    assert Paper.objects.count() == 1
    assert "慰问" in (tmp_path / "two.html").read_text()


def test_a_frozen_report_stays_what_it_was(visited: Any, command: Any, tmp_path: Path) -> None:
    assert "已定稿" in write(command, visited, "annual-report", "2026", tmp_path / "one.html", "--freeze").text
    data = {"person": visited.card.person_id, "kind": "visit.birth", "amount": "999", "visited_on": "2026-06-01"}
    visited.do(REGISTER, data, org=visited.union)
    assert "（已定稿）" in write(command, visited, "annual-report", "2026", tmp_path / "two.html").text
    assert (tmp_path / "one.html").read_text() == (tmp_path / "two.html").read_text()


def test_a_report_with_an_error_does_not_leave(visited: Any, command: Any, tmp_path: Path) -> None:
    write(command, visited, "annual-report", "2026", tmp_path / "report.docx")
    (tmp_path / "report.docx").unlink()
    visited.do(WRITE, {"opening": "今年以来，共走访XXX户。"}, record=Paper.objects.get())  # a blank that nobody has filled
    said = write(command, visited, "annual-report", "2026", tmp_path / "report.docx", "--freeze")
    assert said.code == 1
    assert "数字或内容没有填" in said.text
    assert not (tmp_path / "report.docx").exists()
    assert Paper.objects.get().state == Paper.State.DRAFT


def test_what_cannot_be_written_is_refused_before_anything_begins(visited: Any, command: Any, tmp_path: Path) -> None:
    for kind, period, output, says in (
        ("annual-report", "2026", "report.txt", ".docx、.html、.pdf"),
        ("annual-report", "2026", "folder/report.docx", "没有文件夹"),
        ("annual-report", "2026-05", "report.docx", "12 个月"),
        ("annual-report", "去年", "report.docx", "看不懂期间"),
        ("monthly-return", "2026", "return.xlsx", "一个月"),
    ):
        said = write(command, visited, kind, period, tmp_path / output)
        assert (said.code, says in said.text) == (2, True), said.text
    assert not Paper.objects.exists()


def lines(path: Path) -> tuple[dict[str, tuple[Any, ...]], list[tuple[Any, ...]], str]:
    """The lines of the form by label, the rows of the evidence, and the note."""
    form, evidence = load_workbook(io.BytesIO(path.read_bytes()))
    rows = [tuple(cell.value for cell in row) for row in form.iter_rows()]
    note = next(str(row[0]) for row in rows if str(row[0]).startswith("说明"))
    return (
        {str(row[1]).strip(): row[3:] for row in rows if str(row[0]).isdigit()},
        list(evidence.iter_rows(min_row=3, values_only=True)),
        note,
    )


def test_the_return_has_the_month_the_year_to_date_and_the_year_before(visited: Any, command: Any, tmp_path: Path) -> None:
    assert write(command, visited, "monthly-return", "2026-05", tmp_path / "return.xlsx").code == 0
    form, _, note = lines(tmp_path / "return.xlsx")
    assert form["慰问帮扶"] == (2, 3, "--")
    assert form["慰问帮扶金额"] == (750.5, 1150.5, "--")
    assert form["其中：节日慰问"] == (0, 0, "--")
    assert form["合理化建议"] == (0, 1, "--")
    assert form["采纳"] == ("--", "--", "--")
    assert "采纳 1 条只写明到年，本月不列" in note
    assert "上年同期没有台账" in note


def test_what_stands_at_the_end_of_a_month_does_not_add_up_over_the_year(world: Any, command: Any, tmp_path: Path) -> None:
    from unionhall.modules.membership.models import Membership

    world.sample(Membership)
    write(command, world, "monthly-return", "2026-05", tmp_path / "return.xlsx")
    assert lines(tmp_path / "return.xlsx")[0]["会员"] == (1, "/", "--")


def test_the_records_behind_a_return_add_up_to_it_and_name_nobody(visited: Any, command: Any, tmp_path: Path) -> None:
    write(command, visited, "monthly-return", "2026-05", tmp_path / "return.xlsx")
    evidence = lines(tmp_path / "return.xlsx")[1]
    amounts = [row for row in evidence if str(row[1]).startswith("慰问帮扶金额")]
    assert [(row[2], row[5]) for row in amounts] == [("5月4日", 600), ("5月20日", 150.5)]
    assert all("住院探望" in str(row[4]) and "慰问〔2026〕" in str(row[4]) for row in amounts)
    assert visited.card.name not in str(evidence)


def test_a_number_written_over_goes_into_the_return_and_is_named(visited: Any, command: Any, tmp_path: Path) -> None:
    paper = visited.do(BEGIN, {"kind": "monthly-return", "period_code": "2026-05"}, org=visited.union)
    visited.do(OVERRIDE, {"paper": paper.pk, "key": "relief.times", "written": "5"}, org=visited.union)
    write(command, visited, "monthly-return", "2026-05", tmp_path / "return.xlsx")
    form, _, note = lines(tmp_path / "return.xlsx")
    assert form["慰问帮扶"] == (5, 3, "--")
    assert "慰问帮扶是手工数" in note


def test_figures_lead_to_their_records_where_the_address_is_known(visited: Any, command: Any, tmp_path: Path, settings: Any) -> None:
    settings.ADDRESS = "https://hall.example"
    write(command, visited, "monthly-return", "2026-05", tmp_path / "return.xlsx")
    sheet = load_workbook(tmp_path / "return.xlsx")["依据"]
    linked = [cell.hyperlink.target for row in sheet.iter_rows(min_row=3) for cell in row if cell.hyperlink]
    assert linked[0].startswith("https://hall.example/relief.visit/")
    write(command, visited, "annual-report", "2026", tmp_path / "report.docx")
    links = zipfile.ZipFile(tmp_path / "report.docx").read("word/_rels/document.xml.rels").decode()
    assert "https://hall.example/papers/" in links
