"""The numbers that Word draws before its paragraphs come back, so that the sections of a paper are seen."""

import io
import zipfile

import docx
import pytest

from unionhall.shell.reading.intake import take_in
from unionhall.shell.reading.intake_numbers import written
from unionhall.shell.reading.report import read
from unionhall.shell.reading.text import read_text

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICIAL = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>'
)


def paragraph(text: str, level: int | None = None, num: int = 1, style: str = "") -> str:
    numbered = "" if level is None else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{numbered}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def paper(*paragraphs: str, levels: str = OFFICIAL, nums: str = "", styles: str = "") -> bytes:
    """A Word file with one list, whose numbering 1 and what ``nums`` adds are its own."""
    abstract = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    first = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    parts = {
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{"".join(paragraphs)}</w:body></w:document>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{W}">{abstract}{first}{nums}</w:numbering>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return out.getvalue()


def lines(data: bytes) -> list[str]:
    return take_in(data, "总结.docx").text.split("\n")


def test_three_levels_are_numbered_and_begin_again_below_each_heading() -> None:
    text = [
        ("组织建设", 0),
        ("发展会员", 1),
        ("档案", 2),
        ("花名册", 2),
        ("换届", 1),
        ("材料", 2),
        ("帮扶", 0),
        ("走访", 1),
        ("完毕", None),
    ]
    assert lines(paper(*(paragraph(*one) for one in text))) == [
        *("一、组织建设", "（一）发展会员", "1. 档案", "2. 花名册", "（二）换届", "1. 材料", "二、帮扶", "（一）走访", "完毕"),
    ]


def test_sections_and_their_periods_are_seen() -> None:
    data = paper(
        paragraph("恒川机械厂工会2025年工作总结"),
        *(paragraph("上半年活动情况", 0), paragraph("举办球赛2场。"), paragraph("2026年工作计划", 0), paragraph("举办球赛3场。")),
    )
    text = take_in(data, "总结.docx").text
    assert [section.number for section in read_text(text).documents[0].sections] == ["一、", "二、"]
    assert [(one["value"], one["period_code"], one["modality"]) for one in read(text)["figures"]] == [
        (2, "2025H1", "done"),
        (3, "2026", "plan"),
    ]


def test_a_number_of_the_list_is_no_figure() -> None:
    data = paper(paragraph("2025年举办讲座3场。", 2), paragraph("4月走访23户。", 2))
    assert lines(data) == ["1. 2025年举办讲座3场。", "2. 4月走访23户。"]
    assert [one["text"] for one in read(take_in(data, "总结.docx").text)["figures"]] == ["3场", "23户"]


def test_a_short_list_stays_a_list() -> None:
    items = ("会员发展", "集体协商", "帮扶救助", "文体活动", "劳动竞赛")
    text = take_in(paper(*(paragraph(item, 2) for item in items)), "清单.docx").text
    assert read_text(text).clean.text.count("\n") == 4


def test_a_numbering_may_begin_anew_and_another_goes_on() -> None:
    nums = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    text = [("甲", 0, 1), ("乙", 0, 1), ("丙", 0, 2), ("丁", 0, 2), ("戊", 0, 3)]
    assert lines(paper(*(paragraph(*one) for one in text), nums=nums)) == ["一、甲", "二、乙", "五、丙", "六、丁", "七、戊"]


def test_a_level_may_show_those_above_it_and_in_digits() -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
        '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2.%3"/></w:lvl>'
        '<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl>'
    )
    text = [("甲", 0), ("乙", 0), ("丙", 1), ("丁", 2), ("戊", 3)]
    assert lines(paper(*(paragraph(*one) for one in text), levels=levels)) == ["I 甲", "II 乙", "II.1 丙", "2.1.1 丁", "戊"]


def test_a_level_may_go_on_through_the_headings_above_it() -> None:
    levels = OFFICIAL.replace('<w:numFmt w:val="decimal"/>', '<w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/>')
    text = [("甲", 0), ("条", 2), ("条", 2), ("乙", 0), ("条", 2)]
    assert lines(paper(*(paragraph(*one) for one in text), levels=levels)) == ["一、甲", "1. 条", "2. 条", "二、乙", "3. 条"]


def test_headings_take_their_numbers_from_their_styles() -> None:
    levels = OFFICIAL.replace('<w:lvlText w:val="（%2）"/>', '<w:pStyle w:val="Sub"/><w:lvlText w:val="（%2）"/>')
    styles = (
        '<w:style w:styleId="Head"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Sub"><w:basedOn w:val="Head"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Own"><w:basedOn w:val="Head"/></w:style>'
        '<w:style w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    )
    text = [paragraph("甲", style="Head"), paragraph("乙", style="Sub"), paragraph("丙", style="Own"), paragraph("丁", style="Loop")]
    off = '<w:p><w:pPr><w:pStyle w:val="Head"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr><w:r><w:t>戊</w:t></w:r></w:p>'
    assert lines(paper(*text, off, levels=levels, styles=styles)) == ["一、甲", "（一）乙", "二、丙", "丁", "戊"]


def test_the_lists_of_a_usual_word_file_are_numbered() -> None:
    made = docx.Document()
    for text in ("收集意见", "逐条答复"):
        made.add_paragraph(text, style="List Number")
    made.add_paragraph("说明", style="List Bullet")
    out = io.BytesIO()
    made.save(out)
    assert lines(out.getvalue()) == ["1. 收集意见", "2. 逐条答复", "说明"]


def test_serial_numbers_in_a_table_are_no_figures() -> None:
    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"

    rows = row(paragraph("序号"), paragraph("项目"), paragraph("人次"))
    rows += "".join(row(paragraph("", 2), paragraph(name), paragraph(times)) for name, times in (("走访", "23"), ("讲座", "310")))
    text = take_in(paper(f"<w:tbl>{rows}</w:tbl>"), "表.docx").text
    assert [(one["text"], one["measure"]) for one in read(text)["figures"]] == [("23", "走访人次"), ("310", "讲座人次")]


@pytest.mark.parametrize(
    ("form", "number", "said"),
    [
        ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 20, "二十"),
        ("japaneseCounting", 3, "三"),
        ("ideographDigital", 10, "一〇"),
        ("chineseLegalSimplified", 21, "贰拾壹"),
        ("ideographTraditional", 3, "丙"),
        ("decimalEnclosedCircle", 7, "⑦"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalZero", 7, "07"),
        ("decimalFullWidth", 12, "１２"),
        ("upperLetter", 28, "BB"),
        ("lowerRoman", 14, "xiv"),
        ("chineseCounting", 120, "120"),
        ("unheard-of", 4, "4"),
    ],
)
def test_numbers_are_written_in_the_forms_of_word(form: str, number: int, said: str) -> None:
    assert written(number, form) == said


def test_a_broken_numbering_takes_nothing_but_the_numbers() -> None:
    data = paper(paragraph("组织建设", 0), paragraph("帮扶", 7, num=9), levels="<w:broken")
    assert lines(data) == ["组织建设", "帮扶"]
