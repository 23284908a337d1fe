"""Rows 34 to 47: renewal, clocks, sleep, keys and tokens."""

from __future__ import annotations

import datetime
import math
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_login.adapters.token_store.record_file import RecordFile
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.domain.schedule import TICK_S
from desktop_login.domain.states import Fresh, Notice, SignedIn, SignedOut, State, usable
from desktop_login.domain.tokens import Signature
from desktop_login.ui.widgets.claims_table import ClaimsTable
from tests.fakes.fault_proxy import (
    ANYTHING,
    KEYS,
    NetworkFault,
    answered,
    edited,
    html,
    lost_before_sending,
    lost_reply,
    refused,
)
from tests.fakes.world import World, run
from tests.faults.conftest import FIVE_MINUTES
from tests.faults.table import Enter
from tests.faults.telling import both, kept, notified, reason
from tests.patience import within

REFRESH = "GetTokensFromRefreshToken"
HOUR, DAY, YEAR = 3600.0, 86400.0, 365 * 86400.0


def refreshes(world: World) -> str:
    return f"{world.faults.count(REFRESH)} refresh"


@pytest.mark.parametrize("grace", [60, 0])
def test_row_34_lost_reply_to_a_refresh(enter: Enter, tmp_path: Path, grace: int) -> None:
    with World(tmp_path, DemoPoolConfig(grace_s=grace, **FIVE_MINUTES), faulty=True) as world:
        world.sign_in("confirmed")
        world.faults.on(REFRESH, lost_reply)
        world.refresh()
        enter(f"grace {grace}, lost", "signed in, NO_CONNECTION, usable; kept", both(world))
        world.clock.pass_time(15)
        world.tick()
        after = "signed in; kept" if grace else "sign-in page: SIGNED_OUT_ELSEWHERE; removed"
        enter(f"grace {grace}, repeated", after, both(world))


def test_row_35_two_processes(enter: Enter, world: World) -> None:
    world.sign_in("confirmed")
    first, told_first = world.session_manager, list[State]()
    world.start()
    run(world.session_manager.restore())
    for _ in range(3):
        world.refresh()
        first._notify = told_first.append
        run(first.tick())
    last = told_first[-1]
    assert isinstance(last, SignedIn)
    same = last.session.tokens == world.signed_in.session.tokens
    seen = f"{refreshes(world)}, {'both fresh' if same else 'they differ'}"
    enter("two windows, three expiries", "3 refresh, both fresh", seen)
    # eighty processes: tests/processes/test_race.py, whose figure stands in docs/figures.md


def test_row_36_session_over(enter: Enter, tmp_path: Path) -> None:
    def revoked(world: World) -> None:
        world.provider.revoke(world.signed_in.session.tokens.refresh_token)

    def expired(world: World) -> None:
        world.faults.on(REFRESH, refused("NotAuthorizedException", "Refresh Token has expired"))

    def everywhere(world: World) -> None:
        world.provider.sign_out_everywhere(world.signed_in.session.tokens.access_token)

    cases = {
        "revoked": (revoked, "SIGNED_OUT_ELSEWHERE"),
        "expired": (expired, "SESSION_ENDED"),
        "signed out everywhere": (everywhere, "SIGNED_OUT_ELSEWHERE"),
    }
    for name, (end, problem) in cases.items():
        with World(tmp_path / name, DemoPoolConfig(**FIVE_MINUTES), faulty=True) as world:
            world.sign_in("confirmed")
            end(world)
            world.refresh()
            enter(name, f"sign-in page: {problem}; removed", both(world))
            before = world.faults.count(REFRESH)
            world.clock.pass_time(400)
            world.tick()
            enter(
                f"{name}, afterwards",
                "0 refresh",
                f"{world.faults.count(REFRESH) - before} refresh",
            )


KEEPS: dict[str, tuple[NetworkFault, str]] = {
    "secret wrong": (
        refused("NotAuthorizedException", "Unable to verify secret hash for client"),
        "SECRET_WRONG",
    ),
    "unknown text": (refused("NotAuthorizedException", "Something new."), "NOT_REFRESHED"),
    "firewall": (answered(403, html()), "FIREWALL"),
    "empty answer": (answered(200, {}), "INCOMPLETE_ANSWER"),
    "not in this region": (refused("OperationNotEnabledException"), "NOT_IN_THIS_REGION"),
    "parameter": (refused("InvalidParameterException"), "INPUT_NOT_VALID"),
    "Lambda": (refused("UnexpectedLambdaException"), "MISCONFIGURED"),
}


@pytest.mark.parametrize("name", KEEPS)
def test_row_37_refusals_that_keep(enter: Enter, world: World, name: str) -> None:
    error_info, problem = KEEPS[name]
    world.sign_in("confirmed")
    world.faults.always(REFRESH, error_info)
    world.refresh()
    enter(name, f"{problem}; kept", f"{reason(world)}; {kept(world)}")
    world.clock.pass_time(400)
    world.tick()
    enter(
        f"{name}, token expired",
        "greyed; kept",
        f"{'usable' if usable(world.signed_in) else 'greyed'}; {kept(world)}",
    )
    world.faults.heal()
    run(world.session_manager.refresh_now())
    enter(f"{name}, then mended", "signed in; kept", both(world))


def test_row_37_a_disabled_user_is_signed_out(enter: Enter, world: World) -> None:
    """Nothing that this computer keeps works any more until an administrator changes it."""
    world.sign_in("confirmed")
    world.faults.always(REFRESH, refused("NotAuthorizedException", "User is disabled."))
    world.refresh()
    state = world.states[-1]
    assert isinstance(state, SignedOut)
    assert state.error_info is not None
    enter("disabled user", "USER_DISABLED; removed", f"{state.error_info.code.name}; {kept(world)}")


def test_row_38_lifetimes(enter: Enter, tmp_path: Path) -> None:
    for name, lifetime, lead in (("5 minutes", 300, 60), ("24 hours", 86400, 300)):
        config = DemoPoolConfig(id_token_s=lifetime, access_token_s=lifetime)
        with World(tmp_path / name, config, faulty=True) as world:
            world.random = 0.0
            world.sign_in("confirmed")
            expires_at = world.signed_in.session.lifetime.expires_at
            before = expires_at - world.signed_in.freshness.due_at  # type: ignore[union-attr]
            enter(name, f"renewed {lead} s before", f"renewed {before:.0f} s before")


NONSENSE: dict[str, dict[str, Any]] = {
    "exp before iat": {"exp": 1, "iat": 2},
    "exp in ms": {"exp": 1_800_000_000_000},
    "exp missing": {"exp": None},
    "exp huge": {"exp": 10**400},
    "exp NaN": {"exp": math.nan},
    "exp a word": {"exp": "soon"},
}


@pytest.mark.parametrize("name", NONSENSE)
def test_row_38_nonsense(enter: Enter, world: World, name: str) -> None:
    world.sign_in("confirmed")
    world.faults.always(REFRESH, edited(resigned(world, **NONSENSE[name])))
    begun = time.monotonic()
    world.refresh()
    enter(name, "TOKEN_REFUSED; kept", f"{reason(world)}; {kept(world)}")
    for _ in range(8):
        world.clock.pass_time(world.tick())
    enter(
        f"{name}: no hot loop",
        "at most 2 refresh",
        "at most 2 refresh" if world.faults.count(REFRESH) <= 2 else refreshes(world),
    )
    assert time.monotonic() - begun < within(5)


def resigned(world: World, **changes: Any) -> Any:
    """The ID token with other claims, signed by the pool itself."""

    def change(reply: Any) -> Any:
        result = reply["AuthenticationResult"]
        result["IdToken"] = forged(world, result["IdToken"], **changes)
        return reply

    return change


def forged(
    world: World,
    token: str,
    *,
    key: Any = None,
    alg: str = "RS256",
    kid: str | None = None,
    **changes: Any,
) -> str:
    claims = jwt.decode(token, options={"verify_signature": False}) | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    header = {"kid": kid or jwt.get_unverified_header(token)["kid"]}
    kept = jwt.get_unverified_header(token)["kid"]
    own = next(pair.private for pair in world.demo._issuer._keys() if pair.kid == kept)
    signer = own if key is None else key
    signing: Any = None if alg == "none" else signer
    return jwt.encode(claims, signing, algorithm=alg, headers=header)


def test_row_39_ten_years(enter: Enter, tmp_path: Path) -> None:
    with World(tmp_path, DemoPoolConfig(refresh_token_s=int(10 * YEAR)), faulty=True) as world:
        world.sign_in("confirmed")
        for _ in range(9):
            world.clock.sleep(YEAR)
            world.clock.pass_time(world.tick())
            wait = world.tick()
            assert 0 < wait <= TICK_S
        enter("a year a tick, nine times", "signed in; kept", both(world))


OFF = {
    "-10 min": -600,
    "+10 min": 600,
    "-1 day": -DAY,
    "+1 day": DAY,
    "year 1990": -35 * YEAR,
    "year 2060": 35 * YEAR,
}


@pytest.mark.parametrize("name", OFF)
def test_row_40_wrong_clock(enter: Enter, tmp_path: Path, name: str) -> None:
    with World(tmp_path, DemoPoolConfig(**FIVE_MINUTES), faulty=True) as world:
        world.set_clock(OFF[name])
        world.sign_in("confirmed")
        enter(f"{name} at sign-in", "signed in", notified(world))
        off = abs(world.signed_in.session.tokens.clock_skew)
        enter(f"{name}: banner", "True", str(off > 300))
        world.clock.pass_time(200)
        world.tick()
        enter(
            f"{name}: no early expiry",
            f"signed in; {0} refresh",
            f"{notified(world)}; {refreshes(world)}",
        )
        world.set_clock(-OFF[name])  # put right while running
        world.clock.pass_time(world.tick())
        world.tick()
        enter(f"{name}, put right", "signed in; kept", both(world))
        for _ in range(30):
            world.clock.pass_time(world.tick())
            assert_conforms(world)
        enter(f"{name}, later", "signed in; kept", both(world))


def assert_conforms(world: World) -> None:
    state = world.signed_in
    alive = world.server_now() < state.session.lifetime.expires_at
    assert alive or not usable(state), "a dead token is shown as valid"


def test_row_40_set_back_while_running(enter: Enter, tmp_path: Path) -> None:
    steps = {"back an hour": -HOUR, "on an hour": HOUR, "back a day": -DAY, "back a year": -YEAR}
    for name, step in steps.items():
        with World(tmp_path / name, DemoPoolConfig(**FIVE_MINUTES), faulty=True) as world:
            world.sign_in("confirmed")
            world.set_clock(step)
            for _ in range(60):
                world.clock.pass_time(world.tick())
                assert_conforms(world)
            enter(name, "signed in; kept", both(world))
    with World(tmp_path / "both", DemoPoolConfig(**FIVE_MINUTES), faulty=True) as world:
        world.sign_in("confirmed")
        world.set_clock(-600)
        world.tick()
        world.faults.always(ANYTHING, lost_before_sending)
        world.clock.sleep(900)  # 300 s of token, 900 s of sleep, 600 s of lies
        world.tick()
        shown = "usable" if usable(world.signed_in) else "greyed"
        enter("set back, then a sleep past the expiry", "greyed", shown)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has no tzset")
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe"])
def test_row_40_daylight_saving(
    enter: Enter, world: World, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """The night on which clocks on walls go back, with a token across it."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        night = datetime.datetime(2026, 10, 25, 0, 58, tzinfo=datetime.UTC)
        world.clock.wall = night.timestamp()
        world.tick()
        world.sign_in("confirmed")
        world.clock.pass_time(200)
        world.tick()
        enter(zone, "signed in; 0 refresh", f"{notified(world)}; {refreshes(world)}")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_row_40_stored_under_another_clock(enter: Enter, tmp_path: Path) -> None:
    with World(tmp_path, DemoPoolConfig(**FIVE_MINUTES), faulty=True) as world:
        world.set_clock(600)
        world.sign_in("confirmed")
        world.set_clock(-600)  # set right while the program was closed
        world.clock.pass_time(400)
        world.start()
        world.token_verifier._keys.warm_up()
        states = world.states
        run(world.session_manager.restore())
        first = next(state for state in states if isinstance(state, SignedIn))
        enter(
            "restart after the clock was put right: first shown",
            "greyed",
            "usable" if usable(first) else "greyed",
        )
        enter("and then", "signed in; kept", both(world))


@pytest.mark.parametrize("seconds", [300.0, 2 * HOUR])
def test_row_41_asleep(enter: Enter, world: World, seconds: float) -> None:
    world.sign_in("confirmed")
    world.clock.sleep(seconds)
    wait = world.tick()
    name = f"{seconds:.0f} s"
    enter(
        f"{name}: at once", "renewing, greyed; 0 refresh", f"{notified(world)}; {refreshes(world)}"
    )
    enter(f"{name}: waits at most", "5 s", "5 s" if 0 < wait <= 5 else f"{wait} s")
    world.clock.pass_time(wait)
    world.tick()
    world.tick()
    enter(f"{name}: then", "signed in; 1 refresh", f"{notified(world)}; {refreshes(world)}")


def test_row_41_asleep_past_the_end(enter: Enter, tmp_path: Path) -> None:
    with World(
        tmp_path, DemoPoolConfig(refresh_token_s=3600, **FIVE_MINUTES), faulty=True
    ) as world:
        world.sign_in("confirmed")
        world.clock.sleep(2 * HOUR)
        world.clock.pass_time(world.tick())
        world.tick()
        enter("past the session's end", "sign-in page: SESSION_ENDED; removed", both(world))


def test_row_42_no_network_at_wake(enter: Enter, world: World) -> None:
    world.sign_in("confirmed")
    world.faults.always(ANYTHING, lost_before_sending)
    world.clock.sleep(2 * HOUR)
    for _ in range(40):
        world.clock.pass_time(world.tick())
    enter("no network", "signed in, NO_CONNECTION, greyed; kept", both(world))
    tried = world.faults.count(REFRESH)
    enter(
        "backed off",
        "fewer than 12 tries in 10 minutes",
        "fewer than 12 tries in 10 minutes" if tried < 12 else f"{tried} tries",
    )
    world.faults.heal()
    world.session_manager.network_is_back()
    world.tick()
    enter("network back", "signed in; kept", both(world))


def test_row_43_offline_start(enter: Enter, world: World) -> None:
    world.sign_in("confirmed")
    world.faults.always(ANYTHING, lost_before_sending)
    world.start()
    run(world.session_manager.restore())
    signature = world.signed_in.session.identity.signature.value
    enter(
        "record valid",
        "signed in, not checked; kept",
        f"{notified(world)}, {signature}; {kept(world)}",
    )
    world.clock.pass_time(400)
    world.start()
    run(world.session_manager.restore())
    enter("record expired", "signed in, NO_CONNECTION, greyed; kept", both(world))
    enter("whose it is", "confirmed@example.com", world.signed_in.session.identity.email)
    world.faults.heal()
    world.clock.pass_time(15)
    world.tick()
    enter("network back", "signed in; kept", both(world))


@pytest.mark.parametrize("restart", [True, False])
@pytest.mark.parametrize("name", ["down", "HTML", "list", "empty", "10 MB"])
def test_row_44_keys(enter: Enter, world: World, name: str, restart: bool) -> None:
    faults: dict[str, NetworkFault] = {
        "down": lost_before_sending,
        "HTML": answered(200, html()),
        "list": answered(200, "[]"),
        "empty": answered(200, {"keys": []}),
        "10 MB": answered(200, b'{"keys": [' + b" " * 10_000_000 + b"]}"),
    }
    if not restart:
        world.sign_in("confirmed")
    world.faults.always(KEYS, faults[name])
    world.clock.pass_time(31)
    if restart:
        world.sign_in("confirmed")
    else:
        run(world.session_manager.refresh_now())
    expected = "not checked" if restart else "verified"  # with the last good keys
    signature = world.signed_in.session.identity.signature.value
    enter(
        f"{name}, keys {'never seen' if restart else 'seen before'}",
        f"signed in, {expected}",
        f"{notified(world)}, {signature}",
    )


def test_row_44_rotated_keys(enter: Enter, world: World) -> None:
    world.sign_in("confirmed")
    begun = world.faults.count(KEYS)

    def unknown_kid(reply: Any) -> Any:
        result = reply["AuthenticationResult"]
        result["IdToken"] = forged(world, result["IdToken"], kid="unknown")
        return reply

    world.faults.always(REFRESH, edited(unknown_kid))
    for _ in range(5):
        run(world.session_manager.refresh_now())
    enter("unknown kid", "TOKEN_REFUSED; kept", f"{reason(world)}; {kept(world)}")
    enter(
        "unknown kid, five times in 30 s",
        "at most 1 fetch",
        "at most 1 fetch" if world.faults.count(KEYS) - begun <= 1 else "more",
    )
    world.faults.heal()

    def renamed(reply: Any) -> Any:
        return {"keys": [key | {"kid": f"new-{key['kid']}"} for key in reply["keys"]]}

    def with_new_kid(reply: Any) -> Any:
        for name in ("IdToken", "AccessToken"):
            token = reply["AuthenticationResult"][name]
            reply["AuthenticationResult"][name] = forged(
                world, token, kid=f"new-{jwt.get_unverified_header(token)['kid']}"
            )
        return reply

    world.faults.always(KEYS, edited(renamed))
    world.faults.always(REFRESH, edited(with_new_kid))
    world.clock.pass_time(31)
    run(world.session_manager.refresh_now())
    signature = world.signed_in.session.identity.signature
    enter("keys rotated", "signed in, verified", f"{notified(world)}, {signature.value}")
    assert signature is Signature.VERIFIED


def new_kids(world: World) -> NetworkFault:
    """The pool has rotated its keys: tokens name ones that nobody has fetched yet."""

    def change(reply: Any) -> Any:
        result = reply["AuthenticationResult"]
        for name in ("IdToken", "AccessToken"):
            kid = f"new-{jwt.get_unverified_header(result[name])['kid']}"
            result[name] = forged(world, result[name], kid=kid)
        return reply

    return edited(change)


def new_keys(reply: Any) -> Any:
    return {"keys": [key | {"kid": f"new-{key['kid']}"} for key in reply["keys"]]}


@pytest.fixture
def unverifiable(world: World) -> World:
    """Signed in and verified; whatever a renewal brings from now on cannot be checked."""
    world.sign_in("confirmed")
    world.faults.always(REFRESH, new_kids(world))
    world.faults.always(KEYS, lost_before_sending)
    world.clock.pass_time(31)
    return world


def refresh_in_time(world: World) -> None:
    """When it is due: a minute before the end."""
    freshness = world.signed_in.freshness
    assert isinstance(freshness, Fresh)
    world.clock.pass_time(freshness.due_at - world.clock.wall + 1)
    world.tick()


def shown(world: World) -> str:
    state = world.signed_in
    good = "usable" if usable(state) else "greyed"
    return f"{state.session.identity.signature.value}, {good}"


def test_row_44_refreshed_without_keys_keeps_the_verified(
    enter: Enter, unverifiable: World
) -> None:
    world = unverifiable
    before = world.signed_in.session
    refresh_in_time(world)
    after = world.signed_in.session
    same = after.tokens.id_token == before.tokens.id_token
    enter("renewed, keys out of reach", "signed in; kept", both(world))
    enter("token on screen", "the verified one", "the verified one" if same else "another")
    enter("shown as", "verified, usable", shown(world))
    rotated = after.tokens.refresh_token != before.tokens.refresh_token
    enter("refresh token in hand", "the new one", "the new one" if rotated else "the old one")
    stored = world.token_store.load()
    assert stored is not None
    whole = stored.id_token != before.tokens.id_token
    newest = whole and stored.refresh_token == after.tokens.refresh_token
    enter("stored", "the new ones", "the new ones" if newest else "old ones")
    world.faults.heal()
    world.faults.always(KEYS, edited(new_keys))
    world.clock.pass_time(31)
    world.tick()
    enter("keys there again, shown as", "verified, usable", shown(world))
    enter(
        "and then on screen",
        "the new one",
        "the new one" if world.signed_in.session.tokens == stored else "another",
    )


def test_row_44_refreshed_without_keys_to_the_end(enter: Enter, unverifiable: World) -> None:
    world = unverifiable
    refresh_in_time(world)
    ends = world.signed_in.expires_at
    while world.clock.wall < ends - 1:
        world.clock.pass_time(min(world.tick(), ends - 1 - world.clock.wall))
        enter("while the verified one lives", "verified, usable", shown(world))
    world.clock.pass_time(world.tick())
    world.tick()
    enter("after its end, shown as", "not checked, usable", shown(world))
    enter("no further renewal for it", "1 refresh", refreshes(world))
    world.refresh()
    enter("renewed once more", "signed in; kept", both(world))
    run(world.session_manager.sign_out())
    enter("signed out", "sign-in page: no fault; removed", both(world))


def test_row_44_refreshed_without_keys_and_again(enter: Enter, unverifiable: World) -> None:
    world = unverifiable
    for _ in range(3):
        run(world.session_manager.refresh_now())
    assert world.signed_in.notice is Notice.REFRESHED_NOT_CHECKED
    enter(
        "three renewals by hand",
        "3 refresh, verified, usable",
        f"{refreshes(world)}, {shown(world)}",
    )
    world.clock.sleep(2 * HOUR)
    for _ in range(3):
        world.clock.pass_time(min(world.tick(), 15.0))
    enter("after a sleep that both slept through", "not checked, usable", shown(world))


def test_row_44_refreshed_without_keys_and_bad(enter: Enter, unverifiable: World) -> None:
    """When the keys come, the token does not verify: the good one was never replaced."""
    world = unverifiable
    refresh_in_time(world)
    world.faults.heal()  # the keys that come are the old ones
    world.faults.always(REFRESH, new_kids(world))
    world.clock.pass_time(31)
    world.tick()
    enter("does not verify", "TOKEN_REFUSED", reason(world))
    enter("shown as", "verified, usable", shown(world))
    world.faults.heal()
    run(world.session_manager.refresh_now())
    enter("renewed with a good one", "signed in; kept", both(world))
    enter("then shown as", "verified, usable", shown(world))


def test_row_44_refreshed_without_keys_disk_full(
    enter: Enter, unverifiable: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be stored at once is stored later: the new tokens, not the ones on screen."""
    world = unverifiable
    with monkeypatch.context() as patch:
        patch.setattr(RecordFile, "write", _no_room)
        refresh_in_time(world)
    world.clock.pass_time(15)
    world.tick()
    stored = world.token_store.load()
    assert stored is not None
    on_screen = stored.id_token == world.signed_in.session.tokens.id_token
    enter("stored later", "the new ones", "what is on screen" if on_screen else "the new ones")
    world.start()
    world.faults.heal()
    run(world.session_manager.restore())
    world.clock.pass_time(61)
    run(world.session_manager.refresh_now())
    enter("started again and renewed", "signed in; kept", both(world))


def _no_room(self: RecordFile, content: bytes) -> None:
    raise OSError


BAD_TOKENS: dict[str, dict[str, Any]] = {
    "alg none": {"alg": "none"},
    "alg HS256": {"alg": "HS256", "key": "x" * 64},
    "wrong issuer": {"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Another"},
    "wrong audience": {"aud": "anotherclient"},
    "wrong use": {"token_use": "access"},
}


@pytest.mark.parametrize("name", [*BAD_TOKENS, "swapped", "bad signature", "other subject"])
def test_row_45_bad_tokens(enter: Enter, world: World, name: str) -> None:
    world.sign_in("confirmed")
    before = world.signed_in.session

    def swapped(reply: Any) -> Any:
        result = reply["AuthenticationResult"]
        result["IdToken"], result["AccessToken"] = result["AccessToken"], result["IdToken"]
        return reply

    def bad_signature(reply: Any) -> Any:
        token = reply["AuthenticationResult"]["IdToken"]
        middle = len(token) - 100
        reply["AuthenticationResult"]["IdToken"] = (
            token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
        )
        return reply

    def other_subject(reply: Any) -> Any:
        result = reply["AuthenticationResult"]
        for token in ("IdToken", "AccessToken"):
            result[token] = forged(world, result[token], sub="somebody-else")
        return reply

    special = {"swapped": swapped, "bad signature": bad_signature, "other subject": other_subject}
    change = special.get(name) or resigned(world, **BAD_TOKENS[name])
    world.faults.on(REFRESH, edited(change))
    world.refresh()
    if name == "other subject":
        enter(name, "sign-in page: OTHER_USER; removed", both(world))
        return
    enter(name, "TOKEN_REFUSED; kept", f"{reason(world)}; {kept(world)}")
    enter(
        f"{name}: session",
        "not replaced",
        "not replaced" if world.signed_in.session is before else "replaced",
    )


def test_row_46_the_other_issuer(enter: Enter, world: World) -> None:
    world.sign_in("confirmed")
    pool = world.pool
    other = f"https://issuer-cognito-idp.{pool.region}.amazonaws.com/{pool.pool_id}"

    def moved(reply: Any) -> Any:
        result = reply["AuthenticationResult"]
        for token in ("IdToken", "AccessToken"):
            result[token] = forged(world, result[token], iss=other)
        return reply

    world.faults.on(REFRESH, edited(moved))
    world.refresh()
    seen = f"{notified(world)}; {'new issuer' if world.signed_in.session.identity.claims['iss'] == other else 'old issuer'}"
    enter("changed between two tokens", "signed in; new issuer", seen)


def test_row_47_claims(enter: Enter, qapp: QApplication) -> None:
    deep: Any = "bottom"
    for _ in range(3000):
        deep = [deep]
    hostile: dict[str, object] = {
        "large": "x" * 100_000,
        "deep": deep,
        "groups": [f"group-{n}" for n in range(1000)],
        "bidi": "safe\u202eexe.txt",
        "nul": "a\x00b",
        "emoji": "👩‍👩‍👧‍👦",
        "markup": "<img src=x onerror=alert(1)>",
        "formula": "=cmd()|' /C calc'!A0",
    }
    table = ClaimsTable()
    table.show_claims({"sub": "warm"})
    begun = time.perf_counter()
    table.show_claims(hostile)
    taken = time.perf_counter() - begun
    enter(
        "all at once within",
        "100 ms",
        "100 ms" if taken < within(0.1) else f"{taken * 1000:.0f} ms",
    )
    model = table.model()
    cells = {
        str(model.index(row, 0).data()): str(model.index(row, 1).data())
        for row in range(model.rowCount())
    }
    longest = max(len(text) for text in cells.values())
    enter(
        "longest cell",
        "at most 600 characters",
        "at most 600 characters" if longest <= 600 else str(longest),
    )
    enter("bidi", "safe\\u202eexe.txt", cells["bidi"])
    enter("NUL", "a\\u0000b", cells["nul"])
    enter("markup", "<img src=x onerror=alert(1)>", cells["markup"])
    table.selectRow(list(cells).index("formula"))
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    # one value, as it is: a phone number that begins with + must stay one; no CSV is written
    enter("formula, copied", str(hostile["formula"]), QApplication.clipboard().text())
    QApplication.clipboard().clear()
    table.deleteLater()
