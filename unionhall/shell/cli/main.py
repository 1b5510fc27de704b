"""``unionhall``: the commands for setting up, importing, asking, writing and keeping safe."""

import os
import sys

import typer

app = typer.Typer(help="网上职工之家", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)


class Stop(Exception):
    """Ends a command with a sentence that says what to do."""


def say(text: str) -> None:
    """What the command did, in words."""
    typer.echo(text)


def main() -> None:
    """Entry point: set Django up, then hand over to the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.site.settings")
    import django

    django.setup()
    from django.db.utils import OperationalError, ProgrammingError

    from unionhall.shell.cli import asking, demo, docs, keeping, papers, reading, serving, setup, sheets  # noqa: F401 - each adds its commands

    try:
        sys.exit(app(standalone_mode=False) or 0)
    except (Stop, ValueError, LookupError) as error:
        typer.echo(f"未完成：{error}", err=True)
        sys.exit(2)
    except typer.Exit as leaving:
        sys.exit(leaving.exit_code)
    except typer.Abort:
        sys.exit(1)
    except (OperationalError, ProgrammingError) as error:
        typer.echo(
            f"未完成：数据库还没有建好或已损坏（{error}）。请先运行 unionhall init --name 单位全称，或 unionhall restore 恢复备份", err=True
        )
        sys.exit(2)
    except Exception as error:
        if hasattr(error, "show"):  # a wrong word on the command line
            error.show()
            sys.exit(2)
        raise
