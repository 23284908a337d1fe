"""The offer of another spelling: what it says, when, and how often."""

from __future__ import annotations

from desktop_login.domain.errors import Fault, Problem
from desktop_login.flow.username_variants import Spellings
from desktop_login.messages.message import in_english
from desktop_login.messages.select import of_fault

TYPED, SMALL = "Alice.Doe@Example.com", "alice.doe@example.com"
WRONG = Fault(Problem.WRONG_CREDENTIALS)
OTHER = Fault(Problem.OTHER_SPELLING, name=SMALL)


def test_capitals_are_offered_in_small_letters_once() -> None:
    spellings = Spellings()
    assert spellings.told(WRONG, TYPED) == OTHER
    assert spellings.told(WRONG, TYPED) == WRONG
    assert spellings.told(WRONG, SMALL) == WRONG


def test_a_spelling_that_was_good_before_is_offered_at_once() -> None:
    spellings = Spellings()
    spellings.known(TYPED)
    assert spellings.told(WRONG, SMALL) == Fault(Problem.OTHER_SPELLING, name=TYPED)
    assert spellings.told(WRONG, TYPED) == WRONG


def test_a_wrong_password_for_a_known_spelling_offers_nothing() -> None:
    spellings = Spellings()
    spellings.known(TYPED)
    assert [spellings.told(WRONG, TYPED) for _ in range(3)] == [WRONG] * 3
    spellings.known(SMALL)
    assert [spellings.told(WRONG, SMALL) for _ in range(3)] == [WRONG] * 3


def test_small_letters_are_doubted_at_the_second_refusal_once() -> None:
    spellings = Spellings()
    maybe = Fault(Problem.MAYBE_CAPITALS)
    told = [spellings.told(WRONG, SMALL) for _ in range(4)]
    assert told == [WRONG, maybe, WRONG, WRONG]
    assert [spellings.told(WRONG, name) for name in ("a@x.y", "b@x.y", "a@x.y")] == [WRONG] * 3


def test_a_user_name_in_small_letters_is_not_an_address() -> None:
    spellings = Spellings()
    assert [spellings.told(WRONG, "alice") for _ in range(3)] == [WRONG] * 3
    assert spellings.told(WRONG, "Bob") == Fault(Problem.OTHER_SPELLING, name="bob")


def test_other_problems_stay_what_they_are() -> None:
    spellings = Spellings()
    for problem in Problem:
        if problem is not Problem.WRONG_CREDENTIALS:
            assert spellings.told(Fault(problem), TYPED) == Fault(problem)
    assert spellings.told(WRONG, "") == WRONG


def test_the_sentence_names_the_spelling() -> None:
    assert SMALL in in_english(of_fault(OTHER))
    assert SMALL in in_english(of_fault(OTHER, username_label=True))
    assert "username" in in_english(of_fault(OTHER, username_label=True))
