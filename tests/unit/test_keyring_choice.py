"""Whatever keyring is told to use instead, no secret goes there: in a process of its own, as keyring chooses once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S

pytestmark = pytest.mark.medium

# A store as a careless deployer or an attacker names it: it takes everything, in plain text.
PLAINTEXT = """
from pathlib import Path
from keyring.backend import KeyringBackend

class Keyring(KeyringBackend):
    priority = 99
    place = Path(__file__).with_name("kept")

    def set_password(self, service, account, secret):
        self.place.write_text(secret)

    def get_password(self, service, account):
        return self.place.read_text() if self.place.exists() else None

    def delete_password(self, service, account):
        self.place.unlink()
"""
SCRIPT = """
import sys
from desktop_login.adapters.token_store.keychain import OsKeychain
from desktop_login.domain.errors import AuthError
try:
    OsKeychain(patience_s=20).set("desktop-login/choice", "canary of the keychain")
except AuthError as error:
    print(error.error_info.code.name, "plaintext" in sys.modules)
else:
    print("kept", "plaintext" in sys.modules)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="without a bus there is no keychain on Linux")
@pytest.mark.parametrize("how", ["environment", "keyringrc.cfg", "installed"])
def test_a_plaintext_store_is_never_used(tmp_path: Path, how: str) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / "plaintext.py").write_text(PLAINTEXT, "utf-8")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(place))),
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere/at/all",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
    }
    if how == "environment":
        environment["PYTHON_KEYRING_BACKEND"] = "plaintext.Keyring"
    for base in ("config", "data"):  # where keyring looks depends on its version
        folder = tmp_path / base / "python_keyring"
        folder.mkdir(parents=True)
        if how == "keyringrc.cfg":
            notified = f"[backend]\ndefault-keyring=plaintext.Keyring\nkeyring-path={place}\n"
            (folder / "keyringrc.cfg").write_text(notified, "utf-8")
    if how == "installed":  # keyring takes the backend with the highest priority
        found = place / "plaintext_store-1.dist-info"
        found.mkdir()
        (found / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: plaintext-store\nVersion: 1\n"
        )
        (found / "entry_points.txt").write_text("[keyring.backends]\nplaintext = plaintext\n")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == (["KEYCHAIN", "False"], "")
    assert not (place / "kept").exists()
