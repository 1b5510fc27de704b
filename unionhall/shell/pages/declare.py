"""How a model is shown: one declaration gives list, filters, record page, forms, import, export and its place in the menu."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from unionhall.base.registry import Registry
from unionhall.kernel.access.permissions import Permission
from unionhall.kernel.actions.declare import Action
from unionhall.kernel.ledger.models import Record
from unionhall.kernel.orgs.models import Org

pages: Registry["Pages"] = Registry("pages")


@dataclass(frozen=True)
class Lines:
    """A panel of the record page: the records of another model that name this one."""

    model: type[Record]
    field: str
    label: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Pages:
    """The screens of one model.

    Columns and filters name fields, or ``card.…`` for what the card of the person concerned says; ``sums`` are totalled over the
    filtered set. ``first`` stand at the top of the form, the rest under more; ``keep`` are kept by 再记一条. ``defaults`` fills in
    inputs from others, ``evidence`` names the files that should be there, ``waiting`` the state in which a record is a task. The flow
    gives each state its tone (quiet, wait, doing, done), where ``tones`` names no other.
    """

    model: type[Record]
    label: str
    menu: str
    order: int
    view: Permission
    columns: tuple[str, ...]
    create: Action
    actions: tuple[Action, ...] = ()
    filters: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    defaults: Callable[[Org, dict[str, str]], dict[str, str]] | None = None
    evidence: tuple[str, ...] = ()
    waiting: str = ""
    tones: Mapping[str, str] = field(default_factory=dict)
    panels: tuple[Lines, ...] = ()
    register: str = ""
    icon: str = "list"
    empty: str = ""

    def __post_init__(self) -> None:
        pages.add(self.name, self)

    @property
    def name(self) -> str:
        """``relief.visit``: also its address."""
        return self.model._meta.label_lower

    @property
    def of_people(self) -> bool:
        """Whether it is a register of people, rather than of what happened on a day."""
        return self.columns[0] == "card.name"

    @property
    def every_action(self) -> tuple[Action, ...]:
        return (self.create, *self.actions)


def pages_of(model: str) -> Pages | None:
    """The screens of a model by its label, if it has any."""
    return pages.get(model)
