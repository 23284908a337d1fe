"""Small values that everything else trusts: secrets, pools, passwords, times."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.clock_reading import ClockReading
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.schedule import (
    ServerClock,
    after_resume,
    backoff,
    due,
    expires_at_safe,
    refresh_margin,
    retry_wait,
)
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Lifetime
from desktop_login.flow.lock_out import LockOut

seconds = st.floats(min_value=1, max_value=1e9)
chance = st.floats(min_value=0, max_value=1, exclude_max=True)


class TestSecret:
    def test_it_shows_itself_to_nobody(self) -> None:
        secret = Secret("word")
        assert f"{secret} {secret!r} {[secret]}" == "Secret(***) Secret(***) [Secret(***)]"
        with pytest.raises(TypeError, match="pickled"):
            pickle.dumps(secret)

    def test_equal_by_value_and_only_to_its_kind(self) -> None:
        assert Secret("a") == Secret("a")
        assert Secret("a") != Secret("b")
        assert Secret("a") != "a"
        assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
        assert not Secret("")


def test_an_issuer_of_its_own_is_the_only_one() -> None:
    pool = PoolClient("us-east-1", "us-east-1_Abc", "abc", issuer="https://acme.example/pool")
    assert pool.issuers == ("https://acme.example/pool",)


def test_a_lock_out_doubles_until_a_sign_in_succeeds() -> None:
    locked, lock_out = AuthErrorInfo(ErrorCode.LOCKED_OUT), LockOut()
    waits = [lock_out.with_wait(locked).seconds for _ in range(12)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert lock_out.with_wait(AuthErrorInfo(ErrorCode.WRONG_CREDENTIALS)) == AuthErrorInfo(
        ErrorCode.WRONG_CREDENTIALS
    )
    lock_out.over()
    assert lock_out.with_wait(locked).seconds == 1


class TestSchedule:
    @given(seconds, chance)
    def test_refreshed_before_the_expiry_and_never_in_a_hot_loop(
        self, life: float, r: float
    ) -> None:
        lifetime = Lifetime(1000.0, 1000.0 + life)
        at = due(lifetime, 1000.0, r)
        assert 1000.0 + min(30.0, life / 2) <= at < lifetime.expires_at
        assert at < expires_at_safe(lifetime) or life < 60

    def test_the_lead_scales(self) -> None:
        assert refresh_margin(Lifetime(0, 300), 0.0) == 60
        assert refresh_margin(Lifetime(0, 86400), 0.0) == 300
        assert refresh_margin(Lifetime(0, 300), 0.999) == pytest.approx(54, abs=0.1)

    def test_tokens_that_arrive_nearly_dead_wait_half_a_minute(self) -> None:
        assert due(Lifetime(0, 300), 299.0, 0.5) == 329.0
        assert due(Lifetime(0, 40), 39.0, 0.5) == 59.0  # or half of what they live

    @given(st.integers(0, 10_000), chance)
    def test_the_backoff_is_bounded(self, failures: int, r: float) -> None:
        assert 0 <= backoff(failures, r) <= 300

    def test_the_backoff_doubles(self) -> None:
        assert [backoff(n, 1.0) for n in (0, 1, 2, 7, 8)] == [2, 4, 8, 256, 300]

    @given(chance)
    def test_everybody_is_spread_over_five_seconds(self, r: float) -> None:
        assert 100.0 <= after_resume(100.0, r) <= 105.0

    def test_dead_a_moment_early(self) -> None:
        assert expires_at_safe(Lifetime(0, 300)) == 298
        assert expires_at_safe(Lifetime(0, 2)) == pytest.approx(1.8)

    steps = st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e4)), max_size=8)

    @given(steps)
    def test_server_time_never_goes_back(self, steps: list[tuple[float, float]]) -> None:
        """The wall clock may be set anywhere; the monotonic clock only goes on, or stands."""
        wall, monotonic = 1e9, 50.0
        server_clock = ServerClock(ClockReading(wall, monotonic), 7.0)
        before, passed = server_clock.server_time(ClockReading(wall, monotonic)), 0.0
        for jump, step in steps:
            wall, monotonic, passed = wall + jump, monotonic + step, passed + step
            now = ClockReading(wall, monotonic)
            server_clock = server_clock.moved_to(now)
            assert server_clock.server_time(now) >= before - 1e-6
            before = server_clock.server_time(now)
        assert before >= 1e9 + 7.0 + passed - 1e-6

    def test_a_jump_is_more_than_five_seconds_apart(self) -> None:
        server_clock = ServerClock(ClockReading(0, 0), 0)
        assert not server_clock.jumped(ClockReading(0, 0), ClockReading(15, 10))
        assert server_clock.jumped(ClockReading(0, 0), ClockReading(15.1, 10))
        assert server_clock.jumped(ClockReading(0, 0), ClockReading(-5.1, 0))


@pytest.mark.parametrize(
    ("error_info", "busy_answers", "random", "seconds"),
    [
        (AuthErrorInfo(ErrorCode.BUSY, seconds=7.9), 1, 0.0, 7),
        (AuthErrorInfo(ErrorCode.BUSY), 1, 0.0, 1),
        (AuthErrorInfo(ErrorCode.BUSY), 1, 0.99, 2),
        (AuthErrorInfo(ErrorCode.BUSY), 3, 0.99, 8),
        (AuthErrorInfo(ErrorCode.BUSY), 60, 0.99, 30),
        (AuthErrorInfo(ErrorCode.LOCKED_OUT, seconds=0.2), 0, 0.5, 1),
        (AuthErrorInfo(ErrorCode.LOCKED_OUT, seconds=59.6), 0, 0.5, 60),
        (AuthErrorInfo(ErrorCode.LOCKED_OUT), 0, 0.5, None),
        (AuthErrorInfo(ErrorCode.TOO_MANY_ATTEMPTS), 0, 0.5, 15),
        (AuthErrorInfo(ErrorCode.WRONG_CODE), 0, 0.5, None),
    ],
)
def test_retry_wait_is_what_the_service_says_or_grows(
    error_info: AuthErrorInfo, busy_answers: int, random: float, seconds: int | None
) -> None:
    assert retry_wait(error_info, busy_answers, random) == seconds
