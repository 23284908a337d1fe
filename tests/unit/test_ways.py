"""What an answer proves, and what is said about it."""

from __future__ import annotations

import pytest

from desktop_login.domain.challenges import (
    ChallengeContext,
    MethodRequired,
    PasswordRequired,
    Purpose,
)
from desktop_login.domain.secret import Secret
from desktop_login.domain.ways import Way, Ways, and_then, took_password
from desktop_login.messages.progress import WAYS, ago_with, signed_in_with
from desktop_login.messages.translate import translate


@pytest.mark.parametrize("way", Way)
def test_every_way_has_words_of_its_own(way: Way) -> None:
    assert translate(signed_in_with((way,))) == f"Signed in with {WAYS[way].source}"
    assert sum(words == WAYS[way] for words in WAYS.values()) == 1


def test_a_repeated_step_counts_once_and_nothing_proved_adds_nothing() -> None:
    ways: Ways = ()
    for way in (Way.PASSWORD, Way.EMAIL, None, Way.EMAIL):
        ways = and_then(ways, way)
    assert ways == (Way.PASSWORD, Way.EMAIL)


def test_three_ways_are_one_sentence() -> None:
    ways = (Way.PASSWORD, Way.QUESTION, Way.EMAIL)
    assert translate(signed_in_with(ways)) == (
        "Signed in with a password (SRP), the answer to a question and a code by email"
    )
    assert translate(ago_with("now", ways)) == "now · password, answer + code"
    assert translate(ago_with("now", ways[:1])) == "now · with a password"


def test_one_way_is_said_in_short_as_in_the_history() -> None:
    """Its sentence begins "Signed in with a passkey" there."""
    for way in (Way.PLAIN_PASSWORD, Way.BROWSER, Way.PASSKEY):
        whole = translate(signed_in_with((way,)))
        assert whole.endswith(translate(ago_with("now", (way,))).removeprefix("now · "))


def test_in_short_two_codes_are_one() -> None:
    ways = (Way.EMAIL, Way.AUTHENTICATOR)
    assert translate(ago_with("now", ways)) == "now · with a code"


@pytest.mark.parametrize("purpose", Purpose)
def test_a_choice_of_the_first_factor_took_no_password(purpose: Purpose) -> None:
    asked = MethodRequired(ChallengeContext("u", Secret("Session")), purpose, ())
    assert took_password(asked) is (purpose is not Purpose.FIRST_FACTOR)


def test_a_pool_that_asks_for_the_password_took_none_before() -> None:
    assert not took_password(
        PasswordRequired(ChallengeContext("u", Secret("Session")), "PASSWORD_SRP")
    )
