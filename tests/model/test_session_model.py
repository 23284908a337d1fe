"""The short form of the model; the long one is a command, see docs/figures.md. What it once found is played by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from hypothesis import strategies as st

from tests.fakes.programs import played
from tests.model.session_model import SessionModel, Window, _Stage
from tests.soak.simulated import ACTED

pytestmark = pytest.mark.slow


class _Drawn:
    """Stands in for what Hypothesis draws: the window with this number."""

    def __init__(self, model: SessionModel, number: int) -> None:
        self._model = model
        self._number = number

    def draw(self, _strategy: object) -> Window:
        return self._model.windows[self._number]


def window(model: SessionModel, number: int) -> st.DataObject:
    return cast("st.DataObject", _Drawn(model, number))


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[SessionModel]:
    stage = _Stage()
    monkeypatch.setattr(SessionModel, "presenter", stage, raising=False)
    try:
        yield SessionModel()
    finally:
        stage.close()


def two_sign_ins_of_one_user(model: SessionModel) -> None:
    """The second one is stored."""
    model.first_window("")
    model.another_window()
    for number in (0, 1):
        model.sign_in(window(model, number), "second")


def holds(model: SessionModel) -> None:
    model.no_dead_token_is_shown()
    model.windows_agree_with_their_managers()
    model.the_store_holds_whom_it_should()


def test_no_illegal_state_no_lost_session_no_zombie() -> None:
    result = played("tests.model.session_model", "--runs", "60")
    assert result["refreshes asked for"] > 30, "the model hardly moved"


def test_revoked_in_the_store_is_not_the_end_of_the_other_sign_in(model: SessionModel) -> None:
    two_sign_ins_of_one_user(model)
    first = model.windows[0].grant
    model.revoked_by_an_administrator(window(model, 1))
    model.pass_time(700, all_look=True)
    holds(model)
    assert model.stored is first is not None
    assert [w.grant for w in model.windows] == [first, first]


def test_two_revoked_sign_ins_leave_nothing_in_the_store(model: SessionModel) -> None:
    two_sign_ins_of_one_user(model)
    for number in (0, 1):
        model.revoked_by_an_administrator(window(model, number))
    model.pass_time(700, all_look=False)
    model.refresh_now(window(model, 0))
    holds(model)
    assert model.stored is None
    model.refresh_now(window(model, 1))
    holds(model)


def test_a_lost_reply_is_that_of_the_stored_sign_in(model: SessionModel) -> None:
    two_sign_ins_of_one_user(model)
    first, second = (w.grant for w in model.windows)
    assert first is not None
    assert second is not None
    model.pass_time(700, all_look=False)
    model.network_breaks(ACTED[0])
    model.refresh_now(window(model, 0))
    assert (first.lost_since, second.lost_since) == (None, model.world.server_now())
    model.network_heals()
    model.pass_time(700, all_look=True)
    holds(model)
    assert model.stored is first
