"""The parsers behind the intake, run as a process of their own: ``python -m … KIND NAME``, the file on stdin, an answer in JSON."""

import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from unionhall.shell.reading.intake import LONGEST_TEXT, UnreadablePaper, damaged, locked

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_PAGES = 500
LARGEST_CONTENT = 200 * 1024 * 1024  # of a package, unpacked
_MEMORY = 2 * 1024**3  # bytes of address space; LibreOffice maps twice as much
_CPU_SECONDS = 30
_LEAST_ON_A_PAGE = 8  # characters; below it the page is a picture

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARKS = {_WORD + "tab": "\t", _WORD + "br": "\n", _WORD + "cr": "\n", _WORD + "noBreakHyphen": "-"}
_BLOCKS = frozenset(
    "address article blockquote br dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr ul".split()
)
_UNSEEN = frozenset("script style noscript template head iframe svg".split())


def pdf_text(data: bytes, name: str) -> str:
    """The text layer of a PDF, page after page. A page without one is a scan."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadablePaper(locked(name) if "assword" in str(error) else damaged(name)) from error
    if len(document) > MOST_PAGES:
        raise UnreadablePaper(f"{name}有 {len(document)} 页，最多能读 {MOST_PAGES} 页，请只留下文书部分再传")
    pages = [page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\r", "\n") for page in document]
    if sum(len(page.strip()) for page in pages) < _LEAST_ON_A_PAGE * max(1, len(pages)):
        raise UnreadablePaper(f"{name}是扫描件或图片，没有可读的文字，请用文字识别软件转换后再传，或传 Word 原件")
    return "\n".join(pages)


def docx_text(data: bytes, name: str) -> str:
    """The paragraphs of a Word document with its tables in their place; what was deleted under review is left out."""
    from lxml import etree

    part = _part(data, "word/document.xml", name)
    try:
        body = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise UnreadablePaper(damaged(name)) from error
    return "".join(_word_pieces(body)).strip("\n")


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


def _word_pieces(body: "_Element") -> Iterator[str]:
    from lxml import etree

    hidden = 0  # inside a fallback everything stands a second time
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag == _FALLBACK:
            hidden += 1 if event == "start" else -1
        elif hidden:
            continue
        elif event == "start":
            yield _word_start(element)
        elif element.tag in (_WORD + "p", _WORD + "tr"):
            # Inside a table a paragraph ends its cell, and the row ends the line.
            yield "\t" if element.tag == _WORD + "p" and next(element.iterancestors(_WORD + "tc"), None) is not None else "\n"


def _word_start(element: "_Element") -> str:
    parent = element.getparent()
    if parent is None or parent.tag != _WORD + "r":  # a tab stop in the layout of a paragraph is no tab in its text
        return ""
    return (element.text or "") if element.tag == _WORD + "t" else _MARKS.get(str(element.tag), "")


def sheet_text(data: bytes, name: str) -> str:
    """A workbook line by line, its cells parted by tabs, each sheet under its name."""
    from unionhall.shell.sheets import UnreadableWorkbook, grid

    try:
        grids = [found for found in grid.grids(data, name.strip("“”")) if not found.hidden]
    except UnreadableWorkbook as error:
        raise UnreadablePaper(str(error)) from error
    lines = []
    for sheet in grids:
        rows = ["\t".join(str(cell) for cell in row).rstrip("\t") for row in sheet.rows]
        lines += [sheet.name, *rows, ""] if any(rows) else []
    return "\n".join(lines).strip("\n")


def html_text(data: bytes, name: str) -> str:
    """What a web page shows: blocks become lines, scripts and styles are left out."""
    from lxml import etree, html

    try:
        page = html.document_fromstring(data.decode(), parser=html.HTMLParser(huge_tree=False, no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadablePaper(damaged(name)) from error
    lines = "".join(_page_pieces(page)).replace("\r", "").split("\n")
    return "\n".join(line for raw in lines if (line := " ".join(raw.split())))


def _page_pieces(page: "_Element") -> Iterator[str]:
    from lxml import etree

    hidden = 0
    for event, element in etree.iterwalk(page, events=("start", "end", "comment")):
        start = event == "start"
        if element.tag in _UNSEEN:
            hidden += 1 if start else -1
        if element.tag in _BLOCKS:
            yield "\n"
        if start and not hidden:
            yield _inline(element.text)
        if not start and not hidden:
            yield _inline(element.tail)


def _inline(text: str | None) -> str:
    return text.replace("\n", " ") if text else ""


def doc_text(data: bytes, name: str) -> str:
    """Word of 97 to 2003, by antiword or LibreOffice where the machine has one."""
    if _has_password(data):
        raise UnreadablePaper(locked(name))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.doc"
        path.write_bytes(data)
        if shutil.which("antiword"):
            text = _run(["antiword", "-m", "UTF-8.txt", "-w", "0", str(path)])
        elif shutil.which("soffice"):
            profile = f"-env:UserInstallation=file://{folder}/profile"
            _run(["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder, str(path)])
            written = Path(folder) / "paper.txt"
            text = written.read_text("utf-8-sig") if written.exists() else ""
        else:
            raise UnreadablePaper(f"{name}是旧版 Word 文档(.doc)，本机没有装能读它的软件，请用 Word 或 WPS 另存为 .docx 再传")
    if not text.strip():
        raise UnreadablePaper(damaged(name))
    return text


def _has_password(data: bytes) -> bool:
    """The bit that the head of the document's stream keeps for it (MS-DOC, FibBase.fEncrypted)."""
    from xlrd.compdoc import CompDoc

    stream, at, size = CompDoc(data, logfile=io.StringIO()).locate_named_stream("WordDocument")
    return bool(stream) and size > 12 and bool(stream[at + 11] & 1)


def _run(command: list[str]) -> str:
    # LibreOffice maps more memory than a parser may have; its time is bounded by the process that started us.
    return subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL).stdout.decode("utf-8", "replace")


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
