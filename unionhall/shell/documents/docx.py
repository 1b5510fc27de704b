"""A paper as a Word file in the official format, in which every figure is a content control that knows its key.

``paper.docx`` is the sheet that it is written on: page, page numbers, faces and styles stand there, and are changed there with Word.
"""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, Twips
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Written

from unionhall.kernel.papers.content import Align, Content, Paragraph, Quoted, Run, Table
from unionhall.shell.documents.layout import DENSE_FROM, Link, annex_names, column_widths, goes_across, numbered

Label = Callable[[Quoted], str]

SHEET = Path(__file__).with_name("paper.docx")
SIDES: dict[Align, str] = {"left": "左", "centre": "", "right": "右"}  # how the names of the styles of cells end
SEAL = 4.0  # characters between the date and the edge where a seal is put on it
BY_HAND = "FFF3DC"  # amber ground of a figure that somebody wrote over
LONGEST_TAG = 64  # characters; Word refuses a file with a longer tag or alias
UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_docx(content: Content, link: Link | None = None, label: Label | None = None) -> bytes:
    """The paper as DOCX; the same content gives the same bytes.

    ``link`` gives the full address behind a figure, or ``None``; ``label`` its Chinese name, which Word shows on the control.
    ``ValueError`` for an unknown level, a row that does not fit its table, or a key longer than 64 characters.
    """
    writer = _Writer(link, label or (lambda figure: figure.metric))
    writer.paper(content)
    return writer.file()


class _Writer:
    """Writes one paper on the sheet, from top to bottom."""

    def __init__(self, link: Link | None, label: Label) -> None:
        self.link, self.label, self.controls = link, label, 0
        self.document = Document(str(SHEET))
        self.document._body.clear_content()  # what stands on the sheet only shows its styles

    def file(self) -> bytes:
        """The file, with fixed dates inside, so that a second export can be compared with the first."""
        dated, fixed = io.BytesIO(), io.BytesIO()
        self.document.save(dated)
        with zipfile.ZipFile(dated) as parts, zipfile.ZipFile(fixed, "w") as archive:
            for name in parts.namelist():
                archive.writestr(zipfile.ZipInfo(name), parts.read(name), zipfile.ZIP_DEFLATED)
        return fixed.getvalue()

    def paper(self, content: Content) -> None:
        self.document.core_properties.title = _printable(content.title)
        self.document.core_properties.author = _printable(content.signature)
        self.add("Title", content.title)
        for number, block in numbered(content.body):
            self.block(number, block)
        self.annex_list(content.annexes)
        self.signature(content.signature, content.dated)
        for name, annex in zip(annex_names(content.annexes), content.annexes, strict=True):
            self.add("附表序号", name)
            self.add("附表标题", annex.title)
            self.grid(annex)

    def block(self, number: str, block: Paragraph | Table) -> None:
        if isinstance(block, Table):
            if block.title:
                self.add("表题", block.title)
            self.grid(block)
            return
        alone = block.level == 1  # the other headings run on into their text
        style = f"Heading {block.level}" if alone or (block.level and block.heading) else "Body Text"
        paragraph = self.add(style, number + block.heading)
        if alone and block.runs:
            paragraph = self.add("Body Text")
        self.write(paragraph, block.runs, "接排文字" if block.heading else None)

    def annex_list(self, annexes: Sequence[Table]) -> None:
        """附表：1.… 2.… aligned behind the colon, half a line below the text."""
        for n, annex in enumerate(annexes, 1):
            word = "附表：" if n == 1 else ""
            number = f"{n}." if len(annexes) > 1 else ""
            wide = 0.75 if number else 0.0  # a digit and its point, in characters
            paragraph = self.add("附表说明", word + number + annex.title)
            _indent(paragraph, left=5 + wide, hanging=len(word) + wide)
            if word:
                paragraph.paragraph_format.space_before = Pt(14)

    def signature(self, unit: str, dated: str) -> None:
        """The date four characters from the edge, the name centred over it; a name too long for that pushes the date inwards."""
        wider = len(unit) - sum(0.5 if c.isdigit() else 1 for c in dated)
        right = max(SEAL - wider / 2, 0)
        for style, text, from_edge in (("署名", unit, right), ("成文日期", dated, right + wider / 2)):
            if text:
                _indent(self.add(style, text), right=from_edge)

    def grid(self, table: Table) -> None:
        """The table below its note, where no page break parts them, and the paragraph that has to follow: a line too thin to be seen."""
        if table.note:
            self.add("表注", table.note)
        grid = self.document.add_table(0, len(table.columns), "表格")
        grid.autofit, grid.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        whole = Mm(round(self.document._block_width.mm)).twips  # between the margins, without what rounding made of them
        for place, width in zip(grid.columns, column_widths(table, whole), strict=True):
            place.width = Twips(width)
        self.fill(_row(grid, 9.0, head=True), [column.label for column in table.columns], ["表头"] * len(table.columns))
        style, height = ("表格小字", 6.2) if len(table.rows) >= DENSE_FROM else ("表格文字", 9.0)
        styles = [style + SIDES[column.align] for column in table.columns]
        for cells in (*table.rows, table.total) if table.total else table.rows:
            row = _row(grid, height)
            if goes_across(cells, table):
                self.fill([row[0].merge(row[-1])], cells, ["表头左"])
            else:
                self.fill(row, cells, styles, "合计行" if cells is table.total else None)
        self.add("表后")

    def fill(self, row: Sequence[_Cell], cells: Sequence[Run], styles: Sequence[str], face: str | None = None) -> None:
        for place, run, style in zip(row, cells, styles, strict=True):
            place.paragraphs[0].style = style
            self.write(place.paragraphs[0], [run], face)

    def add(self, style: str, *runs: Run) -> Written:
        """A new paragraph at the end."""
        paragraph = self.document.add_paragraph(style=style)
        self.write(paragraph, runs)
        return paragraph

    def write(self, paragraph: Written, runs: Sequence[Run], face: str | None = None) -> None:
        """Adds the runs, in another face than the paragraph's where one is named; a line feed in them breaks the line."""
        for part in runs:
            text = part if isinstance(part, str) else part.text
            run = paragraph.add_run("\n".join(_printable(text).splitlines()), face)
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")  # sends “ ” and — to the Chinese face
            if isinstance(part, Quoted):
                self.control(run._r, part)

    def control(self, run: Any, figure: Quoted) -> None:
        """Puts a content control around the run of a figure, and between them the link to its records."""
        key, address = figure.key or figure.metric, self.link(figure) if self.link else None
        if len(key) > LONGEST_TAG:
            raise ValueError(f"the key of a figure may have {LONGEST_TAG} characters at most: {key!r}")
        if figure.by_hand:
            run.rPr.append(_element("shd", val="clear", color="auto", fill=BY_HAND))
        self.controls += 1
        named = (_element("alias", val=self.label(figure)[:LONGEST_TAG]), _element("tag", val=key), _element("id", val=str(self.controls)))
        inside = _element("sdtContent")
        run.addprevious(_element("sdt", _element("sdtPr", *named), inside))
        if address:
            run, link = _element("hyperlink", run, history="1"), RELATIONSHIP_TYPE.HYPERLINK
            run.set(qn("r:id"), self.document.part.relate_to(address, link, is_external=True))
        inside.append(run)


def _printable(text: str) -> str:
    """Text without the control characters that pasting brings along and that no XML file may hold."""
    return UNPRINTABLE.sub("", text)


def _element(name: str, *children: Any, **attributes: str) -> Any:
    made = OxmlElement(f"w:{name}", {qn(f"w:{key}"): value for key, value in attributes.items()})
    made.extend(children)
    return made


def _indent(paragraph: Written, **sides: float) -> None:
    """Indents in characters of the text (16 pt), with the twips beside them for programs that do not count."""
    indents = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for side, characters in sides.items():
        indents.set(qn(f"w:{side}Chars"), str(round(characters * 100)))
        indents.set(qn(f"w:{side}"), str(round(characters * 320)))


def _row(grid: Any, height: float, *, head: bool = False) -> tuple[_Cell, ...]:
    """The cells of a new row of at least ``height`` mm that never splits; a head is repeated on every page."""
    row = grid.add_row()
    row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    row._tr.trPr.extend([_element("cantSplit"), *([_element("tblHeader")] if head else [])])
    cells: tuple[_Cell, ...] = row.cells
    return cells
