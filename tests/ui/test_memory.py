"""How often a password and tokens stand in the memory of a process after the sign-out, seen from outside."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop_login.demo.server import DemoCognito
from tests.fakes.fault_proxy import FaultProxy, edited
from tests.fakes.session_bus import ROOT
from tests.fakes.world import PASSWORD

pytestmark = pytest.mark.slow

AFTER_S = 3.0
# PyJWT works on the signature alone; below 512 bytes, Python keeps it in a pool that nobody wipes.
SIGNATURES_LEFT = 4
_CHUNK = 1 << 22
_OVERLAP = 512


class Process:
    """The window of `memory_play`, and a look into its memory."""

    def __init__(self, folder: Path, demo: DemoCognito, url: str) -> None:
        config = demo.config
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.ui.memory_play",
                str(folder),
                config.region,
                config.pool_id,
                config.client_id,
                url,
            ],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._message() == "ready"

    def order(self, *words: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(" ".join(words) + "\n")
        self._process.stdin.flush()
        assert self._message() == "done"

    def _message(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def copies(self, needles: Mapping[str, str]) -> dict[str, int]:
        """As UTF-8, which is also how Python keeps ASCII, and as UTF-16, which is how Qt does."""
        encodings = {n: (t.encode(), t.encode("utf-16-le")) for n, t in needles.items()}
        found = dict.fromkeys(needles, 0)
        proc = Path("/proc") / str(self._process.pid)
        with open(proc / "mem", "rb", buffering=0) as memory:
            for line in (proc / "maps").read_text("utf-8").splitlines():
                area, rights = line.split()[:2]
                if not rights.startswith("rw"):
                    continue
                start, end = (int(text, 16) for text in area.split("-"))
                content = _read(memory, start, end)
                for name, both in encodings.items():
                    found[name] += sum(content.count(encoding) for encoding in both)
        return found

    def end(self) -> None:
        self._process.terminate()
        self._process.communicate()


def _read(memory: Any, start: int, end: int) -> bytes:
    parts, at = [], start
    while at < end:
        memory.seek(at)
        try:
            part = memory.read(min(_CHUNK, end - at))
        except OSError:  # of a device, or given back meanwhile
            break
        if not part:
            break
        parts.append(part)
        at += len(part)
    return b"".join(parts)


@pytest.fixture
def tokens() -> list[dict[str, str]]:
    """Every result that the demo has handed out."""
    return []


@pytest.fixture
def process(tokens: list[dict[str, str]], tmp_path: Path) -> Iterator[Process]:
    def note(reply: Any) -> Any:
        if isinstance(reply, dict) and "AuthenticationResult" in reply:
            tokens.append(dict(reply["AuthenticationResult"]))
        return reply

    with DemoCognito() as demo:
        network = FaultProxy(demo.url)
        network.start()
        for operation in ("RespondToAuthChallenge", "GetTokensFromRefreshToken"):
            network.always(operation, edited(note))
        made = Process(tmp_path, demo, network.url)
        yield made
        made.end()
        network.stop()


def needles_of(tokens: list[dict[str, str]]) -> dict[str, str]:
    """A piece of each token that stands in whole copies only: of a JWT the end of its claims with
    the begin of its signature, of a refresh token its end; and of each JWT its signature."""
    needles = {"password": PASSWORD}
    for number, result in enumerate(tokens):
        needles[f"RefreshToken {number}"] = result["RefreshToken"][-60:]
        for kind in ("IdToken", "AccessToken"):
            dot = result[kind].rindex(".")
            needles[f"{kind} {number}"] = result[kind][dot - 20 : dot + 21]
            needles[f"signature of {kind} {number}"] = result[kind][-60:]
    return needles


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="what is freed is wiped by glibc")
def test_no_whole_token_is_left_in_memory_after_the_sign_out(
    process: Process, tokens: list[dict[str, str]]
) -> None:
    process.order("sign-in", "confirmed@example.com", PASSWORD.encode().hex())
    assert len(tokens) == 2, "signed in and renewed once"
    needles = needles_of(tokens)
    signed_in = process.copies(needles)
    for kind in ("IdToken 1", "AccessToken 1", "RefreshToken 1"):
        assert signed_in[kind] > 0, f"{kind} was not found even while it is in use"
    process.order("sign-out", str(AFTER_S))
    left = {name: count for name, count in process.copies(needles).items() if count}
    whole = {name for name in left if not name.startswith("signature")}
    assert not whole, left
    assert all(count <= SIGNATURES_LEFT for count in left.values()), left
