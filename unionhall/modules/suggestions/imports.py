"""The headings of a suggestion register. Sheets say 是否采纳 and 实施情况 without a day: known to the year of submission only."""

import re
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from unionhall.base.dates import Day
from unionhall.base.text import fold
from unionhall.kernel.orgs.models import Org
from unionhall.modules.suggestions.actions import CORRECT, RECORD
from unionhall.modules.suggestions.models import Suggestion
from unionhall.shell.sheets.grid import BadCell
from unionhall.shell.sheets.register import PERSON, Heading, Register, Row

# How sheets say yes, no, and not yet; any other word is asked about.
YES, NO = "是|√|✓|✔|[yY]|(?:已|同意|准予|部分)?(?:采纳|采用)(?:并?已?实施)?", "否|×|✗|[nN]|(?:不予?|未|没有?)(?:采纳|采用|同意)"
DONE, NOT_DONE = "是|√|✓|✔|[yY]|已?(?:全部|全面)?(?:实施|完成|落实|整改)(?:完毕|完成|到位|了)?", "否|×|✗|[nN]|未.*|没有?.*|不.*"
PENDING = "待.*|拟.*|正在.*|.*中|计划.*|部分.*|无|/|-|—"


def _answer(said: object, yes: str, no: str, label: str) -> bool | BadCell | None:
    """Whether a cell says yes; nothing while it is open."""
    text = fold(str(said or ""))
    answer = next((value for words, value in ((yes, True), (no, False)) if re.fullmatch(words, text)), None)
    open_ = answer is None and (not text or re.fullmatch(PENDING, text))
    return answer if answer is not None or open_ else BadCell(f"看不懂{label}“{text}”，请写是、否，或留空")


def _stages(row: dict[str, Any], sheet: str) -> dict[str, Any]:
    out = dict(row)
    verdict = _answer(out.pop("verdict", ""), YES, NO, "是否采纳")
    done = _answer(out.pop("done", ""), DONE, NOT_DONE, "实施情况")
    day = row.get("submitted_on")
    if not isinstance(day, Day):
        return out  # the day of submission is refused on its own, with its own words
    coarse = Day(date(day.value.year, 12, 31), "year")
    if verdict is not None:
        out["verdict"] = verdict if isinstance(verdict, BadCell) else "是" if verdict else "否"
        out["answered_on"] = row.get("answered_on") or coarse
    if done:
        out["done_on"] = done if isinstance(done, BadCell) else row.get("done_on") or coarse
    if row.get("award"):
        out["awarded_on"] = row.get("awarded_on") or coarse
    return out


def _find(org: Org, row: Row) -> "QuerySet[Suggestion]":
    """By who made it and what it is called; with a number, which begins anew each year, the one of the two is enough."""
    number, day = fold(str(row.get("number") or "")), row.get("submitted_on")
    person, title = Q(person=row.get("person")), Q(title=fold(str(row.get("title") or "")))
    own = Suggestion.objects.filter(org=org).order_by("pk")
    if number and isinstance(day, Day):
        return own.filter(person | title, number=number, submitted_on__year=day.value.year)
    return own.filter(person & title)


Register(
    name="suggestions.register",
    label="合理化建议",
    model=Suggestion,
    create=RECORD,
    update=CORRECT,
    headings=(
        *PERSON[:1],
        Heading("person_name", ("建议人", "提出人", "姓名", "提建议人"), required=True, export="card.name"),
        *PERSON[2:],
        Heading("number", ("编号", "建议编号")),
        Heading("submitted_on", ("提出日期", "日期", "提交日期", "提出时间"), required=True),
        Heading("title", ("建议名称", "建议题目", "题目", "名称", "建议内容"), required=True),
        Heading("category", ("类别", "建议类别", "类型"), required=True),
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
    find=_find,
    adapt=_stages,
)
