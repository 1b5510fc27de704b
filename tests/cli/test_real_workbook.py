"""The workbook of a real year, where its folder is given: make papers PAPERS=folder."""

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Houses, evidence_of


def test_every_expected_figure_is_there_with_exactly_its_rows(papers: Path, house: Houses, tmp_path: Path) -> None:
    made = house("real")
    made.command("init", "--name", "机关工会")
    answer = made.command("import", papers / "000-ledger.xlsx", "--confirm")
    assert answer.code == 0, answer.text
    found = json.loads(made.command("figures", "--period", "2014", "--json").text)
    evidence = evidence_of(made, [row["phrase"] for row in found], "2014")
    for line in json.loads((papers / "000-ledger.expected.json").read_text("utf-8")):
        fitting = [row["phrase"] for row in found if row["value"] == line["value"] and row["records"] == len(line["rows"])]
        assert any(_rows(evidence[phrase]) == (line["sheet"], line["rows"]) for phrase in fitting), line["label"]
    assert "全部无变化" in made.command("import", papers / "000-ledger.xlsx", "--confirm").text


def _rows(records: list[dict[str, Any]]) -> tuple[str, list[int]]:
    sheets = {record["sheet"] for record in records}
    return (sheets.pop() if len(sheets) == 1 else "", sorted(record["row"] for record in records))
