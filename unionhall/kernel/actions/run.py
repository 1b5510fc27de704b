"""``run``: the one writer. Everything that changes a record, an organization, a person or a grant comes through here."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from unionhall.base.dates import Day
from unionhall.kernel.access.models import User
from unionhall.kernel.access.scope import OutOfReach, Refused, reach, require
from unionhall.kernel.actions.declare import Action, Call, Invalid, Outcome, Problem, Stale
from unionhall.kernel.actions.models import Key
from unionhall.kernel.audit.log import Change
from unionhall.kernel.audit.log import write as write_entry
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.events.models import Event
from unionhall.kernel.ledger import locks
from unionhall.kernel.ledger.fields import display, precision
from unionhall.kernel.ledger.models import Record
from unionhall.kernel.ledger.posting import Ref, post
from unionhall.kernel.numbers.models import take
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people.models import naming_a_person

KEYS_KEPT = timedelta(days=30)
# What the log says nothing of.
NOT_SHOWN = {"id", "version", "path", "password", "pinyin", "last_login", "created_at", "position", "content"}


@dataclass
class Doing:
    """An action under way: what effects and checks see.

    ``values`` are the cleaned inputs, ``was`` is the record as it stood before, and ``None`` for a new one; ``noted`` is what the log
    says of it, ``touched`` are the records whose facts it changes (``None`` for one that is gone), ``parts`` the actions that were done
    as part of this one.
    """

    action: Action
    call: Call
    record: Any
    batch: str = ""
    was: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    noted: list[Change] = field(default_factory=list)
    touched: dict[Ref, Any] = field(default_factory=dict)
    parts: list["Doing"] = field(default_factory=list)

    @property
    def actor(self) -> User | None:
        return self.call.actor if isinstance(self.call.actor, User) else None

    @property
    def at(self) -> datetime:
        assert self.call.at is not None  # ``act`` has seen to it
        return self.call.at

    @property
    def org(self) -> Org | None:
        """Where it is done: the record's organization; a new organization is made in the one that was named."""
        if isinstance(self.record, Org):
            return self.record if self.was else self.call.org
        return self.record.org if self.record.org_id else None

    @property
    def changes(self) -> list[Change]:
        return [change for part in self.whole() for change in part.noted]

    def whole(self) -> Iterator["Doing"]:
        """Its parts and itself, in the order in which they were done."""
        for part in self.parts:
            yield from part.whole()
        yield self

    def also(self, action: Action, data: dict[str, Any], record: Any = None) -> Any:
        """Do another action as part of this one, with its own rights, checks and log entry; returns its record."""
        call = replace(self.call, data=data, record=record, org=self.call.org or self.org, version=None, key="")
        self.parts.append(act(action, call, self.batch))
        self.problems += self.parts[-1].problems  # what is only told
        return self.parts[-1].record

    def touch_person(self, person_id: int, org_id: int | None = None) -> None:
        """Have every record posted anew that names a person."""
        place = {} if org_id is None else {"org": org_id}
        for model, name in naming_a_person():
            if issubclass(model, Record):
                self.touched.update((record.ref, record) for record in model._default_manager.filter(**{name: person_id}, **place))


def run(action: Action, call: Call) -> Outcome:
    """Carry out one action, whole or not at all.

    Raises ``OutOfReach`` for what is out of reach, ``Refused`` for what is not permitted, ``Invalid`` for what the input or a
    rule forbids, ``Stale`` where somebody else has saved meanwhile.
    """
    with _whole(alone=action.exclusive):
        key = _key(action, call)
        if key and key.record_id:
            return Outcome(action.model._default_manager.filter(pk=key.record_id).first(), repeated=True)
        doing = act(action, call)
        settle([doing])
        if key:
            key.record_id = doing.record.pk or doing.was.pk
            key.save(update_fields=["record_id"])
    return Outcome(doing.record, tuple(doing.problems))


@contextmanager
def _whole(*, alone: bool = False) -> Iterator[None]:
    """A transaction under the ledger's lock. Two who write the same at the same time are told apart by the database alone."""
    try:
        with transaction.atomic():
            locks.enter(alone=alone)
            yield
    except IntegrityError as error:
        raise Invalid([Problem("invalid", "与同时写入的另一条记录重复，本次没有保存，请刷新核对后再试")]) from error


def run_many(rows: Iterable[tuple[Callable[[], tuple[Action, Call]], Callable[[Doing], object]]], batch: str = "") -> list[Doing]:
    """Carry out many as one: a confirmed sheet is written whole, or nothing of it.

    Each row is made when its turn comes. Facts are posted whenever the rows turn to another model, so that rules may ask for them.
    """
    done: list[Doing] = []
    waiting: list[Doing] = []
    with _whole():
        for make, then in rows:
            action, call = make()
            if waiting and waiting[-1].action.model is not action.model:
                settle(waiting)
            doing = act(action, call, batch)
            waiting.append(doing)
            done.append(doing)
            then(doing)
        settle(waiting)
    return done


def settle(done: list[Doing]) -> None:
    """Post the facts of what was done, and forget that it waits."""
    touched = {ref: record for doing in done for part in doing.whole() for ref, record in part.touched.items()}
    post([record for record in touched.values() if record], [ref for ref, record in touched.items() if not record])
    done.clear()


def act(action: Action, call: Call, batch: str = "") -> Doing:
    """Do one action inside a transaction of the caller's, who posts the facts, or takes all of it back."""
    call = replace(call, at=call.at or timezone.now(), record=_locked(call.record) if call.record else None)
    doing = Doing(action, call, call.record or _blank(action, call), batch, copy(call.record))
    _authorize(doing)
    _clean(doing)
    _assign(doing)
    _check(doing)
    if doing.actor:
        require(doing.actor, action.permission, call if isinstance(doing.record, Org) and not doing.was else doing.record)
    _write(doing)
    return doing


def _write(doing: Doing) -> None:
    action = doing.action
    if action.effect:
        action.effect(doing)
    if action.removes:
        doing.record.delete()
        doing.touched[doing.was._meta.label_lower, doing.was.pk] = None
    elif not action.reads:
        _save(doing)
    _log(doing)


def _save(doing: Doing) -> None:
    action, record = doing.action, doing.record
    if action.target:
        record.state = action.target
    if isinstance(record, Record) and record.series and not record.number:
        day = getattr(record, record.day, None) if record.day else None
        record.number = take(record.org.home(), record.series, (day or timezone.localtime(doing.at)).year)
    if doing.was and hasattr(record, "version"):
        record.version += 1
    record.save()
    _attach(doing)
    if isinstance(record, Record):
        doing.touched[record.ref] = record


def _attach(doing: Doing) -> None:
    """Files and whatever else stands beside the record; known only when it has its number."""
    for given in doing.action.takes:
        value = doing.values.get(given.name)
        if isinstance(value, list) and hasattr(doing.record, given.name):
            kept = getattr(doing.record, given.name)
            old, new = ("、".join(map(str, files)) for files in (kept.all(), value))
            kept.set(value)
            if old != new:
                doing.noted.append(Change(given.label, old, new))


def _blank(action: Action, call: Call) -> Any:
    """A new record in its place. What is made in a part belongs to the organization that keeps records, and names the part."""
    record: Any = action.model()
    names = {f.name for f in action.model._meta.concrete_fields}
    if call.org is not None and "org" in names:
        record.org = call.org.home() if "unit" in names else call.org
        if record.org != call.org:
            record.unit = call.org
    return record


def _locked(record: models.Model) -> models.Model:
    found: models.Model | None = type(record)._default_manager.select_for_update().filter(pk=record.pk).first()
    if found is None:
        raise OutOfReach
    return found


def _authorize(doing: Doing) -> None:
    """Ask for the right before anything is told; a job, and the making of the house itself, act without an actor.

    What is only being made may still turn out to lie in a part: then some of the reach has to lie around, and the rest is asked later.
    """
    actor, permission = doing.call.actor, doing.action.permission
    if actor is None:
        return
    if doing.was:
        require(actor, permission, doing.record)
    elif doing.org is None or not reach(actor).touches(doing.org):
        raise OutOfReach
    elif not reach(actor, permission).touches(doing.org):
        raise Refused(permission, doing.org)


def _clean(doing: Doing) -> None:
    if doing.action.creates == bool(doing.was):
        message = f"“{doing.action.label}”只用于新增" if doing.was else "需先选定一条记录"
        doing.problems.append(Problem("invalid", message))
    for given in doing.action.takes:
        try:
            doing.values[given.name] = given.clean(doing.call.data.get(given.name), doing.org)
        except ValueError as error:
            doing.problems.append(Problem("invalid", str(error), given.name))
    if doing.action.needs_reason and not doing.call.reason.strip():
        doing.problems.append(Problem("invalid", f"{doing.action.label}需写明原因", "reason"))


def _assign(doing: Doing) -> None:
    record, values = doing.record, doing.values
    fields = {f.name for f in record._meta.concrete_fields}
    for name in fields & set(values) - {"unit"}:
        value = values[name]
        if isinstance(value, Day) and f"{name}_precision" in fields:
            setattr(record, f"{name}_precision", value.precision)
        setattr(record, name, value.value if isinstance(value, Day) else value)
    if "unit" in fields:
        _assign_unit(doing)


def _assign_unit(doing: Doing) -> None:
    """The part that was chosen, or that the person concerned belongs to; never a part of another organization."""
    record, chosen = doing.record, doing.values.get("unit")
    new_person = "person" in doing.values and record.person_id != getattr(doing.was, "person_id", None)
    if chosen or ("unit" in doing.values and doing.was):
        record.unit = chosen
    if new_person and isinstance(record, Record) and not chosen and not (record.unit and not doing.was):
        card = record.card()
        record.unit = card.unit if card else None
    if record.unit and record.org_id and not record.unit.path.startswith(record.org.path):
        doing.problems.append(Problem("invalid", f"“{record.unit}”不属于{record.org}，请重新选择", "unit"))


def _check(doing: Doing) -> None:
    """Version, state and rules. ``problems`` keeps what is only told; the rest stops it all.

    Where the actor saw an earlier version, ``Stale`` names what stands now and what was to be written.
    """
    call, action, was = doing.call, doing.action, doing.was
    if was and call.version is not None and call.version != getattr(was, "version", call.version):
        mine = _display(doing.record)
        raise Stale(doing.record, {label: (text, mine[label]) for label, text in _display(was).items() if text != mine[label]})
    if was and not action.open_for(was):
        doing.problems.append(Problem("invalid", f"现在是“{was.state_label()}”，不能{action.label}"))
    if not doing.problems:
        doing.problems = [_softened(problem, call) for check in (_lies_ahead, *action.checks) for problem in check(doing)]
    if stopping := [problem for problem in doing.problems if problem.level != "notice"]:
        raise Invalid(stopping)


def _lies_ahead(doing: Doing) -> Iterator[Problem]:
    """A new day after today is asked about: most of them are slips of the pen."""
    record, name = doing.record, getattr(doing.record, "day", "")
    day = getattr(record, name, None) if isinstance(record, Record) and precision(record, name) == "day" else None
    if day and day > timezone.localdate(doing.at) and day != getattr(doing.was, name, None):
        yield Problem("confirm", f"{record._meta.get_field(name).verbose_name} {day} 在今天以后，请核对", name)


def _softened(problem: Problem, call: Call) -> Problem:
    """History goes in as it is: a rule of the trade only warns of it; what cannot be read is refused all the same."""
    answers = {"reason": bool(call.reason.strip()), "confirm": call.confirmed}
    answered = problem.level != "invalid" and (call.channel == "import" or answers.get(problem.level, False))
    return replace(problem, level="notice") if answered else problem


def _display(record: Any) -> dict[str, str]:
    """The record as people read it, by label of field."""
    fields = [f for f in record._meta.concrete_fields if f.name not in NOT_SHOWN and not f.name.endswith("_precision")]
    return {str(f.verbose_name): display(record, f.name) for f in fields}


def _log(doing: Doing) -> None:
    record, call, action = doing.record, doing.call, doing.action
    sensitive = {str(record._meta.get_field(name).verbose_name) for name in getattr(record, "sensitive", ())}
    before, after = _display(doing.was) if doing.was else {}, {} if action.removes else _display(record)
    both = {label: (before.get(label, ""), after.get(label, "")) for label in {**before, **after}}
    doing.noted[:0] = [Change(label, old, new, label in sensitive) for label, (old, new) in both.items() if old != new]
    about: dict[str, Any] = {"org": doing.org, "model": record._meta.label_lower, "record_id": record.pk or doing.was.pk}
    how: dict[str, Any] = {"reason": call.reason.strip(), "channel": call.channel, "batch": doing.batch}
    write_entry(Entry(at=doing.at, actor=doing.actor, action=action.name, **about, **how), doing.noted)
    if action.event:
        Event.objects.create(name=action.event, happened_at=doing.at, **about)


def _key(action: Action, call: Call) -> Key | None:
    """The key of the request, which says what came of it where it was made before; the same key with other content is told so.

    Its digest is of who asks for what, where: another person's request is never answered with this one's record.
    """
    if not call.key:
        return None
    asked = [action.name, call.actor, call.org, call.record, call.data, call.reason]
    content = json.dumps(asked, sort_keys=True, default=lambda value: value.pk if isinstance(value, models.Model) else str(value))
    digest = hashlib.sha256(content.encode()).hexdigest()
    key, _ = Key.objects.get_or_create(key=call.key, defaults={"digest": digest, "at": call.at or timezone.now()})
    if key.digest != digest:
        raise Invalid([Problem("invalid", "这份表单已经提交过，内容与这次不同。请刷新后核对，再决定是否另行登记")])
    return key


def forget_keys(now: datetime) -> None:
    """Drop keys older than thirty days."""
    Key.objects.filter(at__lt=now - KEYS_KEPT).delete()
