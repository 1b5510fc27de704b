"""A year of records in, a report out: the whole way, as commands, from an empty folder."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import House, Houses, evidence_of
from tests.cli.ledger_workbook import EXPECTED


@pytest.fixture(scope="module")
def year(house: Houses, founded: House, workbook: Path) -> House:
    """A house into which the officer's workbook has gone."""
    made = house("year", founded)
    preview = made.command("import", workbook)
    assert preview.code == 0, preview.text
    assert "没有写年份的日期按 2013 年处理" in preview.text
    assert "当天不在会员名册中" in preview.text
    assert "合计和说明 1 行不导入" in preview.text
    confirmed = made.command("import", workbook, "--confirm")
    assert confirmed.code == 0, confirmed.text
    assert "已写入" in confirmed.text
    again = made.command("import", workbook, "--confirm")
    assert "全部无变化" in again.text
    return made


@pytest.fixture(scope="module")
def figures(year: House) -> dict[str, Any]:
    answer = json.loads(year.command("figures", "--period", "2013", "--json").text)
    return {row["phrase"]: row for row in answer}


@pytest.fixture(scope="module")
def evidence(year: House) -> dict[str, Any]:
    """The evidence of every expected figure, asked in one program: starting one takes longer than answering."""
    return evidence_of(year, list(EXPECTED), "2013")


@pytest.mark.parametrize("phrase", EXPECTED)
def test_every_figure_comes_out_of_its_rows_and_no_others(figures: dict[str, Any], evidence: dict[str, Any], phrase: str) -> None:
    value, sheet, rows = EXPECTED[phrase]
    assert figures[phrase]["value"] == value
    assert figures[phrase]["records"] == len(rows)
    records = evidence[phrase]
    assert sorted(record["row"] for record in records) == rows
    assert {record["sheet"] for record in records} == {sheet}
    if figures[phrase]["form"] == "flow":
        assert sum(record["sum"] for record in records) == value


def test_the_report_states_every_figure_in_its_words_or_its_annex(year: House, tmp_path: Path) -> None:
    report = tmp_path / "report.docx"
    answer = year.command("paper", "annual-report", "--period", "2013", "--output", report)
    assert answer.code == 0, answer.text
    xml = zipfile.ZipFile(report).read("word/document.xml").decode()
    tags = set(re.findall(r'<w:tag w:val="([^"]+)"', xml))
    said = {tag.split("@")[0].split(":")[0] for tag in tags}
    assert set(EXPECTED) <= said
    words = re.sub(r"<[^>]+>", "", xml)
    assert not re.search(r"20[xX×]|×{2}|__|\{\{|[?？]期", words)


def test_the_monthly_return_and_the_checks_go_through(year: House, tmp_path: Path) -> None:
    form = tmp_path / "return.xlsx"
    assert year.command("paper", "monthly-return", "--period", "2013-05", "--output", form).code == 0
    assert form.stat().st_size > 5000
    assert year.command("ledger", "verify").code == 0
    assert year.command("audit", "verify").code == 0
    assert json.loads(year.command("map", "--json").text)["metrics"]


def test_a_breakdown_by_kind_adds_up_and_a_wrong_row_is_refused(year: House, tmp_path: Path) -> None:
    by_kind = json.loads(year.command("figures", "--period", "2013", "--metric", "relief.times", "--by", "kind", "--json").text)
    tops = {row["breakdown"]["kind"]: row["value"] for row in by_kind}
    assert tops["visit"] + tops["hardship"] + tops["festival"] == 8
    bad = tmp_path / "坏行.csv"
    bad.write_text("日期,工号,姓名,类型,金额\n2013-13-01,Q001,周水生,住院探望,200\n", "utf-8")
    refused = year.command("import", bad)
    assert refused.code == 1
    assert "没有13月" in refused.text


def test_what_nobody_counts_is_said_in_words(year: House) -> None:
    for words in (("figures", "--period", "2013", "--metric", "nothing"), ("evidence", "nothing", "--period", "2013")):
        said = year.command(*words)
        assert (said.code, "没有“nothing”这个指标" in said.text) == (2, True), said.text
