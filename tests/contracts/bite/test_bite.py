"""Each contract, shown a toy that is broken in that one way, turns red."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse

from tests.architecture.tree import parsed
from tests.contracts import (
    test_browsing,
    test_flows,
    test_interface,
    test_ledger,
    test_queries,
    test_reach,
    test_sheets,
    test_words,
    test_writers,
)
from tests.contracts.bite import toys
from tests.contracts.world import World, furnish
from unionhall.kernel.access.permissions import REVIEWER, Permission, permissions
from unionhall.kernel.actions.declare import Action
from unionhall.kernel.flows.flow import Flow, flows
from unionhall.kernel.ledger.figures import Ask
from unionhall.kernel.ledger.metrics import Measure
from unionhall.kernel.ledger.models import Fact
from unionhall.kernel.numbers.models import Counter
from unionhall.modules.competitions.models import Competition
from unionhall.modules.competitions.permissions import MANAGE
from unionhall.shell.pages.declare import pages
from unionhall.shell.sheets.register import Heading, registers

State = Competition.State
RED = (AssertionError, pytest.fail.Exception)


@pytest.fixture(autouse=True)
def _playing() -> Any:
    with toys.playing():
        yield


def flow(*steps: tuple[str, str], final: tuple[str, ...] = (State.VOID,)) -> Flow:
    """A flow of competitions in place of its own, with steps from a state to a state."""
    flows.remove("competitions.competition")
    made = Flow(Competition, initial=State.HELD, final=final)
    for number, (source, target) in enumerate(steps):
        made.step(f"toy{number}", "走一步", source=(source,), target=target, permission=MANAGE)
    return made


def toy(verb: str, **more: Any) -> Action:
    return Action(f"competitions.competition.{verb}", "试一试", Competition, more.pop("permission", MANAGE), **more)


def page(*found: Action) -> Any:
    return SimpleNamespace(create=pages["competitions.competition"].create, actions=found, model=Competition)


def test_a_state_that_nothing_leads_to_is_red() -> None:
    with pytest.raises(RED, match="never reached"):
        test_flows.reaches_every_state(flow())


def test_a_dead_end_is_red() -> None:
    with pytest.raises(RED, match="nothing leads on"):
        test_flows.leaves_nobody_behind(flow((State.HELD, State.VOID), final=()))


def test_a_step_to_a_state_that_the_model_does_not_know_is_red() -> None:
    with pytest.raises(RED):
        test_flows.knows_its_states(flow((State.HELD, "praised")))


def test_a_page_that_does_not_ask_to_sign_in_is_red(client: Any, settings: Any, tmp_path: Path) -> None:
    settings.ROOT_URLCONF, settings.STATIC_ROOT = toys.addresses(), tmp_path
    with pytest.raises(RED):
        test_reach.is_closed_to_strangers("open/", client)


def test_a_page_that_does_not_ask_whose_record_it_is_is_red(world: World, settings: Any) -> None:
    record = world.sample(Competition)
    settings.ROOT_URLCONF = toys.addresses()
    with pytest.raises(RED):
        test_reach.is_not_there(world, "competitions.competition", record.pk, ())


def test_an_action_that_the_level_above_may_do_is_red(world: World) -> None:
    loose = Permission("toy:loose", "随便办", (REVIEWER, *MANAGE.roles))
    permissions.remove("toy:loose")
    with pytest.raises(RED):
        test_reach.is_refused_without_the_right(toy("loose", permission=loose), world)


def test_an_action_that_carries_a_record_away_is_red(world: World) -> None:
    carry = toy("carry", effect=lambda doing: setattr(doing.record, "org_id", world.other.pk))
    with pytest.raises(RED):
        test_reach.cannot_be_carried_away(carry, world)


def test_a_list_with_a_query_a_row_is_red(world: World, settings: Any) -> None:
    settings.ROOT_URLCONF = toys.addresses()
    with pytest.raises(RED):
        test_queries.is_constant(world, pages["competitions.competition"], ["/rows/"])


def register(**changed: Any) -> Any:
    """The register of contests with something about it changed."""
    known = registers["competitions.register"]
    registers.remove("competitions.register")
    return replace(known, **changed)


def test_an_export_that_loses_a_field_is_red(world: World) -> None:
    headings = registers["competitions.register"].headings
    lossy = tuple(replace(heading, export="") if heading.input == "rank" else heading for heading in headings)
    with pytest.raises(RED):
        test_sheets.says_all(world, register(headings=lossy))


def test_an_export_with_an_empty_column_is_red(world: World) -> None:
    headings = (*registers["competitions.register"].headings, Heading("result", ("竞赛情况",), export="unit"))
    with pytest.raises(RED):
        test_sheets.loses_nothing(world, register(headings=headings))


def test_a_sheet_that_does_not_come_back_as_it_was_is_red(world: World) -> None:
    with pytest.raises(RED):
        test_sheets.comes_back_unchanged(world, register(adapt=lambda row, sheet: {**row, "rank": f"{row.get('rank')}！"}))


def test_a_sheet_that_fills_in_what_it_does_not_say_is_red(world: World) -> None:
    with pytest.raises(RED):
        test_sheets.leaves_the_rest(world, register(adapt=lambda row, sheet: {**row, "rank": row.get("rank") or "未取得名次"}))


def test_a_preview_that_writes_is_red(world: World) -> None:
    def takes(row: dict[str, Any], sheet: str) -> bool:
        Counter.objects.get_or_create(org=world.union, series="预览", year=2026)
        return True

    with pytest.raises(RED):
        test_sheets.writes_nothing(world, register(takes=takes))


def test_an_action_that_writes_behind_the_ledgers_back_is_red(world: World) -> None:
    def spoil(doing: Any) -> None:
        Competition.objects.exclude(pk=doing.record.pk).update(attendance=999)

    world.sample(Competition)
    with pytest.raises(RED):
        test_ledger.is_kept(world, page(toy("spoil", effect=spoil)))


def test_a_measure_that_forgets_what_it_posted_is_red(world: World) -> None:
    """One that counts by something that no record holds, so that it says another thing when it is asked again."""
    said = iter(range(1000))
    Measure("competitions.held", Competition, on="held_on", states=(State.HELD,), value=lambda record: next(said), line=9)
    with pytest.raises(RED):
        test_ledger.is_kept(world, page(toy("rank", fields=("rank",))))


def test_a_step_that_can_never_be_taken_is_red(world: World) -> None:
    with pytest.raises(RED, match="no way leads"):
        test_ledger.is_kept(world, page(toy("praise", states=("praised",))))


def test_a_figure_without_its_record_is_red(world: World) -> None:
    test_ledger.everything(world)
    fact = Fact.objects.filter(metric="competitions.attendance", org__path__startswith=world.union.path, n=1).earliest("seq")
    fact.pk, fact.n, fact.value, fact.record_id = None, 0, 5, 999_999
    fact.save()
    org, period = test_ledger.asked(world)[0]
    with pytest.raises(RED):
        test_ledger.opens_onto_its_records(Ask("competitions.attendance", org, period))


@pytest.mark.parametrize("label", ["Save", "保存 record", ""])
def test_an_english_label_is_red(label: str) -> None:
    with pytest.raises(RED):
        test_words.is_chinese(label)


@pytest.mark.parametrize("text", ["请填写您的姓名", "姓名,工号", "是否保存?"])
def test_a_sentence_that_addresses_somebody_or_halves_its_marks_is_red(text: str) -> None:
    with pytest.raises(RED):
        test_words.is_neutral(text)


def test_a_page_with_english_left_over_is_red() -> None:
    with pytest.raises(RED):
        test_words.is_read_in_chinese(["慰问登记", "state: signed"])


def test_a_screen_that_writes_by_itself_is_red() -> None:
    path = Path(__file__).parent / "behind.py"
    assert parsed(path)
    assert [found.rpartition(" ")[2] for found in test_writers.unexplained(path)] == [
        "Competition.objects.filter(pk=record.pk).update",
        "record.save",
    ]


def test_a_form_that_writes_while_it_is_filled_in_is_red(world: World) -> None:
    def defaults(org: Any, values: dict[str, str]) -> dict[str, str]:
        Counter.objects.get_or_create(org=org, series="试", year=2026)
        return {}

    known = pages["competitions.competition"]
    pages.remove(known.name)
    with pytest.raises(RED):
        test_writers.writes_through_run(world, replace(known, defaults=defaults))


def test_an_act_that_only_pages_offer_is_red() -> None:
    with pytest.raises(RED, match="not in the interface"):
        test_interface.is_offered(toy("later"))


def test_a_link_that_leads_to_a_closed_door_is_red() -> None:
    with pytest.raises(RED):
        test_browsing.leads_nowhere_closed({"/": HttpResponse(""), "/users/": HttpResponse("", status=403)})


def test_a_page_that_names_a_stranger_is_red(world: World) -> None:
    furnish(world)
    name = str(world.sample(Competition, world.other).org.cards.first())
    with pytest.raises(RED):
        test_browsing.shows_only_ones_own({"/": HttpResponse(f"<p>{name}</p>")}, world.user("officer"))
