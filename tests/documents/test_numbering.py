"""Headings and annexes are numbered over what is there."""

import pytest

from unionhall.kernel.papers.content import Column, Paragraph, Table
from unionhall.shell.documents.layout import annex_names, numbered


def numbers(*levels: int) -> list[str]:
    return [number for number, _ in numbered([Paragraph(("文字。",), level=level) for level in levels])]


def test_sections_items_and_points_are_counted_each_on_its_own_level():
    assert numbers(0, 1, 2, 2, 1, 2, 3, 3, 2, 3) == ["", "一、", "（一）", "（二）", "二、", "（一）", "1.", "2.", "（二）", "1."]


def test_points_directly_below_a_section_begin_again_in_the_next_section():
    assert numbers(1, 3, 3, 1, 3) == ["一、", "1.", "2.", "二、", "1."]


def test_the_eleventh_and_the_twentieth_section_have_chinese_numbers():
    counted = numbers(*[1] * 21)
    assert (counted[9], counted[10], counted[19], counted[20]) == ("十、", "十一、", "二十、", "二十一、")


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="level 0 to 3"):
        numbers(4)


def test_a_single_annex_has_no_number():
    table = Table("数据表", (Column("指标"),), ())
    assert annex_names([table]) == ["附表"]
    assert annex_names([table, table]) == ["附表1", "附表2"]
    assert annex_names([]) == []
