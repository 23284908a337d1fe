"""Starts emulators of Cognito that nobody here wrote, each on loopback only: moto (PyPI) and cognito-local (npm)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.patience import STEP_S

REGION = "us-east-1"
MOTO = "DESKTOP_LOGIN_MOTO"
COGNITO_LOCAL = "DESKTOP_LOGIN_COGNITO_LOCAL"


class Emulator:
    """One process, killed at the end."""

    def __init__(
        self, command: Sequence[str], folder: Path, port: int, environment: Mapping[str, str]
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._port = port
        self.log = folder / "emulator.log"
        self._log = self.log.open("wb")
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder), **environment},
            stdout=self._log,
            stderr=self._log,
        )

    def wait(self) -> None:
        for _ in range(int(STEP_S / 0.1)):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError("the emulator did not start")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(timeout=STEP_S)
        self._log.close()

    def admin(self) -> Any:
        return boto3.client(
            "cognito-idp",
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
        )


def moto(folder: Path, life_s: int = 0) -> Emulator:
    """Skips without a Python that has `moto[server]`. Its tokens live for an hour, or `life_s`:
    moto ignores what a client says about that."""
    python = os.environ.get(MOTO, "")
    if not python:
        pytest.skip(f'{MOTO} does not name a Python with moto[server]: pip install "moto[server]"')
    port = _free_port()
    address = ["-H", "127.0.0.1", "-p", str(port)]
    if life_s:
        code = (
            "import sys\n"
            "from moto.cognitoidp.models import CognitoIdpUserPool\n"
            "from moto.server import main\n"
            f"CognitoIdpUserPool.create_jwt.__defaults__ = ({life_s}, None)\n"
            "main(sys.argv[1:])\n"
        )
        return Emulator([python, "-c", code, *address], folder, port, {})
    return Emulator([python, "-m", "moto.server", *address], folder, port, {})


def cognito_local(folder: Path) -> Emulator:
    """Skips without the program: `npm install cognito-local`."""
    program = os.environ.get(COGNITO_LOCAL, "") or shutil.which("cognito-local") or ""
    if not program or shutil.which("node") is None:
        pytest.skip(f"{COGNITO_LOCAL} does not name cognito-local: npm install cognito-local")
    port = _free_port()
    return Emulator([program], folder, port, {"HOST": "127.0.0.1", "PORT": str(port)})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
