"""pytest loads the plugin in every run of every project: that costs next to nothing, and changes nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S

pytestmark = pytest.mark.medium


def test_plugin_imports_nothing_of_the_program_before_a_test_asks() -> None:
    code = (
        "import pytest, sys\n"
        "before = set(sys.modules)\n"
        "import desktop_login.testing.plugin\n"
        "print(*sorted(set(sys.modules) - before))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=PROCESS_S,
    )
    assert done.stdout.split() == [
        "desktop_login",
        "desktop_login.testing",
        "desktop_login.testing.plugin",
    ]
