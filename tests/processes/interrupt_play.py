"""Presses Ctrl+C at a prompt again and again, each time at another moment after it was shown. Ends with 1 at one that was not heard, and at one that left something behind.

`python -m tests.processes.interrupt_play 20000`
"""

from __future__ import annotations

import os
import pty
import random
import select
import subprocess
import sys
import time

from tests.fakes.session_bus import ROOT
from tests.patience import STEP_S

_LATEST_S = 100e-6  # by then the program waits for the line
_ASKING = """
import fcntl, os, signal, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.default_int_handler)
from desktop_login.cli.console import open_console
console = open_console()
while True:
    try:
        console.read("? ", hidden=True)
    except KeyboardInterrupt:
        pass
    assert termios.tcgetattr(0)[3] & termios.ECHO, "what is typed is not shown any more"
    free = os.dup(0)
    os.close(free)
    assert free < 20, "descriptors are left open"
"""


def asked(terminal: int) -> bool:
    shown = b""
    while not shown.endswith(b"? "):
        ready, _, _ = select.select([terminal], [], [], STEP_S)
        if not ready:
            return False
        try:
            shown += os.read(terminal, 1024)
        except OSError:  # the program has ended, and said why
            return False
    return True


def main(rounds: int) -> int:
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", _ASKING], stdin=theirs, cwd=ROOT) as program:
        os.close(theirs)
        try:
            for at in range(rounds):
                if not asked(ours):
                    print(f"not heard: number {at}", file=sys.stderr)
                    return 1
                until = time.perf_counter() + random.uniform(0, _LATEST_S)
                while time.perf_counter() < until:
                    pass
                os.write(ours, b"\x03")
        finally:
            program.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
