"""What every test may ask for: the small world with the real modules, and real papers where their folder is given."""

from pathlib import Path

import pytest

pytest_plugins = ["tests.contracts.fixtures", "tests.browser"]  # import nothing of the house before they are asked


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--papers", default=None, help="folder of real papers with expected.json and score.py")


@pytest.fixture
def papers(request: pytest.FixtureRequest) -> Path:
    """The folder given on the command line; without one the test is left out."""
    folder = request.config.getoption("--papers", default=None)
    if not folder:
        pytest.skip("real papers are measured with: make papers PAPERS=folder")
    return Path(folder).absolute()
