"""Nobody reads the output any more, as after `desktop-login check | head -3`: no traceback."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from desktop_login.demo.server import DemoCognito
from tests.patience import PROCESS_S
from tests.stories.test_command_line import environment

pytestmark = [
    pytest.mark.medium,
    pytest.mark.skipif(sys.platform == "win32", reason="its pipes break otherwise"),
]


def run_unread(*arguments: str, **changes: str) -> tuple[int, str]:
    """Status and complaints of a program whose standard output has no reader."""
    changes = {"PYTHONUNBUFFERED": "", **changes}
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "desktop_login", *arguments],
            env={key: value for key, value in environment(**changes).items() if value},
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PROCESS_S,
            check=False,
        )
    finally:
        os.close(writer)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("--version",), 0),
        (("--help",), 0),
        (("check", "--help"), 0),
        (("doctor", "--lang", "en"), 1),  # nothing is configured
    ],
)
def test_command_whose_output_nobody_reads_ends_quietly_with_its_status(
    arguments: tuple[str, ...], status: int
) -> None:
    assert run_unread(*arguments, DBUS_SESSION_BUS_ADDRESS="") == (status, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_check_whose_output_nobody_reads_ends_quietly(unbuffered: str) -> None:
    with DemoCognito() as demo:
        status, complaints = run_unread(
            "check", "--lang", "en",
            COGNITO_USER_POOL_ID=demo.config.pool_id,
            COGNITO_CLIENT_ID=demo.config.client_id,
            COGNITO_ENDPOINT_URL=demo.url,
            PYTHONUNBUFFERED=unbuffered,
        )  # fmt: skip
    # each line is written at once without a buffer, so that the command never comes to its end
    assert (status, complaints) == (1 if unbuffered else 0, "")


def test_demo_server_whose_output_nobody_reads_ends_quietly() -> None:
    assert run_unread("demo-server", "--lang", "en") == (1, "")
