"""The kernel runs alone with another trade: its tests pass where neither shell nor modules are installed."""

import os
import subprocess
import sys

from django.conf import settings

from tests.architecture.tree import ROOT


def test_the_kernel_passes_its_tests_in_a_lending_library() -> None:
    assert not [app for app in settings.INSTALLED_APPS if app.startswith("tests.library")]
    command = [sys.executable, "-m", "pytest", "tests/kernel", "--ds", "tests.library.settings", "-q", "-p", "no:cacheprovider"]
    # What the tests that started this one have told their workers is none of its business.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_"))}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
