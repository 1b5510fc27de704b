"""A workbook read against the registers: which sheet feeds what, in which year, and which rows go where."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace

from unionhall.base.dates import Day, parse_day
from unionhall.base.text import fold
from unionhall.base.text import heading as key_of
from unionhall.base.text import name as clean_name
from unionhall.kernel.orgs.models import Org
from unionhall.shell.sheets import UnreadableWorkbook
from unionhall.shell.sheets.grid import BadCell
from unionhall.shell.sheets.register import Heading, Register, nearest, registers_for
from unionhall.shell.sheets.register import Row as Cells
from unionhall.shell.sheets.workbook import Row, Sheet, Workbook

Shape = tuple[Register, dict[int, Heading], dict[int, Heading]]  # a register with the columns that it means and those that it reads
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?(?! ?[\d元人名份户个])")
_FILLED_IN = re.compile("(?:填表|制表|填报|打印|报送|上报)(?:日期|时间)?:?[^ ]*")  # the day of the sheet, not what it is of
_ANY_YEAR = 2000  # a leap year, in which every day of any year is found
_UNIT_INPUTS = ("unit", "person_unit")
_NO_UNIT = ("无", "/", "-", "—", "——")
_REMARKS = ("状态", "备注")  # nobody misses them; what they say against a row is told with the row
_TEN_THOUSANDS = re.compile("单位[^,。;]{0,6}万元")
_PUT_ASIDE = re.compile("已?(?:作废|取消|退回|退会|退休|死亡|去世|调出|离职)|[未没](?:有)?(?:发放?|领.?|参加)")


@dataclass(frozen=True)
class Line:
    """One row of one sheet, with the register that it goes to and its cells by column."""

    sheet: Sheet
    row: Row
    register: Register
    columns: dict[int, Heading]

    def cells(self) -> Cells:
        return {heading.input: self.row.cells[index] for index, heading in self.columns.items()}

    def column_of(self, name: str) -> int | None:
        """Where the input stands in the sheet, so that its cell can be marked."""
        places = {heading.input: index for index, heading in self.columns.items()}
        wanted = {"person": ("person_name", "person_number")}.get(name, (name,))
        return next((places[one] for one in wanted if one in places), None)

    def units(self) -> set[str]:
        """The groups that the row names."""
        cells = self.cells()
        return {cell for given in _UNIT_INPUTS if isinstance(cell := cells.get(given), str) and cell}

    def notices(self) -> list[str]:
        """What columns that are not read say against the row."""
        said = [(heading, fold(str(self.row.cells[index]))) for index, heading in unread(self.sheet, self.columns)]
        return [f"“{heading}”一栏是“{text}”，这一行仍按有效记录导入，请核对" for heading, text in said if _PUT_ASIDE.fullmatch(text)]


@dataclass
class Plan:
    """Everything that a workbook asks for. ``year`` stands for months and days written without one."""

    workbook: Workbook
    org: Org
    lines: list[Line] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unread: list[tuple[str, list[str]]] = field(default_factory=list)
    year: int | None = None
    year_lacking: bool = False
    year_assumed: bool = False
    units: list[str] = field(default_factory=list)
    years: dict[str, set[int]] = field(default_factory=dict)

    def year_of(self, sheet: Sheet) -> int | None:
        """The year of what a sheet writes without one."""
        return self.own_year(sheet) or self.year

    def own_year(self, sheet: Sheet) -> int | None:
        """What a sheet says of itself, where the sheets of a workbook are of several ``years``."""
        said = self.years[sheet.name]
        return next(iter(said)) if len(said) == 1 and len(set().union(*self.years.values())) > 1 else None


def plan(workbook: Workbook, org: Org, year: int | None = None, groups: Mapping[str, str] | None = None) -> Plan:
    """Read a workbook against the registers. Rosters come first, so that other sheets find their people.

    ``groups`` says which group of ours is meant by a name that the workbook writes otherwise. ``UnreadableWorkbook`` where no row
    goes anywhere.
    """
    made = Plan(workbook, org, year=year)
    for sheet in workbook.sheets:
        _add(made, sheet, groups or {})
    if not made.lines:
        why = "；".join(f"工作表“{name}”{reason}" for name, reason in made.skipped)
        raise UnreadableWorkbook(f"没有可以导入的行：{why}。请核对表头；能认出的表格和模板见“导入表格”页")
    made.lines.sort(key=lambda line: line.register.dated)
    made.years = {line.sheet.name: _years(line.sheet) for line in {line.sheet.name: line for line in made.lines}.values()}
    made.year_lacking = any(_day(line) is None and _day(line, _ANY_YEAR) and not made.own_year(line.sheet) for line in made.lines)
    if year is None:
        # The years that the workbook's own dates and titles speak of, or else the name of the file.
        years = set().union(*made.years.values())
        years |= {day.value.year for line in made.lines if line.register.dated and (day := _day(line))}
        years = years or {int(said) for said in _YEAR.findall(workbook.name)}
        made.year = years.pop() if len(years) == 1 else None
        made.year_assumed = made.year is not None and made.year_lacking
    known = set(org.subtree().filter(dissolved_on=None).values_list("name", flat=True))
    made.units = [name for name in dict.fromkeys(name for line in made.lines for name in line.units()) if name not in known]
    return made


def _add(made: Plan, sheet: Sheet, groups: Mapping[str, str]) -> None:
    fitting = registers_for(sheet.headings) if sheet.heading_row else []
    if why := _why_skipped(sheet, fitting):
        made.skipped.append((sheet.name, why))
        return
    shapes = [(register, register.meant(sheet.headings), register.columns(sheet.headings)) for register in fitting]
    made.lines += [line for row in sheet.rows if (line := _line(sheet, row, shapes, groups))]
    read = {index for _, _, columns in shapes for index in columns}
    if left := [heading for _, heading in unread(sheet, read) if key_of(heading) not in _REMARKS]:
        made.unread.append((sheet.name, left))


def _years(sheet: Sheet) -> set[int]:
    """2025年, or else a bare 2025: 〔2017〕32号 above a table of 2025年 is a document's."""
    text = _FILLED_IN.sub("", f"{sheet.above} {sheet.name}")
    return {int(said) for said in re.findall(r"(?<!\d)((?:19|20)\d{2}) ?年", text) or _YEAR.findall(text)}


def unread(sheet: Sheet, columns: Container[int]) -> list[tuple[int, str]]:
    """The columns of a sheet that feed nothing, by place and heading."""
    return [(index, text) for index, text in enumerate(sheet.headings) if text and index not in columns and key_of(text) != "序号"]


def _why_skipped(sheet: Sheet, fitting: list[Register]) -> str:
    """Why nothing of a sheet goes in; empty where it does."""
    if not sheet.rows and (sheet.heading_row or not sheet.title):
        return "没有数据"
    if sheet.hidden:
        return "是隐藏的工作表，未导入；要导入请先取消隐藏"
    register = fitting[0] if fitting else nearest(sheet.headings)
    if register is None:
        return "没有认出表头，未导入"
    if not fitting:
        lacking = "、".join(f"“{heading.label}”" for heading in register.lacks(sheet.headings))
        return f"像“{register.label}”，但没有{lacking}一列，未导入"
    named = [sheet.headings[index] for index in register.meant(sheet.headings)]
    twice = next(((one, other) for at, one in enumerate(named) for other in named[at + 1 :] if key_of(one) == key_of(other)), None)
    return f"“{twice[0]}”和“{twice[1]}”两列分不清，未导入；左右并排的两块表请上下接成一块，同一栏请并成一列" if twice else ""


def _line(sheet: Sheet, row: Row, shapes: list[Shape], groups: Mapping[str, str]) -> Line | None:
    for register, meant, columns in shapes:
        cells = tuple(_cell(sheet, register, meant.get(index), index, cell) for index, cell in enumerate(row.cells))
        cells = tuple(groups.get(str(cell), cell) if _is_unit(meant.get(index)) else cell for index, cell in enumerate(cells))
        line = Line(sheet, replace(row, cells=cells), register, columns)
        if register.takes is None or register.takes(line.cells(), f"{sheet.name}{sheet.title}{''.join(sheet.headings)}"):
            return line
    return None


def _is_unit(heading: Heading | None) -> bool:
    return heading is not None and heading.input in _UNIT_INPUTS


def _cell(sheet: Sheet, register: Register, heading: Heading | None, index: int, cell: object) -> object:
    """The cell in our words: a group as groups are named, an amount with the unit that stands in its heading or above the table."""
    if _is_unit(heading) and not isinstance(cell, BadCell):
        text = clean_name(str(cell))
        return "" if text in _NO_UNIT else text
    given = register.input_of(heading) if heading else None
    amount = fold(str(cell)).lstrip("¥")
    if given and given.kind == "money" and re.fullmatch(r"[\d.,]+", amount):
        text = fold(sheet.headings[index])
        return f"{amount}万元" if "万元" in text or ("元" not in text and _TEN_THOUSANDS.search(sheet.above)) else cell
    return cell


def _day(line: Line, year: int | None = None) -> Day | None:
    """The row's own day, if it can be read."""
    try:
        return parse_day(line.cells().get(line.register.model.day), year)
    except ValueError:
        return None
