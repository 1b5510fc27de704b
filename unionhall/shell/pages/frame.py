"""What every signed-in page shows around its content: whose house it is, the menu, quick entries, what waits."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of ``layout.html``; for a stranger, that of ``plain.html``."""
    return {}


def demo_accounts() -> list[tuple[str, str]]:
    return []
