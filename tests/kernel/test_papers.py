"""Papers: what is said, what is left unsaid, and what stays once a paper is frozen."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.conftest import NOW, Y2026, Town
from unionhall.base.periods import Period
from unionhall.kernel.actions.declare import Invalid
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.ledger.figures import Figure
from unionhall.kernel.ledger.metrics import Phrase, phrases
from unionhall.kernel.papers import actions
from unionhall.kernel.papers.checks import check
from unionhall.kernel.papers.compose import compose
from unionhall.kernel.papers.content import Content, Paragraph, Quoted, from_json
from unionhall.kernel.papers.draft import Draft
from unionhall.kernel.papers.freeze import ask_of, changes_since, content_of
from unionhall.kernel.papers.models import Override, Paper
from unionhall.kernel.papers.sentences import write


def said(runs: Any) -> str | None:
    return None if runs is None else "".join(run if isinstance(run, str) else run.text for run in runs)


def text(content: Content) -> str:
    return "\n".join(block.text for block in content.body if isinstance(block, Paragraph))


@pytest.fixture
def draft(town: Town) -> Draft:
    return Draft(town.north, Y2026)


@pytest.fixture
def year(town: Town) -> dict[str, Any]:
    """A year with enough to say: two readers, fourteen loans at two desks, one of them a film, fees, and visitors."""
    women = town.card("周晓禾", sex="female", unit="前台")
    man = town.card("沈渡", sex="male", unit="后库")
    loans = [town.lend(women if n % 2 else man, f"2026-{n % 9 + 1:02d}-05", fee="2.5") for n in range(13)]
    loans.append(town.lend(man, "2026-04-01", kind="film"))
    town.open_doors("2026-05-01", 140)
    return {"woman": women, "man": man, "loans": loans}


def begin(town: Town, code: str = "2026", **more: Any) -> Any:
    return town.do(actions.BEGIN, {"kind": "annual-report", "period_code": code}, org=town.north, **more)


def freeze(town: Town, paper: Any) -> Any:
    return town.do(actions.FREEZE, {}, record=paper)


@pytest.mark.django_db
class TestSentences:
    """Patterns: silence where nothing is known, clauses that drop out, comparisons that hold."""

    def test_a_sentence_whose_figure_is_unknown_is_not_written(self, draft: Draft) -> None:
        assert write(draft, "全年借阅{library.loans}次。") is None

    def test_a_clause_whose_figure_is_missing_drops_out(self, town: Town) -> None:
        town.lend(town.card("周晓禾"))
        pattern = "全年借阅{library.loans}次[,其中影片{library.film}次][|,没有统计到馆]。"
        assert said(write(Draft(town.north, Y2026), pattern)) == "全年借阅1次。"
        other = "全年借阅{library.loans}次[,到馆{library.visitors}人次|,没有统计到馆]。"
        assert said(write(Draft(town.north, Y2026), other)) == "全年借阅1次,没有统计到馆。"

    def test_zero_is_silence_in_a_sentence(self, town: Town) -> None:
        town.open_doors("2026-05-01", 0)
        assert write(Draft(town.north, Y2026), "到馆{library.visitors}人次。") is None

    def test_money_is_written_in_yuan_and_from_ten_thousand_on_in_ten_thousands(self, town: Town) -> None:
        reader = town.card("周晓禾")
        town.lend(reader, fee="12.5")
        assert said(write(Draft(town.north, Y2026), "收取{library.fees:元}。")) == "收取12.50元。"
        town.declare("library.fees", "2025", "23456")
        assert said(write(Draft(town.north, Period.year(2025)), "收取{library.fees:元}。")) == "收取2.35万元。"

    def test_place_and_time_stand_for_themselves(self, draft: Draft) -> None:
        assert said(write(draft, "{单位}{年}已过,{下年}开始。")) == "北坡图书馆2026年已过,2027年开始。"

    @pytest.mark.parametrize(
        ("last", "now", "sentence"),
        [
            (None, 12, None),
            (0, 12, None),
            (12, 12, "与上年持平"),
            (8, 12, "比上年增加4次"),
            (20, 25, "比上年增加5次，增长25%"),
            (20, 15, "比上年减少5次，下降25%"),
            (3000, 3001, "比上年增加1次"),
        ],
    )
    def test_a_comparison_is_made_where_it_holds(self, town: Town, last: int | None, now: int, sentence: str | None) -> None:
        if last is not None:
            town.declare("library.loans", "2025", last)
        town.declare("library.loans", "2026", now)
        assert said(write(Draft(town.north, Y2026), "{library.loans:差}")) == sentence

    def test_a_share_of_few_is_not_told(self, town: Town) -> None:
        town.lend(town.card("周晓禾", sex="female"))
        assert write(Draft(town.north, Y2026), "女读者占{library.women_share:%}。") is None
        for n in range(19):
            town.lend(town.card(f"读者{n}", sex="male"))
        assert said(write(Draft(town.north, Y2026), "女读者占{library.women_share:%}。")) == "女读者占5%。"

    def test_a_share_changes_by_points(self, town: Town) -> None:
        draft = Draft(town.north, Y2026)
        before = Period.year(2025).code
        draft._figures = {
            ("library.women_share", "2026"): Figure(Decimal("52.5"), bottom=40),
            ("library.women_share", before): Figure(Decimal("50.0"), bottom=40),
            ("library.readers", before): Figure(40),
        }
        assert said(draft.quote("library.women_share", "差")) == "比上年增加2.5个百分点"

    def test_no_comparison_is_made_across_two_versions(self, town: Town) -> None:
        draft = Draft(town.north, Y2026)
        draft._figures = {("library.loans", "2026"): Figure(30, version=2), ("library.loans", "2025"): Figure(20, version=1)}
        assert draft.quote("library.loans", "差") is None


@given(now=st.integers(1, 10**7), last=st.integers(1, 10**7))
def test_the_word_always_goes_the_way_of_the_number(now: int, last: int) -> None:
    from unionhall.kernel.orgs.models import Org

    draft = Draft(Org(code="N"), Y2026)
    draft._figures = {("library.loans", "2026"): Figure(now), ("library.loans", "2025"): Figure(last)}
    words = said(draft.quote("library.loans", "差")) or ""
    up, down = ("增加" in words, "增长" in words), ("减少" in words, "下降" in words)
    assert any(up) == (now > last)
    assert any(down) == (now < last)
    assert ("持平" in words) == (now == last)
    if now != last:
        assert f"{abs(now - last)}次" in words
    assert ("%" in words) <= (last >= 10)


@pytest.mark.django_db
class TestReports:
    """The annual report from opening to annex."""

    def test_a_library_with_nothing_to_say_says_nothing(self, town: Town) -> None:
        content = compose(begin(town))
        assert (content.body, content.annexes) == ((), ())

    def test_a_report_says_what_the_ledger_knows_and_every_figure_can_be_opened(self, town: Town, year: dict[str, Any]) -> None:
        town.declare("library.loans", "2025", 10)
        paper = begin(town)
        content = compose(paper)
        assert "全年借阅14次,其中影片1次,收取费用32.50元。" in text(content)
        assert "比上年增加4次，增长40%。" in text(content)
        assert "读者2人。" in text(content)
        assert "到馆140人次。" in text(content)
        assert {quoted.text for quoted in content.figures() if quoted.key == "library.loans"} == {"14"}
        for quoted in content.figures():
            asked = ask_of(paper, quoted.key)
            assert asked is not None or quoted.key.endswith(":目标")

    def test_desks_add_up_to_the_library_in_the_annex(self, town: Town, year: dict[str, Any]) -> None:
        town.lend(town.card("白杏"))
        (table,) = (table for table in compose(begin(town)).annexes if "各组" in table.title)
        column = [cell.text if isinstance(cell, Quoted) else cell for row in table.rows for cell in row[1:2]]
        assert [int(text) for text in column] == [6, 8, 1]
        assert isinstance(table.total[1], Quoted)
        assert table.total[1].text == "15"

    def test_opening_and_closing_are_the_officers_own_and_come_along(self, town: Town) -> None:
        paper = begin(town, "2025")
        town.do(actions.WRITE, {"title": "", "opening": "各位读者:\n见字如面。", "closing": "来年再会。"}, record=paper)
        following = begin(town)
        assert (following.opening, following.closing) == ("各位读者:\n见字如面。", "来年再会。")
        content = compose(following)
        assert [(block.text, block.own) for block in content.body if isinstance(block, Paragraph)] == [
            ("各位读者:", True),
            ("见字如面。", True),
            ("来年再会。", True),
        ]

    def test_a_report_bears_the_name_of_its_own_time(self, town: Town) -> None:
        from unionhall.kernel.actions.places import RENAME

        town.do(RENAME, {"new_name": "北坡书院", "since": "2026-07-01"}, record=town.north)
        titles = [compose(Paper.objects.get(pk=begin(town, code).pk)).title for code in ("2025", "2026")]
        assert titles == ["北坡图书馆2025年工作总结", "北坡书院2026年工作总结"]

    @pytest.mark.parametrize("code", ["2026-05", "今年", "2026H1"])
    def test_a_report_wants_its_own_kind_of_period(self, town: Town, code: str) -> None:
        with pytest.raises(Invalid):
            begin(town, code)

    def test_a_content_survives_being_kept(self, town: Town, year: dict[str, Any]) -> None:
        import json

        content = compose(begin(town))
        assert from_json(json.loads(json.dumps(asdict(content)))) == content


@pytest.mark.django_db
class TestOverrides:
    """A number written over by hand."""

    def override(self, town: Town, paper: Any, written: str, **more: Any) -> Any:
        data = {"paper": paper.pk, "key": "library.loans", "written": written}
        return town.do(actions.OVERRIDE, data, **{"org": town.north, "reason": "馆外另有登记", **more})

    def test_it_wants_a_reason_and_a_number(self, town: Town, year: dict[str, Any]) -> None:
        paper = begin(town)
        with pytest.raises(Invalid, match="需写明原因"):
            self.override(town, paper, "20", reason=" ")
        for wrong in ("约20", "-3", "NaN", "1e9", "Infinity", "二十"):
            with pytest.raises(Invalid, match="手工数应为数字"):
                self.override(town, paper, wrong)
        for key in ("library.loans:差", "library.nothing"):
            with pytest.raises(Invalid):
                town.do(actions.OVERRIDE, {"paper": paper.pk, "key": key, "written": "3"}, org=town.north, reason="另有登记")

    def test_it_stands_out_is_listed_and_what_rests_on_it_follows(self, town: Town, year: dict[str, Any]) -> None:
        town.declare("library.loans", "2025", 10)
        paper = begin(town)
        self.override(town, paper, "20")
        self.override(town, paper, "1,5")
        content = compose(paper)
        assert (Override.objects.get().counted, Override.objects.get().written) == ("14", "15")
        assert "全年借阅15次" in text(content)
        assert "比上年增加5次，增长50%" in text(content)
        assert {quoted.by_hand for quoted in content.figures() if quoted.key == "library.loans"} == {True}
        assert any("手工数" in table.title for table in content.annexes)
        town.do(actions.TAKE_BACK, {}, record=Override.objects.get())
        assert "全年借阅14次" in text(compose(paper))

    def test_the_row_that_makes_a_column_add_up_says_that_a_hand_wrote_the_sum(self, town: Town, year: dict[str, Any]) -> None:
        paper = begin(town)
        self.override(town, paper, "20")
        (table,) = (table for table in compose(paper).annexes if "各组" in table.title)
        assert table.rows[-1][:2] == ("未分组、手工调整", "6")

    def test_the_log_says_in_chinese_of_which_paper_and_place(self, town: Town, year: dict[str, Any]) -> None:
        self.override(town, begin(town), "20")
        fields = {change["field"] for change in Entry.objects.get(action=actions.OVERRIDE.name).changes}
        assert fields == {"文稿", "组织", "数字", "名称", "记录所得", "手工数", "原因"}

    def test_a_paper_of_another_library_is_out_of_reach(self, town: Town) -> None:
        paper = begin(town)
        with pytest.raises(Invalid, match="文稿不存在"):
            self.override(town, paper, "20", org=town.south, by=town.user("neighbour"))

    def test_a_frozen_paper_takes_none_and_gives_none_back(self, town: Town, year: dict[str, Any]) -> None:
        paper = begin(town)
        override = self.override(town, paper, "20")
        freeze(town, paper)
        with pytest.raises(Invalid, match="已定稿"):
            self.override(town, paper, "21")
        with pytest.raises(Invalid, match="已定稿"):
            town.do(actions.TAKE_BACK, {}, record=override)

    def test_a_part_larger_than_its_whole_keeps_the_paper_from_leaving(self, town: Town, year: dict[str, Any]) -> None:
        paper = begin(town)
        self.override(town, paper, "0")
        with pytest.raises(Invalid, match="多于“借阅”0"):
            freeze(town, paper)


@pytest.mark.django_db
@pytest.mark.parametrize("running", [True, False])
def test_a_year_that_is_not_over_is_said_to_run_until_today(town: Town, monkeypatch: pytest.MonkeyPatch, running: bool) -> None:
    town.lend(town.card("周晓禾"))
    today = date(2026, 11, 20) if running else date(2027, 1, 20)
    monkeypatch.setattr(timezone, "localdate", lambda *at: today)
    draft = Draft(town.north, Y2026)
    content = compose(begin(town), draft)
    assert f"截至2026年{'11月20日' if running else '12月31日'}" in content.annexes[0].note
    assert any("2026年还没有结束" in fault.text for fault in check(content, draft)) == running


@pytest.mark.django_db
class TestFrozen:
    """Frozen, a paper never changes; what has changed since is named record by record."""

    def test_a_frozen_paper_says_the_same_whatever_is_corrected_later(self, town: Town, year: dict[str, Any]) -> None:
        paper = freeze(town, begin(town))
        before = content_of(Paper.objects.get(pk=paper.pk))
        town.void(year["loans"][0])
        town.lend(year["man"], "2026-08-08", fee="100")
        paper = Paper.objects.get(pk=paper.pk)
        assert content_of(paper) == before
        assert before.dated == "2026年11月20日"
        asked = ask_of(paper, "library.loans")
        assert asked is not None
        assert asked.position == paper.position
        with pytest.raises(Invalid):
            freeze(town, paper)

    def test_nothing_has_changed_where_nothing_was_touched(self, town: Town, year: dict[str, Any]) -> None:
        paper = freeze(town, begin(town))
        town.lend(year["man"], "2025-08-08")
        town.lend(town.card("石原", town.south), org=town.south)
        assert changes_since(paper) == []

    def test_the_difference_is_named_record_by_record(self, town: Town, year: dict[str, Any]) -> None:
        paper = freeze(town, begin(town))
        loans = year["loans"]
        town.void(loans[0])
        dearer = town.correct(loans[1], fee="9.5")
        late = town.lend(year["man"], "2026-08-08", fee="1")
        changed = {change.key: change for change in changes_since(paper)}
        assert set(changed["library.fees"].records) == {loans[0].ref, dearer.ref, late.ref}
        assert (changed["library.fees"].then, changed["library.fees"].now) == ("32.50", "38")
        assert "library.loans" not in changed
        assert "library.visitors" not in changed

    def test_a_desk_that_was_moved_later_from_an_earlier_day_on_took_its_loans_along(self, town: Town, year: dict[str, Any]) -> None:
        from unionhall.kernel.actions.places import MOVE

        paper = freeze(town, begin(town))
        town.do(MOVE, {"new_parent": town.south.pk, "since": "2026-06-01"}, record=town.front)
        changed = {change.key: change for change in changes_since(paper)}
        assert (changed["library.loans"].then, changed["library.loans"].now) == ("14", "8")
        assert content_of(Paper.objects.get(pk=paper.pk)) == content_of(paper)

    def test_a_loan_that_counts_for_somebody_else_is_named(self, town: Town, year: dict[str, Any]) -> None:
        paper = freeze(town, begin(town))
        other = town.correct(year["loans"][0], person=town.card("白杏").person_id)
        changed = {change.key: change for change in changes_since(paper)}
        assert changed["library.readers"].records == (other.ref,)
        assert (changed["library.readers"].then, changed["library.readers"].now) == ("2", "3")

    def test_a_monthly_return_has_its_own_period_and_lines(self, town: Town, year: dict[str, Any]) -> None:
        from unionhall.kernel.papers.declare import Section, sections

        Section("library", "借阅", 1, (), block="借阅", lines=("library.loans", "library.film", "library.out"))
        try:
            paper = town.do(actions.BEGIN, {"kind": "monthly-return", "period_code": "2026-04"}, org=town.north)
            (table,) = compose(paper).body
        finally:
            sections.remove("library")
        assert not isinstance(table, Paragraph)
        shown = [[cell.text if isinstance(cell, Quoted) else cell for cell in row] for row in table.rows]
        assert shown == [
            ["借阅"],
            ["1", "借阅", "次", "3", "9", "--"],
            ["2", "其中：影片借阅", "次", "1", "1", "--"],
            ["3", "在借", "册", "9", "/", "--"],
        ]


def test_every_phrase_of_the_library_is_said_of_a_metric() -> None:
    assert all(isinstance(phrase, Phrase) and phrase.counter for phrase in phrases)
    assert NOW
