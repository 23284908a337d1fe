"""Which sentence a fact becomes. Decides by the fact alone; holds no sentence and translates none."""

from __future__ import annotations

import math
from collections.abc import Mapping

from desktop_login.domain.account import Contact
from desktop_login.domain.challenges import Channel, CodeRequired, Method
from desktop_login.domain.errors import NOT_REACHED, SERVICE_IN_TROUBLE, Fault, Problem
from desktop_login.domain.password_policy import Rule
from desktop_login.domain.states import News, Step
from desktop_login.messages import account
from desktop_login.messages import pages as words
from desktop_login.messages.message import Listed, Said, Text, said
from desktop_login.messages.problems import (
    CERTIFICATES_ELSEWHERE,
    FOR_WANT_OF_SCOPE,
    PROBLEMS,
    STAY_SERVICE_PROBLEM,
    STAY_SIGNED_IN,
    WAITING_FOR_KEYCHAIN,
    WITH_DESTINATION,
    WITH_USERNAME,
)

BUSY_WORDS: Mapping[Step, Text] = {
    Step.SIGNING_IN: words.SIGNING_IN,
    Step.CONFIRMING: words.CONFIRMING,
    Step.CREATING: account.CREATING_ACCOUNT,
    Step.CHECKING: words.CHECKING,
    Step.DELETING: account.DELETING,
    Step.CHANGING: words.CHANGING,
    Step.SENDING: words.SENDING,
    Step.RESTORING: words.CHECKING,
}


_OWNERS_SCOPE = "aws.cognito.signin.user.admin"
RULES: Mapping[Rule, Text] = {
    Rule.LENGTH: words.RULE_LENGTH,
    Rule.DIGIT: words.RULE_DIGIT,
    Rule.LOWERCASE: words.RULE_LOWERCASE,
    Rule.UPPERCASE: words.RULE_UPPERCASE,
    Rule.SYMBOL: words.RULE_SYMBOL,
    Rule.NOT_TOO_LONG: words.RULE_NOT_TOO_LONG,
    Rule.OUTER_SPACE: words.RULE_OUTER_SPACE,
}


def duration(seconds: float) -> Said:
    """One rounded unit, rounded up: nobody is told "0 minutes"."""
    for size, one, many in (
        (86400, words.ONE_DAY, words.DAYS),
        (3600, words.ONE_HOUR, words.HOURS),
        (60, words.ONE_MINUTE, words.MINUTES),
        (1, words.ONE_SECOND, words.SECONDS),
    ):
        if seconds >= size or size == 1:
            count = max(1, -int(-abs(seconds) // size))
            return said(one) if count == 1 else said(many, n=count)
    raise AssertionError("the last unit takes everything")


def of_fault(fault: Fault, *, username_label: bool = False, date: str = "") -> Said:
    """The sentence for a problem, with its facts in the placeholders."""
    text = PROBLEMS[fault.problem]
    if username_label:
        text = WITH_USERNAME.get(fault.problem, text)
    if fault.problem is Problem.CERTIFICATE and fault.name:
        text = CERTIFICATES_ELSEWHERE
    if fault.name == _OWNERS_SCOPE:
        text = FOR_WANT_OF_SCOPE.get(fault.problem, text)
    if fault.destination:
        text = WITH_DESTINATION.get(fault.problem, text)
    fields = [words.ATTRIBUTES.get(name, name) for name in fault.names or (fault.name,)]
    named = fields if fault.problem is Problem.ATTRIBUTE_NOT_WRITABLE else fields[:1]
    values: dict[str, object] = {
        "n": math.ceil(fault.seconds or 1),
        "code": fault.trace.code or "–",
        "name": fault.name,
        "field": Listed(tuple(named)),
        "text": fault.text,
        "date": date,
        "dest": fault.destination,
    }
    if fault.seconds is not None:
        values["t"] = values["m"] = duration(fault.seconds)
    elif "{t}" in text.source or "{m}" in text.source:
        values["t"] = values["m"] = duration(60)
    return Said(text, values)


def of_unrenewed(fault: Fault, date: str) -> Said:
    """Why a renewal failed that is tried again; `date` is when the tokens stop being good.

    Without a connection nothing is known to be wrong; a service that was reached has a trouble
    of its own, and what lies in between (a proxy, a hotel's network) is named.
    """
    if fault.problem in NOT_REACHED:
        return said(STAY_SIGNED_IN)
    if fault.problem in SERVICE_IN_TROUBLE:
        return said(STAY_SERVICE_PROBLEM)
    return of_fault(fault, date=date)


def of_code_request(challenge: CodeRequired) -> Said:
    """Which kind of code is asked for and where it went, if the service said so."""
    match challenge.channel, bool(challenge.destination):
        case Channel.TEXT_MESSAGE, True:
            return said(words.SMS_SENT_TO, dest=challenge.destination)
        case Channel.TEXT_MESSAGE, False:
            return said(words.SMS_SENT)
        case Channel.EMAIL, True:
            return said(words.EMAIL_SENT_TO, dest=challenge.destination)
        case Channel.EMAIL, False:
            return said(words.EMAIL_SENT)
        case _ if challenge.device:
            return said(words.NAMED_AUTHENTICATOR_CODE, name=challenge.device)
        case _:
            return said(words.AUTHENTICATOR_CODE)


def of_confirmation(destination: str) -> Said:
    """A code to confirm an account or a contact is on its way."""
    if destination:
        return said(account.CODE_ON_ITS_WAY_TO, dest=destination)
    return said(account.CODE_ON_ITS_WAY)


def of_recovery(name: str, destination: str) -> Said:
    """Says as much of an account that does not exist as of one that does."""
    if destination:
        return said(account.IF_ACCOUNT_SENT_TO, email=name, dest=destination)
    return said(account.IF_ACCOUNT_SENT, email=name)


def of_contact(contact: Contact) -> Said:
    words_of = account.PHONE_IS if contact.attribute == "phone_number" else account.EMAIL_IS
    return said(words_of, dest=contact.masked)


def of_others(others: tuple[Method | str, ...]) -> Said:
    """What was offered and cannot be used here."""
    names = [account.METHODS[one] if isinstance(one, Method) else one for one in others]
    return said(account.OTHER_METHODS, names=Listed(tuple(names)))


_NEWS: Mapping[News, Text] = {
    News.RENEWED: words.RENEWED,
    News.RENEWED_NOT_CHECKED: words.RENEWED_NOT_CHECKED,
    News.CODE_SENT: words.CODE_SENT,
    News.SIGNED_OUT: words.SIGNED_OUT,
    News.WAITING_FOR_KEYCHAIN: WAITING_FOR_KEYCHAIN,
    News.CONFIRMED: account.CONFIRMED_PLEASE_SIGN_IN,
    News.CONFIRMED_SIGNING_IN: account.CONFIRMED_SIGNING_IN,
    News.ALREADY_CONFIRMED: account.ALREADY_CONFIRMED_SIGNING_IN,
    News.PASSWORD_RESET: account.PASSWORD_RESET_PLEASE_SIGN_IN,
    News.PASSWORD_RESET_SIGNING_IN: account.PASSWORD_RESET_SIGNING_IN,
    News.PASSWORD_CHANGED: account.PASSWORD_CHANGED,
    News.CONTACT_VERIFIED: account.CONTACT_VERIFIED,
    News.AUTHENTICATOR_READY: account.AUTHENTICATOR_READY,
    News.METHOD_PREFERRED: account.METHOD_PREFERRED,
    News.DEVICE_REMEMBERED: account.DEVICE_REMEMBERED,
    News.DEVICE_FORGOTTEN: account.DEVICE_FORGOTTEN,
    News.ACCOUNT_DELETED: account.ACCOUNT_DELETED,
}


def of_news(news: News, *, dest: str = "", date: str = "") -> Said:
    if news is News.CODE_SENT and dest:
        return said(words.CODE_SENT_TO, dest=dest)
    if news is News.SIGNED_OUT and date:
        return said(words.SIGNED_OUT_UNTIL, date=date)
    return said(_NEWS[news])


def claim_meaning(claim: str) -> Text | None:
    if claim.startswith("custom:"):
        return words.CUSTOM_ATTRIBUTE
    return words.CLAIM_MEANINGS.get(claim)


def of_choice(pool: str, client: str, where: str = "", line: int = 0) -> Said:
    """One of the pools of a file, by what tells it apart."""
    part: object = where or (said(words.LINE, n=line) if line else "")
    if not part:
        return said(words.POOL_CHOICE, pool=pool, client=client or "–")
    return said(words.POOL_CHOICE_IN, pool=pool, client=client or "–", where=part)


def of_choice_in_short(pool: str, client: str, where: str = "", line: int = 0) -> Said:
    """The same without the pool, for small print below it."""
    del pool
    part: object = where or (said(words.LINE, n=line) if line else "")
    if not part:
        return said(words.POOL_CHOICE_CLIENT, client=client or "–")
    return said(words.POOL_CHOICE_CLIENT_IN, client=client or "–", where=part)


def of_import(file: str, pool: str, client: str, where: str = "", line: int = 0) -> Said:
    """Which pool and client were read, and from which part of the file if it has parts."""
    part: object = where or (said(words.LINE, n=line) if line else "")
    if not part:
        return said(words.POOL_READ, file=file, pool=pool, client=client or "–")
    return said(words.POOL_READ_FROM_PART, file=file, where=part, pool=pool, client=client or "–")
