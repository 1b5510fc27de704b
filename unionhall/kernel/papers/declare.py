"""What modules say in papers: sections of sentences and lines, and findings. Each quotes phrases by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unionhall.base.registry import Registry
from unionhall.kernel.papers.content import Run

if TYPE_CHECKING:
    from unionhall.kernel.papers.draft import Draft

# A pattern of words with slots, or a function for what a pattern cannot say.
Sentence = str | Callable[["Draft"], Iterable[Run] | None]

sections: Registry["Section"] = Registry("section")
findings: Registry["Finding"] = Registry("finding")
paper_kinds: Registry["PaperKind"] = Registry("paper kind")


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper; ``months`` is how long its period is, ``title`` what stands behind the organization's name and the period."""

    name: str
    label: str
    title: str
    months: int

    def __post_init__(self) -> None:
        paper_kinds.add(self.name, self)


ANNUAL_REPORT = PaperKind("annual-report", "年度工作总结", "工作总结", 12)
MONTHLY_RETURN = PaperKind("monthly-return", "月报表", "工作月报表", 1)


@dataclass(frozen=True)
class Part:
    """A run of sentences, under a heading of the second level where it has one."""

    sentences: tuple[Sentence, ...]
    heading: str = ""


@dataclass(frozen=True)
class Section:
    """What a module says in papers: in the annual report in a chapter that it may share with others, in the monthly return below ``block``.

    ``overview`` is its clause in the opening summary; ``by_unit`` are the phrases of the table of groups, ``annex`` those of the table
    of figures, ``lines`` those of the return; each in their order.
    """

    name: str
    chapter: str
    order: int
    parts: tuple[Part, ...]
    overview: str = ""
    by_unit: tuple[str, ...] = ()
    annex: tuple[str, ...] = ()
    block: str = ""
    lines: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        sections.add(self.name, self)


@dataclass(frozen=True)
class Finding:
    """A rule that sees a problem in the figures, and proposes what to do next year.

    ``seen`` answers whether it fires. ``title`` heads the problem, ``problem`` and ``measure`` are patterns;
    ``rank`` orders findings: legal deadline, safety, members waiting, evidence, habit, reach.
    """

    name: str
    rank: int
    title: str
    seen: "Callable[[Draft], bool]"
    problem: Sentence
    measure_title: str = ""
    measure: str = ""

    def __post_init__(self) -> None:
        findings.add(self.name, self)


def in_order() -> list[Section]:
    """The sections in the order of the paper."""
    return sorted(sections, key=lambda section: section.order)
