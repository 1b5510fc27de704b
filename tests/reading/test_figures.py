"""A figure says how much, of what, when, whether it is done, of what it is a part, and what the ledger calls it."""

from typing import Any

import pytest

from unionhall.kernel.ledger.metrics import phrases
from unionhall.shell.reading import phrasebook
from unionhall.shell.reading.report import read


def figures(text: str) -> list[dict[str, Any]]:
    return list(read(text)["figures"])


def only(text: str) -> dict[str, Any]:
    (figure,) = figures(text)
    return figure


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("组织30名女工通过网络学习。", "女工"),
        ("厂工会全年共慰问困难职工18人次。", "厂工会全年共慰问困难职工"),
        ("开展知识竞赛3场。", "开展知识竞赛"),
        ("举办了一期安全员培训班。", "安全员培训班"),
        ("为8位因病住院的职工送去慰问品。", "职工"),
        ("做好蛋糕券发放工作,全年共发放93人次。", "做好蛋糕券发放工作"),
    ],
)
def test_a_figure_says_what_is_counted(text: str, measure: str) -> None:
    assert only(text)["measure"].endswith(measure.removeprefix("厂工会全年共"))


def test_a_sum_counts_what_the_clause_before_it_counted() -> None:
    visited, each, total = figures("春节前走访困难职工20户,每户发放600元,共计12000元。")
    assert (each["unit"], total["unit"]) == ("元/户", "元")
    assert total["measure"] == visited["measure"] == "走访困难职工"


@pytest.mark.parametrize(
    ("text", "unit", "modality"),
    [
        ("每季度召开一次会议。", "次/季", "rule"),
        ("每两个月编印一期简报。", "期/2月", "rule"),
        ("每名会员每年写两篇体会。", "篇/人·年", "rule"),
        ("坚持一年一度的春节团拜。", "次/年", "rule"),
        ("按月公布账目。", "次/月", "rule"),
        ("计划举办培训班3期。", "期", "plan"),
        ("拟新建分会2个。", "个", "plan"),
        ("要求各分会于6月底前报送总结2篇。", "篇/分会", "plan"),
        ("完成了计划中的培训班3期。", "期", "done"),
        ("现有会员300人。", "人", "state"),
        ("截至6月底,在册困难职工5户。", "户", "state"),
        ("人均补助300元。", "元/人", "done"),
        ("入会率达到98%。", "%", "state"),
        ("参加人数比上年增长12%。", "%", "done"),
    ],
)
def test_a_figure_is_done_planned_a_rule_or_a_state(text: str, unit: str, modality: str) -> None:
    figure = only(text)
    assert (figure["unit"], figure["modality"]) == (unit, modality)


def test_what_stands_under_a_heading_that_plans_is_planned() -> None:
    done, planned = figures("厂工会总结\n一、主要工作\n举办培训班2期。\n二、明年工作打算\n举办培训班4期。\n")
    assert (done["modality"], planned["modality"]) == ("done", "plan")


def test_a_rule_without_a_printed_number_is_derived() -> None:
    assert only("每月公布一次账目。")["derived"] is False
    assert only("每月公布账目。")["derived"] is True


@pytest.mark.parametrize(
    ("text", "period", "code"),
    [
        ("厂工会2025年工作总结\n全年办班3期。", "全年", "2025"),
        ("厂工会2025年工作总结\n上半年办班3期。", "上半年", "2025H1"),
        ("厂工会2025年工作总结\n三季度办班3期。", "三季度", "2025Q3"),
        ("厂工会2025年工作总结\n5月份办班3期。", "5月份", "2025-05"),
        ("厂工会2025年工作总结\n截至9月底,办班3期。", "截至9月底", "2025-01-01/2025-10-01"),
        ("厂工会2025年工作总结\n去年办班3期。", "去年", "2024"),
        ("厂工会2025年上半年工作总结\n办班3期。", "2025年上半年", "2025H1"),
        ("厂工会总结\n2024年5月20日,办班3期。", "2024年5月20日", "2024-05-20/2024-05-21"),
        ("厂工会总结\n今年办班3期。", "今年", None),
        ("厂工会20xx年总结\n全年办班3期。", "全年", None),
    ],
)
def test_a_period_is_that_of_the_clause_or_of_the_paper(text: str, period: str, code: str | None) -> None:
    figure = only(text)
    assert (figure["period"], figure["period_code"]) == (period, code)


def test_parts_name_their_whole() -> None:
    found = figures("上报建议20条,其中采纳9条,实施4条;慰问职工12人次,其中女职工5人次。")
    assert [figure["parent"] for figure in found] == [None, 0, 0, None, 3]


def test_a_sentence_that_begins_with_its_parts_names_the_whole_before_it() -> None:
    found = figures("举办竞赛6项。其中承办全市竞赛四项。")
    assert [figure["parent"] for figure in found] == [None, 0]


def test_another_unit_is_no_part() -> None:
    found = figures("上报建议20条,其中女会员3人提出建议,参加奖励大会80人。")
    assert [figure["parent"] for figure in found] == [None, None, None]


def test_a_prize_belongs_to_what_won_it() -> None:
    suggestions, gold, first = figures("上报建议20条,其中2条获得金奖,技术组获得一等奖3项。")
    assert (suggestions["rank"], gold["rank"]) == (None, "金奖")
    assert (first["value"], first["unit"]) == (3, "项")


def test_one_number_for_two_nouns_is_two_figures() -> None:
    assert [(figure["measure"], figure["value"]) for figure in figures("签订率和履约率均达到100%。")] == [("签订率", 100), ("履约率", 100)]
    assert [figure["measure"] for figure in figures("分别举办了一期女工培训班和班组长培训班。")] == ["女工培训班", "班组长培训班"]


def test_a_term_is_one_figure_however_often_it_is_named() -> None:
    text = "受第五届委员会的委托报告工作。第五届委员会开展活动3次。"
    assert [(figure["value"], figure["ordinal"]) for figure in figures(text)] == [(5, True), (3, False)]


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("共收到合理化建议46条。", "suggestions.submitted"),
        ("探望住院职工6人次。", "relief.illness.times"),
        ("发放困难补助3000元。", "relief.subsidy_own.amount"),
        ("现有会员212人。", "membership.members"),
        ("现有女会员80人。", "membership.women"),
        ("入会率为98%。", "membership.rate"),
        ("节假日职工慰问3人次。", "relief.festival.times"),
        ("其中2条获得金奖。", "suggestions.award.gold"),
    ],
)
def test_the_phrasebook_knows_what_the_ledger_counts(text: str, metric: str) -> None:
    assert only(text)["metric"] == metric


@pytest.mark.parametrize("text", ["组织30名职工参观学习。", "现有女职工80人。", "探望费用每人300元。", "发展党员5人。", "召开会议4次。"])
def test_what_the_ledger_does_not_count_has_no_metric(text: str) -> None:
    assert only(text)["metric"] is None


def test_the_unit_decides_between_two_metrics_of_one_word() -> None:
    times, amount = figures("节日慰问5人次,节日慰问2000元。")
    assert (times["metric"], amount["metric"]) == ("relief.festival.times", "relief.festival.amount")


def test_money_behind_a_count_is_the_money_of_it() -> None:
    times, amount = figures("困难职工补助5人次,补助费用3000元。")
    assert (times["metric"], amount["metric"]) == ("relief.subsidy_own.times", "relief.subsidy_own.amount")


def test_each_part_of_a_list_has_its_own_metric() -> None:
    found = figures("会员提出合理化建议19条,采纳12条,实施8条,其中金奖1条、铜奖2条、鼓励奖1条。")
    names = ["submitted", "adopted", "done", "award.gold", "award.bronze", "award.encouragement"]
    assert [figure["metric"] for figure in found] == [f"suggestions.{name}" for name in names]


def test_what_stands_at_a_day_is_a_stock() -> None:
    found = figures("截至12月底,会员总数达212人,其中女会员80人、劳务派遣会员20人;新入会9人。")
    assert [(figure["metric"], figure["modality"]) for figure in found] == [
        ("membership.members", "state"),
        ("membership.women", "state"),
        ("membership.agency", "state"),
        ("membership.joined", "done"),
    ]


def test_a_part_is_never_taken_for_its_whole() -> None:
    whole, part = figures("困难帮扶金额6000元,其中困难帮扶3000元用于住院职工。")
    assert (whole["metric"], part["parent"], part["metric"]) == ("relief.hardship.amount", 0, None)


def test_every_phrase_of_the_house_finds_itself() -> None:
    lost = [phrase.name for phrase in phrases if phrases[phrasebook.metrics_of(phrase.label, phrase.counter)[0]].label != phrase.label]
    assert not lost


def test_offsets_are_those_of_the_original_text() -> None:
    text = "\ufeff全年\u200b慰问１２\u200b０人次。"
    figure = only(text)
    assert text[figure["start"] : figure["end"]] == figure["text"] == "１２\u200b０人次"
