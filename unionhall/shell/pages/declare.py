"""How a model is shown: one declaration gives list, filters, record page, forms, import, export and its place in the menu."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.http import HttpRequest

from unionhall.base.registry import Registry
from unionhall.kernel.access.permissions import Permission
from unionhall.kernel.actions.declare import Action
from unionhall.kernel.orgs.models import Org

if TYPE_CHECKING:
    from unionhall.shell.pages.forms import Sheet

pages: Registry["Pages"] = Registry("pages")
house: Registry["Pages"] = Registry("pages of the house")


@dataclass(frozen=True)
class Told:
    """A column that no field says as it stands: ``tell`` gives its words, or a cell as components.html has it.

    ``card`` is its place on a phone: 1 names the row, 2 a number, 3 what, 4 a day, 5 a state; 0 is not shown there.
    """

    name: str
    label: str
    tell: Callable[[Any], Any]
    kind: str = "text"
    card: int = 3
    sorts: bool = False

    def cell(self, record: Any, cards: object = None, *, masked: bool = True) -> Any:
        return self.tell(record)


Columns = tuple[str | Told, ...]


@dataclass(frozen=True)
class Lines:
    """A panel of the record page: the rows of another model that name this record; shown from so many on as ``least`` says."""

    model: type[Model]
    field: str
    label: str
    columns: Columns
    least: int = 0

    @property
    def screens(self) -> "Pages | None":
        return screens_of(self.model._meta.label_lower)


@dataclass(frozen=True)
class Pages:
    """The screens of one model.

    Columns and filters name fields, or ``card.…`` for what the card of the person concerned says; ``sums`` are totalled over the
    filtered set. ``facts`` stand on the record page in place of every field, ``in_row`` are the verbs that stand in the list as well.
    ``first`` stand at the top of the form, the rest under more; ``keep`` are kept by 再记一条. ``defaults`` fills in inputs from
    others, ``evidence`` names the files that should be there, ``waiting`` the state in which a record is a task. The flow gives each
    state its tone (quiet, wait, doing, done), where ``tones`` names no other. ``labels`` say of a verb what its action's does not.
    ``batches`` are done with ticked rows, beside steps that take nothing: label, name of the address, right.
    """

    model: type[Any]
    label: str
    menu: str
    order: int
    view: Permission
    columns: Columns
    create: Action | None = None
    actions: tuple[Action, ...] = ()
    filters: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    sorting: tuple[Any, ...] = ()
    facts: Columns = ()
    in_row: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    defaults: Callable[[Org, dict[str, str]], dict[str, str]] | None = None
    evidence: tuple[str, ...] = ()
    waiting: str = ""
    tones: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    panels: tuple[Lines, ...] = ()
    register: str = ""
    icon: str = "list"
    empty: str = ""
    note: str = ""
    batches: tuple[tuple[str, str, Permission], ...] = ()
    finds: str = "姓名、拼音、编号"
    unit: str = "条"

    def __post_init__(self) -> None:
        pages.add(self.name, self)

    @property
    def name(self) -> str:
        """``relief.visit``: also its address."""
        return str(self.model._meta.label_lower)

    @property
    def of_people(self) -> bool:
        """Whether it is a register of people, rather than of what happened on a day."""
        return self.columns[0] == "card.name"

    @property
    def every_action(self) -> tuple[Action, ...]:
        return (*((self.create,) if self.create else ()), *self.actions)

    # What a model that is no plain register says for itself.

    def title(self, record: Any) -> str:
        """What a record is called."""
        return str(record)

    def prepare(self, request: HttpRequest, shown: Sequence[Any]) -> None:
        """Put beside the rows of one page what their columns tell and no field holds, in few queries; ``depth`` indents a row."""

    def totals(self, found: Any) -> list[tuple[str, str, str]]:
        """Further numbers above the list: value, unit, and the words before."""
        return []

    def options(self, request: HttpRequest, name: str) -> list[tuple[str, str]]:
        """What a filter offers, where its field does not say."""
        return []

    def offers(self, request: HttpRequest, action: Action, record: Any) -> bool:
        """Whether an action is worth showing at a record, beside its state and the right to it; the action itself decides."""
        return True

    def fit(self, request: HttpRequest, sheet: "Sheet") -> "Sheet":
        """The form of an action with what it asks further, says or leads to."""
        return sheet


class House(Pages):
    """Screens of the house itself: in the menu like any other, but no register that is searched and offered to programs."""

    def __post_init__(self) -> None:
        house.add(self.name, self)


def pages_of(model: str) -> Pages | None:
    """The screens of a register by the label of its model, if it has any."""
    return pages.get(model)


def screens_of(model: str) -> Pages | None:
    """The same, for what belongs to the house as well."""
    return pages.get(model) or house.get(model)
