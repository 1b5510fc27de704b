"""The headings of a suggestion register. Sheets say 是否采纳 and 实施情况 without a day: known to the year of submission only."""

from datetime import date
from typing import Any

from unionhall.base.dates import Day, parse_day
from unionhall.modules.suggestions.actions import CORRECT, RECORD
from unionhall.modules.suggestions.models import Suggestion
from unionhall.shell.sheets.register import PERSON, Heading, Register

YES, DONE = {"是", "采纳", "已采纳", "√"}, {"已实施", "实施", "完成", "已完成", "是"}


def _stages(row: dict[str, Any], sheet: str) -> dict[str, Any]:
    out = dict(row)
    try:
        year = parse_day(row.get("submitted_on")).value.year
    except ValueError:
        return out  # the day of submission is refused on its own, with its own words
    coarse = Day(date(year, 12, 31), "year")
    verdict = str(row.get("verdict") or "").strip()
    if verdict:
        out["verdict"] = "是" if verdict in YES else "否"
        out["answered_on"] = row.get("answered_on") or coarse
    if str(row.pop("done", "") or "").strip() in DONE:
        out["done_on"] = row.get("done_on") or coarse
    if row.get("award"):
        out["awarded_on"] = row.get("awarded_on") or coarse
    return out


Register(
    name="suggestions.register",
    label="合理化建议",
    model=Suggestion,
    create=RECORD,
    update=CORRECT,
    headings=(
        *PERSON[:1],
        Heading("person_name", ("建议人", "提出人", "姓名", "提建议人"), export="card.name"),
        *PERSON[2:],
        Heading("number", ("编号", "建议编号")),
        Heading("submitted_on", ("提出日期", "日期", "提交日期", "提出时间"), required=True),
        Heading("title", ("建议名称", "建议题目", "题目", "名称", "建议内容"), required=True),
        Heading("category", ("类别", "建议类别", "类型")),
        Heading("detail", ("内容", "具体内容")),
        Heading("verdict", ("是否采纳", "采纳情况", "采纳"), export="verdict"),
        Heading("answered_on", ("答复日期", "采纳日期")),
        Heading("answer", ("答复意见", "不采纳原因")),
        Heading("done", ("实施情况", "是否实施"), export=""),
        Heading("done_on", ("实施日期",)),
        Heading("benefit", ("实施效益", "效益")),
        Heading("award", ("获奖", "获奖情况", "奖励")),
        Heading("awarded_on", ("获奖日期",)),
    ),
    key=("number", "person", "title"),
    adapt=_stages,
)
