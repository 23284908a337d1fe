"""The texts of what goes on by itself, and of what follows from an answer: checking, ways to sign in, ways out."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.ways import Way, Ways
from desktop_login.messages.message import FormattedMessage, Listed, Message, message

# --- connecting a pool --------------------------------------------------------------------
CONTINUE_ANYWAY = Message("progress.continue_anyway", "Continue anyway")

# --- how somebody signed in ---------------------------------------------------------------
WAYS: Mapping[Way, Message] = {
    Way.PASSWORD: Message("progress.way_password", "a password (SRP)"),
    Way.PLAIN_PASSWORD: Message("progress.way_plain_password", "a password"),
    Way.AUTHENTICATOR: Message("progress.way_authenticator", "a code from an authenticator app"),
    Way.EMAIL: Message("progress.way_email", "a code by email"),
    Way.TEXT_MESSAGE: Message("progress.way_text_message", "a code by text message"),
    Way.QUESTION: Message("progress.way_question", "the answer to a question"),
    Way.PASSKEY: Message("progress.way_passkey", "a passkey"),
    Way.BROWSER: Message("progress.way_browser", "the browser"),
}
SIGNED_IN_WITH = Message("progress.signed_in_with", "Signed in with {way}")
SIGNED_IN_WITH_TWO = Message("progress.signed_in_with_two", "Signed in with {first} and {second}")
# the same where there is room for two words
A_PASSWORD = Message("progress.way_password_short", "password")
A_CODE = Message("progress.way_code", "code")
_IN_SHORT: Mapping[Way, Message] = {
    Way.PASSWORD: A_PASSWORD,
    Way.PLAIN_PASSWORD: A_PASSWORD,
    Way.AUTHENTICATOR: A_CODE,
    Way.EMAIL: A_CODE,
    Way.TEXT_MESSAGE: A_CODE,
    Way.QUESTION: Message("progress.way_answer", "answer"),
    Way.PASSKEY: Message("progress.way_passkey_short", "passkey"),
    Way.BROWSER: Message("progress.way_browser_short", "browser"),
}
WITH = Message("progress.with", "{ago} · by {way}")
WITH_TWO = Message("progress.with_two", "{ago} · {first} + {second}")


def signed_in_with(ways: Ways) -> FormattedMessage:
    """The sentence of the history; there is at least one way."""
    return _of([WAYS[way] for way in ways], SIGNED_IN_WITH, SIGNED_IN_WITH_TWO)


def ago_with(ago: str, ways: Ways) -> FormattedMessage:
    """When that was, and how in short; there is at least one way."""
    words = {_IN_SHORT[way]: None for way in ways}
    return _of(list(words), WITH, WITH_TWO, ago=ago)


def _of(words: list[Message], one: Message, two: Message, **values: object) -> FormattedMessage:
    if len(words) == 1:
        return message(one, way=words[0], **values)
    return message(two, first=Listed(tuple(words[:-1])), second=words[-1], **values)
