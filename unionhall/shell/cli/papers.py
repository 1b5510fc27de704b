"""paper: write the annual report and the monthly return into a file, checked before they leave."""

from pathlib import Path
from typing import Annotated

import typer

from unionhall.base.periods import Period
from unionhall.kernel.actions.declare import Call
from unionhall.kernel.actions.run import run
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.papers.actions import BEGIN, FREEZE
from unionhall.kernel.papers.compose import draft_of
from unionhall.kernel.papers.content import Content, Paragraph
from unionhall.kernel.papers.declare import ANNUAL_REPORT, MONTHLY_RETURN, PaperKind
from unionhall.kernel.papers.draft import Draft
from unionhall.kernel.papers.freeze import content_of
from unionhall.kernel.papers.models import Paper
from unionhall.shell.cli.main import Stop, app, say
from unionhall.shell.cli.places import ORG, organization
from unionhall.shell.cli.wording import Program
from unionhall.shell.documents.page import write_pdf, write_print
from unionhall.shell.documents.returns import monthly_return as build_return
from unionhall.shell.documents.returns import write_return
from unionhall.shell.pages.evidence import word_file
from unionhall.shell.reading.own import standing

paper = Program("文稿")
app.add_typer(paper, name="paper")

PERIOD = Annotated[str, typer.Option(help="年度总结写年份，如 2026；月报表写月份，如 2026-05")]
OUTPUT = Annotated[Path, typer.Option(help="写到哪个文件")]


@paper.command("annual-report")
def annual_report(
    period: PERIOD, output: OUTPUT, freeze: Annotated[bool, typer.Option("--freeze", help="核对无误后定稿")] = False, org: ORG = ""
) -> None:
    """写年度工作总结，按文件后缀写成 Word、网页或 PDF。"""
    form = _form_of(output, ".docx", ".html", ".pdf")
    place, year = organization(org), Period.parse(period)
    begin = Call(None, {"kind": ANNUAL_REPORT.name, "period_code": year.code}, org=place, channel="command")
    found = _newest(ANNUAL_REPORT, place, year) or run(BEGIN, begin).record
    content = _checked(found)
    if freeze and found.state == Paper.State.DRAFT:
        found = run(FREEZE, Call(None, {}, record=found, channel="command")).record
        content = content_of(found)
        say(f"已定稿，数字取自事实账第 {found.position} 条为止的记录，今后不再变动。")
    data = word_file(found, content) if form == ".docx" else write_pdf(content) if form == ".pdf" else write_print(content).encode()
    _write(output, data)


@paper.command("monthly-return")
def monthly_return(period: PERIOD, output: OUTPUT, org: ORG = "") -> None:
    """写月报表，连同每个数字的依据记录。"""
    _form_of(output, ".xlsx")
    place, month = organization(org), Period.parse(period)
    begun = _newest(MONTHLY_RETURN, place, month)
    form = build_return(draft_of(begun) if begun else Draft(place, month))
    parts = sum(len(cells) == 1 for cells in form.lines.rows)
    counted = f"{parts} 个部分，{len(form.lines.rows) - parts} 行，依据记录 {len(form.records.rows)} 条"
    say(f"《{form.org}{form.period}{form.title}》：{counted}。")
    _write(output, write_return(form))


def _form_of(output: Path, *forms: str) -> str:
    """How the file's name ends. Raises ``Stop`` before anything is begun that could not be written."""
    if output.suffix.lower() not in forms:
        raise Stop(f"文件“{output.name}”的后缀应为 {'、'.join(forms)}")
    if not output.absolute().parent.is_dir():
        raise Stop(f"没有文件夹 {output.absolute().parent}，请先建立")
    return output.suffix.lower()


def _newest(kind: PaperKind, org: Org, period: Period) -> Paper | None:
    return Paper.objects.filter(org=org, kind=kind.name, period_code=period.code).order_by("-pk").first()


def _checked(found: Paper) -> Content:
    """What the paper says, told in numbers; a paper with errors does not leave."""
    stands = standing(found)
    content, faults, errors = stands.content, stands.faults, len(stands.errors)
    parts = sum(isinstance(block, Paragraph) and block.level == 1 for block in content.body)
    figures, state = len(list(content.figures())), "（已定稿）" if found.content else ""
    say(f"《{content.title}》{state}：{parts} 个部分，{figures} 处数字，有错 {errors} 处，提醒 {len(faults) - errors} 处。")
    for fault in faults:
        say(f"  {'有错' if fault.level == 'error' else '提醒'}：{fault.text}")
    if errors:
        say("有错的文稿不能导出。请按提示更正记录或文稿，再运行一次。")
        raise typer.Exit(1)
    return content


def _write(output: Path, data: bytes) -> None:
    output.write_bytes(data)
    say(f"已写入 {output}")
