"""A demo Cognito and a client that nobody here wrote, in a process of its own: what every judge needs.

What our own client and our own server get wrong in the same way, these would not.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop_login.demo import totp
from desktop_login.demo.pool import DemoPoolConfig, Factor, User
from desktop_login.demo.server import DemoCognito
from tests.patience import PROCESS_S

FOLDER = Path(__file__).parent
PASSWORD = "Demo-Passw0rd!"
NPM = "DESKTOP_LOGIN_REFERENCE_CLIENT"
PYCOGNITO = "DESKTOP_LOGIN_PYCOGNITO"


class Reference:
    """`command` plays one scenario: facts on its standard input, the outcome on its output."""

    def __init__(
        self, demo: DemoCognito, command: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self.demo = demo
        self._command = command
        self._environment = environment

    def add(self, name: str, **facts: Any) -> User:
        secret = totp.new_secret() if Factor.TOTP in facts.get("factors", ()) else ""
        return self.demo.pool.add(f"{name}@example.com", PASSWORD, totp_secret=secret, **facts)

    def play(self, scenario: str, user: User, **facts: Any) -> dict[str, Any]:
        config = self.demo.config
        given = {
            "scenario": scenario,
            "pool": config.pool_id,
            "client": config.client_id,
            "clientSecret": config.client_secret,
            "endpoint": self.demo.url,
            "username": user.email,
            "password": PASSWORD,
            "secret": user.totp_secret,
            **facts,
        }
        done = subprocess.run(
            self._command,
            input=json.dumps(given),
            env={"PATH": os.environ["PATH"], **self._environment},
            capture_output=True,
            text=True,
            timeout=PROCESS_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        result: dict[str, Any] = json.loads(done.stdout)
        return result


@contextmanager
def node(script: str, package: str, config: DemoPoolConfig) -> Iterator[Reference]:
    """A script of this folder, with the npm package that it needs."""
    if not shutil.which("node"):
        pytest.skip("Node.js is not installed")
    modules = Path(os.environ.get(NPM, ""), "node_modules")
    if not (modules / package).is_dir():
        pytest.skip(f"{NPM} names no folder with {package}; `dev.py test --all` prepares one")
    with DemoCognito(config, seeded=False) as demo:
        yield Reference(demo, ["node", str(FOLDER / script)], {"NODE_PATH": str(modules)})


@contextmanager
def pycognito(config: DemoPoolConfig) -> Iterator[Reference]:
    python = os.environ.get(PYCOGNITO, "")
    if not python:
        pytest.skip(f"{PYCOGNITO} names no Python with pycognito; `dev.py test --all` makes one")
    with DemoCognito(config, seeded=False) as demo:
        yield Reference(demo, [python, "-I", str(FOLDER / "pycognito_client.py")], {})


def signed_in(result: dict[str, Any], user: User, *asked: str) -> None:
    assert result == {"subject": user.sub, "use": "id", "asked": list(asked)}


def refused(result: dict[str, Any], code: str, text: str) -> None:
    assert result.get("error") == code, result
    assert text in result["message"]
