"""Numbers of headings and annexes, counted over what is there: a section that was left out leaves no gap."""

from collections.abc import Callable, Iterator, Sequence

from unionhall.base.numerals import to_chinese
from unionhall.kernel.papers.content import Paragraph, Quoted, Table

DEEPEST = 3
Link = Callable[[Quoted], str | None]  # the full address behind a figure, if it has one


def heading_number(level: int, n: int) -> str:
    """一、 for level 1, （一） for level 2, 1. for level 3, nothing for text."""
    if level in (1, 2):
        return f"{to_chinese(n)}、" if level == 1 else f"（{to_chinese(n)}）"
    return f"{n}." if level else ""


def numbered(body: Sequence[Paragraph | Table]) -> Iterator[tuple[str, Paragraph | Table]]:
    """Each block with its number; a number starts again below every heading above it. ``ValueError`` for an unknown level."""
    counts = [0] * (DEEPEST + 1)
    for block in body:
        level = block.level if isinstance(block, Paragraph) else 0
        if not 0 <= level <= DEEPEST:
            raise ValueError(f"a paragraph has level 0 to {DEEPEST}, not {level}: {block!r}")
        if level:
            counts[level] += 1
            counts[level + 1 :] = [0] * (DEEPEST - level)
        yield heading_number(level, counts[level]), block


def annex_names(annexes: Sequence[Table]) -> list[str]:
    """附表1, 附表2 …; a single annex has no number."""
    return ["附表"] if len(annexes) == 1 else [f"附表{n}" for n in range(1, len(annexes) + 1)]
