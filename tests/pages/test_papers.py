"""Papers on the screen: begun, ticked, written into, overridden, frozen, sent; each figure opens what it counts."""

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from tests.contracts.fixtures import world
from tests.contracts.world import World
from unionhall.base.periods import Period

__all__ = ["world"]
pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}
NAMES = ("刘䶮", "阿依古丽·买买提", "何婉清", "沈渡", "周晓禾", "郑文秀", "贺明辉", "丁立新", "夏月娥", "沈惠芳", "顾长风", "林秋白")


def visit(world: World, person: Any, day: str, **more: Any) -> Any:
    from unionhall.modules.relief.actions import REGISTER

    data = {"person": person, "kind": "visit.illness", "amount": "500", "visited_on": day, "form": "goods", "goods": "营养品", **more}
    return world.do(REGISTER, data, org=world.union)


@pytest.fixture
def year(world: World) -> list[Any]:
    """Twelve members, five of them women, fourteen visits in 2025, nine suggestions of which four were taken up."""
    from unionhall.modules.membership.actions import ENROL
    from unionhall.modules.suggestions.actions import SUBMIT_SUGGESTION
    from unionhall.modules.suggestions.workflow import adopt

    people = []
    for n, name in enumerate(NAMES):
        data = {"name": name, "sex": "female" if n % 3 == 0 else "male", "unit": ("铸造小组", "装配小组")[n % 2], "joined_on": "2024-03-05"}
        people.append(world.do(ENROL, data, org=world.union).person)
    for n in range(14):
        visit(world, people[n % 12], f"2025-{n % 9 + 1:02d}-11", kind="visit.birth" if n == 13 else "visit.illness")
    for n in range(9):
        data = {"person": people[n], "title": f"第{n}号工装改造", "category": "suggestion.production", "submitted_on": "2025-02-03"}
        made = world.do(SUBMIT_SUGGESTION, data, org=world.union)
        if n < 4:
            world.do(adopt, {"answered_on": "2025-03-03"}, record=made)
    return people


def begin(client: Any, kind: str = "annual-report", period: str = "2025") -> int:
    answer = client.post(reverse("papers"), {"paper": f"{kind} {period}"})
    assert answer.status_code == 302, answer.content.decode()
    return int(re.findall(r"\d+", answer["Location"])[0])


def page(client: Any, number: int) -> str:
    answer = client.get(reverse("paper", args=[number]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def body(html: str) -> str:
    """The text of the paper without its annexes and its marks."""
    article = html.split('<article class="uh-paper"')[1].split('<section class="uh-annex"', maxsplit=1)[0]
    return re.sub(r"<[^>]+>|\n", "", article)


def offered(html: str) -> list[str]:
    return re.findall(r'name="offered" value="([^"]+)"', html)


def save(client: Any, number: int, leave_out: tuple[str, ...] = (), **words: str) -> Any:
    html = page(client, number)
    version = re.findall(r'name="version" value="(\d+)"', html)[0]
    data = {"offered": offered(html), "keep": [key for key in offered(html) if key not in leave_out], "version": version, **words}
    return client.post(reverse("paper", args=[number]), data)


def override(client: Any, number: int, key: str, **given: str) -> Any:
    return client.post(reverse("paper_override", args=[number, key]), given, headers=FETCH)


def export(client: Any, number: int, form: str = "docx") -> Any:
    return client.get(reverse("paper_export", args=[number, form]))


def word(data: bytes) -> str:
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", xml)


def freeze(client: Any, number: int, **words: str) -> Any:
    return client.post(reverse("paper_freeze", args=[number]), words)


class TestReport:
    """The annual report."""

    def test_last_years_report_is_what_is_offered_first(self, world: World) -> None:
        html = world.client("officer").get(reverse("papers")).content.decode()
        assert '<option value="annual-report 2025" selected>2025年工作总结</option>' in html
        asked = world.client("officer").get(reverse("papers"), {"kind": "monthly-return", "period": "2026-09"}).content.decode()
        assert '<option value="monthly-return 2026-09" selected>' in asked

    def test_beginning_a_paper_that_is_still_a_draft_opens_it(self, world: World) -> None:
        client = world.client("officer")
        assert begin(client) == begin(client)

    def test_a_period_that_cannot_be_read_is_refused_with_what_to_write(self, world: World) -> None:
        answer = world.client("officer").post(reverse("papers"), {"paper": "annual-report 去年"})
        assert answer.status_code == 422
        assert "看不懂期间“去年”" in answer.content.decode()

    def test_it_says_the_year_in_words_in_which_every_number_is_a_link(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        html = page(client, begin(client))
        assert "2025年末，恒川机械厂工会有会员12人。一年来，会员提出合理化建议9条，采纳4条；" in body(html)
        assert "工会探望会员14人次，其中住院13人次、生育1人次，送去慰问金7000元。" in body(html)
        assert 'data-key="relief.visits.times"' in html

    def test_a_chapter_that_is_unticked_is_left_out_and_numbering_closes_up(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        assert "二、合理化建议" in body(page(client, number))
        assert save(client, number, leave_out=("合理化建议",)).status_code == 302
        html = page(client, number)
        assert "提出情况" not in body(html)
        assert "二、服务关爱" in body(html)
        assert save(client, number).status_code == 302
        assert "二、合理化建议" in body(page(client, number))

    def test_a_problem_that_is_dropped_leaves_its_measure_until_that_is_dropped_too(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        problem, measure = "慰问签收不完整", "逐笔签收。"
        assert problem in body(page(client, number))
        save(client, number, leave_out=("relief.unsigned",))
        assert problem not in body(page(client, number))
        assert measure in body(page(client, number))
        save(client, number, leave_out=("relief.unsigned", "relief.unsigned:measure"))
        assert measure not in body(page(client, number))

    def test_the_officers_own_words_stay_and_come_along_to_the_next_paper(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        save(client, number, opening="炉火照着每一个班次。", title="厂工会一年总结", dated_on="2026-01-08")
        html = page(client, number)
        assert "炉火照着每一个班次。" in body(html)
        assert "<h1>厂工会一年总结</h1>" in html
        assert "2026年1月8日" in body(html)
        assert "炉火照着每一个班次。" in body(page(client, begin(client, period="2026")))

    def test_somebody_elses_saving_meanwhile_is_told_and_what_was_written_is_kept(self, world: World) -> None:
        client = world.client("officer")
        number = begin(client)
        assert save(client, number, opening="先写的一段").status_code == 302
        answer = client.post(reverse("paper", args=[number]), {"opening": "后写的一段", "version": "1"}, headers=FETCH)
        assert answer.status_code == 409
        assert "后写的一段" in answer.content.decode()

    def test_few_facts_make_one_paragraph_and_nothing_is_padded(self, world: World) -> None:
        client = world.client("officer")
        visit(world, world.card.person, "2025-05-06")
        html = body(page(client, begin(client)))
        assert "2025年，恒川机械厂工会工作情况如下：全年探望、慰问和补助会员1人次，发放500元，惠及1人。" in html
        assert "一、服务关爱" not in html
        assert "合理化建议" not in html

    def test_the_word_file_says_what_the_page_says(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        answer = export(client, number)
        assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
        text = word(answer.content)
        assert "工会探望会员14人次，其中住院13人次、生育1人次，送去慰问金7000元。" in text
        assert not re.search(r"20[xX×]{2}|\{\{|[?？]条|[，。；][，。；]", text)

    def test_records_that_should_be_completed_stand_beside_the_text(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        html = page(client, begin(client))
        assert "慰问登记有 14 条缺签收" in html
        assert "劳动竞赛没有记录" in html


class TestOverride:
    """A number that is written over by hand."""

    def test_without_a_reason_it_is_refused_and_what_was_typed_is_kept(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        answer = override(client, number, "relief.times", value="130")
        assert answer.status_code == 422
        assert "需写明原因" in answer.content.decode()
        assert 'value="130"' in answer.content.decode()
        assert "手工</sup>" not in page(client, number)

    def test_what_is_no_number_is_refused(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        answer = override(client, begin(client), "relief.times", value="一百多", reason="另有纸质台账")
        assert answer.status_code == 422
        assert "手工数应为数字" in answer.content.decode()

    def test_with_a_reason_it_stands_out_everywhere_and_is_listed_in_an_annex(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        assert override(client, number, "relief.times", value="１３０", reason="另有纸质台账 116 笔").status_code == 200
        html = page(client, number)
        assert html.count('class="fig hand" data-key="relief.times"') >= 3, "in the summary, in its chapter, in the annex"
        assert "探望、慰问和补助会员130" in body(html)
        assert "手工数说明" in html
        assert "“慰问帮扶”是手工数 130，已列入附表" in html
        assert "另有纸质台账 116 笔" in word(export(client, number).content)

    def test_it_can_be_taken_back(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        override(client, number, "relief.times", value="130", reason="另有纸质台账")
        assert override(client, number, "relief.times", remove="1").status_code == 200
        assert 'class="fig hand"' not in page(client, number)

    def test_a_part_larger_than_its_whole_keeps_the_paper_in_the_house(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        override(client, number, "membership.women", value="13", reason="人事科来数")
        answer = export(client, number)
        assert answer.status_code == 409
        html = answer.content.decode()
        assert "“女会员”13 多于“会员”12" in html
        assert reverse("paper_figure", args=[number, "membership.women"]) in html
        freeze(client, number)
        assert "没有定稿：“女会员”13 多于“会员”12" in page(client, number)


class TestFrozen:
    """A frozen paper answers for ever as it did."""

    def test_a_late_record_is_named_and_changes_nothing(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        freeze(client, number)
        before = export(client, number).content
        visit(world, year[0], "2025-12-30")
        html = page(client, number)
        assert "探望、慰问和补助会员14" in body(html)
        assert "数据已变" in html
        assert "慰问帮扶 14 → 15" in html
        assert "刘䶮 住院探望" in html
        assert 'class="fig stale" data-key="relief.times"' in html
        assert export(client, number).content == before
        drawer = client.get(reverse("paper_figure", args=[number, "relief.times"]), headers=FETCH).content.decode()
        assert "14 条记录" in drawer
        assert "现在是 15" in drawer

    def test_nothing_can_be_written_into_it(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        freeze(client, number)
        assert override(client, number, "relief.times", value="1", reason="试").status_code == 422
        assert client.post(reverse("paper", args=[number]), {"title": "另一个题目"}).status_code == 422
        assert "另一个题目" not in client.get(reverse("papers")).content.decode()

    def test_what_was_written_and_not_yet_saved_is_frozen_with_it(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        assert freeze(client, number, closing="明年再见。", version="1").status_code == 302
        assert "明年再见。" in body(page(client, number))
        assert "明年再见。" in word(export(client, number).content)

    def test_one_that_somebody_else_has_saved_meanwhile_is_not_frozen(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        save(client, number, opening="先写的一段")
        answer = freeze(client, number, opening="后写的一段", version="1")
        assert answer.status_code == 409
        assert "后写的一段" in answer.content.decode()
        assert "先写的一段" in body(page(client, number))
        assert "草稿" in page(client, number)

    def test_a_new_one_may_be_begun_beside_it(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        freeze(client, number)
        assert begin(client) != number


def test_a_group_that_was_ended_later_keeps_its_row_in_the_papers_of_its_time(world: World, year: list[Any]) -> None:
    from unionhall.kernel.orgs.models import Org
    from unionhall.kernel.papers.annexes import units_table
    from unionhall.kernel.papers.draft import Draft

    Org.objects.filter(name="铸造小组").update(dissolved_on="2026-06-30")
    tables = [units_table(Draft(world.union, Period.year(year_of))) for year_of in (2025, 2027)]
    assert [table and [row[0] for row in table.rows] for table in tables] == [["铸造小组", "装配小组"], None]


class TestReturn:
    """The monthly return."""

    def test_each_cell_opens_as_many_records_as_it_counts(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client, "monthly-return", "2025-03")
        html = page(client, number)
        cells = re.findall(r'href="([^"]+)" class="fig" data-key="relief\.times[^"]*"[^>]*><span class="u">(\d+)', html)
        assert [text for _, text in cells] == ["2", "6"], "the month and the year to date; of the year before nothing is known"
        for url, text in cells:
            assert f"{text} 条记录" in client.get(url, headers=FETCH).content.decode()

    def test_late_records_show_in_the_page_and_not_in_the_frozen_table(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client, "monthly-return", "2025-03")
        freeze(client, number)
        visit(world, year[1], "2025-03-31")
        html = page(client, number)
        assert "数据已变" in html
        assert re.search(r'class="fig stale" data-key="relief\.times"[^>]*><span class="u">2<', html)

    def test_the_workbook_has_the_numbers_of_the_page(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        answer = export(client, begin(client, "monthly-return", "2025-03"), "xlsx")
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
        assert any("慰问帮扶" in row and 2 in row and 6 in row for row in rows)


class TestReach:
    """Whose paper it is, and who may do what with it."""

    def test_another_unions_paper_is_not_there(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        neighbour = world.client("neighbour")
        for name, args in (("paper", []), ("paper_figure", ["relief.times"]), ("paper_export", ["docx"])):
            assert neighbour.get(reverse(name, args=[number, *args])).status_code == 404
        assert freeze(neighbour, number).status_code == 404
        assert override(neighbour, number, "relief.times", value="1", reason="试").status_code == 404
        assert "恒川" not in neighbour.get(reverse("papers")).content.decode()

    def test_the_reviewer_reads_and_does_not_write(self, world: World, year: list[Any]) -> None:
        number, client = begin(world.client("officer")), world.client("reviewer")
        address = reverse("paper", args=[number])
        assert client.get(address).status_code == 404, "a draft is its writer's"
        assert address not in client.get(reverse("papers")).content.decode()
        freeze(world.client("officer"), number)
        assert address in client.get(reverse("papers")).content.decode()
        html = page(client, number)
        assert "探望、慰问和补助会员14" in body(html)
        assert "定稿</button>" not in html
        assert client.post(reverse("paper", args=[number]), {"title": "改题"}).status_code == 403
        assert freeze(client, number).status_code == 403
        assert override(client, number, "relief.times", value="1", reason="试").status_code == 403

    def test_a_leader_and_a_member_have_no_papers(self, world: World) -> None:
        number = begin(world.client("officer"))
        for name in ("leader", "member"):
            assert world.client(name).get(reverse("paper", args=[number])).status_code in (403, 404)
            answer = world.client(name).get(reverse("papers"))
            assert answer.status_code == 403
            assert "看文稿" in answer.content.decode()


class TestRemove:
    """A draft that nobody wants."""

    def test_a_draft_is_deleted_with_what_was_written_over_and_the_log_says_so(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        override(client, number, "relief.times", value="130", reason="另有纸质台账")
        assert client.post(reverse("paper_remove", args=[number])).status_code == 302
        html = client.get(reverse("papers")).content.decode()
        assert "已删除草稿《恒川机械厂工会2025年工作总结》" in html
        assert client.get(reverse("paper", args=[number])).status_code == 404
        assert "删除草稿" in client.get("/audit.entry/").content.decode()

    def test_what_is_frozen_stays(self, world: World, year: list[Any]) -> None:
        client = world.client("officer")
        number = begin(client)
        freeze(client, number)
        client.post(reverse("paper_remove", args=[number]))
        assert "没有删除：现在是“已定稿”" in page(client, number)

    def test_only_whoever_writes_papers_deletes_one(self, world: World, year: list[Any]) -> None:
        number = begin(world.client("officer"))
        for name in ("neighbour", "leader", "member", "reviewer"):
            assert world.client(name).post(reverse("paper_remove", args=[number])).status_code in (403, 404)
        assert page(world.client("officer"), number)
