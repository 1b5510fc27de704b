"""The cells of a file as they stand, before anybody asks what its rows mean: .xlsx, .xls and CSV, told apart by content."""

import codecs
import csv
import io
import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import xlrd
from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum
from xlrd.compdoc import CompDoc
from xlrd.sheet import Cell

from unionhall.shell.sheets import UnreadableWorkbook, sheet_name

MAX_UNCOMPRESSED = 200 * 1024 * 1024
MAX_ROWS = 200_000
MAX_CELLS = 8_000_000

Cells = Sequence[object]

# A number cell keeps 15 digits; a larger one is left a float, so that nobody takes its digits for exact.
_EXACT = 10**15
_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html|table|workbook)", re.IGNORECASE)
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LINES_LOOKED_AT = 20
_TYPED = re.compile(r'^(?:="(.*)"|\'(?=\d)(.*))$')  # ="0021" and '0021: digits that somebody kept from becoming a number
_BROKEN_PACKAGE = (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError, LookupError, EOFError, etree.XMLSyntaxError)


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell with no value that could be read: a formula with an error or without its result."""

    message: str


@dataclass(frozen=True)
class Grid:
    """Row n is the row that Excel numbers n + 1. ``merged`` areas are (top, left), (bottom, right), both counted from 0."""

    name: str
    rows: Sequence[Cells]
    hidden: bool = False
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()


def grids(data: bytes, filename: str) -> Iterator[Grid]:
    """Every sheet of the file, cell by cell. Raises ``UnreadableWorkbook``, whose text says why and what to do."""
    if not data.strip():
        raise UnreadableWorkbook(f"“{filename}”是空文件，请核对后重新选择文件")
    if data.startswith(_ZIP):
        yield from _xlsx(data, filename)
    elif data.startswith(_COMPOUND):
        yield from _xls(data, filename)
    elif _MARKUP.match(data):
        raise UnreadableWorkbook(f"“{filename}”的内容是网页而不是工作簿，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
    else:
        yield Grid(sheet_name(PurePath(filename).stem), [[_normal(value) for value in row] for row in _csv(data, filename)])


def _normal(value: object) -> object:
    """The value as we keep it: whole numbers, which all readers give as floats, are ints; blank text is an empty cell."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    return "" if isinstance(value, str) and not value.strip() else value


def _error_in_formula(error: str) -> BadCell:
    return BadCell(f"公式结果出错（{error}），请改正公式或直接填写")


def _damaged(filename: str) -> UnreadableWorkbook:
    return UnreadableWorkbook(f"“{filename}”已损坏或不完整，无法打开，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")


def _xlsx(data: bytes, filename: str) -> Iterator[Grid]:
    """The sheets of a package, which is looked through first: opening it may do harm, and tells no error from an empty cell."""
    try:
        parts = _parts(data, filename)
        broken = {name: _broken(name, parts[path]) for name, path in _sheets(parts)}
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            worksheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            for sheet in worksheets:
                content = book.get_sheet_by_name(sheet.name)
                rows = [[_normal(value) for value in row] for row in content.to_python(skip_empty_area=False)]
                _put_broken(rows, broken[sheet.name])
                yield Grid(sheet.name, rows, sheet.visible != SheetVisibleEnum.Visible, content.merged_cell_ranges or ())
    except UnreadableWorkbook:
        raise
    except (*_BROKEN_PACKAGE, CalamineError) as error:
        raise _damaged(filename) from error


def _parts(data: bytes, filename: str) -> dict[str, bytes]:
    """What is in the package. Reading every part holds it to the size that it declares; the reader that comes after us does not."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if sum(entry.file_size for entry in package.infolist()) > MAX_UNCOMPRESSED:
            raise UnreadableWorkbook(f"“{filename}”展开后超过 200 MB，无法读取，请删去图片和多余的工作表，或拆成几个文件")
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    if "xl/workbook.xml" not in parts:
        raise UnreadableWorkbook(f"“{filename}”不是 Excel 工作簿，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
    return parts


def _sheets(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Names and paths of the sheets."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    targets = {link.get("Id"): link.get("Target") for link in etree.fromstring(parts["xl/_rels/workbook.xml.rels"], parser)}
    for sheet in etree.fromstring(parts["xl/workbook.xml"], parser).iterfind("{*}sheets/{*}sheet"):
        target = next(targets[value] for key, value in sheet.items() if key.endswith("}id"))
        yield sheet.get("name"), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _broken(name: str, part: bytes) -> dict[tuple[int, int], BadCell]:
    """The cells of a sheet (by row and column, from 0) that have an error or no value, with what is to be done.

    The reader allots memory for the whole rectangle up to the last cell, and a failing allotment ends the process: a sheet with a
    cell at the end of the world raises ``UnreadableWorkbook``. Cells that have a format alone do not count.
    """
    found: dict[tuple[int, int], BadCell] = {}
    row = rows = columns = 0
    for _, line in etree.iterparse(io.BytesIO(part), tag="{*}row", resolve_entities=False):
        row, column = int(line.get("r", row + 1)), 0
        for cell in line.iterfind("{*}c"):
            row, column = coordinate_to_tuple(cell.get("r")) if cell.get("r") else (row, column + 1)
            if len(cell):
                rows, columns = max(rows, row), max(columns, column)
                if bad := _fault(cell):
                    found[row - 1, column - 1] = bad
        line.clear()
    if rows > MAX_ROWS:
        long = f"有内容的最后一行是第 {rows} 行，最多能读 {MAX_ROWS} 行"
        raise UnreadableWorkbook(f"工作表“{name}”{long}，请删去末尾无用的内容或拆成几个文件")
    if rows * columns > MAX_CELLS:
        raise UnreadableWorkbook(f"工作表“{name}”的范围是 {rows} 行 {columns} 列，超出能读取的大小，请删去右侧和末尾无用的内容")
    return found


def _fault(cell: etree._Element) -> BadCell | None:
    kind = cell.get("t")
    if kind == "e":
        return _error_in_formula(cell.findtext("{*}v", ""))
    lacks = kind != "str" and cell.find("{*}f") is not None and not cell.findtext("{*}v", "").strip()
    return BadCell("公式还没有算出结果，请用 Excel 或 WPS 打开文件并保存一次") if lacks else None


def _put_broken(rows: list[list[object]], broken: dict[tuple[int, int], BadCell]) -> None:
    for (row, column), bad in broken.items():
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend("" for _ in range(column + 1 - len(rows[row])))
        rows[row][column] = bad


def _xls(data: bytes, filename: str) -> Iterator[Grid]:
    """Workbooks of Excel 97 to 2003. They are read in Python: on a damaged one the faster reader ends the whole process."""
    locked = UnreadableWorkbook(f"“{filename}”设有打开密码，请用 Excel 或 WPS 去掉密码并保存后再上传")
    if _ENCRYPTED in data:
        raise locked
    try:
        _refuse_endless_chains(data)
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
        yield from [_xls_grid(book, sheet) for sheet in book.sheets()]
    except Exception as error:  # the reader answers a damaged file with an error of any kind
        encrypted = isinstance(error, xlrd.XLRDError) and "encrypted" in str(error)
        raise (locked if encrypted else _damaged(filename)) from error


def _refuse_endless_chains(data: bytes) -> None:
    """Of small streams the reader follows the chain of sectors without end where it leads back to itself."""
    document = CompDoc(data, logfile=io.StringIO())
    for entry in document.dirlist:
        seen, sector = set(), entry.first_SID
        while 0 <= sector < len(document.SSAT) and entry.tot_size < document.min_size_std_stream:
            if sector in seen:
                raise ValueError("a chain of sectors leads back to itself")
            seen.add(sector)
            sector = document.SSAT[sector]


def _xls_grid(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Grid:
    rows = [[_xls_value(book, cell) for cell in sheet.row(index)] for index in range(sheet.nrows)]
    merged = [((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in sheet.merged_cells]
    return Grid(sheet.name, rows, sheet.visibility != 0, merged)


def _xls_value(book: xlrd.Book, cell: Cell) -> object:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return _error_in_formula(xlrd.error_text_from_code.get(cell.value, "?"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE and cell.value >= 1:
        moment = xlrd.xldate_as_datetime(cell.value, book.datemode)
        return moment.date() if cell.value == int(cell.value) else moment
    return _normal(cell.value)


def _csv(data: bytes, filename: str) -> list[list[str]]:
    """CSV as Chinese offices save it: UTF-8, UTF-16 or GB18030, parted by commas, semicolons or tabs."""
    content = _decode(data, filename)
    try:
        rows = csv.reader(io.StringIO(content, newline=""), delimiter=_delimiter(content))
        return [[_TYPED.sub(r"\1\2", cell) for cell in row] for row in rows]
    except csv.Error as error:
        raise UnreadableWorkbook(f"“{filename}”的内容不成表格（{error}），请用 Excel 或 WPS 另存为 .xlsx 后再上传") from error


def _decode(data: bytes, filename: str) -> str:
    mark = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    for encoding in (mark,) if mark else ("utf-8", "gb18030"):
        try:
            content = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL_CHARACTERS.search(content):
            break
        return content
    raise UnreadableWorkbook(f"“{filename}”不是 Excel 工作簿，也不是 CSV 文件，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")


def _delimiter(content: str) -> str:
    """The delimiter under which most of the first rows have the same number of columns, more than one."""
    lines = content.splitlines()[:_LINES_LOOKED_AT]

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))

    return max(",;\t", key=agreement)
