"""A host program without a window: a demo Cognito whose clock, and that of the session, move by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from desktop_login import Session
from desktop_login.adapters.clock import SystemClock
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.answers import Credentials
from desktop_login.domain.secret import Secret
from desktop_login.embedding.session import inside
from tests.fakes.clocks import HandClock
from tests.fakes.world import PASSWORD
from tests.patience import STEP_S


def settings_for(demo: DemoCognito) -> dict[str, str]:
    """The keys of settings.toml."""
    config = demo.config
    return {
        "user_pool_id": config.pool_id,
        "client_id": config.client_id,
        "endpoint_url": demo.url,
    }


def sign_in(session: Session, story: str = "confirmed", *, remember: bool = True) -> None:
    """As a window or a terminal does, without either."""
    credentials = Credentials(f"{story}@example.com", Secret(PASSWORD), remember)
    engine = inside(session).engine
    engine.submit(lambda made: made.coordinator.sign_in(credentials)).result(STEP_S)
    assert session.user is not None


def issued(demo: DemoCognito) -> int:
    """How often the demo has handed out tokens."""
    return len(demo.grants)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> HandClock:
    clock = HandClock()
    monkeypatch.setattr(SystemClock, "now", lambda self: clock.now())
    return clock


@pytest.fixture
def demo(clock: HandClock) -> Iterator[DemoCognito]:
    with DemoCognito(DemoPoolConfig(rotation=True), now=clock.epoch) as demo:
        yield demo


Open = Callable[..., Session]


@pytest.fixture
def opened(demo: DemoCognito) -> Iterator[Open]:
    """`opened()` opens a session over the demo; it is closed at the end of the test."""
    sessions: list[Session] = []

    def open_session(**more: Any) -> Session:
        more.setdefault("vault", "memory")
        session = Session.open(settings=settings_for(demo), **more)
        sessions.append(session)
        return session

    yield open_session
    for session in sessions:
        session.close()


@pytest.fixture
def session(opened: Open) -> Session:
    return opened()
