"""``run``: the one writer. Everything that changes a record, an organization, a person or a grant comes through here."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from unionhall.base.dates import Day
from unionhall.kernel.access.models import User
from unionhall.kernel.access.scope import OutOfReach, require
from unionhall.kernel.actions.declare import Action, Call, Invalid, Outcome, Problem, Stale
from unionhall.kernel.actions.models import Key
from unionhall.kernel.audit.log import Change
from unionhall.kernel.audit.log import write as write_entry
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.events.models import Event
from unionhall.kernel.ledger import locks
from unionhall.kernel.ledger.fields import display
from unionhall.kernel.ledger.models import Fact, Record, model_named
from unionhall.kernel.ledger.posting import Ref, post
from unionhall.kernel.numbers.models import take

KEYS_KEPT = timedelta(days=30)


@dataclass
class Doing:
    """An action under way: what effects and checks see. ``values`` are the cleaned inputs."""

    action: Action
    call: Call
    record: Any
    at: datetime
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    changed: list[Change] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    touched: dict[Ref, Any] = field(default_factory=dict)
    removed: list[Ref] = field(default_factory=list)
    made: list[tuple[Any, bool, dict[str, Any]]] = field(default_factory=list)
    batch: str = ""

    @property
    def actor(self) -> User | None:
        return self.call.actor if isinstance(self.call.actor, User) else None

    def also(self, action: Action, data: dict[str, Any], record: Any = None) -> Any:
        """Do another action as part of this one, with its own rights, checks and log entry; returns its record."""
        inner = _do(action, replace(self.call, data=data, record=record, version=None, key=""), self.at, self.batch)
        self.touched.update(inner.touched)
        self.removed += inner.removed
        self.made += inner.made
        self.changes += inner.changes
        return inner.record

    def touch_person(self, person_id: int, org_id: int | None = None) -> None:
        """Have everything posted anew that counts a person."""
        facts = Fact.objects.filter(subject=person_id)
        for model, number in facts.values_list("model", "record_id").distinct():
            record = model_named(model)._default_manager.filter(pk=number).first()
            if isinstance(record, Record) and (org_id is None or record.org_id == org_id):
                self.touched[record.ref] = record


def run(action: Action, call: Call) -> Outcome:
    """Carry out one action, whole or not at all.

    Raises ``OutOfReach`` for what is out of reach, ``Refused`` for what is not permitted, ``Invalid`` for what the input or a
    rule forbids, ``Stale`` where somebody else has saved meanwhile.
    """
    with transaction.atomic():
        locks.enter(alone=action.exclusive)
        earlier = _earlier(action, call)
        if earlier is not None:
            return Outcome(earlier, repeated=True)
        doing = _do(action, call, call.at or timezone.now())
        settle([doing])
        _note_key(action, call, doing)
    return Outcome(doing.record, tuple(doing.problems))


def act(action: Action, call: Call, batch: str = "") -> Doing:
    """Do one action inside a transaction of the caller's, who posts the facts, or takes all of it back."""
    return _do(action, call, call.at or timezone.now(), batch)


def run_many(rows: Iterable[tuple[Callable[[], tuple[Action, Call]], Callable[[Doing], object]]], batch: str = "") -> list[Doing]:
    """Carry out many as one: a confirmed sheet is written whole, or nothing of it.

    Each row is made when its turn comes. Facts are posted whenever the rows turn to another model, so that rules may ask for them.
    """
    done: list[Doing] = []
    waiting: list[Doing] = []
    with transaction.atomic():
        locks.enter()
        for make, then in rows:
            action, call = make()
            if waiting and waiting[-1].action.model is not action.model:
                settle(waiting)
            waiting.append(act(action, call, batch))
            done.append(waiting[-1])
            then(done[-1])
        settle(waiting)
    return done


def settle(done: list[Doing]) -> None:
    """Post the facts of what was done, and forget that it waits."""
    touched: dict[Ref, Any] = {}
    for doing in done:
        touched.update(doing.touched)
    post(list(touched.values()), [ref for doing in done for ref in doing.removed])
    done.clear()


def prepare(action: Action, call: Call) -> Doing:
    """Everything short of writing: rights, cleaning, state and rules. Previews show what it finds in ``problems``."""
    record = call.record if call.record is not None else _blank(action, call)
    doing = Doing(action, call, record, call.at or timezone.now())
    if action.creates and call.record is None:
        _authorize(doing)
    _clean(doing)
    _check_state(doing)
    if not doing.problems:
        _assign(doing)
        doing.problems += [problem for check in action.checks for problem in check(doing)]
    doing.problems = [_softened(problem, call) for problem in doing.problems]
    return doing


def _do(action: Action, call: Call, at: datetime, batch: str = "") -> Doing:
    call = replace(call, at=at)
    if call.record is not None:
        call = replace(call, record=_locked(call.record))
        _authorize(Doing(action, call, call.record, at))
        before, raw = _display(call.record), _raw(call.record)
        _compare_versions(action, call, before)
    else:
        before, raw = {}, {}
    doing = prepare(action, call)
    doing.before, doing.batch = before, batch
    _stop_on_problems(doing)
    _authorize(doing)
    _write(doing)
    doing.made.append((doing.record, call.record is None, raw))
    return doing


def _write(doing: Doing) -> None:
    action, record = doing.action, doing.record
    ref = (record._meta.label_lower, record.pk)
    if action.effect:
        action.effect(doing)
    if action.removes:
        record.delete()
        doing.removed.append(ref)
        _log(doing, ref[1])
        return
    if action.target:
        record.state = action.target
    _number(doing)
    if doing.call.record is not None and hasattr(record, "version"):
        record.version += 1
    record.save()
    for name, value in doing.values.items():
        if isinstance(value, list) and hasattr(record, name):
            getattr(record, name).set(value)
    if action.after:
        action.after(doing)
    if isinstance(record, Record):
        doing.touched[record.ref] = record
    _log(doing, record.pk)


def _blank(action: Action, call: Call) -> Any:
    record = action.model()
    if call.org is not None and any(f.name == "org" for f in action.model._meta.get_fields()):
        record.org = call.org  # type: ignore[attr-defined]  # the model has the field, as just asked
    return record


def _locked(record: models.Model) -> models.Model:
    found: models.Model | None = type(record)._default_manager.select_for_update().filter(pk=record.pk).first()
    if found is None:
        raise OutOfReach
    return found


def _authorize(doing: Doing) -> None:
    """Ask for the right at the record's place; a job, and the making of the house itself, act without an actor."""
    if doing.call.actor is not None:
        place = doing.record if getattr(doing.record, "org_id", None) or not doing.call.org else doing.call
        require(doing.call.actor, doing.action.permission, place)


def _compare_versions(action: Action, call: Call, now: dict[str, str]) -> None:
    if call.version is None or call.version == call.record.version:
        return
    mine = {given.label: str(call.data.get(given.name, "")) for given in action.takes}
    raise Stale(call.record, {label: (now.get(label, ""), text) for label, text in mine.items() if text and text != now.get(label, "")})


def _clean(doing: Doing) -> None:
    org = doing.call.org or getattr(doing.record, "org", None) if doing.call.org or getattr(doing.record, "org_id", None) else None
    for given in doing.action.takes:
        try:
            doing.values[given.name] = given.clean(doing.call.data.get(given.name), org)
        except ValueError as error:
            optional = given.name in doing.action.optional and not doing.call.data.get(given.name)
            if not optional:
                doing.problems.append(Problem("invalid", str(error), given.name))
    if doing.action.needs_reason and not doing.call.reason.strip():
        doing.problems.append(Problem("invalid", f"{doing.action.label}需写明原因", "reason"))


def _check_state(doing: Doing) -> None:
    if doing.call.record is not None and not doing.action.open_for(doing.record):
        doing.problems.append(Problem("invalid", f"现在是“{doing.record.state_label()}”,不能{doing.action.label}"))


def _assign(doing: Doing) -> None:
    fields = {f.name for f in doing.record._meta.concrete_fields}
    for name, value in doing.values.items():
        if name not in fields:
            continue
        if isinstance(value, Day):
            setattr(doing.record, name, value.value)
            if f"{name}_precision" in fields:
                setattr(doing.record, f"{name}_precision", value.precision)
        else:
            setattr(doing.record, name, value)
    if "unit" in fields and "person" in doing.values and doing.record.unit_id is None:
        card = doing.record.card()
        doing.record.unit = card.unit if card else None


def _softened(problem: Problem, call: Call) -> Problem:
    """History goes in as it is: a rule of the trade only warns of it; what cannot be read is refused all the same."""
    if problem.level == "invalid":
        return problem
    if call.history:
        return replace(problem, level="notice")
    if problem.level == "reason" and call.reason.strip() or problem.level == "confirm" and call.confirmed:
        return replace(problem, level="notice")
    return problem


def _stop_on_problems(doing: Doing) -> None:
    stopping = [problem for problem in doing.problems if problem.level != "notice"]
    if stopping:
        raise Invalid(stopping)


def _number(doing: Doing) -> None:
    """A new record takes the next number of its series, unless it brought one along."""
    record = doing.record
    if isinstance(record, Record) and record.series and not record.number:
        day = getattr(record, record.day, None) if record.day else None
        record.number = take(record.org.home(), record.series, (day or timezone.localtime(doing.at)).year)


def _display(record: Any) -> dict[str, str]:
    """The record as people read it, by label of field."""
    hidden = {"id", "version", "path", "password", "initials", "last_login"}
    fields = [f for f in record._meta.concrete_fields if f.name not in hidden and not f.name.endswith("_precision")]
    return {str(f.verbose_name): display(record, f.name) for f in fields}


def _raw(record: Any) -> dict[str, Any]:
    return {f.attname: f.value_to_string(record) for f in record._meta.concrete_fields if getattr(record, f.attname) is not None}


def _log(doing: Doing, number: int | None) -> None:
    record, call = doing.record, doing.call
    sensitive = {str(record._meta.get_field(name).verbose_name) for name in getattr(record, "sensitive", ())}
    after = {} if doing.action.removes else _display(record)
    labels = [label for label in {**doing.before, **after} if doing.before.get(label, "") != after.get(label, "")]
    changes = [Change(label, doing.before.get(label, ""), after.get(label, ""), label in sensitive) for label in labels]
    org = getattr(record, "org", None) if getattr(record, "org_id", record.pk) else call.org
    place = org if org is not None and org.pk else None
    entry = Entry(at=doing.at, actor=doing.actor, action=doing.action.name, org=place, model=record._meta.label_lower, record_id=number)
    entry.reason, entry.channel, entry.batch = call.reason.strip(), call.channel, doing.batch
    write_entry(entry, [*changes, *doing.changed])
    doing.changes += [*changes, *doing.changed]
    if doing.action.event:
        Event.objects.create(name=doing.action.event, org=place, model=entry.model, record_id=number, happened_at=doing.at)


def _earlier(action: Action, call: Call) -> Any:
    """The record that the same request made before; told apart from another request under the same key."""
    if not call.key:
        return None
    try:
        with transaction.atomic():
            Key.objects.create(
                key=call.key, digest=_digest(action, call), model=action.model._meta.label_lower, at=call.at or timezone.now()
            )
    except IntegrityError:
        earlier = Key.objects.get(key=call.key)
        if earlier.digest != _digest(action, call):
            raise Invalid([Problem("invalid", "这份表单已经提交过,内容与这次不同。请刷新后核对,再决定是否另行登记")]) from None
        return model_named(earlier.model)._default_manager.get(pk=earlier.record_id)
    return None


def _note_key(action: Action, call: Call, doing: Doing) -> None:
    if call.key:
        Key.objects.filter(key=call.key).update(record_id=doing.record.pk)


def _digest(action: Action, call: Call) -> str:
    number = call.record.pk if call.record is not None else None
    content = {name: str(value) for name, value in sorted(call.data.items())}
    return hashlib.sha256(json.dumps([action.name, number, content], ensure_ascii=False).encode()).hexdigest()


def forget_keys(now: datetime) -> None:
    """Drop keys older than thirty days."""
    Key.objects.filter(at__lt=now - KEYS_KEPT).delete()
