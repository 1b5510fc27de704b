"""The world as a fixture, made anew for each test."""

from typing import Any

import pytest

from tests.contracts.world import World, build


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any) -> World:
    from unionhall.kernel.ledger import posting

    settings.FILES_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path  # the server looks for collected files, and warns where their folder is missing
    posting._series.clear()  # remembered for the life of a process, which is longer than that of a test's rows
    return build()
