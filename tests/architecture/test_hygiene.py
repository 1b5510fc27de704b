"""What may not be in the repository: addresses of machines, unexplained exceptions, loose ends, rules and locks that no longer hold."""

import io
import re
import tokenize
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.architecture.tree import CODE, ROOT, name, python, rows, texts

LOCKS = {"requirements.lock": ["postgres"], "requirements-dev.lock": ["postgres", "dev"], "requirements-install.lock": ["install"]}
STATES_OF_A_RULE = {"enforced", "shown", "later"}
HEADINGS_OF_A_DECISION = ["## Context", "## Choice", "## Rejected", "## How we would know we were wrong"]
LINES_OF_A_DECISION = 60

MACHINE_PATH = re.compile(r"(?<![\w.<>])/(?:work|root|home|Users)/\w")
PACKAGE_HOST = re.compile("|".join(["py" + r"pi\.org", "python" + "hosted", "registry" + r"\.npm"]))
EXCUSE = re.compile(r"noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*\W+\w|type: ignore\[[\w, -]+\]\W+\w|nosec \w+\W+\w")


def project() -> dict[str, list[str] | dict[str, list[str]]]:
    found: dict[str, list[str] | dict[str, list[str]]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    assert not [name(path) for path in texts() if MACHINE_PATH.search(path.read_text())]


def test_no_file_names_a_host_of_packages() -> None:
    assert not [name(path) for path in texts() if PACKAGE_HOST.search(path.read_text())]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    packages = re.findall(r"^\S+==\S+.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert packages
    assert all("--hash=sha256:" in package for package in packages)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_the_project_asks_for(lock: str) -> None:
    locked = dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", (ROOT / lock).read_text(), re.MULTILINE))
    extras = project()["optional-dependencies"]
    assert isinstance(extras, dict)
    asked = [] if LOCKS[lock] == ["install"] else list(project()["dependencies"])
    wanted = [Requirement(line) for line in asked + [line for extra in LOCKS[lock] for line in extras[extra]]]
    stale = [str(want) for want in wanted if want.name not in locked or not want.specifier.contains(locked[want.name])]
    assert not stale, "run make lock"


def test_nothing_is_left_for_later_without_saying_why() -> None:
    files = [*python(tests=True), *python(ROOT / "tests", tests=True)]
    assert not [f"{name(path)}: {comment}" for path in files for comment in _comments(path.read_text()) if _is_loose(comment)]


def test_a_loose_end_would_be_seen() -> None:
    assert _is_loose("# noqa: S101")
    assert _is_loose("# " + "TO" + "DO: later")
    assert not _is_loose("# noqa: BLE001 - one failing job must not stop the worker")
    assert not _is_loose("# type: ignore[arg-type]  # the stubs know no Jinja2 backend")


def test_every_rule_has_one_number_a_state_and_where_it_holds_a_test() -> None:
    counted = Counter(rule["number"] for rule in rows("rules"))
    assert not [number for number, times in counted.items() if times > 1]
    assert {rule["status"] for rule in rows("rules")} <= STATES_OF_A_RULE
    assert not [rule["number"] for rule in rows("rules") if (rule["status"] == "later") != (not rule["test"])]
    assert not [rule["number"] for rule in rows("rules") if rule["test"] and not _is_a_test(rule["test"])]


def test_every_rule_that_the_code_cites_is_written_down() -> None:
    known = {rule["number"] for rule in rows("rules")}
    cited = {(name(path), number) for path in python(CODE, tests=True) for number in re.findall(r"\bR\d+\.\d+[a-z]?\b", path.read_text())}
    assert not {(file, number) for file, number in cited if number not in known}


def test_decisions_are_short_and_say_how_they_could_be_wrong() -> None:
    for path in (ROOT / "docs/decisions").glob("*.md"):
        lines = path.read_text().splitlines()
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+", path.stem), path.name
        assert len(lines) <= LINES_OF_A_DECISION, path.name
        assert [line for line in lines if line.startswith("## ")] == HEADINGS_OF_A_DECISION, path.name


def _comments(code: str) -> list[str]:
    if "#" not in code:
        return []
    return [token.string for token in tokenize.generate_tokens(io.StringIO(code).readline) if token.type == tokenize.COMMENT]


def _is_loose(comment: str) -> bool:
    if re.search("TO" + "DO|FIX" + "ME|XX" + "X", comment):
        return True
    return any(mark in comment for mark in ("noqa", "type: ignore", "nosec")) and not EXCUSE.search(comment)


def _is_a_test(reference: str) -> bool:
    """Whether ``tests/…/test_x.py::test_y`` (several parted by a blank) is there."""
    for one in reference.split():
        file, _, function = one.partition("::")
        path = Path(ROOT / file)
        if not path.is_file() or f"def {function}(" not in path.read_text():
            return False
    return True
