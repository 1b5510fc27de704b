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
    model = item if isinstance(item, type) else getattr(item, "model", None) if hasattr(item, "steps") else None
    return str(model._meta.label_lower if model is not None else item.name)
