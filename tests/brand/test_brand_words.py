"""The list of keys is the messages', and says what a brand may do with each of them."""

from __future__ import annotations

import pytest

from desktop_login.messages.message import in_english
from desktop_login.settings.brand_words import KEPT, MAX_NAME, MAX_WORDS, NAME, flaw_of, sentences
from tests.architecture.write_keys import FILE, lines

BOTH = ("en", "ja")
PROTECTS = {
    *("copy_details", "details_copied", "list_separator", "more_than_one", "not_amazon"),
    *("frame.program", "frame.made_with"),
    # whether a token was checked, and with whose keys
    *("signature_verified", "signature_verified_elsewhere", "signature_not_checked"),
    *("dashboard.verified_short", "dashboard.not_checked_short", "dashboard.how_verified"),
    *("dashboard.how_not_checked", "dashboard.signature_verified_at", "keys_of_demo"),
    *("dashboard.signature_unchecked", "demo_mode"),
    # what somebody agrees to: a password in clear, keys, files and origins of others
    *("plain_password_lead", "method.plain_password", "ask_foreign_issuer", "issuer_not_accepted"),
    *("ask_folder", "about_folder", "folder_not_read", "api.elsewhere", "api.elsewhere_command"),
}


def flaw(key: str, text: object, *languages: str) -> str:
    found = flaw_of(key, text, frozenset(languages or BOTH), BOTH)
    return in_english(found) if found is not None else ""


def test_the_list_of_keys_is_that_of_the_messages() -> None:
    """`python -m tests.architecture.write_keys` writes it anew. A key that goes, or changes its
    placeholders, breaks the brand files of others: that needs a line in CHANGELOG."""
    assert FILE.read_text("utf-8").splitlines() == lines()


def test_what_protects_people_stays_as_it_is() -> None:
    assert {key for key, one in sentences().items() if one.mark == KEPT} == PROTECTS
    for key in PROTECTS:
        assert "stays as it is" in flaw(key, "All is well")


def test_every_mark_is_known() -> None:
    assert {one.mark for one in sentences().values()} == {"-", KEPT, NAME}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("welcome", "Hello again"),
        ("welcome", "おかえりなさい\u3000どうぞ"),
        ("welcome", "x" * MAX_WORDS),
        ("contact", "Ask {text}, or {text}"),
        ("time_left", "{t}"),
    ],
)
def test_a_sentence_with_the_same_placeholders_is_taken(key: str, text: str) -> None:
    assert flaw(key, text, "en") == ""


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("welcom", "Hello", "No sentence has this key."),
        ("welcome", "", "not left empty"),
        ("welcome", " \u3000", "not left empty"),
        ("welcome", ".", "not left empty"),
        ("welcome", "x" * (MAX_WORDS + 1), "no more than 300"),
        ("sign_in", "x" * (MAX_NAME + 1), "no more than 60"),
        ("welcome", 7, "plain text"),
        ("welcome", {}, "plain text"),
        ("welcome", "<b>Hello</b>", "plain text"),
        ("welcome", "Hello\nagain", "plain text"),
        ("welcome", "Hello\u200b", "plain text"),
        ("welcome", "\u202eHello", "plain text"),
        ("welcome", "Hello\x1b[31m", "plain text"),
        ("welcome", "Hello {name}", "no placeholders"),
        ("welcome", "Hello {{name}}", "no placeholders"),
        ("welcome", "Hello {", "no placeholders"),
        ("contact", "Ask us", "exactly these placeholders: {text}"),
        ("contact", "{text} {more}", "exactly these placeholders: {text}"),
        ("contact", "{text.__class__}", "exactly these placeholders: {text}"),
        ("contact", "{text!r}", "exactly these placeholders: {text}"),
        ("contact", "{text:9999999}", "exactly these placeholders: {text}"),
        ("contact", "{text} {0}", "exactly these placeholders: {text}"),
    ],
)
def test_any_other_sentence_is_refused_with_the_reason(key: str, text: object, words: str) -> None:
    assert words in flaw(key, text)


def test_the_name_of_a_control_is_changed_in_all_languages_or_in_none() -> None:
    assert flaw("sign_in", "Enter", "en", "ja") == ""
    assert "all languages: en, ja" in flaw("sign_in", "Enter", "en")
