"""A paper as the reader reports it: its documents and figures, what is wrong with it, and room for the ledger's verdicts."""

from dataclasses import asdict
from typing import Any

from unionhall.shell.reading import faults, figures, neighbours
from unionhall.shell.reading.text import Document, read_text


def read(text: str, file: str = "") -> dict[str, Any]:
    """Read a text. Offsets are code points of ``text``; never raises for what a text says."""
    reading = read_text(text)
    found = neighbours.named(reading, figures.find(reading))
    return {
        "file": file,
        "documents": [_document(document) for document in reading.documents],
        "figures": [figure.as_json() for figure in found],
        "faults": [asdict(fault) for fault in faults.find(reading, found)],
        "verdicts": [],
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "number": document.number,
        "title": document.title,
        "start": document.start,
        "end": document.end,
        "union_work": document.union_work,
    }
