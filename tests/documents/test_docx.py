"""The Word file: official format, every figure a content control, and valid for Word in the order of its properties."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from docx import Document

from unionhall.kernel.papers.content import Column, Content, Paragraph, Quoted, Table
from unionhall.shell.documents.docx import write_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# The children of each property element in the order of the schema (ISO 29500-1, transitional).
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr shd tabs autoSpaceDE autoSpaceDN adjustRightInd snapToGrid "
    "spacing ind jc textAlignment outlineLvl rPr",
    "rPr": "rStyle rFonts b i color spacing w kern position sz szCs highlight u shd vertAlign lang",
    "sectPr": "headerReference footerReference type pgSz pgMar pgBorders pgNumType cols vAlign titlePg docGrid",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "sdtPr": "rPr alias tag id lock",
    "style": "name basedOn next link uiPriority qFormat pPr rPr tblPr trPr tcPr",
    "settings": "zoom defaultTabStop evenAndOddHeaders characterSpacingControl compat themeFontLang",
}


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body(file: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(parts(file)["word/document.xml"])


def words(element: ElementTree.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def value(element: ElementTree.Element | None, name: str = "val") -> str | None:
    return None if element is None else element.get(W + name)


def small(*body: Paragraph | Table, **more: object) -> Content:
    return replace(Content("总结", "恒川机械厂工会", "2026年12月22日", body), **more)


def test_every_figure_is_one_content_control_with_its_key_and_its_text(paper):
    controls = body(write_docx(paper)).iter(f"{W}sdt")
    found = [(value(control.find(f"{W}sdtPr/{W}tag")), words(control)) for control in controls]
    assert found == [(figure.key, figure.text) for figure in paper.figures()]


def test_a_control_has_the_name_of_its_metric_and_a_number_of_its_own(paper):
    properties = list(body(write_docx(paper, label=lambda figure: f"指标{figure.metric}")).iter(f"{W}sdtPr"))
    assert value(properties[0].find(f"{W}alias")) == "指标member.total"
    assert len({value(one.find(f"{W}id")) for one in properties}) == len(properties)


def test_a_figure_without_a_key_is_found_by_its_metric():
    file = write_docx(small(Paragraph(("会员", Quoted("", "member.total", "212"), "人。"))))
    assert value(body(file).find(f".//{W}tag")) == "member.total"


def test_a_figure_opens_its_address_and_the_same_address_is_kept_once():
    figures = [Quoted(key, "member.total", "212") for key in ("a", "b", "a")]
    file = write_docx(small(Paragraph(tuple(figures))), link=lambda figure: f"https://hall.example/figure/{figure.key}/?a=1&b=2")
    targets = {one.get("Id"): one.get("Target") for one in ElementTree.fromstring(parts(file)["word/_rels/document.xml.rels"])}
    links = [targets[link.get(R + "id")] for link in body(file).iter(f"{W}hyperlink")]
    assert links == [f"https://hall.example/figure/{key}/?a=1&b=2" for key in ("a", "b", "a")]
    assert sum("hall.example" in target for target in targets.values()) == 2


def test_without_an_address_there_is_no_hyperlink(paper):
    assert body(write_docx(paper)).find(f".//{W}hyperlink") is None
    assert body(write_docx(paper, link=lambda figure: None)).find(f".//{W}hyperlink") is None


def test_only_figures_written_by_hand_are_shaded(paper):
    shaded = [words(run) for run in body(write_docx(paper)).iter(f"{W}r") if run.find(f"{W}rPr/{W}shd") is not None]
    assert shaded == [figure.text for figure in paper.figures() if figure.by_hand]
    assert shaded


def test_the_page_has_the_official_margins_and_22_lines(paper):
    section = body(write_docx(paper)).find(f"{W}body/{W}sectPr")
    assert section is not None
    size, margins, grid = (section.find(W + name) for name in ("pgSz", "pgMar", "docGrid"))
    assert (value(size, "w"), value(size, "h")) == ("11906", "16838")
    assert [value(margins, side) for side in ("top", "bottom", "left", "right", "footer")] == ["2098", "1984", "1587", "1474", "1304"]
    assert (value(grid, "type"), value(grid, "linePitch")) == ("lines", "560")


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(paper):
    files = parts(write_docx(paper))
    odd, even = (ElementTree.fromstring(files[f"word/footer{side}.xml"]) for side in ("Odd", "Even"))
    assert [value(page.find(f".//{W}jc")) for page in (odd, even)] == ["right", "left"]
    assert words(odd) == words(even) == "— 1 —"
    assert b"evenAndOddHeaders" in files["word/settings.xml"]


def test_headings_are_word_styles_and_run_on_below_the_first_level(paper):
    headings = [(p.style.name, p.text[:9]) for p in Document(io.BytesIO(write_docx(paper))).paragraphs if p.style.name.startswith("Head")]
    assert headings[:4] == [
        ("Heading 1", "一、会员队伍"),
        ("Heading 1", "二、服务关爱"),
        ("Heading 2", "（一）探望和慰问。"),
        ("Heading 2", "（二）体检和互助保"),
    ]
    assert ("Heading 3", "1.补齐建议答复。") in headings


def test_each_face_names_what_may_stand_in_for_it(paper):
    fonts = ElementTree.fromstring(parts(write_docx(paper))["word/fontTable.xml"])
    stand_in = {value(font, "name"): value(font.find(f"{W}altName")) for font in fonts}
    assert (stand_in["仿宋_GB2312"] or "").startswith("仿宋,FangSong")
    assert (stand_in["方正小标宋简体"] or "").startswith("方正小标宋_GBK")


def test_the_only_paragraphs_without_words_are_hairlines_behind_tables(paper):
    file = write_docx(paper)
    styles = ElementTree.fromstring(parts(file)["word/styles.xml"]).iter(f"{W}style")
    lines = {value(style, "styleId"): value(style.find(f"{W}pPr/{W}spacing"), "line") for style in styles}
    inside = body(file).find(f"{W}body")
    assert inside is not None
    children = list(inside)
    empty = [n for n, child in enumerate(children) if child.tag == f"{W}p" and not words(child)]
    assert all(children[n - 1].tag == f"{W}tbl" for n in empty)
    assert [lines[value(children[n].find(f"{W}pPr/{W}pStyle"))] for n in empty] == ["20"] * 3


def test_nothing_stands_directly_behind_a_table_but_a_paragraph(paper):
    inside = body(write_docx(paper)).find(f"{W}body")
    assert inside is not None
    followers = [after.tag for before, after in zip(inside, list(inside)[1:], strict=False) if before.tag == f"{W}tbl"]
    assert followers == [f"{W}p"] * 3


def test_properties_stand_in_the_order_that_word_demands(paper):
    file = write_docx(paper, link=lambda figure: "https://hall.example/")
    checked = 0
    for name, text in parts(file).items():
        for element in ElementTree.fromstring(text).iter():
            order = ORDER.get(element.tag.removeprefix(W), "").split()
            if order and element.tag.startswith(W):
                children = [child.tag.removeprefix(W) for child in element]
                assert children == sorted(children, key=order.index), name
                checked += 1
    assert checked > 1000


def test_tables_repeat_their_heading_and_never_split_a_row(paper):
    for table in body(write_docx(paper)).iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_the_columns_of_a_table_fill_the_width_of_the_text(paper):
    for table in body(write_docx(paper)).iter(f"{W}tbl"):
        grid = [int(value(column, "w") or 0) for column in table.iter(f"{W}gridCol")]
        assert sum(grid) == 8844
        for row in table.iter(f"{W}tr"):
            assert sum(int(value(width, "w") or 0) for width in row.iter(f"{W}tcW")) == 8844


def test_annexes_are_listed_before_the_signature_and_begin_on_pages_of_their_own(paper):
    paragraphs = Document(io.BytesIO(write_docx(paper))).paragraphs
    texts = [p.text for p in paragraphs]
    listed = texts.index("附表：1.恒川机械厂工会2026年工作数据表")
    assert texts[listed : listed + 4] == [texts[listed], "2.手工数说明", "恒川机械厂工会", "2026年12月22日"]
    names = [p for p in paragraphs if p.text in ("附表1", "附表2")]
    assert [p.style.paragraph_format.page_break_before for p in names] == [True, True]


LONG = "云澜市青禾区恒川精密机械制造有限公司工会委员会"


@pytest.mark.parametrize(("unit", "name", "date"), [("恒川机械厂工会", 400, 400), ("工会", 650, 400), (LONG, 0, 800)])
def test_the_name_is_centred_over_the_date_and_stays_on_the_page(unit, name, date):
    """In hundredths of a character from the right edge; the date is 7 characters wide and stands 4 from the edge."""
    paragraphs = {words(p): p.find(f"{W}pPr/{W}ind") for p in body(write_docx(small(signature=unit))).iter(f"{W}p")}
    assert int(value(paragraphs[unit], "rightChars") or 0) == name
    assert int(value(paragraphs["2026年12月22日"], "rightChars") or 0) == date


def test_a_paper_without_sections_annexes_or_date_still_is_a_paper():
    file = write_docx(small(Paragraph(("全年没有活动记录。",)), dated=""))
    assert [p.text for p in Document(io.BytesIO(file)).paragraphs] == ["总结", "全年没有活动记录。", "恒川机械厂工会"]


def test_the_same_paper_gives_the_same_file(paper):
    assert write_docx(paper) == write_docx(replace(paper))


def test_the_file_names_its_title_and_author(paper):
    core = Document(io.BytesIO(write_docx(paper))).core_properties
    assert (core.title, core.author, core.language) == (paper.title, "恒川机械厂工会", "zh-CN")


@pytest.mark.parametrize("text", ["䶮明远", "𬭎", "阿依古丽·买买提", 'A & B <工会> "x"', "=1+1", "  两边空格  "])
def test_names_and_signs_survive(text):
    file = write_docx(small(Paragraph((text, Quoted("k", "m", text)))))
    assert text * 2 in map(words, body(file).iter(f"{W}p"))


def test_control_characters_from_pasting_do_not_spoil_the_file():
    file = write_docx(small(Paragraph(("第一行\x0b\x00第二行\n第三行",), own=True), title="总结\x08"))
    texts = [p.text for p in Document(io.BytesIO(file)).paragraphs]
    assert texts[:2] == ["总结", "第一行第二行\n第三行"]


def test_a_key_too_long_for_word_is_refused():
    with pytest.raises(ValueError, match="64 characters"):
        write_docx(small(Paragraph((Quoted("k" * 65, "m", "1"),))))


def test_a_row_that_does_not_fit_its_table_is_refused():
    table = Table("数据表", (Column("指标"), Column("单位"), Column("数")), (("会员", "人"),))
    with pytest.raises(ValueError, match="2 cells for 3 columns"):
        write_docx(small(table))


def test_a_column_without_width_is_refused():
    with pytest.raises(ValueError, match="width above 0"):
        write_docx(small(Table("数据表", (Column("指标"), Column("数", width=0)), ())))
