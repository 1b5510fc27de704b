"""Looks into the package of an .xlsx before anything opens it: too large inside, a cell at the end of the world, formulas without values.

The reader allots memory for the whole rectangle up to the last cell, and a failing allotment ends the process.
"""

import html
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator

from unionhall.shell.sheets import UnreadableWorkbook, damaged
from unionhall.shell.sheets.grid import BadCell, error_in_formula

MAX_UNCOMPRESSED = 200 * 1024 * 1024
MAX_ROWS = 200_000
MAX_CELLS = 8_000_000

# cells (by row and column, from 0) that have an error or no value, with what is to be done
BrokenCells = dict[tuple[int, int], BadCell]

_TAG = re.compile(r"<(?:\w+:)?(sheet|Relationship)\s([^>]*)>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_PLACE = rb"\sr\s*=\s*[\"']([A-Za-z]+)(\d+)[\"'][^>]*(?<!/)>"  # of a cell that is not closed at once, and so is not empty
_FILLED = re.compile(_PLACE)
_CELL_WITHOUT_PLACE = re.compile(rb"row\s(?:[^>]*\s)?r\s*=\s*[\"'](\d+)[\"'][^>]*(?<!/)>\s*<(?:\w+:)?c(?![^>]*\sr\s*=)(?:\s[^>]*)?(?<!/)>")
_ERROR = re.compile(
    rb"<(?:\w+:)?c(?=[^>]*\st\s*=\s*[\"']e[\"'])[^>]*" + _PLACE + rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<",
    re.DOTALL,
)
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?c(?![^>]*\st\s*=\s*[\"']str[\"'])[^>]*" + _PLACE + rb"\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


def inspect(data: bytes, filename: str) -> dict[str, BrokenCells]:
    """The broken cells of each sheet by its name. Raises ``UnreadableWorkbook`` where opening the file would do harm."""
    parts = _parts(data, filename)
    if "xl/workbook.xml" not in parts:
        raise UnreadableWorkbook(f"“{filename}”不是 Excel 工作簿，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
    sheets = dict(_sheets(parts))
    if not sheets or not set(sheets.values()) <= parts.keys():
        raise UnreadableWorkbook(damaged(filename))
    return {name: _inspect_sheet(parts[path], name) for name, path in sheets.items()}


def _parts(data: bytes, filename: str) -> dict[str, bytes]:
    """Reading every part holds it to the size that it declares; the reader that comes after us does not."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) <= MAX_UNCOMPRESSED:
                return {entry.filename: package.read(entry) for entry in package.infolist()}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise UnreadableWorkbook(damaged(filename)) from error
    raise UnreadableWorkbook(f"“{filename}”展开后超过 200 MB，无法读取，请删去图片和多余的工作表，或拆成几个文件")


def _sheets(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Names and paths of the sheets."""
    targets = {tag["Id"]: tag["Target"] for tag in _tags(parts.get("xl/_rels/workbook.xml.rels", b"")) if {"Id", "Target"} <= tag.keys()}
    for tag in _tags(parts["xl/workbook.xml"]):
        target = next((targets[value] for key, value in tag.items() if key.endswith(":id") and value in targets), "")
        yield tag.get("name", ""), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _tags(part: bytes) -> Iterator[dict[str, str]]:
    for match in _TAG.finditer(part.decode("utf-8", "replace")):
        yield {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(match[2])}


def _inspect_sheet(part: bytes, name: str) -> BrokenCells:
    filled = _FILLED.findall(part)
    rows = max(max((int(row) for _, row in filled), default=0), max(map(int, _CELL_WITHOUT_PLACE.findall(part)), default=0))
    columns = max((_column(letters) + 1 for letters in {letters for letters, _ in filled}), default=0)
    if rows > MAX_ROWS:
        raise UnreadableWorkbook(
            f"工作表“{name}”有内容的最后一行是第 {rows} 行，最多能读 {MAX_ROWS} 行，请删去末尾无用的内容或拆成几个文件"
        )
    if rows * columns > MAX_CELLS:
        raise UnreadableWorkbook(f"工作表“{name}”的范围是 {rows} 行 {columns} 列，超出能读取的大小，请删去右侧和末尾无用的内容")
    broken: BrokenCells = {}
    # The searches for single bytes spare large sheets the expressions, which look at every cell.
    if b'"e"' in part or b"'e'" in part:
        for letters, row, error in _ERROR.findall(part):
            broken[int(row) - 1, _column(letters)] = error_in_formula(html.unescape(error.decode("utf-8", "replace")))
    if b"<f" in part or b":f" in part:
        for letters, row in _NO_RESULT.findall(part):
            broken[int(row) - 1, _column(letters)] = BadCell("公式还没有算出结果，请用 Excel 或 WPS 打开文件并保存一次")
    return broken


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
