"""Measures of an official Chinese paper in the habit of GB/T 9704: the page, the faces, the sizes and the styles made of them.

Lengths are millimetres, points (``pt``) or characters, as the comments say. DOCX, HTML and PDF take them from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from unionhall.kernel.papers.content import Run, Table

PAGE = (210.0, 297.0)  # mm, A4
TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0  # mm; leaves 156 x 225 mm for the text
TEXT_WIDTH = PAGE[0] - LEFT - RIGHT
FOOTER = 23.0  # mm from the edge of the paper: the page number stands 7 mm below the text
LINE = 28.0  # pt, fixed: 22 lines a page
# 156 mm / 28 characters = 15.79 pt, so characters of 16 pt are set 0.3 pt tighter. The other way, a character grid,
# gives each character two cells in LibreOffice.
TIGHTER = 0.3

ER, XIAO_ER, SAN, SI, XIAO_SI, WU = 22.0, 18.0, 16.0, 14.0, 12.0, 10.5  # pt: 二号 小二 三号 四号 小四 五号

BIAOSONG, FANGSONG, KAI, HEI, SONG = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
LATIN = "Times New Roman"
# Named, never shipped. What stands in when a face is missing: first what Word and WPS bring, last what a server has.
ALTERNATIVES = {
    BIAOSONG: ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "华文中宋", "STZhongsong"),
    FANGSONG: ("仿宋", "FangSong", "华文仿宋", "STFangsong"),
    KAI: ("楷体", "KaiTi", "华文楷体", "STKaiti"),
    HEI: ("SimHei", "微软雅黑", "Microsoft YaHei"),
    SONG: ("SimSun", "新宋体", "NSimSun"),
}
BY_HAND = "FFF3DC"  # amber ground of a figure that somebody wrote over

Justify = Literal["both", "center", "left", "right"]


@dataclass(frozen=True)
class Shape:
    """How a paragraph stands. Zero and empty mean: as the style has it. Indents are counted in characters of ``size``."""

    style: str = ""
    keep: bool = False
    new_page: bool = False
    off_grid: bool = False
    line: float = 0
    before: float = 0
    after: float = 0
    first: float = 0
    left: float = 0
    right: float = 0
    size: float = SAN
    align: Justify | Literal[""] = ""
    outline: int | None = None


@dataclass(frozen=True)
class Style:
    """A named style of the Word file: ``id`` within the file, ``name`` for Word (its own names where it has one)."""

    id: str
    name: str
    face: str = FANGSONG
    size: float = SAN
    latin: str = LATIN
    shape: Shape = field(default=Shape())


STYLES = (
    Style("BodyText", "Body Text", shape=Shape(first=2)),
    Style("Heading1", "heading 1", HEI, shape=Shape(first=2, keep=True, outline=0)),
    Style("Heading2", "heading 2", KAI, shape=Shape(first=2, outline=1)),
    Style("Heading3", "heading 3", FANGSONG, shape=Shape(first=2, outline=2)),
    Style("Title", "Title", BIAOSONG, ER, BIAOSONG, Shape(off_grid=True, line=33, align="center", size=ER, after=LINE)),
    Style("AnnexName", "附表序号", HEI, shape=Shape(new_page=True, keep=True, align="left")),
    Style("AnnexTitle", "附表标题", BIAOSONG, XIAO_ER, BIAOSONG, Shape(off_grid=True, keep=True, line=29, align="center", after=6)),
    Style("TableTitle", "表题", HEI, XIAO_SI, shape=Shape(off_grid=True, keep=True, line=20, align="center", before=8, after=4)),
    Style("TableHead", "表头", HEI, WU, shape=Shape(off_grid=True, line=14.2, align="center", size=WU)),
    Style("TableCell", "表格文字", FANGSONG, XIAO_SI, shape=Shape(off_grid=True, line=16.2, align="center", size=XIAO_SI)),
    Style("TableDense", "表格小字", FANGSONG, WU, shape=Shape(off_grid=True, line=14.2, align="center", size=WU)),
    Style("TableNote", "表注", FANGSONG, WU, shape=Shape(off_grid=True, line=18, align="both", size=WU, before=4, after=8)),
    Style("Footer", "footer", SONG, SI, SONG, shape=Shape(off_grid=True, line=16, align="right", size=SI)),
)
DENSE_FROM = 16  # rows from which a table is printed in the smaller size


def twips(mm: float) -> int:
    """Twentieths of a point, the unit of Word."""
    return round(mm / 25.4 * 1440)


def column_widths(parts: list[int], whole: int) -> list[int]:
    """``whole`` shared out by ``parts``; the last column takes what rounding leaves."""
    if min(parts) <= 0:
        raise ValueError(f"every column of a table needs a width above 0, not {parts}")
    widths = [whole * part // sum(parts) for part in parts[:-1]]
    return [*widths, whole - sum(widths)]


def goes_across(cells: Sequence[Run], table: Table) -> bool:
    """Whether a row is one cell across the table, the heading of the rows below. ``ValueError`` for a row that does not fit."""
    if len(cells) not in (1, len(table.columns)):
        raise ValueError(f"a row of {table.title!r} has {len(cells)} cells for {len(table.columns)} columns: {cells!r}")
    return len(cells) < len(table.columns)
