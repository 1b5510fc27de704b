"""Figures and their evidence: whoever may see records sees names, everybody else numbers, units and counts."""

import io
import re
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from tests.contracts.fixtures import world
from tests.contracts.world import NOW, World
from tests.pages.test_papers import FETCH, begin, visit, year

__all__ = ["world", "year"]
pytestmark = pytest.mark.django_db


def evidence(client: Any, **query: str) -> Any:
    return client.get(reverse("evidence"), {"metric": "relief.times", "period": "2025", **query})


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def number(html: str) -> str:
    return re.findall(r'class="uh-bigfig">([^<]+)<', html)[0]


def test_the_officer_sees_number_meaning_and_every_record_by_name(world: World, year: list[Any]) -> None:
    html = text(evidence(world.client("officer")))
    assert number(html) == "14"
    assert "按慰问日期计" in html
    assert html.count("住院探望</a>") == 13
    assert "刘䶮 住院探望" in html
    assert "缺签收" in html


def test_the_reviewer_sees_units_and_counts_and_not_one_name(world: World, year: list[Any]) -> None:
    html = text(evidence(world.client("reviewer"), org=world.union.code))
    assert number(html) == "14"
    assert "铸造小组" in html
    assert "刘䶮" not in html
    assert evidence(world.client("reviewer"), org=world.union.code, form="xlsx").status_code == 403


def test_a_cell_of_two_people_is_not_shown_to_the_reviewer(world: World, year: list[Any]) -> None:
    assert number(text(evidence(world.client("reviewer"), org=world.union.code, metric="relief.birth.times"))) == "少于 3"
    assert number(text(evidence(world.client("officer"), metric="relief.birth.times"))) == "1"


def test_what_would_tell_a_withheld_cell_is_not_shown_either(world: World, year: list[Any]) -> None:
    """Last year's number and the change since would give it away."""
    for person in year[:3]:
        visit(world, person, "2024-05-06", kind="visit.birth")
    assert "比上年减少" in text(evidence(world.client("officer"), metric="relief.birth.times"))
    assert "比上年" not in text(evidence(world.client("reviewer"), org=world.union.code, metric="relief.birth.times"))


def test_last_years_number_is_guarded_like_this_years(world: World, year: list[Any]) -> None:
    """In 2024 one birth visit is known, in 2025 six: the year before may be told of neither more nor less than its own page does."""
    visit(world, year[0], "2024-05-06", kind="visit.birth")
    for person in year[:5]:
        visit(world, person, "2025-05-07", kind="visit.birth")
    asked = {"metric": "relief.birth.times", "period": "2025"}
    assert "少于 3" in text(evidence(world.client("reviewer"), org=world.union.code, **asked))
    assert "比上年" not in text(evidence(world.client("reviewer"), org=world.union.code, **asked))
    assert "1，比上年增加5人次" in text(evidence(world.client("officer"), **asked))
    assert '<td class="num">少于 3</td>' in text(world.client("reviewer").get(reverse("figures"), {"year": "2025"}))
    assert "少于 3" not in text(world.client("officer").get(reverse("figures"), {"year": "2025"}))


def test_a_year_that_is_still_running_is_not_compared_with_a_whole_one(world: World) -> None:
    today = timezone.localdate()
    for day in (f"{today.year - 1}-01-05", f"{today.year}-01-05"):
        visit(world, world.card.person, day)
    asked = {"metric": "relief.times", "period": str(today.year)}
    html = text(evidence(world.client("officer"), **asked))
    assert "上年全期" in html
    assert "比上年" not in html
    assert "与上年" not in html


def test_what_a_figure_is_narrowed_down_to_is_said(world: World) -> None:
    visit(world, world.card.person, "2025-01-05")
    asked = {"metric": "relief.subsidy_own.times", "period": "2025"}
    assert "只计：困难补助、工会经费" in text(evidence(world.client("officer"), **asked))
    assert "只计：女" in text(world.client("officer").get(reverse("figures"), {"year": "2025"}))


def test_another_union_and_an_unknown_figure_are_not_there(world: World) -> None:
    assert evidence(world.client("neighbour"), org=world.union.code).status_code == 404
    assert evidence(world.client("officer"), metric="relief.nothing").status_code == 404
    assert evidence(world.client("officer"), period="某年").status_code == 404
    assert evidence(world.client("leader")).status_code in (403, 404)


def test_the_list_to_take_along_adds_up_to_the_figure(world: World, year: list[Any]) -> None:
    answer = evidence(world.client("officer"), metric="relief.amount", form="xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=4, values_only=True))
    assert len(rows) == 14
    assert sum(row[-1] for row in rows) == 7000


def test_only_what_lacks_a_signature_is_listed_when_asked_for(world: World, year: list[Any]) -> None:
    from unionhall.modules.relief.models import Visit
    from unionhall.modules.relief.workflow import sign

    world.do(sign, {}, record=Visit.objects.first())
    html = text(evidence(world.client("officer"), open="registered"))
    assert "第 1–13 条，共 13 条" in html


def test_a_record_from_a_sheet_names_its_row(world: World, year: list[Any]) -> None:
    from unionhall.shell.sheets.importing import carry_out, preview
    from unionhall.shell.sheets.plan import plan
    from unionhall.shell.sheets.register import known
    from unionhall.shell.sheets.workbook import read

    sheet = "姓名,慰问类型,金额,慰问日期\n何婉清,住院慰问,500,2025-12-06\n".encode()
    checked = preview(plan(read(sheet, "慰问登记.csv", known), world.union, 2025), None, NOW)
    carry_out(checked.plan, checked.writes(), None, NOW, sheet)
    assert "慰问登记.csv" in text(evidence(world.client("officer")))
    assert "第 2 行" in text(evidence(world.client("officer")))


def test_a_declared_figure_says_so_and_gives_its_source(world: World) -> None:
    from unionhall.kernel.actions.figures import DECLARE_FIGURE

    data = {"metric": "membership.workers", "on": "2025-12-31", "value": "300", "document": "人事科年报"}
    world.do(DECLARE_FIGURE, data, org=world.union)
    html = text(evidence(world.client("officer"), metric="membership.workers"))
    assert number(html) == "300"
    assert "依据：人事科年报" in html
    assert "申报数" in text(world.client("officer").get(reverse("figures"), {"year": "2025"}))


def test_the_figures_of_a_year_stand_by_module_and_open_their_records(world: World, year: list[Any]) -> None:
    client = world.client("officer")
    html = text(client.get(reverse("figures"), {"year": "2025"}))
    assert 'aria-label="慰问帮扶 14 人次"' in html
    assert "未记录" in html
    for url in re.findall(r'href="(/figures/evidence/[^"]+)"', html)[:5]:
        assert client.get(url.replace("&amp;", "&")).status_code == 200
    assert 'aria-label="慰问帮扶 14 人次"' not in text(client.get(reverse("figures"), {"year": "2026"}))


def test_a_target_has_no_record_and_says_why(world: World, year: list[Any]) -> None:
    client = world.client("officer")
    paper = begin(client)
    html = text(client.get(reverse("paper_figure", args=[paper, "suggestions.submitted:目标"]), headers=FETCH))
    assert number(html) == "10"
    assert "没有记录" in html
    assert "改为手工数" not in html


def test_a_share_tells_what_is_divided_by_what(world: World, year: list[Any]) -> None:
    client = world.client("officer")
    html = text(evidence(client, metric="membership.women_share"))
    assert number(html) == "33.3"
    assert "女会员 4 ÷ 会员 12" in html


def test_without_a_script_a_figure_of_a_paper_opens_as_a_page_with_a_way_back(world: World, year: list[Any]) -> None:
    client = world.client("officer")
    paper = begin(client)
    html = text(client.get(reverse("paper_figure", args=[paper]), {"key": "relief.times"}))
    assert "<!doctype html>" in html
    assert "返回文稿" in html


def test_a_figure_of_a_record_counts_that_record_alone(world: World) -> None:
    from unionhall.modules.activities.actions import REGISTER

    held = {"name": "拔河", "kind": "activity.athletics", "held_on": "2025-05-01", "attendance": "40"}
    event = world.do(REGISTER, held, org=world.union)
    world.do(REGISTER, {**held, "name": "登山", "attendance": "25"}, org=world.union)
    client = world.client("officer")
    paper = begin(client)
    html = text(client.get(reverse("paper_figure", args=[paper, f"activities.attendance@activities.activity:{event.pk}"]), headers=FETCH))
    assert number(html) == "40"
    assert "登山" not in html


def test_the_number_of_records_does_not_raise_the_number_of_questions(
    world: World, year: list[Any], django_assert_max_num_queries: Any
) -> None:
    client = world.client("officer")
    evidence(client)
    with django_assert_max_num_queries(40):
        evidence(client)
    for n in range(30):
        visit(world, year[n % 12], f"2025-10-{n % 28 + 1:02d}")
    with django_assert_max_num_queries(40):
        evidence(client)
