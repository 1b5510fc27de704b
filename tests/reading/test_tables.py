"""Tables: each number of a cell is known by its headings and labels; what counts nothing is left; totals are held against their parts."""

import io
from typing import Any

import docx
import pytest
import weasyprint
import xlsxwriter
from docx.document import Document
from hypothesis import given
from hypothesis import strategies as st

from unionhall.shell.reading.intake import take_in
from unionhall.shell.reading.report import read
from unionhall.shell.reading.text import read_text

TITLE = "恒川机械厂工会2025年工作总结"
ROWS = [
    ["项目", "人次", "金额（元）"],
    ["春节走访", "23", "11,500"],
    ["夏送清凉", "310", "18600"],
    ["合计", "333", "30,100"],
]
FIGURES = [
    ("23", 23, "人次", "春节走访人次"),
    ("11,500", 11500, "元", "春节走访金额"),
    ("310", 310, "人次", "夏送清凉人次"),
    ("18600", 18600, "元", "夏送清凉金额"),
    ("333", 333, "人次", "人次"),
    ("30,100", 30100, "元", "金额"),
]


def table(*rows: str) -> str:
    """Rows written with a bar between cells, as lines with tabs."""
    return "\n".join(row.replace("|", "\t") for row in rows)


def figures(text: str) -> list[tuple[str, Any, str, str]]:
    return [(one["text"], one["value"], one["unit"], one["measure"]) for one in read(text)["figures"]]


def dated(text: str) -> list[tuple[Any, str]]:
    return [(one["value"], one["period_code"]) for one in read(text)["figures"]]


def contradictions(text: str) -> list[tuple[str, str]]:
    return [(fault["text"], fault["severity"]) for fault in read(text)["faults"] if fault["kind"] == "contradiction"]


def a_docx() -> bytes:
    paper = docx.Document()
    paper.add_paragraph(TITLE)
    grid = paper.add_table(len(ROWS), len(ROWS[0]))
    for at, row in enumerate(ROWS):
        for place, text in enumerate(row):
            grid.cell(at, place).text = text.replace("（", "\n（")
    return saved(paper)


def saved(paper: Document) -> bytes:
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def an_xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("慰问")
        sheet.write(0, 0, TITLE)
        for at, row in enumerate(ROWS, 2):
            for place, text in enumerate(row):
                digits = text.replace(",", "")
                sheet.write(at, place, int(digits) if digits.isdigit() else text)
    return out.getvalue()


def a_page() -> str:
    rows = "".join("<tr>" + "".join(f"<td> {cell.replace('（', '<br>（')}\n</td>" for cell in row) + "</tr>" for row in ROWS)
    return f"<html><body><h1>{TITLE}</h1><table>{rows}</table></body></html>"


def a_pdf(style: str) -> bytes:
    sheet = f"<style>table {{ border-collapse: collapse }} td {{ {style} }}</style>"
    return bytes(weasyprint.HTML(string=sheet + a_page()).write_pdf())


class TestEveryFormat:
    """The same table gives the same figures wherever it comes from, each at its place in the text."""

    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (a_docx(), "总结.docx"),
            (an_xlsx(), "总结.xlsx"),
            (a_page().encode(), "总结.html"),
            (a_pdf("border: 1px solid; padding: 2px"), "有线.pdf"),
            (a_pdf("padding: 2px 30px"), "无线.pdf"),
            ("\n".join([TITLE, *("\t".join(row) for row in ROWS)]).encode(), "总结.txt"),
            ("\n".join([TITLE, "", *("    ".join(row) for row in ROWS)]).encode(), "总结.txt"),
            ("\n".join([TITLE, *(" ".join(row) for row in ROWS)]).encode(), "粘贴.txt"),
        ],
    )
    def test_figures_are_the_same(self, data: bytes, name: str) -> None:
        text = take_in(data, name).text
        found = read(text)["figures"]
        assert [(one["text"].replace(",", ""), one["value"], one["unit"], one["measure"]) for one in found] == [
            (said.replace(",", ""), *rest) for said, *rest in FIGURES
        ]
        assert all(text[one["start"] : one["end"]] == one["text"] for one in found)
        assert {one["period_code"] for one in found} == {"2025"}

    def test_cells_merged_in_word_stay_in_their_columns(self) -> None:
        paper = docx.Document()
        grid = paper.add_table(4, 4)
        cells = ["类别", "项目", "人次", "金额（元）", "慰问", "住院", "14", "7000", "", "生育", "3", "600", "合计", "", "17", "7600"]
        for place, text in enumerate(cells):
            grid.cell(place // 4, place % 4).text = text
        grid.cell(1, 0).merge(grid.cell(2, 0))
        grid.cell(3, 0).merge(grid.cell(3, 1))
        text = take_in(saved(paper), "表.docx").text
        assert text.split("\n") == ["类别\t项目\t人次\t金额（元）", "慰问\t住院\t14\t7000", "\t生育\t3\t600", "合计\t\t17\t7600"]
        assert ("3", 3, "人次", "慰问生育人次") in figures(text)

    def test_cells_merged_in_a_web_page_stay_in_their_columns(self) -> None:
        rows = "<th>类别<th>项目<th>人次", "<td rowspan=2>慰问<td>住院<td>14", "<td>生育<td>3", "<td colspan=2>合计<td>17"
        text = take_in(f"<html><table><tr>{'<tr>'.join(rows)}</table></html>".encode(), "表.html").text
        assert text.split("\n")[1:] == ["慰问\t住院\t14", "\t生育\t3", "合计\t\t17"]

    def test_a_table_that_lays_out_a_page_is_read_as_the_text_that_it_holds(self) -> None:
        passage = "全年走访困难职工23户，发放慰问金11500元。" * 6
        assert (
            take_in(f"<html><table><tr><td>首页</td><td><p>{passage}</p></td></tr></table></html>".encode(), "页.html").text
            == f"首页\n{passage}"
        )
        paper = docx.Document()
        grid = paper.add_table(1, 2)
        grid.cell(0, 0).text, grid.cell(0, 1).text = "主要事迹", passage
        assert take_in(saved(paper), "表.docx").text == f"主要事迹\n{passage}"


class TestUnits:
    """The unit stands in the cell, the column, the row, a column of its own, or above the table."""

    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            (
                ("2025年情况", "单位：人", "街道|建档|已帮扶", "河东街道|36|30", "西岭街道|28|28"),
                [(36, "人"), (30, "人"), (28, "人"), (28, "人")],
            ),
            (("收支表 单位：万元", "项目|决算", "会费|12.5", "拨缴|78.36"), [(125000, "元"), (783600, "元")]),
            (("金额单位：千元", "项目|人数|补助金额", "助学|6|18", "助医|4|20"), [(6, "人"), (18000, "元"), (4, "人"), (20000, "元")]),
            (("走访困难职工户数（户）|23", "发放慰问金（元）|11500", "入会率|98.5%"), [(23, "户"), (11500, "元"), (98.5, "%")]),
            (("指标|单位|完成", "新发展会员|人|36", "培训|期|3"), [(36, "人"), (3, "期")]),
            (("项目|覆盖率|满意率（%）", "体检|0.986|0.5", "培训|0.75|96.5"), [(98.6, "%"), (0.5, "%"), (75, "%"), (96.5, "%")]),
            (("活动|规模", "讲座|3场", "竞赛|约120人"), [(3, "场"), (120, "人")]),
            (("项目|覆盖率（%）|场次", "体检|98.6|3", "培训|75|12"), [(98.6, "%"), (3, "场次"), (75, "%"), (12, "场次")]),
        ],
    )
    def test_the_unit_is_found(self, rows: tuple[str, ...], expected: list[tuple[float, str]]) -> None:
        assert [(value, unit) for _, value, unit, _ in figures(table(*rows))] == expected

    def test_an_amount_in_ten_thousands_shows_how_finely_it_was_written(self) -> None:
        (found,) = read(table("项目|金额（万元）", "会费|1.23", "其他|--"))["figures"]
        assert (found["value"], found["step"]) == (12300, 100)


class TestHeadings:
    """What is counted, when, and as a part of what is said by headings and labels."""

    def test_two_lines_of_headings_are_one_label(self) -> None:
        text = table("部门|慰问||补助|", "|人次|金额（元）|人次|金额（元）", "铸造车间|12|6000|3|3000", "装配车间|8|4000|2|2000")
        assert [measure for *_, measure in figures(text)[:4]] == [
            "铸造车间慰问人次",
            "铸造车间慰问金额",
            "铸造车间补助人次",
            "铸造车间补助金额",
        ]

    def test_columns_of_years_and_quarters_and_rows_of_months_are_periods(self) -> None:
        assert dated(table("指标|2023|2024年", "走访户数|20|23", "讲座场次|3|4")) == [(20, "2023"), (23, "2024"), (3, "2023"), (4, "2024")]
        assert dated(table("2025年情况", "项目|一季度|上半年", "检查次数|12|27", "隐患（处）|36|77"))[:2] == [
            (12, "2025Q1"),
            (27, "2025H1"),
        ]
        assert dated(table("2025年来访（单位：人次）", "月份|来访", "1月|12", "2月|8")) == [(12, "2025-01"), (8, "2025-02")]

    def test_the_columns_of_a_return_speak_of_its_month(self) -> None:
        text = table("2025年5月工作月报表", "指标|单位|本月|本年累计|上年同期累计", "走访|户|3|12|10", "讲座|场|1|4|5")
        codes = ["2025-05", "2025-01-01/2025-06-01", "2024-01-01/2024-06-01"]
        assert dated(text)[:3] == list(zip((3, 12, 10), codes, strict=True))

    def test_a_period_above_the_table_is_of_the_year_of_the_paper(self) -> None:
        assert dated(table(TITLE, "1-5月帮扶情况表", "项目|户数", "助学|6", "助医|4")) == [
            (6, "2025-01-01/2025-06-01"),
            (4, "2025-01-01/2025-06-01"),
        ]

    def test_parts_stand_below_their_whole_or_beside_it(self) -> None:
        found = read(table("指标|人数", "帮扶|36", "其中：住院|14", "　其中：手术|3", "走访|8"))["figures"]
        assert [one["parent"] for one in found] == [None, 0, 1, None]
        found = read(table("街道|建档人数|其中：女", "河东街道|36|12", "西岭街道|28|9"))["figures"]
        assert [one["parent"] for one in found] == [None, 0, None, 2]

    def test_plans_stand_beside_what_was_done(self) -> None:
        found = read(table("任务|单位|年度目标|实际完成", "新发展会员|人|300|326", "培训|人次|900|1150"))["figures"]
        assert [one["modality"] for one in found] == ["plan", "done", "plan", "done"]

    def test_labels_and_numbers_may_take_turns_in_a_row(self) -> None:
        text = table("单位名称|恒川机械厂|工会主席|沈渡", "男工数（人）|710|女工数（人）|610", "党员数（人）|96|联系电话|13812345678")
        assert [(value, measure) for _, value, _, measure in figures(text)] == [(710, "男工数"), (610, "女工数"), (96, "党员数")]

    def test_merged_labels_are_good_for_the_rows_below(self) -> None:
        text = table("类别|项目|人次", "慰问|住院|14", "|生育|3", "补助|大病|2")
        assert [measure for *_, measure in figures(text)] == ["慰问住院人次", "慰问生育人次", "补助大病人次"]

    def test_what_stands_above_the_headings_tells_whose_table_it_is_of_when_and_in_which_unit(self) -> None:
        text = table(
            "慰问支出公开表",
            "公开单位（盖章）：恒川机械厂工会||2025年1月1日至6月30日|单位：元",
            "项目|人次|经费|合计",
            "走访|4|600|600",
            "讲座|5|900|900",
        )
        found = read(text)["figures"]
        assert [(one["value"], one["unit"], one["period_code"]) for one in found[:2]] == [(4, "人次", "2025H1"), (600, "元", "2025H1")]

    def test_accounts_and_numbers_of_rows_are_no_part_of_their_names(self) -> None:
        text = table(
            "单位：元", "项目|本月数|执行率", "一、拨缴收入|300|1.02", "501 职工活动|200|0.5", "　其中：培训|120|1", "　　　　讲座|80|0.25"
        )
        found = read(text)["figures"]
        assert [one["measure"] for one in found[::2]] == ["拨缴收入", "职工活动", "培训", "讲座"]
        assert [one["value"] for one in found[1::2]] == [102, 50, 100, 25]
        assert [one["parent"] for one in found[::2]] == [None, None, 2, 2]

    def test_in_a_form_labels_stand_beside_their_numbers_or_above_them(self) -> None:
        text = table(
            "选举结果报告单",
            "方式||无记名投票||日期||12月6日",
            "应到会||实到会||发出选票||废票",
            "93人||86人||86张||1张",
            "备注||现场补发||3张||||",
        )
        assert [(value, measure) for _, value, _, measure in figures(text)] == [
            (93, "应到会"),
            (86, "实到会"),
            (86, "发出选票"),
            (1, "废票"),
            (3, "现场补发"),
        ]

    def test_headings_printed_again_on_the_next_page_are_no_row(self) -> None:
        text = table(TITLE, "项目|人次", "讲座|30", "竞赛|40") + "\n— 1 —\n" + table("项目|人次", "培训|50")
        assert [(value, measure) for _, value, _, measure in figures(text)] == [(30, "讲座人次"), (40, "竞赛人次"), (50, "培训人次")]


class TestNoFigures:
    """Numbers that count nothing."""

    @pytest.mark.parametrize(
        "rows",
        [
            ("序号|单位名称|成立时间|联系电话", "1|恒川机械厂|1998|0571-8866123", "2|云澜纺织|2003|0571-8866124"),
            ("编号|文件|文号|年份", "12|换届批复|工发〔2025〕7号|2025", "13|补选批复|工发〔2025〕9号|2025"),
            ("名次|代表队|届次", "1|铸造车间|3", "2|装配车间|3"),
            ("目录", "一、组织建设|1", "二、帮扶救助|3", "三、存在的问题|5"),
        ],
    )
    def test_nothing_is_taken(self, rows: tuple[str, ...]) -> None:
        assert figures(table(*rows)) == []

    def test_marks_and_empty_cells_stand_for_nothing_and_zero_counts(self) -> None:
        assert [value for _, value, *_ in figures(table("项目|一季度（人）|二季度（人）", "走访|--|0", "培训||3", "竞赛|/|无"))] == [0, 3]

    def test_of_a_register_only_the_totals_are_figures(self) -> None:
        rows = [f"{n}|{name}|2025-03-{n:02d}|600|年第{n}次" for n, name in enumerate(("刘䶮", "何婉清", "沈渡", "周晓禾"), 1)]
        text = table("2025年慰问登记表", "序号|姓名|日期|金额（元）|备注", *rows, "合计|||2400|")
        assert figures(text) == [("2400", 2400, "元", "慰问金额")]
        assert read_text(text).tables[0].register

    def test_a_form_about_a_person_gives_no_figures(self) -> None:
        assert figures(table("申请表", "姓名|刘䶮|性别|女", "月收入（元）|3200|家庭人口|4人", "面积|62|年龄|43")) == []

    def test_events_of_a_report_are_told_by_their_day(self) -> None:
        assert dated(table("2025年活动", "活动名称|时间|参加人数", "歌咏|9月28日|145", "棋类|11月5日|36")) == [
            (145, "2025-09-28/2025-09-29"),
            (36, "2025-11-05/2025-11-06"),
        ]

    def test_prose_with_tabs_and_gaps_is_no_table(self) -> None:
        text = "一、\t组织建设\n全年发展会员36人。\n二、\t帮扶\n走访困难职工23户。\n恒川机械厂工会    2025年12月20日"
        assert read_text(text).tables == ()
        assert [said for said, *_ in figures(text)] == ["36人", "23户"]

    def test_passages_in_cells_are_read_as_sentences(self) -> None:
        text = table("工作|人次|完成情况", "走访|23|春节前走访困难职工23户，发放慰问金11500元", "讲座|310|开展健康讲座3场")
        assert [said for said, *_ in figures(text)] == ["23", "23户", "11500元", "310", "3场"]


class TestTotals:
    """合计 is what its rows or columns add up to."""

    @pytest.mark.parametrize(
        ("rows", "wrong"),
        [
            (("项目|金额（元）", "助学|6000", "助医|4000", "合计|10000"), []),
            (("项目|金额（元）", "助学|6000", "助医|4000", "合计|11000"), [("11000", "hard")]),
            (("项目|金额（元）", "合计|9000", "助学|6000", "助医|4000"), [("9000", "hard")]),
            (("项目|金额（元）", "助学|6000", "小计|6000", "助医|4000", "节日|500", "小计|4500", "总计|10500"), []),
            (("项目|金额（元）", "助学|6000", "其中：大学|4000", "助医|4000", "合计|10000"), []),
            (("项目|覆盖率|完成率", "助学|95%|90%", "助医|85%|80%", "合计|90%|85%"), []),
            (("项目|金额（元）", "助学|6000", "助医|4000", "小计：自筹|7000", "小计：拨款|3000", "合计|10000"), []),
            (("项目|执行率", "助学|92%", "其中：大学|94%"), []),
            (("街道|建档人数", "河东|36", "西岭|28", "合计|60"), [("60", "soft")]),
            (("部门|男|女|合计", "铸造|10|5|15", "装配|8|9|17", "动力|6|4|11"), [("11", "hard")]),
            (("部门|总数|女|党员", "铸造|10|5|3", "装配|8|4|2", "合计|18|9|5"), []),
            (("项目|金额（元）", "补助|10000", "其中：助学|6000", "其中：助医|5000"), [("10000", "hard")]),
            (("项目|金额（元）", "补助|10000", "其中：助学|6000", "其中：助医|4000", "其中：自筹|2500", "其中：拨款|7500"), []),
            (("项目|金额（元）", "补助|10000", "其中：助学|16000"), [("16000", "hard")]),
        ],
    )
    def test_sums(self, rows: tuple[str, ...], wrong: list[tuple[str, str]]) -> None:
        assert contradictions(table("工会2025年情况表", *rows)) == wrong

    def test_what_the_text_says_is_held_against_its_table(self) -> None:
        annex = table("附表 2025年工作数据表", "指标|单位|2025年", "合理化建议|条|19", "已实施|条|9", "慰问帮扶|人次|18")
        assert contradictions(f"{TITLE}\n全年收到合理化建议21条，其中3条没有答复；慰问帮扶18人次。\n{annex}") == [("21条", "soft")]

    def test_a_register_is_added_up_too(self) -> None:
        rows = ("工会登记表", "姓名|金额（元）", "刘䶮|600", "何婉清|500", "合计|1200")
        assert contradictions(table(*rows)) == [("1200", "hard")]


def test_a_row_is_no_sentence_that_was_cut_off_or_told_twice() -> None:
    rows = [f"{n}|铸造车间第{n}生产班组的全体成员|团体第二名|歌咏比赛" for n in range(1, 40)]
    assert read(table("活动登记表", "填报单位：恒川机械厂|||金额单位：元", "序号|代表队|名次|项目", *rows))["faults"] == []


def test_rows_stay_as_they_are_when_the_text_around_them_is_cleaned() -> None:
    rows = [f"{n}.走访{'困难' * 6}职工|{n}00|{n}" for n in range(1, 9)]
    text = table("项目|金额（元）|人次", *rows)
    assert read_text(text).clean.text.count("\n") == text.count("\n")
    assert len(figures(text)) == 16


@given(st.lists(st.lists(st.text(alphabet="会人数元（）1,.%-—合计其中：2025年月 \u3000", max_size=8), min_size=1, max_size=5), max_size=8))
def test_any_table_is_read_and_each_figure_stands_where_it_says(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in rows)
    assert all(text[one["start"] : one["end"]] == one["text"] for one in read(text)["figures"])
