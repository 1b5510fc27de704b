"""Limits are data with a region, dates and a source; silent before their date and without a region."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from unionhall.base.registry import Registry

limits: Registry["LimitTable"] = Registry("limit")


@dataclass(frozen=True)
class Limit:
    """One row: from ``valid_from`` up to ``valid_to`` (open where empty), in ``region`` and everything below its code."""

    kind: str
    region: str
    valid_from: date
    valid_to: date | None
    amount: int
    source: str
    rule: str


@dataclass(frozen=True)
class LimitTable:
    """A named table of limits, read from a CSV: kind, region, from, to, amount, source, rule."""

    name: str
    label: str
    rows: tuple[Limit, ...]

    @classmethod
    def load(cls, name: str, label: str, path: Path) -> "LimitTable":
        with path.open(encoding="utf-8") as file:
            return limits.add(name, cls(name, label, tuple(_row(line) for line in csv.DictReader(file))))

    def find(self, kind: str, region: str, on: date) -> Limit | None:
        """The limit in force for ``kind`` on that day; the narrowest region wins. ``None`` where no rule speaks."""
        fitting = [row for row in self.rows if row.kind == kind and _holds(row, region, on)]
        return max(fitting, key=lambda row: (len(row.region), row.valid_from), default=None)


def _holds(row: Limit, region: str, on: date) -> bool:
    in_force = row.valid_from <= on and (row.valid_to is None or on < row.valid_to)
    return in_force and bool(region) and region.startswith(row.region)


def _row(line: dict[str, str]) -> Limit:
    until = date.fromisoformat(line["to"]) if line["to"] else None
    return Limit(line["kind"], line["region"], date.fromisoformat(line["from"]), until, int(line["amount"]), line["source"], line["rule"])
