"""What the headings and the labels of a table say of its cells: what is counted, in which unit, of when, as a part of what."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from unionhall.base.measures import MEASURES, unit
from unionhall.base.quantities import Quantity, value_of
from unionhall.shell.reading.tables import Block, Cell
from unionhall.shell.reading.when import CALENDAR

Kind = Literal["label", "number", "unit", "day", "idle"]
Part = Literal["heading", "group", "data", "total", "subtotal", "selection"]
Cells = tuple[Cell, ...]

# Headings of columns whose numbers count nothing, and of those that make each row a record of its own.
_IDLE = re.compile(
    r"序号?|行[次号]|项次|编号|编码|代码|[Nn][Oo]\.?|#|名次|排名|排序|位次|等级|届次?|工号|学号|年龄|工龄"
    r"|.*(?:电话|手机|联系方式|身份证|证件号码?|账号|卡号|邮编|文号|证号|号码)"
)
_DAY = re.compile(".*(?:日期|时间|年月)|月份?|年份|年度|季度|期间|时期")
_PERSON = re.compile(
    "(?:[一-鿿]{0,3}[员工者])?(?:姓名|名字)|本人|(?:受助|申请|建议|领.|经办|签收|参加|获奖|被..)人(?:姓名)?|(?!.*(?:参加|适用|服务))[一-鿿]{2}对象|受助[一-鿿]{2}"
    "|工号|身份证号?码?|签[名收领]字?|性别|出生(?:日期|年月)"
)
_RECORD = re.compile("记录|摘要|凭证号?|票据号?|单据号?")
_MOST_EVENTS, _MOST_ROWS = 50, 200  # rows with a day each, and rows at all, from which a table is a register
TOTAL = re.compile("(?:本[页月年期]|[全各][年厂市区县一-鿿]{0,3})?(?:(?P<sub>小计)|合计|总计|共计|总数|汇总)(?P<of>[:(].+)?")
_UNITS = rf"(?P<scale>[十百千万亿]*)(?P<unit>人天|学时|元|%|‰|{MEASURES})"
_BARE_UNIT, _IN_BRACKETS = re.compile(_UNITS), re.compile(rf"[(\[](?:单位[:：]?)?{_UNITS}[)\]]$")
_UNIT_OF_ALL = re.compile(rf"(?P<money>金额)?(?:计量)?单位[::] *{_UNITS}(?P<more>[、,/][一-鿿、,/]+)?")
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]{1,2}、|[(][一二三四五六七八九十\d]{1,2}[)]|\d{1,2}(?:、|\.(?!\d)))(?=.)")
NUMBER_OF = re.compile("总?(?:人次|户次|场次|[人户次件条场项篇家个])?(?:总?数|数量)$")
_CODE = re.compile(r"^\d{3,6}\s+(?=\D)")  # of an account
_PART_OF = re.compile("其中:?")
_DECLARED = re.compile(r"[(]申报数?[)]")
_FORM = re.compile("(?!其中)[^:]{2,14}:")
_MARK = re.compile(r"[-–—/\\~无*×]{1,4}|未统计|未报")
_YEARS = range(1949, 2100)
_HEADING_LINES, _LONGEST_HEADING = 3, 24


@dataclass(frozen=True)
class Label:
    """The words of a heading or a label, the unit in its brackets, what it says of time, and whether it is a part (其中)."""

    words: str
    unit: str = ""
    scale: Decimal = Decimal(1)
    period: str = ""
    part: bool = False


@dataclass(frozen=True)
class Column:
    """``path`` are the headings of a column from top to bottom."""

    path: tuple[Label, ...]
    kind: Kind

    @property
    def words(self) -> str:
        return "".join(label.words for label in self.path)

    @property
    def period(self) -> str:
        return "".join(dict.fromkeys(label.period for label in self.path))


@dataclass(frozen=True)
class Line:
    """A row. ``labels`` are those of its label columns by their place, merged ones from above too; ``group`` is the heading above it.

    A selection (小计:工会经费) adds up rows from anywhere. ``depth`` is how deep a row stands below its whole; ``period`` and ``unit`` are
    what it says of its own, ``heads`` the labels right above the numbers of a form.
    """

    cells: Cells
    part: Part
    labels: dict[int, Label] = field(default_factory=dict)
    group: str = ""
    period: str = ""
    unit: Label | None = None
    depth: int = 0
    heads: dict[int, Label] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """``start`` and ``end`` are offsets of the clean text. In a register each row is a record: only its totals are figures.

    ``unit`` is that of all numbers without one of their own, or of the amounts alone where it is the unit of money.
    """

    start: int
    end: int
    caption: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    register: bool = False
    unit: Label | None = None

    def stubs(self, place: int) -> list[int]:
        """The label columns that name the rows for a column: the first ones or, where headings come again, the nearest to its left."""
        labels = [at for at, column in enumerate(self.columns) if column.kind == "label"]
        first = labels[0] if labels else 0
        again = [at for at in labels if first < at < place and self.columns[at].words == self.columns[first].words]
        numbers = [at for at, column in enumerate(self.columns) if column.kind == "number" and at > first]
        begin = again[-1] if again else first
        end = next((at for at in numbers if at > begin), len(self.columns))
        return [at for at in labels if begin <= at < end]


def tables(blocks: Sequence[Block]) -> tuple[Table, ...]:
    """Every block with its headings; one without any goes on with those of the table right before it."""
    made: list[Table] = []
    for block in blocks:
        made.append(_table(block, made[-1] if made and block.goes_on else None))
    return tuple(made)


def _table(block: Block, before: Table | None) -> Table:
    rows = block.rows
    top, bottom = _headings(rows)
    if _in_pairs(rows[top:]):
        bottom = top
    above = "\n".join(cell.text for row in rows[:top] for cell in row if cell.text)
    caption = f"{block.caption}\n{above}".strip("\n")
    goes_on = before is not None and bottom == top and len(before.columns) == len(rows[0])
    columns = before.columns if before and goes_on else _columns(rows[top:bottom], rows[bottom:])
    lines = tuple(_lines(rows[top:bottom], rows[bottom:], columns))
    register = before.register if before and goes_on else _is_register(columns, lines)
    heads = tuple(Line(row, "heading") for row in rows[:bottom])
    return Table(*block.span, caption, columns, (*heads, *lines), register, _unit_of_all(caption))


def _unit_of_all(caption: str) -> Label | None:
    """单位:万元. Where several are named (单位:万元、人), or that of money (金额单位:元), it is that of the amounts."""
    said = _UNIT_OF_ALL.search(caption)
    if not said:
        return None
    return Label("金额" if said["money"] or said["more"] else "", unit(said["unit"]), _scale(said["scale"]))


# -- headings ------------------------------------------------------------------------------------------------------------------------


def _headings(rows: Sequence[Cells]) -> tuple[int, int]:
    """Where the rows of headings begin and end; nothing lies between where labels stand beside their numbers."""
    top = next((at for at, row in enumerate(rows) if not _is_form(row) and len(_full(row)) > 1), 0)
    bottom = top
    if _is_heading(rows[top]):
        bottom += 1
        while bottom < min(len(rows), top + _HEADING_LINES) and _goes_below(rows[bottom - 1], rows[bottom]):
            bottom += 1
    return top, bottom


def _in_pairs(rows: Sequence[Cells]) -> bool:
    """Whether labels and numbers take turns in a row: 男工数(人) 120 女工数(人) 45, and no headings say so above them."""
    filled = [[(at, cell) for at, cell in enumerate(row) if cell.text] for row in rows]
    return any(
        row[at][1].quantity
        and row[at - 2][1].quantity
        and is_counted(row[at - 1][1].text)
        and not _alike(rows[0], row[at - 1][0], row[at - 3][0])
        for row in filled
        for at in range(3, len(row))
    )


def _alike(heads: Sequence[Cell], one: int, other: int) -> bool:
    return bool(heads[one].text) and heads[one].text == heads[other].text


def is_counted(text: str) -> bool:
    """Whether a label says that a number belongs to it: by a unit in brackets, or as a number of something."""
    said = label(text)
    return bool(said.unit or NUMBER_OF.search(said.words))


def _full(row: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in row if cell.text]


def _is_form(row: Sequence[Cell]) -> bool:
    """填报单位:… 2025年12月 金额单位:元 above the headings tell what the table is about."""
    return any(_FORM.match(cell.text) for cell in _full(row)) and not any(cell.quantity for cell in row)


def _is_year(cell: Cell) -> bool:
    return cell.text.isdigit() and int(cell.text) in _YEARS


def _is_heading(row: Sequence[Cell]) -> bool:
    full = _full(row)
    numbers = [cell.quantity for cell in full if cell.quantity and not _is_year(cell)]
    if any(len(cell.text) > _LONGEST_HEADING for cell in full):
        return False
    return len(full) > 1 and all(number.unit for number in numbers) and 2 * len(numbers) < len(full) and not all(map(_is_year, full))


def _goes_below(above: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """Whether a row is a further line of headings: it names what the line above leaves open, and no row of its own."""
    opened = any(cell.text and not above[place].text for place, cell in enumerate(row))
    years = [cell for cell in _full(row) if _is_year(cell)]
    return not row[0].text and opened and (_is_heading(row) or len(years) == len(_full(row)) > 1)


def _columns(heads: Sequence[Cells], body: Sequence[Cells]) -> tuple[Column, ...]:
    width = len((heads or body)[0])
    return tuple(_column(tuple(_path(heads, place)), [row[place] for row in body if row[place].text], place) for place in range(width))


def _path(heads: Sequence[Cells], place: int) -> Iterator[Label]:
    """The headings of a column. One reaches over the empty cells behind it where something stands below them."""
    seen = {""}
    for depth, row in enumerate(heads):
        text = row[place].text
        if not text and any(below[place].text for below in heads[depth + 1 :]):
            text = next((cell.text for cell in reversed(row[:place]) if cell.text), "")
        if text not in seen:
            seen.add(text)
            yield label(text)


def label(text: str) -> Label:
    """What a heading or the name of a row says, without blanks, number and unit."""
    said = _DECLARED.sub("", re.sub(r"\s+", "", _CODE.sub("", text)))
    part = _PART_OF.match(said)
    said = _NUMBERED.sub("", said[part.end() :] if part else said, count=1)
    bracket = _IN_BRACKETS.search(said)
    said = said[: bracket.start()] if bracket else said
    dated = CALENDAR.match(said)
    period = dated.group() if dated and re.search(r"[年月季期累]|\d[日号]", dated.group()) and dated.group() not in ("年", "年度") else ""
    if said.isdigit() and int(said) in _YEARS:
        said, period = "", f"{said}年"
    words = said[len(period) :] if period and said else said
    measured = (unit(bracket["unit"]), _scale(bracket["scale"])) if bracket else ("", Decimal(1))
    return Label(words.lstrip("的"), *measured, period, part is not None)


def _scale(written: str) -> Decimal:
    return value_of("1" + written) if written else Decimal(1)


def _column(path: tuple[Label, ...], cells: Sequence[Cell], place: int) -> Column:
    """The kind of a column, by its heading and by what stands in it."""
    said = "".join(one.words for one in path)
    numbers = [cell.quantity for cell in cells if cell.quantity]
    if _IDLE.fullmatch(said) or (not path and place == 0 and _counts_up(numbers)):
        return Column(path, "idle")
    if said.endswith("单位") and sum(bool(_BARE_UNIT.fullmatch(cell.text)) for cell in cells) * 2 > len(cells):
        return Column(path, "unit")
    named = [cell for cell in cells if not TOTAL.fullmatch(cell.text)]
    dated = bool(named) and all(_is_year(cell) or _is_date(cell.text) for cell in named)
    if _DAY.fullmatch(said) or (dated and not any(one.unit for one in path)):
        return Column(path, "day")
    telling = [cell for cell in cells if not _MARK.fullmatch(cell.text)]
    return Column(path, "number" if numbers and 2 * len(numbers) >= len(telling) else "label")


def _is_date(text: str) -> bool:
    found = CALENDAR.match(text)
    return bool(found and found.group() == text) or bool(re.fullmatch(r"(?:19|20)\d\d[-./年]\d{1,2}(?:[-./月]\d{1,2}日?)?", text))


def _counts_up(numbers: Sequence[Quantity]) -> bool:
    return len(numbers) > 1 and [one.value for one in numbers] == list(range(1, len(numbers) + 1))


def _is_register(columns: Sequence[Column], lines: Sequence[Line]) -> bool:
    """Whether the rows are records: of persons, of vouchers, of many days, or simply very many."""
    said = [column.words for column in columns]
    if not any(column.path for column in columns):  # a form about somebody
        said = [cell.text for line in lines for cell in line.cells]
    data = sum(line.part == "data" for line in lines)
    days = any(column.kind == "day" for column in columns) and data > _MOST_EVENTS
    return days or data > _MOST_ROWS or any(_PERSON.fullmatch(one) or _RECORD.fullmatch(one) for one in said)


# -- rows ----------------------------------------------------------------------------------------------------------------------------


def _lines(heads: Sequence[Cells], body: Sequence[Cells], columns: Sequence[Column]) -> Iterator[Line]:
    named = [[cell.text for cell in row] for row in heads]
    rows = _Rows(columns)
    for cells in body:
        if [cell.text for cell in cells] in named:
            yield Line(cells, "heading")  # printed again on the next page
        elif _full(cells):
            yield rows.line(cells)


class _Rows:
    """The rows of a table in their order: merged labels and the group above are good for those below them."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns, self.stubs = columns, [at for at, column in enumerate(columns) if column.kind == "label"]
        self.group = ""
        self.held: dict[int, Label] = {}
        self.above: Cells = ()

    def line(self, cells: Cells) -> Line:
        full = _full(cells)
        first = label(full[0].text)
        total = TOTAL.fullmatch(first.words)
        if len(full) == 1 and len(cells) > 2 and not full[0].quantity and not total:
            self.group, self.held, self.above = first.words, {}, cells
            return Line(cells, "group", group=self.group)
        labels = {} if total else self._labels(cells)
        heads, self.above = self._heads(cells), cells
        days = (cells[at].text for at, column in enumerate(self.columns) if column.kind == "day" and not total)
        period = next(filter(None, days), "") or next((said.period for said in labels.values() if said.period and not said.words), "")
        part: Part = "data" if not total else "selection" if total["of"] else "subtotal" if total["sub"] else "total"
        return Line(cells, part, labels, self.group, period, self._unit(cells), self._depth(cells), heads)

    def _heads(self, cells: Cells) -> dict[int, Label]:
        """In a form, a row of nothing but numbers below a row of their labels."""
        places = [at for at, cell in enumerate(cells) if cell.text]
        above = [at for at, cell in enumerate(self.above) if cell.text and not cell.quantity]
        numbers = len(places) > 1 and all(cells[at].quantity for at in places)
        return {at: label(self.above[at].text) for at in places} if numbers and places == above else {}

    def _labels(self, cells: Cells) -> dict[int, Label]:
        last = max((at for at in self.stubs if cells[at].text and not cells[at].quantity), default=-1)
        for at in self.stubs:
            if cells[at].text and not cells[at].quantity:
                self.held = {place: said for place, said in self.held.items() if place < at} | {at: label(cells[at].text)}
        return {at: said for at, said in self.held.items() if at <= last}

    def _unit(self, cells: Cells) -> Label | None:
        said = next((cells[at].text for at, column in enumerate(self.columns) if column.kind == "unit" and cells[at].text), "")
        bare = _BARE_UNIT.fullmatch(said)
        return Label("", unit(bare["unit"]), _scale(bare["scale"])) if bare else None

    def _depth(self, cells: Cells) -> int:
        """Where the words of a row begin, behind 其中 and the blanks that set it in."""
        stub = next((cells[at] for at in self.stubs if cells[at].text), None)
        part = _PART_OF.match(stub.text) if stub else None
        return (stub.indent if stub else 0) + (part.end() if part else 0)
