"""What the command line says of itself in Chinese: the help of a command, and what is wrong with one as it was typed."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from typer import Typer
from typer.core import TyperCommand, TyperGroup

T = TypeVar("T", bound=Callable[..., Any])
USAGE = "用法："
# What typer says in English where it cannot read a command, and what is said instead.
UNREAD = (
    (r"Missing (?:argument|option) '(.+?)'", "没有写 {}"),
    (r"No such command '(.+?)'", "没有“{}”这个命令"),
    (r"No such option: (\S+)", "没有 {} 这个选项"),
    (r"Option '(.+?)' requires", "{} 后面没有写内容"),
    (r"Option '(.+?)' does not take", "{} 后面不写内容"),
    (r"Got unexpected extra argument\(s\) \((.+)\)", "多写了“{}”"),
    (r"Invalid value for .+ '(.+)' does not exist", "没有找到文件 {}"),
    (r"Invalid value for .+ '(.+)' is a directory", "{} 是文件夹，这里要写文件"),
    (r"Invalid value for .+ '(.+)' is not readable", "没有读取 {} 的权限"),
    (r"Invalid value for '(.+?)'", "{} 的写法不对"),
)


class Program(Typer):
    """A set of commands that explain themselves."""

    def __init__(self, help: str = "") -> None:
        super().__init__(cls=_Group, help=help, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)

    def command(self, name: str | None = None, **more: Any) -> Callable[[T], T]:
        return super().command(name, cls=_Command, **more)


class _Command(TyperCommand):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        given = [param for param in self.params if param.name != "help"]
        _explain(formatter, " ".join((ctx.command_path, *map(_usage, given))), self.help, [(_name(one), _about(one)) for one in given])


class _Group(TyperGroup):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        rows = [(name, (command.help or "").splitlines()[0]) for name, command in self.commands.items()]
        _explain(formatter, f"{ctx.command_path} 命令", self.help, rows)
        formatter.write(f"\n每个命令的写法：{ctx.command_path} 命令 --help\n")


def _explain(formatter: Any, usage: str, about: str | None, rows: list[tuple[str, str]]) -> None:
    formatter.write(f"{USAGE}{usage}\n\n{about}\n\n")
    wide = max((len(name) for name, _ in rows), default=0)
    for name, text in rows:
        formatter.write(f"  {name:<{wide}}  {text}\n")


def _name(param: Any) -> str:
    return "/".join((*param.opts, *param.secondary_opts))


def _usage(param: Any) -> str:
    flag = getattr(param, "is_flag", True)  # an argument has no such word
    text = _name(param) if flag else f"{_name(param)} …"
    return text if param.required else f"[{text}]"


def _about(param: Any) -> str:
    return f"{param.help}（默认 {param.default}）" if param.default not in (None, "", True, False) else str(param.help)


def unread(error: Any) -> str:
    """What is wrong with a command that typer could not read, and where its writing is told."""
    text = error.format_message()
    if text.startswith(USAGE):  # nothing was asked for
        return str(text)
    said = next((chinese.format(*found.groups()) for english, chinese in UNREAD if (found := re.match(english, text))), text)
    about, ctx = getattr(getattr(error, "param", None), "help", ""), getattr(error, "ctx", None)
    return f"{said}{about and f'（{about}）'}。写法见 {ctx.command_path if ctx else 'unionhall 命令'} --help"
