"""The log of a program that is built on this library: no secret of ours, nothing set up, its own records untouched."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from desktop_login import Session
from desktop_login.system.log import logger, report
from tests.embedding.conftest import sign_in
from tests.fakes.world import PASSWORD


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {self.format(record)}")


@pytest.fixture
def kept() -> Iterator[Kept]:
    """A host that logs everything."""
    root, handler = logging.getLogger(), Kept()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


def test_log_of_a_host_at_debug_has_no_secret_of_a_sign_in(kept: Kept, session: Session) -> None:
    sign_in(session)
    id_token, access_token = session.token(), session.token("access")
    logging.getLogger("botocore.endpoint").debug("a request of the host's own")
    text = "\n".join(kept.lines)
    assert "botocore.endpoint: a request of the host's own" in kept.lines
    assert not any(line.startswith("botocore.parsers") for line in kept.lines)
    for secret in (PASSWORD, id_token, access_token, "SRP_A", "PASSWORD_CLAIM", "RefreshToken"):
        assert secret not in text


def test_error_of_ours_reaches_a_host_without_its_message(
    kept: Kept, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    try:
        raise ValueError("password=geheim for ada@example.com")
    except ValueError as error:
        report(error, "a test with token=abc")
    caplog.clear()
    (line,) = [line for line in kept.lines if "unhandled" in line]
    assert "builtins.ValueError" in line
    assert "test_host_log.py" in line
    for secret in ("geheim", "ada@", "abc"):
        assert secret not in line


def test_session_sets_up_no_log(session: Session) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("botocore").level)
    sign_in(session)
    assert (root.level, list(root.handlers), logging.getLogger("botocore").level) == before
    assert any(isinstance(one, logging.NullHandler) for one in logger.handlers)
    assert logger.propagate
