"""Named, closed collections of declarations: the one mechanism by which rooms learn of each other."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Declarations of one kind by name; a name is declared once.

    Iteration is in the order of declaration. Asking for an unknown name raises ``LookupError``
    that names the kind, so that a misspelt metric or action is found at once.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._items: dict[str, T] = {}

    def add(self, name: str, item: T) -> T:
        if name in self._items:
            raise RuntimeError(f"{self.kind} {name!r} is declared twice")
        self._items[name] = item
        return item

    def remove(self, name: str) -> None:
        """Take a declaration back; only the tests that show a contract to bite need it."""
        del self._items[name]

    def get(self, name: str) -> T | None:
        return self._items.get(name)

    def names(self) -> list[str]:
        return list(self._items)

    def __getitem__(self, name: str) -> T:
        try:
            return self._items[name]
        except KeyError:
            raise LookupError(f"no {self.kind} is named {name!r}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)
