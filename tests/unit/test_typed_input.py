"""What is wrong with what was typed is one sentence, and the same in a window and in a terminal."""

from __future__ import annotations

import pytest

from desktop_login.domain.password_policy import PasswordPolicy
from desktop_login.flow import typed_input as rules
from desktop_login.messages.message import FormattedMessage, in_english


def in_words(problem: FormattedMessage | None) -> str:
    return "" if problem is None else in_english(problem)


@pytest.mark.parametrize(
    ("typed", "by_username", "problem"),
    [
        ("", False, "This field is required."),
        (" \u200b", True, "This field is required."),
        ("x" * 129, True, "Use no more than 128 characters."),
        ("alex", False, "Enter a valid email address."),
        ("alex", True, ""),
        (" alex@example.com ", False, ""),
    ],
)
def test_user_name_is_judged_by_how_the_pool_signs_in(
    typed: str, by_username: bool, problem: str
) -> None:
    assert in_words(rules.username_problem(typed, by_username=by_username)) == problem


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("", "This field is required."), ("x" * 257, "Use no more than 256 characters."), ("x", "")],
)
def test_password_of_long_ago_may_break_the_rules(typed: str, problem: str) -> None:
    assert in_words(rules.password_problem(typed)) == problem


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("Passw0rd!\n", "A new password can’t contain characters that can’t be seen. Remove them."),
        (" short", "A password can’t begin or end with a space."),
        ("Ab1!", "Use at least 8 characters."),
        ("Another-Passw0rd!", ""),
    ],
)
def test_new_password_keeps_the_rules(typed: str, problem: str) -> None:
    assert in_words(rules.new_password_problem(typed, PasswordPolicy())) == problem


@pytest.mark.parametrize(
    ("typed", "authenticator", "problem"),
    [
        ("12345x", False, "The code consists of digits only."),
        ("123 456", True, ""),
        ("12345678", False, ""),
        ("12345678", True, "Enter the 6-digit code."),
        ("12345", False, "Enter the whole code (6 to 8 digits)."),
    ],
)
def test_code_has_as_many_digits_as_its_kind(typed: str, authenticator: bool, problem: str) -> None:
    assert in_words(rules.code_problem(typed, authenticator=authenticator)) == problem


@pytest.mark.parametrize(
    ("name", "typed", "problem", "value"),
    [
        ("phone_number", " +81 90 1234 5678 ", "", "+819012345678"),
        ("phone_number", "", "", ""),
        ("phone_number", "x", "Enter a phone number with country code", "x"),
        ("phone_number", "090 1234 5678", "Which country is this number of?", "090 1234 5678"),
        ("email", "alex", "Enter a valid email address.", "alex"),
        ("email", "alex@example.com", "", "alex@example.com"),
        ("birthdate", "1.2.2001", "Enter a date as YYYY-MM-DD.", "1.2.2001"),
        ("website", "https://example.com", "", "https://example.com"),
        ("given_name", " Alex ", "", "Alex"),
    ],
)
def test_attribute_has_the_shape_of_the_standard_schema(
    name: str, typed: str, problem: str, value: str
) -> None:
    found = in_words(rules.attribute_problem(name, typed))
    assert found.startswith(problem)
    assert bool(found) == bool(problem)
    assert rules.attribute_value(name, typed) == value


def test_custom_attribute_is_called_what_it_is_called() -> None:
    assert rules.attribute_name("custom:vendor") == "vendor"
