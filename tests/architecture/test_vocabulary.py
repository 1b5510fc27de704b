"""Base, kernel and shell speak no word of the trade: a module is what brings the trade in (docs/develop/house.md §4)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.tree import CODE, name, parsed, python, rows

# Words of the glossary that mean something else as well.
HOMONYMS = {
    "worker": "a process of the server",
    "retained": "kept, of a file or a log",
    "member": "what a set holds",
    "suggestion": "what to write instead of a fault",
}
# The product's own name may stand everywhere.
NAME_OF_THE_PRODUCT = "职工之家"


@cache
def trade_words() -> tuple[list[tuple[str, ...]], list[str]]:
    """English terms as tuples of words, and Chinese ones, of everything that a module owns."""
    owned = [row for row in rows("glossary") if row["module"] != "kernel"]
    return [tuple(row["term"].split("_")) for row in owned if row["term"] not in HOMONYMS], [row["Chinese"] for row in owned]


def test_no_term_of_the_glossary_is_explained_twice() -> None:
    terms = [row["term"] for row in rows("glossary")]
    assert len(terms) == len(set(terms))
    assert all(all(row.values()) for row in rows("glossary"))


@pytest.mark.parametrize("floor", ["base", "kernel", "shell"])
def test_the_lower_floors_speak_no_word_of_the_trade(floor: str) -> None:
    spoken = [f"{name(path)}: {word}" for path, said in _said(CODE / floor) for word in trade_words_in(said)]
    assert not spoken, "a word of the trade belongs to a module, or the glossary should name it as the kernel's"


def test_a_word_of_the_trade_would_be_heard() -> None:
    assert trade_words_in("list_hardship_files") == {"hardship", "hardship_file"}
    assert trade_words_in("WelfarePage") == {"welfare"}
    assert trade_words_in("本月慰问人次") == {"慰问"}
    assert not trade_words_in("remember the visited page of 网上职工之家")


def trade_words_in(text: str) -> set[str]:
    english, chinese = trade_words()
    words = [_singular(word.lower()) for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", text)]
    runs = {tuple(words[at : at + length]) for length in (1, 2, 3) for at in range(len(words) - length + 1)}
    named = text.replace(NAME_OF_THE_PRODUCT, "")
    return {"_".join(term) for term in english if term in runs} | {term for term in chinese if term in named}


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _said(folder: Path) -> Iterator[tuple[Path, str]]:
    """What a floor says to machine and people: names and texts of its code, and its templates. Comments may give examples."""
    for path in python(folder):
        for node in ast.walk(parsed(path)):
            yield from ((path, said) for said in _names(node))
        documented = {_docstring(node) for node in ast.walk(parsed(path))}
        strings = (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str))
        yield from ((path, node.value) for node in strings if node not in documented)
    for path in folder.rglob("*.html"):
        yield path, re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)


def _names(node: ast.AST) -> Iterator[str]:
    for attribute in ("id", "attr", "arg", "name"):
        value = getattr(node, attribute, None)
        if isinstance(value, str):
            yield value


def _docstring(node: ast.AST) -> ast.Constant | None:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
        first = node.body[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            return first.value
    return None
