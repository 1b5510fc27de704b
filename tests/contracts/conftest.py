"""Contracts run over the registries of the whole house; where only the kernel is installed there is nothing to hold."""

from typing import Any

from django.conf import settings

if "unionhall.shell" not in settings.INSTALLED_APPS:
    collect_ignore_glob = ["test_*.py", "bite/test_*.py"]


def pytest_addoption(parser: Any) -> None:
    parser.addoption("--renew-queries", action="store_true", help="write tests/contracts/queries.json anew")
