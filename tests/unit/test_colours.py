"""The arithmetic of colours: what WCAG says, and the nearest colour on which text can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.colours import (
    BLACK,
    INK,
    TEXT,
    WHITE,
    carries_text,
    contrast,
    mixed,
    nearest_with_text,
    readable,
    text_on,
)

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)
    assert contrast("#0d0d0d", WHITE) == contrast(WHITE, "#0d0d0d")


def test_a_mixture_lies_between_its_parts() -> None:
    assert [mixed(BLACK, WHITE, share) for share in (0, 0.5, 1)] == [BLACK, "#808080", WHITE]


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable("#0f766e", (WHITE,), TEXT, BLACK) == "#0f766e"


def test_what_can_be_read_nowhere_becomes_the_pole() -> None:
    assert readable("#808080", (WHITE, BLACK), 15, BLACK) == BLACK


@pytest.mark.parametrize("colour", [WHITE, BLACK, "#0f766e", "#ff9900"])
def test_a_colour_that_carries_text_is_its_own_nearest(colour: str) -> None:
    assert carries_text(colour)
    assert nearest_with_text(colour) == colour


@given(COLOURS)
def test_the_nearest_colour_carries_text_and_is_the_colour_itself_if_that_does(colour: str) -> None:
    nearest = nearest_with_text(colour)
    assert carries_text(nearest)
    assert (nearest == colour) == carries_text(colour)
    assert text_on(nearest) in (WHITE, INK)


@pytest.mark.parametrize(("colour", "nearest"), [("#7a7a7a", "#757575"), ("#7d7d7d", "#808080")])
def test_the_nearest_colour_is_darker_or_lighter_whichever_is_nearer(
    colour: str, nearest: str
) -> None:
    assert not carries_text(colour)
    assert nearest_with_text(colour) == nearest
