"""Flows: the states of a model's records, and the steps between them, each of which is an action."""

from typing import Any

from django.db import models

from unionhall.base.registry import Registry
from unionhall.kernel.access.permissions import Permission
from unionhall.kernel.actions.declare import Action

flows: Registry["Flow"] = Registry("flow")


class Flow:
    """How records of a model go from state to state. What is drawn on the screen is read from here."""

    def __init__(self, model: type[models.Model], initial: str, final: tuple[str, ...] = ()) -> None:
        self.model, self.initial, self.final = model, initial, final
        self.steps: list[Action] = []
        flows.add(model._meta.label_lower, self)

    def step(self, verb: str, label: str, *, source: tuple[str, ...], target: str, permission: Permission, **more: Any) -> Action:
        """Declare a step: an action open in ``source`` that leaves the record in ``target``."""
        name = f"{self.model._meta.label_lower}.{verb}"
        action = Action(name, label, self.model, permission, states=source, target=target, **more)
        self.steps.append(action)
        return action

    def void(self, permission: Permission, **more: Any) -> Action:
        """Declare the step for what was registered by mistake: with a reason and from any other state, it counts for nothing."""
        states: Any = self.model._meta.get_field("state")
        others = tuple(state for state, _ in states.flatchoices if state != "void")
        return self.step("void", "作废", source=others, target="void", permission=permission, needs_reason=True, **more)

    def path(self, record: Any) -> list[tuple[str, str, str]]:
        """The states in order with how each stands to this record: state, label, and now, done or open.

        Of one that has ended, what is sure: where it began and where it is.
        """
        labels = dict(self.model._meta.get_field("state").flatchoices)  # type: ignore[union-attr]  # every record has a state
        on = [record.state] if record.state in self.final else [step.target for step in self.steps if step.target not in self.final]
        shown = list(dict.fromkeys([self.initial, *on]))
        here = shown.index(record.state) if record.state in shown else 0
        return [(s, str(labels[s]), "now" if i == here else "done" if i < here else "open") for i, s in enumerate(shown)]
