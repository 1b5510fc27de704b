"""read: what somebody's paper claims, what is wrong with it, and whether the ledger says the same."""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer
from django.db.utils import OperationalError, ProgrammingError
from django.template.loader import render_to_string

from unionhall.base.periods import Period
from unionhall.kernel.orgs.models import Org
from unionhall.shell.cli.main import Stop, app, say
from unionhall.shell.cli.places import organization
from unionhall.shell.reading.intake import take_in
from unionhall.shell.reading.marks import KINDS, LEDGER, TONES, counts, items, marked, outline
from unionhall.shell.reading.report import report_of
from unionhall.shell.reading.text import Reading, read_text
from unionhall.shell.reading.verdicts import Books


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="文稿：Word、PDF、Excel、网页或文本文件")],
    org: Annotated[str, typer.Option(help="对照哪个组织的台账，写组织代码")] = "",
    period: Annotated[str, typer.Option(help="文中没有写明年份时按哪个期间，如 2014")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，每份文稿一行")] = False,
    html: Annotated[Path | None, typer.Option(help="把标注好的文稿写成网页")] = None,
) -> None:
    """读文稿：列出数字和问题，每个数字与台账对照。"""
    if html and len(files) > 1:
        raise Stop("--html 一次只写一份文稿，请逐份运行")
    books = Books(_place(org), Period.parse(period) if period else None)
    for file in files:
        reading = read_text(take_in(file.read_bytes(), file.name).text)
        report = report_of(reading, file.name, books)
        if as_json:
            say(json.dumps(report, ensure_ascii=False))
        else:
            _tell(report)
        if html:
            html.write_text(_page(reading, report, books), "utf-8")


def _place(code: str) -> Org | None:
    """The organization that is named, or the only one there is; papers can be read without any, and without a house."""
    try:
        return organization(code)
    except (Stop, OperationalError, ProgrammingError):
        if code:
            raise
        return None


def _tell(report: dict[str, Any]) -> None:
    """What was found, in a few lines; the figures that do not agree one by one."""
    say(f"《{report['file']}》")
    for one in report["documents"]:
        work = "" if one["union_work"] else "，看不出是工会工作"
        say(f"  第 {one['number']} 篇　{one['title'] or '（没有题目）'}，{one['end'] - one['start']} 字{work}")
        if one["ledger"]:
            say(f"  {LEDGER}要记入系统，请运行 unionhall import {report['file']}")
    verdicts = Counter(verdict["verdict"] for verdict in report["verdicts"])
    counted = "、".join(f"{word} {verdicts[word]}" for word in ("一致", "不一致", "无法核对"))
    say(f"  数字 {len(report['figures'])} 处：{counted}")
    for why, number in Counter(verdict["why"] for verdict in report["verdicts"] if verdict["why"]).most_common():
        say(f"    无法核对 {number} 处：{why}")
    for verdict in report["verdicts"]:
        if verdict["verdict"] == "不一致":
            numbers = f"文中 {verdict['claimed']}，台账 {verdict['ledger']}，相差 {verdict['difference']:+}，记录 {verdict['records']} 条"
            say(f"    不一致　{verdict['label']}（{report['figures'][verdict['figure']]['text']}）：{numbers}")
    kinds = Counter(fault["kind"] for fault in report["faults"])
    named = "、".join(f"{KINDS[kind]} {count}" for kind, count in kinds.most_common())
    say(f"  文字问题 {len(report['faults'])} 处{'：' if named else ''}{named}")


def _page(reading: Reading, report: dict[str, Any], books: Books) -> str:
    found = items(report, sees_few=True)
    counted = counts(found)
    context = {
        "title": report["file"],
        "lead": f"对照{books.org}的台账" if books.org else "没有对照台账",
        "paper_html": marked(reading.original, found, outline(reading)),
        "found": found,
        "counts": [(label, counted[tone]) for tone, label in TONES.items()],
    }
    return render_to_string("paper_check_print.html", context)
