"""The project's own files, for the tests that read them."""

import ast
import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ROOT / "unionhall"
_FOLDERS = (".ci", "bench", "demo", "deploy", "docs", "tests", "unionhall")
_TEXTS = {"", *".cfg .css .csv .html .js .json .lock .md .po .py .sh .svg .toml .txt .yaml .yml".split()}


def name(path: Path) -> str:
    """How a test speaks of a file: its path inside the project."""
    return path.relative_to(ROOT).as_posix()


def python(folder: Path = CODE, *, tests: bool = False) -> Iterator[Path]:
    """The hand-written Python files below a folder; migrations never, tests where asked for."""
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(ROOT).parts
        if "migrations" not in parts and (tests or "tests" not in parts):
            yield path


def texts() -> Iterator[Path]:
    """Every text that the project ships, but not what is vendored."""
    inside = (path for folder in _FOLDERS for path in (ROOT / folder).rglob("*"))
    for path in [*ROOT.iterdir(), *inside]:
        parts = path.relative_to(ROOT).parts
        if path.is_file() and path.suffix in _TEXTS and "vendor" not in parts and "__pycache__" not in parts:
            yield path


@cache
def rows(table: str) -> list[dict[str, str]]:
    """The rows of a table in docs/: ``rules`` or ``glossary``."""
    return list(csv.DictReader((ROOT / f"docs/{table}.csv").read_text().splitlines()))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imports(path: Path) -> Iterator[str]:
    """Dotted names of what a file imports; ``from a import b`` gives both ``a`` and ``a.b``."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
