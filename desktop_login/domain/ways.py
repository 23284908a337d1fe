"""How somebody proved who they are, step by step: kinds only, nothing of what was entered."""

from __future__ import annotations

from enum import Enum

from desktop_login.domain.answers import Answer, Chosen, Code, CustomAnswer, Password
from desktop_login.domain.challenges import (
    AuthenticatorSetUp,
    Challenge,
    Channel,
    CodeRequired,
    Method,
    MethodRequired,
    PasskeyRequired,
    PasswordRequired,
    Purpose,
)
from desktop_login.domain.passkeys import PasskeyProof


class Way(Enum):
    """One step of a sign-in that proved something.

    PASSWORD is an SRP proof: the password stays on this computer. With PLAIN_PASSWORD the service
    got the password itself.
    """

    PASSWORD = "password"  # noqa: S105 - the name of a way
    PLAIN_PASSWORD = "password itself"  # noqa: S105 - the name of a way
    AUTHENTICATOR = "authenticator app"
    EMAIL = "email"
    TEXT_MESSAGE = "text message"
    QUESTION = "question"
    PASSKEY = "passkey"
    BROWSER = "browser"


Ways = tuple[Way, ...]

_OF_CHANNEL = {
    Channel.AUTHENTICATOR: Way.AUTHENTICATOR,
    Channel.EMAIL: Way.EMAIL,
    Channel.TEXT_MESSAGE: Way.TEXT_MESSAGE,
}


def took_password(result: object) -> bool:
    """Return whether the reply to the first request means that the password in it was accepted."""
    match result:
        case CodeRequired(first_factor=True) | PasswordRequired() | PasskeyRequired():
            return False
        case MethodRequired(purpose=Purpose.FIRST_FACTOR):
            return False
        case _:
            return True


def way_of(challenge: Challenge | None, answer: Answer) -> Way | None:
    """Return what an accepted answer proved; None if it proved nothing."""
    match challenge, answer:
        case PasswordRequired(plain=plain), Password():
            return Way.PLAIN_PASSWORD if plain else Way.PASSWORD
        case MethodRequired(purpose=Purpose.FIRST_FACTOR), Chosen(option=option):
            # the password that began the sign-in was proved in the same request
            return Way.PASSWORD if option.method is Method.PASSWORD else None
        case PasskeyRequired(), PasskeyProof():
            return Way.PASSKEY
        case AuthenticatorSetUp(), Code():
            return Way.AUTHENTICATOR
        case CodeRequired(channel=channel), Code():
            return _OF_CHANNEL[channel]
        case _, CustomAnswer():
            return Way.QUESTION
        case _:
            return None


def and_then(ways: Ways, way: Way | None) -> Ways:
    """Return the ways with one more; a step that is repeated counts once."""
    return ways if way is None or way in ways else (*ways, way)
