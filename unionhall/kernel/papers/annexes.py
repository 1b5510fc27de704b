"""The tables of a paper: every figure with its records, the groups side by side, what was written by hand, the lines of a return."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from django.utils import timezone

from unionhall.kernel.ledger.figures import answers
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.orgs.models import kinds
from unionhall.kernel.papers.content import Column, Quoted, Run, Table
from unionhall.kernel.papers.declare import in_order
from unionhall.kernel.papers.draft import TO_DATE, UNKNOWN, YEAR_BEFORE, Draft, exact
from unionhall.kernel.papers.models import Paper

Cells = tuple[Run, ...]


def figures_table(draft: Draft) -> Table | None:
    """附表1: every figure with its number of records, by chapter, parts below their whole, as in the text but exact."""
    groups: dict[str, list[str]] = {}
    for section in in_order():
        said = [name for name in section.annex if (found := draft.figure(name)) or (found.declared and found.value is not None)]
        groups[section.chapter] = [*groups.get(section.chapter, []), *said]
    names = [name for group in groups.values() for name in group]
    if not names:
        return None
    with_last = any(draft.last_year(name).value is not None for name in names)
    years = [draft.period.label, *([draft.period.last_year().label] if with_last else []), "依据记录（条）"]
    columns = (Column("序号", 7, "centre"), Column("指标", 38), Column("单位", 9, "centre"), *_number_columns(years))

    def cells(name: str) -> Cells:
        last = (exact(phrases[name].metric, draft.last_year(name).value),) if with_last else ()
        return quoted(draft, name), *last, str(draft.figure(name).records or UNKNOWN)

    rows = _numbered(draft, ((chapter, group) for chapter, group in groups.items() if group), cells)
    day = min(draft.period.last_day, timezone.localdate())
    note = f"注：数据取自{draft.period.label}台账，截至{day.year}年{day.month}月{day.day}日。“依据记录”为得出该数的台账记录条数。"
    return Table(f"{draft.org}{draft.period.label}工作数据表", columns, rows, note=note)


def _numbered(draft: Draft, groups: Iterable[tuple[str, Sequence[str]]], cells: Callable[[str], Cells]) -> tuple[Cells, ...]:
    """A row for each figure below the heading of its group, numbered throughout: number, label and unit, then its ``cells``."""
    rows: list[Cells] = []
    number = count(1)
    for heading, names in groups:
        rows.append((heading,))
        rows += [(str(next(number)), label(draft, name, depth), phrases[name].counter, *cells(name)) for name, depth in nested(names)]
    return tuple(rows)


def _number_columns(labels: Iterable[str]) -> Iterator[Column]:
    return (Column(label, 14, "right", text=False) for label in labels)


def nested(names: Sequence[str], whole: str = "", depth: int = 0) -> Iterator[tuple[str, int]]:
    """Phrases in their order, each part moved below its whole, with how deep it stands."""
    for name in names:
        part_of = phrases[name].part_of
        if part_of == whole if whole else part_of not in names:
            yield name, depth
            yield from nested(names, name, depth + 1)


def label(draft: Draft, name: str, depth: int = 0) -> str:
    """How a table names a figure; a part stands in behind its whole."""
    lead = "　" * (depth - 1) + "其中：" if depth else ""
    return f"{lead}{phrases[name].label}{'（申报数）' if draft.figure(name).declared else ''}"


def quoted(draft: Draft, name: str, form: str = "") -> Quoted:
    """A figure as a table quotes it."""
    value = draft.of_form(name, form).value
    by_hand = name in draft.overrides and not form
    return Quoted(f"{name}:{form}" if form else name, phrases[name].metric, exact(phrases[name].metric, value), by_hand=by_hand)


def units_table(draft: Draft) -> Table | None:
    """附表2: the groups side by side; every column adds up to the figure of the text."""
    parts = [org for org in draft.org.children.order_by("path") if kinds[org.kind].part]
    units = [org for org in parts if not org.dissolved_on or org.dissolved_on >= draft.period.start]
    names = [name for section in in_order() for name in section.by_unit if draft.figure(name)]
    if len(units) < 2 or not names:
        return None
    # The register is kept for all groups together: one without a record has none, it is not unknown.
    cells = [(unit, name) for unit in units for name in names]
    found = answers([replace(draft.ask(name), org=unit) for unit, name in cells])
    values = {cell: figure.value or 0 for cell, figure in zip(cells, found, strict=True)}
    metric = {name: phrases[name].metric for name in names}
    rows: list[Cells] = []
    for unit in units:
        told = (Quoted(f"{name}@org:{unit.pk}", metric[name], exact(metric[name], values[unit, name])) for name in names)
        rows.append((str(unit), *told))
    rest = {name: draft.value(name) - sum(values[unit, name] for unit in units) for name in names}
    if any(rest.values()):
        group = "未分组、手工调整" if draft.overrides.keys() & rest else "未分组"
        rows.append((group, *(exact(metric[name], left) for name, left in rest.items())))
    labels = _number_columns(f"{phrases[name].label}\n（{phrases[name].counter}）" for name in names)
    total: Cells = ("合计", *(quoted(draft, name) for name in names))
    return Table(f"{draft.org}{draft.period.label}各组主要数据", (Column("组别", 22), *labels), tuple(rows), total)


def overrides_table(paper: Paper, draft: Draft) -> Table | None:
    """What was written by hand, with what the records give and the reason."""
    rows = tuple((o.label, o.counted, quoted(draft, o.key), o.reason) for o in paper.overrides.all())
    columns = (Column("数字", 24), Column("记录所得", 14, "right"), Column("手工数", 14, "right"), Column("原因", 40))
    return Table(f"{paper.org}{paper.period.label}手工数说明", columns, rows) if rows else None


def return_table(draft: Draft) -> Table:
    """The lines of a return: the month, from January on, the same months of last year."""
    forms = {"": "本月", TO_DATE: "本年累计", YEAR_BEFORE: "上年同期累计"}
    columns = (Column("行次", 8, "centre"), Column("指标", 34), Column("单位", 8, "centre"), *_number_columns(forms.values()))

    def cells(name: str) -> Cells:
        """What stands at the end of a month does not add up over months."""
        stock = metrics[phrases[name].metric].form == "stock"
        return tuple("/" if stock and form == TO_DATE else quoted(draft, name, form) for form in forms)

    rows = _numbered(draft, ((section.block, section.lines) for section in in_order() if section.lines), cells)
    return Table("", columns, rows, note="注：0 表示有台账而没有记录；-- 表示没有台账，或记录没有写明日期；/ 表示不适用。")
