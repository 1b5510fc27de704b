"""The parsers behind the intake, run as a process of their own: ``python -m … KIND NAME``, the file on stdin, an answer in JSON."""

import io
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from unionhall.shell.reading.intake import LONGEST_TEXT, UnreadablePaper, damaged, locked
from unionhall.shell.reading.intake_pdf import pdf_text
from unionhall.shell.reading.intake_word import LONGEST_CELL, docx_text, one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

_MEMORY = 2 * 1024**3  # bytes of address space; LibreOffice maps twice as much
_CPU_SECONDS = 30

_BLOCKS = frozenset(
    "address article blockquote br dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr ul".split()
)
_UNSEEN = frozenset("script style noscript template head iframe svg".split())


def sheet_text(data: bytes, name: str) -> str:
    """A workbook line by line, its cells parted by tabs, each sheet under its name."""
    from unionhall.shell.sheets import UnreadableWorkbook, grid

    try:
        grids = [found for found in grid.grids(data, name.strip("“”")) if not found.hidden]
    except UnreadableWorkbook as error:
        raise UnreadablePaper(str(error)) from error
    lines = []
    for sheet in grids:
        cells = [[one_line(_printed(cell)) for cell in row] for row in sheet.rows]
        width = max((place + 1 for row in cells for place, cell in enumerate(row) if cell.strip()), default=0)
        lines += [sheet.name, *("\t".join(row[:width]) for row in cells), ""] if width else []
    return "\n".join(lines).strip("\n")


def _printed(cell: object) -> str:
    """A cell as Excel would show it: 0.1 + 0.2 is 0.3, a day has no midnight."""
    if isinstance(cell, float):
        return f"{round(cell, 6):f}".rstrip("0").rstrip(".")
    return str(cell).removesuffix(" 00:00:00")


def html_text(data: bytes, name: str) -> str:
    """What a web page shows: blocks become lines, scripts and styles are left out."""
    from lxml import etree, html

    try:
        page = html.document_fromstring(data.decode(), parser=html.HTMLParser(huge_tree=False, no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadablePaper(damaged(name)) from error
    lines = "".join(_page_pieces(page)).replace("\r", "").split("\n")
    return "\n".join(line for raw in lines if (line := raw.strip(" ") if "\t" in raw else " ".join(raw.split())))


def _page_pieces(page: "_Element") -> Iterator[str]:
    from lxml import etree

    hidden = 0
    walk = etree.iterwalk(page, events=("start", "end", "comment"))
    for event, element in walk:
        start = event == "start"
        if element.tag in _UNSEEN:
            hidden += 1 if start else -1
        if element.tag in _BLOCKS:
            yield "\n"
        if start and not hidden and element.tag == "table" and (rows := _rows(element)):
            yield "\n".join(rows)
            walk.skip_subtree()
        elif start and not hidden:
            yield _inline(element.text)
        if not start and not hidden:
            yield _inline(element.tail)


def _rows(table: "_Element") -> list[str]:
    """The lines of a table of short cells; none of one that lays out a page."""
    if table.find(".//table") is not None:
        return []
    rows = [caption for element in table.iter("caption") if (caption := one_line(_shown(element)).strip())]
    below: dict[int, int] = {}  # rows that a cell still reaches down to, by column
    for row in table.iter("tr"):
        line: list[str] = []
        for cell in row.iterchildren("td", "th"):
            while below.get(len(line), 0):
                below[len(line)] -= 1
                line.append("")
            across, down = (min(int(span), 64) if (span := cell.get(name, "1")).isdigit() else 1 for name in ("colspan", "rowspan"))
            for place in range(len(line), len(line) + across):
                below[place] = down - 1
            line += [one_line(_shown(cell)), *[""] * (across - 1)]
        rows.append("\t".join(line))
        if any(len(cell) > LONGEST_CELL for cell in line):
            return []
    return rows if any("\t" in row for row in rows) else []


def _shown(cell: "_Element") -> str:
    return re.sub(r"[ \t\r\n]+", " ", "".join(text for text in cell.itertext() if text)).strip(" ")


def _inline(text: str | None) -> str:
    return text.replace("\n", " ") if text else ""


def doc_text(data: bytes, name: str) -> str:
    """Word of 97 to 2003: LibreOffice makes it a newer one, antiword tells what is in it, numbers of lists and tables less exactly."""
    if _has_password(data):
        raise UnreadablePaper(locked(name))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.doc"
        path.write_bytes(data)
        if shutil.which("soffice"):
            profile = f"-env:UserInstallation=file://{folder}/profile"
            _run(["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", folder, str(path)])
            text = docx_text(made.read_bytes(), name) if (made := path.with_suffix(".docx")).exists() else ""
        elif shutil.which("antiword"):
            text = "\n".join(_docbook_lines(_run(["antiword", "-x", "db", str(path)])))
        else:
            raise UnreadablePaper(f"{name}是旧版 Word 文档（.doc），本机没有装能读它的软件，请用 Word 或 WPS 另存为 .docx 再传")
    if not text.strip():
        raise UnreadablePaper(damaged(name))
    return text.strip("\n")


def _docbook_lines(written: bytes) -> Iterator[str]:
    """Paragraphs, and rows of tables as lines of cells, of what antiword writes; where lists nest oddly it is no perfect XML."""
    from lxml import etree

    root = etree.fromstring(written, etree.XMLParser(recover=True, resolve_entities=False, no_network=True)) if written else None
    for element in root.iter("title", "para", "row") if root is not None else ():
        if element.tag == "row":
            yield "\t".join(one_line(_shown(entry)) for entry in element.iterchildren("entry"))
        elif next(element.iterancestors("entry"), None) is None:
            own = [element.text, *(text for child in element for text in (_spoken(child), child.tail))]
            yield " ".join("".join(filter(None, own)).split())


def _spoken(child: "_Element") -> str:
    return _shown(child) if child.tag == "emphasis" else ""


def _has_password(data: bytes) -> bool:
    """The bit that the head of the document's stream keeps for it (MS-DOC, FibBase.fEncrypted)."""
    from xlrd.compdoc import CompDoc

    stream, at, size = CompDoc(data, logfile=io.StringIO()).locate_named_stream("WordDocument")
    return bool(stream) and size > 12 and bool(stream[at + 11] & 1)


def _run(command: list[str]) -> bytes:
    # LibreOffice maps more memory than a parser may have; its time is bounded by the process that started us.
    return subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL).stdout


PARSERS: dict[str, Callable[[bytes, str], str]] = {
    "pdf": pdf_text,
    "docx": docx_text,
    "doc": doc_text,
    "xlsx": sheet_text,
    "xls": sheet_text,
    "html": html_text,
}


def main() -> None:
    """Answers {"text": …} or {"refused": …}; a parser that falls over leaves no answer, which says that the file is damaged."""
    kind, name = sys.argv[1:3]
    if kind != "doc":
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        # One character more than is allowed lets the intake see that it is too long, and spares it the rest.
        answer = {"text": PARSERS[kind](sys.stdin.buffer.read(), name)[: LONGEST_TEXT + 1]}
    except UnreadablePaper as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
