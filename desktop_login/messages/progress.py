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
    Way.BROWSER: Message("progress.way_browser", "the browser"),
    Way.PASSKEY: Message("progress.way_passkey", "a passkey"),
}
SIGNED_IN_WITH = Message("progress.signed_in_with", "Signed in with {way}")
SIGNED_IN_WITH_TWO = Message("progress.signed_in_with_two", "Signed in with {first} and {second}")
# the same where there is room for two words: with others, and alone
A_PASSWORD = Message("progress.way_password_short", "password")
A_CODE = Message("progress.way_code", "code")
ONE_CODE = Message("progress.way_a_code", "a code")
_AMONG_OTHERS: Mapping[Way, Message] = {
    Way.PASSWORD: A_PASSWORD,
    Way.PLAIN_PASSWORD: A_PASSWORD,
    Way.AUTHENTICATOR: A_CODE,
    Way.EMAIL: A_CODE,
    Way.TEXT_MESSAGE: A_CODE,
    Way.QUESTION: Message("progress.way_answer", "answer"),
    Way.BROWSER: Message("progress.way_browser_short", "browser"),
    Way.PASSKEY: Message("progress.way_passkey_short", "passkey"),
}
_ALONE: Mapping[Message, Message] = {
    A_PASSWORD: WAYS[Way.PLAIN_PASSWORD],
    A_CODE: ONE_CODE,
    _AMONG_OTHERS[Way.QUESTION]: Message("progress.way_an_answer", "an answer"),
    _AMONG_OTHERS[Way.BROWSER]: WAYS[Way.BROWSER],
    _AMONG_OTHERS[Way.PASSKEY]: WAYS[Way.PASSKEY],
}
WITH = Message("progress.signed_in_with", "Signed in with {way}")
SIGNED_IN_WITH_TWO = Message("progress.signed_in_with_two", "Signed in with {first} and {second}")
# the same where there is room for two words: the word alone, and after "with"
_PASSWORD = (
    Message("progress.way_password_short", "password"),
    WAYS[Way.PLAIN_PASSWORD],
)
_CODE = (Message("progress.way_code", "code"), Message("progress.way_a_code", "a code"))
_IN_SHORT: Mapping[Way, tuple[Message, Message]] = {
    Way.PASSWORD: _PASSWORD,
    Way.PLAIN_PASSWORD: _PASSWORD,
    Way.AUTHENTICATOR: _CODE,
    Way.EMAIL: _CODE,
    Way.TEXT_MESSAGE: _CODE,
    Way.QUESTION: (
        Message("progress.way_answer", "answer"),
        Message("progress.way_an_answer", "an answer"),
    ),
    Way.BROWSER: (Message("progress.way_browser_short", "browser"), WAYS[Way.BROWSER]),
    Way.PASSKEY: (Message("progress.way_passkey_short", "passkey"), WAYS[Way.PASSKEY]),
}
WITH = Message("progress.with", "{ago} · with {way}")
WITH_TWO = Message("progress.with_two", "{ago} · {first} + {second}")


def signed_in_with(ways: Ways) -> FormattedMessage:
    """The sentence of the history; there is at least one way."""
    return _of([WAYS[way] for way in ways], SIGNED_IN_WITH, SIGNED_IN_WITH_TWO)


def ago_with(ago: str, ways: Ways) -> FormattedMessage:
    """When that was, and how in short; there is at least one way."""
    words = list(dict.fromkeys(_AMONG_OTHERS[way] for way in ways))
    if len(words) == 1:
        words = [_ALONE[words[0]]]
    return _of(words, WITH, WITH_TWO, ago=ago)


def _of(words: list[Message], one: Message, two: Message, **values: object) -> FormattedMessage:
    if len(words) == 1:
        return message(one, way=words[0], **values)
    return message(two, first=Listed(tuple(words[:-1])), second=words[-1], **values)
