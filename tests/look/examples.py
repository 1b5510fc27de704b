"""Every template of the shell with an invented context: what the look is proved on, and what a view has to hand over.

The contexts are ``contexts/<page>.json``; on top of ``base.json``, which every page is given. What is no plain data is added here.
"""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from unionhall.kernel.papers.content import Column, Content, Paragraph, Quoted, Table
from unionhall.shell.documents.page import write_html
from unionhall.shell.reading.marks import TONES, Item, Tone, marked

FOLDER = Path(__file__).parent / "contexts"
UNIT = "恒川机械厂工会"
# Pages whose template has another name.
TEMPLATES = {
    "signin_refused": "signin",
    "empty": "list",
    "groups": "list",
    "users": "list",
    "refused": "form",
    "denied": "error",
    "missing": "error",
    "menu_new": "menu",
    "menu_books": "menu",
    "menu_me": "menu",
}
PAGES = sorted(path.stem for path in FOLDER.glob("*.json") if path.stem not in ("base", "evidence_drawer"))
SQUARE = Markup('<svg viewBox="0 0 29 29" role="img" aria-label="激活二维码"><path d="M4 4h7v7h-7zM18 4h7v7h-7zM4 18h7v7h-7z"/></svg>')


def template(name: str) -> str:
    return TEMPLATES.get(name, name) + ".html"


def context(name: str) -> dict[str, Any]:
    """What a page is given; ``user`` and the groups of the menu are objects, as they are in the site."""
    found = _read("base") | _read(name)
    found["menu"] = [_group(group) for group in found["menu"] or []]
    if name == "paper_editor":
        found["paper_html"] = write_html(paper(), lambda figure: "/evidence_drawer?" + figure.key)
    if name == "paper_check":
        found["paper_html"] = checked_paper()
    if name == "slip":
        found["slips"] = [slip | {"qr": SQUARE} for slip in found["slips"]]
    return found


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return found


def _group(group: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(**group | {"items": [SimpleNamespace(**item) for item in group["items"]]})


def checked_paper() -> Markup:
    """A paper with a mark of each sort."""
    text = "2025年工作总结\n20xx年，全厂有会员212人，慰问128人次，近2000人次参加活动。开展文体活动__场。\n"
    marks: tuple[tuple[Tone, str], ...] = (("fault", "20xx年"), ("ok", "212人"), ("no", "128人次"), ("na", "近2000人次"), ("fault", "__场"))
    places = [(text.index(said), text.index(said) + len(said)) for _, said in marks]
    items = [Item(n, *place, tone, TONES[tone], said, said) for n, (place, (tone, said)) in enumerate(zip(places, marks, strict=True), 1)]
    return marked(text, items, [(0, 10, "title")])


def paper() -> Content:
    """A paper in which every sort of block and figure occurs."""
    visits = ("全年慰问职工", Quoted("visit/1", "visit", "126", "人次"), "人次，支出", Quoted("visit/2", "visit", "3.82", "万元"), "万元。")
    health = ("组织职工体检", Quoted("health/1", "health", "208", by_hand=True), "人。")
    own = "入冬后，铸造车间小组轮流接送住院职工的家属，大家说，有人搭把手，心里就踏实。"
    ideas = ("职工提出合理化建议", Quoted("idea/1", "idea", "58", stale=True), "条。")
    body = (
        Paragraph((), 1, "服务关爱", "care"),
        Paragraph(visits + health, 2, "探望和慰问。", "care"),
        Paragraph((own,), section="care", own=True),
        Paragraph((), 1, "民主管理", "voice"),
        Paragraph(ideas, section="voice"),
    )
    columns = (Column("指标", 24), Column("本年", 8, "right", text=False), Column("单位", 6, "centre"))
    rows = (("慰问", Quoted("visit/3", "visit", "126"), "人次"),)
    annex = Table("2026年工作数据表", columns, rows, ("合计", "126", ""), "数据截至2026年11月20日。")
    return Content(f"{UNIT}\n2026年工作总结", UNIT, "2026年11月20日", body, (annex,))
