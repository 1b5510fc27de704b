"""What a fault says, where it stands in the original, what is never taken for one, and that the rules are all tried."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unionhall.shell.reading import faults, figures
from unionhall.shell.reading.faults import repeated, usage
from unionhall.shell.reading.faults.matcher import RuleSet, without_looks
from unionhall.shell.reading.text import read_text


def found(text: str) -> list[faults.Fault]:
    reading = read_text(text)
    return faults.find(reading, figures.find(reading))


def kinds(text: str) -> set[str]:
    return {fault.kind for fault in found(text)}


def test_a_fault_stands_where_the_original_has_it_though_noise_was_taken_out_before_it() -> None:
    text = "青禾区总工会\n第 1 页 共 2 页\n\n全年布署工作3次，\u200b慰问职工××户。"
    for fault in found(text):
        assert text[fault.start : fault.end] == fault.text
    assert {fault.text for fault in found(text)} >= {"布署", "××户"}


def test_a_masked_year_is_named_once_with_the_number_of_its_places() -> None:
    years = [fault for fault in found("20xx年工会工作总结\n20xx年召开大会1次，20xx年发展会员6人。") if fault.kind == "placeholder_year"]
    assert len(years) == 1
    assert "3 处" in years[0].note


def test_a_product_that_does_not_come_out_is_hard_and_says_what_it_should_be() -> None:
    (fault,) = found("全年慰问职工20户，每户发放600元，共计13000元。")
    assert (fault.kind, fault.severity) == ("contradiction", "hard")
    assert "12000" in fault.note


def test_women_and_party_members_may_be_the_same_persons() -> None:
    assert "contradiction" not in kinds("现有会员300人，其中女会员180人，党员会员160人。")


def test_money_is_spent_once() -> None:
    assert "contradiction" in kinds("支出慰问金3万元，其中春节2万元、中秋1.5万元。")


def test_a_paper_about_something_else_is_told_from_union_work() -> None:
    text = "养殖场防疫情况报告\n" + "本季度对猪舍、鸡舍进行消毒，检测血样，没有发现疫情，饲料供应正常，出栏数量稳定。" * 14
    assert any("题文不符" in fault.note for fault in found(text))


def test_a_collection_has_as_many_papers_as_its_title_says() -> None:
    texts = "".join(f"工会工作总结篇{number}\n今年工会召开大会{number}次，走访职工{number}户。\n" for number in (1, 2))
    assert any("3 篇" in fault.note for fault in found("工会工作总结三篇\n" + texts))
    assert not any("篇" in fault.note and fault.kind == "contradiction" for fault in found("工会工作总结两篇\n" + texts))


@pytest.mark.parametrize(
    "text",
    [
        "以经济建设为中心，每份内容都经过审核。",
        "工会干部研究研究、讨论讨论，拿出了办法。",
        "为了了解职工需求，工会发放问卷120份。",
        "市总工会工会干部学校举办培训班2期。",
        "职工的的确确得到了实惠。",
        "体检包括流动X光车检查，参检86人。",
        "比赛设4×100米接力，12支队伍参加。",
        "名为“微光”的志愿队在微信群里招募队员16名。",
        "一是抓学习。\n二是抓服务。\n三是抓宣传。",
        "困难职工档案编号为11010****8515的已停用。",
        "年末有会员204人，其中女会员65人，占31.9%；劳务派遣职工21人，占10.3%。",
        "全年慰问会员109人次，惠及73人，占会员总数的35.8%。",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_names_of_helped_persons_are_named_and_those_of_officers_are_not() -> None:
    assert "privacy" in kinds("慰问患病职工周立群，送去慰问金2000元。")
    assert "privacy" not in kinds("工会主席赵海峰主持会议，部署全年工作。")


def test_the_same_passage_in_another_paper_of_the_house_is_named() -> None:
    passage = "工会干部分片包干，把防暑用品送到了每一个露天作业的班组和每一位值守的职工手中"
    reading = read_text(f"恒川机械厂工会总结\n今年夏天，{passage}。另外举办了歌咏比赛，共有六支队伍参加演出。")
    (fault,) = repeated.shared(reading, {"青禾区总工会总结": f"入夏以来，{passage}。"})
    assert "青禾区总工会总结" in fault.note


def test_every_rule_of_the_lists_has_a_word_and_a_correction() -> None:
    for rule in usage.rules():
        assert "(?P<word>" in rule.pattern
        assert rule.right
        assert rule.right not in re.findall(r"\(\?P<word>([^)]*)\)", rule.pattern)


def test_an_expression_without_its_looks_matches_wherever_the_whole_one_does() -> None:
    assert without_looks(r"(?<!为国)(?P<word>效劳)(?!者|[)(])x\(?=") == r"(?:)(?:效劳)(?:)x\(?="


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("职工会员开展发户元3，", max_size=12), max_size=6))
def test_the_set_finds_what_each_rule_finds_by_itself(sentences: list[str]) -> None:
    patterns = ["职工(?=会)", "(?<!开)展", "[发开]展?", r"\d户|元", "员{2}", "会.员"]
    one_by_one = {
        (number, rule, match.span())
        for number, sentence in enumerate(sentences)
        for rule, pattern in enumerate(patterns)
        for match in re.finditer(pattern, sentence)
    }
    assert {(number, rule, match.span()) for number, rule, match in RuleSet(patterns).find(sentences)} == one_by_one


@settings(max_examples=150, deadline=None)
@given(st.text("工会职工x×?_*()（）“”《》,，。;\n 一二是20年月日户元人3的在", max_size=120))
def test_any_text_has_faults_inside_it(text: str) -> None:
    for fault in found(text):
        assert 0 <= fault.start <= fault.end <= len(text)
        assert fault.text == text[fault.start : fault.end]
        assert fault.note


def test_a_long_paper_is_checked_in_a_second_or_two() -> None:
    text = "".join(
        f"{number}、工会组织职工开展劳动竞赛{number}项，参加{number * 7}人次，评出先进班组{number}个。\n" for number in range(1, 700)
    )
    reading = read_text(text)
    claims = figures.find(reading)
    faults.find(reading, claims)
    began = time.process_time()
    faults.find(reading, claims)
    assert time.process_time() - began < 3  # five times what it takes
