"""The pages on which the browser's tab ends: small, by themselves, and in the colours of the window."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from desktop_login.adapters.browser.tab_pages import DEFAULT_ACCENT, Look, Outcome, page
from desktop_login.domain.colours import SHAPE, contrast
from desktop_login.ui.theme import DARK, LIGHT


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("language", ["en", "ja", "xx"])
def test_a_page_is_small_says_one_thing_and_loads_nothing(outcome: Outcome, language: str) -> None:
    found = page(outcome, language, Look("x" * 500))
    text = found.body.decode()
    assert len(found.body) <= 6 * 1024
    assert text.count("<h1>") == text.count('role="status"') == text.count("<main>") == 1
    assert "<script" not in text
    assert "<form" not in text
    assert "http" not in text
    assert '<link rel="icon" href="data:,">' in text
    assert f'lang="{"ja" if language == "ja" else "en"}"' in text


@pytest.mark.parametrize("accent", ["", "#ffff00", "#fdfdfd", "#000000", "#123456", "#1b1d22"])
def test_a_picture_stands_out_whatever_colour_a_deployer_has(accent: str) -> None:
    text = page(Outcome.SIGNED_IN, "en", Look("Acme", accent)).body.decode()
    cards = re.findall(r"--card:(#[0-9a-f]{6})", text)
    marks = re.findall(r"--mark:(#[0-9a-f]{6});--tick:(#[0-9a-f]{6})", text)
    assert len(cards) == len(marks) == 2  # light, dark
    for card, (mark, tick) in zip(cards, marks, strict=True):
        assert contrast(card, mark) >= SHAPE
        assert contrast(mark, tick) >= SHAPE


@pytest.mark.parametrize(("number", "scheme"), [(0, LIGHT), (1, DARK)])
def test_a_page_has_the_colours_of_the_window(number: int, scheme: Mapping[str, str]) -> None:
    text = page(Outcome.SIGNED_IN, "en", Look()).body.decode()
    for name, of_window in (("page", "background"), ("card", "card"), ("text", "text")):
        assert re.findall(rf"--{name}:(#[0-9a-f]{{6}})", text)[number] == scheme[of_window]
    assert DEFAULT_ACCENT == LIGHT["accent"]
