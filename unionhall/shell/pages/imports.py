"""Importing a workbook on the screen: choose a file, look at what every row would do, confirm it whole, take it back."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from time import monotonic
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
from unionhall.kernel.files.models import UnfitFile, keep
from unionhall.kernel.orgs.models import Org
from unionhall.shell.models import Preview
from unionhall.shell.pages.cells import moment
from unionhall.shell.pages.declare import pages_of
from unionhall.shell.pages.frame import place_of, required, show
from unionhall.shell.pages.previews import context, units
from unionhall.shell.pages.tables import attachment
from unionhall.shell.sheets import UnreadableWorkbook, exporting, importing
from unionhall.shell.sheets.importing import ERROR, LABELS, NEW, UPDATE, carry_out, cell_faults
from unionhall.shell.sheets.marking import mark
from unionhall.shell.sheets.plan import Line, Plan, plan
from unionhall.shell.sheets.register import known, registers
from unionhall.shell.sheets.workbook import Workbook, read

RECENT = 12
CODES = {"day", "phone", "identity", "name", "staff_number", "person_number", "person_name", "unit", "person_unit"}


class Unusable(Exception):
    """The file cannot be imported; the sentence says why and what to do."""


def with_file(view: Callable[[HttpRequest, int], HttpResponse]) -> Callable[[HttpRequest, int], HttpResponse]:
    """For views that read the uploaded file again: where it is gone, they lead back to choosing one."""

    def answer(request: HttpRequest, number: int) -> HttpResponse:
        try:
            return view(request, number)
        except Unusable as lost:
            messages.warning(request, str(lost))
            return redirect("import")

    return answer


def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; what can be read is previewed."""
    org = _place(request)
    if request.method != "POST":
        return _form(request, org)
    file = request.FILES.get("file")
    if file is None:
        return _form(request, org, "需选择表格文件")
    data, name = file.read(), file.name or "表格"
    try:
        made = _plan(_read(data, name), org)
        kept = Preview(user=_user(request), org=org, file=keep(org, name, data, _user(request)))
    except (Unusable, UnfitFile) as error:
        return _form(request, org, str(error))
    Preview.objects.filter(made_at__lt=timezone.now() - UNDO_WITHIN).delete()
    _check(kept, made)
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
    _check(kept, _plan_of(kept))
    return redirect("import_preview", kept.pk)


@require_POST
@with_file
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Write all rows that are right, or nothing; where data have changed since, the result of a new check is shown instead."""
    try:
        with transaction.atomic():
            kept = _preview(request, number, lock=True)
            if not kept.batch_id:
                writes = {(row["sheet"], row["row"]): row["does"] for row in kept.rows if row["state"] in (NEW, UPDATE)}
                kept.batch = carry_out(_plan_of(kept), writes, _user(request), timezone.now(), _data(kept))
                kept.rows = []  # what the file says stands in the records now, and in the file
                kept.save()
    except Invalid as refused:
        kept = _preview(request, number)
        _check(kept, _plan_of(kept))
        messages.warning(request, f"没有写入任何数据：{refused.problems[0].message}。以下是按现在的数据重新核对的结果。")
        return redirect("import_preview", number)
    return redirect("import_done", kept.batch_id)


@with_file
def errors(request: HttpRequest, number: int) -> HttpResponse:
    """The person's own file with the faulty cells marked."""
    kept = _preview(request, number)
    data = _data(kept)
    marked = mark(data, _read(data, kept.file.name), cell_faults(kept.rows))
    return attachment(marked, f"{kept.file.name.rpartition('.')[0]}_错误标注.xlsx")


@require_POST
def abandon(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a preview."""
    _preview(request, number).delete()
    messages.info(request, "已放弃导入，没有写入任何数据。")
    return redirect("import")


def done(request: HttpRequest, number: int) -> HttpResponse:
    """What an import wrote, and until when it can be taken back."""
    return _show_batch(request, _batch(request, number))


@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take a whole import back."""
    batch = _batch(request, number)
    try:
        run(UNDO_BATCH, Call(_user(request), {}, record=batch))
    except Invalid as refused:
        messages.warning(request, f"没有撤销：{refused.problems[0].message}。")
        return _show_batch(request, batch, status=422)
    messages.success(request, "已撤销，导入前的数据已恢复。")
    return redirect("import_done", number)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _place(request: HttpRequest) -> Org:
    """The organization that is imported into, if the person may import there."""
    org = place_of(request)
    if org is None:
        raise OutOfReach
    require(request.user, IMPORT, org)
    return org


def _preview(request: HttpRequest, number: int, *, lock: bool = False) -> Preview:
    """A preview of the person's own; nobody else sees it."""
    own = Preview.objects.filter(user=_user(request)).select_related("file", "org")
    kept: Preview = required(request, own.select_for_update(of=("self",)) if lock else own, IMPORT, number)
    return kept


def _batch(request: HttpRequest, number: int) -> Batch:
    batch: Batch = required(request, Batch.objects.select_related("org"), IMPORT, number)
    return batch


def _read(data: bytes, name: str) -> Workbook:
    try:
        return read(data, name, known)
    except UnreadableWorkbook as error:
        raise Unusable(str(error)) from error


def _plan(book: Workbook, org: Org, year: int | None = None, groups: dict[str, str] | None = None) -> Plan:
    made = plan(book, org, year, groups)
    if not made.lines:
        why = "；".join(f"工作表“{name}”{reason}" for name, reason in made.skipped)
        raise Unusable(f"没有可以导入的行：{why}。请对照右侧能认出的表格核对表头，或下载模板")
    return made


def _data(kept: Preview) -> bytes:
    """The uploaded file, if it is still the one that was looked at."""
    try:
        data = kept.file.read()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != kept.file.digest:
        raise Unusable(f"“{kept.file.name}”的原文件已不在或已改变，没有写入任何数据，请重新上传")
    return data


def _plan_of(kept: Preview) -> Plan:
    return _plan(_read(_data(kept), kept.file.name), kept.org, kept.year, kept.groups)


def _check(kept: Preview, made: Plan) -> None:
    """Do the whole import, take it back, and keep what it showed."""
    start = monotonic()
    checked = importing.preview(made, kept.user, timezone.now())
    counts = checked.counts()
    named = Counter(name for line in made.lines for name in line.units())
    kept.made_at, kept.rows = timezone.now(), [asdict(row) for row in checked.rows]
    kept.about = {
        "counts": {state: counts[state] for state in LABELS},
        "sheets": {line.sheet.name: _columns(line) for line in made.lines},
        "skipped": made.skipped,
        "year": made.year,
        "year_lacking": made.year_lacking,
        "groups": [(name, named[name]) for name in made.units] + [(name, 0) for name in kept.groups],
        "titles": sum(sheet.heading_row > 1 for sheet in made.workbook.sheets),
        "totals": sum(len(sheet.total_rows) for sheet in made.workbook.sheets),
        "seconds": round(monotonic() - start, 1),
    }
    kept.save()


def _columns(line: Line) -> list[dict[str, Any]]:
    """The columns of a sheet as its table shows them: numbers and codes are not broken, the name stands first on a phone."""
    found = []
    for index, label in enumerate(line.sheet.headings):
        name = line.columns[index].input if index in line.columns else ""
        given = line.register.input_of(line.columns[index]) if name else None
        kind = "num" if given and given.kind in ("money", "integer") else "code" if {name, given and given.kind} & CODES else ""
        if label:
            found.append({"label": label, "kind": kind, "head": name in ("name", "person_name", "title")})
    return found


def _form(request: HttpRequest, org: Org, error: str = "") -> HttpResponse:
    known_registers = []
    for register in registers:
        needed, more = ("、".join(heading.label for heading in register.headings if heading.required is need) for need in (True, False))
        url = reverse("import_template", args=[register.name])
        known_registers.append({"label": register.label, "url": url, "required": needed, "optional": more})
    shown = {
        "title": "导入表格",
        "action": reverse("import"),
        "errors": [("f-file", error)] if error else [],
        "file_errors": [error] if error else [],
        "invalid": bool(error),
        "registers": known_registers,
        "recent": [_recent(batch) for batch in rows(Batch, _user(request), IMPORT).order_by("-pk")[:RECENT]],
    }
    return show(request, "import_upload.html", shown, status=422 if error else 200)


def _recent(batch: Batch) -> dict[str, str]:
    value = "已撤销" if batch.undone_at else f"{batch.created + batch.updated} 条"
    day = f"{timezone.localtime(batch.at):%m-%d}"
    return {"lead": day, "text": batch.file_name, "url": reverse("import_done", args=[batch.pk]), "value": value}


def _show_batch(request: HttpRequest, batch: Batch, status: int = 200) -> HttpResponse:
    made = batch.origins.filter(created=True).values("model").annotate(count=Count("pk")).order_by("model")
    found = [(page, row["count"]) for row in made if (page := pages_of(row["model"]))]
    groups = batch.founded()
    kinds = ((batch.created, "新增的 {} 条移除"), (groups, "{} 个新小组移除（已有账目的保留）"), (batch.updated, "更新的 {} 条恢复原样"))
    effect = f"撤销后，{'，'.join(text.format(count) for count, text in kinds if count)}。"
    until = batch.at + UNDO_WITHIN
    undo = {"url": reverse("import_undo", args=[batch.pk]), "until": moment(until), "effect": effect}
    kept = Preview.objects.filter(batch=batch).first()
    refused = kept.about["counts"][ERROR] if kept else 0
    shown = {
        "title": "导入结果",
        "crumbs": [("导入表格", reverse("import")), ("结果", None)],
        "file_name": batch.file_name,
        "batch_number": f"批次 {batch.pk}",
        "sums": [(batch.created, " 条", "新增"), (batch.updated, " 条", "更新"), *([(groups, " 个", "小组")] if groups else [])],
        "skipped": f"{refused} 行有错，没有导入；改好后可以再传，已导入的不会重复。" if refused else "",
        "lines": [{"lead": "新增", "text": f"{page.label} {count} 条", "url": reverse("list", args=[page.name])} for page, count in found],
        "undo_done": f"已于 {moment(batch.undone_at)} 撤销，导入前的数据已恢复。" if batch.undone_at else "",
        "undo": undo if timezone.now() < until else None,
        "next": [{"label": "再导入一份", "url": reverse("import")}],
    }
    return show(request, "import_done.html", shown, status)


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
