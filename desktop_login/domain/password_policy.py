"""Which passwords and e-mail addresses are well formed. The sentences are in `messages`."""

from __future__ import annotations

from enum import Enum
from typing import assert_never

from desktop_login.domain.named_tuple import NamedTuple

SYMBOLS = frozenset("^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-")
MAX_PASSWORD = 256
MAX_USERNAME = 128


class Rule(Enum):
    """The password rules, in the order in which broken ones are reported."""

    LENGTH = "length"
    DIGIT = "digit"
    LOWERCASE = "lowercase"
    UPPERCASE = "uppercase"
    SYMBOL = "symbol"
    NOT_TOO_LONG = "not too long"
    OUTER_SPACE = "outer space"


class PasswordPolicy(NamedTuple):
    """Cognito's default policy, with the minimum length of this pool.

    https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
    """

    min_length: int = 8

    def broken(self, password: str) -> tuple[Rule, ...]:
        """Return every rule that a new password breaks, in the order of `Rule`."""
        return tuple(rule for rule in Rule if not self._holds(rule, password))

    def _holds(self, rule: Rule, password: str) -> bool:
        match rule:
            case Rule.LENGTH:
                return len(password) >= self.min_length
            case Rule.DIGIT:
                return any("0" <= c <= "9" for c in password)
            case Rule.LOWERCASE:
                return any("a" <= c <= "z" for c in password)
            case Rule.UPPERCASE:
                return any("A" <= c <= "Z" for c in password)
            case Rule.SYMBOL:
                return any(c in SYMBOLS for c in password) or " " in password.strip(" ")
            case Rule.NOT_TOO_LONG:
                return len(password) <= MAX_PASSWORD
            case Rule.OUTER_SPACE:
                return password == password.strip(" ")
            case _:
                assert_never(rule)


def is_email(text: str) -> bool:
    """Return whether there is text on both sides of an @, and no blank.

    Called at each edit of a field, so it takes linear time.
    """
    return "@" in text[1:-1] and text.split() == [text]


def has_full_width(text: str) -> bool:
    """Return whether the text has full-width forms, which Japanese input methods may produce by accident."""
    return any("\uff01" <= c <= "\uff5e" or c == "\u3000" for c in text)
