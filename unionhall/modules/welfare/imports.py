"""The headings of issue lists and rest-cure lists, as unions write them."""

from typing import Any

from unionhall.modules.welfare.actions import ARRANGE, CORRECT_CURE, CORRECT_LINE, ISSUE_LINE
from unionhall.modules.welfare.models import IssueLine, RestCure, cures, occasions
from unionhall.shell.sheets.register import PERSON, Heading, Register, also_called

also_called("姓名", "领取人")


def _line(row: dict[str, Any], sheet: str) -> dict[str, Any]:
    """The occasion where the sheet does not say it: its name or the item does (生日福利, 蛋糕卡)."""
    texts = (str(row.get("item") or ""), sheet)
    known = [kind for kind in occasions.members.values() if kind.name != "welfare.other"]
    guess = next(
        (kind.name for text in texts for kind in known if any(word in text for word in (kind.label, *kind.synonyms))), "welfare.other"
    )
    return {**row, "occasion": row.get("occasion") or guess}


def _cure(row: dict[str, Any], sheet: str) -> dict[str, Any]:
    """The kind where the sheet gives only a route."""
    kind = cures.read(str(row.get("kind") or row.get("route") or ""))
    return {**row, "kind": kind.name if kind else row.get("kind") or "cure.other"}


Register(
    name="welfare.lines",
    label="福利发放",
    model=IssueLine,
    create=ISSUE_LINE,
    update=CORRECT_LINE,
    headings=(
        *PERSON,
        Heading("issued_on", ("发放月份", "发放日期", "领取日期", "日期", "月份"), required=True),
        Heading("item", ("物品", "品名", "福利物品", "慰问品"), required=True, export="issue.item"),
        Heading("occasion", ("名目", "批次", "节日")),
        Heading("quantity", ("数量", "份数")),
    ),
    key=("person", "issued_on", "occasion", "item"),
    adapt=_line,
)
Register(
    name="welfare.cures",
    label="疗休养",
    model=RestCure,
    create=ARRANGE,
    update=CORRECT_CURE,
    headings=(
        *PERSON,
        Heading("route", ("线路", "疗养线路", "疗休养线路", "疗养地点"), required=True),
        Heading("kind", ("疗休养类别", "疗养类别")),
        Heading("started_on", ("开始日期", "出发日期", "起始日期"), required=True),
        Heading("ended_on", ("结束日期", "返回日期", "终止日期")),
    ),
    key=("person", "started_on", "kind"),
    adapt=_cure,
)
