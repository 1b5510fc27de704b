"""paper: write the annual report and the monthly return into a file, checked before they leave."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.urls import reverse

from unionhall.base.periods import Period
from unionhall.kernel.actions.declare import Action, Call, Invalid
from unionhall.kernel.actions.run import run
from unionhall.kernel.ledger.metrics import phrases
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.papers.actions import BEGIN, FREEZE
from unionhall.kernel.papers.compose import draft_of
from unionhall.kernel.papers.content import Content, Paragraph, Quoted
from unionhall.kernel.papers.declare import ANNUAL_REPORT, MONTHLY_RETURN, PaperKind
from unionhall.kernel.papers.draft import Draft, phrase_of
from unionhall.kernel.papers.freeze import content_of
from unionhall.kernel.papers.models import Paper
from unionhall.shell.cli.main import Stop, app, say
from unionhall.shell.cli.places import organization
from unionhall.shell.documents.docx import write_docx
from unionhall.shell.documents.page import PdfUnavailable, write_pdf, write_print
from unionhall.shell.documents.returns import monthly_return as build_return
from unionhall.shell.documents.returns import write_return
from unionhall.shell.reading.own import check

paper = typer.Typer(help="文稿", no_args_is_help=True)
app.add_typer(paper, name="paper")

PERIOD = Annotated[str, typer.Option(help="年度总结写年份，如 2026；月报表写月份，如 2026-05")]
OUTPUT = Annotated[Path, typer.Option(help="写到哪个文件")]
ORG = Annotated[str, typer.Option(help="组织代码")]
FORMS = (".docx", ".html", ".pdf")


@paper.command("annual-report")
def annual_report(
    period: PERIOD, output: OUTPUT, freeze: Annotated[bool, typer.Option("--freeze", help="核对无误后定稿")] = False, org: ORG = ""
) -> None:
    """写年度工作总结，按文件后缀写成 Word、网页或 PDF。"""
    _check_target(output, FORMS)
    found = _found(organization(org), Period.parse(period))
    content = _checked(found)
    if freeze and found.state == Paper.State.DRAFT:
        found = _run(FREEZE, Call(None, {}, record=found, channel="command"))
        content = content_of(found)
        say(f"已定稿，数字取自事实账第 {found.position} 条为止的记录，今后不再变动。")
    _write(output, partial(_as_file, found, content, output.suffix.lower()))


@paper.command("monthly-return")
def monthly_return(period: PERIOD, output: OUTPUT, org: ORG = "") -> None:
    """写月报表，连同每个数字的依据记录。"""
    _check_target(output, (".xlsx",))
    place, month = organization(org), Period.parse(period)
    begun = _newest(MONTHLY_RETURN, place, month)
    form = build_return(draft_of(begun) if begun else Draft(place, month))
    parts = sum(len(cells) == 1 for cells in form.lines.rows)
    counted = f"{parts} 个部分，{len(form.lines.rows) - parts} 行，依据记录 {len(form.records.rows)} 条"
    say(f"《{form.org}{form.period}{form.title}》：{counted}。")
    _write(output, partial(write_return, form))


def _check_target(output: Path, suffixes: tuple[str, ...]) -> None:
    if output.suffix.lower() not in suffixes:
        raise Stop(f"文件“{output.name}”的后缀应为 {'、'.join(suffixes)}")
    if not output.absolute().parent.is_dir():
        raise Stop(f"没有文件夹 {output.absolute().parent}，请先建立")


def _found(org: Org, period: Period) -> Paper:
    """The newest paper of that year; a new one where there is none."""
    data = {"kind": ANNUAL_REPORT.name, "period_code": period.code}
    return _newest(ANNUAL_REPORT, org, period) or _run(BEGIN, Call(None, data, org=org, channel="command"))


def _newest(kind: PaperKind, org: Org, period: Period) -> Paper | None:
    return Paper.objects.filter(org=org, kind=kind.name, period_code=period.code).order_by("-pk").first()


def _run(action: Action, call: Call) -> Paper:
    try:
        record: Paper = run(action, call).record
    except Invalid as refused:
        raise Stop(str(refused)) from refused
    return record


def _checked(found: Paper) -> Content:
    """What the paper says, told in numbers; a paper with errors does not leave."""
    frozen = found.state == Paper.State.FROZEN
    content = content_of(found)
    faults = [] if frozen else check(content, draft_of(found))
    errors = [fault for fault in faults if fault.level == "error"]
    parts = sum(isinstance(block, Paragraph) and block.level == 1 for block in content.body)
    figures = sum(1 for _ in content.figures())
    state = "（已定稿）" if frozen else ""
    say(f"《{content.title}》{state}：{parts} 个部分，{figures} 处数字，有错 {len(errors)} 处，提醒 {len(faults) - len(errors)} 处。")
    for fault in faults:
        say(f"  {'有错' if fault.level == 'error' else '提醒'}：{fault.text}")
    if errors:
        say("有错的文稿不能导出。请按提示更正记录或文稿，再运行一次。")
        raise typer.Exit(1)
    return content


def _as_file(found: Paper, content: Content, suffix: str) -> bytes:
    if suffix == ".docx":
        return write_docx(content, partial(_address, found), label_of)
    if suffix == ".html":
        return write_print(content).encode()
    try:
        return write_pdf(content)
    except PdfUnavailable as missing:
        raise Stop(str(missing)) from missing


def _write(output: Path, make: Callable[[], bytes]) -> None:
    output.write_bytes(make())
    say(f"已写入 {output}")


def label_of(figure: Quoted) -> str:
    """What a figure is called in Chinese; Word shows it on the figure."""
    return phrases[phrase_of(figure.key)].label


def _address(found: Paper, figure: Quoted) -> str | None:
    """Where a figure's records are shown; nothing where the installation's address is not known."""
    return f"{settings.ADDRESS}{reverse('paper_figure', args=[found.pk, figure.key])}" if settings.ADDRESS else None
