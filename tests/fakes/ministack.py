"""Starts ministack, a Cognito that nobody here wrote, in its own environment and on loopback only."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.patience import STEP_S

VARIABLE = "DESKTOP_LOGIN_MINISTACK"
REGION = "us-east-1"


def python() -> str:
    path = os.environ.get(VARIABLE, "")
    if not path:
        pytest.skip(
            f"{VARIABLE} does not name a Python with ministack; dev.py test --all prepares one"
        )
    return path


class Ministack:
    def __init__(
        self, folder: Path, services: str = "cognito-idp,cognito-identity,iam,sts,s3,cloudformation"
    ) -> None:
        interpreter = python()  # skips where there is none, before anything is opened
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = (folder / "ministack.log").open("wb")
        self._process = subprocess.Popen(
            [interpreter, "-m", "ministack"],
            env={
                "PATH": os.environ.get("PATH", ""),
                "HOME": str(folder),
                "AUTH": "true",
                "BIND_HOST": "127.0.0.1",
                "GATEWAY_PORT": str(self.port),
                "IOT_MTLS_ENABLED": "0",
                "SFTP_ENABLED": "0",
                "STATE_DIR": str(folder / "state"),
                "SERVICES": services,
            },
            stdout=self._log,
            stderr=self._log,
        )

    def wait(self) -> None:
        for _ in range(int(STEP_S / 0.1)):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError("ministack did not start")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=STEP_S)
        self._log.close()

    def admin(self, service: str = "cognito-idp") -> Any:
        """A client signed by the root credentials that ministack starts with."""
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
        )
