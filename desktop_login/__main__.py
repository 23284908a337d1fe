"""The front door. A double click comes with no arguments and pays for no argument parser."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from desktop_login.cli.options import Options


def main(arguments: Sequence[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    from desktop_login.system.memory import (
        closed_to_others,
        no_core_dumps,
        wipe_what_is_freed,
    )

    # before the first secret: settings, the environment or a pipe may hold one
    no_core_dumps()
    closed_to_others()
    if given:
        wipe_what_is_freed()  # a window does so once it has painted: it costs 6 % of that
    from desktop_login.system.environment import harden, start_again

    if harden():
        start_again(given)
    from desktop_login.app.run import run
    from desktop_login.cli.terminal import print_anything

    print_anything()
    return run(_options(given))


def start() -> NoReturn:
    """Runs the program and ends the process."""
    status = main()
    threading = sys.modules.get("threading")
    if threading is not None and threading.active_count() > 1:
        _exit_at_once(status)
    sys.exit(status)


def _exit_at_once(status: int) -> NoReturn:
    """A thread is still inside a call that may never return. Python would unwind its C++ frames
    without the interpreter lock, and crash in Qt's; nothing that is left needs a finalizer."""
    import contextlib
    import logging
    import os

    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):  # nobody reads it any more
                stream.flush()
    os._exit(status)


def _options(given: Sequence[str]) -> Options:
    if not given:
        return Options()
    from desktop_login import __version__
    from desktop_login.cli.main import parse
    from desktop_login.system.paths import log_file

    return parse(given, version=__version__, log_file=str(log_file()))


if __name__ == "__main__":
    start()
