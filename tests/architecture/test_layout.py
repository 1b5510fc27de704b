"""Where things stand and how large they may grow (docs/develop/house.md §2, §3, §5, §7)."""

import ast
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import CODE, ROOT, imports, name, parsed, python

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 40
LINES_BELOW_THE_MODULES = 12_760  # without the reader; lowered with every cut, raised by a decision alone: 0011
MODELS_OF_A_MODULE = 6

FILES_OF_A_MODULE = set(
    "__init__ apps permissions models selectors workflow actions metrics sections imports events rosters duties scores public "
    "forms tables views api pages".split()
)
FOLDERS_OF_A_MODULE = {"limits", "templates", "tests", "migrations", "__pycache__"}
NAMES_OF_NOTHING = {"utils", "util", "common", "core", "helpers", "helper", "services", "service", "misc"}

# What the kernel may import beside Django and the standard library, room by room (decision 0005).
LIBRARIES_OF_THE_KERNEL = {"people": {"cryptography", "pypinyin"}, "files": {"PIL"}, "ledger": {"numpy"}}
WEB_OF_DJANGO = tuple(
    f"django.{part}" for part in "http template urls views shortcuts middleware test utils.html utils.safestring contrib.admin".split()
)


def modules() -> list[Path]:
    return sorted(path for path in (CODE / "modules").glob("[a-z]*") if path.is_dir())


def test_modules_hold_only_the_files_that_the_house_knows() -> None:
    strangers = [
        name(path)
        for module in modules()
        for path in module.iterdir()
        if (path.name not in FOLDERS_OF_A_MODULE if path.is_dir() else path.suffix != ".py" or path.stem not in FILES_OF_A_MODULE)
    ]
    assert not strangers


def test_the_limits_of_a_module_are_tables() -> None:
    assert not [name(path) for module in modules() for path in (module / "limits").glob("*") if path.suffix != ".csv"]


def test_a_module_with_more_than_six_models_is_two_modules() -> None:
    for module in modules():
        if (module / "models.py").exists():
            found = [node.name for node in parsed(module / "models.py").body if isinstance(node, ast.ClassDef) and _has_fields(node)]
            assert len(found) <= MODELS_OF_A_MODULE, f"{module.name}: {found}"


def test_no_room_is_named_for_holding_anything_at_all() -> None:
    everywhere = [path for folder in (CODE, ROOT / "tests") for path in folder.rglob("*") if "vendor" not in path.parts]
    assert not [name(path) for path in everywhere if path.stem in NAMES_OF_NOTHING]


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {name(path): len(path.read_text().splitlines()) for path in python(tests=True)}
    assert not {file: lines for file, lines in lengths.items() if lines > LINES_OF_A_FILE}


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = {
        f"{name(path)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in python()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= LINES_OF_A_FUNCTION
    }
    assert not too_long


def test_no_class_has_more_than_two_bases() -> None:
    crowded = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in python()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and len(node.bases) > 2
    ]
    assert not crowded


def test_every_file_opens_with_a_sentence_that_says_what_it_is_for() -> None:
    folders = (CODE, ROOT / "tests", ROOT / "bench", ROOT / "demo")
    files = [path for folder in folders for path in python(folder, tests=True)]
    empty = [path for path in files if path.name == "__init__.py" and not path.read_text().strip()]
    assert not [name(path) for path in files if path not in empty and not ast.get_docstring(parsed(path))]


def test_what_every_module_rests_on_stays_small() -> None:
    floors = [path for floor in ("base", "kernel", "shell") for path in python(CODE / floor)]
    below = [path for path in floors if "reading" not in path.parts]
    assert sum(len(path.read_text().splitlines()) for path in below) <= LINES_BELOW_THE_MODULES


@pytest.mark.parametrize("floor", ["base", "kernel"])
def test_the_lower_floors_know_no_page_and_no_request(floor: str) -> None:
    seen = {f"{name(path)}: {module}" for path in python(CODE / floor) for module in imports(path) if _is_below(module, WEB_OF_DJANGO)}
    assert not seen


def test_the_lower_floors_import_only_what_a_decision_allows() -> None:
    strangers = set()
    for path in [*python(CODE / "base"), *python(CODE / "kernel")]:
        floor, *room = path.relative_to(CODE).parts
        allowed = LIBRARIES_OF_THE_KERNEL.get(room[0], set()) if floor == "kernel" else set()
        allowed = allowed | {"django", "unionhall"} | sys.stdlib_module_names
        strangers |= {f"{name(path)}: {module}" for module in imports(path) if module.split(".")[0] not in allowed}
    assert not strangers


def _has_fields(node: ast.ClassDef) -> bool:
    """Whether a class of models.py is a table: it assigns a field made by ``models.…(…)``."""
    calls = [line.value for line in node.body if isinstance(line, ast.Assign | ast.AnnAssign) and isinstance(line.value, ast.Call)]
    return any(isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "models" for call in calls)


def _is_below(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
