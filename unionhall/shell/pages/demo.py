"""Leaving the demonstration: its data are wiped, and one's own house is begun in the same act."""

import shutil

from django.conf import settings
from django.contrib.auth import logout
from django.core.management import call_command
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from unionhall.kernel.access.models import Slip
from unionhall.kernel.access.permissions import GRANT
from unionhall.kernel.access.scope import OutOfReach
from unionhall.kernel.actions.declare import Invalid, Problem
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.ledger.models import Series
from unionhall.kernel.orgs.models import Org
from unionhall.shell.cli.setup import begin
from unionhall.shell.pages.forms import field_of
from unionhall.shell.pages.frame import is_demo, own_place, show

ASKED = (
    Input("name", "本单位全称", max_length=200, hint="如 恒川机械厂工会"),
    Input("officer", "首位工会专干的姓名", "name", max_length=60),
    Input("sign_in", "登录名", max_length=60, hint="字母、数字或汉字，登录时用"),
)
SURE = Input("sure", "清空全部演示数据，不能恢复", "flag")


def demo_reset(request: HttpRequest) -> HttpResponse:
    """Say what goes, ask what one's own house is called, and do it."""
    if not is_demo():
        raise OutOfReach
    own_place(request, GRANT)
    problems = _wrong(request) if request.method == "POST" else []
    if request.method == "POST" and not problems:
        try:
            slip = _wipe_and_begin(*(request.POST[given.name].strip() for given in ASKED))
        except Invalid as refused:
            problems = [Problem("invalid", problem.message) for problem in refused.problems]
        else:
            logout(request)
            return redirect("activate_code", code=slip.code)
    fields = [field_of(request, given, request.POST, problems, None) for given in (*ASKED, SURE)]
    errors = [(f"f-{problem.field}" if problem.field else "", problem.message) for problem in problems]
    context = {"title": "清空演示数据，建立自己的工会", "top": Org.objects.filter(parent=None).first(), "fields": fields, "errors": errors}
    return show(request, "demo_reset.html", context, 422 if problems else 200)


def _wrong(request: HttpRequest) -> list[Problem]:
    problems = []
    for given in ASKED:
        try:
            given.clean(request.POST.get(given.name), None)
        except ValueError as error:
            problems.append(Problem("invalid", str(error), given.name))
    if not request.POST.get(SURE.name):
        problems.append(Problem("invalid", "需勾选“清空全部演示数据”才能继续", SURE.name))
    return problems


def _wipe_and_begin(name: str, officer: str, sign_in: str) -> Slip:
    """Either all of it happens or nothing; the marker of the demonstration goes last."""
    with transaction.atomic():
        wipe()
        _, slip = begin({"name": name, "kind": "union"}, officer, sign_in)
    shutil.rmtree(settings.FILES_ROOT, ignore_errors=True)
    (settings.HOME / "demo").unlink(missing_ok=True)
    return slip


def wipe() -> None:
    """Empty every table. The series stay, which say nothing of anybody: every process of the server remembers their numbers."""
    kept = list(Series.objects.all())
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
    Series.objects.bulk_create(kept)


urls = [path("demo-reset/", demo_reset, name="demo_reset")]
