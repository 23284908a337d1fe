"""The log, and that it contains no secret.

The program logs only events, codes and request ids. As a second defence, everything that looks like
a token or follows a secret's name is replaced, and libraries that log bodies at DEBUG are kept at
INFO.
"""

from __future__ import annotations

import copy
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from desktop_login.system.files import open_to_append, private_folder

_CHATTY = ("botocore", "boto3", "urllib3", "keyring", "asyncio", "qasync", "fido2")
_MAX_BYTES, _KEPT = 1024 * 1024, 3
_LONGEST = 64 * 1024
# Each match begins at a word and does not backtrack (`++`), so that the time is linear.
_SECRETS = (
    re.compile(r"eyJ[\w-]{8,}(?:\.[\w-]+){0,4}"),
    re.compile(
        r"(?i)(?<!\w)(?=\w*?(?:password|secret|token|session|srp_a|code|device))"
        r"(\w++[\"']?\s*+[:=]\s*+)(?:\"[^\"]*+\"|'[^']*+'|[^\s,}]++)"
    ),
    re.compile(r"(?<![\w.+-])[\w.+-]++(@[\w-]++\.[\w.-]++)"),
)
logger = logging.getLogger("desktop_login")


def blotted(text: str) -> str:
    """Return the text without tokens, values after secret names, and the local part of addresses.

    Texts longer than any line of the program are cut.
    """
    text = text[:_LONGEST]
    text = _SECRETS[0].sub("[token]", text)
    text = _SECRETS[1].sub(r"\1[secret]", text)
    return _SECRETS[2].sub(r"***\1", text)


class Blotter(logging.Formatter):
    """Formats, then applies `blotted`; exceptions appear as types and places, without messages."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy.copy(record)
        record.exc_text = None  # another handler may have kept a traceback with its message there
        return blotted(super().format(record))

    def formatException(  # noqa: N802 - the base class's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        if kind is None:
            return ""
        places = "".join(traceback.format_tb(trace))
        return f"{places}{kind.__module__}.{kind.__qualname__}"


class _PrivateFile(RotatingFileHandler):
    """A log file that only its owner may read; links are refused."""

    def _open(self) -> TextIOWrapper:
        handle = open_to_append(Path(self.baseFilename))
        return os.fdopen(handle, "a", encoding=self.encoding, errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the base class's name
        """Ignore errors such as a full disk.

        The base class would print message and arguments to the terminal, without `blotted`.
        """


def set_up(level: str, file: Path | None) -> None:
    """Start the log. If the file cannot be written, or is a link, nothing is logged."""
    handler: logging.Handler
    try:
        if file is None:
            raise OSError
        private_folder(file.parent)
        handler = _PrivateFile(
            file,
            maxBytes=_MAX_BYTES,
            backupCount=_KEPT,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(Blotter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    for old in [old for old in root.handlers if isinstance(old.formatter, Blotter)]:
        root.removeHandler(old)  # of an earlier window of this run
        old.close()
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.INFO, root.level))


class _Blots(logging.Filter):
    """Makes each record of our logger plain before a handler of another program gets it."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if record.exc_info:
            text = f"{text}\n{_blotter.formatException(record.exc_info)}"
        record.msg, record.args = blotted(text), None
        record.exc_info = record.exc_text = None
        return True


_blotter = Blotter()
_blots = _Blots()


def as_guest() -> None:
    """In another program, whose log this is: nothing is set up, and our records hold no secret."""
    logger.addFilter(_blots)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def report(error: BaseException, where: str) -> None:
    """Log an unhandled error: its type and places, never its message or local variables."""
    logger.error(
        "unhandled %s in %s",
        type(error).__name__,
        where,
        exc_info=(type(error), error, error.__traceback__),
    )


def catch_everything(notify: Callable[[BaseException], None]) -> None:
    """Log exceptions that escape from threads, finalizers and Qt's slots; pass those of slots to `notify`."""

    def in_main(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        del trace
        if issubclass(kind, KeyboardInterrupt):
            return
        report(error, "the window")
        notify(error)

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and args.exc_type is not SystemExit:
            report(args.exc_value, "a worker")

    def in_finalizer(args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            report(args.exc_value, "a finalizer")

    sys.excepthook = in_main
    sys.unraisablehook = in_finalizer
    threading.excepthook = in_thread
