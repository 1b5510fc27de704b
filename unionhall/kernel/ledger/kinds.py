"""Trees of kinds and sources by which figures are broken down. Asking for a kind asks for all below it."""

from dataclasses import dataclass, field

from unionhall.base.registry import Registry
from unionhall.base.text import fold

trees: Registry["Tree"] = Registry("tree")
kinds: Registry["Kind"] = Registry("kind")


@dataclass
class Tree:
    """A named family of kinds, such as the kinds of help or the sources of money."""

    name: str
    label: str
    members: "dict[str, Kind]" = field(default_factory=dict)

    def __post_init__(self) -> None:
        trees.add(self.name, self)

    def add(self, name: str, label: str, parent: str = "", synonyms: tuple[str, ...] = ()) -> "Kind":
        """Declare a kind; its name is unique over all trees and never used again for something else."""
        if parent and parent not in self.members:
            raise LookupError(f"no kind {parent!r} in tree {self.name!r}")
        kind = kinds.add(name, Kind(name, label, self.name, parent, synonyms))
        self.members[name] = kind
        return kind

    def read(self, text: str) -> "Kind | None":
        """The kind that somebody wrote by name, label or synonym."""
        wanted = fold(text)
        return next((kind for kind in self.members.values() if wanted in (kind.name, kind.label, *kind.synonyms)), None)

    def choices(self) -> list[tuple[str, str]]:
        """The leaves, as a form offers them."""
        parents = {kind.parent for kind in self.members.values()}
        return [(kind.name, kind.label) for kind in self.members.values() if kind.name not in parents]


@dataclass(frozen=True)
class Kind:
    """One member of a tree."""

    name: str
    label: str
    tree: str
    parent: str = ""
    synonyms: tuple[str, ...] = ()

    def below(self) -> set[str]:
        """Its own name and the names of all below it."""
        found = {self.name}
        for kind in trees[self.tree].members.values():  # parents are declared before their children
            if kind.parent in found:
                found.add(kind.name)
        return found


def label(name: str) -> str:
    """The Chinese label of a kind; nothing for no kind."""
    kind = kinds.get(name)
    return kind.label if kind else name
