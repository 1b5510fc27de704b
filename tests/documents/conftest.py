"""A paper of an invented union that has everything a paper can have."""

import pytest

from unionhall.kernel.papers.content import Column, Content, Paragraph, Quoted, Table
from unionhall.shell.documents.returns import RECORDS, Return

UNIT = "恒川机械厂工会"


def q(key: str, text: str, unit: str = "", *, by_hand: bool = False, stale: bool = False) -> Quoted:
    return Quoted(key=key, metric=key.partition("/")[0], text=text, unit=unit, by_hand=by_hand, stale=stale)


def _opening() -> list[Paragraph]:
    return [
        Paragraph(
            (
                "2026年末，",
                UNIT,
                "有会员",
                q("member.total/1", "212"),
                "人，分属",
                q("org.groups/1", "9"),
                "个工会小组。一年来，会员提出合理化建议",
                q("idea.submitted/1", "58", stale=True),
                "条，采纳",
                q("idea.adopted/1", "31"),
                "条；慰问职工",
                q("visit.events/1", "126"),
                "人次，支出",
                q("visit.amount/1", "3.82"),
                "万元。",
            ),
            section="opening",
        ),
        Paragraph(("入冬后，铸造车间小组轮流接送住院职工的家属，大家说“有人搭把手，心里就踏实”。",), section="opening", own=True),
    ]


def _sections() -> list[Paragraph | Table]:
    return [
        Paragraph((), level=1, heading="会员队伍", section="members"),
        Paragraph(
            (
                "全年新入会",
                q("member.joined/1", "9"),
                "人。年末会员中，女会员",
                q("member.female/1", "64"),
                "人，占",
                q("member.female_share/1", "30.2%"),
                "。",
            ),
            section="members",
        ),
        Paragraph((), level=1, heading="服务关爱", section="care"),
        Paragraph(
            (
                "看望住院职工",
                q("visit.ill/1", "36"),
                "人次，慰问生育、结婚职工",
                q("visit.family/1", "25"),
                "人次；其中慰问䶮明远、阿依古丽·买买提等困难职工",
                q("visit.hard/1", "14"),
                "人次。",
            ),
            level=2,
            heading="探望和慰问。",
            section="care",
        ),
        Paragraph(
            (
                "组织职工体检",
                q("checkup.people/1", "208", by_hand=True),
                "人，医疗互助参保",
                q("mutual.people/1", "196"),
                "人，占会员的",
                q("mutual.share/1", "92.5%"),
                "。",
            ),
            level=2,
            heading="体检和互助保障。",
            section="care",
        ),
        Table(
            "2026年慰问支出（元）",
            (
                Column("类型", 24),
                Column("人次", 12, "right", text=False),
                Column("金额", 18, "right", text=False),
                Column("经费来源", 24, "centre"),
            ),
            (
                ("住院慰问", q("visit.ill/2", "36"), q("visit.ill_amount/1", "14,400.00"), "工会经费"),
                ("生育、结婚慰问", q("visit.family/2", "25"), q("visit.family_amount/1", "7,500.00"), "工会经费"),
                ("其他慰问", q("visit.other/1", "65"), q("visit.other_amount/1", "16,300.00"), "行政补助"),
            ),
            total=("合计", q("visit.events/2", "126"), q("visit.amount/2", "38,200.00"), ""),
            note="注：金额按发放日计入当年。",
        ),
        Paragraph((), level=1, heading="2027年工作打算", section="plans"),
        Paragraph(
            (
                "3月底前，对",
                q("idea.waiting/1", "7"),
                "条没有答复的建议逐条答复本人，由生产委员沈白露负责。",
            ),
            level=3,
            heading="补齐建议答复。",
            section="plans",
        ),
        Paragraph(
            (
                "全年活动不少于",
                q("event.target/1", "6"),
                "场，每季度不少于1场，由文体委员孙望川负责。",
            ),
            level=3,
            heading="均衡安排活动。",
            section="plans",
        ),
    ]


def _data_annex() -> Table:
    columns = (
        Column("序号", 9, "centre"),
        Column("指标", 48),
        Column("单位", 13, "centre"),
        Column("2026年", 15, "right", text=False),
        Column("依据记录（条）", 15, "right", text=False),
    )
    rows: list[tuple[str | Quoted, ...]] = []
    n = 0
    for group in ("会员", "民主管理", "服务关爱", "建功立业"):
        rows.append((group,))
        for _ in range(12):
            n += 1
            label = "　　其中：女会员" if n % 4 == 2 else f"指标之{n}"
            rows.append((str(n), label, "人次", q(f"annex.{n}", f"{n * 37:,}"), q(f"annex.{n}/records", str(n))))
    return Table(
        "恒川机械厂工会2026年工作数据表", columns, tuple(rows), note="注：数据截至2026年11月20日，“依据记录”为得出该数的记录条数。"
    )


@pytest.fixture
def paper() -> Content:
    by_hand = Table(
        "手工数说明",
        (Column("指标", 30), Column("台账数", 15, "right"), Column("手工数", 15, "right"), Column("原因", 40)),
        (("体检人数", "206", q("checkup.people/2", "208", by_hand=True), "=1+1 两名职工在外地体检，凭证在工会存档"),),
    )
    return Content(
        title="恒川机械厂工会2026年工作总结",
        signature=UNIT,
        dated="2026年12月22日",
        body=(*_opening(), *_sections()),
        annexes=(_data_annex(), by_hand),
    )


@pytest.fixture
def monthly_return() -> Return:
    columns = tuple(
        Column(label, align=align)
        for label, align in (
            ("行次", "centre"),
            ("指标", "left"),
            ("单位", "centre"),
            ("本月", "right"),
            ("本年累计", "right"),
            ("上年同期累计", "right"),
        )
    )
    lines = (
        ("会员",),
        ("1", "期末会员数", "人", q("member.total", "212"), "/", q("member.total:上年", "205")),
        ("2", "其中：女会员", "人", q("member.female", "64"), "/", q("member.female:上年", "--")),
        ("3", "本期新入会", "人", q("member.joined", "0"), q("member.joined:累计", "9"), q("member.joined:上年", "4")),
        ("慰问",),
        ("4", "住院慰问", "人次", q("visit.ill", "2"), q("visit.ill:累计", "36"), q("visit.ill:上年", "31")),
        ("5", "金额", "元", q("visit.amount", "800"), q("visit.amount:累计", "14,400.00"), q("visit.amount:上年", "12,400.50")),
        ("合理化建议",),
        ("6", "采纳", "条", q("idea.adopted", "--"), q("idea.adopted:累计", "31"), q("idea.adopted:上年", "--")),
        ("7", "采纳率", "%", q("idea.share", "--"), q("idea.share:累计", "53.4"), q("idea.share:上年", "--")),
    )
    visits = (("11月3日", '=HYPERLINK("http://x") 住院慰问'), ("11月18日", "䶮明远、阿依古丽·买买提 住院慰问（第二次，家属代领）"))
    records = tuple(
        (number, label, dated, "铸造车间小组", words, value)
        for number, label, value in (("4", "住院慰问（人次）", "1"), ("5", "金额（元）", "400"))
        for dated, words in visits
    )
    return Return(
        title="工会工作月报表",
        org=UNIT,
        period="2026年11月",
        lines=Table("", columns, lines),
        records=Table("工会工作月报表2026年11月依据记录", RECORDS, records),
        addresses=("https://hall.example/visits/1/", "https://hall.example/visits/2/") * 2,
        notes=("期末会员数按花名册计算。",),
    )
