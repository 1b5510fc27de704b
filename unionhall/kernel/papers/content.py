"""What a paper says, before it has a shape: paragraphs, tables and signatures in which every figure is an object.

The writer makes one ``Content``; the shell turns it into DOCX, XLSX, PDF and the page of the editor.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

Align = Literal["left", "centre", "right"]


@dataclass(frozen=True)
class Quoted:
    """A figure as it stands in a text: ``text`` is what is printed, ``key`` finds it again in the paper.

    ``unit`` is printed after it by the sentence itself; ``by_hand`` marks a number that somebody wrote over with a reason;
    ``stale`` one whose records have changed since.
    """

    key: str
    metric: str
    text: str
    unit: str = ""
    by_hand: bool = False
    stale: bool = False


Run = str | Quoted


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. ``level`` 0 is text, 1 is 一、, 2 is （一）; a heading of level 2 runs on into ``runs``.

    ``own`` marks what the officer wrote, which no refresh touches.
    """

    runs: tuple[Run, ...]
    level: int = 0
    heading: str = ""
    section: str = ""
    own: bool = False

    def __post_init__(self) -> None:
        """Neighbouring words become one run."""
        apart = groupby(self.runs, lambda run: isinstance(run, str))
        runs = (run for words, group in apart for run in (("".join(map(str, group)),) if words else group))
        object.__setattr__(self, "runs", tuple(run for run in runs if run != ""))

    @property
    def text(self) -> str:
        return self.heading + "".join(run if isinstance(run, str) else run.text for run in self.runs)


@dataclass(frozen=True)
class Column:
    """A column of a table; ``width`` in parts of the whole, ``text`` cells are never read as numbers."""

    label: str
    width: int = 10
    align: Align = "left"
    text: bool = True


@dataclass(frozen=True)
class Table:
    """A table with a heading that repeats on every page; ``total`` is its last row, if any."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Run, ...], ...]
    total: tuple[Run, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Content:
    """A whole paper. ``annexes`` start on pages of their own and are listed before the signature."""

    title: str
    signature: str
    dated: str
    body: tuple[Paragraph | Table, ...]
    annexes: tuple[Table, ...] = ()

    def figures(self) -> Iterator[Quoted]:
        """Every figure in the order of reading, annexes last."""
        for block in (*self.body, *self.annexes):
            runs = block.runs if isinstance(block, Paragraph) else tuple(run for row in (*block.rows, block.total) for run in row)
            yield from (run for run in runs if isinstance(run, Quoted))


_TOLD_BY = {"key": Quoted, "runs": Paragraph, "width": Column, "rows": Table, "body": Content}


def from_json(data: Any) -> Any:
    """The content, or part of one, that was kept as ``asdict`` gives it; each part is told by a field that it alone has."""
    if isinstance(data, list | tuple):
        return tuple(map(from_json, data))
    if not isinstance(data, dict):
        return data
    kind = next(kind for field, kind in _TOLD_BY.items() if field in data)
    return kind(**{name: from_json(value) for name, value in data.items()})
