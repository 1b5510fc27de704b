"""A paper as the reader reports it: its documents and figures, what is wrong with it, and what the ledger says to each figure."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from unionhall.shell.reading import faults, figures, neighbours
from unionhall.shell.reading.text import Document, Reading, read_text
from unionhall.shell.reading.verdicts import Books, judge


def read(text: str, file: str = "", books: Books | None = None) -> dict[str, Any]:
    """Read a text. Offsets are code points of ``text``; never raises for what a text says. Without ``books`` there are no verdicts."""
    return report_of(read_text(text), file, books)


def report_of(reading: Reading, file: str = "", books: Books | None = None, others: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The same for a text that is read already; ``others`` are the texts of further papers by name, to compare it with."""
    found = neighbours.named(reading, figures.find(reading))
    return {
        "file": file,
        "documents": [_document(reading, document) for document in reading.documents],
        "figures": [figure.as_json() for figure in found],
        "faults": [asdict(fault) for fault in faults.find(reading, found, others)],
        "verdicts": [verdict.as_json() for verdict in judge(reading, found, books)] if books else [],
    }


def _document(reading: Reading, document: Document) -> dict[str, Any]:
    return {
        "number": document.number,
        "title": document.title,
        "start": document.start,
        "end": document.end,
        "union_work": document.union_work,
        "ledger": is_ledger(reading, document),
    }


def is_ledger(reading: Reading, document: Document) -> bool:
    """Whether a document is no paper but a workbook of records; a form with the records behind its numbers is none."""
    tables = [table for table in reading.tables if document.start <= reading.clean.span(table.start, table.end)[0] < document.end]
    rows = sum(len(table.lines) for table in tables if table.register)
    length = sum(table.end - table.start for table in tables)
    most = rows * 2 > sum(len(table.lines) for table in tables) and length * 2 > document.end - document.start
    return most and tables[0].register
