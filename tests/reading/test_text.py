"""A paper is cleaned with a map back, and falls into papers, sections and sentences."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.shell.reading.report import read
from unionhall.shell.reading.text import Reading, read_text

REPORT = """恒川机械厂工会2025年工作总结

2025年,厂工会在青禾区总工会的领导下,完成了各项工作。

一、组织建设
(一)发展会员
全年发展会员36人。
1、档案。建立档案30份。
二、上半年活动情况
举办球赛2场。
三、2026年工作计划
举办球赛3场。

恒川机械厂工会
2025年12月20日
"""

PAGE = "工会按照年初安排开展各项活动,职工参加面逐步扩大,阵地建设和经费管理都有新的进展,会员评价较好。"


def sentence(reading: Reading, words: str) -> tuple[str, str, str]:
    """Role, section title and section period of the sentence with these words."""
    for document in reading.documents:
        for one in document.sentences:
            if words in reading.say(one):
                return one.role, one.section.title if one.section else "", one.section.period if one.section else document.period
    raise AssertionError(f"no sentence says {words}")


def test_a_report_has_a_title_sections_and_a_signature() -> None:
    reading = read_text(REPORT)
    (paper,) = reading.documents
    assert (paper.title, paper.period, paper.union_work) == ("恒川机械厂工会2025年工作总结", "2025年", True)
    assert [(section.level, section.number) for section in paper.sections] == [
        (1, "一、"),
        (2, "(一)"),
        (3, "1、"),
        (1, "二、"),
        (1, "三、"),
    ]
    assert sentence(reading, "工作总结")[0] == "title"
    assert sentence(reading, "组织建设")[0] == "heading"
    assert sentence(reading, "12月20日")[0] == "signature"


def test_a_period_comes_from_the_heading_above() -> None:
    reading = read_text(REPORT)
    assert sentence(reading, "36人") == ("body", "发展会员", "2025年")
    assert sentence(reading, "2场") == ("body", "上半年活动情况", "上半年")
    assert sentence(reading, "3场") == ("body", "2026年工作计划", "2026年")


def test_several_papers_in_one_file_are_told_apart() -> None:
    text = "小编为大家整理了两篇范文,供参考。\n工会总结篇1\n工会今年发展会员3人。\n工会总结篇2\n门诊接待患者5人。\n相关推荐"
    papers = read_text(text).documents
    assert [text[paper.start : paper.end] for paper in papers] == ["工会总结篇1\n工会今年发展会员3人。", "工会总结篇2\n门诊接待患者5人。"]
    assert [paper.union_work for paper in papers] == [True, False]


def test_papers_without_numbers_begin_at_their_titles() -> None:
    text = "青禾区总工会2024年工作总结\n全年工会活动2次。\n云澜市总工会2025年工作要点\n工会计划活动3次。\n"
    assert [paper.title for paper in read_text(text).documents] == ["青禾区总工会2024年工作总结", "云澜市总工会2025年工作要点"]


def test_page_numbers_inside_sentences_are_taken_out() -> None:
    pages = [PAGE * 6 + f"工{number}会" for number in range(2, 7)]
    text = "".join(pages) + "慰问4名职工。"
    reading = read_text(text)
    assert "工会工会" in reading.clean.text
    assert [text[piece.start : piece.end] for piece in reading.clean.removed] == ["2", "3", "4", "5", "6"]
    assert [figure["text"] for figure in read(text)["figures"]] == ["4名"]


def test_counts_that_rise_by_chance_are_no_page_numbers() -> None:
    text = "先后慰问2名职工、3名会员、4名家属。"
    assert read_text(text).clean.text == text


def test_page_lines_and_running_headings_are_taken_out() -> None:
    lines = []
    for page in range(1, 5):
        lines += [PAGE, "恒川机械厂工会文件", f"— {page} —"]
    clean = read_text("\n".join(lines)).clean.text
    assert clean.count("恒川机械厂工会文件") == 1
    assert "—" not in clean


def test_numbers_of_chunks_are_taken_out() -> None:
    text = "\n".join(f"{number}、{PAGE.rstrip('。')}," for number in range(1, 7))
    clean = read_text(text).clean.text
    assert "\n" not in clean
    assert "2、" not in clean


def test_a_numbered_list_stays() -> None:
    text = "主要工作:\n" + "\n".join(f"{number}、{PAGE}" for number in range(1, 7))
    assert read_text(text).clean.text == text


def test_a_heading_spliced_into_a_sentence_is_taken_out() -> None:
    text = "1、关心职工身体健康,办好实事。\n工会在年内关心职工身体健康,办好实事。组织了体检。"
    assert "工会在年内组织了体检" in read_text(text).clean.text


def test_a_heading_taken_up_by_the_sentence_stays() -> None:
    text = "1、进一步做好公开工作。为进一步做好公开工作,工会制定了办法。"
    assert read_text(text).clean.text == text


def test_pinyin_behind_a_character_is_taken_out() -> None:
    assert read_text("仇(qiú)某获奖。").clean.text == "仇某获奖。"
    assert read_text("微信(WeChat)推送。").clean.text == "微信(WeChat)推送。"


def test_lines_broken_at_an_even_width_are_joined() -> None:
    text = "工会全年开展各项文体活动二十余场次,组织职\n工参加健步走三百多人次,同时为一线岗位的职\n工送去防暑用品和书籍,职工反响普遍都很好。"
    assert "\n" not in read_text(text).clean.text


def test_traditional_characters_and_full_width_digits_are_read() -> None:
    text = "勞動競賽參賽職工１２０人，發給獎金３．５萬元。"
    found = read(text)["figures"]
    assert [(figure["value"], figure["unit"], figure["text"]) for figure in found] == [(120, "人", "１２０人"), (35000, "元", "３．５萬元")]


def test_an_empty_text_has_no_papers() -> None:
    assert read("") == {"file": "", "documents": [], "figures": [], "faults": [], "verdicts": []}


@given(st.text(alphabet="工会职人三3,，。\n 、一(（)）第篇1x×年月日条？《》“”０勞 \u200b\u3000\r\t-—页", max_size=120))
def test_every_character_of_the_clean_text_has_its_place_in_the_original(text: str) -> None:
    reading = read_text(text)
    assert len(reading.clean.origin) == len(reading.clean.text)
    assert all(one < other for one, other in pairwise(reading.clean.origin))
    for document in reading.documents:
        assert 0 <= document.start <= document.end <= len(text)
        spans = [(one.start, one.end) for one in document.sentences]
        assert spans == sorted(spans)
        assert all(start < end <= len(reading.clean.text) for start, end in spans)


@pytest.mark.parametrize("text", ["3人" * 2000, "一、" * 500, "第一二三四五六七八九十" * 300, "每年" * 800, "(" * 3000, "工会篇1\n" * 300])
def test_monotonous_texts_are_read_in_time(text: str) -> None:
    assert read(text)["file"] == ""
