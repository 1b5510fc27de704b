"""unionhall read: a summary in words, JSON for programs, a page of its own; and the whole way from a workbook to a report and back."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import House, Houses

FIGURE = {"start", "end", "text", "value", "value_max", "unit", "measure", "metric", "modality", "approx", "period", "parent", "derived"}
FAULT = {"start", "end", "text", "kind", "severity", "note", "suggestion"}


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "总结.txt"
    file.write_text("恒川机械厂工会2026年工作总结\n20xx年，全年慰问会员12人次，新建图书角__个。\n", "utf-8")
    return file


def test_the_summary_says_documents_figures_by_verdict_and_faults_by_kind(world: Any, command: Any, paper: Path) -> None:
    said = command("read", paper, "--org", world.union.code).text
    assert "第 1 篇　恒川机械厂工会2026年工作总结" in said
    assert "一致 0、不一致 0、无法核对 1" in said
    assert "年份未填 1" in said
    assert "空缺 1" in said


def test_json_has_what_programs_expect_with_offsets_of_the_text(world: Any, command: Any, paper: Path) -> None:
    report = json.loads(command("read", paper, "--org", world.union.code, "--json").text)
    assert set(report) == {"file", "documents", "figures", "faults", "verdicts"}
    assert set(report["documents"][0]) == {"number", "title", "start", "end", "union_work", "ledger"}
    assert set(report["figures"][0]) >= FIGURE
    assert all(set(fault) == FAULT for fault in report["faults"])
    text = paper.read_text("utf-8")
    assert all(text[one["start"] : one["end"]] == one["text"] for one in (*report["figures"], *report["faults"]))
    assert [verdict["figure"] for verdict in report["verdicts"]] == list(range(len(report["figures"])))


def test_several_papers_are_a_line_of_json_each(world: Any, command: Any, paper: Path) -> None:
    lines = command("read", paper, paper, "--json").text.splitlines()
    assert [json.loads(line)["file"] for line in lines] == ["总结.txt", "总结.txt"]


def test_the_page_stands_alone_with_every_mark(world: Any, command: Any, paper: Path, tmp_path: Path) -> None:
    command("read", paper, "--html", tmp_path / "out.html")
    html = (tmp_path / "out.html").read_text("utf-8")
    assert '<mark class="m-fault"><a class="u" href="#i1">20xx年</a>' in html
    assert "http" not in html


@pytest.mark.parametrize(("data", "why"), [(b"MZ\x90\x00\x03\x00", "是程序，不是文书"), (b"", "是空的"), (None, "没有找到文件")])
def test_a_file_that_cannot_be_read_ends_with_2_and_a_sentence(
    db: None, command: Any, tmp_path: Path, data: bytes | None, why: str
) -> None:
    if data is not None:
        (tmp_path / "总结.docx").write_bytes(data)
    said = command("read", tmp_path / "总结.docx")
    assert said.code == 2
    assert why in said.text


def test_from_a_workbook_to_a_report_and_back_every_figure_agrees(house: Houses, stocked: House, tmp_path: Path) -> None:
    """What is planned, ruled or ranked is no figure of the ledger. The annexes, of bare numbers, are read by their headings."""
    made = house("round", stocked)
    assert made.command("paper", "annual-report", "--period", "2013", "--output", tmp_path / "report.docx").code == 0
    report = json.loads(made.command("read", tmp_path / "report.docx", "--json").text)
    claimed = [
        (figure["text"], verdict["verdict"], verdict["why"])
        for figure, verdict in zip(report["figures"], report["verdicts"], strict=True)
        if figure["modality"] in ("done", "state") and not (figure["rank"] and not figure["metric"])
    ]
    assert len(claimed) > 150
    assert [line for line in claimed if line[1] != "一致"] == []
    assert [fault for fault in report["faults"] if fault["severity"] == "hard"] == []
