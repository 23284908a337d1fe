"""Keeps what botocore logs at DEBUG about our requests out of every log. It would be bodies: proofs, codes, tokens.

The log of the program is set to INFO. A program that is built on this library has a log of its own,
perhaps at DEBUG for its own use of boto3, and that goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ours: ContextVar[bool] = ContextVar("ours", default=False)


class _WithoutDetails(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.INFO or not _ours.get()


_filter = _WithoutDetails()


@contextmanager
def quietly() -> Iterator[None]:
    """While one of our requests is made."""
    token = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(token)


def keep_details_out() -> None:
    """Once botocore is loaded: a filter holds for one logger, and not for those below it."""
    for name, logger in tuple(logging.Logger.manager.loggerDict.items()):
        if name.partition(".")[0] == "botocore" and isinstance(logger, logging.Logger):
            logger.addFilter(_filter)  # the same one is added once
