"""What an action takes: each input derived from a model field, cleaned in one place for page, API, command line and sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from unionhall.base.dates import Day, NoYear, parse_day
from unionhall.base.identifiers import parse_identity, parse_phone
from unionhall.base.money import parse_yuan
from unionhall.base.numerals import parse_integer
from unionhall.base.text import fold
from unionhall.base.text import name as clean_name
from unionhall.kernel.files.models import File
from unionhall.kernel.ledger.fields import KindField, MoneyField
from unionhall.kernel.ledger.kinds import trees
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people.models import Person


@dataclass(frozen=True)
class Input:
    """One value that somebody gives. ``kind`` decides how it is read and shown.

    Kinds: text, long, name, phone, identity, day, money (分), integer, choice, tree, person, unit, org, record, flag, files.
    ``coarse`` days may be known to the month or year only; ``default`` stands for what is left empty.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    tree: str = ""
    model: type[models.Model] | None = None
    max_length: int = 0
    coarse: bool = False
    hint: str = ""
    default: Any = None

    def options(self) -> list[tuple[str, str]]:
        """What may be chosen, as value and label."""
        return trees[self.tree].choices() if self.tree else list(self.choices)

    def clean(self, raw: Any, org: Org | None) -> Any:
        """The value, or a ``ValueError`` whose sentence says what to do. Empty is ``None``, or empty text."""
        if raw is None or raw == [] or (isinstance(raw, str) and not fold(raw)):
            if self.default is not None:
                return self.default
            if self.required:
                raise ValueError(f"需{'选择' if self.kind in CHOSEN else '填写'}{self.label}")
            return "" if self.kind in TEXTS else [] if self.kind == "files" else False if self.kind == "flag" else None
        value = READERS[self.kind](self, raw, org)
        if self.max_length and isinstance(value, str) and len(value) > self.max_length:
            raise ValueError(f"{self.label}最多 {self.max_length} 个字，现在是 {len(value)} 个")
        return value


# The first that fits a model field; any other is text.
KINDS: dict[str, type[Any]] = {"money": MoneyField, "day": models.DateField, "integer": models.IntegerField, "flag": models.BooleanField}
KINDS |= {"files": models.ManyToManyField, "long": models.TextField}
CHOSEN = {"choice", "tree", "person", "unit", "org", "record", "flag"}
AHEAD = timedelta(days=31)  # further ahead nobody means a day without a year
TEXTS = {"text", "long", "name", "phone", "identity", "choice", "tree"}


def from_field(model: type[models.Model], name: str) -> Input:
    """The input that a model field asks for."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    required = not (field.blank or field.null or isinstance(field, models.BooleanField))
    label = str(field.verbose_name)
    if isinstance(field, models.ForeignKey):
        related = field.related_model
        kind = {Person: "person", Org: "unit" if name == "unit" else "org"}.get(related, "record")
        return Input(name, label, kind, required, model=related, hint=str(field.help_text))
    shape: dict[str, Any] = {"max_length": getattr(field, "max_length", 0) or 0, "hint": str(field.help_text)}
    if field.has_default() and not callable(field.default):
        shape["default"] = field.default
    if isinstance(field, KindField):
        return Input(name, label, "tree", required, tree=field.tree, **shape)
    if field.choices:
        return Input(name, label, "choice", required, choices=tuple((str(v), str(t)) for v, t in field.flatchoices), **shape)
    if isinstance(field, models.DateField):
        shape["coarse"] = any(f.name == f"{name}_precision" for f in model._meta.get_fields())
    kind = next((kind for kind, cls in KINDS.items() if isinstance(field, cls)), name if name in ("name", "phone") else "text")
    return Input(name, label, kind, required, **shape)


def _day(given: Input, raw: Any, org: Org | None) -> Day:
    """Without a year it is this year's, or last year's where that would lie far ahead."""
    today = timezone.localdate()
    try:
        day = raw if isinstance(raw, Day) else parse_day(raw)
    except NoYear:
        if given.name == "born_on":
            raise  # of whatever year
        day = parse_day(raw, today.year)
        day = parse_day(raw, today.year - 1) if day.value > today + AHEAD else day
    if day.precision != "day" and not given.coarse:
        raise ValueError(f"{given.label}需写明到日，如 2025-03-05")
    return day


def _choice(given: Input, raw: Any, org: Org | None) -> str:
    wanted = fold(str(raw))
    kind = trees[given.tree].read(wanted) if given.tree else None
    found = kind.name if kind else next((value for value, label in given.choices if wanted in (value, label)), None)
    if found is None:
        raise ValueError(f"{given.label}没有“{wanted}”这一项，可选：{'、'.join(label for _, label in given.options())}")
    return found


def _unit(given: Input, raw: Any, org: Org | None) -> Org:
    """A part of the organization, by number or by name."""
    if isinstance(raw, Org) and org and raw.dissolved_on is None and raw.path.startswith(org.home().path):
        return raw
    places = (org.home().subtree() if org else Org.objects.all()).filter(dissolved_on=None)
    text = fold(str(raw.pk if isinstance(raw, Org) else raw))
    found = (places.filter(pk=int(text)).first() if text.isdigit() else None) or places.filter(name=text).first()
    if found is None:
        raise ValueError(f"{given.label}没有“{raw}”，请先在组织中新增，或改为已有的名称")
    return found


def _record(given: Input, raw: Any, org: Org | None) -> models.Model:
    """A record of the same organization, or a person of its cards; what belongs to none, an organization among them, from everywhere."""
    model = {"org": Org, "person": Person}.get(given.kind, given.model)
    assert model is not None
    try:
        rows = model._default_manager.filter(pk=raw.pk if isinstance(raw, models.Model) else int(raw))
    except (TypeError, ValueError):
        raise ValueError(f"{given.label}没有选中，请从列表中选择") from None
    within = {"person": "cards__org"}.get(given.kind, "org" if hasattr(model, "org_id") else "")
    found = (rows.filter(**{f"{within}__path__startswith": org.home().path}) if org and within else rows).first()
    if found is None:
        raise ValueError(f"{given.label}{'不在本单位名册中，请先登记或重新选择' if given.kind == 'person' else '不存在，请重新选择'}")
    return found


READERS: dict[str, Callable[[Input, Any, Org | None], Any]] = {
    "text": lambda given, raw, org: fold(str(raw)),
    "long": lambda given, raw, org: "\n".join(str(raw).strip().splitlines()),
    "name": lambda given, raw, org: clean_name(str(raw)),
    "phone": lambda given, raw, org: parse_phone(raw),
    "identity": lambda given, raw, org: parse_identity(raw).number,
    "day": _day,
    "money": lambda given, raw, org: parse_yuan(raw),
    "integer": lambda given, raw, org: parse_integer(raw),
    "choice": _choice,
    "tree": _choice,
    "person": _record,
    "unit": _unit,
    "org": _record,
    "record": _record,
    "flag": lambda given, raw, org: raw is True or str(raw).strip().lower() in {"1", "true", "on", "是", "yes", "√"},
    "files": lambda given, raw, org: [file for file in (raw if isinstance(raw, list) else [raw]) if isinstance(file, File)],
}
