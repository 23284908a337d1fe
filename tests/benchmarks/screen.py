"""A screen of its own whose pixels can be read without asking anybody: when does a window appear on it?"""

from __future__ import annotations

import contextlib
import mmap
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

_SIZE = (800, 900)
_POLL_S = 0.0005


class Screen:
    """Xvfb with its frame buffer in a file."""

    def __init__(self, number: int) -> None:
        self.name = f":{number}"
        self._folder = Path(tempfile.mkdtemp())
        width, height = _SIZE
        self._server = subprocess.Popen(
            [
                *("Xvfb", self.name, "-screen", "0", f"{width}x{height}x24"),
                # one program after another: a reset between them refuses whoever comes early
                *("-noreset", "-fbdir", self._folder),
            ],
            stderr=subprocess.DEVNULL,
        )
        file = self._folder / "Xvfb_screen0"
        for _ in range(200):
            if Path(f"/tmp/.X11-unix/X{number}").exists() and file.exists():
                break
            time.sleep(0.02)
        time.sleep(0.3)
        with file.open("rb") as opened:
            self._pixels = mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ)
        header, *_ = struct.unpack(">I", self._pixels[:4])
        colours = struct.unpack(">I", self._pixels[76:80])[0]
        stride = struct.unpack(">I", self._pixels[48:52])[0]
        # a column of pixels through the place where an undecorated window lies
        self._places = [header + colours * 12 + y * stride + 4 * 200 for y in range(60, 600, 60)]

    def close(self) -> None:
        self._pixels.close()
        self._server.terminate()
        self._server.wait(10)
        shutil.rmtree(self._folder)

    @property
    def _painted(self) -> bool:
        return any(self._pixels[place : place + 3] != b"\0\0\0" for place in self._places)

    def time_to_picture(
        self, command: Sequence[str], environment: Mapping[str, str], *, timeout_s: float = 20
    ) -> float:
        """Seconds from the start of a process to its first pixels; then it is killed."""
        self._wait(painted=False, timeout_s=5)
        begun = time.monotonic()
        process = subprocess.Popen(
            command,
            env=dict(environment) | {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._wait(painted=True, timeout_s=timeout_s)
            return time.monotonic() - begun
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)

    def _wait(self, *, painted: bool, timeout_s: float) -> None:
        end = time.monotonic() + timeout_s
        while self._painted is not painted:
            if time.monotonic() > end:
                raise TimeoutError(f"the screen did not become {'painted' if painted else 'empty'}")
            time.sleep(_POLL_S)


@contextlib.contextmanager
def screen(number: int = 191) -> Iterator[Screen]:
    made = Screen(number)
    try:
        yield made
    finally:
        made.close()
