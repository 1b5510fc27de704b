"""What every test may ask for: the small world with the real modules."""

from tests.contracts.fixtures import world

__all__ = ["world"]
