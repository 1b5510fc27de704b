"""After any action the ledger says what the records say, nothing in it has changed, and every figure is what its evidence adds up to."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db import transaction

from docs.reference.write import changed_meanings
from tests.contracts.registries import each
from tests.contracts.world import World
from unionhall.base.periods import Period
from unionhall.kernel.actions.declare import Action, Invalid, actions
from unionhall.kernel.actions.places import FOUND
from unionhall.kernel.ledger.check import rebuild, verify
from unionhall.kernel.ledger.figures import Ask, Figure, answers, evidence, figure
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.ledger.models import Fact
from unionhall.shell.pages.declare import Pages, pages

STEPS_IN_A_ROW = 3


def is_kept(world: World, page: Any) -> None:
    """Walk every way of a few steps through a record's actions, and look at the ledger after each."""
    record = world.act(page.create)
    _holds()
    taken = {action.name for action in _ways(world, page.actions, record, STEPS_IN_A_ROW)}
    assert taken == {action.name for action in page.actions}, "a step that no way leads to"


def _ways(world: World, offered: tuple[Action, ...], record: Any, left: int) -> Iterator[Action]:
    for action in offered if left else ():
        now = type(record)._default_manager.get(pk=record.pk)
        if not action.open_for(now):
            continue
        with transaction.atomic():
            before = list(Fact.objects.order_by("seq").values())
            try:
                done = world.act(action, now, turn=left)
            except Invalid:
                transaction.set_rollback(True)
                continue
            assert list(Fact.objects.order_by("seq").values())[: len(before)] == before, f"{action.name} changed what was posted"
            _holds()
            yield action
            yield from _ways(world, offered, done, left - 1)
            transaction.set_rollback(True)


def _holds() -> None:
    assert not list(verify())
    stands, made = rebuild()
    assert stands == made


@each("page", pages)
def test_the_ledger_is_right_after_any_action_in_any_order(page: Pages, world: World) -> None:
    is_kept(world, page)


@each("action", [action for action in actions if not action.creates and action.name.startswith(("people.card", "ledger.", "orgs."))])
def test_the_ledger_is_right_after_people_and_places_are_corrected(action: Action, world: World) -> None:
    everything(world)
    subject = {"card": world.card, "org": world.group(world.union), "declaredfigure": None}[action.model._meta.model_name]
    subject = world.sample(action.model) if subject is None else subject
    data = world.samples()(world.union).data(action, 1)
    if action.verb == "move":
        data["new_parent"] = world.other.pk
    if action.verb == "dissolve":
        subject = world.do(FOUND, {"kind": "group", "name": "空组"}, org=world.union)
    world.do(action, data, record=subject)
    _holds()


def everything(world: World) -> None:
    """One record of each kind in both unions, and in the own one others of another kind, day and group, one of them void."""
    for page in pages:
        world.sample(page.model, world.other)
        record = world.sample(page.model)
        world.act(page.create, turn=1)
        for action in [action for action in page.actions if action.verb not in ("void", "decline") and action.open_for(record)][:1]:
            world.act(action, record)
        void = next(action for action in page.actions if action.verb == "void")
        world.act(void, world.act(page.create, turn=1))


def opens_onto_its_records(ask: Ask) -> None:
    """A figure is what its evidence adds up to; different subjects are counted once, shares divide two figures."""
    answer, rows = figure(ask), evidence(ask)
    if ask.definition.form == "ratio":
        _divides(ask, answer)
    elif ask.definition.form == "distinct":
        assert (answer.value or 0) == len({row.subject for row in rows if row.subject})
    else:
        assert (answer.value or 0) == sum(row.sum for row in rows)
    if answer.value is None:
        assert not rows or ask.definition.form == "ratio"


def _divides(ask: Ask, answer: Figure) -> None:
    parts = [phrases[name] for name in (ask.definition.top, ask.definition.bottom)]
    top, bottom = (figure(replace(ask, metric=part.metric, **part.breakdown)) for part in parts)
    if top.value is None or not bottom.value:
        assert answer.value is None
        return
    assert answer.value is not None
    assert abs(float(answer.value) - 100 * float(top.value) / float(bottom.value)) <= 0.05


def asked(world: World) -> list[tuple[Any, Period]]:
    own, group = world.union, world.group(world.union)
    codes = ((own, "2026"), (own, "2026-03"), (world.federation, "2026"), (group, "2026Q2"), (own, "2025"))
    return [(org, Period.parse(code)) for org, code in codes]


def test_every_figure_is_what_its_evidence_adds_up_to(world: World) -> None:
    everything(world)
    for phrase in phrases:
        for org, period in asked(world):
            opens_onto_its_records(Ask.phrase(phrase, org, period))


def test_figures_that_are_asked_together_are_those_that_are_asked_alone(world: World) -> None:
    """Of every phrase, in each place and period at once, today and at an earlier position."""
    everything(world)
    then = Fact.objects.latest("seq").seq // 2
    places = [(*place, position) for place, position in zip(asked(world), (None, None, then, None, then), strict=True)]
    asks = [Ask.phrase(phrase, *place) for phrase in phrases for place in places]
    assert answers(asks) == [figure(ask) for ask in asks]


def test_the_unions_make_the_federation_and_the_months_make_the_year(world: World) -> None:
    everything(world)
    for metric in [metric for metric in metrics if metric.form in ("flow", "stock")]:
        ask = Ask(metric.name, world.federation, Period.year(2026))
        whole = figure(ask).value or 0
        assert sum(figure(replace(ask, org=org)).value or 0 for org in (world.union, world.other)) == whole, metric.name
        if metric.form == "flow":
            months = [figure(replace(ask, period=Period.months(2026, month, 1))) for month in range(1, 13)]
            assert sum(month.value or 0 for month in months) == whole, metric.name


def test_a_figure_asked_at_an_earlier_position_does_not_move(world: World) -> None:
    everything(world)
    position = Fact.objects.latest("seq").seq
    asks = [Ask(metric.name, world.union, Period.year(2026), position=position) for metric in metrics]
    before = [figure(ask) for ask in asks]
    for page in pages:
        world.act(page.create)
    assert [figure(ask) for ask in asks] == before


def test_nobody_but_the_ledger_takes_its_facts_back(world: World) -> None:
    """The rows of the ledger are only ever added; the database itself is asked, not the code."""
    everything(world)
    seqs = list(Fact.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
    assert {fact.n for fact in Fact.objects.all()} == {1, -1}
    for fact in Fact.objects.filter(n=-1):
        assert Fact.objects.filter(seq=fact.reverses, n=1, value=-fact.value, record_id=fact.record_id, model=fact.model).exists()


def test_a_fact_that_somebody_wrote_by_hand_is_found(world: World) -> None:
    """What the contract rests on: ``verify`` sees an altered, an added and a missing fact."""
    everything(world)
    fact = Fact.objects.filter(n=1).earliest("seq")
    one = Fact.objects.filter(pk=fact.pk)
    for spoil in (lambda: one.update(value=fact.value + 1), lambda: one.update(n=-1), one.delete):
        with transaction.atomic():
            spoil()
            assert list(verify())
            transaction.set_rollback(True)


def test_no_metric_counts_something_else_under_its_old_version() -> None:
    assert not changed_meanings()
