"""A sample of whatever an action takes, derived from its declaration, so that a new module is tried the day it is declared."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from unionhall.kernel.actions.declare import Action
from unionhall.kernel.actions.inputs import Input

# What the kind of an input does not tell: texts that are names of something else.
WORDS: dict[str, tuple[str, ...]] = {
    "metric": ("relief.times", "activities.held"),
    "role": ("leader", "officer"),
    "period_code": ("2026-02", "2026-01"),
    "orgs.org.kind": ("group",),
    "papers.paper.kind": ("monthly-return",),
    "key": ("relief.times", "activities.held"),
    "written": ("12", "13"),
    "value": ("12", "13"),
    "region": ("990102",),
    "category": ("employment.regular", "employment.agency"),
}
DAYS = ("2026-03-05", "2026-05-17")
MONEY = ("88.50", "120")
SURNAMES = "周吴郑冯陈"
GIVEN = "晓秀岚松柏溪禾江宁远安平和悦思齐若云清扬书瑶嘉树知微景行子衿青竹望舒"
_numbers = count(1)  # no two samples of a test run read the same


@dataclass(frozen=True)
class Sampler:
    """Samples for one organization. ``person``, ``group`` and ``record`` are asked for whatever an input names."""

    place: Any
    person: Any
    group: Any
    record: Any

    def data(self, action: Action, turn: int = 0, *, only_required: bool = False) -> dict[str, Any]:
        """Values for everything that an action takes; another ``turn`` gives other ones."""
        return {given.name: self.value(action, given, turn) for given in action.takes if given.required or not only_required}

    def value(self, action: Action, given: Input, turn: int) -> Any:
        words = WORDS.get(f"{action.model._meta.label_lower}.{given.name}") or WORDS.get(given.name, ())
        own = [word for word in words if given.kind in ("text", "tree", "choice") and self._fits(given, word)]
        if own:
            return own[turn % len(own)]
        options = given.options()
        if options:
            return options[turn % len(options)][0]
        return getattr(self, f"_{given.kind}", self._text)(action, given, turn)

    @staticmethod
    def _fits(given: Input, word: str) -> bool:
        options = [name for name, _ in given.options()]
        return not options or word in options

    def _text(self, action: Action, given: Input, turn: int) -> str:
        text = f"{given.label}{next(_numbers):04d}"
        return text[-given.max_length :] if given.max_length else text

    def _name(self, action: Action, given: Input, turn: int) -> str:
        first, last = divmod(next(_numbers), len(GIVEN))
        return f"{SURNAMES[turn % len(SURNAMES)]}{GIVEN[first % len(GIVEN)]}{GIVEN[last]}"

    def _phone(self, action: Action, given: Input, turn: int) -> str:
        return f"138{next(_numbers):08d}"

    def _identity(self, action: Action, given: Input, turn: int) -> str:
        return ""

    def _day(self, action: Action, given: Input, turn: int) -> str:
        """Every other time known to the month only, where that may be."""
        day = DAYS[turn % len(DAYS)]
        return day[:7] if given.coarse and turn % 2 else day

    def _money(self, action: Action, given: Input, turn: int) -> str:
        return MONEY[turn % len(MONEY)]

    def _integer(self, action: Action, given: Input, turn: int) -> str:
        return str(3 + turn)

    def _flag(self, action: Action, given: Input, turn: int) -> str:
        return "1"

    def _files(self, action: Action, given: Input, turn: int) -> list[Any]:
        return []

    def _person(self, action: Action, given: Input, turn: int) -> Any:
        return self.person(self.place).person_id

    def _unit(self, action: Action, given: Input, turn: int) -> Any:
        return self.group(self.place, turn).pk

    def _org(self, action: Action, given: Input, turn: int) -> Any:
        return self.place.pk

    def _record(self, action: Action, given: Input, turn: int) -> Any:
        """A record of the same organization; a person without a card of it is somebody new, and so is named by nobody."""
        if given.model is None or given.model.__name__ == "Person":
            return None
        return self.record(given.model, self.place).pk
