"""What the history of a session tells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.history import (
    MOST_ENTRIES,
    Event,
    History,
    begun,
    is_sign_in,
    not_reached,
    reached,
    renewed,
)

STEPS = st.lists(
    st.tuples(st.sampled_from(["renewed", "lost", "found"]), st.floats(0, 1e9)), max_size=250
)


def after(steps: list[tuple[str, float]]) -> History:
    history = begun(Event.SIGNED_IN, 0.0)
    for step, at in steps:
        match step:
            case "renewed":
                history = renewed(history, at, by_hand=False, before={"a": 1}, after={"a": 2})
            case "lost":
                history = not_reached(history, at)
            case _:
                history = reached(history, at)
    return history


@given(STEPS)
def test_the_beginning_stays_and_the_rest_is_bounded(steps: list[tuple[str, float]]) -> None:
    history = after(steps)
    assert history[0] == begun(Event.SIGNED_IN, 0.0)[0]
    assert len(history) <= MOST_ENTRIES


@given(STEPS)
def test_only_the_last_time_offline_can_last_and_none_ends_before_it_began(
    steps: list[tuple[str, float]],
) -> None:
    offline = [entry for entry in after(steps) if entry.event is Event.OFFLINE]
    assert all(entry.until is not None for entry in offline[:-1])
    assert all(entry.until >= entry.at for entry in offline if entry.until is not None)


def test_a_renewal_ends_a_time_offline_and_tells_what_changed() -> None:
    history = not_reached(not_reached(begun(Event.RESTORED, 1.0), 2.0), 3.0)
    history = renewed(history, 4.0, by_hand=True, before={"a": 1, "b": 1}, after={"a": 2, "c": 1})
    assert [(e.event, e.at, e.until) for e in history] == [
        (Event.RESTORED, 1.0, None),
        (Event.OFFLINE, 2.0, 4.0),
        (Event.RENEWED_BY_HAND, 4.0, None),
    ]
    found = history[-1].difference
    assert (found.added, found.removed, found.changed[0].name) == (("c",), ("b",), "a")


def test_session_that_began_with_a_sign_in_says_so_whatever_came_since() -> None:
    assert is_sign_in(after([("renewed", 1.0), ("lost", 2.0), ("found", 3.0)]))
    assert not is_sign_in(begun(Event.RESTORED, 0.0))
    assert not is_sign_in(())
