"""A workbook as an officer keeps it, with invented people, and what has to come out of it.

Its quirks: title rows above the headings; 合计 rows; days in several writings; months without a year; no identity numbers; help
without a hardship file; cash that a later rule forbids; two sources of one kind of help; one sheet that feeds two registers; head
counts without names; a card dated before its member joined; adoption without a day; names such as 䶮 and 阿依古丽·买买提;
a formula-like text; two people of one name told apart by staff number.
"""

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

PEOPLE = ("周水生", "何䶮", "阿依古丽·买买提", "林秋", "林秋", "高远", "顾兰", "邵平", "汤晓", "祝明")
UNITS = ("总装小组", "热处理小组", "综合小组")


def write(path: Path, rows: int = 0) -> None:
    """Save the workbook; where told, only so many rows of each sheet."""
    book = Workbook()
    book.remove(book.active)
    _roster(book)
    _visits(book)
    _cards(book)
    _cures(book)
    _suggestions(book)
    _events(book)
    for sheet in book if rows else ():
        sheet.delete_rows(3 + rows, sheet.max_row)
    book.save(path)


def _sheet(book: Workbook, name: str, title: str, headings: list[str], rows: list[list[Any]]) -> None:
    sheet = book.create_sheet(name)
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headings))
    for row in [headings, *rows]:
        sheet.append(row)
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"


def _roster(book: Workbook) -> None:
    rows = []
    for n, name in enumerate(PEOPLE):
        joined = date(2013, 9, 1) if n == 9 else date(2001 + n, 3, 1)
        born = date(1970 + n, 2, 3) if n % 2 else f"{1970 + n}.2.{n + 1}"
        form = "劳务派遣" if n == 4 else "正式"
        rows.append([n + 1, f"Q{n + 1:03d}", name, "女" if n in (2, 6, 8) else "男", born, UNITS[n % 3], form, joined])
    headings = ["序号", "工号", "姓名", "性别", "出生日期", "工会小组", "用工形式", "入会日期"]
    _sheet(book, "会员花名册", "松涛阀门厂工会会员花名册(2013年)", headings, rows)


def _visits(book: Workbook) -> None:
    def row(n: int, day: Any, kind: str, why: str, *paid: Any) -> list[Any]:
        amount, source = paid if len(paid) == 2 else (*paid, "工会经费")
        return [n, day, f"Q{n:03d}", PEOPLE[n - 1], UNITS[(n - 1) % 3], kind, why, "现金", amount, source]

    rows = [
        row(1, date(2013, 3, 4), "住院探望", "=住院", 200),
        row(2, "2013年5月6日", "住院慰问", "阑尾手术", "200元"),
        row(3, "2013.7.8", "生育探望", "生育", "２００"),
        row(4, date(2013, 2, 5), "困难补助", "家庭困难", 500),
        row(5, "2013/2/6", "困难补助", "家庭困难", 500),
        row(6, date(2013, 4, 1), "困难补助", "申请厂里补助", 800, "公司补助"),
        row(7, date(2013, 9, 2), "困难帮扶", "申请帮困资金", 900, "公司帮困资金"),
        row(8, date(2013, 2, 7), "节日慰问", "春节", 100),
        ["合计", None, None, None, None, None, None, None, 3400, None],
    ]
    headings = ["序号", "日期", "工号", "姓名", "部门", "类型", "事由", "形式", "金额(元)", "资金来源"]
    _sheet(book, "慰问登记", "慰问、补助登记表", headings, rows)


def _cards(book: Workbook) -> None:
    rows: list[list[Any]] = []
    for n, name in enumerate(PEOPLE):
        rows.append([n + 1, f"{n % 9 + 1}月", f"Q{n + 1:03d}", name, UNITS[n % 3], "蛋糕卡", 1])
    headings = ["序号", "发放月份", "工号", "姓名", "部门", "物品", "数量"]
    _sheet(book, "生日福利", "职工生日蛋糕卡发放表", headings, [*rows, ["合计", None, None, None, None, None, 10]])


def _cures(book: Workbook) -> None:
    weekend, week = (date(2013, 5, 11), date(2013, 5, 12)), (date(2013, 8, 5), date(2013, 8, 9))
    rows = [[n, f"Q{n:03d}", PEOPLE[n - 1], "健康疗养(双休日)", *weekend] for n in range(1, 5)]
    rows += [[n, f"Q{n:03d}", PEOPLE[n - 1], "五日疗养", *week] for n in range(5, 7)]
    _sheet(book, "疗休养", "职工疗休养名册", ["序号", "工号", "姓名", "线路", "开始日期", "结束日期"], rows)


def _suggestions(book: Workbook) -> None:
    given = [
        ("余热回用", "降成本", "是", "已实施", "公司金奖"),
        ("护栏加高", "安全", "是", "已实施", None),
        ("量具定检", "质量", "是", None, "公司铜奖"),
    ]
    given += [("工位照明", "生产", "否", None, None), ("废砂再生", "降成本", None, None, None)]
    rows = [
        [f"2013-{n:02d}", date(2013, n + 2, 9), f"Q{n:03d}", PEOPLE[n - 1], title, kind, yes, done, award]
        for n, (title, kind, yes, done, award) in enumerate(given, 1)
    ]
    headings = ["编号", "提出日期", "工号", "建议人", "建议名称", "类别", "是否采纳", "实施情况", "获奖"]
    _sheet(book, "合理化建议", "合理化建议登记表", headings, rows)


def _events(book: Workbook) -> None:
    rows: list[list[Any]] = [
        ["春季拔河赛", date(2013, 4, 20), "拔河", 30, None],
        ["迎国庆歌咏会", "2013.9.28", "歌咏", 45, "厂第一名"],
        ["焊工技能比武", date(2013, 6, 15), "劳动竞赛", 16, None],
    ]
    _sheet(book, "文体与竞赛", "文体活动、劳动竞赛登记表", ["活动名称", "日期", "类别", "参加人数", "名次"], rows)


# phrase → value, sheet, rows as Excel shows them
EXPECTED: dict[str, tuple[float, str, list[int]]] = {
    "membership.members": (10, "会员花名册", list(range(3, 13))),
    "membership.women": (3, "会员花名册", [5, 9, 11]),
    "membership.agency": (1, "会员花名册", [7]),
    "membership.joined": (1, "会员花名册", [12]),
    "relief.visits.times": (3, "慰问登记", [3, 4, 5]),
    "relief.visits.amount": (600, "慰问登记", [3, 4, 5]),
    "relief.subsidy_own.times": (2, "慰问登记", [6, 7]),
    "relief.subsidy_own.amount": (1000, "慰问登记", [6, 7]),
    "relief.subsidy_employer.times": (1, "慰问登记", [8]),
    "relief.subsidy_employer.amount": (800, "慰问登记", [8]),
    "relief.fund_employer.amount": (900, "慰问登记", [9]),
    "relief.festival.times": (1, "慰问登记", [10]),
    "relief.festival.amount": (100, "慰问登记", [10]),
    "relief.amount": (3400, "慰问登记", list(range(3, 11))),
    "welfare.birthday": (10, "生日福利", list(range(3, 13))),
    "welfare.weekend": (4, "疗休养", [3, 4, 5, 6]),
    "welfare.five_day": (2, "疗休养", [7, 8]),
    "suggestions.submitted": (5, "合理化建议", [3, 4, 5, 6, 7]),
    "suggestions.adopted": (3, "合理化建议", [3, 4, 5]),
    "suggestions.declined": (1, "合理化建议", [6]),
    "suggestions.done": (2, "合理化建议", [3, 4]),
    "suggestions.award.gold": (1, "合理化建议", [3]),
    "suggestions.award.bronze": (1, "合理化建议", [5]),
    "activities.held": (2, "文体与竞赛", [3, 4]),
    "activities.attendance": (75, "文体与竞赛", [3, 4]),
    "competitions.held": (1, "文体与竞赛", [5]),
}
