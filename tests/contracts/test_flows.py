"""Every state of a record can be reached, and none is a dead end."""

from typing import Any

from tests.contracts.registries import each
from unionhall.kernel.flows.flow import Flow, flows
from unionhall.kernel.ledger.metrics import measures
from unionhall.shell.pages.declare import pages


def states(model: Any) -> set[str]:
    return {str(value) for value, _ in model._meta.get_field("state").flatchoices}


def knows_its_states(flow: Flow) -> None:
    """What a flow speaks of are states of its model."""
    named = {flow.initial, *flow.final, *(step.target for step in flow.steps), *(state for step in flow.steps for state in step.states)}
    assert {str(state) for state in named} <= states(flow.model)


def reaches_every_state(flow: Flow) -> None:
    reached = {str(flow.initial)}
    for _ in states(flow.model):
        reached |= {str(step.target) for step in flow.steps if reached & {str(state) for state in step.states}}
    assert reached == states(flow.model), f"never reached: {states(flow.model) - reached}"


def leaves_nobody_behind(flow: Flow) -> None:
    """From every state that is not final a step leads on."""
    left = {str(state) for step in flow.steps for state in step.states if step.target not in step.states}
    stuck = states(flow.model) - left - {str(state) for state in flow.final}
    assert not stuck, f"nothing leads on from {stuck}"


def begins_where_records_begin(flow: Flow) -> None:
    default = str(flow.model._meta.get_field("state").get_default())
    made = {str(step.target) for step in flow.steps if step.creates}
    assert str(flow.initial) in made | {default}


@each("flow", flows)
def test_every_state_can_be_reached_and_none_is_a_dead_end(flow: Flow) -> None:
    knows_its_states(flow)
    reaches_every_state(flow)
    leaves_nobody_behind(flow)
    begins_where_records_begin(flow)


@each("page", pages)
def test_every_register_has_a_flow_whose_steps_are_on_its_page(page: Any) -> None:
    flow = flows[page.name]
    assert set(flow.steps) <= set(page.every_action)


@each("model", measures)
def test_what_counts_counts_in_states_that_exist(model: Any) -> None:
    for measure in measures[model]:
        assert {str(state) for state in measure.states} <= states(model), measure.metric
