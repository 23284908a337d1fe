"""The keeper where two things happen at once: signed out, replaced or given up while something was awaited."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.jwks import Keys
from desktop_login.demo.pool import DemoPoolConfig, Tracking
from desktop_login.domain.answers import Chosen, Code, Credentials
from desktop_login.domain.challenges import (
    CodeRequired,
    Method,
    MethodRequired,
    NewPasswordRequired,
)
from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import (
    Asked,
    Fresh,
    Notice,
    RefreshFailed,
    Refreshing,
    SignedIn,
    SignedOut,
)
from desktop_login.domain.tokens import Signature
from desktop_login.flow.ports import OffThread
from desktop_login.flow.refresh import Store, TokenRefresher
from tests.fakes.fault_proxy import KEYS, answered, edited, lost_before_sending, lost_reply, refused
from tests.fakes.keychains import LockedKeychain
from tests.fakes.runs import a_run
from tests.fakes.world import PASSWORD, World, run

REFRESH = "GetTokensFromRefreshToken"
RESPOND = "RespondToAuthChallenge"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    config = DemoPoolConfig(id_token_s=300, access_token_s=300)
    with World(tmp_path / "data", config, faulty=True) as world:
        yield world


@pytest.fixture
def unrotated(tmp_path: Path) -> Iterator[World]:
    config = DemoPoolConfig(id_token_s=300, access_token_s=300, rotation=False)
    with World(tmp_path / "data", config, faulty=True) as world:
        yield world


def during_next(world: World, do: Callable[[], object], *, skip: int = 0) -> None:
    """Between a call to the outside and its result, something else happens once."""
    callers = (world.session_manager, world.session_manager._keeping)
    plain, left = world.session_manager._off_thread, [skip]

    async def once(call: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return await plain(call, *args, **kwargs)
        finally:
            left[0] -= 1
            if left[0] < 0:
                put(plain)
                do()

    def put(off_thread: OffThread) -> None:
        for caller in callers:
            caller._off_thread = off_thread

    put(once)


def restart(world: World, *, keys: bool = False) -> bool:
    world.start()
    if keys:
        world.token_verifier._keys.warm_up()
    found: bool = run(world.session_manager.restore())
    return found


class TestRestoring:
    def test_verified_where_the_keys_are_at_hand(self, world: World) -> None:
        world.sign_in("confirmed")
        assert restart(world, keys=True)
        assert world.signed_in.session.identity.signature is Signature.VERIFIED

    def test_checked_behind_the_dashboard_where_they_are_not(self, world: World) -> None:
        world.sign_in("confirmed")
        assert restart(world)
        shown = [state for state in world.states if isinstance(state, SignedIn)]
        signatures = [state.session.identity.signature for state in shown]
        assert signatures == [Signature.UNCHECKED, Signature.VERIFIED]

    def test_a_keychain_that_refuses_is_told(self, world: World) -> None:
        world.sign_in("confirmed")
        world.start()
        world.token_store._keychain = LockedKeychain()  # type: ignore[attr-defined]
        assert run(world.session_manager.restore()) is False
        assert isinstance(world.state, SignedOut)
        assert world.state.error_info is not None
        assert world.state.error_info.code is ErrorCode.KEYCHAIN

    @pytest.mark.parametrize("skip", [0, 1])
    def test_given_up_while_the_keychain_or_the_reader_works(self, world: World, skip: int) -> None:
        world.sign_in("confirmed")
        world.start()
        during_next(world, world.session_manager.stop_restoring, skip=skip)
        assert run(world.session_manager.restore()) is False
        assert world.session_manager.session is None

    def test_given_up_before_the_error(self, world: World) -> None:
        world.sign_in("confirmed")
        world.start()
        world.token_store._keychain = LockedKeychain()  # type: ignore[attr-defined]
        during_next(world, world.session_manager.stop_restoring)
        assert run(world.session_manager.restore()) is False
        assert world.states == []

    def test_stored_tokens_that_do_not_verify_are_to_be_replaced(self, world: World) -> None:
        world.sign_in("confirmed")
        old = world.signed_in.session.tokens
        world.faults.always(KEYS, edited(swapped_keys))
        world.start()
        world.faults.on(REFRESH, answered(503, ""))
        run(world.session_manager.restore())
        assert world.faults.count(REFRESH) == 1
        assert world.signed_in.session.tokens.access_token == old.access_token, "kept all the same"
        assert isinstance(world.signed_in.freshness, RefreshFailed)

    @pytest.mark.parametrize("good", [True, False])
    def test_signed_out_while_the_signature_is_checked(self, world: World, good: bool) -> None:
        world.sign_in("confirmed")
        if not good:
            world.faults.always(KEYS, edited(swapped_keys))
        world.start()
        during_next(world, lambda: run(world.session_manager.sign_out()), skip=2)
        run(world.session_manager.restore())
        assert isinstance(world.state, SignedOut)


def swapped_keys(reply: Any) -> Any:
    first, second = reply["keys"]
    return {"keys": [first | {"kid": second["kid"]}, second | {"kid": first["kid"]}]}


class TestNobodyThere:
    def test_every_action_is_harmless(self, world: World) -> None:
        session_manager = world.session_manager
        assert run(session_manager.tick()) == 15
        for action in (
            session_manager.refresh_now,
            session_manager.save_again,
            session_manager.refresh,
            session_manager.usable_session,
        ):
            run(action())
        session_manager.network_is_back()
        assert world.states == []
        run(session_manager.sign_out())
        run(session_manager.end(Notice.ACCOUNT_DELETED))
        assert world.states == [SignedOut(), SignedOut(notice=Notice.ACCOUNT_DELETED)]


class TestRefreshing:
    def test_signed_out_before_the_refusal(self, world: World) -> None:
        world.sign_in("confirmed")
        world.faults.on(REFRESH, answered(503, ""))
        during_next(world, lambda: run(world.session_manager.sign_out()))
        run(world.session_manager.refresh_now())
        assert isinstance(world.state, SignedOut)

    def test_a_late_refresh_that_cannot_be_revoked(self, world: World) -> None:
        world.sign_in("confirmed")
        world.faults.always("RevokeToken", answered(503, ""))
        during_next(world, lambda: run(world.session_manager.sign_out()))
        run(world.session_manager.refresh_now())
        assert isinstance(world.state, SignedOut)
        assert world.files() == []

    def test_not_saved_is_taken_back_by_the_next_refresh(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.sign_in("confirmed")
        save = world.token_store.save

        def full(*_: object) -> None:
            raise failed(ErrorCode.NOT_SAVED, "ENOSPC")

        monkeypatch.setattr(world.token_store, "save", full)
        run(world.session_manager.refresh_now())
        assert world.signed_in.warning is not None
        run(world.session_manager.refresh_now())
        assert world.signed_in.warning is not None
        monkeypatch.setattr(world.token_store, "save", save)
        run(world.session_manager.refresh_now())
        assert world.signed_in.warning is None

    def test_without_a_lock_another_window_was_faster(self, world: World) -> None:
        """The store is read again where the service says that the token was used before."""
        world.sign_in("confirmed")
        old = world.signed_in.session
        first = world.session_manager
        newer = world.provider.refresh(old.tokens)
        world.clock.pass_time(100)

        def stored_meanwhile(reply: Any) -> Any:
            world.token_store.save(newer, old.identity.subject)
            return reply

        notified: list[Any] = []
        first._notify = notified.append
        reuse = refused("RefreshTokenReuseException", "reused")

        def error_info(forward: Any) -> Any:
            stored_meanwhile(None)
            return reuse(forward)

        world.faults.on(REFRESH, error_info)
        run(first.refresh_now())
        assert notified[-1].session.tokens.refresh_token == newer.refresh_token

    def test_a_refresh_by_hand_that_reached_nobody_is_tried_again_and_not_when_it_is_due(
        self, world: World
    ) -> None:
        """The dashboard says when the next try is, and "Offline" until then."""
        world.sign_in("confirmed")
        world.faults.on(REFRESH, answered(503, ""))
        run(world.session_manager.refresh_now())
        failed_now = world.signed_in.freshness
        assert isinstance(failed_now, RefreshFailed)
        assert failed_now.retry_at is not None
        assert failed_now.retry_at - world.clock.now().wall < 120
        world.clock.pass_time(120)
        run(world.session_manager.tick())
        assert isinstance(world.signed_in.freshness, Fresh)

    def test_a_session_that_the_store_has_and_that_is_dead_is_refreshed_from_there(
        self, world: World
    ) -> None:
        world.sign_in("confirmed")
        first, notified = world.session_manager, list[Any]()
        restart(world)
        run(world.session_manager.refresh_now())
        world.clock.pass_time(400)
        first._notify = notified.append
        run(first.tick())
        assert isinstance(notified[-1], SignedIn)
        assert isinstance(notified[-1].freshness, Fresh)

    def test_what_is_asked_while_it_runs_waits_for_it(self, world: World) -> None:
        world.sign_in("confirmed")
        before = world.faults.count(REFRESH)
        during_next(world, lambda: None)
        held = world.session_manager._active
        assert held is not None
        held.refreshing = True
        run(world.session_manager.refresh_now())
        assert run(world.session_manager.tick()) == 15
        run(world.session_manager.save_again())
        assert world.faults.count(REFRESH) == before

    def test_another_user_in_the_store_is_not_adopted(self, world: World) -> None:
        world.sign_in("confirmed")
        first = world.session_manager
        world.start()
        world.demo.pool.add("second@example.com", PASSWORD)
        world.sign_in("second")
        notified: list[Any] = []
        first._notify = notified.append
        run(first.refresh_now())
        assert notified[-1].session.identity.email == "confirmed@example.com"

    def test_an_unexpected_refresh_of_nothing_stored(self, world: World) -> None:
        world.sign_in("confirmed", remember=False)
        session = world.signed_in.session
        refresh = TokenRefresher(world.ports, world.token_store)
        refreshed, saved = refresh(session, lambda: Store.NOTHING, world.clock.wall)
        assert saved
        assert refreshed.tokens != session.tokens
        with pytest.raises(AuthError):
            world.provider.revoke(refreshed.tokens.refresh_token)
            refresh(refreshed, lambda: Store.NOTHING, world.clock.wall)

    def test_what_another_window_has_renewed_is_taken_with_the_same_refresh_token_too(
        self, unrotated: World
    ) -> None:
        """A pool does not rotate refresh tokens unless it is told to."""
        world = unrotated
        world.sign_in("confirmed")
        first, before = world.session_manager, world.signed_in.session.tokens
        restart(world)
        run(world.session_manager.refresh_now())
        renewed = world.signed_in.session.tokens
        assert renewed.refresh_token == before.refresh_token
        assert world.faults.count(REFRESH) == 1
        notified: list[Any] = []
        first._notify = notified.append
        run(first.refresh_now())
        assert notified[-1].session.tokens.id_token == renewed.id_token
        assert world.faults.count(REFRESH) == 1
        run(first.refresh_now())  # by now the stored one is its own
        assert world.faults.count(REFRESH) == 2

    def test_a_refused_refresh_token_is_not_taken_for_anothers_renewal(
        self, unrotated: World
    ) -> None:
        """Stored meanwhile by a window without the lock, and ended by the service at once."""
        world = unrotated
        world.sign_in("confirmed")
        old = world.signed_in.session
        newer = world.provider.refresh(old.tokens)
        world.provider.revoke(old.tokens.refresh_token)

        def stored_meanwhile(forward: Any) -> Any:
            world.token_store.save(newer, old.identity.subject)
            return forward()

        world.faults.on(REFRESH, stored_meanwhile)
        run(world.session_manager.refresh_now())
        assert isinstance(world.states[-1], SignedOut)

    def test_told_that_it_runs_and_asked_once(self, world: World) -> None:
        world.sign_in("confirmed")
        before = len(world.states)
        during_next(world, lambda: run(world.session_manager.refresh_now()))
        run(world.session_manager.refresh_now())
        notified = [
            state.freshness for state in world.states[before:] if isinstance(state, SignedIn)
        ]
        assert notified[0] == Refreshing(usable=True)
        assert isinstance(notified[-1], Fresh)
        assert len(notified) == 2
        assert world.faults.count(REFRESH) == 1

    def test_what_the_person_should_know_outlasts_it(self, world: World) -> None:
        world.sign_in("confirmed")
        held = world.session_manager._active
        assert held is not None
        held.warning = failed(ErrorCode.DEVICE_NOT_REMEMBERED).error_info
        run(world.session_manager.refresh_now())
        assert world.signed_in.warning == failed(ErrorCode.DEVICE_NOT_REMEMBERED).error_info

    def test_what_was_not_to_be_remembered_is_not_stored(self, world: World) -> None:
        world.sign_in("confirmed", remember=False)
        run(world.session_manager.refresh_now())
        assert isinstance(world.signed_in.freshness, Fresh)
        assert world.files() == []

    def test_signed_out_in_another_window_is_no_trouble_of_this_one(self, world: World) -> None:
        world.sign_in("confirmed")
        world.make_token_store().forget(world.signed_in.session.identity.subject)
        run(world.session_manager.refresh_now())
        assert isinstance(world.signed_in.freshness, Fresh)
        assert world.signed_in.warning is None
        assert world.files() == []

    def test_trouble_is_told_at_every_tick(self, world: World) -> None:
        """The times on screen move on."""
        world.sign_in("confirmed")
        world.faults.on(REFRESH, answered(503, ""))
        run(world.session_manager.refresh_now())
        before = len(world.states)
        world.random = 0.99
        run(world.session_manager.tick())
        assert len(world.states) == before + 1

    def test_a_service_in_trouble_costs_no_device(self, tmp_path: Path) -> None:
        config = DemoPoolConfig(tracking=Tracking.ALWAYS)
        with World(tmp_path / "data", config, faulty=True) as world:
            world.sign_in("confirmed")
            world.faults.always(REFRESH, answered(503, ""))
            run(world.session_manager.refresh_now())
            assert world.faults.count(REFRESH) == 1
            assert world.devices.find("confirmed@example.com") is not None

    def test_a_device_that_is_gone_and_a_locked_keychain(self, tmp_path: Path) -> None:
        config = DemoPoolConfig(tracking=Tracking.ALWAYS)
        with World(tmp_path / "data", config, faulty=True) as world:
            world.sign_in("confirmed")
            user = world.demo.pool.find("confirmed@example.com")
            assert user is not None
            user.devices.clear()
            world.devices._keychain = LockedKeychain()
            run(world.session_manager.refresh_now())
            assert isinstance(world.signed_in.freshness, Fresh)

    def test_another_window_is_believed_without_the_keys(self, tmp_path: Path) -> None:
        """Its session is adopted although nobody can check the signature just now."""
        with World(tmp_path / "data", DemoPoolConfig(grace_s=0), faulty=True) as world:
            world.sign_in("confirmed")
            world.faults.always(KEYS, answered(503, ""))
            restart(world)
            second, notified = world.session_manager, list[Any]()
            restart(world)
            run(world.session_manager.refresh_now())
            newest = world.token_store.load()
            second._notify = notified.append
            run(second.refresh_now())
            assert isinstance(notified[-1], SignedIn)
            assert notified[-1].session.tokens.refresh_token == newest.refresh_token  # type: ignore[union-attr]


class TestEnding:
    def test_what_another_window_has_stored_since_is_not_removed(self, world: World) -> None:
        """Signed in again between the refusal and the removal of what was refused."""
        world.sign_in("confirmed")
        old = world.signed_in.session
        newer = world.provider.sign_in(
            Credentials("confirmed@example.com", Secret(PASSWORD)), a_run()
        )
        world.provider.revoke(old.tokens.refresh_token)
        subject = old.identity.subject
        during_next(world, lambda: world.token_store.save(newer, subject))  # type: ignore[arg-type]
        run(world.session_manager.refresh_now())
        assert isinstance(world.state, SignedOut)
        assert restart(world), "the newer session is there"
        assert world.signed_in.session.tokens.refresh_token == newer.refresh_token  # type: ignore[union-attr]

    def test_what_was_refused_is_removed_also_where_it_was_found_in_the_store(
        self, world: World
    ) -> None:
        world.sign_in("confirmed")
        first, notified = world.session_manager, list[Any]()
        restart(world)
        run(world.session_manager.refresh_now())
        world.provider.revoke(world.signed_in.session.tokens.refresh_token)
        world.clock.pass_time(400)
        first._notify = notified.append
        run(first.tick())
        assert isinstance(notified[-1], SignedOut)
        assert world.files() == []
        assert world.keychain.entries == {}

    @pytest.mark.parametrize("ours_too", [False, True])
    def test_the_end_of_a_stored_sign_in_is_not_the_end_of_another(
        self, world: World, ours_too: bool
    ) -> None:
        """Two windows, two sign-ins of one user: the one that is stored is revoked."""
        world.sign_in("confirmed")
        first, notified, ours = world.session_manager, list[Any](), world.signed_in.session
        world.start()
        world.sign_in("confirmed")
        world.provider.revoke(world.signed_in.session.tokens.refresh_token)
        if ours_too:
            world.provider.revoke(ours.tokens.refresh_token)
        world.clock.pass_time(400)
        first._notify = notified.append
        run(first.tick())
        if ours_too:
            assert isinstance(notified[-1], SignedOut)
            assert world.files() == []
            assert world.keychain.entries == {}
            return
        renewed, stored = notified[-1].session, world.token_store.load()
        assert renewed.identity.claims["origin_jti"] == ours.identity.claims["origin_jti"]
        assert stored is not None
        assert stored.refresh_token == renewed.tokens.refresh_token

    def test_a_lost_network_after_the_end_of_a_stored_sign_in_ends_nothing(
        self, world: World
    ) -> None:
        world.sign_in("confirmed")
        first, notified = world.session_manager, list[Any]()
        world.start()
        world.sign_in("confirmed")
        world.provider.revoke(world.signed_in.session.tokens.refresh_token)
        world.clock.pass_time(400)
        world.faults.on(REFRESH, lambda forward: forward(), lost_before_sending)
        first._notify = notified.append
        run(first.tick())
        assert isinstance(notified[-1].freshness, RefreshFailed)

    def test_what_was_rotated_is_not_tried_after_the_end_of_what_came_of_it(
        self, world: World
    ) -> None:
        """Both ended at once: one sign-in."""
        world.sign_in("confirmed")
        first = world.session_manager
        restart(world)
        run(world.session_manager.refresh_now())
        world.provider.revoke(world.signed_in.session.tokens.refresh_token)
        world.clock.pass_time(400)
        asked = world.faults.count(REFRESH)
        run(first.tick())
        assert world.faults.count(REFRESH) == asked + 1

    def test_a_refresh_that_was_asked_for_is_said(self, world: World) -> None:
        world.sign_in("confirmed")
        run(world.session_manager.refresh_now())
        assert world.signed_in.notice is Notice.REFRESHED


class TestSaving:
    def test_a_full_disk_is_tried_again_and_a_locked_keychain_is_not(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for problem, times in ((ErrorCode.NOT_SAVED, 3), (ErrorCode.KEYCHAIN, 1)):
            world.start()
            save, calls = world.token_store.save, list[object]()

            def refuse(*_: object, problem: ErrorCode = problem, calls: Any = calls) -> None:
                calls.append(None)
                raise failed(problem)

            monkeypatch.setattr(world.token_store, "save", refuse)
            world.sign_in("confirmed")
            assert world.signed_in.warning == failed(problem).error_info
            run(world.session_manager.tick())
            run(world.session_manager.tick())
            assert len(calls) == times
            monkeypatch.setattr(world.token_store, "save", save)
            run(world.session_manager.tick())
            saved = problem is ErrorCode.NOT_SAVED
            assert (world.signed_in.warning is None) is saved
            assert bool(world.files()) is saved
            run(world.session_manager.sign_out())

    def test_a_keychain_that_has_refused_is_not_asked_by_a_tick_after_a_renewal_either(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """And what is said stays: that nothing is remembered, with a way to try again."""
        calls = list[object]()

        def refuse(*_: object) -> None:
            calls.append(None)
            raise failed(ErrorCode.KEYCHAIN)

        monkeypatch.setattr(world.token_store, "save", refuse)
        monkeypatch.setattr(world.token_store, "keeps", lambda _: True)
        world.sign_in("confirmed")
        run(world.session_manager.refresh_now())
        warning = world.signed_in.warning
        assert warning is not None and warning.code is ErrorCode.KEYCHAIN
        assert not world.signed_in.kept
        assert len(calls) == 2
        run(world.session_manager.tick())
        assert len(calls) == 2

    def test_replaced_while_it_is_saved_the_newer_one_stays(self, world: World) -> None:
        world.sign_in("confirmed")
        newer = world.signed_in.session
        during_next(world, lambda: run(world.session_manager.adopt(newer, remember=True)))
        run(world.session_manager.save_again())
        assert world.files()

    def test_again_when_the_person_has_unlocked_the_keychain(self, world: World) -> None:
        good, world.keychain = world.keychain, LockedKeychain()  # type: ignore[assignment]
        world.start()
        world.sign_in("confirmed")
        warned = world.signed_in.warning
        assert warned is not None
        assert world.files() == []
        world.token_store._keychain = good  # type: ignore[attr-defined]
        run(world.session_manager.save_again())
        assert world.signed_in.warning is None
        assert [file.name for file in world.files()] == ["session.bin"]
        run(world.session_manager.sign_out())
        world.sign_in("confirmed", remember=False)
        run(world.session_manager.save_again())
        assert world.files() == [], "not remembered, whatever is unlocked"

    def test_a_network_that_is_back_ends_the_waiting(self, world: World) -> None:
        world.sign_in("confirmed")
        held = world.session_manager._active
        assert held is not None
        held.failures, held.not_before = 7, 1e12
        world.session_manager.network_is_back()
        assert (held.failures, held.not_before) == (0, 0.0)


class TestAdopting:
    def test_not_wanted_any_more_it_is_given_back_and_what_is_stored_stays(
        self, world: World
    ) -> None:
        world.sign_in("confirmed")
        stored = world.token_store.load()
        result = world.provider.sign_in(
            Credentials("confirmed@example.com", Secret(PASSWORD)), a_run()
        )
        session = world.token_verifier.read(result)  # type: ignore[arg-type]
        world.start()
        run(world.session_manager.adopt(session, True, wanted=lambda: False))
        assert world.session_manager.session is None
        assert world.states == []
        assert world.token_store.load() == stored
        assert world.demo.grants[-1].revoked

    def test_somebody_else_signs_in_while_it_is_saved(self, world: World) -> None:
        world.sign_in("confirmed")
        first = world.signed_in.session
        run(world.session_manager.sign_out())
        result = world.provider.sign_in(
            Credentials("confirmed@example.com", Secret(PASSWORD)), a_run()
        )
        session = world.token_verifier.read(result)  # type: ignore[arg-type]
        during_next(world, lambda: run(world.session_manager.adopt(first, remember=False)))
        run(world.session_manager.adopt(session, True))
        assert world.session_manager.session is first

    def test_saved_under_somebody_elses_feet(self, world: World) -> None:
        world.sign_in("confirmed")
        session = world.signed_in.session
        during_next(world, lambda: run(world.session_manager.adopt(session, remember=False)))
        run(world.session_manager.save_again())
        assert world.session_manager.session is session


class TestSigningIn:
    def test_tokens_of_nobody(self, world: World) -> None:
        def swapped(reply: Any) -> Any:
            result = reply["AuthenticationResult"]
            result["IdToken"], result["AccessToken"] = result["AccessToken"], result["IdToken"]
            return reply

        world.faults.on(RESPOND, edited(swapped))
        world.sign_in("confirmed")
        assert isinstance(world.state, SignedOut)
        assert world.state.error_info is not None
        assert world.state.error_info.code is ErrorCode.TOKEN_REFUSED

    @pytest.mark.parametrize("good", [True, False])
    def test_cancelled_while_the_tokens_are_read(self, world: World, good: bool) -> None:
        real = world.token_verifier.read

        def read(*args: Any, **kwargs: Any) -> Any:
            world.flow.cancel()
            if not good:
                raise failed(ErrorCode.TOKEN_REFUSED)
            return real(*args, **kwargs)

        world.token_verifier.read = read  # type: ignore[method-assign]
        world.sign_in("confirmed")
        assert isinstance(world.state, SignedOut)
        assert world.state.error_info is not None
        assert world.state.error_info.code is ErrorCode.CANCELLED
        assert world.files() == []

    def test_the_password_is_typed_and_chosen(self, world: World) -> None:
        """A step that times out repeats the choice and the password, as far as both are offered."""

        def choice(*names: str) -> Any:
            return answered(
                200,
                {
                    "ChallengeName": "SELECT_CHALLENGE",
                    "Session": "s" * 40,
                    "AvailableChallenges": list(names),
                },
            )

        proof = answered(
            200,
            {
                "ChallengeName": "PASSWORD_VERIFIER",
                "Session": "s" * 40,
                "ChallengeParameters": {
                    "SALT": "1",
                    "SRP_B": "2",
                    "SECRET_BLOCK": "AAAA",
                    "USER_ID_FOR_SRP": "u",
                },
            },
        )
        code = answered(200, {"ChallengeName": "SMS_MFA", "Session": "s" * 40})
        expired = refused("NotAuthorizedException", "Session is expired.")
        world.flow_kind = AuthFlow.CHOICE
        world.start()
        both = choice("PASSWORD_SRP", "EMAIL_OTP")
        world.faults.on("InitiateAuth", both, both, choice("EMAIL_OTP"))
        world.faults.on(RESPOND, proof, code, expired, proof, code, expired)
        world.sign_in("confirmed")
        question = world.asked.question
        assert isinstance(question, MethodRequired)
        chosen = next(o for o in question.options if o.method is Method.PASSWORD)
        run(world.flow.answer(Chosen(chosen)))
        assert isinstance(world.asked.question, CodeRequired)
        run(world.flow.answer(Code(Secret("123456"))))
        assert isinstance(world.asked.question, CodeRequired)
        assert world.asked.error_info is not None
        assert world.asked.error_info.code is ErrorCode.STEP_RESTARTED
        assert world.faults.count(RESPOND) == 5
        world.clock.pass_time(31)
        run(world.flow.answer(Code(Secret("123456"))))
        assert isinstance(world.asked.question, MethodRequired)

    def test_a_device_is_refused_where_none_was_sent(self, world: World) -> None:
        world.sign_in("sms-code")
        world.faults.on(RESPOND, refused("ResourceNotFoundException", "Device does not exist."))
        run(world.flow.answer(Code(world.latest_code())))
        assert isinstance(world.asked.question, CodeRequired)
        assert world.asked.error_info is None

    def test_a_question_that_comes_back_otherwise(self, world: World) -> None:
        """The step timed out, and beginning again asks something else."""
        world.sign_in("sms-code")
        expired = refused("NotAuthorizedException", "Session is expired.")
        world.faults.on(RESPOND, expired, lambda forward: forward())
        changed = {"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "s" * 40}
        world.faults.heal()
        world.faults.on(RESPOND, expired, answered(200, changed))
        run(world.flow.answer(Code(Secret("123456"))))
        assert isinstance(world.asked.question, NewPasswordRequired)
        assert world.asked.error_info is None

    @pytest.mark.parametrize("find", [True, False])
    def test_a_keychain_that_cannot_tell_or_forget_devices(
        self, tmp_path: Path, find: bool
    ) -> None:
        config = DemoPoolConfig(tracking=Tracking.ALWAYS)
        with World(tmp_path / "data", config, faulty=True) as world:
            world.sign_in("confirmed")
            run(world.session_manager.sign_out())
            user = world.demo.pool.find("confirmed@example.com")
            assert user is not None
            user.devices.clear()

            def locked(*_: object) -> None:
                raise failed(ErrorCode.KEYCHAIN, "Locked")

            setattr(world.devices, "find" if find else "forget", locked)
            world.sign_in("confirmed")
            assert isinstance(world.state, SignedIn)

    def test_a_reply_lost_at_resend(self, world: World) -> None:
        world.sign_in("sms-code")
        world.faults.on("InitiateAuth", lost_reply)
        run(world.flow.resend())
        assert isinstance(world.state, Asked)
        assert world.state.error_info is not None
        assert world.state.error_info.code is ErrorCode.NO_CONNECTION


class TestRefreshedWithoutKeys:
    """The verified token stays on screen until the keys come or it dies."""

    @pytest.fixture
    def waiting(self, world: World) -> World:
        world.sign_in("confirmed")
        world.token_verifier._keys = Keys(world.pool.keys_url, world.clock)  # as after 24 hours
        world.faults.always(KEYS, lost_before_sending)
        run(world.session_manager.refresh_now())
        assert world.signed_in.session.identity.signature is Signature.VERIFIED
        return world

    def test_what_is_dead_is_replaced_before_it_is_used(self, waiting: World) -> None:
        stored = waiting.token_store.load()
        waiting.clock.pass_time(299)
        session = run(waiting.session_manager.usable_session())
        assert session is not None
        assert session.tokens == stored
        assert session.identity.signature is Signature.UNCHECKED
        assert waiting.faults.count(REFRESH) == 1

    def test_signed_out_while_it_is_checked(self, waiting: World) -> None:
        waiting.faults.heal()
        waiting.clock.pass_time(31)
        during_next(waiting, lambda: run(waiting.session_manager.sign_out()))
        waiting.tick()
        assert isinstance(waiting.state, SignedOut)
        assert waiting.session_manager.session is None
        assert waiting.token_store.load() is None

    def test_the_new_refresh_token_is_the_one_that_is_revoked(self, waiting: World) -> None:
        stored = waiting.token_store.load()
        run(waiting.session_manager.sign_out())
        assert stored is not None
        with pytest.raises(AuthError) as refused_now:
            waiting.provider.refresh(stored)
        assert refused_now.value.error_info.code is ErrorCode.SIGNED_OUT_ELSEWHERE

    def test_refreshed_once_more_while_it_waits(self, waiting: World) -> None:
        waiting.clock.pass_time(61)
        run(waiting.session_manager.refresh_now())
        assert waiting.signed_in.notice is Notice.REFRESHED_NOT_CHECKED
        assert waiting.signed_in.session.identity.signature is Signature.VERIFIED
        waiting.faults.heal()
        waiting.clock.pass_time(31)
        waiting.tick()
        assert waiting.signed_in.session.identity.signature is Signature.VERIFIED
        assert waiting.signed_in.session.tokens == waiting.token_store.load()
