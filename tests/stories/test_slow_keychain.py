"""A keychain that asks, and that nobody answers: the session is shown, and the person is told what comes of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.token_store import session_store as sealed
from desktop_login.domain.errors import ErrorCode, failed
from desktop_login.domain.states import Notice, SignedIn, SignedOut
from tests.fakes.keychains import LockedKeychain
from tests.fakes.world import World, run

Work = Coroutine[Any, Any, None]
from tests.patience import STEP_S


class Desktop(World):
    """Work behind the window waits until `let_go()`; `grow_impatient()` is three seconds later."""

    def __init__(self, folder: Path) -> None:
        self.waiting: list[tuple[Work, Callable[[], None]]] = []
        super().__init__(folder)

    def start(self) -> None:
        super().start()
        self.ports = self.ports._replace(background=self._background)
        self._rebuild()

    def _rebuild(self) -> None:
        from desktop_login.flow.coordinator import AuthCoordinator
        from desktop_login.flow.session_manager import SessionManager

        self.session_manager = SessionManager(
            self.ports, self.token_store, lambda: self.random, self.states.append
        )
        self.flow = AuthCoordinator(
            self.ports, self.session_manager, self.states.append, "test computer"
        )

    async def _background(self, work: Work, slow: Callable[[], None]) -> None:
        self.waiting.append((work, slow))

    def grow_impatient(self) -> None:
        for _, slow in self.waiting:
            slow()

    def let_go(self) -> None:
        waiting, self.waiting = self.waiting, []
        for work, _ in waiting:
            run(work)


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    with Desktop(tmp_path / "data") as desktop:
        yield desktop
        desktop.let_go()


def problem_of(desktop: Desktop) -> ErrorCode | None:
    state = desktop.state
    error_info = (
        state.warning if isinstance(state, SignedIn) else getattr(state, "error_info", None)
    )
    return error_info.code if error_info is not None else None


def test_the_session_is_shown_before_the_keychain_has_answered(desktop: Desktop) -> None:
    desktop.sign_in("confirmed")
    assert isinstance(desktop.state, SignedIn)
    assert desktop.files() == []
    desktop.let_go()
    assert desktop.files() != []
    assert problem_of(desktop) is None


def test_a_save_that_never_ends_well_says_that_nothing_is_remembered(desktop: Desktop) -> None:
    desktop.token_store._keychain = LockedKeychain()  # type: ignore[attr-defined]
    desktop.sign_in("confirmed")
    assert problem_of(desktop) is None
    desktop.let_go()
    assert isinstance(desktop.state, SignedIn)
    assert problem_of(desktop) is ErrorCode.KEYCHAIN
    assert not desktop.state.kept, "the dashboard says so at its foot, and `session` in its answer"


def test_a_sign_out_is_shown_before_the_keychain_has_forgotten(desktop: Desktop) -> None:
    desktop.sign_in("confirmed")
    desktop.let_go()
    run(desktop.session_manager.sign_out())
    state = desktop.state
    assert isinstance(state, SignedOut)
    assert state.notice is Notice.SIGNED_OUT
    assert all(grant.revoked for grant in desktop.demo.grants)
    desktop.let_go()
    assert desktop.files() == []
    assert desktop.keychain.entries == {}
    assert desktop.state is state


def test_a_keychain_that_does_not_forget_is_told_later(desktop: Desktop) -> None:
    desktop.sign_in("confirmed")
    desktop.let_go()
    desktop.token_store._keychain = LockedKeychain()  # type: ignore[attr-defined]
    run(desktop.session_manager.sign_out())
    desktop.grow_impatient()
    assert problem_of(desktop) is ErrorCode.KEYCHAIN_SLOW
    desktop.let_go()
    assert problem_of(desktop) is ErrorCode.NOT_FORGOTTEN
    assert isinstance(desktop.state, SignedOut)
    assert desktop.state.late


def test_a_keychain_that_forgets_after_all_takes_the_notice_back(desktop: Desktop) -> None:
    desktop.sign_in("confirmed")
    desktop.let_go()
    run(desktop.session_manager.sign_out())
    desktop.grow_impatient()
    desktop.let_go()
    state = desktop.state
    assert isinstance(state, SignedOut)
    assert (state.notice, state.error_info, state.late) == (Notice.SIGNED_OUT, None, True)
    desktop.grow_impatient()
    assert desktop.state is state


def test_signed_out_before_it_was_saved_nothing_is_stored(desktop: Desktop) -> None:
    desktop.sign_in("confirmed")
    run(desktop.session_manager.sign_out())
    desktop.let_go()
    assert desktop.files() == []
    assert desktop.keychain.entries == {}


class _Waits(LockedKeychain):
    """Answers when it is told to, on whichever thread."""

    def __init__(self, entries: dict[str, str]) -> None:
        self.entries = entries
        self.asked, self.answer = threading.Event(), threading.Event()

    def get(self, service: str) -> str | None:
        return self.entries.get(service)

    def set(self, service: str, secret: str) -> None:
        self.entries[service] = secret

    def delete(self, service: str) -> None:
        self.asked.set()
        if not self.answer.wait(STEP_S):
            raise failed(ErrorCode.KEYCHAIN, "NoAnswer")
        self.entries.pop(service, None)


@pytest.mark.medium
def test_who_signs_in_while_the_keychain_still_forgets_is_stored_after_it(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the sign-out would take away what the same person has stored since."""
    # a keychain may ask for longer than anybody waits for the lock of the file
    monkeypatch.setattr(sealed, "_LOCK_S", 0.05)
    desktop.sign_in("confirmed")
    desktop.let_go()
    subject = desktop.signed_in.session.identity.subject
    keychain = _Waits(desktop.keychain.entries)
    desktop.token_store._keychain = keychain  # type: ignore[attr-defined]
    forget = threading.Thread(target=desktop.token_store.forget, args=(subject,))
    forget.start()
    assert keychain.asked.wait(STEP_S)
    desktop.sign_in("confirmed")
    save = threading.Thread(target=desktop.let_go)
    save.start()
    save.join(1.0)
    keychain.answer.set()
    for thread in (forget, save):
        thread.join(STEP_S)
    stored = desktop.token_store.load()
    assert stored is not None
    assert stored.refresh_token == desktop.signed_in.session.tokens.refresh_token


def test_the_notice_of_a_slow_keychain_comes_once_and_goes(desktop: Desktop) -> None:
    desktop.sign_in("confirmed")
    (work, slow), desktop.waiting = desktop.waiting[0], []
    token_store, real = desktop.token_store, desktop.token_store.save

    def save(tokens: Any, subject: str) -> None:
        slow()
        assert problem_of(desktop) is ErrorCode.KEYCHAIN_SLOW
        assert not desktop.signed_in.kept
        real(tokens, subject)

    token_store.save = save  # type: ignore[method-assign]
    run(work)
    assert problem_of(desktop) is None
    assert desktop.signed_in.kept
    before = len(desktop.states)
    slow()
    assert len(desktop.states) == before
