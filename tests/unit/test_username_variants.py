"""The offer of another spelling: what it says, when, and how often."""

from __future__ import annotations

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.flow.username_variants import UsernameVariants
from desktop_login.messages.message import in_english
from desktop_login.messages.select import message_of_error

TYPED, SMALL = "Alice.Doe@Example.com", "alice.doe@example.com"
WRONG = AuthErrorInfo(ErrorCode.WRONG_CREDENTIALS)
OTHER = AuthErrorInfo(ErrorCode.OTHER_SPELLING, name=SMALL)


def test_capitals_are_offered_in_small_letters_once() -> None:
    variants = UsernameVariants()
    assert variants.with_suggestion(WRONG, TYPED) == OTHER
    assert variants.with_suggestion(WRONG, TYPED) == WRONG
    assert variants.with_suggestion(WRONG, SMALL) == WRONG


def test_a_spelling_that_was_good_before_is_offered_at_once() -> None:
    variants = UsernameVariants()
    variants.known(TYPED)
    assert variants.with_suggestion(WRONG, SMALL) == AuthErrorInfo(
        ErrorCode.OTHER_SPELLING, name=TYPED
    )
    assert variants.with_suggestion(WRONG, TYPED) == WRONG


def test_a_wrong_password_for_a_known_spelling_offers_nothing() -> None:
    variants = UsernameVariants()
    variants.known(TYPED)
    assert [variants.with_suggestion(WRONG, TYPED) for _ in range(3)] == [WRONG] * 3
    variants.known(SMALL)
    assert [variants.with_suggestion(WRONG, SMALL) for _ in range(3)] == [WRONG] * 3


def test_small_letters_are_doubted_at_the_second_refusal_once() -> None:
    variants = UsernameVariants()
    maybe = AuthErrorInfo(ErrorCode.MAYBE_CAPITALS)
    with_suggestion = [variants.with_suggestion(WRONG, SMALL) for _ in range(4)]
    assert with_suggestion == [WRONG, maybe, WRONG, WRONG]
    assert [variants.with_suggestion(WRONG, name) for name in ("a@x.y", "b@x.y", "a@x.y")] == [
        WRONG
    ] * 3


def test_a_user_name_in_small_letters_is_not_an_address() -> None:
    variants = UsernameVariants()
    assert [variants.with_suggestion(WRONG, "alice") for _ in range(3)] == [WRONG] * 3
    assert variants.with_suggestion(WRONG, "Bob") == AuthErrorInfo(
        ErrorCode.OTHER_SPELLING, name="bob"
    )


def test_a_number_without_its_country_is_asked_for_it_once() -> None:
    spellings = UsernameVariants()
    country = AuthErrorInfo(ErrorCode.MAYBE_COUNTRY)
    for name in ("090-1234-5678", "(415) 555-0132", "０９０１２３４５６７８"):
        assert [spellings.with_suggestion(WRONG, name) for _ in range(3)] == [country, WRONG, WRONG]
    for name in ("+819012345678", "0081 90 1234 5678", "007", "4155550132x"):
        assert spellings.with_suggestion(WRONG, name) == WRONG
    spellings.known("12345678")  # a user name after all
    assert spellings.with_suggestion(WRONG, "12345678") == WRONG
    assert "+81" in in_english(message_of_error(country, username_label=True))


def test_other_problems_stay_what_they_are() -> None:
    variants = UsernameVariants()
    for problem in ErrorCode:
        if problem is not ErrorCode.WRONG_CREDENTIALS:
            assert variants.with_suggestion(AuthErrorInfo(problem), TYPED) == AuthErrorInfo(problem)
    assert variants.with_suggestion(WRONG, "") == WRONG


def test_the_sentence_names_the_spelling() -> None:
    assert SMALL in in_english(message_of_error(OTHER))
    assert SMALL in in_english(message_of_error(OTHER, username_label=True))
    assert "username" in in_english(message_of_error(OTHER, username_label=True))
