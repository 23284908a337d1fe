"""Which sentence a fact becomes. Decides by the fact alone; holds no sentence and translates none."""

from __future__ import annotations

import math
from collections.abc import Mapping

from desktop_login.domain.challenges import Channel, CodeRequired
from desktop_login.domain.errors import Fault, Problem
from desktop_login.domain.password_policy import Rule
from desktop_login.domain.states import News, Step
from desktop_login.wording import pages as words
from desktop_login.wording.problems import PROBLEMS, WAITING_FOR_KEYCHAIN, WRONG_USERNAME
from desktop_login.wording.text import Said, Text, said

BUSY_WORDS: Mapping[Step, Text] = {
    Step.SIGNING_IN: words.SIGNING_IN,
    Step.CONFIRMING: words.CONFIRMING,
    Step.CHANGING: words.CHANGING,
    Step.SENDING: words.SENDING,
    Step.RESTORING: words.CHECKING,
    Step.SIGNING_OUT: words.SIGNING_OUT,
}


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
    if fault.problem is Problem.WRONG_CREDENTIALS and username_label:
        text = WRONG_USERNAME
    attribute = words.ATTRIBUTES.get(fault.name, Text(fault.name) if fault.name else None)
    values: dict[str, object] = {
        "n": math.ceil(fault.seconds or 1),
        "code": fault.trace.code or "–",
        "name": fault.name,
        "field": attribute or "",
        "text": fault.text,
        "date": date,
    }
    if fault.seconds is not None:
        values["t"] = values["m"] = duration(fault.seconds)
    elif "{t}" in text.source or "{m}" in text.source:
        values["t"] = values["m"] = duration(60)
    return Said(text, values)


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


def of_news(news: News, *, dest: str = "", date: str = "") -> Said:
    match news:
        case News.RENEWED:
            return said(words.RENEWED)
        case News.CODE_SENT:
            return said(words.CODE_SENT_TO, dest=dest) if dest else said(words.CODE_SENT)
        case News.SIGNED_OUT:
            return said(words.SIGNED_OUT_UNTIL, date=date) if date else said(words.SIGNED_OUT)
        case News.WAITING_FOR_KEYCHAIN:
            return said(WAITING_FOR_KEYCHAIN)


def claim_meaning(claim: str) -> Text | None:
    if claim.startswith("custom:"):
        return words.CUSTOM_ATTRIBUTE
    return words.CLAIM_MEANINGS.get(claim)
