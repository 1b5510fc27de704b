"""Actions, what is asked of them, and what comes back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import models

from unionhall.base.dates import Day
from unionhall.base.money import yuan
from unionhall.base.registry import Registry
from unionhall.kernel.access.permissions import Permission
from unionhall.kernel.access.scope import Asker
from unionhall.kernel.actions.inputs import Input, from_field
from unionhall.kernel.orgs.models import Org

actions: Registry["Action"] = Registry("action")


@dataclass(frozen=True)
class Problem:
    """What a rule found. ``invalid`` stops; ``reason`` wants a reason; ``confirm`` wants a yes; ``notice`` only tells."""

    level: str
    message: str
    field: str = ""
    rule: str = ""


class Invalid(Exception):
    """The input was refused; ``problems`` name field and remedy. Nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("；".join(problem.message for problem in self.problems))


class Stale(Exception):
    """Somebody else has saved meanwhile; ``theirs`` holds, by field, what stands now and what was to be written."""

    def __init__(self, record: models.Model, theirs: dict[str, tuple[str, str]]) -> None:
        self.record, self.theirs = record, theirs
        super().__init__("这条记录刚被别人改过，所填内容仍保留，请核对后再保存")


@dataclass(frozen=True)
class Call:
    """One request to act, whoever makes it.

    ``org`` is where a new record belongs. ``version`` is the one that the actor saw. ``key`` makes a repeated request
    return the first result. ``channel`` is page, api, command, import or job; an import is history: its rules warn and never block.
    """

    actor: Asker | None
    data: dict[str, Any]
    record: Any = None
    org: Org | None = None
    at: datetime | None = None
    version: int | None = None
    key: str = ""
    reason: str = ""
    confirmed: bool = False
    channel: str = "page"


@dataclass(frozen=True)
class Outcome:
    """What came of it. ``repeated`` marks the answer to a request that was already carried out."""

    record: Any
    problems: tuple[Problem, ...] = ()
    repeated: bool = False


@dataclass(frozen=True)
class Action:
    """One verb on one model; its label is the button, the API's summary and the text of the log.

    ``fields`` are fields of the model, ``inputs`` whatever else it takes; it cannot do without the ``required`` ones, though the model
    can. It is open in ``states`` (in all where empty) and leaves the record in ``target``. ``effect`` runs before the record is saved.
    ``event`` is the past-tense news of it.
    An ``exclusive`` action holds the ledger alone. One that ``removes`` deletes the record; one that ``reads`` changes nothing,
    and is in the log because what it shows is sensitive.
    """

    name: str
    label: str
    model: type[models.Model]
    permission: Permission
    fields: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    creates: bool = False
    states: tuple[str, ...] = ()
    target: str = ""
    needs_reason: bool = False
    effect: Callable[[Any], None] | None = None
    checks: tuple[Callable[[Any], Iterable[Problem]], ...] = ()
    event: str = ""
    exclusive: bool = False
    removes: bool = False
    reads: bool = False
    hidden: bool = False
    required: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        actions.add(self.name, self)

    @property
    def verb(self) -> str:
        return self.name.rpartition(".")[2]

    @cached_property
    def takes(self) -> tuple[Input, ...]:
        """Everything it asks for, in the order of the form: fields and further inputs, those named in both from ``inputs``."""
        further = {given.name: given for given in self.inputs}
        own = [further.pop(name) if name in further else from_field(self.model, name) for name in self.fields]
        return tuple(replace(given, required=True) if given.name in self.required else given for given in (*own, *further.values()))

    def initial(self, record: Any) -> dict[str, Any]:
        """What stands in the record now, by input: from the record itself, or from the card of the person concerned."""
        card = record.card() if hasattr(record, "card") else None
        return {given.name: _current(record, card, given.name) for given in self.takes}

    def standing(self, record: Any) -> dict[str, Any]:
        """The same as somebody would write it, for an act that leaves it as it is: amounts in 元."""
        amounts = {given.name for given in self.takes if given.kind == "money"}
        now = self.initial(record)
        return {name: yuan(value) if name in amounts and value is not None else value for name, value in now.items()}

    def open_for(self, record: Any) -> bool:
        """Whether the record's state permits it."""
        return not self.states or record.state in self.states


def _current(record: Any, card: Any, name: str) -> Any:
    holder = record if hasattr(record, name) else card
    value = getattr(holder, name, None)
    if isinstance(value, date) and not isinstance(value, datetime):
        return Day(value, getattr(holder, f"{name}_precision", "day"))
    return list(value.all()) if isinstance(value, models.Manager) else value
