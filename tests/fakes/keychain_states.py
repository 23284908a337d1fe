"""Puts a real Secret Service into the states that people's machines are in, and prints what a keychain call says. A program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import closing

import secretstorage

from desktop_login.adapters.token_store.keychain import OsKeychain
from desktop_login.domain.errors import AuthError
from tests.patience import within

SERVICE = "desktop-login/states"


def outcome(patience_s: float = 10.0) -> str:
    """Error code, code and whether it took no longer than our patience."""
    begun = time.monotonic()
    keychain = OsKeychain(patience_s=patience_s)
    try:
        keychain.set(SERVICE, "word")
        message = "works" if keychain.get(SERVICE) == "word" else "lost"
    except AuthError as error:
        message = f"{error.error_info.code.name} {error.error_info.request.code}"
    late = time.monotonic() - begun > patience_s + within(1)
    return f"{message}, too late" if late else message


def unlocked_then_locked() -> dict[str, str]:
    seen = {"unlocked": outcome()}
    with closing(secretstorage.dbus_init()) as bus:
        secretstorage.get_default_collection(bus).lock()
        seen["locked, prompt dismissed"] = outcome()
    return seen


def silent() -> dict[str, str]:
    command = [sys.executable, "-m", "tests.fakes.silent_secret_service"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        assert service.stdout.readline() == "here\n"
        seen = {"never answers": outcome(0.5)}
        service.kill()
    return seen


def main() -> None:
    seen = silent() if sys.argv[1] == "silent" else unlocked_then_locked()
    print(json.dumps(seen), flush=True)
    os._exit(0)  # a call that hangs must not keep this alive


if __name__ == "__main__":
    main()
