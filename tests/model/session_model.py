"""What must hold of a session whatever happens, as a model that Hypothesis plays: windows, sleeps, clocks, faults, sign-outs.

The model knows which grants of the service live and whose session is stored; the real parts must
agree after every step. `python -m tests.model.session_model --runs 1000`
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desktop_login.adapters.token_store.encrypted_record import subject_of
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.domain.errors import ENDS_SESSION
from desktop_login.domain.states import Fresh, SignedIn, SignedOut, State, usable
from tests.fakes.keychains import MemoryKeychain
from tests.fakes.world import PASSWORD, World, run
from tests.soak.simulated import ACTED, FAULTS, REFRESH

USERS = ("confirmed", "second")


@dataclass
class Grant:
    """One sign-in, as the service knows it."""

    user: str
    subject: str
    origin: str
    revoked: bool = False
    lost_since: float | None = None


@dataclass(eq=False)
class Window:
    session_manager: Any
    coordinator: Any
    states: list[State] = field(repr=False)
    grant: Grant | None = None
    seen: int = 0
    owed: list[Grant] = field(default_factory=list)


class _Stage:
    """One server for all runs; every run gets a data folder and a keychain of its own."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="desktop-login-model-"))
        config = DemoPoolConfig(id_token_s=300, access_token_s=300)
        self.world = World(self.folder / "none", config, faulty=True)
        self.world.__enter__()
        self.world.demo.pool.add("second@example.com", PASSWORD)
        self.runs = 0
        self.steps = 0

    def close(self) -> None:
        self.world.__exit__()
        shutil.rmtree(self.folder)


class SessionModel(RuleBasedStateMachine):
    presenter: _Stage

    def __init__(self) -> None:
        super().__init__()
        presenter = self.presenter
        presenter.runs += 1
        self.world = presenter.world
        self.world.folder = presenter.folder / str(presenter.runs)
        self.world.keychain = MemoryKeychain()
        self.world.faults.heal()
        self.world.set_clock(-self.world._clock_off)
        self.windows: list[Window] = []
        self.stored: Grant | None = None
        self.fault: Any = None
        self.clock_was_set = False

    @initialize(user=st.sampled_from([*USERS, ""]))
    def first_window(self, user: str) -> None:
        self._open()
        if user:
            self._sign_in(self.windows[0], user)

    @precondition(lambda self: len(self.windows) < 3)
    @precondition(lambda self: not (self.fault and self.clock_was_set))
    @rule()
    def another_window(self) -> None:
        self._open()

    @rule(data=st.data(), user=st.sampled_from(USERS))
    def sign_in(self, data: st.DataObject, user: str) -> None:
        window = self._one(data)
        if window.grant is None and self.fault is None:
            self._sign_in(window, user)

    def _sign_in(self, window: Window, user: str) -> None:
        self.world.session_manager, self.world.flow = window.session_manager, window.coordinator
        self.world.sign_in(user)
        state = window.states[-1]
        assert isinstance(state, SignedIn), state
        identity = state.session.identity
        window.grant = self.stored = Grant(
            user, identity.subject, str(identity.claims["origin_jti"])
        )
        window.seen = len(window.states)

    @rule(data=st.data())
    def tick(self, data: st.DataObject) -> None:
        window = self._one(data)
        asked = self.world.faults.count(REFRESH)
        wait = run(window.session_manager.tick())
        assert 0 < wait <= 15
        self._after(window, asked)

    @rule(data=st.data())
    def refresh_now(self, data: st.DataObject) -> None:
        window = self._one(data)
        asked = self.world.faults.count(REFRESH)
        run(window.session_manager.refresh_now())
        self._after(window, asked)

    @rule(seconds=st.sampled_from([15, 60, 245, 290, 700]), all_look=st.booleans())
    def pass_time(self, seconds: int, all_look: bool) -> None:
        self.world.clock.pass_time(seconds)
        if all_look:
            self._everybody_looks()

    @rule(seconds=st.sampled_from([30, 600, 7200]))
    def sleep(self, seconds: int) -> None:
        self.world.clock.sleep(seconds)
        self._everybody_looks()

    @precondition(lambda self: self.fault is None)
    @rule(seconds=st.sampled_from([-3600, -90, 90, 3600, 86400]))
    def set_clock(self, seconds: int) -> None:
        self.world.set_clock(seconds)
        self.clock_was_set = True
        self._everybody_looks()

    @rule(fault=st.sampled_from(FAULTS))
    def network_breaks(self, fault: Any) -> None:
        self.world.faults.heal()
        self.world.faults.always(REFRESH, fault)
        self.fault = fault

    @rule()
    def network_heals(self) -> None:
        self.world.faults.heal()
        self.fault = None

    @rule(data=st.data())
    def sign_out(self, data: st.DataObject) -> None:
        window = self._one(data)
        if window.grant is None:
            return
        run(window.session_manager.sign_out())
        window.grant.revoked = True
        if self.stored is not None and self.stored.subject == window.grant.subject:
            self.stored = None
        window.grant = None
        window.seen = len(window.states)

    @rule(data=st.data())
    def revoked_by_an_administrator(self, data: st.DataObject) -> None:
        window = self._one(data)
        session = window.session_manager.session
        if session is not None and window.grant is not None:
            self.world.provider.revoke(session.tokens.refresh_token)
            window.grant.revoked = True

    @rule(data=st.data())
    def closed_and_started_again(self, data: st.DataObject) -> None:
        if self.fault and self.clock_was_set:
            return
        self.windows.remove(self._one(data))
        self._open()

    # --- what must hold ---------------------------------------------------------------

    @invariant()
    def no_dead_token_is_shown(self) -> None:
        for window in self.windows:
            state = window.states[-1] if window.states else None
            if isinstance(state, SignedIn):
                shown = usable(state) and self.world.clock.wall < state.expires_at
                dead = self.world.server_now() >= state.session.lifetime.expires_at
                assert not (shown and dead)

    @invariant()
    def windows_agree_with_their_managers(self) -> None:
        for window in self.windows:
            state = window.states[-1] if window.states else None
            assert isinstance(state, SignedIn) == (window.session_manager.session is not None)
            assert (window.session_manager.session is not None) == (window.grant is not None)

    @invariant()
    def the_store_holds_whom_it_should(self) -> None:
        record = next(self.world.folder.rglob("session.bin"), None)
        held = None if record is None else subject_of(record.read_bytes())
        assert held == (self.stored.subject if self.stored else None)
        if self.stored is None:
            assert not self.world.keychain.entries, "a key without a session"

    # ----------------------------------------------------------------------------------

    def _open(self) -> None:
        self.world.start()
        self.world.token_verifier._keys.warm_up()  # as the program does behind the first picture
        window = Window(self.world.session_manager, self.world.flow, self.world.states)
        self.windows.append(window)
        before, asked = self.stored, self.world.faults.count(REFRESH)
        window.grant = before
        found = run(window.session_manager.restore())
        assert found or before is None, "a stored session was not found"
        self._after(window, asked)

    def _one(self, data: st.DataObject) -> Window:
        self.presenter.steps += 1
        return data.draw(st.sampled_from(self.windows))

    def _grants(self) -> list[Grant]:
        known = [window.grant for window in self.windows] + [self.stored]
        return list({id(grant): grant for grant in known if grant is not None}.values())

    def _everybody_looks(self) -> None:
        for window in self.windows:
            asked = self.world.faults.count(REFRESH)
            run(window.session_manager.tick())
            self._after(window, asked)

    def _after(self, window: Window, asked: int) -> None:
        """Squares the model with what the window told since."""
        notified, window.seen = window.states[window.seen :], len(window.states)
        grant = window.grant
        if grant is None:
            return
        went = self.world.faults.count(REFRESH) > asked
        if went and self.fault in ACTED:
            for used in self._used_by(grant):
                used.lost_since = used.lost_since or self.world.server_now()
        if any(isinstance(state, SignedOut) for state in notified):
            error_info = next(s.error_info for s in notified if isinstance(s, SignedOut))
            assert error_info is not None
            assert error_info.code in ENDS_SESSION
            assert self._has_ended(grant), f"lost: {error_info}"
            stored = self._stored_of(grant)
            if stored is not None:
                assert self._has_ended(stored), f"lost from the store: {error_info}"
                self.stored = None
            window.grant = None
        elif isinstance(state := notified[-1] if notified else None, SignedIn):
            self._shows(window, grant, state)
            if went and isinstance(state.freshness, Fresh) and window.grant is not None:
                window.grant.lost_since = None

    def _shows(self, window: Window, grant: Grant, state: SignedIn) -> None:
        """A window takes over the stored session of the same user, and stores its own only if that
        one has ended."""
        origin, stored = state.session.identity.claims["origin_jti"], self._stored_of(grant)
        if stored is not None and stored.origin == origin:
            window.grant = stored
            return
        assert origin == grant.origin, "a session from nowhere"
        tokens = self.world.token_store.load() if stored is not None else None
        if (
            stored is not None
            and tokens is not None
            and tokens.refresh_token == state.session.tokens.refresh_token
        ):
            assert self._has_ended(stored), "a living session was overwritten"
            self.stored = grant

    def _stored_of(self, grant: Grant) -> Grant | None:
        """The stored sign-in of the same user, which a refresh uses first."""
        stored = self.stored
        return stored if stored is not None and stored.subject == grant.subject else None

    def _used_by(self, grant: Grant) -> list[Grant]:
        """Whose tokens a refresh has presented: its own too once the stored ones are refused."""
        first = self._stored_of(grant) or grant
        return [first, grant] if self._has_ended(first) else [first]

    def _has_ended(self, grant: Grant) -> bool:
        since = grant.lost_since
        return grant.revoked or (since is not None and self.world.server_now() - since > 60)


def play(runs: int) -> dict[str, Any]:
    SessionModel.presenter = presenter = _Stage()
    how = settings(
        max_examples=runs,
        stateful_step_count=40,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    begun = time.monotonic()
    try:
        run_state_machine_as_test(SessionModel, settings=how)
        return {
            "runs": presenter.runs,
            "steps": presenter.steps,
            "refreshes asked for": presenter.world.faults.count(REFRESH),
            "seconds": round(time.monotonic() - begun),
            "illegal states, lost sessions, zombies": 0,
        }
    finally:
        presenter.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    print(json.dumps(play(given.runs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
