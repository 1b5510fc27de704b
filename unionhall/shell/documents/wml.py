"""The few elements of WordprocessingML that a paper needs, each written in the order that the schema demands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from unionhall.shell.documents.layout import LATIN, Shape, twips

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_TAG = 64  # characters; Word refuses a file with a longer tag or alias


@dataclass(frozen=True)
class Look:
    """What a run has of its own; empty means: as its paragraph's style has it. ``size`` in points, ``shade`` as RRGGBB."""

    face: str = ""
    latin: str = LATIN
    size: float = 0
    shade: str = ""


PLAIN = Look()


def clean(text: str) -> str:
    """Text without the control characters that pasting brings along and that no XML file may hold."""
    return UNPRINTABLE.sub("", text)


def attribute(text: str) -> str:
    return quoteattr(clean(text))


def fonts(face: str, latin: str = LATIN) -> str:
    """All four slots of a face. The hint sends “ ” and — to the Chinese face."""
    slots = f' w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{face}" w:cs="{latin}"' if face else ""
    return f'<w:rFonts w:hint="eastAsia"{slots}/>'


def run_properties(look: Look) -> str:
    size = f'<w:sz w:val="{round(look.size * 2)}"/><w:szCs w:val="{round(look.size * 2)}"/>' if look.size else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{look.shade}"/>' if look.shade else ""
    return f"<w:rPr>{fonts(look.face, look.latin)}{size}{shade}</w:rPr>"


def run(text: str, look: Look = PLAIN) -> str:
    """Text of one look; a line feed in it breaks the line."""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in clean(text).splitlines() or [""])
    return f"<w:r>{run_properties(look)}{'<w:br/>'.join(lines)}</w:r>"


def control(inner: str, tag: str, alias: str, number: int) -> str:
    """An inline content control around ``inner``. ``ValueError`` for a tag that Word would refuse."""
    if len(tag) > LONGEST_TAG:
        raise ValueError(f"the key of a figure may have {LONGEST_TAG} characters at most: {tag!r}")
    return (
        f"<w:sdt><w:sdtPr><w:alias w:val={attribute(alias[:LONGEST_TAG])}/><w:tag w:val={attribute(tag)}/>"
        f'<w:id w:val="{number}"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'
    )


def _points(name: str, value: float) -> str:
    return f' w:{name}="{round(value * 20)}"' if value else ""


def _spacing(shape: Shape) -> str:
    line = f' w:line="{round(shape.line * 20)}" w:lineRule="exact"' if shape.line else ""
    attributes = _points("before", shape.before) + _points("after", shape.after) + line
    return f"<w:spacing{attributes}/>" if attributes else ""


def _indent(shape: Shape) -> str:
    """Counted in characters, with the twips beside them for programs that do not count."""
    first = ("firstLine", shape.first) if shape.first >= 0 else ("hanging", -shape.first)
    attributes = "".join(
        f' w:{name}Chars="{round(chars * 100)}" w:{name}="{round(chars * shape.size * 20)}"'
        for name, chars in (("left", shape.left), ("right", shape.right), first)
        if chars
    )
    return f"<w:ind{attributes}/>" if attributes else ""


def paragraph_properties(shape: Shape) -> str:
    parts = (
        f'<w:pStyle w:val="{shape.style}"/>' if shape.style else "",
        "<w:keepNext/>" if shape.keep else "",
        "<w:pageBreakBefore/>" if shape.new_page else "",
        '<w:snapToGrid w:val="0"/>' if shape.off_grid else "",
        _spacing(shape),
        _indent(shape),
        f'<w:jc w:val="{shape.align}"/>' if shape.align else "",
        "" if shape.outline is None else f'<w:outlineLvl w:val="{shape.outline}"/>',
    )
    return f"<w:pPr>{''.join(parts)}</w:pPr>" if any(parts) else ""


def paragraph(shape: Shape, runs: str) -> str:
    return f"<w:p>{paragraph_properties(shape)}{runs}</w:p>"


def _cell(inner: str, width: int, span: int = 1) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'


def row(cells: Sequence[str], widths: Sequence[int], height: float, head: bool = False) -> str:
    """A row of at least ``height`` mm that never splits; a head is repeated on every page, a single cell goes across."""
    if len(cells) == 1:
        inner = _cell(cells[0], sum(widths), len(widths))
    else:
        inner = "".join(_cell(cell, width) for cell, width in zip(cells, widths, strict=True))
    repeat = "<w:tblHeader/>" if head else ""
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/>{repeat}</w:trPr>{inner}</w:tr>'


def table(rows: Sequence[str], widths: Sequence[int]) -> str:
    """A fixed grid of ``widths`` twips: outer lines 1 pt, inner lines 0.5 pt."""
    sides = (("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4))
    borders = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>' for side, size in sides)
    margins = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
