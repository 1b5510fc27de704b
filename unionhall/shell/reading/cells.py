"""The numbers in a table: what each counts by its headings and labels, in which unit, of when, and which metric of the ledger that is."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from unionhall.base import quantities
from unionhall.base.quantities import Quantity
from unionhall.kernel.ledger.metrics import Phrase, metrics, phrases
from unionhall.shell.reading import lexicon
from unionhall.shell.reading.headings import NUMBER_OF, Column, Label, Line, Table, is_counted, label
from unionhall.shell.reading.measured import difference, money_of, parts_of
from unionhall.shell.reading.modality import Modality
from unionhall.shell.reading.tables import Cell

PERCENT = "%"
_TOGETHER = "合计"
RECORDS = "记录"  # of a figure that counts the records behind another one

_BRACKETS = str.maketrans("（）", "()")
_LIGHT = re.compile("^(?:全年|工会|共|开展|举办|组织|收到|征集|安排|实际)+|(?:活动|工作|情况)$")
# Headings that say nothing of what is counted, and those that only say in which unit it is.
_EMPTY = re.compile(
    "数[量值据字]?|合计|总计|小计|总数|实际(?:完成)?数?|完成(?:数|情况)?|[实业]绩|指标值?|情况|结果|内容|统计数|填报数|发生数|值|全部|名称|项目|类别"
)
_COUNTED = re.compile("人数|人次|户数|户次|次数|件数|条数|场[次数]|项数|篇数|家数|个数|金额|经费|费用")
_CHANGE = re.compile("增减|增长|增幅|降幅|同比|环比|比上年|较上年|[±]")
_PLAN = re.compile("计划|目标|任务|预算|预计|应(?=[建签缴参]|[到有]$)")
_DONE = re.compile("完成|实际|执行|决算|已")
_RULE = re.compile("标准|限额|定额|单价|每[人户次]|人均|户均")
_STANDS = re.compile("现有|在册|在岗|在职|结余|余额|总数|年末|期末|建档|[率比]$")
_RECORD = re.compile("(?:依据|原始)?(?:记录|凭证)(?:条?数)?")
_BODY = re.compile("(?:工会|分会|小组|车间|科|处|部|厂|公司|队|所|站|局|院|校|街道|社区|村|镇|乡|县|区|市)$")
_PAPER = re.compile(
    "(?:情况)?(?:统计|汇总|一览)$|情况$|(?:情况)?(?:登记|统计|一览|明细|汇总|发放|调查|数据|月报|季报|年报|报)?(?:表|名?册|台账)$"
)
_YEAR = re.compile(r"\d{4}年")
_PASSAGE = 8  # characters of a cell that may say something
# The unit of a heading without brackets, by the word in which it ends.
_UNITS = tuple(
    (re.compile(words), by)
    for words, by in (
        ("人次数?$", "人次"),
        ("户次数?$", "户次"),
        ("场次数?$", "场次"),
        ("率$|占比|比例|百分比|比重", PERCENT),
        ("(?:[员工人]|代表|干部)总?数$", "人"),
        ("户总?数$", "户"),
        ("次数$", "次"),
        ("(?P<own>[件条项个家所篇份场期台套本册幅])总?数$", ""),
        ("金额?$|经费|费用?$|[资奖罚]金|款$|收入|支出|[预决]算|结余|余额|补助$|价值|效益", "元"),
    )
)


@dataclass(frozen=True)
class Counted:
    """A number of a table. ``whole`` is the place, in the list, of the figure of which it is a part.

    ``whose`` are the words of a label that narrow the metric down to something the ledger may know, as a rule a body; ``of`` says
    what of the metric was counted: its value, or the records behind it.
    """

    cell: Cell
    quantity: Quantity
    measure: str
    metric: str
    modality: Modality
    period: str
    frame: str
    whose: str = ""
    of: str = ""
    whole: int | None = None

    @property
    def start(self) -> int:
        return self.cell.start


def passages(table: Table) -> Iterator[Cell]:
    """Cells of several words that do not name their row: what they say is read like any sentence."""
    labels = [place for place, column in enumerate(table.columns) if column.kind == "label"]
    for line in table.lines if not table.register else ():
        for place in labels[1:]:
            cell = line.cells[place]
            if line.part == "data" and len(cell.text) >= _PASSAGE and not cell.quantity:
                yield cell


def _title(caption: str) -> str:
    """What a table is about, by the line that calls it a table: without the body, the year, the word for a table."""
    lines = (re.sub("[(].*", "", line) for line in reversed(caption.split("\n")))
    line = next((line for line in lines if _PAPER.search(line)), "")
    return _PAPER.sub("", re.sub(r"^.*?\d{4}年度?(?:[\d\-至]+月份?|[上下]半年)?|^附[件表]\d*:?", "", line))


def counted(table: Table, frame: str) -> list[Counted]:
    """The figures of a table in the order of its text; ``frame`` is the period of what stands around it."""
    return list(_Reader(table, frame).read())


class _Reader:
    """Reads a table row by row and remembers at which depth a figure stands, so that its parts find it."""

    def __init__(self, table: Table, frame: str) -> None:
        dates = (one.numeral for line in reversed(table.caption.split("\n")) for one in quantities.find(line) if one.kind == "date")
        said = next(dates, "")
        # 1-5月 above a table is of the year of the paper around it.
        self.table, self.frame = table, frame + said if said and _YEAR.fullmatch(frame) and not _YEAR.match(said) else said or frame
        self.plan = bool(lexicon.PLAN_TITLE.search(table.caption))
        self.title = _title(table.caption)
        self.found: list[Counted] = []
        self.above: dict[int, list[tuple[int, int]]] = {}  # by column: depth and place of the figures above

    def read(self) -> Sequence[Counted]:
        for line in self.table.lines:
            if line.part in ("data", "total", "subtotal") and (not self.table.register or line.part == "total"):
                self._line(line)
        return self.found

    def _line(self, line: Line) -> None:
        first = len(self.found)
        for place, column in enumerate(self.table.columns):
            quantity = line.cells[place].quantity
            if not quantity or column.kind in ("idle", "unit", "day"):
                continue
            names, own = self._names(line, place, column)
            if not names and not own.path and line.part == "data":
                continue
            whole = self._whole(line, place, own, first)
            self.found.append(self._figure(line, line.cells[place], (names, own), whole))
            self.above[place] = [*((depth, at) for depth, at in self.above.get(place, ()) if depth < line.depth)]
            self.above[place].append((line.depth, len(self.found) - 1))

    def _names(self, line: Line, place: int, column: Column) -> tuple[list[Label], Column]:
        """The labels of a number and its column; in a form the label stands right beside its number, whatever stands above."""
        stubs = self.table.stubs(place)
        beside = label(line.cells[place - 1].text) if place and not line.cells[place - 1].quantity else Label("")
        form = place - 1 not in stubs and is_counted(beside.words)
        if beside.words and (form or column.kind == "label" or not column.path) and self.table.columns[place - 1].kind == "label":
            return [beside], Column((), "number")
        names = [line.labels[at] for at in stubs if at in line.labels and line.labels[at].words]
        return names, column

    def _whole(self, line: Line, place: int, column: Column, first: int) -> int | None:
        """The figure of which one is a part: above it, less deep, or in the same row before the columns of parts."""
        if line.depth:
            return next((at for depth, at in reversed(self.above.get(place, [])) if depth < line.depth), None)
        if column.path and column.path[-1].part:
            before = [at for at in range(first, len(self.found)) if self.found[at].whole is None]
            return before[-1] if before else None
        return None

    def _figure(self, line: Line, cell: Cell, names: tuple[list[Label], Column], whole: int | None) -> Counted:
        labels, column = names
        rows, heads = [one.words for one in labels], [one.words for one in column.path if not _EMPTY.fullmatch(one.words)]
        said = "".join([*rows, *heads])
        quantity = self._measured(line, cell, labels, column)
        above = self.found[whole].metric if whole is not None else ""
        metric, whose, of = _meaning(rows, heads, quantity.unit, above) if not _CHANGE.search(said) else ("", "", "")
        if not metric and not rows and all(map(_COUNTED.fullmatch, heads)):
            metric = self._of_title(quantity.unit)
        if metric and not quantity.unit:
            quantity = replace(quantity, unit=phrases[metric].counter)
        if metric and not whose and _BODY.search(line.group):
            whose = line.group
        heads = [one for one in heads if one not in "".join(rows)]
        measure = "".join([*rows, *heads]) if rows or not all(map(_COUNTED.fullmatch, heads)) else self.title + "".join(heads)
        modality = self._modality(column.words, said, metric)
        return Counted(
            cell, quantity, measure or self.title or _TOGETHER, metric, modality, self._period(line, column), self.frame, whose, of, whole
        )

    def _of_title(self, unit: str) -> str:
        """A total below a bare heading (金额, 人次) counts what the table is about."""
        times = _known(self.title, "人次", "") if unit == "元" else ""
        return _known(self.title, unit, "") or (money_of(phrases[times]) if times else "")

    def _measured(self, line: Line, cell: Cell, labels: Sequence[Label], column: Column) -> Quantity:
        """The number in its unit: the cell's own, that of its column, its row, its label, of their words, or of the whole table."""
        quantity = cell.quantity
        assert quantity is not None
        if quantity.unit:
            return quantity
        unit, scale = next(((one.unit, one.scale) for one in self._units(line, labels, column) if one.unit), ("", Decimal(1)))
        if unit == PERCENT and "." in quantity.numeral and Decimal(0) < (quantity.value or 0) <= 1 and _is_share(column, labels):
            scale = Decimal(100)  # Excel keeps 98.6% as 0.986
        value = (quantity.value or Decimal(0)) * scale
        upper = None if quantity.upper is None else quantity.upper * scale
        return replace(quantity, value=value, upper=upper, unit=unit, step=quantity.step * scale)

    def _units(self, line: Line, labels: Sequence[Label], column: Column) -> Iterator[Label]:
        yield from reversed(column.path)
        yield from (line.unit,) if line.unit else ()
        yield from reversed(labels)
        by_words = _unit_of(column.words) or _unit_of("".join(one.words for one in labels))
        whole = self.table.unit
        if whole and (by_words == whole.unit or (not by_words and not whole.words)):
            yield whole
        yield Label("", by_words)

    def _modality(self, heading: str, said: str, metric: str) -> Modality:
        if _RULE.search(said):
            return "rule"
        if _PLAN.search(heading) or (self.plan and not _DONE.search(heading)):
            return "plan"
        stands = metrics[phrases[metric].metric].form in ("stock", "ratio") if metric else bool(_STANDS.search(said))
        return "state" if stands else "done"

    def _period(self, line: Line, column: Column) -> str:
        """What the row says of time, with the year of its column where it names none; else the column, the caption, the text around."""
        if line.period and column.period and not re.search(r"\d{4}|[去上今本]年", line.period):
            return column.period + line.period
        return line.period or column.period or self.frame


# -- what a label means --------------------------------------------------------------------------------------------------------------


def _meaning(rows: Sequence[str], heads: Sequence[str], unit: str, whole: str) -> tuple[str, str, str]:
    """The phrase that a row and its column name, the words that they say beyond it, and what of it was counted."""
    row, head = "".join(rows), "".join(heads)
    if _RECORD.fullmatch(head) and unit in ("条", "") and row:
        metric = _known(rows[-1], "", whole)
        return metric, "", RECORDS if metric else ""
    for words in dict.fromkeys((row + head, head + row, "".join(reversed(heads)))):
        if words and (metric := _known(words, unit, whole)):
            return metric, row if words == "".join(reversed(heads)) and row and heads else "", ""
    for words, other in ((head, row), (row, head), (rows[-1] if len(rows) > 1 else "", head)):
        metric = _known(words, unit, whole) if words else ""
        if metric:
            part = next((child.name for child in parts_of(metric, unit) if difference(child) == other), "")
            return part or metric, "" if part or _COUNTED.fullmatch(other) else other, ""
    return "", "", ""


def _known(words: str, unit: str, whole: str) -> str:
    """The phrase that some words name and say nothing beyond; a part of ``whole`` also by what sets it apart."""
    part = next((child.name for child in parts_of(whole, unit) if difference(child) == words), "") if whole else ""
    if part:
        return part
    bare = _LIGHT.sub("", words)
    for said in dict.fromkeys((words, NUMBER_OF.sub("", words), bare, NUMBER_OF.sub("", bare))):
        for phrase in _phrases(len(phrases)).get(said, ()):
            if phrase.counter == unit or (not unit and said == _folded(phrase.label)):
                return phrase.name
    return ""


@cache
def _phrases(count: int) -> dict[str, list[Phrase]]:
    """The phrases by their words, labels first; ``count`` is the number of phrases declared, so that none is missed."""
    found: defaultdict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        found[_folded(phrase.label)].append(phrase)
    for phrase in phrases:
        # An amount is often named by what was paid for, a stage without its 已.
        for word in (phrase.label.removesuffix("金额"), phrase.label.removeprefix("已"), *phrase.synonyms):
            found[_folded(word)].append(phrase)
    return found


def _folded(words: str) -> str:
    """As a clean text has it."""
    return words.translate(_BRACKETS)


def _is_share(column: Column, labels: Sequence[Label]) -> bool:
    """Whether a number is in per cent by the words of its labels alone, not by a sign beside them."""
    return not any(one.unit for one in (*column.path, *labels))


def _unit_of(words: str) -> str:
    """The unit in which a heading without brackets counts; empty where its words do not tell."""
    for pattern, by in _UNITS:
        found = pattern.search(words)
        if found:
            return by or found["own"]
    return ""
