"""The composition root: usable more than once in a process, and without a trace in what the process shares."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
from desktop_login.adapters.token_store.session_store import MemoryTokenStore
from desktop_login.adapters.token_store.unconfirmed import MemoryNames
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.answers import Credentials
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedIn, State
from desktop_login.flow.services import AuthServices
from desktop_login.services.build import build_services
from desktop_login.system import threads
from tests.fakes.world import PASSWORD, pool_of
from tests.patience import PROCESS_S, STEP_S

ROOT = Path(__file__).parent.parent.parent


def shared_by_the_process() -> list[Any]:
    return [
        sys.excepthook,
        sys.unraisablehook,
        threading.excepthook,
        list(logging.getLogger().handlers),
        logging.getLogger().level,
        gc.isenabled(),
        sys.getswitchinterval(),
        dict(os.environ),
        os.getcwd(),
        os.umask(os.umask(0o077)),
    ]


def services_of(demo: DemoCognito, states: list[State]) -> AuthServices:
    return build_services(
        pool_of(demo), MemoryTokenStore(), MemoryDeviceStore(), MemoryNames(), states.append
    )


def test_two_services_in_one_process_are_two_sessions() -> None:
    before = shared_by_the_process()
    with DemoCognito() as one, DemoCognito() as other:
        ones, others = list[State](), list[State]()
        first, second = services_of(one, ones), services_of(other, others)

        async def both() -> None:
            given = [Credentials(f"{who}@example.com", Secret(PASSWORD)) for who in ("confirmed",)]
            await asyncio.gather(
                first.coordinator.sign_in(given[0]), second.coordinator.sign_in(given[0])
            )
            await second.session_manager.sign_out()

        # on a thread of its own: Qt's loop may be running on this one
        threads.within(STEP_S, lambda: asyncio.run(both()), "both")
        assert isinstance(ones[-1], SignedIn)
        assert not isinstance(others[-1], SignedIn)
        assert first.session_manager.session is not None
        assert second.session_manager.session is None
    assert shared_by_the_process() == before


@pytest.mark.slow
def test_services_load_no_qt() -> None:
    code = (
        "import sys\n"
        "from tests.unit.test_services import services_of\n"
        "from desktop_login.demo.server import DemoCognito\n"
        "with DemoCognito() as demo:\n"
        "    services_of(demo, [])\n"
        "print([name for name in sys.modules if name.startswith(('PySide6', 'shiboken6'))])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
