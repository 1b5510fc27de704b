"""The reference is written from the declarations, and tells when it is behind them or when a metric changed its meaning in silence."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from docs.reference.write import Stale, write
from unionhall.kernel.actions.declare import actions
from unionhall.kernel.ledger.metrics import measures, metrics
from unionhall.modules.relief.models import Visit

PAGES = {"metrics.md", "actions.md", "permissions.md", "api.md", "commands.md", "registers.md", "metrics.lock"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path)
    return tmp_path


@pytest.fixture
def declared() -> Iterator[Any]:
    """Changes a declaration for one test."""
    before, definition = list(measures[Visit]), metrics["relief.times"]
    yield None
    measures[Visit][:] = before
    metrics._items["relief.times"] = definition


def test_every_declaration_is_in_the_reference_under_its_chinese_name(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == PAGES
    text = (folder / "metrics.md").read_text()
    assert all(metric.label in text and metric.meaning.replace("|", "／") in text for metric in metrics)
    assert "病号慰问" in text  # a synonym
    text = (folder / "actions.md").read_text()
    assert all(f"`{action.name}` | {action.label} |" in text for action in actions)
    assert "`/api/relief.visit/{id}/sign`" in (folder / "api.md").read_text()
    assert "## unionhall paper annual-report" in (folder / "commands.md").read_text()
    assert "慰问登记" in (folder / "registers.md").read_text()
    assert "ledger:evidence" in (folder / "permissions.md").read_text()


def test_what_is_written_is_fresh_and_what_was_touched_is_stale(folder: Path) -> None:
    assert "都是最新" in write(folder, check=True)
    (folder / "actions.md").write_text("旧的")
    with pytest.raises(Stale) as stale:
        write(folder, check=True)
    assert "actions.md" in str(stale.value)
    assert (folder / "actions.md").read_text() == "旧的"


@pytest.mark.usefixtures("declared")
def test_a_metric_that_counts_something_else_needs_a_new_version(folder: Path) -> None:
    measures[Visit][0] = replace(measures[Visit][0], states=("registered",))
    measures[Visit].pop()  # replacing declares it once more
    for check in (True, False):
        with pytest.raises(Stale) as stale:
            write(folder, check=check)
        assert "relief.times" in str(stale.value)
        assert "提高 Metric 的 version" in str(stale.value)


@pytest.mark.usefixtures("declared")
def test_with_its_new_version_it_is_written_down(folder: Path) -> None:
    measures[Visit][0] = replace(measures[Visit][0], states=("registered",))
    measures[Visit].pop()
    definition = object.__new__(type(metrics["relief.times"]))
    definition.__dict__.update({**metrics["relief.times"].__dict__, "version": 2})
    metrics._items["relief.times"] = definition
    with pytest.raises(Stale) as stale:
        write(folder, check=True)
    assert "metrics.lock" in str(stale.value)
    write(folder)
    assert "relief.times 2 " in (folder / "metrics.lock").read_text()
    assert "都是最新" in write(folder, check=True)
