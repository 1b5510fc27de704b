"""``unionhall``: the commands for setting up, importing, asking, writing and keeping safe."""

import os
import sys
from importlib import import_module

import django
import typer

from unionhall.shell.cli.wording import USAGE, Program, unread

ROOMS = ("setup", "sheets", "asking", "papers", "reading", "serving", "keeping")  # in the order of the help

app = Program("网上职工之家")
say = typer.echo


class Stop(Exception):
    """Ends a command with a sentence that says what to do."""


def main() -> None:
    """Entry point: set Django up, and hand over to the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.site.settings")
    django.setup()
    carry_out(commands())


def commands() -> Program:
    """The program with every command. Django has to be set up, as for all that follows."""
    for room in ROOMS:
        import_module(f"unionhall.shell.cli.{room}")
    return app


def carry_out(program: Program) -> None:
    """Run what the command line asks for; what cannot be done or read ends with a sentence, and code 2."""
    from django.db.utils import OperationalError, ProgrammingError

    from unionhall.kernel.actions.declare import Invalid
    from unionhall.shell.documents.page import PdfUnavailable

    try:
        sys.exit(program(standalone_mode=False))
    except typer.TyperException as error:
        sentence = unread(error)
    except (Stop, Invalid, PdfUnavailable, ValueError, LookupError) as error:
        sentence = str(error)
    except OSError as error:
        sentence = f"读写 {error.filename or '文件'} 时出错（{error.strerror}），请核对路径、权限和磁盘空间"
    except (OperationalError, ProgrammingError) as error:
        sentence = f"数据库还没有建好或已损坏（{error}）。请先运行 unionhall init --name 单位全称，或 unionhall restore 恢复备份"
    typer.echo(sentence if sentence.startswith(USAGE) else f"未完成：{sentence}", err=True)
    sys.exit(2)
