"""What follows from the clocks for the session in hand: when it is due, when to try again, what is shown."""

from __future__ import annotations

import pytest

from desktop_login.domain.clock_reading import ClockReading
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.schedule import TICK_S
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Fresh, Notice, RefreshFailed, Refreshing
from desktop_login.domain.tokens import Identity, Lifetime, Session, Signature, Tokens
from desktop_login.flow.active_session import ActiveSession

BUSY, REFUSED = AuthErrorInfo(ErrorCode.BUSY), AuthErrorInfo(ErrorCode.TOKEN_REFUSED)
LIFE = Lifetime(1000.0, 1300.0)  # server time; the local clock is 20 s behind it
NOW = ClockReading(980.0, 50.0)


def in_hand() -> ActiveSession:
    token = Secret("t")
    identity = Identity("sub", "robin", "robin@example.com", "", {}, Signature.VERIFIED)
    session = Session(Tokens(token, token, token, clock_skew=20.0), identity, LIFE)
    return ActiveSession.taken(session, True, NOW, 0.0)


def later(seconds: float) -> ClockReading:
    return ClockReading(NOW.wall + seconds, NOW.monotonic + seconds)


def test_just_taken() -> None:
    held = in_hand()
    assert held.server_time(NOW) == 1000.0
    assert held.due_at == 1240.0
    assert held.local(NOW, 1240.0) == 1220.0
    assert not held.is_due(later(239.9))
    assert held.is_due(later(240.0))
    assert not held.is_dead(later(297.9))
    assert held.is_dead(later(298.0))


def test_looks_again_when_something_falls_due() -> None:
    held = in_hand()
    assert held.look_again_in(NOW) == TICK_S
    assert held.look_again_in(later(235.0)) == pytest.approx(5.0)
    assert held.look_again_in(later(240.0)) == TICK_S  # it is due, and the tick has seen it
    held.not_before = 1290.0
    assert held.look_again_in(later(285.0)) == pytest.approx(5.0)
    assert held.look_again_in(later(291.0)) == pytest.approx(7.0)  # when the tokens are dead
    held.refreshing = True
    assert held.look_again_in(later(285.0)) == TICK_S


def test_backs_off_further_each_time() -> None:
    held = in_hand()
    waits = []
    for _ in range(3):
        held.not_refreshed(BUSY, NOW, 1.0)
        waits.append(held.not_before - 1000.0)
    assert waits == [4.0, 8.0, 16.0]
    assert held.failures == 3
    held.not_refreshed(BUSY, NOW, 0.0)
    assert held.not_before == 1000.0
    held.not_refreshed(AuthErrorInfo(ErrorCode.BUSY, seconds=42.0), NOW, 1.0)
    assert held.not_before == 1042.0
    held.hold_back_no_longer()
    assert (held.failures, held.not_before) == (0, 0.0)


def test_what_will_not_help_waits_for_the_expiry() -> None:
    held = in_hand()
    held.not_refreshed(REFUSED, later(240.0), 1.0)
    assert held.not_before == 1300.0
    held.not_refreshed(REFUSED, later(299.9), 1.0)
    assert held.not_before == 1300.0
    held.not_refreshed(REFUSED, later(300.0), 1.0)
    assert held.not_before == 1600.0


def test_a_sleep_wipes_out_what_failed_before_it() -> None:
    held = in_hand()
    held.failures, held.not_before = 5, 9999.0
    assert not held.passed(NOW, later(15.0), 1.0)
    assert (held.failures, held.not_before) == (5, 9999.0)
    awake = ClockReading(later(15.0).wall + 3600.0, later(15.0).monotonic)
    assert held.passed(later(15.0), awake, 1.0)
    assert held.failures == 0
    assert held.not_before == held.server_time(awake) + 5.0


def test_what_is_shown() -> None:
    held = in_hand()
    held.warning = AuthErrorInfo(ErrorCode.NOT_SAVED)
    shown = held.shown(later(10.0), Notice.REFRESHED)
    assert shown.freshness == Fresh(1220.0)
    assert (shown.expires_at, shown.warning, shown.notice) == (
        1278.0,
        held.warning,
        Notice.REFRESHED,
    )
    assert held.shown(later(298.0)).freshness == Refreshing(usable=False)
    held.refreshing = True
    assert held.shown(later(10.0)).freshness == Refreshing(usable=True)
    held.refreshing, held.trouble = False, BUSY
    assert held.shown(later(10.0)).freshness == RefreshFailed(BUSY, usable=True)
    assert held.shown(later(298.0)).freshness == RefreshFailed(BUSY, usable=False)
    held.trouble = REFUSED
    assert held.shown(later(10.0)).freshness == RefreshFailed(
        AuthErrorInfo(ErrorCode.NOT_REFRESHED), usable=True
    )


def refreshed_as(signature: Signature) -> Session:
    token = Secret("new")
    identity = Identity("sub", "robin", "robin@example.com", "", {}, signature)
    return Session(Tokens(token, token, token, clock_skew=20.0), identity, Lifetime(1240.0, 1540.0))


def test_a_verified_token_is_not_replaced_by_one_that_could_not_be_checked() -> None:
    held, unchecked = in_hand(), refreshed_as(Signature.UNCHECKED)
    fresh = held.refreshed(unchecked, later(240.0), 0.0)
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
    for held, session, moment in (
        (in_hand(), verified, later(240.0)),
        (in_hand(), unchecked, later(298.0)),
        (in_hand().refreshed(unchecked, later(298.0), 0.0), unchecked, later(299.0)),
    ):
        fresh = held.refreshed(session, moment, 0.0)
        assert (fresh.session, fresh.unchecked) == (session, None)
