"""Unseen characters in typed and pasted text: cleaned where none can belong, pointed out in passwords."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.answers import typed_code, typed_username
from desktop_login.domain.typed_text import cleaned, has_unseen, is_unseen, without_unseen

# How each comes into the clipboard: mail programs, tables, web pages, chats, text in two directions.
UNSEEN = {
    "line feed": "\n",
    "carriage return and line feed": "\r\n",
    "tab": "\t",
    "no-break space": "\u00a0",
    "narrow no-break space": "\u202f",
    "zero-width space": "\u200b",
    "zero-width no-break space": "\ufeff",
    "word joiner": "\u2060",
    "soft hyphen": "\u00ad",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "left-to-right embedding": "\u202a",
    "pop directional formatting": "\u202c",
    "left-to-right isolate": "\u2066",
    "line separator": "\u2028",
    "NUL": "\x00",
}
each = pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)


@each
def test_an_address_and_a_secret_are_cleaned_at_both_ends_and_inside(unseen: str) -> None:
    for text in (f"a@b.example{unseen}", f"{unseen} a@b.example", f"a@b{unseen}.example"):
        assert typed_username(text) == cleaned(text) == "a@b.example"


@each
def test_a_code_is_cleaned(unseen: str) -> None:
    for text in (f"123456{unseen}", f"{unseen}123456", f"123{unseen}456"):
        assert typed_code(text) == "123456"
    assert typed_code(f"Your code is{unseen} 123456.{unseen}") == "123456"


@each
def test_a_password_with_one_is_pointed_out_and_mended(unseen: str) -> None:
    for text in (f"Passw0rd!{unseen}", f"{unseen}Passw0rd!", f"Passw0rd! {unseen}"):
        assert has_unseen(text)
        assert without_unseen(text) == "Passw0rd!"
    inside = without_unseen(f"Pass{unseen}w0rd!")
    assert inside in ("Passw0rd!", "Pass w0rd!")
    assert not has_unseen(inside)


@pytest.mark.parametrize(
    "password",
    [
        "Passw0rd!",
        " two words ",
        "pässwörd",
        "パスワード　",
        "👩\u200d👩\u200d👧",
        "می\u200cخواهم",
        "",
    ],
)
def test_what_people_type_on_purpose_is_not_pointed_out(password: str) -> None:
    assert not has_unseen(password)


@given(st.text(max_size=60))
def test_what_is_mended_needs_no_mending(text: str) -> None:
    for done in (without_unseen(text), cleaned(text)):
        assert not has_unseen(done)
    assert not any(is_unseen(c) for c in cleaned(text))


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=60))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert cleaned(text) == without_unseen(text) == text
