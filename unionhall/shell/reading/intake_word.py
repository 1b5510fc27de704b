"""A Word document as text: paragraphs with the numbers that Word draws before them, tables as lines of cells."""

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from unionhall.shell.reading.intake import UnreadablePaper, damaged
from unionhall.shell.reading.intake_numbers import Numbers

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST_CONTENT = 200 * 1024 * 1024  # of a package, unpacked
LONGEST_CELL = 120  # characters; a longer cell is a passage of its own

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARKS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_AROUND = frozenset(W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml"))


def docx_text(data: bytes, name: str) -> str:
    """The paragraphs of a Word document with its tables in their place; what was deleted under review is left out."""
    body = _parsed(_part(data, "word/document.xml", name), name)
    numbers = Numbers(*(_optional(data, f"word/{part}.xml", name) for part in ("numbering", "styles")))
    return "".join(_blocks(body, numbers)).strip("\n")


def _part(data: bytes, path: str, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > LARGEST_CONTENT:
                raise UnreadablePaper(f"{name}展开后超过 200 MB，无法读取，请删去图片和附件后再传")
            with package.open(path) as part:
                return part.read(LARGEST_CONTENT)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, KeyError) as error:
        if isinstance(error, UnreadablePaper):
            raise
        raise UnreadablePaper(damaged(name)) from error


def _parsed(part: bytes, name: str) -> "_Element":
    from lxml import etree

    try:
        return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise UnreadablePaper(damaged(name)) from error


def _optional(data: bytes, path: str, name: str) -> "_Element | None":
    """A part that a document may lack; a broken one takes nothing but the numbers."""
    try:
        return _parsed(_part(data, path, name), name)
    except UnreadablePaper:
        return None


def _blocks(parent: "_Element", numbers: Numbers) -> Iterator[str]:
    """The text of paragraphs and tables, each line with its end."""
    for element in parent:
        if element.tag == W + "p":
            yield numbers.before(element) + _said(element) + "\n"
        elif element.tag == W + "tbl":
            yield from _table(element, numbers)
        elif element.tag in _AROUND or element.tag == W + "body":
            yield from _blocks(element, numbers)


def _said(paragraph: "_Element") -> str:
    """What a paragraph says. Inside a fallback everything would stand a second time; a text box ends its own lines."""
    from lxml import etree

    pieces: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if element.tag == _FALLBACK:
            hidden += 1 if event == "start" else -1
        elif hidden:
            continue
        elif event == "start":
            pieces.append(_piece(element))
        elif element.tag == W + "p" and element is not paragraph:
            pieces.append("\n")
    return "".join(pieces)


def _piece(element: "_Element") -> str:
    parent = element.getparent()
    if parent is None or parent.tag != W + "r":  # a tab stop in the layout of a paragraph is no tab in its text
        return ""
    return (element.text or "") if element.tag == W + "t" else _MARKS.get(str(element.tag), "")


def _table(table: "_Element", numbers: Numbers) -> Iterator[str]:
    """A line for each row, a tab between cells, nothing for what is merged away; a row with a long passage becomes paragraphs."""
    for row in _inside(table, "tr"):
        cells: list[str] = [""] * _number(row.find(f"{W}trPr/{W}gridBefore"))
        passage = False
        for cell in _inside(row, "tc"):
            passage = passage or cell.find(f".//{W}tbl") is not None
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            hidden = merged is not None and merged.get(W + "val", "continue") == "continue"
            lines = "".join(_blocks(cell, numbers)).strip("\n").split("\n")
            cells.append("" if hidden else "\n".join(lines))
            cells += [""] * (_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1) - 1)
        passage = passage or any(len(cell) > LONGEST_CELL for cell in cells)
        yield ("\n".join(filter(None, cells)) if passage else "\t".join(map(one_line, cells))) + "\n"


def _inside(parent: "_Element", name: str) -> Iterator["_Element"]:
    """Rows of a table, cells of a row, also where a control stands around them."""
    for element in parent:
        if element.tag == W + name:
            yield element
        elif element.tag in _AROUND:
            yield from _inside(element, name)


def _number(element: "_Element | None", otherwise: int = 0) -> int:
    written = "" if element is None else element.get(W + "val", "")
    return min(int(written), 64) if written.isdigit() else otherwise


def one_line(cell: str) -> str:
    """A cell's lines as one; between Chinese characters nothing stands for the break. Blanks before it set it in and stay."""
    joined = ""
    for line in cell.replace("\t", " ").split("\n"):
        said = line.strip() if joined else line.rstrip()
        joined += " " + said if joined and said and joined[-1].isascii() and said[0].isascii() else said
    return joined
