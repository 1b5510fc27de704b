"""``unionhall``: the commands for setting up, importing, asking, writing and keeping safe."""

import os
import sys
from importlib import import_module

import django
import typer

ROOMS = ("asking", "keeping", "papers", "reading", "serving", "setup", "sheets")

app = typer.Typer(help="网上职工之家", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
say = typer.echo


class Stop(Exception):
    """Ends a command with a sentence that says what to do."""


def main() -> None:
    """Entry point: set Django up, and hand over to the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.site.settings")
    django.setup()
    carry_out(commands())


def commands() -> typer.Typer:
    """The program with every command. Django has to be set up, as for all that follows."""
    for room in ROOMS:
        import_module(f"unionhall.shell.cli.{room}")
    return app


def carry_out(program: typer.Typer) -> None:
    """Run what the command line asks for; what cannot be done ends with a sentence, and code 2."""
    from django.db.utils import OperationalError, ProgrammingError

    from unionhall.kernel.actions.declare import Invalid
    from unionhall.shell.documents.page import PdfUnavailable

    try:
        program()
    except (Stop, Invalid, PdfUnavailable, ValueError, LookupError) as error:
        sentence = str(error)
    except (OperationalError, ProgrammingError) as error:
        sentence = f"数据库还没有建好或已损坏（{error}）。请先运行 unionhall init --name 单位全称，或 unionhall restore 恢复备份"
    typer.echo(f"未完成：{sentence}", err=True)
    sys.exit(2)
