"""A sheet as it stands, cell by cell, before anybody asks what its rows mean."""

from collections.abc import Sequence
from dataclasses import dataclass

Cells = Sequence[object]

# A number cell keeps 15 digits; a larger one is left a float, so that nobody takes its digits for exact.
_EXACT = 10**15


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell with no value that could be read: a formula with an error or without its result."""

    message: str


@dataclass(frozen=True)
class Grid:
    """Row n is the row that Excel numbers n + 1. ``merged`` areas are (top, left), (bottom, right), both counted from 0."""

    name: str
    rows: Sequence[Cells]
    hidden: bool = False
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()


def normal(value: object) -> object:
    """The value as we keep it: whole numbers, which all readers give as floats, are ints; blank text is an empty cell."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    return "" if isinstance(value, str) and not value.strip() else value


def error_in_formula(error: str) -> BadCell:
    return BadCell(f"公式结果出错（{error}），请改正公式或直接填写")
