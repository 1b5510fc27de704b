"""Importing a workbook on the screen: choose a file, look at what every row would do, confirm it whole, take it back."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from unionhall.kernel.access.models import User
from unionhall.kernel.access.scope import OutOfReach, require, rows
from unionhall.kernel.actions.batches import IMPORT, UNDO_BATCH, UNDO_WITHIN
from unionhall.kernel.actions.declare import Call, Invalid
from unionhall.kernel.actions.models import Batch
from unionhall.kernel.actions.run import run
from unionhall.kernel.files.models import UnfitFile, discard, keep
from unionhall.kernel.orgs.models import Org
from unionhall.shell.models import Preview
from unionhall.shell.pages.declare import pages_of
from unionhall.shell.pages.frame import own_place, required, show
from unionhall.shell.pages.previews import check, context, units
from unionhall.shell.pages.tables import attachment, moment
from unionhall.shell.sheets import UnreadableWorkbook, exporting, importing
from unionhall.shell.sheets.importing import ERROR, Checked, carry_out, cell_faults
from unionhall.shell.sheets.marking import mark
from unionhall.shell.sheets.plan import Plan, plan
from unionhall.shell.sheets.register import known, registers
from unionhall.shell.sheets.workbook import read

RECENT = 12
MOST = 10_000  # rows that are checked while somebody waits for the answer


def with_file(view: Callable[[HttpRequest, int], HttpResponse]) -> Callable[[HttpRequest, int], HttpResponse]:
    """For views that read the uploaded file again: where it is gone, they lead back to choosing one."""

    def answer(request: HttpRequest, number: int) -> HttpResponse:
        try:
            return view(request, number)
        except UnreadableWorkbook as lost:
            messages.warning(request, str(lost))
            return redirect("import")

    return answer


def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; what can be read is previewed."""
    org, user = _place(request), request.user
    assert isinstance(user, User)  # the right was asked for just before
    if request.method != "POST":
        return _form(request)
    file = request.FILES.get("file")
    if file is None:
        return _form(request, "需选择表格文件")
    for old in Preview.objects.filter(made_at__lt=timezone.now() - UNDO_WITHIN).select_related("file"):
        _forget(old)
    data, name = file.read(), file.name or "表格"
    try:
        made = plan(read(data, name, known), org)
        if len(made.lines) > MOST:
            raise UnreadableWorkbook(f"“{name}”有 {len(made.lines)} 行，网页上一次最多核对 {MOST} 行，请按小组或年份拆成几个文件")
        kept = Preview(user=user, org=org, file=keep(org, name, data, user))
    except (UnreadableWorkbook, UnfitFile) as error:
        return _form(request, str(error))
    check(kept, made)
    return redirect("import_preview", kept.pk)


def template(request: HttpRequest, register: str) -> HttpResponse:
    """An empty sheet of one register."""
    org = _place(request)
    if register not in registers:
        raise OutOfReach
    return attachment(exporting.template(registers[register], org), f"{registers[register].label}模板.xlsx")


def preview_page(request: HttpRequest, number: int) -> HttpResponse:
    """What every row of the file would do."""
    kept = _preview(request, number)
    return redirect("import_done", kept.batch_id) if kept.batch_id else show(request, "import_preview.html", context(request, kept))


@require_POST
@with_file
def recheck(request: HttpRequest, number: int) -> HttpResponse:
    """Check again, with the year and the groups that were chosen."""
    kept = _preview(request, number)
    year = request.POST.get("year", "")
    kept.year = int(year) if year.isdigit() else None
    ours = dict(units(kept.org))
    chosen = {name: ours.get(request.POST.get(f"group-{index}", ""), "") for index, (name, _) in enumerate(kept.about["groups"])}
    kept.groups = {name: unit for name, unit in chosen.items() if unit}
    check(kept, _plan_of(kept))
    return redirect("import_preview", kept.pk)


@require_POST
@with_file
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Write all rows that are right, or nothing; where data have changed since, the result of a new check is shown instead."""
    try:
        with transaction.atomic():
            kept = _preview(request, number, lock=True)
            if not kept.batch_id:
                made = importing.Preview(_plan_of(kept), [Checked(**row) for row in kept.rows])
                kept.batch = carry_out(made.plan, made.writes(), kept.user, timezone.now(), _data(kept))
                kept.rows = []  # what the file says stands in the records now, and in the file
                kept.save()
    except Invalid as refused:
        kept = _preview(request, number)
        check(kept, _plan_of(kept))
        messages.warning(request, f"没有写入任何数据：{refused.problems[0].message}。以下是按现在的数据重新核对的结果。")
        return redirect("import_preview", number)
    return redirect("import_done", kept.batch_id)


@with_file
def errors(request: HttpRequest, number: int) -> HttpResponse:
    """The person's own file with the faulty cells marked."""
    kept = _preview(request, number)
    data = _data(kept)
    marked = mark(data, read(data, kept.file.name, known), cell_faults([Checked(**row) for row in kept.rows]))
    return attachment(marked, f"{kept.file.name.rpartition('.')[0]}_错误标注.xlsx")


@require_POST
def abandon(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a preview."""
    _forget(_preview(request, number))
    messages.info(request, "已放弃导入，没有写入任何数据。")
    return redirect("import")


def done(request: HttpRequest, number: int, status: int = 200) -> HttpResponse:
    """What an import wrote, and until when it can be taken back."""
    batch: Batch = required(request, Batch.objects.select_related("org"), IMPORT, number)
    made = batch.origins.filter(created=True).values("model").annotate(count=Count("pk")).order_by("model")
    kept, until = Preview.objects.filter(batch=batch).first(), batch.at + UNDO_WITHIN
    groups = batch.origins.filter(model=Org._meta.label_lower, created=True)
    shown: dict[str, Any] = {
        "title": "导入结果",
        "crumbs": [("导入表格", reverse("import")), ("结果", None)],
        "batch": batch,
        "founded": groups.count(),
        "made": [(page, row["count"]) for row in made if (page := pages_of(row["model"]))],
        "refused": kept.about["counts"][ERROR] if kept else 0,
        "stays": Org.objects.filter(pk__in=groups.values("record_id")).order_by("path") if batch.undone_at else (),
        "undone": moment(batch.undone_at) if batch.undone_at else "",
        "until": moment(until) if timezone.now() < until else "",
    }
    return show(request, "import_done.html", shown, status)


@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take a whole import back."""
    try:
        run(UNDO_BATCH, Call(request.user, {}, record=required(request, Batch.objects.all(), IMPORT, number)))
    except Invalid as refused:
        messages.warning(request, f"没有撤销：{refused.problems[0].message}。")
        return done(request, number, 422)
    messages.success(request, "已撤销，导入前的数据已恢复。")
    return redirect("import_done", number)


def _place(request: HttpRequest) -> Org:
    """The organization that is imported into, if the person may import there."""
    org = own_place(request, IMPORT)
    require(request.user, IMPORT, org)
    return org


def _preview(request: HttpRequest, number: int, *, lock: bool = False) -> Preview:
    """A preview of the person's own; nobody else sees it."""
    own = Preview.objects.filter(user=request.user.pk).select_related("file", "org", "user")
    kept: Preview = required(request, own.select_for_update(of=("self",)) if lock else own, IMPORT, number)
    return kept


def _forget(kept: Preview) -> None:
    """Remove a preview, with its file where no import has been made of it."""
    kept.delete()
    discard(kept.file)


def _plan_of(kept: Preview) -> Plan:
    return plan(read(_data(kept), kept.file.name, known), kept.org, kept.year, kept.groups)


def _data(kept: Preview) -> bytes:
    """The uploaded file, if it is still the one that was looked at."""
    try:
        data = kept.file.read()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != kept.file.digest:
        raise UnreadableWorkbook(f"“{kept.file.name}”的原文件已不在或已改变，没有写入任何数据，请重新上传")
    return data


def _form(request: HttpRequest, error: str = "") -> HttpResponse:
    recent = [(f"{timezone.localtime(batch.at):%m-%d}", batch) for batch in rows(Batch, request.user, IMPORT).order_by("-pk")[:RECENT]]
    shown = {"title": "导入表格", "error": error, "invalid": bool(error), "registers": list(registers), "recent": recent}
    return show(request, "import_upload.html", shown, status=422 if error else 200)


urls = [
    path("import/", upload, name="import"),
    path("import/template/<str:register>/", template, name="import_template"),
    path("import/<int:number>/", preview_page, name="import_preview"),
    path("import/<int:number>/recheck/", recheck, name="import_recheck"),
    path("import/<int:number>/confirm/", confirm, name="import_confirm"),
    path("import/<int:number>/errors/", errors, name="import_errors"),
    path("import/<int:number>/abandon/", abandon, name="import_abandon"),
    path("import/done/<int:number>/", done, name="import_done"),
    path("import/done/<int:number>/undo/", undo, name="import_undo"),
]
