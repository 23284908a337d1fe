"""A first picture in Japanese waits for the messages that it shows, and for no other ones."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_login.domain.pool import PoolClient
from desktop_login.system import paths
from desktop_login.system.resources import resource
from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S
from tests.unit.test_messages import catalogue

POOL = {"COGNITO_USER_POOL_ID": "us-east-1_Abcdefghi", "COGNITO_CLIENT_ID": "abc123"}


@pytest.mark.medium
@pytest.mark.parametrize("start", ["pool", "restoring", "no pool", "demo"])
def test_first_picture_needs_only_the_first_messages(start: str, tmp_path: Path) -> None:
    if start == "restoring":
        pool = PoolClient(
            region="us-east-1", pool_id=POOL["COGNITO_USER_POOL_ID"], client_id="abc123"
        )
        record = paths.folder_name(pool.pool_id, pool.client_id)
        folder = tmp_path / ".local/share/desktop-login" / record
        folder.mkdir(parents=True)
        (folder / paths.RECORD).write_bytes(b"sealed")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        **(POOL if start in ("pool", "restoring") else {}),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.first_messages_play", start],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=True,
    )
    assert done.stdout.split() == []


def test_every_first_message_exists() -> None:
    listed = resource("translations", "first_paint.txt").read_text("utf-8").split()
    assert sorted(set(listed)) == listed
    assert set(listed) <= {message.key for message in catalogue()}
