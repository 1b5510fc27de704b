"""The command line explains itself, and says in Chinese what is wrong with a command that it cannot read."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.cli.conftest import Said
from unionhall.shell.cli.main import commands

Give = Callable[..., Said]
ENGLISH = re.compile(
    r"(?<![\w./-])(?:usage|options?|arguments?|commands?|error|try|missing|show|exit|required|default|invalid)(?!\w)", re.I
)


def walked(name: str, command: Any) -> list[str]:
    return [name, *(path for below, one in getattr(command, "commands", {}).items() for path in walked(f"{name} {below}".strip(), one))]


@pytest.mark.parametrize("words", walked("", typer.main.get_command(commands())))
def test_every_command_tells_how_it_is_written(command: Give, words: str) -> None:
    said = command(*words.split(), "--help")
    assert said.code == 0
    assert re.match(f"用法：.* ?{words}", said.text)
    assert not ENGLISH.search(said.text.removeprefix("用法：")), said.text
    rows = [line for line in said.text.splitlines() if line.startswith("  ")]
    assert all(re.search("[一-鿿]", row) for row in rows)  # each argument, option and command in words


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nosuch"], "没有“nosuch”这个命令。写法见 "),
        (["ledger", "nosuch"], "没有“nosuch”这个命令。写法见 "),
        (["import"], "没有写 file（Excel 或 CSV 文件）。写法见 "),
        (["figures"], "没有写 --period（期间，如 2014、2014-05、2014Q2、2014H1）"),
        (["figures", "--period"], "--period 后面没有写内容"),
        (["figures", "--perid", "2014"], "没有 --perid 这个选项"),
        (["map", "--json=yes"], "--json 后面不写内容"),
        (["map", "more"], "多写了“more”"),
        (["serve", "--port", "http"], "--port 的写法不对（端口）"),
        (["import", "none.xlsx"], "没有找到文件 none.xlsx"),
        (["restore", "."], ". 是文件夹，这里要写文件"),
    ],
)
def test_what_is_wrong_with_a_command_is_said_with_what_to_do(command: Give, words: list[str], sentence: str) -> None:
    said = command(*words)
    assert said.code == 2
    assert sentence in said.text
    assert said.text.startswith("未完成：")
    assert not ENGLISH.search(said.text), said.text


def test_nothing_asked_for_is_answered_with_the_commands_in_their_order(command: Give) -> None:
    said = command()
    assert said.code == 2
    assert 0 < said.text.index("  init ") < said.text.index("  import ") < said.text.index("  figures ") < said.text.index("  backup ")
    assert "未完成" not in said.text


def test_a_file_that_cannot_be_written_is_named(world: Any, command: Give, tmp_path: Path) -> None:
    (tmp_path / "return.xlsx").mkdir()
    said = command("paper", "monthly-return", "--period", "2026-05", "--output", tmp_path / "return.xlsx", "--org", world.union.code)
    assert said.code == 2
    assert f"读写 {tmp_path / 'return.xlsx'} 时出错" in said.text
