"""Fixtures that tests of every floor may ask for; they import nothing before they are asked."""

pytest_plugins = ["tests.contracts.fixtures"]
