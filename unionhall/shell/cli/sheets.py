"""import: preview a workbook, or write it."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from unionhall.shell.cli.main import app, say
from unionhall.shell.cli.places import ORG, organization
from unionhall.shell.sheets.importing import ERROR, LABELS, SAME, UPDATE, Preview, carry_out, preview
from unionhall.shell.sheets.plan import Plan, plan
from unionhall.shell.sheets.register import known
from unionhall.shell.sheets.workbook import read

SHOWN = 20  # rows that are named one by one
MANY, A_MINUTE = 3000, 8000  # rows from which it is told how long a check takes; rows checked in a minute


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Excel 或 CSV 文件")],
    confirm: Annotated[bool, typer.Option("--confirm", help="写入；不写则只核对")] = False,
    year: Annotated[int | None, typer.Option(help="没有写年份的日期按哪一年")] = None,
    org: ORG = "",
    good: Annotated[bool, typer.Option("--good", help="只写入正确的行")] = False,
) -> None:
    """核对一份工作簿；加 --confirm 写入。"""
    place = organization(org)
    data, now = file.read_bytes(), timezone.now()
    made = plan(read(data, file.name, known), place, year)
    if len(made.lines) > MANY:
        say(f"共 {len(made.lines)} 行，正在核对，约需 {len(made.lines) // A_MINUTE + 1} 分钟……")
    checked = preview(made, None, now)
    _tell_sheets(made, checked)
    _tell_rows(checked)
    refused, writes = checked.counts()[ERROR], checked.writes()
    if confirm and refused and not good:
        say(f"有 {refused} 行有错，没有写入。改好后再试，或加 --good 只写入正确的行。")
    elif confirm and not writes:
        say("全部无变化，没有需要写入的行。")
    elif confirm:
        batch = carry_out(made, writes, None, now, data)
        groups = f"，小组 {batch.founded()} 个" if batch.founded() else ""
        say(f"已写入：新增 {batch.created} 条，更新 {batch.updated} 条{groups}（批次 {batch.pk}，7 天内可撤销）。")
    if refused and not (confirm and good):
        raise typer.Exit(1)


def _tell_sheets(made: Plan, checked: Preview) -> None:
    say(f"{made.workbook.name} → {made.org}")
    for name, why in made.skipped:
        say(f"  工作表“{name}”：{why}")
    for sheet in made.workbook.sheets:
        rows = [row for row in checked.rows if row.sheet == sheet.name]
        if rows:
            registers = "、".join(dict.fromkeys(row.register for row in rows))
            total = f"，合计和说明 {len(sheet.total_rows)} 行不导入" if sheet.total_rows else ""
            say(f"  工作表“{sheet.name}” → {registers}：{len(rows)} 行{total}")
    for name, left in made.unread:
        say(f"  工作表“{name}”没有读的列：{'、'.join(left)}")
    if made.year_lacking and made.year is None:
        say("  有的日期没有写年份，请加 --year 写明是哪一年")
    if made.year_assumed:
        say(f"  没有写年份的日期按 {made.year} 年处理（可用 --year 另指定）")
    if made.units:
        say(f"  将新增小组：{'、'.join(made.units)}")


def _tell_rows(checked: Preview) -> None:
    counts = checked.counts()
    say("  " + " · ".join(f"{label} {counts[state]}" for state, label in LABELS.items()))
    wrong = [(row, "；".join(message for _, message in row.faults)) for row in checked.rows if row.state == ERROR]
    told = [(row, "；".join(row.notices)) for row in checked.rows if row.notices and row.state != SAME]
    changed = [row for row in checked.rows if row.state == UPDATE]
    changes = [(row, "；".join(f"{field} {old or '空'} → {new or '空'}" for field, old, new in row.changes)) for row in changed]
    for word, rows in (("有错", wrong), ("更新", changes), ("提醒", told)):
        for row, text in rows[:SHOWN]:
            say(f"  {word} “{row.sheet}”第 {row.row} 行：{text}")
        if len(rows) > SHOWN:
            say(f"  ……另有 {len(rows) - SHOWN} 行{word}")
