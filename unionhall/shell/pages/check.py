"""文稿核对: a paper is dropped or pasted, read, held against the ledger, and shown marked up beside the list of what was found."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from unionhall.base.periods import Period
from unionhall.kernel.access.models import User
from unionhall.kernel.access.permissions import EVIDENCE, FIGURES, READ_PAPERS
from unionhall.kernel.access.scope import may, reach, rows
from unionhall.kernel.audit.log import Change
from unionhall.kernel.audit.log import write as write_entry
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.files.models import File, UnfitFile, discard, keep
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.orgs.models import kinds as org_kinds
from unionhall.shell.models import Checked
from unionhall.shell.pages.frame import found_in, own_place, place_of, show
from unionhall.shell.pages.tables import attachment, choice, moment
from unionhall.shell.reading.intake import LARGEST_FILE, UnreadablePaper, take_in
from unionhall.shell.reading.marks import KINDS, LEDGER, TONES, Item, counts, items, marked, outline
from unionhall.shell.reading.report import report_of
from unionhall.shell.reading.text import read_text
from unionhall.shell.reading.verdicts import Books
from unionhall.shell.sheets.writing import SheetColumn, write

COMPARED = 50  # papers of the same organization with which a new one is compared
RECENT = 12
LONGEST = 200_000  # characters that are read while somebody waits
MOST_PLACES = 300
PASTED = "粘贴的文稿"
REMOVED = "删除核对的文稿"  # as the log says it
TODO = ("no", "fault", "na")  # what somebody has to look at, in this order
WIDTHS = (
    *(("序号", 6), ("结论", 12), ("文中", 36), ("指标", 24), ("文中数", 12), ("台账数", 12), ("相差", 10), ("单位", 8)),
    *(("期间", 14), ("记录（条）", 10), ("说明", 44), ("建议", 30)),
)


def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file or paste a text; what can be read is checked at once."""
    org = own_place(request, READ_PAPERS)
    if request.method != "POST":
        return _form(request)
    try:
        return redirect("checked", _take(request, org).pk)
    except _Unfit as wrong:
        return _form(request, wrong.field, str(wrong))


class _Unfit(Exception):
    """What was given cannot be checked; the sentence says why and what to do."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def _take(request: HttpRequest, home: Org) -> Checked:
    """Read what was given and keep it with what was found."""
    given, file = request.POST, request.FILES.get("file")
    org = next((place for place in _places(request) if str(place.pk) == given.get("org")), home)
    name = (file.name or "文稿") if file else ""
    data = file.read(LARGEST_FILE + 1) if file else given.get("text", "").strip().encode()
    if not file and not data:
        raise _Unfit("file", "需选择文件，或粘贴文稿")
    period = given.get("period", "").strip()
    try:
        code = Period.parse(period).code if period else ""
    except ValueError as error:
        raise _Unfit("period", str(error)) from error
    where = "file" if file else "text"
    try:
        text = take_in(data, name).text
    except UnreadablePaper as error:
        raise _Unfit(where, str(error)) from error
    if len(text) > LONGEST:
        raise _Unfit(where, f"有 {len(text) // 10_000} 万字，网页上一次最多核对 {LONGEST // 10_000} 万字，请拆成几个文件再传")
    stored = _kept(org, name or f"{PASTED}.txt", data, text, _user(request))
    return _read_again(Checked(user=_user(request), org=org, file=stored, name=name or PASTED, period=code, text=text))


def _kept(org: Org, name: str, data: bytes, text: str, user: User) -> File:
    """The file as it came, or its text where the file is of a kind that is not kept."""
    try:
        return keep(org, name, data, user)
    except UnfitFile:
        return keep(org, f"{name}.txt", text.encode(), user)


def _read_again(checked: Checked) -> Checked:
    """Read the text and hold it against the ledger as it stands now."""
    reading = read_text(checked.text)
    books = Books(checked.org, Period.parse(checked.period) if checked.period else None)
    others = dict(
        Checked.objects.filter(org=checked.org).exclude(pk=checked.pk).exclude(text=checked.text).values_list("name", "text")[:COMPARED]
    )
    checked.report = {**report_of(reading, checked.name, books, others), "outline": outline(reading)}
    checked.made_at = timezone.now()
    checked.save()
    return checked


def _form(request: HttpRequest, field: str = "", error: str = "") -> HttpResponse:
    given, org = request.POST, place_of(request)
    errors = {field: [error]} if error else {}
    places = [(str(place.pk), str(place)) for place in _places(request)]
    fields = [
        {
            "name": "file",
            "label": "文稿文件",
            "kind": "file",
            "multiple": False,
            "sheet": True,
            "accept": ".docx,.doc,.pdf,.xlsx,.xls,.txt,.html,.htm",
            "button": "选文件，或拖到这里",
            "hint": "Word、PDF、Excel、网页和文本文件都可以，一个文件里可以有几篇。",
        },
        {"name": "text", "label": "或粘贴文稿", "kind": "textarea", "rows": 6, "value": given.get("text", "")},
        choice("org", "对照哪个单位的台账", places, given.get("org") or str(org.pk if org else ""), required=True),
        {
            "name": "period",
            "label": "没有写明年份时按",
            "value": given.get("period", ""),
            "hint": "如 2025、2025H1 或 2025-06；文中写了年份的，以文中为准。",
        },
    ]
    context = {
        "title": "文稿核对",
        "action": reverse("check"),
        "fields": [{**one, "errors": errors.get(str(one["name"]), [])} for one in fields],
        "errors": [(f"f-{field}", error)] if error else [],
        "invalid": bool(error),
        "recent": [_recent(checked) for checked in rows(Checked, request.user, READ_PAPERS).select_related("org").order_by("-pk")[:RECENT]],
    }
    return show(request, "paper_check_form.html", context, 422 if error else 200)


def _places(request: HttpRequest) -> list[Org]:
    """The organizations with a ledger of their own whose papers the person may read."""
    parts = [kind.name for kind in org_kinds if kind.part]
    found = Org.objects.filter(reach(request.user, READ_PAPERS).rows(Org), dissolved_on=None).exclude(kind__in=parts)
    return list(found.order_by("path")[:MOST_PLACES])


def _recent(checked: Checked) -> dict[str, str]:
    found = Counter(verdict["verdict"] for verdict in checked.report.get("verdicts", []))
    value = f"{found['不一致']} 处不一致" if found["不一致"] else "没有不一致"
    day = f"{timezone.localtime(checked.made_at):%m-%d}"
    return {"lead": day, "text": checked.name, "url": reverse("checked", args=[checked.pk]), "value": value}


def checked_page(request: HttpRequest, number: int) -> HttpResponse:
    """The marked-up text beside what was found in it; the address may name a verdict and a kind of fault."""
    checked = _find(request, number)
    found = _items(request, checked)
    counted = counts(found)
    which, kind = request.GET.get("show", ""), request.GET.get("kind", "")
    chosen = [item for item in found if item.tone == which] if which in TONES else [item for item in found if item.tone in TODO]
    chosen = [item for item in chosen if kind not in KINDS or item.kind == kind]
    if which not in TONES:
        chosen.sort(key=lambda item: TODO.index(item.tone))
    url = reverse("checked", args=[checked.pk])
    context = {
        "title": checked.name,
        "crumbs": [("文稿核对", reverse("check")), (checked.name, None)],
        "lead": _lead(checked),
        "back": reverse("check"),
        "again": reverse("check_again", args=[checked.pk]),
        "export": reverse("check_export", args=[checked.pk]),
        "remove": {"url": reverse("check_remove", args=[checked.pk]), "confirm": f"删除“{checked.name}”的核对结果，台账不受影响。"},
        "counts": {tone: {"count": counted[tone], "url": f"{url}?show={tone}#list", "current": tone == which} for tone in TONES},
        "note": _note(checked),
        "paper_html": marked(checked.text, found, checked.report.get("outline", [])),
        "tabs": _tabs(url, counted, which),
        "kinds": _kinds(url, found, kind) if which == "fault" else [],
        "found": [{**item.__dict__, "url": _evidence(request, checked, item)} for item in chosen],
    }
    return show(request, "paper_check.html", context)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _find(request: HttpRequest, number: int) -> Checked:
    checked: Checked = found_in(request, Checked, READ_PAPERS, number)
    return checked


def _items(request: HttpRequest, checked: Checked) -> list[Item]:
    return items(checked.report, sees_few=may(request.user, EVIDENCE, checked.org))


def _lead(checked: Checked) -> str:
    frame = f"，没有写明年份的按 {Period.parse(checked.period).label}" if checked.period else ""
    return f"{checked.org} · 对照台账{frame}，截至 {moment(checked.made_at)}"


def _note(checked: Checked) -> str:
    """How many papers there are in the file, which of them speak of something else, and what is no paper at all."""
    ledger = any(one.get("ledger") for one in checked.report.get("documents", []))
    return _papers(checked) + (f"{LEDGER}要记入系统，请用“导入表格”。" if ledger else "")


def _papers(checked: Checked) -> str:
    documents = checked.report.get("documents", [])
    other = "、".join(f"第 {one['number']} 篇" for one in documents if not one["union_work"])
    many = f"这个文件里有 {len(documents)} 篇" if len(documents) > 1 else ""
    if not other:
        return f"{many}。" if many else ""
    return f"{many}，其中{other}看不出是工会工作。" if many else "这篇文稿看不出是工会工作。"


def _tabs(url: str, counted: dict[str, int], which: str) -> list[dict[str, Any]]:
    todo = {"label": "需处理", "count": sum(counted[tone] for tone in TODO), "url": f"{url}#list", "current": which not in TONES}
    named = ({"label": TONES[tone], "count": counted[tone], "url": f"{url}?show={tone}#list", "current": tone == which} for tone in TONES)
    return [todo, *named]


def _kinds(url: str, found: Sequence[Item], kind: str) -> list[dict[str, Any]]:
    counted = Counter(item.kind for item in found if item.kind)
    every = {"label": "全部", "url": f"{url}?show=fault#list", "current": kind not in KINDS, "count": counted.total()}
    named = [
        {"label": label, "url": f"{url}?show=fault&kind={name}#list", "current": name == kind, "count": counted[name]}
        for name, label in KINDS.items()
        if counted[name]
    ]
    return [every, *named] if len(named) > 1 else []


def _evidence(request: HttpRequest, checked: Checked, item: Item) -> str:
    """Where the records behind a number stand, for those who may see figures."""
    verdict = item.verdict
    if not verdict or verdict["form"] != "value" or not may(request.user, FIGURES, checked.org):
        return ""
    return f"{reverse('evidence')}?{urlencode({'org': verdict['org'], 'metric': verdict['metric'], 'period': verdict['period']})}"


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """The same text, held against the ledger as it stands now."""
    return redirect("checked", _read_again(_find(request, number)).pk)


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a checked paper, with its file where nothing else names it; the log keeps that it was there and who took it away."""
    checked = _find(request, number)
    about = {"model": Checked._meta.label_lower, "record_id": checked.pk, "org": checked.org}
    with transaction.atomic():
        checked.delete()
        discard(checked.file)
        entry = Entry(at=timezone.now(), actor=_user(request), action=REMOVED, channel="page", **about)
        write_entry(entry, [Change("文稿", checked.name, "")])
    return redirect("check")


def export(request: HttpRequest, number: int) -> HttpResponse:
    """What was found, as a workbook."""
    checked = _find(request, number)
    kind = {"文中数": "int", "台账数": "int", "相差": "int", "序号": "int", "记录（条）": "int"}
    columns = [SheetColumn(label, width, kind.get(label, "text")) for label, width in WIDTHS]  # type: ignore[arg-type]  # kinds of ours
    title = f"{checked.name.rpartition('.')[0] or checked.name}核对表"
    return attachment(write(title, columns, map(_line, _items(request, checked)), _lead(checked)), f"{title}.xlsx")


def _line(item: Item) -> list[Any]:
    verdict = item.verdict or dict.fromkeys(("claimed", "ledger", "difference", "unit", "period", "records"))
    label = "" if item.kind else item.label
    numbers = [verdict["claimed"], verdict["ledger"], verdict["difference"], verdict["unit"], verdict["period"], verdict["records"]]
    return [item.number, item.state, item.text, label, *numbers, item.note, item.suggestion]


urls = [
    path("check/", upload, name="check"),
    path("check/<int:number>/", checked_page, name="checked"),
    path("check/<int:number>/again/", again, name="check_again"),
    path("check/<int:number>/remove/", remove, name="check_remove"),
    path("check/<int:number>/export/", export, name="check_export"),
]
