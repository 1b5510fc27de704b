"""What a paper has in common in all its shapes: numbers counted over what is there, columns that fill the page, rows that go across."""

from collections.abc import Callable, Iterator, Sequence

from unionhall.base.numerals import to_chinese
from unionhall.kernel.papers.content import Paragraph, Quoted, Run, Table

NUMBERS = ("", "{}、", "（{}）", "{}.")  # 一、 （一） 1. by the level of a heading; text has none
DENSE_FROM = 16  # rows from which a table is printed in the smaller size
Link = Callable[[Quoted], str | None]  # the full address behind a figure, if it has one


def numbered(body: Sequence[Paragraph | Table]) -> Iterator[tuple[str, Paragraph | Table]]:
    """Each block with its number: a section that was left out leaves no gap, and below every heading numbers start again.

    ``ValueError`` for an unknown level.
    """
    deepest = len(NUMBERS) - 1
    counts = [0] * len(NUMBERS)
    for block in body:
        level = block.level if isinstance(block, Paragraph) else 0
        if not 0 <= level <= deepest:
            raise ValueError(f"a paragraph has level 0 to {deepest}, not {level}: {block!r}")
        if level:
            counts[level:] = [counts[level] + 1] + [0] * (deepest - level)
        yield NUMBERS[level].format(to_chinese(counts[level]) if level in (1, 2) else counts[level]), block


def annex_names(annexes: Sequence[Table]) -> list[str]:
    """附表1, 附表2 …; a single annex has no number."""
    return ["附表"] if len(annexes) == 1 else [f"附表{n}" for n in range(1, len(annexes) + 1)]


def column_widths(table: Table, whole: int) -> list[int]:
    """``whole`` shared out among the columns; the last one takes what rounding leaves. ``ValueError`` for one without width."""
    parts = [column.width for column in table.columns]
    if min(parts) <= 0:
        raise ValueError(f"every column of a table needs a width above 0, not {parts}")
    widths = [whole * part // sum(parts) for part in parts[:-1]]
    return [*widths, whole - sum(widths)]


def goes_across(cells: Sequence[Run], table: Table) -> bool:
    """Whether a row is one cell across the table, the heading of the rows below. ``ValueError`` for a row that does not fit."""
    if len(cells) not in (1, len(table.columns)):
        raise ValueError(f"a row of {table.title!r} has {len(cells)} cells for {len(table.columns)} columns: {cells!r}")
    return len(cells) < len(table.columns)
