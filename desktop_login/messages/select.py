"""Which message belongs to an error, a notice or another value. Contains no message and translates none."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from desktop_login.domain.account import Contact
from desktop_login.domain.challenges import Channel, CodeRequired, Method
from desktop_login.domain.errors import NOT_REACHED, SERVICE_IN_TROUBLE, AuthErrorInfo, ErrorCode
from desktop_login.domain.password_policy import Rule
from desktop_login.domain.states import Activity, Notice
from desktop_login.messages import account, browser, connect, passkeys
from desktop_login.messages import pages as words
from desktop_login.messages.durations import duration
from desktop_login.messages.message import FormattedMessage, Listed, Message, message
from desktop_login.messages.problem_variants import (
    CERTIFICATES_ELSEWHERE,
    FOR_WANT_OF_SCOPE,
    WITH_DESTINATION,
    WITH_USERNAME,
    WITH_USERNAME_AND_DESTINATION,
)
from desktop_login.messages.problems import (
    PROBLEMS,
    STAY_SERVICE_PROBLEM,
    STAY_SIGNED_IN,
    WAITING_FOR_KEYCHAIN,
)

BUSY_WORDS: Mapping[Activity, Message] = {
    Activity.SIGNING_IN: words.SIGNING_IN,
    Activity.CONFIRMING: words.CONFIRMING,
    Activity.CREATING: account.CREATING_ACCOUNT,
    Activity.CHECKING: words.CHECKING,
    Activity.DELETING: account.DELETING,
    Activity.CHANGING: words.CHANGING,
    Activity.SENDING: words.SENDING,
    Activity.RESTORING: words.CHECKING,
    Activity.BROWSER: browser.OPENING_BROWSER,
    Activity.FINISHING: browser.FINISHING,
}


_OWNERS_SCOPE = "aws.cognito.signin.user.admin"
RULES: Mapping[Rule, Message] = {
    Rule.LENGTH: words.RULE_LENGTH,
    Rule.DIGIT: words.RULE_DIGIT,
    Rule.LOWERCASE: words.RULE_LOWERCASE,
    Rule.UPPERCASE: words.RULE_UPPERCASE,
    Rule.SYMBOL: words.RULE_SYMBOL,
    Rule.NOT_TOO_LONG: words.RULE_NOT_TOO_LONG,
    Rule.OUTER_SPACE: words.RULE_OUTER_SPACE,
}


def message_of_error(
    error_info: AuthErrorInfo, *, username_label: bool = False, date: str = ""
) -> FormattedMessage:
    """Return the message of an error.

    Args:
        error_info: The error and its values.
        username_label: Whether people sign in with a user name, not with an e-mail address.
        date: When the tokens expire, formatted for the user; for messages that name it.
    """
    text = PROBLEMS[error_info.code]
    if username_label:
        text = WITH_USERNAME.get(error_info.code, text)
    if error_info.code is ErrorCode.CERTIFICATE and error_info.name:
        text = CERTIFICATES_ELSEWHERE
    if error_info.name == _OWNERS_SCOPE:
        text = FOR_WANT_OF_SCOPE.get(error_info.code, text)
    if error_info.destination:
        text = WITH_DESTINATION.get(error_info.code, text)
        if username_label:
            text = WITH_USERNAME_AND_DESTINATION.get(error_info.code, text)
    fields = [words.ATTRIBUTES.get(name, name) for name in error_info.names or (error_info.name,)]
    named = fields if error_info.code is ErrorCode.ATTRIBUTE_NOT_WRITABLE else fields[:1]
    values: dict[str, object] = {
        "n": 1,
        "code": error_info.request.code or "–",
        "name": _name(error_info),
        "names": Listed(error_info.names or ("–",)),
        "field": Listed(tuple(named)),
        "text": error_info.text,
        "date": date,
        "dest": error_info.destination,
    }
    sentence = FormattedMessage(text, values)
    if error_info.seconds is not None:
        return with_seconds(sentence, error_info.seconds)
    if "{t}" in text.source or "{m}" in text.source:
        values["t"] = values["m"] = duration(60)
    return sentence


def _name(error_info: AuthErrorInfo) -> str | Listed:
    if error_info.code is ErrorCode.BROWSER_PORTS_BUSY:  # several, in one word for the details
        return Listed(tuple(error_info.name.split(", ")))
    return error_info.name


def with_seconds(sentence: FormattedMessage, seconds: float) -> FormattedMessage:
    """Return the same message with another duration, such as the time that is left."""
    unit = duration(seconds)
    times = {"n": math.ceil(seconds or 1), "t": unit, "m": unit}
    return FormattedMessage(sentence.text, {**sentence.values, **times})


def message_of_failed_refresh(error_info: AuthErrorInfo, date: str) -> FormattedMessage:
    """Return the message of a failed refresh that is tried again.

    It says whether the service was reached, and until when the user's token is valid. Errors in
    between, such as a proxy or a captive portal, keep their own message.

    Args:
        error_info: The error of the refresh.
        date: When the tokens expire, formatted for the user.
    """
    if error_info.code in NOT_REACHED:
        return message(STAY_SIGNED_IN, date=date)
    if error_info.code in SERVICE_IN_TROUBLE:
        return message(STAY_SERVICE_PROBLEM, date=date)
    return message_of_error(error_info, date=date)


def of_code_request(challenge: CodeRequired) -> FormattedMessage:
    """Return which kind of code is asked for and, if known, where it was sent."""
    match challenge.channel, bool(challenge.destination):
        case Channel.TEXT_MESSAGE, True:
            return message(words.SMS_SENT_TO, dest=challenge.destination)
        case Channel.TEXT_MESSAGE, False:
            return message(words.SMS_SENT)
        case Channel.EMAIL, True:
            return message(words.EMAIL_SENT_TO, dest=challenge.destination)
        case Channel.EMAIL, False:
            return message(words.EMAIL_SENT)
        case _ if challenge.device:
            return message(words.NAMED_AUTHENTICATOR_CODE, name=challenge.device)
        case _:
            return message(words.AUTHENTICATOR_CODE)


def of_confirmation(destination: str, email: str = "") -> FormattedMessage:
    """Return that a code to confirm an account or a contact was sent.

    Args:
        destination: Where it was sent, masked.
        email: The address as the user has just typed it, which shows a slip that a mask would hide.
    """
    if email and "@" in (destination or email):
        destination = email
    if destination:
        return message(account.CODE_ON_ITS_WAY_TO, dest=destination)
    return message(account.CODE_ON_ITS_WAY)


def of_recovery(name: str) -> FormattedMessage:
    """Return that a code was sent if the account exists; the message does not reveal whether.

    So it does not say where either, although the service names a masked destination.
    """
    return message(account.IF_ACCOUNT_SENT, email=name)


def of_contact(contact: Contact) -> FormattedMessage:
    """Return the label of a contact: its kind and its masked value."""
    message_of = account.PHONE_IS if contact.attribute == "phone_number" else account.EMAIL_IS
    return message(message_of, dest=contact.masked)


def of_verification(contacts: Sequence[Contact]) -> tuple[Message, FormattedMessage]:
    """Return the heading and the sentence that ask to verify a contact.

    Args:
        contacts: Those that somebody can choose from; a single one is named by its kind.
    """
    if len(contacts) != 1:
        return account.VERIFY_CONTACT, message(account.VERIFY_LEAD)
    phone = contacts[0].attribute == "phone_number"
    lead = account.VERIFY_PHONE_LEAD if phone else account.VERIFY_EMAIL_LEAD
    return (account.VERIFY_PHONE if phone else account.VERIFY_EMAIL), message(lead)


def of_others(others: tuple[Method | str, ...]) -> FormattedMessage:
    """Return which methods were offered that this program does not support."""
    names = [account.METHODS[one] if isinstance(one, Method) else one for one in others]
    return message(account.OTHER_METHODS, names=Listed(tuple(names)))


_NOTICES: Mapping[Notice, Message] = {
    Notice.REFRESHED: words.REFRESHED,
    Notice.REFRESHED_NOT_CHECKED: words.REFRESHED_NOT_CHECKED,
    Notice.CODE_SENT: words.CODE_SENT,
    Notice.SIGNED_OUT: words.SIGNED_OUT,
    Notice.WAITING_FOR_KEYCHAIN: WAITING_FOR_KEYCHAIN,
    Notice.CONFIRMED: account.CONFIRMED_PLEASE_SIGN_IN,
    Notice.CONFIRMED_SIGNING_IN: account.CONFIRMED_SIGNING_IN,
    Notice.ALREADY_CONFIRMED: account.ALREADY_CONFIRMED_SIGNING_IN,
    Notice.PASSWORD_RESET: account.PASSWORD_RESET_PLEASE_SIGN_IN,
    Notice.PASSWORD_RESET_SIGNING_IN: account.PASSWORD_RESET_SIGNING_IN,
    Notice.PASSWORD_CHANGED: account.PASSWORD_CHANGED,
    Notice.EMAIL_VERIFIED: account.EMAIL_VERIFIED,
    Notice.PHONE_VERIFIED: account.PHONE_VERIFIED,
    Notice.AUTHENTICATOR_READY: account.AUTHENTICATOR_READY,
    Notice.METHOD_PREFERRED: account.OTHER_PREFERRED,
    Notice.DEVICE_REMEMBERED: account.DEVICE_REMEMBERED,
    Notice.DEVICE_FORGOTTEN: account.DEVICE_FORGOTTEN,
    Notice.ACCOUNT_DELETED: account.ACCOUNT_DELETED,
    Notice.PASSKEY_ADDED: passkeys.PASSKEY_ADDED,
    Notice.PASSKEY_REMOVED: passkeys.PASSKEY_REMOVED,
}


def message_of_notice(
    notice: Notice, *, dest: str = "", date: str = "", method: Method | None = None
) -> FormattedMessage:
    """Return the message of a notice.

    Args:
        notice: What succeeded.
        dest: Where a code was sent, masked.
        date: Until when a copied ID token is valid, formatted for the user.
        method: Which second factor the service asks for first; None if it did not say.
    """
    if notice is Notice.METHOD_PREFERRED and method is not None:
        return message(account.METHOD_PREFERRED, method=account.METHODS[method])
    if notice is Notice.CODE_SENT and dest:
        return message(words.CODE_SENT_TO, dest=dest)
    if notice is Notice.SIGNED_OUT and date:
        return message(words.SIGNED_OUT_UNTIL, date=date)
    return message(_NOTICES[notice])


def claim_meaning(claim: str) -> Message | None:
    """Return what a claim of the ID token means; None if it is unknown."""
    if claim.startswith("custom:"):
        return words.CUSTOM_ATTRIBUTE
    return words.CLAIM_MEANINGS.get(claim)


def of_choice(pool: str, client: str, where: str = "", line: int = 0) -> FormattedMessage:
    """Return the name of one of several pools in a file.

    Args:
        pool: The pool id.
        client: The app client id; may be empty.
        where: The part of the file, such as a section; empty if it has none.
        line: The line number, used without `where`; 0 if unknown.
    """
    part: object = where or (message(connect.LINE, n=line) if line else "")
    if not part:
        return message(connect.POOL_CHOICE, pool=pool, client=client or "–")
    return message(connect.POOL_CHOICE_IN, pool=pool, client=client or "–", where=part)


def of_choice_in_short(pool: str, client: str, where: str = "", line: int = 0) -> FormattedMessage:
    """Return the same as `of_choice` without the pool id, for the second line of an entry."""
    del pool
    part: object = where or (message(connect.LINE, n=line) if line else "")
    if not part:
        return message(connect.POOL_CHOICE_CLIENT, client=client or "–")
    return message(connect.POOL_CHOICE_CLIENT_IN, client=client or "–", where=part)


def of_import(
    file: str, pool: str, client: str, where: str = "", line: int = 0
) -> FormattedMessage:
    """Return which pool and client were read from a file; the arguments are those of `of_choice`."""
    part: object = where or (message(connect.LINE, n=line) if line else "")
    if not part:
        return message(connect.POOL_READ, file=file, pool=pool, client=client or "–")
    return message(
        connect.POOL_READ_FROM_PART, file=file, where=part, pool=pool, client=client or "–"
    )
