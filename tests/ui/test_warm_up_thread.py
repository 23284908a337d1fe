"""The warm-up's thread has nothing to do with Qt: see `desktop_login/ui/warm_up.py` for what happened else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS_S

pytestmark = pytest.mark.slow  # which thread imports first is a matter of the whole process
ROOT = Path(__file__).parent.parent.parent
WITHOUT_QT = {"desktop_login.ui.warm_up", "desktop_login.ui.state_hub"}
# Imports are heard as Python looks for them, before any of their code runs.
OPENED = """
import json, sys, threading

elsewhere, at_home = set(), set()
def heard(event, given):
    if event == "import":
        is_home = threading.current_thread() is threading.main_thread()
        (at_home if is_home else elsewhere).add(given[0])
sys.addaudithook(heard)

import desktop_login.ui.pyside_import_hook
from PySide6.QtCore import QEventLoop
from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
from desktop_login.adapters.token_store.session_store import MemoryTokenStore
from desktop_login.adapters.token_store.unconfirmed import MemoryNames
from desktop_login.domain.pool import PoolClient
from desktop_login.services.build import build_services
from desktop_login.ui.app_window import AppWindow
from desktop_login.ui.application import LoopHolder, make_application
from desktop_login.ui.main_window import WindowConfig

pool = PoolClient("us-east-1", "us-east-1_AbCdEfGhI", "abc123", endpoint_url="http://127.0.0.1:9")
app = make_application("en")
loop = LoopHolder(app)
window = AppWindow(
    app,
    WindowConfig(),
    lambda listener: build_services(
        pool, MemoryTokenStore(), MemoryDeviceStore(), MemoryNames(), listener
    ),
    loop,
)
waiting = QEventLoop()
window.opened.connect(waiting.quit)
window.show()
waiting.exec()
window.close()
loop.close()
print(json.dumps([sorted(elsewhere), sorted(at_home)]))
"""


def test_no_thread_but_the_windows_imports_what_has_to_do_with_qt(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPENED],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=True,
    )
    elsewhere, at_home = json.loads(done.stdout)
    of_qt = ("PySide6", "shiboken", "qasync", "desktop_login.ui")
    assert {name for name in elsewhere if name.startswith(of_qt)} <= WITHOUT_QT
    assert "botocore" in elsewhere, "the thread had nothing to do"
    assert "desktop_login.ui.pages.dashboard" in at_home
