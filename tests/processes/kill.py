"""kill -9 at every step of every write, and at random moments: the old or the new session, never neither. A program.

`python -m tests.processes.kill --times 200`
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from tests.fakes.keychains import FileKeychain

OWNER = StoreKey("us-east-1_Killed001", "client")
WATCHED = (
    "/adapters/token_store/",
    "/desktop_login/system/files.py",
    "/fakes/keychains.py",
    "/pathlib",
    "/tempfile.py",
    "/filelock/",
)


def tokens(name: str) -> Tokens:
    def secret(kind: str) -> Secret:
        return Secret(f"{kind}-{name}-" + "x" * 900)

    return Tokens(secret("id"), secret("access"), secret("refresh"))


OLD, NEW = tokens("old"), tokens("new")


def token_store_in(folder: Path) -> EncryptedTokenStore:
    return EncryptedTokenStore(FileKeychain(folder / "keychain"), folder / "data", OWNER)


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Runs `work` in a process of its own that dies at its n-th line of watched code. False: it
    came to its end before."""
    pid = os.fork()
    if pid == 0:
        left = [step]

        def trace(frame: FrameType, event: str, argument: Any) -> Any:
            if not any(part in frame.f_code.co_filename for part in WATCHED):
                return None if event == "call" else trace
            if event == "line":
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        sys.settrace(trace)
        work()
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


def _write_in(folder: Path, write: Callable[[EncryptedTokenStore], object]) -> None:
    write(token_store_in(folder))


def found_in(folder: Path) -> str:
    """What the next start finds."""
    try:
        loaded = token_store_in(folder).load()
    except AuthError as error:
        useless = (ErrorCode.RECORD_UNREADABLE, ErrorCode.KEY_MISSING)  # the key goes first
        return "nothing" if error.error_info.code in useless else "trouble"
    return {None: "nothing", OLD: "old", NEW: "new"}.get(loaded, "something else")


def every_step(stride: int = 1) -> dict[str, Any]:
    """For each kind of write: at how many steps it was killed, and what was found then."""
    kinds: dict[str, tuple[Tokens | None, Callable[[EncryptedTokenStore], object], set[str]]] = {
        "first write": (None, lambda v: locked(v, NEW), {"nothing", "new"}),
        "renewal": (OLD, lambda v: locked(v, NEW), {"old", "new"}),
        "sign-out": (OLD, lambda v: v.forget("subject"), {"old", "nothing"}),
    }
    seen: dict[str, Any] = {}
    for name, (before, write, allowed) in kinds.items():
        outcomes: dict[str, int] = {}
        deaths, step = 0, 1
        while True:
            with tempfile.TemporaryDirectory() as place:
                folder = Path(place)
                if before is not None:
                    locked(token_store_in(folder), before)
                dead = killed_at(step, partial(_write_in, folder, write))
                found = found_in(folder)
                outcomes[found] = outcomes.get(found, 0) + 1
                again = token_store_in(folder)
                locked(again, NEW)  # whatever it left, the next sign-in works
                usable = again.load() == NEW
                if found not in allowed or not usable:
                    raise AssertionError(f"{name}, step {step}: {found}, usable again: {usable}")
            if not dead:
                break
            deaths, step = deaths + 1, step + stride
        seen[name] = {"killed at": deaths, **outcomes}
    return seen


def locked(token_store: EncryptedTokenStore, content: Tokens) -> None:
    with token_store.exclusive():
        token_store.save(content, "subject")


def at_random(times: int) -> dict[str, int]:
    """A process that writes one session after the other, killed after up to 20 ms."""
    outcomes: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        locked(token_store_in(folder), OLD)
        for _ in range(times):
            pid = os.fork()
            if pid == 0:
                token_store = token_store_in(folder)
                while True:
                    locked(token_store, NEW)
                    locked(token_store, OLD)
            time.sleep(random.random() * 0.02)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            found = found_in(folder)
            outcomes[found] = outcomes.get(found, 0) + 1
            if found not in ("old", "new"):
                raise AssertionError(f"found {found}")
    return outcomes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="kills at random moments")
    parser.add_argument("--stride", type=int, default=1, help="1: every step of every write")
    given = parser.parse_args()
    print(json.dumps({"every step": every_step(given.stride), "at random": at_random(given.times)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
