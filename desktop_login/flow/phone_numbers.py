"""Phone numbers as people write them, in the form that Cognito takes: E.164. The only user of `phonenumbers`.

https://www.itu.int/rec/T-REC-E.164 and
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

from desktop_login.domain.answers import typed_username
from desktop_login.domain.typed_text import cleaned

_MAX = 64
# Begins as an international number does, and holds nothing but what stands in one.
_INTERNATIONAL = re.compile(r"(?:\+|00)[0-9A-Za-z ()./\u2010-\u2015-]+")

# The same as it is dialled within a country: at least seven digits, and no letters.
_LOCAL = re.compile(r"(?!00)(?=(?:[^0-9]*[0-9]){7})[0-9 ()./\u2010-\u2015-]+")


class Phone(Enum):
    GOOD = "good"
    NEEDS_COUNTRY = "needs country"
    WRONG = "wrong"


def read_phone(text: str) -> tuple[Phone, str]:
    """What the text is, and the number in E.164 (`+819012345678`) where it is good.

    Full-width characters, blanks, hyphens and brackets do not matter; letters count as the keys
    that they stand on, and `00` is the same as `+`.
    """
    folded = unicodedata.normalize("NFKC", cleaned(text))
    if not folded or len(folded) > _MAX:
        return Phone.WRONG, ""
    if folded.startswith("00"):
        folded = f"+{folded[2:]}"
    import phonenumbers  # a third of a second, and few people type a number

    try:
        number = phonenumbers.parse(folded, None)
    except phonenumbers.NumberParseException as error:
        local = error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE
        asks = local and not folded.startswith("+")
        return (Phone.NEEDS_COUNTRY if asks else Phone.WRONG), ""
    if not phonenumbers.is_possible_number(number):
        return Phone.WRONG, ""
    return Phone.GOOD, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def typed_account(text: str) -> str:
    """A user name, or the number in E.164 where it is an international phone number."""
    name = typed_username(text)
    folded = unicodedata.normalize("NFKC", name)
    if _INTERNATIONAL.fullmatch(folded):
        kind, number = read_phone(folded)
        if kind is Phone.GOOD:
            return number
    return name


def is_local_phone(account: str) -> bool:
    """Whether a user name may be a phone number without its country. It may be a name all the same."""
    return bool(_LOCAL.fullmatch(unicodedata.normalize("NFKC", typed_username(account))))


def is_phone(account: str) -> bool:
    """Whether `typed_account` has made a phone number of it."""
    return bool(re.fullmatch(r"\+[1-9][0-9]{5,14}", account))
