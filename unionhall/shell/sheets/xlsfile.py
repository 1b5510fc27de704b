"""Workbooks of Excel 97 to 2003. They are read in Python: on a damaged one the faster reader ends the whole process."""

import io
from collections.abc import Iterator

import xlrd
from xlrd.compdoc import CompDoc
from xlrd.sheet import Cell

from unionhall.shell.sheets import UnreadableWorkbook, damaged, locked
from unionhall.shell.sheets.grid import Grid, error_in_formula, normal


def grids(data: bytes, filename: str) -> Iterator[Grid]:
    """Every sheet of the file. Raises ``UnreadableWorkbook``."""
    try:
        _refuse_endless_chains(data)
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
        yield from [_grid(book, sheet) for sheet in book.sheets()]
    except Exception as error:  # the reader answers a damaged file with an error of any kind
        encrypted = isinstance(error, xlrd.XLRDError) and "encrypted" in str(error)
        raise UnreadableWorkbook(locked(filename) if encrypted else damaged(filename)) from error


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


def _grid(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Grid:
    rows = [[_value(book, read) for read in sheet.row(index)] for index in range(sheet.nrows)]
    merged = [((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in sheet.merged_cells]
    return Grid(sheet.name, rows, sheet.visibility != 0, merged)


def _value(book: xlrd.Book, read: Cell) -> object:
    if read.ctype == xlrd.XL_CELL_ERROR:
        return error_in_formula(xlrd.error_text_from_code.get(read.value, "?"))
    if read.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(read.value)
    if read.ctype == xlrd.XL_CELL_DATE and read.value >= 1:
        moment = xlrd.xldate_as_datetime(read.value, book.datemode)
        return moment.date() if read.value == int(read.value) else moment
    return normal(read.value)
