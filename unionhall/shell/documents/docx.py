"""A paper as a Word file in the official format, in which every figure is a content control that knows its key."""

from collections.abc import Callable, Sequence

from unionhall.kernel.papers.content import Align, Content, Paragraph, Quoted, Run, Table
from unionhall.shell.documents import layout, wml
from unionhall.shell.documents.layout import Justify, Shape, twips
from unionhall.shell.documents.numbering import Link, annex_names, numbered
from unionhall.shell.documents.package import write_package
from unionhall.shell.documents.wml import PLAIN, Look, paragraph, run

Label = Callable[[Quoted], str]

JUSTIFY: dict[Align, Justify] = {"left": "left", "centre": "center", "right": "right"}
SEAL = 4.0  # characters between the date and the edge where a seal is put on it
FIRST_LINK = 100  # relationship ids of addresses start behind those of the parts


def write_docx(content: Content, link: Link | None = None, label: Label | None = None) -> bytes:
    """The paper as DOCX; the same content gives the same bytes.

    ``link`` gives the full address behind a figure, or ``None``; ``label`` its Chinese name, which Word shows on the control.
    ``ValueError`` for an unknown level, a row that does not fit its table, or a key longer than 64 characters.
    """
    writer = _Writer(link, label or (lambda figure: figure.metric))
    return write_package(writer.paper(content), writer.links, content.title, content.signature)


class _Writer:
    """Writes the body and collects the addresses that it points to."""

    def __init__(self, link: Link | None, label: Label) -> None:
        self.link, self.label = link, label
        self.links: dict[str, str] = {}
        self.controls = 0

    def paper(self, content: Content) -> str:
        parts = [paragraph(Shape("Title"), run(content.title))]
        parts += [self.block(number, block) for number, block in numbered(content.body)]
        parts += _annex_list(content.annexes)
        parts += _signature(content.signature, content.dated)
        for name, annex in zip(annex_names(content.annexes), content.annexes, strict=True):
            parts.append(paragraph(Shape("AnnexName"), run(name)) + paragraph(Shape("AnnexTitle"), run(annex.title)))
            parts.append(self.grid(annex))
        return "".join(parts)

    def block(self, number: str, block: Paragraph | Table) -> str:
        if isinstance(block, Table):
            return (paragraph(Shape("TableTitle"), run(block.title)) if block.title else "") + self.grid(block)
        heading = number + block.heading
        if block.level == 1:
            rest = paragraph(Shape("BodyText"), self.runs(block.runs)) if block.runs else ""
            return paragraph(Shape("Heading1"), run(heading)) + rest
        style = f"Heading{block.level}" if block.level and block.heading else "BodyText"
        text = self.runs(block.runs, Look(layout.FANGSONG) if block.heading else PLAIN)
        return paragraph(Shape(style), (run(heading) if heading else "") + text)

    def runs(self, runs: Sequence[Run], look: Look = PLAIN) -> str:
        return "".join(run(part, look) if isinstance(part, str) else self.figure(part, look) for part in runs)

    def figure(self, figure: Quoted, look: Look) -> str:
        inner = run(figure.text, Look(look.face, shade=layout.BY_HAND) if figure.by_hand else look)
        address = self.link(figure) if self.link else None
        if address:
            inner = f'<w:hyperlink r:id="{self.linked(address)}" w:history="1">{inner}</w:hyperlink>'
        self.controls += 1
        return wml.control(inner, figure.key or figure.metric, self.label(figure), self.controls)

    def linked(self, address: str) -> str:
        """The relationship id of an address; the same address has one."""
        return self.links.setdefault(address, f"rId{FIRST_LINK + len(self.links)}")

    def grid(self, table: Table) -> str:
        """The table below its note, where no page break parts them, and the paragraph that has to follow: a line too thin to be seen."""
        widths = layout.column_widths([column.width for column in table.columns], twips(layout.TEXT_WIDTH))
        style, height = ("TableDense", 6.2) if len(table.rows) >= layout.DENSE_FROM else ("TableCell", 9.0)
        head = [paragraph(Shape("TableHead"), run(column.label)) for column in table.columns]
        rows = [wml.row(head, widths, 9.0, head=True)]
        rows += [wml.row(self.cells(cells, table, style), widths, height) for cells in table.rows]
        if table.total:
            rows.append(wml.row(self.cells(table.total, table, style, Look(layout.HEI)), widths, height))
        note = paragraph(Shape("TableNote"), run(table.note)) if table.note else ""
        return note + wml.table(rows, widths) + paragraph(Shape(off_grid=True, line=1), "")

    def cells(self, cells: Sequence[Run], table: Table, style: str, look: Look = PLAIN) -> list[str]:
        """The paragraphs of one row; a single one goes across and heads the rows below it."""
        if layout.goes_across(cells, table):
            return [paragraph(_cell_shape("TableHead", "left"), self.runs(cells))]
        return [
            paragraph(_cell_shape(style, column.align), self.runs((text,), look)) for text, column in zip(cells, table.columns, strict=True)
        ]


def _cell_shape(style: str, align: Align) -> Shape:
    """Half a character keeps the text off the line on its side."""
    left, right = (0.5 if align == side else 0 for side in ("left", "right"))
    return Shape(style, align=JUSTIFY[align], size=layout.XIAO_SI if style == "TableCell" else layout.WU, left=left, right=right)


def _annex_list(annexes: Sequence[Table]) -> list[str]:
    """附表：1.… 2.… aligned behind the colon, half a line below the text."""
    lines = []
    for n, annex in enumerate(annexes, 1):
        word = "附表：" if n == 1 else ""
        number = f"{n}." if len(annexes) > 1 else ""
        wide = 0.75 if number else 0.0  # a digit and its point, in characters
        shape = Shape(before=layout.LINE / 2 if word else 0, left=5 + wide, first=-len(word) - wide, align="left")
        lines.append(paragraph(shape, run(word + number + annex.title)))
    return lines


def _signature(unit: str, dated: str) -> list[str]:
    """The date four characters from the edge, the name centred over it; a name too long for that pushes the date inwards."""
    wider = len(unit) - sum(0.5 if c.isdigit() else 1 for c in dated)
    right = max(SEAL - wider / 2, 0)
    name = Shape(keep=True, before=layout.LINE, right=right, align="right")
    date = Shape(right=right + wider / 2, align="right")
    return [paragraph(shape, run(text)) for shape, text in ((name, unit), (date, dated)) if text]
