"""What the browser and passkeys cost somebody who signs in with a password: with and without a domain, in one run. Linux only.

`python -m pytest -m benchmark -s tests/benchmarks/test_password_user.py`
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.benchmarks.test_figures import HERE, environment, server
from tests.benchmarks.test_resident import Resident, display, fresh

__all__ = ["display", "server"]
pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and Xvfb's frame buffer"),
]
ROUNDS = int(os.environ.get("DESKTOP_LOGIN_ROUNDS", "3"))
IDLE_S = float(os.environ.get("DESKTOP_LOGIN_IDLE_S", "20"))
POOL = {"COGNITO_USER_POOL_ID": "us-east-1_Abcdefghi", "COGNITO_CLIENT_ID": "abc123"}
OFF = {"COGNITO_BROWSER_SIGN_IN": "off", "COGNITO_PASSKEYS": "false"}
AMAZON = {"COGNITO_DOMAIN": "https://acme.auth.us-east-1.amazoncognito.com"}
# What a domain paints is a button and the line above it.
_MOST_INSTRUCTIONS = 1.015
_MOST_MB = 3.0


def test_first_paint_with_a_domain(tmp_path: Path) -> None:
    if shutil.which("valgrind") is None:
        pytest.skip("valgrind is not installed")
    counted: dict[str, int] = {}
    for name, settings in (("off", OFF), ("not known", {}), ("domain", AMAZON)):
        env = environment(**POOL, **settings, PYTHONHASHSEED="0", QT_QPA_PLATFORM="offscreen")
        env.pop("XDG_CURRENT_DESKTOP", None)
        command = [sys.executable, str(HERE / "our_window.py")]
        subprocess.run(command, env=env, capture_output=True, timeout=60, check=True)  # bytecode
        done = subprocess.run(
            [
                "valgrind",
                "--tool=callgrind",
                f"--callgrind-out-file={tmp_path / 'counted'}",
                *command,
            ],
            env=env,
            capture_output=True,
            text=True,
            timeout=600,
            check=True,
        )
        found = re.search(r"Collected : (\d+)", done.stderr)
        assert found is not None, done.stderr[-500:]
        counted[name] = int(found[1])
    off, unknown, domain = counted.values()
    print(
        f"\nfirst paint in million instructions: browser off {off / 1e6:.1f}, no domain configured"
        f" {unknown / 1e6:.1f} ({unknown / off:.4f} ×), domain configured {domain / 1e6:.1f}"
        f" ({domain / off:.4f} ×)"
    )
    assert unknown / off < _MOST_INSTRUCTIONS
    assert domain / off < _MOST_INSTRUCTIONS


def test_memory_and_idle_with_a_domain(
    display: object, server: Mapping[str, str], tmp_path: Path
) -> None:
    names = ("COGNITO_DOMAIN", "COGNITO_REDIRECT_URIS")
    pool = {name: value for name, value in server.items() if name not in names}
    kinds: Mapping[str, dict[str, str]] = {
        "browser off": {**pool, **OFF},
        "domain found": pool,  # the pool's document names it
        "domain configured": dict(server),
    }
    seen: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in kinds}
    for round_ in range(ROUNDS):
        for name, settings in kinds.items():
            env = fresh(settings, tmp_path / f"{name}-{round_}")
            env |= {"DISPLAY": display.name, "QT_QPA_PLATFORM": "xcb"}  # type: ignore[attr-defined]
            program = Resident(env)
            try:
                program.arrived("sign-in")
                time.sleep(2)
                page = program.dirty_mb()
                program.order("sign in")
                program.arrived("dashboard")
                program.order("loaded")
                program.arrived("loaded")  # neither a key's library nor a server
                time.sleep(2)
                signed_in = program.dirty_mb()
                seen[name].append((page, signed_in, *program.cost(IDLE_S)))
            finally:
                program.end()
    print()
    middle = {
        name: [statistics.median(values) for values in zip(*runs, strict=True)]
        for name, runs in seen.items()
    }
    for name, (page, signed_in, busy, wakes) in middle.items():
        print(
            f"{name:17}: own memory {page:.1f} MB at the sign-in page, {signed_in:.1f} signed in;"
            f" at rest {busy:.2f} % of a core, {wakes:.1f} wake-ups/s"
        )
    off = middle["browser off"]
    for name, values in middle.items():
        assert values[1] - off[1] < _MOST_MB, name
        assert values[2] - off[2] < 0.3, name
