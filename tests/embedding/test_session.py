"""`Session`: tokens for many threads and loops, who is signed in, signing out, and the end."""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import desktop_login
from desktop_login import (
    KeychainLocked,
    LoginError,
    LoginFailed,
    Offline,
    Receipt,
    Refused,
    Session,
    SignInRequired,
    User,
)
from desktop_login.demo.server import DemoCognito
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.tokens import Signature
from desktop_login.embedding.bearer import Bearer
from desktop_login.embedding.errors import error_of
from desktop_login.embedding.session import inside
from desktop_login.messages.message import in_english
from tests.embedding.conftest import Open, settings_for, sign_in
from tests.fakes.clocks import HandClock
from tests.patience import STEP_S

THREADS, TIMES = 8, 1000
EXIT_CODES = {SignInRequired: 3, KeychainLocked: 4, Offline: 5, Refused: 6, LoginFailed: 2}


def renewals(demo: DemoCognito) -> list[Any]:
    """Notes every request that renews."""
    seen: list[Any] = []

    def handler(request: Any, answer: Any) -> Any:
        seen.append(request)
        return answer(request)

    demo.intercept("GetTokensFromRefreshToken", handler)
    return seen


def in_trouble(request: Any, answer: Any) -> Any:
    raise ServiceException("InternalErrorException", "The demo is in trouble")


def test_token_when_nobody_is_signed_in_requires_a_sign_in(session: Session) -> None:
    with pytest.raises(SignInRequired) as raised:
        session.token()
    assert raised.value.code == "NOBODY"
    assert str(raised.value) == raised.value.message == "Nobody is signed in. Please sign in."
    assert session.user is None
    assert session.state == "signed_out"


def test_user_claims_and_tokens_of_who_is_signed_in(session: Session) -> None:
    sign_in(session)
    user = session.user
    assert user is not None
    assert user.email == "confirmed@example.com"
    assert session.claims()["sub"] == user.subject
    assert session.state == "signed_in"
    assert session.token() != session.token("access")
    with pytest.raises(TypeError):
        session.claims()["sub"] = "other"  # type: ignore[index] # that is the point
    with pytest.raises(ValueError, match="kind"):
        session.token("refresh")  # type: ignore[arg-type] # never handed out


def test_claims_without_the_keys_of_the_pool_are_not_given_out(session: Session) -> None:
    sign_in(session)
    manager = inside(session).known().session_manager
    active = manager._active
    assert active is not None
    identity = replace(active.session.identity, signature=Signature.UNCHECKED)
    active.session = replace(active.session, identity=identity)
    with pytest.raises(Offline) as raised:
        session.claims()
    assert raised.value.code == "NOT_VERIFIED"
    assert session.token()


def test_many_threads_over_three_renewals_cause_one_request_each(
    session: Session, demo: DemoCognito, clock: HandClock
) -> None:
    sign_in(session)
    asked = renewals(demo)
    rounds = threading.Barrier(THREADS, action=lambda: clock.pass_time(3590))
    seen: list[Counter[tuple[int, str]]] = []

    def work() -> None:
        mine: Counter[tuple[int, str]] = Counter()
        for number in range(4):
            for _ in range(TIMES // 4):
                mine[number, session.token()] += 1
            if number < 3:
                rounds.wait(STEP_S)
        seen.append(mine)

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(work) for _ in range(THREADS)]:
            done.result(STEP_S)
    handed = sum(seen, Counter())
    assert sum(handed.values()) == THREADS * TIMES
    assert [len({t for n, t in handed if n == number}) for number in range(4)] == [1, 1, 1, 1]
    assert len(asked) == 3


def test_token_when_it_has_less_left_than_asked_is_renewed(
    session: Session, clock: HandClock
) -> None:
    sign_in(session)
    before = session.token()
    clock.pass_time(600)
    assert session.token() == before
    assert session.token(min_left=3500) == before  # half its life is enough, however much is asked
    clock.pass_time(1900)
    assert session.token(min_left=3500) != before


def test_token_on_a_running_asyncio_loop_never_waits(session: Session, clock: HandClock) -> None:
    async def ask() -> list[str]:
        with pytest.raises(RuntimeError, match="token_async"):
            session.token()
        with pytest.raises(SignInRequired):
            await session.token_async()
        await asyncio.to_thread(sign_in, session)
        at_once = session.token()
        clock.pass_time(3590)
        with pytest.raises(RuntimeError, match="token_async"):
            session.token()
        with pytest.raises(RuntimeError, match="another"):
            session.sign_out()
        renewed = await asyncio.gather(*(session.token_async() for _ in range(20)))
        assert len(set(renewed)) == 1
        assert renewed[0] == session.token() != at_once
        return renewed

    asyncio.run(ask())


def test_user_and_state_on_a_running_loop_say_what_is_known(session: Session) -> None:
    async def ask() -> None:
        assert session.user is None
        assert session.state == "signed_out"
        with pytest.raises(SignInRequired):  # waited for by now
            await session.token_async()
        with pytest.raises(SignInRequired):
            session.claims()

    asyncio.run(ask())


def test_cancelled_token_async_leaves_the_renewal_to_others(
    session: Session, demo: DemoCognito, clock: HandClock
) -> None:
    sign_in(session)
    clock.pass_time(3590)
    inside, go_on = threading.Event(), threading.Event()

    def slowly(request: Any, answer: Any) -> Any:
        inside.set()
        assert go_on.wait(STEP_S)
        return answer(request)

    async def ask() -> str:
        first = asyncio.create_task(session.token_async())
        await asyncio.to_thread(inside.wait, STEP_S)
        first.cancel()
        second = asyncio.create_task(session.token_async())
        await asyncio.sleep(0)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await first
        return await second

    with demo.intercept("GetTokensFromRefreshToken", slowly):
        assert asyncio.run(ask()) == session.token()


def test_changes_are_told_on_the_session_thread_until_they_are_stopped(
    session: Session, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[tuple[str, str]] = []

    def wrong(state: str) -> None:
        raise ValueError(state)

    stop_wrong = session.on_change(wrong)
    stop = session.on_change(lambda state: heard.append((state, threading.current_thread().name)))
    sign_in(session)
    stop_wrong()
    stop_wrong()  # twice is once
    assert "unhandled ValueError" in caplog.text
    caplog.clear()
    clock.pass_time(3590)
    session.token()
    session.sign_out()
    stop()
    sign_in(session)
    assert [state for state, _ in heard] == ["signed_in", "renewing", "signed_in", "signed_out"]
    assert {name for _, name in heard} == {"desktop-login session"}


def test_renewal_that_cannot_reach_the_pool_keeps_a_good_token_and_the_session(
    session: Session, demo: DemoCognito, clock: HandClock
) -> None:
    sign_in(session)
    good = session.token()
    clock.pass_time(3550)
    with demo.intercept("GetTokensFromRefreshToken", in_trouble):
        assert session.token() == good
        assert session.state == "unrenewed"
        clock.pass_time(100)
        with pytest.raises(Offline) as raised:
            session.token()
    assert raised.value.code == "SERVICE_PROBLEM"
    assert session.user is not None
    assert session.token() != good


def test_session_that_the_pool_has_ended_requires_a_sign_in(
    session: Session, demo: DemoCognito, clock: HandClock
) -> None:
    sign_in(session)
    demo.revoke_all(next(u for u in demo.pool.users if u.email == "confirmed@example.com"))
    clock.pass_time(3590)
    for _ in range(2):
        with pytest.raises(SignInRequired) as raised:
            session.token()
        assert raised.value.code == "SESSION_ENDED"
    assert session.state == "signed_out"


def test_sign_out_says_what_it_has_done(session: Session, demo: DemoCognito) -> None:
    assert session.sign_out() == Receipt(False, None)
    sign_in(session)
    expires = session.claims()["exp"]
    receipt = session.sign_out()
    assert receipt.told_server
    assert receipt.id_token_valid_until is not None
    assert receipt.id_token_valid_until.timestamp() == pytest.approx(expires, abs=2)
    assert session.user is None
    sign_in(session)
    assert session.sign_out(everywhere=True).told_server
    sign_in(session)
    with demo.intercept("RevokeToken", in_trouble):
        assert not session.sign_out().told_server
    assert session.user is None


def test_closed_session_refuses_and_its_thread_ends(opened: Open) -> None:
    session = opened()
    with session as same:
        assert same is session
        sign_in(session)
        assert "confirmed" not in repr(session)
    assert repr(session).endswith("closed>")
    session.close()
    with pytest.raises(RuntimeError, match="closed"):
        session.token()
    assert "desktop-login session" not in [thread.name for thread in threading.enumerate()]


def test_session_that_nobody_closes_warns_and_closes(demo: DemoCognito) -> None:
    with pytest.warns(ResourceWarning, match="unclosed <Session"):
        Session.open(settings=settings_for(demo), vault="memory")
        gc.collect()


def test_two_sessions_of_one_place_share_one_keeper(opened: Open) -> None:
    one, other, alone = opened(vault=None), opened(vault=None), opened()
    sign_in(one, remember=False)
    assert other.token() == one.token()
    assert alone.user is None
    one.close()
    assert other.user is not None
    other.close()
    assert opened(vault=None).user is None  # nothing of it was kept


def test_each_session_of_a_place_goes_by_the_settings_that_it_was_opened_with(
    demo: DemoCognito,
) -> None:
    with (
        Session.open(settings=settings_for(demo) | {"api_url": "https://one.example"}) as one,
        Session.open(settings=settings_for(demo) | {"api_url": "https://two.example"}) as two,
    ):
        assert inside(one).place is inside(two).place
        for session, name in ((one, "one"), (two, "two")):
            bearer = Bearer(session, "id", "Authorization", "Bearer", None)
            assert bearer.may_go(f"https://{name}.example/orders")
            other = "two" if name == "one" else "one"
            assert not bearer.may_go(f"https://{other}.example/orders")


def test_session_after_a_fork_says_so(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(session)
    monkeypatch.setattr(os, "getpid", lambda: 1)
    with pytest.raises(RuntimeError, match="fork"):
        session.token()
    monkeypatch.undo()
    assert session.token()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "NO_POOL"),
        ({"user_pool_id": "nonsense", "client_id": "abc"}, "SETTINGS"),
        ({"no such key": "x"}, "SETTINGS"),
        ("/nowhere/settings.toml", "SETTINGS"),
    ],
)
def test_settings_that_do_not_fit_are_refused(given: Any, code: str) -> None:
    with pytest.raises(LoginFailed) as raised:
        Session.open(settings=given)
    assert raised.value.code == code


def test_program_without_a_pool_is_told_where_one_could_stand(tmp_path: Path) -> None:
    from desktop_login.system.paths import settings_file

    empty = tmp_path / "acme.toml"
    empty.touch()
    for given, file in ((None, settings_file()), (empty, empty)):
        with pytest.raises(LoginFailed) as raised:
            Session.open(settings=given)
        assert raised.value.code == "NO_POOL"
        assert str(file) in str(raised.value)


def test_installation_that_hands_out_no_tokens_refuses(
    demo: DemoCognito, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COGNITO_USER_POOL_ID", demo.config.pool_id)
    monkeypatch.setenv("COGNITO_CLIENT_ID", demo.config.client_id)
    Session.open().close()
    from desktop_login.system.paths import config_folder, settings_file

    config_folder().mkdir(parents=True)
    settings_file().write_text("scripts = false\n")
    with pytest.raises(Refused) as raised:
        Session.open()
    assert raised.value.code == "SWITCHED_OFF"


def test_texts_of_settings_may_have_any_letters(demo: DemoCognito) -> None:
    heading = 'Hello \U0001f44b "\u3053\u3093\u306b\u3061\u306f" \\'
    given = settings_for(demo) | {"brand.heading": heading}
    with Session.open(settings=given, vault="memory") as session:
        assert inside(session).settings.brand.heading == heading


@pytest.mark.parametrize(
    "name", ["x = 1\nscripts", "a\nscripts", "[profiles.x]\na", "", " ", "\ud800", "x" * 129, None]
)
def test_name_of_a_setting_is_a_name(demo: DemoCognito, name: str) -> None:
    given = settings_for(demo) | {name: "true"}
    with pytest.raises(LoginFailed, match=r"settings, line \d+: .* is unknown") as failed:
        Session.open(settings=given, vault="memory")
    assert failed.value.code == "SETTINGS"


def test_unknown_vault_is_refused() -> None:
    with pytest.raises(ValueError, match="vault"):
        Session.open(vault="paper")  # type: ignore[arg-type] # a mistake of a host


@pytest.mark.parametrize(
    ("code", "kind", "public"),
    [
        (ErrorCode.SESSION_ENDED, SignInRequired, "SESSION_ENDED"),
        (ErrorCode.USER_DISABLED, SignInRequired, "SESSION_ENDED"),
        (ErrorCode.KEY_MISSING, SignInRequired, "NOBODY"),
        (ErrorCode.KEYCHAIN, KeychainLocked, "KEYCHAIN"),
        (ErrorCode.KEYCHAIN_SLOW, KeychainLocked, "KEYCHAIN_SLOW"),
        (ErrorCode.BUSY, Offline, "BUSY"),
        (ErrorCode.PROXY, Offline, "PROXY"),
        (ErrorCode.WRONG_CREDENTIALS, Refused, "WRONG_CREDENTIALS"),
        (ErrorCode.POOL_NOT_FOUND, LoginFailed, "POOL_NOT_FOUND"),
        (ErrorCode.IN_THE_APP, LoginFailed, "IN_THE_APP"),
    ],
)
def test_each_error_is_one_of_five(code: ErrorCode, kind: type[LoginError], public: str) -> None:
    info = AuthErrorInfo(code, RequestInfo("InitiateAuth", "X", "a-request"), seconds=7)
    error = error_of(info, in_english)
    assert type(error) is kind
    assert error.code == public
    assert error.message == str(error)
    assert error.exit_code == EXIT_CODES[kind] if code is not ErrorCode.IN_THE_APP else 70
    if code is not ErrorCode.KEYCHAIN:
        assert (error.retry_after, error.request_id) == (7, "a-request")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), vars(again)) == (kind, vars(error))


def test_every_error_code_has_a_public_error() -> None:
    kinds = {type(error_of(AuthErrorInfo(code), in_english)) for code in ErrorCode}
    assert kinds == {SignInRequired, KeychainLocked, Offline, Refused, LoginFailed}


def test_package_knows_its_public_names_and_no_others() -> None:
    assert desktop_login.User is User
    assert {"Session", "LoginError", "__version__"} <= set(dir(desktop_login))
    with pytest.raises(AttributeError, match="Nothing"):
        desktop_login.Nothing  # type: ignore[attr-defined] # that is the point
