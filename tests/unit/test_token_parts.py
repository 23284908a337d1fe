"""The head of a token, whatever stands there."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.token_parts import header_of, short_key


def written(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_the_head_of_a_token_is_read() -> None:
    assert header_of(f"{written({'alg': 'RS256', 'kid': 'k'})}.x.y") == {"alg": "RS256", "kid": "k"}


@pytest.mark.parametrize("first", [written([1]), written("x"), "", "é", "W1tb", "%%%"])
def test_what_is_no_object_is_empty(first: str) -> None:
    assert header_of(f"{first}.x.y") == {}


@given(st.text())
def test_no_text_is_an_error(text: str) -> None:
    assert isinstance(header_of(text), dict)


def test_a_long_key_shows_both_ends() -> None:
    assert short_key("lrQM1234567899aA==") == "lrQM…9aA=="
    assert short_key("short") == "short"
    assert short_key(None) == "–"
