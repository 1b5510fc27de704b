"""import: preview a workbook, or write it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from unionhall.shell.cli.main import Stop, app, say
from unionhall.shell.cli.places import organization
from unionhall.shell.sheets import UnreadableWorkbook
from unionhall.shell.sheets.importing import ERROR, LABELS, SAME, Preview, carry_out, preview
from unionhall.shell.sheets.plan import plan
from unionhall.shell.sheets.register import known
from unionhall.shell.sheets.workbook import read

SHOWN = 20


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Excel 或 CSV 文件")],
    confirm: Annotated[bool, typer.Option("--confirm", help="写入；不写则只核对")] = False,
    year: Annotated[int | None, typer.Option(help="没有写年份的日期按哪一年")] = None,
    org: Annotated[str, typer.Option(help="组织代码")] = "",
    good: Annotated[bool, typer.Option("--good", help="只写入正确的行")] = False,
) -> None:
    """核对一份工作簿；加 --confirm 写入。"""
    place = organization(org)
    if not file.exists():
        raise Stop(f"没有找到文件 {file}")
    data = file.read_bytes()
    try:
        made = plan(read(data, file.name, known), place, year)
    except UnreadableWorkbook as error:
        raise Stop(str(error)) from error
    now = timezone.now()
    checked = preview(made, None, now)
    _tell(checked)
    refused = checked.counts()[ERROR]
    if confirm and (not refused or good):
        _write(checked, now, data)
    elif confirm:
        say(f"有 {refused} 行有错，没有写入。改好后再试，或加 --good 只写入正确的行。")
    if refused and not (confirm and good):
        raise typer.Exit(1)


def _write(checked: Preview, now: datetime, data: bytes) -> None:
    writes = checked.writes()
    if not writes:
        say("全部无变化，没有需要写入的行。")
        return
    batch = carry_out(checked.plan, writes, None, now, data)
    groups = f"，小组 {batch.founded()} 个" if batch.founded() else ""
    say(f"已写入：新增 {batch.created} 条，更新 {batch.updated} 条{groups}（批次 {batch.pk}，7 天内可撤销）。")


def _tell(checked: Preview) -> None:
    made = checked.plan
    say(f"{made.workbook.name} → {made.org}")
    for name, why in made.skipped:
        say(f"  工作表“{name}”：{why}")
    for sheet in made.workbook.sheets:
        rows = [row for row in checked.rows if row.sheet == sheet.name]
        if rows:
            registers = "、".join(dict.fromkeys(row.register for row in rows))
            total = f"，合计行 {len(sheet.total_rows)} 行不导入" if sheet.total_rows else ""
            say(f"  工作表“{sheet.name}” → {registers}：{len(rows)} 行{total}")
    if made.year_assumed:
        say(f"  没有写年份的日期按 {made.year} 年处理（可用 --year 另指定）")
    if made.units:
        say(f"  将新增小组：{'、'.join(made.units)}")
    counts = checked.counts()
    say("  " + " · ".join(f"{label} {counts[state]}" for state, label in LABELS.items()))
    _tell_rows(checked)


def _tell_rows(checked: Preview) -> None:
    wrong = [row for row in checked.rows if row.state == ERROR]
    for row in wrong[:SHOWN]:
        say(f"  有错 “{row.sheet}”第 {row.row} 行：{'；'.join(message for _, message in row.faults)}")
    told = [row for row in checked.rows if row.notices and row.state != SAME]
    for row in told[:SHOWN]:
        say(f"  提醒 “{row.sheet}”第 {row.row} 行：{'；'.join(row.notices)}")
    for rows, word in ((wrong, "有错"), (told, "提醒")):
        if len(rows) > SHOWN:
            say(f"  ……另有 {len(rows) - SHOWN} 行{word}")
