"""What follows from the clocks for the session in hand: when it is due, when to try again, what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from desktop_login.domain.clock_reading import ClockReading
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.history import Event
from desktop_login.domain.schedule import TICK_S
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Fresh, Notice, RefreshFailed, Refreshing
from desktop_login.domain.tokens import Identity, Lifetime, Session, Signature, Tokens
from desktop_login.flow.active_session import ActiveSession

BUSY, REFUSED = AuthErrorInfo(ErrorCode.BUSY), AuthErrorInfo(ErrorCode.TOKEN_REFUSED)
LIFE = Lifetime(1000.0, 1300.0)  # server time; the local clock is 20 s behind it
NOW = ClockReading(980.0, 50.0)


def new_active_session() -> ActiveSession:
    token = Secret("t")
    identity = Identity("sub", "robin", "robin@example.com", "", {}, Signature.VERIFIED)
    session = Session(Tokens(token, token, token, clock_skew=20.0), identity, LIFE)
    return ActiveSession.taken(session, True, NOW, 0.0)


def later(seconds: float) -> ClockReading:
    return ClockReading(NOW.wall + seconds, NOW.monotonic + seconds)


def test_just_taken() -> None:
    active = new_active_session()
    assert active.server_time(NOW) == 1000.0
    assert active.due_at == 1240.0
    assert active.local(NOW, 1240.0) == 1220.0
    assert not active.is_due(later(239.9))
    assert active.is_due(later(240.0))
    assert not active.is_dead(later(297.9))
    assert active.is_dead(later(298.0))


def test_looks_again_when_something_falls_due() -> None:
    active = new_active_session()
    assert active.look_again_in(NOW) == TICK_S
    assert active.look_again_in(later(235.0)) == pytest.approx(5.0)
    assert active.look_again_in(later(240.0)) == TICK_S  # it is due, and the tick has seen it
    active.not_before = 1290.0
    assert active.look_again_in(later(285.0)) == pytest.approx(5.0)
    assert active.look_again_in(later(291.0)) == pytest.approx(7.0)  # when the tokens are dead
    active.refreshing = True
    assert active.look_again_in(later(285.0)) == TICK_S


def test_backs_off_further_each_time() -> None:
    active = new_active_session()
    waits = []
    for _ in range(3):
        active.not_refreshed(BUSY, NOW, 1.0)
        waits.append(active.not_before - 1000.0)
    assert waits == [4.0, 8.0, 16.0]
    assert active.failures == 3
    active.not_refreshed(BUSY, NOW, 0.0)
    assert active.not_before == 1000.0
    active.not_refreshed(AuthErrorInfo(ErrorCode.BUSY, seconds=42.0), NOW, 1.0)
    assert active.not_before == 1042.0
    active.hold_back_no_longer()
    assert (active.failures, active.not_before) == (0, 0.0)


def test_what_will_not_help_waits_for_the_expiry() -> None:
    active = new_active_session()
    active.not_refreshed(REFUSED, later(240.0), 1.0)
    assert active.not_before == 1300.0
    active.not_refreshed(REFUSED, later(299.9), 1.0)
    assert active.not_before == 1300.0
    active.not_refreshed(REFUSED, later(300.0), 1.0)
    assert active.not_before == 1600.0


def test_a_sleep_wipes_out_what_failed_before_it() -> None:
    active = new_active_session()
    active.failures, active.not_before = 5, 9999.0
    assert not active.passed(NOW, later(15.0), 1.0)
    assert (active.failures, active.not_before) == (5, 9999.0)
    awake = ClockReading(later(15.0).wall + 3600.0, later(15.0).monotonic)
    assert active.passed(later(15.0), awake, 1.0)
    assert active.failures == 0
    assert active.not_before == active.server_time(awake) + 5.0


def test_what_is_shown() -> None:
    active = new_active_session()
    active.warning = AuthErrorInfo(ErrorCode.NOT_SAVED)
    shown = active.shown(later(10.0), Notice.REFRESHED)
    assert shown.freshness == Fresh(1220.0)
    assert (shown.expires_at, shown.warning, shown.notice) == (
        1278.0,
        active.warning,
        Notice.REFRESHED,
    )
    assert active.shown(later(298.0)).freshness == Refreshing(usable=False)
    active.refreshing = True
    assert active.shown(later(10.0)).freshness == Refreshing(usable=True)
    active.refreshing, active.trouble = False, BUSY
    assert active.shown(later(10.0)).freshness == RefreshFailed(BUSY, usable=True, retry_at=1220.0)
    assert active.shown(later(298.0)).freshness == RefreshFailed(
        BUSY, usable=False, retry_at=1220.0
    )
    active.trouble = REFUSED
    assert active.shown(later(10.0)).freshness == RefreshFailed(
        AuthErrorInfo(ErrorCode.NOT_REFRESHED), usable=True, retry_at=1220.0
    )


def refreshed_as(signature: Signature) -> Session:
    token = Secret("new")
    identity = Identity("sub", "robin", "robin@example.com", "", {}, signature)
    return Session(Tokens(token, token, token, clock_skew=20.0), identity, Lifetime(1240.0, 1540.0))


def test_a_verified_token_is_not_replaced_by_one_that_could_not_be_checked() -> None:
    active, unchecked = new_active_session(), refreshed_as(Signature.UNCHECKED)
    fresh = active.refreshed(unchecked, later(240.0), 0.0)
    assert fresh.unchecked == unchecked == fresh.newest
    assert fresh.session.identity.signature is Signature.VERIFIED
    assert fresh.session.lifetime == LIFE
    assert [
        t.reveal() for t in (fresh.session.tokens.id_token, fresh.session.tokens.refresh_token)
    ] == ["t", "new"]
    assert fresh.due_at == 1480.0
    assert fresh.look_again_in(later(290.0)) == pytest.approx(8.0)


def test_what_is_verified_or_comes_after_the_end_takes_its_place() -> None:
    verified, unchecked = refreshed_as(Signature.VERIFIED), refreshed_as(Signature.UNCHECKED)
    for active, session, moment in (
        (new_active_session(), verified, later(240.0)),
        (new_active_session(), unchecked, later(298.0)),
        (new_active_session().refreshed(unchecked, later(298.0), 0.0), unchecked, later(299.0)),
    ):
        fresh = active.refreshed(session, moment, 0.0)
        assert (fresh.session, fresh.unchecked) == (session, None)


def test_the_history_says_what_happened_and_ends_a_time_offline() -> None:
    active = new_active_session()
    lost = AuthErrorInfo(ErrorCode.NO_CONNECTION)
    active.not_refreshed(lost, later(10.0), 0.5)
    active.not_refreshed(lost, later(20.0), 0.5)
    active.not_refreshed(BUSY, later(30.0), 0.5)  # the service answered
    fresh = active.refreshed(refreshed_as(Signature.VERIFIED), later(40.0), 0.5, by_hand=True)
    events = [(entry.event, entry.until is not None) for entry in fresh.shown(later(40.0)).history]
    assert events == [
        (Event.SIGNED_IN, False),
        (Event.OFFLINE, True),
        (Event.RENEWED_BY_HAND, False),
    ]
    offline = fresh.history[1]
    assert offline.until is not None
    assert offline.until - offline.at == 20.0


def in_days(days: int, claims: Mapping[str, object]) -> float | None:
    active = new_active_session()
    identity = replace(active.session.identity, claims=claims)
    active.session = replace(active.session, identity=identity)
    return active.shown(NOW, session_days=days).ends_at


def test_the_end_of_the_session_counts_from_the_sign_in_by_the_servers_clock() -> None:
    assert in_days(2, {"auth_time": 1000}) == 980.0 + 2 * 86400
    assert in_days(2, {"auth_time": 400.0}) == 380.0 + 2 * 86400


@pytest.mark.parametrize("auth_time", [None, "1000", True, [], -5, 0, 1e30, float("nan")])
def test_an_end_that_cannot_be_known_is_not_guessed(auth_time: object) -> None:
    assert in_days(2, {"auth_time": auth_time}) is None
    assert in_days(2, {}) is None
    assert in_days(0, {"auth_time": 1000}) is None


def test_an_end_that_has_passed_was_wrong() -> None:
    assert in_days(1, {"auth_time": 1000.0 - 86400}) is None
