"""Programs of a house, each a process of its own with its own settings, forked where the libraries are loaded already.

A new interpreter takes two seconds to import what a command needs for a tenth of a second's work.
"""

import multiprocessing
import os
import sys
from multiprocessing.context import ForkServerProcess
from pathlib import Path

FORKS = multiprocessing.get_context("forkserver")
# Libraries only: settings, models and commands are loaded by each program itself, for its own house.
LIBRARIES = """
    django.contrib.messages django.core.management django.db.migrations.executor django.db.models.functions django.forms django.http
    django.middleware.csrf django.urls django.views.debug django.views.generic logging.config sqlite3
    cryptography.fernet docx gunicorn.app.base jinja2 lxml.etree openpyxl pydantic pypinyin pytest python_calamine re2 rjieba typer
    urllib.request xlrd xlsxwriter
"""
FORKS.set_forkserver_preload(LIBRARIES.split())


def begin(code: str, words: list[str], variables: dict[str, str], out: Path) -> ForkServerProcess:
    """Start a program; what it says goes into a file."""
    program = FORKS.Process(target=_run, args=(code, words, variables, out), daemon=True)
    program.start()
    return program


def _run(code: str, words: list[str], variables: dict[str, str], out: Path) -> None:
    with out.open("a") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    os.environ.update(variables)
    sys.argv = ["unionhall", *words]
    exec(compile(code, "<program>", "exec"), {"__name__": "__main__"})
