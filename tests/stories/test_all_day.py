"""Whole stories through the real parts: sign in, stay signed in, restart, sign out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.domain.answers import Answer, Code, Credentials, NewPassword
from desktop_login.domain.challenges import Channel, CodeRequired, NewPasswordRequired
from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import (
    Asked,
    Fresh,
    Notice,
    RefreshFailed,
    SignedIn,
    SignedOut,
    usable,
)
from desktop_login.domain.tokens import Signature
from desktop_login.flow.request_budget import Run
from tests.fakes.keychains import LockedKeychain
from tests.fakes.lifetimes import Lifetimes
from tests.fakes.runs import a_run
from tests.fakes.world import World, run

FIVE_MINUTES: Lifetimes = {"id_token_s": 300, "access_token_s": 300}
NEW = Secret("My-0wn-Passw0rd")
VARIANTS = {
    "srp": (AuthFlow.SRP, DemoPoolConfig(**FIVE_MINUTES)),
    "password": (AuthFlow.PASSWORD, DemoPoolConfig(**FIVE_MINUTES)),
    "srp-with-secret": (AuthFlow.SRP, DemoPoolConfig(client_secret="s" * 40, **FIVE_MINUTES)),
    "password-with-secret": (
        AuthFlow.PASSWORD,
        DemoPoolConfig(client_secret="s" * 40, **FIVE_MINUTES),
    ),
    "grace-0": (AuthFlow.SRP, DemoPoolConfig(grace_s=0, **FIVE_MINUTES)),
    "no-rotation": (AuthFlow.SRP, DemoPoolConfig(rotation=False, **FIVE_MINUTES)),
}
STORIES = ("confirmed", "new-password", "totp", "sms-code", "email-code")


@pytest.fixture(params=VARIANTS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    flow, config = VARIANTS[request.param]
    world = World(tmp_path / "data", config)
    world.flow_kind = flow
    with world:
        yield world


def answer_for(world: World, story: str) -> Answer:
    match world.state:
        case Asked(question=NewPasswordRequired()):
            return NewPassword(NEW)
        case Asked(question=CodeRequired(channel=Channel.AUTHENTICATOR)):
            return Code(world.totp(story))
        case Asked(question=CodeRequired()):
            return Code(world.latest_code())
    raise AssertionError(world.state)


@pytest.mark.parametrize("story", STORIES)
def test_a_day(world: World, story: str) -> None:
    world.sign_in(story)
    if story != "confirmed":
        run(world.flow.answer(answer_for(world, story)))
    first = world.signed_in.session
    assert first.identity.email == f"{story}@example.com"
    assert first.identity.signature is Signature.VERIFIED
    assert world.keychain.entries
    assert world.files()

    for _ in range(3):  # five-minute tokens, for a quarter of an hour
        world.clock.pass_time(200)
        before = world.signed_in.session.tokens.access_token
        run(world.session_manager.tick())
        assert world.signed_in.session.tokens.access_token == before, "renewed too early"
        world.clock.pass_time(50)
        run(world.session_manager.tick())
        assert world.signed_in.session.tokens.access_token != before
        assert isinstance(world.signed_in.freshness, Fresh)
    refreshed = world.signed_in.session
    assert refreshed.identity.subject == first.identity.subject

    world.start()  # a restart, while the tokens live
    assert run(world.session_manager.restore()) is True
    assert world.signed_in.session.tokens.access_token == refreshed.tokens.access_token

    world.clock.sleep(3600)  # asleep past the expiry, then a restart
    world.start()
    assert run(world.session_manager.restore()) is True
    last = world.signed_in.session.tokens
    assert last.access_token != refreshed.tokens.access_token
    assert isinstance(world.signed_in.freshness, Fresh)

    run(world.session_manager.sign_out())
    assert isinstance(world.state, SignedOut)
    assert world.state.error_info is None
    assert world.state.notice is Notice.SIGNED_OUT
    assert world.state.until is not None
    assert world.keychain.entries == {}
    assert world.files() == []
    with pytest.raises(AuthError) as refused:
        world.provider.refresh(last)
    assert refused.value.error_info.code is ErrorCode.SIGNED_OUT_ELSEWHERE
    world.start()
    assert run(world.session_manager.restore()) is False


def test_wake_after_sleep_refreshes_within_five_seconds_and_shows_nothing_dead(
    world: World,
) -> None:
    world.sign_in("confirmed")
    before = world.signed_in.session.tokens.access_token
    world.clock.sleep(7200)
    wait = run(world.session_manager.tick())
    assert world.signed_in.session.tokens.access_token == before, "everybody asks at once"
    assert not usable(world.signed_in)
    assert 0 < wait <= 5
    world.clock.pass_time(wait)
    run(world.session_manager.tick())
    assert world.signed_in.session.tokens.access_token != before
    assert usable(world.signed_in)


def test_not_remembered_leaves_nothing(world: World) -> None:
    world.sign_in("confirmed", remember=False)
    assert isinstance(world.state, SignedIn)
    world.clock.pass_time(280)
    run(world.session_manager.tick())
    assert world.keychain.entries == {}
    assert world.files() == []


def test_without_a_keychain_the_session_lives_in_memory(tmp_path: Path) -> None:
    world = World(tmp_path / "data", DemoPoolConfig(**FIVE_MINUTES))
    world.keychain = LockedKeychain()  # type: ignore[assignment]
    with world:
        world.sign_in("confirmed")
        assert world.signed_in.warning is not None
        assert world.signed_in.warning.code is ErrorCode.KEYCHAIN
        assert world.files() == []
        world.clock.pass_time(290)
        run(world.session_manager.tick())
        assert isinstance(world.signed_in.freshness, Fresh)
        assert world.files() == []


def test_offline_keeps_the_session_and_recovers(tmp_path: Path) -> None:
    world = World(tmp_path / "data", DemoPoolConfig(**FIVE_MINUTES))
    with world:
        world.sign_in("confirmed")
        good = world.session_manager._refresher._provider
        world.session_manager._refresher._provider = Failing()  # type: ignore[assignment]
        world.clock.pass_time(250)
        run(world.session_manager.tick())
        state = world.signed_in
        assert isinstance(state.freshness, RefreshFailed)
        assert state.freshness.usable
        world.clock.pass_time(100)
        run(world.session_manager.tick())
        assert not world.signed_in.freshness.usable  # type: ignore[union-attr]
        assert world.files(), "a transient fault deleted the session"
        world.session_manager._refresher._provider = good
        world.clock.pass_time(400)
        run(world.session_manager.tick())
        assert isinstance(world.signed_in.freshness, Fresh)


class Failing:
    """A provider that answers everything with one problem."""

    def __init__(self, problem: ErrorCode = ErrorCode.NO_CONNECTION) -> None:
        self.problem = problem
        self.calls = 0

    def refresh(self, tokens: object) -> object:
        self.calls += 1
        raise failed(self.problem)

    def revoke(self, token: object) -> None:
        self.refresh(token)


@pytest.mark.parametrize(
    "problem", [ErrorCode.LOCKED_OUT, ErrorCode.FIREWALL, ErrorCode.SECRET_WRONG]
)
def test_only_the_short_list_ends_a_session(tmp_path: Path, problem: ErrorCode) -> None:
    with World(tmp_path / "data", DemoPoolConfig(**FIVE_MINUTES)) as world:
        world.sign_in("confirmed")
        world.session_manager._refresher._provider = Failing(problem)  # type: ignore[assignment]
        world.clock.pass_time(290)
        run(world.session_manager.tick())
        assert isinstance(world.state, SignedIn)
        assert world.files()


def test_revoked_elsewhere_ends_the_session_once(tmp_path: Path) -> None:
    with World(tmp_path / "data", DemoPoolConfig(**FIVE_MINUTES)) as world:
        world.sign_in("confirmed")
        world.provider.revoke(world.signed_in.session.tokens.refresh_token)
        world.clock.pass_time(290)
        run(world.session_manager.tick())
        assert isinstance(world.state, SignedOut)
        assert world.state.error_info is not None
        assert world.state.error_info.code is ErrorCode.SIGNED_OUT_ELSEWHERE
        assert world.files() == []
        assert world.keychain.entries == {}


def test_a_second_process_adopts_what_the_first_refreshed(tmp_path: Path) -> None:
    with World(tmp_path / "data", DemoPoolConfig(grace_s=0, **FIVE_MINUTES)) as world:
        world.sign_in("confirmed")
        first = world.session_manager
        world.start()
        run(world.session_manager.restore())
        world.clock.pass_time(290)
        run(world.session_manager.tick())
        refreshed = world.signed_in.session.tokens.access_token
        notified: list[object] = []
        first._notify = notified.append
        run(first.tick())
        last = notified[-1]
        assert isinstance(last, SignedIn)
        assert last.session.tokens.access_token == refreshed


def test_a_cancelled_sign_in_that_succeeds_late_is_revoked(tmp_path: Path) -> None:
    with World(tmp_path / "data") as world:
        late: list[object] = []
        real = world.provider.sign_in

        def slow(credentials: Credentials, run: Run, device: object = None) -> object:
            result = real(credentials, run)
            late.append(result)
            world.flow.cancel()
            return result

        world.provider.sign_in = slow  # type: ignore[method-assign,assignment]
        world.sign_in("confirmed")
        assert isinstance(world.state, SignedOut)
        assert world.state.error_info is not None
        assert world.state.error_info.code is ErrorCode.CANCELLED
        with pytest.raises(AuthError) as refused:
            world.provider.refresh(late[0])  # type: ignore[arg-type]
        assert refused.value.error_info.code is ErrorCode.SIGNED_OUT_ELSEWHERE


def test_wrong_password_and_unknown_user_are_told_apart_by_nothing(tmp_path: Path) -> None:
    with World(tmp_path / "data") as world:
        world.sign_in("confirmed", "Wrong-Passw0rd!")
        wrong = world.state
        world.sign_in("nobody")
        assert isinstance(wrong, SignedOut)
        assert isinstance(world.state, SignedOut)
        assert wrong.error_info is not None
        assert world.state.error_info is not None
        assert wrong.error_info.code is world.state.error_info.code is ErrorCode.WRONG_CREDENTIALS
        assert wrong.error_info.request.code == world.state.error_info.request.code


def test_lock_out_doubles_its_wait(tmp_path: Path) -> None:
    with World(tmp_path / "data") as world:
        waits = []
        for _ in range(7):
            world.sign_in("confirmed", "Wrong-Passw0rd!")
            assert isinstance(world.state, SignedOut)
            assert world.state.error_info is not None
            if world.state.error_info.code is ErrorCode.LOCKED_OUT:
                waits.append(world.state.error_info.seconds)
        assert waits == [1.0, 2.0]
        world.clock.pass_time(60)
        world.sign_in("confirmed")
        assert isinstance(world.state, SignedIn)


def test_an_expired_step_is_refreshed_and_the_newest_code_asked_for(tmp_path: Path) -> None:
    with World(tmp_path / "data", DemoPoolConfig(challenge_s=180)) as world:
        world.sign_in("sms-code")
        old = world.latest_code()
        world.clock.pass_time(200)
        run(world.flow.answer(Code(old)))
        assert isinstance(world.state, Asked)
        assert world.state.error_info is not None
        assert world.state.error_info.code is ErrorCode.STEP_RESTARTED
        assert len(world.demo.pool.mailbox.messages) == 2
        run(world.flow.answer(Code(world.latest_code())))
        assert isinstance(world.state, SignedIn)


def test_a_new_password_survives_an_expired_step(tmp_path: Path) -> None:
    with World(tmp_path / "data", DemoPoolConfig(challenge_s=180)) as world:
        world.sign_in("new-password")
        world.clock.pass_time(200)
        run(world.flow.answer(NewPassword(NEW)))
        assert isinstance(world.state, SignedIn)


def test_resend_sends_another_code_and_not_too_often(tmp_path: Path) -> None:
    with World(tmp_path / "data") as world:
        world.sign_in("email-code")
        run(world.flow.resend())
        assert isinstance(world.state, Asked)
        assert world.state.notice is Notice.CODE_SENT
        run(world.flow.resend())
        assert len(world.demo.pool.mailbox.messages) == 2
        run(world.flow.answer(Code(world.latest_code())))
        assert isinstance(world.state, SignedIn)


def test_wrong_codes_keep_the_page_and_hint_at_the_phones_clock(tmp_path: Path) -> None:
    with World(tmp_path / "data") as world:
        world.sign_in("totp")
        question, seen = world.asked.question, []
        right = world.totp().reveal()
        wrong = "000000" if right != "000000" else "111111"
        for _ in range(3):
            run(world.flow.answer(Code(Secret(wrong))))
            assert isinstance(world.state, Asked)
            assert world.state.question == question
            assert world.state.error_info is not None
            seen.append(world.state.error_info.code)
        assert seen == [ErrorCode.WRONG_CODE, ErrorCode.WRONG_CODE, ErrorCode.WRONG_CODE_AGAIN]
        run(world.flow.answer(Code(Secret(right))))
        assert isinstance(world.state, SignedIn)


def test_a_code_that_was_sent_has_nothing_to_do_with_a_clock(tmp_path: Path) -> None:
    with World(tmp_path / "data") as world:
        world.sign_in("sms-code")
        right = world.latest_code().reveal()
        wrong = Code(Secret("000000" if right != "000000" else "111111"))
        for _ in range(3):
            run(world.flow.answer(wrong))
            assert world.asked.error_info is not None
            assert world.asked.error_info.code is ErrorCode.WRONG_CODE


def test_sign_out_everywhere_ends_the_other_session(tmp_path: Path) -> None:
    with World(tmp_path / "data") as world:
        other = world.provider.sign_in(
            Credentials("confirmed@example.com", Secret("Demo-Passw0rd!")), a_run()
        )
        world.sign_in("confirmed")
        run(world.session_manager.sign_out(everywhere=True))
        with pytest.raises(AuthError):
            world.provider.refresh(other)  # type: ignore[arg-type]


def test_required_attributes_are_asked_for(tmp_path: Path) -> None:
    with World(tmp_path / "data", DemoPoolConfig(required_attributes=("name",))) as world:
        world.sign_in("new-password")
        assert isinstance(world.state, Asked)
        assert world.state.question.required == ("name",)  # type: ignore[union-attr]
        run(world.flow.answer(NewPassword(NEW)))
        assert isinstance(world.state, Asked)
        assert world.state.error_info is not None
        assert world.state.error_info.code is ErrorCode.ATTRIBUTE_WRONG
        assert world.state.error_info.name == "name"
        run(world.flow.answer(NewPassword(NEW, {"name": "Robin"})))
        assert world.signed_in.session.identity.name == "Robin"


@pytest.mark.medium
def test_an_unforeseen_error_does_not_stop_later_refreshs(tmp_path: Path) -> None:
    class Broken:
        def refresh(self, tokens: object) -> object:
            raise ZeroDivisionError

    with World(tmp_path / "data", DemoPoolConfig(**FIVE_MINUTES)) as world:
        world.sign_in("confirmed")
        refresh = world.session_manager._refresher
        good, refresh._provider = refresh._provider, Broken()  # type: ignore[assignment]
        world.clock.pass_time(260)
        with pytest.raises(ZeroDivisionError):
            run(world.session_manager.tick())
        refresh._provider = good
        run(world.session_manager.tick())
        assert isinstance(world.signed_in.freshness, Fresh)


def test_a_session_that_ends_while_the_keychain_is_locked_is_told_all_the_same(
    tmp_path: Path,
) -> None:
    with World(tmp_path / "data", DemoPoolConfig(**FIVE_MINUTES)) as world:
        world.sign_in("confirmed")
        world.provider.revoke(world.signed_in.session.tokens.refresh_token)
        world.token_store._keychain = LockedKeychain()  # type: ignore[attr-defined]
        world.clock.pass_time(290)
        run(world.session_manager.tick())
        assert isinstance(world.state, SignedOut)
        assert world.state.error_info is not None
        assert world.state.error_info.code is ErrorCode.SIGNED_OUT_ELSEWHERE
        assert world.files() == []


def test_signed_out_offline_the_server_is_told_later_from_memory(tmp_path: Path) -> None:
    with World(tmp_path / "data") as world:
        world.sign_in("confirmed")
        tokens = world.signed_in.session.tokens
        good, broken = world.session_manager._refresher._provider, Failing()
        world.session_manager._sign_out._revocations._provider = broken  # type: ignore[assignment]
        run(world.session_manager.sign_out())
        first, late = world.states[-2:]
        assert isinstance(first, SignedOut)
        assert first.error_info is None
        assert isinstance(late, SignedOut)
        assert late.late
        assert late.error_info is not None
        assert late.error_info.code is ErrorCode.SERVER_NOT_TOLD
        assert world.files() == []
        world.clock.pass_time(15)
        run(world.session_manager.tick())
        assert broken.calls == 2
        world.session_manager._sign_out._revocations._provider = good
        world.clock.pass_time(15)
        run(world.session_manager.tick())
        with pytest.raises(AuthError) as refused:
            world.provider.refresh(tokens)
        assert refused.value.error_info.code is ErrorCode.SIGNED_OUT_ELSEWHERE
        assert world.session_manager._sign_out._revocations._owed == []


def test_the_server_is_not_told_for_ever(tmp_path: Path) -> None:
    with World(tmp_path / "data") as world:
        world.sign_in("confirmed")
        world.session_manager._sign_out._revocations._provider = Failing()  # type: ignore[assignment]
        run(world.session_manager.sign_out())
        world.clock.pass_time(601)
        run(world.session_manager.tick())
        assert world.session_manager._sign_out._revocations._owed == []


def test_revocation_switched_off_is_said(tmp_path: Path) -> None:
    with World(tmp_path / "data", DemoPoolConfig(revocation=False)) as world:
        world.sign_in("confirmed")
        run(world.session_manager.sign_out())
        assert isinstance(world.state, SignedOut)
        assert world.state.error_info is not None
        assert world.state.error_info.code is ErrorCode.REVOCATION_OFF


def test_a_sign_out_while_the_tick_is_saving_stays_a_sign_out(tmp_path: Path) -> None:
    with World(tmp_path / "data", DemoPoolConfig(**FIVE_MINUTES)) as world:
        world.sign_in("confirmed")
        held = world.session_manager._active
        assert held is not None
        held.unsaved = True
        world.clock.pass_time(290)
        keeping = world.session_manager._keeping
        plain = keeping._off_thread

        async def sign_out_meanwhile(call: Any, *args: Any, **kwargs: Any) -> Any:
            keeping._off_thread = plain
            run(world.session_manager.sign_out())
            return await plain(call, *args, **kwargs)

        keeping._off_thread = sign_out_meanwhile
        run(world.session_manager.tick())
        assert isinstance(world.state, SignedOut)
        assert world.files() == []
        assert world.keychain.entries == {}


def test_a_session_that_cannot_be_removed_is_said(tmp_path: Path) -> None:
    with World(tmp_path / "data") as world:
        world.sign_in("confirmed")
        world.token_store._keychain = LockedKeychain()  # type: ignore[attr-defined]
        run(world.session_manager.sign_out())
        assert isinstance(world.state, SignedOut)
        assert world.state.error_info is not None
        assert world.state.error_info.code is ErrorCode.NOT_FORGOTTEN
        assert world.files() == []
