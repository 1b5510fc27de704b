"""Figures held against the ledger: 一致, 不一致 and 无法核对 with the reason; and the house's own report read back."""

import re
from decimal import Decimal
from typing import Any

import pytest

from tests.contracts.world import World
from unionhall.base.periods import Period
from unionhall.kernel.papers.compose import compose, draft_of
from unionhall.kernel.papers.content import Content, Paragraph, Quoted
from unionhall.kernel.papers.draft import Draft
from unionhall.kernel.papers.models import Paper
from unionhall.shell.documents.docx import write_docx
from unionhall.shell.documents.layout import numbered
from unionhall.shell.documents.page import write_print
from unionhall.shell.documents.returns import monthly_return, write_return
from unionhall.shell.reading import figures, neighbours
from unionhall.shell.reading.intake import take_in
from unionhall.shell.reading.own import text_of
from unionhall.shell.reading.report import read
from unionhall.shell.reading.text import read_text
from unionhall.shell.reading.verdicts import Books, holds, judge

NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")
NAMES = ("刘䶮", "阿依古丽·买买提", "何婉清", "沈渡", "周晓禾", "郑文秀", "贺明辉", "丁立新", "夏月娥", "沈惠芳", "顾长风", "林秋白")


def visit(world: World, person: Any, day: str, **more: Any) -> Any:
    from unionhall.modules.relief.actions import REGISTER

    data = {"person": person, "kind": "visit.illness", "amount": "500", "visited_on": day, "form": "goods", "goods": "营养品", **more}
    return world.do(REGISTER, data, org=world.union)


@pytest.fixture
def house(world: World) -> World:
    """Twelve members, four of them women; six visits in 2024, fourteen in 2025, one for a birth; nine suggestions, four taken up."""
    from unionhall.modules.membership.actions import ENROL
    from unionhall.modules.suggestions.actions import SUBMIT_SUGGESTION
    from unionhall.modules.suggestions.workflow import adopt

    people = []
    for n, name in enumerate(NAMES):
        data = {"name": name, "sex": "female" if n % 3 == 0 else "male", "unit": "铸造小组", "joined_on": "2023-03-05"}
        people.append(world.do(ENROL, data, org=world.union).person)
    for n in range(6):
        visit(world, people[n], f"2024-{n + 1:02d}-11")
    for n in range(14):
        visit(world, people[n % 12], f"2025-{n % 9 + 1:02d}-11", kind="visit.birth" if n == 13 else "visit.illness")
    for n in range(9):
        data = {"person": people[n], "title": f"第{n}号工装改造", "category": "suggestion.production", "submitted_on": "2025-02-03"}
        made = world.do(SUBMIT_SUGGESTION, data, org=world.union)
        if n < 4:
            world.do(adopt, {"answered_on": "2025-03-03"}, record=made)
    return world


def verdicts(text: str, books: Books) -> list[dict[str, Any]]:
    return list(read(text, "总结.txt", books)["verdicts"])


def verdict(world: World, sentence: str, at: int = -1, title: str = "恒川机械厂工会2025年工作总结") -> dict[str, Any]:
    """The verdict on a figure of a sentence, the last one where no other is asked for."""
    return verdicts(f"{title}\n{sentence}", Books(world.union))[at]


class TestTheNumbers:
    """What the ledger knows is said beside what the paper says."""

    def test_a_right_number_agrees_and_says_how_many_records_stand_behind_it(self, house: World) -> None:
        found = verdict(house, "全年慰问会员14人次。")
        assert (found["verdict"], found["ledger"], found["difference"], found["records"]) == ("一致", 14, 0, 14)
        assert (found["label"], found["period"], found["org"]) == ("慰问帮扶", "2025", house.union.code)

    def test_a_wrong_number_is_told_with_both_and_their_difference(self, house: World) -> None:
        found = verdict(house, "全年慰问会员16人次。")
        assert (found["verdict"], found["claimed"], found["ledger"], found["difference"]) == ("不一致", 16, 14, -2)

    @pytest.mark.parametrize(
        ("sentence", "word"),
        [
            ("2025年上半年慰问会员11人次。", "一致"),
            ("2025年上半年慰问会员14人次。", "不一致"),
            ("2024年慰问会员6人次。", "一致"),
            ("去年慰问会员6人次。", "一致"),
            ("年末有会员12人。", "一致"),
            ("年末有会员12人，其中女会员4人，占33.3%。", "一致"),
            ("年末有会员12人，其中女会员4人，占35%。", "不一致"),
            ("全年慰问会员14人次，发放0.7万元。", "一致"),
            ("全年慰问会员14人次，发放7500元。", "不一致"),
            ("工会探望会员14人次，其中住院13人次、生育1人次。", "一致"),
            ("工会探望会员14人次，其中生育2人次。", "不一致"),
            ("全年慰问会员14人次，比上年增加8人次。", "一致"),
            ("全年慰问会员14人次，比上年增加8人次，增长133.3%。", "一致"),
            ("全年慰问会员14人次，比上年增加9人次。", "不一致"),
            ("全年收到合理化建议9条，由9名会员提出，采纳率44.4%。", "一致"),
        ],
    )
    def test_periods_parts_shares_amounts_and_changes(self, house: World, sentence: str, word: str) -> None:
        assert verdict(house, sentence)["verdict"] == word

    def test_a_part_with_few_persons_is_marked_for_those_who_may_not_see_them(self, house: World) -> None:
        assert verdict(house, "工会探望会员14人次，其中生育1人次。")["few"]
        assert not verdict(house, "工会探望会员14人次。")["few"]


class TestTheWordsAround:
    """近, 余, 多, 不少于, ranges and printed digits mean what they mean."""

    @pytest.mark.parametrize(
        ("claim", "true", "false"),
        [
            ("20条", [20], [19, 21]),
            ("近20条", [18, 20], [17, 21]),
            ("20余条", [20, 29], [19, 30]),
            ("120多条", [120, 129], [119, 130]),
            ("约20条", [18, 22], [17, 23]),
            ("20条左右", [18, 22], [17, 23]),
            ("不少于20条", [20, 90], [19]),
            ("超过20条", [21], [19]),
            ("不超过20条", [3, 20], [21]),
            ("几十条", [20, 99], [19, 100]),
            ("20-30条", [20, 30], [19, 31]),
        ],
    )
    def test_counts(self, claim: str, true: list[int], false: list[int]) -> None:
        (figure,) = figures.find(read_text(f"全年收到合理化建议{claim}。"))
        assert [value for value in true if not holds(figure, Decimal(value))] == []
        assert [value for value in false if holds(figure, Decimal(value))] == []

    @pytest.mark.parametrize(
        ("claim", "true", "false"),
        [
            ("1.23万元", ["12250", "12349.5"], ["12200", "12400"]),
            ("12300元", ["12300", "12300.4"], ["12301"]),
            ("38%", ["38.4"], ["38.6"]),
            ("38.7%", ["38.71"], ["38.8"]),
        ],
    )
    def test_money_and_shares_are_as_fine_as_they_were_printed(self, claim: str, true: list[str], false: list[str]) -> None:
        (figure,) = figures.find(read_text(f"全年支出费用{claim}。" if "元" in claim else f"签收率{claim}。"))
        assert all(holds(figure, Decimal(value)) for value in true)
        assert not any(holds(figure, Decimal(value)) for value in false)


class TestWhatCannotBeCompared:
    """Each figure that no ledger can speak of says why."""

    @pytest.mark.parametrize(
        ("sentence", "why"),
        [
            ("新建图书角3个。", "台账里没有这一指标"),
            ("计划全年慰问会员30人次。", "计划数"),
            ("每季度召开一次例会。", "规定的数"),
            ("慰问住院会员3人，每人发放500元。", "每人"),
            ("职工篮球队获全市第二名。", "名次"),
            ("春节期间慰问会员5人次。", "看不出是哪个期间"),
            ("三年来，共慰问会员20人次。", "看不出是哪个期间"),
            ("2019年慰问会员5人次。", "台账里没有这一期间的记录（2019年）"),
        ],
    )
    def test_the_reason_is_said(self, house: World, sentence: str, why: str) -> None:
        found = verdict(house, sentence)
        assert found["verdict"] == "无法核对"
        assert why in found["why"]
        assert found["ledger"] is None

    def test_a_paper_without_a_year_is_compared_once_the_year_is_given(self, house: World) -> None:
        text = "工会工作总结\n20xx年，慰问会员14人次。"
        assert "看不出" in verdicts(text, Books(house.union))[-1]["why"]
        assert verdicts(text, Books(house.union, Period.year(2025)))[-1]["verdict"] == "一致"

    def test_without_an_organization_everything_is_read_and_nothing_compared(self, house: World) -> None:
        assert "哪个单位" in verdicts("2025年慰问会员14人次。", Books(None))[-1]["why"]


def printed(content: Content) -> tuple[str, list[tuple[int, int, str]]]:
    """A paper as text, and where each figure that it quotes stands in it; the annexes are left out."""
    text, spans = content.title + "\n", []
    for number, block in numbered(content.body):
        if isinstance(block, Paragraph):
            text += number + block.heading
            for run in block.runs:
                said = run if isinstance(run, str) else run.text
                if isinstance(run, Quoted):
                    spans.append((len(text), len(text) + len(said), run.key))
                text += said
            text += "\n"
    return f"{text}{content.signature}\n{content.dated}", spans


class TestTheRoundTrip:
    """The report that the house writes is read back, and each figure that it quotes comes back 一致."""

    def test_every_figure_of_the_houses_own_report_agrees(self, house: World) -> None:
        paper = Paper.objects.create(org=house.union, kind="annual-report", period_code="2025", made_by=house.users["officer"])
        content = compose(paper, draft_of(paper))
        text, quoted = printed(content)
        assert text == text_of(content)
        reading = read_text(text)
        found = neighbours.named(reading, figures.find(reading))
        told = list(zip(found, judge(reading, found, Books(house.union)), strict=True))
        assert len(quoted) > 20
        for start, end, key in quoted:
            words = {said.verdict for figure, said in told if figure.start < end and start < figure.end}
            assert words == ({"无法核对"} if key.endswith(":目标") else {"一致"}), text[max(0, start - 20) : end + 5]

    @pytest.mark.parametrize("name", ["report.docx", "report.html"])
    def test_every_number_of_the_annexes_agrees(self, house: World, name: str) -> None:
        """附表1 with the records behind each number, 附表2 with the groups side by side and what is in no group."""
        from unionhall.modules.membership.actions import ENROL

        house.do(ENROL, {"name": "石冬生", "sex": "male", "joined_on": "2023-03-05"}, org=house.union)
        paper = Paper.objects.create(org=house.union, kind="annual-report", period_code="2025", made_by=house.users["officer"])
        content = compose(paper, draft_of(paper))
        assert len(content.annexes) == 2
        data = write_docx(content) if name.endswith("docx") else write_print(content).encode()
        text = take_in(data, name).text
        report = read(text, name, Books(house.union))
        cells = [run for annex in content.annexes for row in (*annex.rows, annex.total) for run in (row[1:] if len(row) > 1 else ())]
        printed = [said for run in cells if NUMBER.fullmatch(said := run.text if isinstance(run, Quoted) else run)]
        found = [one for one in zip(report["figures"], report["verdicts"], strict=True) if text.find("附表1\n") < one[0]["start"]]
        assert [figure["text"] for figure, _ in found] == printed
        assert [(figure["measure"], verdict["why"], verdict["ledger"]) for figure, verdict in found if verdict["verdict"] != "一致"] == []
        assert [fault["note"] for fault in report["faults"] if fault["severity"] == "hard"] == []

    def test_every_number_of_the_monthly_return_agrees(self, house: World) -> None:
        """The month, the year to date and the same months of last year; the second sheet, of records, is a register."""
        data = write_return(monthly_return(Draft(house.union, Period.parse("2025-06"))))
        report = read(take_in(data, "return.xlsx").text, "return.xlsx", Books(house.union))
        assert len({figure["period_code"] for figure in report["figures"]}) == 3
        assert len(report["figures"]) > 50
        assert {verdict["verdict"] for verdict in report["verdicts"]} == {"一致"}

    def test_a_changed_number_of_a_group_is_found_with_the_ledger_of_that_group(self, house: World) -> None:
        text = "2025年各组情况\n组别\t会员（人）\t慰问帮扶（人次）\n铸造小组\t12\t13\n装配小组\t0\t0\n锻造小组\t3\t1"
        told = verdicts(text, Books(house.union))
        assert [(one["verdict"], one["ledger"]) for one in told[:4]] == [("一致", 12), ("不一致", 14), ("一致", 0), ("一致", 0)]
        assert all("锻造小组" in one["why"] for one in told[4:])

    def test_the_total_of_a_register_is_held_against_the_ledger(self, house: World) -> None:
        """What the register is about stands above it: 金额 below 慰问、补助登记表 is the amount of those."""
        text = "2025年慰问、补助登记表\n序号\t姓名\t金额（元）\n1\t刘䶮\t3500\n2\t何婉清\t3500\n合计\t\t7000"
        (told,) = verdicts(text, Books(house.union))
        assert (told["verdict"], told["metric"], told["ledger"]) == ("一致", "relief.amount", 7000)

    def test_a_changed_digit_is_found(self, house: World) -> None:
        paper = Paper.objects.create(org=house.union, kind="annual-report", period_code="2025", made_by=house.users["officer"])
        text = text_of(compose(paper, draft_of(paper)))
        spoilt = text.replace("会员14人次", "会员41人次", 1)
        assert spoilt != text
        assert [found["claimed"] for found in verdicts(spoilt, Books(house.union)) if found["verdict"] == "不一致"] == [41]
