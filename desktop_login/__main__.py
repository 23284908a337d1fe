"""The entry point. Imports only what the given arguments need: --version and --help load almost nothing."""

import sys

TYPE_CHECKING = False  # the module `typing` costs more than the whole of --version
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from desktop_login.cli.options import Start


def main(arguments: "Sequence[str] | None" = None) -> int:
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given == ["--version"]:
        from desktop_login import __version__

        print(f"desktop-login {__version__}")  # noqa: T201
        return 0
    if given and given[0] in ("token", "header"):
        from desktop_login.quick import answered

        status = answered(given)
        if status is not None:
            return status
    parsed = None
    if "--help" in given or "-h" in given:
        parsed = _parsed(given)  # ends the process, unless the word means something else
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
    if given and given[0] in ("token", "header"):
        from desktop_login.services.hot_path import answered_from_record

        status = answered_from_record(given)
        if status is not None:
            return status
    if parsed is None:
        parsed = _parsed(given)
    from desktop_login.app.run import run

    return run(*parsed)


def start() -> "NoReturn":
    """Runs the program and ends the process.

    Whoever reads the output may have seen enough, as `head` has. Then the program ends quietly,
    with the status that it has reached, or else with 1, as Python does.
    https://docs.python.org/3/library/signal.html#note-on-sigpipe
    """
    status: int | str | None = 1
    try:
        try:
            status = main()
        except SystemExit as end:  # help, or a wrong use
            status = end.code
        except KeyboardInterrupt:  # before a command has begun, or on one of the short ways
            from desktop_login.agent.exit_codes import INTERRUPTED

            status = INTERRUPTED
        _flush()
    except BrokenPipeError:
        gone = _without_reader()
        if not gone:
            raise  # of something else than the output
        _to_nowhere(gone)
    if status == 0 and _token_was_printed():
        import os

        os._exit(0)  # an orderly end takes as long as a sixth of all that Python does
    threading = sys.modules.get("threading")
    if isinstance(status, int) and threading is not None and threading.active_count() > 1:
        _exit_at_once(status)
    sys.exit(status)


def _token_was_printed() -> bool:
    """On one of the short ways, that is: past every buffer, and nothing else has been begun."""
    quick = sys.modules.get("desktop_login.quick")
    return quick is not None and bool(quick.Answered.whole)


def _flush() -> None:
    """Raises BrokenPipeError. What else may be wrong, Python says when it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            raise
        except (OSError, ValueError):
            pass


def _without_reader() -> list[int]:
    """The descriptors of the output whose other end is closed. Windows knows no such error."""
    found: list[int] = []
    if sys.platform == "win32":
        return found
    import select

    for stream in (sys.stdout, sys.stderr):
        try:
            descriptor = stream.fileno()
            poll = select.poll()
        except (AttributeError, OSError, ValueError):
            continue  # there is no such stream
        poll.register(descriptor, 0)
        if poll.poll(0):  # it tells of errors unasked
            found.append(descriptor)
    return found


def _to_nowhere(descriptors: "Sequence[int]") -> None:
    """So that Python, which writes what is left at its end, does not fail at it."""
    import os

    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in descriptors:
        os.dup2(nowhere, descriptor)


def _exit_at_once(status: int) -> "NoReturn":
    """A thread is still inside a call that may never return. Python would unwind its C++ frames
    without the interpreter lock, and crash in Qt's; nothing that is left needs a finalizer."""
    import contextlib
    import logging
    import os

    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):  # the reader has gone
                stream.flush()
    os._exit(status)


def _parsed(given: "Sequence[str]") -> "Start":
    """Ends the process where help is asked for, or the use is wrong."""
    from desktop_login.cli.terminal import print_anything

    print_anything()
    if not given:
        from desktop_login.cli.options import Options, Start

        return Start(Options())
    from desktop_login.cli.main import parse

    return parse(given)


if __name__ == "__main__":
    start()
