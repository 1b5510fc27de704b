"""What holds of every action: the same request twice, an old version, a missing reason, and the entry in the log."""

from typing import Any

import pytest

from tests.contracts.registries import each
from tests.contracts.world import NOW, World
from unionhall.kernel.actions.declare import Action, Call, Invalid, Stale, actions
from unionhall.kernel.actions.run import run
from unionhall.kernel.audit import log
from unionhall.kernel.audit.models import Entry
from unionhall.shell.pages.declare import pages

ON_PAGES = [action for page in pages for action in page.every_action]
CREATING = [action for action in actions if action.creates and not action.needs_reason]
CHANGING = [action for action in ON_PAGES if not action.creates]


def call(world: World, action: Action, record: Any = None, **more: Any) -> Call:
    data = world.samples()(world.union).data(action, 1)
    org = None if record is not None else world.union
    return Call(world.user("officer"), data, record=record, org=org, at=NOW, **{"reason": "经核对", "confirmed": True, **more})


def ready(world: World, action: Action) -> Any:
    """A record in a state in which the action is open."""
    record = world.sample(action.model)
    for step in path_to(action, record):
        record = world.act(step, record)
    return record


def path_to(action: Action, record: Any) -> list[Action]:
    """The steps that lead to a state in which the action is open: at most two are ever needed."""
    steps = [step for step in ON_PAGES if step.model is action.model and step.target and not step.creates and step.verb != "void"]
    if action.open_for(record):
        return []
    for step in steps:
        if step.open_for(record) and step.target in action.states:
            return [step]
    return [step for first in steps if first.open_for(record) for step in _two(first, steps, action)][:2]


def _two(first: Action, steps: list[Action], action: Action) -> list[Action]:
    second = next((step for step in steps if first.target in step.states and step.target in action.states), None)
    return [first, second] if second else []


@each("action", CREATING)
def test_the_same_request_twice_makes_one_record(action: Action, world: World) -> None:
    asked = call(world, action, key="k1")
    first = run(action, asked)
    count = action.model._default_manager.count()
    again = run(action, asked)
    assert again.repeated
    assert again.record == first.record
    assert action.model._default_manager.count() == count


@each("action", CREATING)
def test_the_same_key_with_other_content_is_told_so(action: Action, world: World) -> None:
    run(action, call(world, action, key="k1"))
    count = action.model._default_manager.count()
    other = call(world, action, key="k1")
    with pytest.raises(Invalid, match="已经提交过"):
        run(action, Call(other.actor, {**other.data, "anything": "else"}, org=other.org, key="k1", reason=other.reason))
    assert action.model._default_manager.count() == count


@each("action", CHANGING)
def test_a_stale_form_loses_nothing_and_overwrites_nothing(action: Action, world: World) -> None:
    record = ready(world, action)
    type(record)._default_manager.filter(pk=record.pk).update(version=record.version + 1)
    before = type(record)._default_manager.filter(pk=record.pk).values().get()
    with pytest.raises(Stale):
        run(action, call(world, action, record, version=record.version))
    assert type(record)._default_manager.filter(pk=record.pk).values().get() == before


@each("action", [action for action in CHANGING if action.needs_reason])
def test_what_wants_a_reason_is_not_done_without_one(action: Action, world: World) -> None:
    with pytest.raises(Invalid, match="需写明原因"):
        run(action, call(world, action, ready(world, action), reason=" "))


@each("action", [action for action in CHANGING if action.states])
def test_an_action_is_refused_in_a_state_in_which_it_is_not_open(action: Action, world: World) -> None:
    record = world.sample(action.model)
    closed = next(state for state in record.State if state not in action.states)
    type(record)._default_manager.filter(pk=record.pk).update(state=closed)
    with pytest.raises(Invalid, match=action.label):
        run(action, call(world, action, record))


@each("action", ON_PAGES)
def test_every_act_is_in_the_log_with_who_when_and_where(action: Action, world: World) -> None:
    record = None if action.creates else ready(world, action)
    done = run(action, call(world, action, record)).record
    entry = Entry.objects.filter(action=action.name).latest("pk")
    assert (entry.actor, entry.org, entry.model, entry.record_id) == (world.users["officer"], world.union, done.ref[0], done.pk)
    assert entry.at == NOW
    assert not log.verify()


def required(action: Action) -> set[str]:
    return {given.name for given in action.takes if given.required and given.default is None}


@each("action", [action for action in ON_PAGES if required(action)])
def test_what_is_left_out_is_named_field_by_field(action: Action, world: World) -> None:
    asked = call(world, action, None if action.creates else ready(world, action))
    with pytest.raises(Invalid) as refused:
        run(action, Call(asked.actor, {}, record=asked.record, org=asked.org, reason="经核对"))
    assert {problem.field for problem in refused.value.problems} >= required(action)
