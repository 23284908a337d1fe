"""The pictures of docs/architecture.md are those of the code, and show every import."""

from __future__ import annotations

import pytest

from tests.architecture.draw import PICTURES, Graph, drawn, pictures, reduced, rows_of

CIRCLE: Graph = {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset({"a"})}
LONG: Graph = {
    "a": frozenset({"b", "d"}),
    "b": frozenset({"c"}),
    "c": frozenset(),
    "d": frozenset(),
}


@pytest.mark.slow
def test_committed_pictures_are_what_the_code_gives() -> None:
    stale = [path.name for path, text in pictures().items() if path.read_text("utf-8") != text]
    assert stale == [], "run python -m tests.architecture.draw"


@pytest.mark.slow
def test_no_other_picture_is_committed() -> None:
    assert {path.name for path in PICTURES.iterdir()} == {path.name for path in pictures()}


def test_imports_in_a_circle_are_named() -> None:
    with pytest.raises(ValueError, match="imports in a circle: a ← c ← b ← a"):
        rows_of(CIRCLE)


def test_box_stands_below_everything_that_imports_it() -> None:
    assert rows_of(LONG) == [["a"], ["b", "d"], ["c"]]


def test_arrow_is_left_out_only_where_others_lead_there() -> None:
    whole = {**LONG, "a": frozenset({"b", "c", "d"})}
    assert reduced(whole) == LONG


def test_arrow_that_passes_a_row_has_a_place_there() -> None:
    short: Graph = {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset()}
    assert " V" not in drawn(short, "a title")
    # x → d passes the row of c
    long: Graph = {
        "a": frozenset({"b", "x"}),
        "b": frozenset({"c"}),
        "c": frozenset({"d"}),
        "d": frozenset(),
        "x": frozenset({"d"}),
    }
    assert drawn(long, "a title").count(" V") == 1
