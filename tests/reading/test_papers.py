"""Real papers are read and scored for people to judge; what is tested is that they are read at all, and fast."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from unionhall.shell.reading.report import read


def test_real_papers_are_read_and_scored(papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = []
    for paper in sorted(papers.glob("*.txt")):
        text = paper.read_text("utf-8")
        began = time.perf_counter()
        report = read(text, paper.name)
        seconds = time.perf_counter() - began
        assert all(text[one["start"] : one["end"]] == one["text"] for one in (*report["figures"], *report["faults"]))
        with capsys.disabled():
            sys.stdout.write(
                f"\n{paper.name}: {len(text)} characters, {seconds:.2f} s, {len(report['figures'])} figures, {len(report['faults'])} faults"
            )
        outputs.append(tmp_path / f"{paper.stem}.json")
        outputs[-1].write_text(json.dumps(report, ensure_ascii=False), "utf-8")
    assert outputs, f"no .txt papers in {papers}"
    scored = subprocess.run([sys.executable, papers / "score.py", papers, *outputs], capture_output=True, text=True, check=True)
    with capsys.disabled():
        sys.stdout.write("\n" + scored.stdout)
