"""Parameters from the registries: one test for each declaration, named as the declaration is."""

from collections.abc import Iterable
from typing import Any

import pytest


def each(argument: str, items: Iterable[Any]) -> Any:
    """A test is run once for every item; none at all is an error, because then nothing was declared or nothing was read."""
    found = list(items)
    assert found, f"nothing to run {argument} over"
    return pytest.mark.parametrize(argument, found, ids=[name_of(item) for item in found])


def name_of(item: Any) -> str:
    if isinstance(item, str):
        return item
    if hasattr(item, "steps"):
        return str(item.model._meta.label_lower)
    return str(getattr(item, "name", None) or item._meta.label_lower)
