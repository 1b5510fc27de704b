"""The paper on the screen, in print and as PDF says the same as the Word file."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from unionhall.kernel.papers.content import Content, Paragraph, Quoted
from unionhall.shell.documents import page as pages
from unionhall.shell.documents.page import pdf_available, write_html, write_pdf, write_print


class Reader(HTMLParser):
    """Collects tags with their attributes, and complains when they do not close in order."""

    VOID = ("br", "col", "meta")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def words(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


def test_every_figure_opens_its_address_and_knows_its_key(paper):
    links = [attributes for tag, attributes in Reader(write_html(paper, lambda f: f"/figure/{f.key}/")).tags if tag == "a"]
    assert [link["data-key"] for link in links] == [figure.key for figure in paper.figures()]
    assert links[0] == {"href": "/figure/member.total/1/", "class": "fig", "data-key": "member.total/1", "aria-expanded": "false"}


def test_figures_say_in_words_that_they_are_stale_or_written_by_hand(paper):
    page = write_html(paper, lambda f: "/")
    assert 'class="fig hand" data-key="checkup.people/1" aria-expanded="false"><span class="u">208</span><sup>手工</sup>' in page
    assert 'class="fig stale" data-key="idea.submitted/1" aria-expanded="false"><span class="u">58</span><sup>变</sup>' in page


def test_without_an_address_a_figure_is_no_link(paper):
    tags = Reader(write_html(paper)).tags
    assert "a" not in {tag for tag, _ in tags}
    assert sum("data-key" in attributes for _, attributes in tags) == len(list(paper.figures()))


def test_headings_are_numbered_as_in_the_word_file(paper):
    page = write_html(paper)
    for heading in ('<h3 id="s-care">二、服务关爱</h3>', ">（一）探望和慰问。</span>看望", ">2.均衡安排活动。</span>全年"):
        assert heading in page


def test_only_what_the_officer_wrote_is_marked_as_own(paper):
    page = write_html(paper)
    assert page.count('<p class="uh-hand">') == 1
    assert "不会改动</span>入冬后，" in page


def test_each_section_has_one_anchor(paper):
    anchors = re.findall(r'id="(s-[^"]*)"', write_html(paper))
    assert anchors == ["s-opening", "s-members", "s-care", "s-plans"]


def test_tables_have_captions_scopes_and_a_foot(paper):
    page = write_html(paper)
    assert page.count("<caption") == page.count("<table") == 3
    assert '<th scope="rowgroup" colspan="5">民主管理</th>' in page
    assert '<tfoot><tr><th scope="row">合计</th>' in page
    assert '<th scope="col" class="num">金额</th>' in page


def test_the_fragment_holds_no_style_and_no_script(paper):
    page = write_html(paper, lambda f: "/")
    assert not re.search(r"style=|<style|<script|<html", page)


def test_text_is_escaped_everywhere():
    evil = '<b onclick="x">&'
    figure = Quoted(evil, evil, evil)
    page = write_html(Content(evil, evil, evil, (Paragraph((evil, figure), level=2, heading=evil, section=evil),)), lambda f: evil)
    assert "<b" not in page
    assert "onclick=" not in re.sub(r'"[^"]*"', "", page.replace("onclick=&#34;", ""))


def test_a_line_feed_in_what_the_officer_wrote_breaks_the_line():
    assert "第一行<br>第二行</p>" in write_html(Content("总结", "", "", (Paragraph(("第一行\n第二行",), own=True),)))


def test_print_is_a_whole_page_with_the_same_words_and_the_official_margins(paper):
    page = write_print(paper)
    assert words(write_html(paper)) in words(page)
    assert "margin: 37.0mm 26.0mm 35.0mm 28.0mm" in page
    assert "$" not in page
    assert Reader(page.replace("<!doctype html>", "")).tags[0] == ("html", {"lang": "zh-CN"})


def test_a_server_without_chinese_fonts_says_what_to_install(paper, monkeypatch):
    monkeypatch.setattr(pages, "CHINESE", ":lang=tlh")  # Klingon, which no font claims to cover
    pages._missing.cache_clear()
    try:
        assert not pdf_available()
        with pytest.raises(pages.PdfUnavailable, match="fonts-noto-cjk"):
            write_pdf(paper)
    finally:
        pages._missing.cache_clear()


@pytest.mark.skipif(not pdf_available(), reason="this machine has no Pango or no Chinese font")
def test_a_pdf_is_the_same_file_for_the_same_paper(paper):
    small = replace(paper, annexes=())
    first = write_pdf(small)
    assert first.startswith(b"%PDF-")
    assert first == write_pdf(small)
