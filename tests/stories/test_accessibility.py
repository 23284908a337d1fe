"""A real window under Xvfb, used through the accessibility tree alone, on a session bus of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop_login.demo.server import DemoCognito
from tests.stories.accessible_desktop import (
    REASON,
    SYSTEM_PYTHON,
    everything_said,
    missing,
    on_a_desktop,
)

HERE = Path(__file__).parent
pytestmark = [
    pytest.mark.real_window,
    pytest.mark.skipif(sys.platform != "linux" or bool(missing()), reason=REASON),
]


FROM_SOURCE = f'"{sys.executable}" -m desktop_login'


def walk(
    folder: Path,
    sockets: Path,
    start: str,
    *arguments: str,
    command: str = FROM_SOURCE,
    walker: Path = HERE / "accessible_walk.py",
    **changes: str,
) -> None:
    """Starts the program with `start` and lets the walker use it. `command` is for the shell."""
    script = f"""
        {command} {start} --lang en > program.log 2>&1 &
        program=$!
        timeout 800 "{SYSTEM_PYTHON}" "{walker}" {" ".join(arguments)}
        result=$?
        kill "$program"
        """
    done = on_a_desktop(script, folder, sockets, **changes)
    assert done.returncode == 0, everything_said(done, folder)
    assert done.stdout.strip().endswith("walked"), everything_said(done, folder)


def test_the_demo(tmp_path: Path, sockets: Path) -> None:
    walk(tmp_path, sockets, "--demo")


def test_passkeys_with_the_demo_key(tmp_path: Path, sockets: Path) -> None:
    walk(
        tmp_path,
        sockets,
        "--demo --auth-flow choice",
        walker=HERE / "accessible_passkeys.py",
    )


def test_an_api_tried_out(tmp_path: Path, sockets: Path) -> None:
    walk(tmp_path, sockets, "--demo", walker=HERE / "accessible_api.py")


def test_sign_in_with_the_browser_and_with_a_company(tmp_path: Path, sockets: Path) -> None:
    link, starter = tmp_path / "link", tmp_path / "bin" / "xdg-open"
    starter.parent.mkdir()
    starter.write_text(
        f"#!/bin/sh\nprintf %s \"$1\" > '{link}.part' && mv '{link}.part' '{link}'\n", "utf-8"
    )
    starter.chmod(0o755)
    walk(
        tmp_path,
        sockets,
        "--demo",
        str(link),
        walker=HERE / "accessible_browser.py",
        PATH=f"{starter.parent}{os.pathsep}{os.environ['PATH']}",
    )


def test_from_nothing_configured_to_the_dashboard(tmp_path: Path, sockets: Path) -> None:
    with DemoCognito() as demo:
        config = demo.config
        walk(tmp_path, sockets, "", config.pool_id, config.client_id, COGNITO_ENDPOINT_URL=demo.url)


def test_all_that_stands_around_a_sign_in(tmp_path: Path, sockets: Path) -> None:
    """Panels of the dashboard, every menu, account, settings, shortcuts, a second pool, the chooser."""
    with DemoCognito() as demo:
        config = demo.config
        walk(
            tmp_path,
            sockets,
            "",
            config.pool_id,
            config.client_id,
            walker=HERE / "accessible_window.py",
            COGNITO_ENDPOINT_URL=demo.url,
        )
