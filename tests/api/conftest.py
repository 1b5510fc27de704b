"""Programs that ask: each is a client with a session, which sends and gets JSON."""

import json
from collections.abc import Callable
from typing import Any

import pytest


class Program:
    """Somebody's program. Answers come as (status, what was said)."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def get(self, address: str, **query: Any) -> tuple[int, Any]:
        return self._said(self.client.get(f"/api/{address}", query))

    def post(self, address: str, data: dict[str, Any] | None = None, *, key: str = "", **body: Any) -> tuple[int, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        text = json.dumps({"data": data or {}, **body}, default=str)
        return self._said(self.client.post(f"/api/{address}", text, content_type="application/json", headers=headers))

    def _said(self, response: Any) -> tuple[int, Any]:
        return response.status_code, json.loads(response.content)


@pytest.fixture
def program(world: Any, settings: Any) -> Callable[[str], Program]:
    settings.ROOT_URLCONF, settings.STATIC_ROOT = "tests.api.addresses", None
    return lambda name: Program(world.client(name))


@pytest.fixture
def officer(program: Callable[[str], Program]) -> Program:
    return program("officer")


@pytest.fixture
def visit(world: Any) -> dict[str, Any]:
    """What registering a visit asks for."""
    return {"person": world.card.person_id, "kind": "visit.illness", "amount": 600.5, "visited_on": "2026-03-05"}
