"""The possible results of a connection check. The sentences are in `messages.checks`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

from desktop_login.domain.errors import AuthErrorInfo


class Verdict(Enum):
    """One result about one setting."""

    REGION_UNFIT = auto()
    THROUGH_PROXY = auto()
    CERTIFICATES_FROM = auto()
    CERTIFICATES_MISSING = auto()
    POOL_FOUND = auto()
    POOL_UNKNOWN = auto()
    KEYS_FOUND = auto()
    KEYS_MISSING = auto()
    CLOCK_RIGHT = auto()
    CLOCK_OFF = auto()
    ISSUER_RIGHT = auto()
    ISSUER_WRONG = auto()
    CLIENT_FOUND = auto()
    CLIENT_UNKNOWN = auto()
    SECRET_MISSING = auto()
    SECRET_UNWANTED = auto()
    SECRET_WRONG = auto()
    FLOW_ON = auto()
    FLOW_OFF = auto()
    OTHER_FLOW_ON = auto()
    ANSWER_UNUSABLE = auto()
    REDIRECT_REGISTERED = auto()
    REDIRECT_ABSENT = auto()
    REDIRECTS_MISSING = auto()
    BROWSER_OFF = auto()
    UNREACHED = auto()


GOOD = frozenset(
    {
        Verdict.THROUGH_PROXY,
        Verdict.CERTIFICATES_FROM,
        Verdict.POOL_FOUND,
        Verdict.KEYS_FOUND,
        Verdict.CLOCK_RIGHT,
        Verdict.ISSUER_RIGHT,
        Verdict.CLIENT_FOUND,
        Verdict.FLOW_ON,
        Verdict.OTHER_FLOW_ON,
        Verdict.REDIRECT_REGISTERED,
        Verdict.REDIRECT_ABSENT,
    }
)


class Finding(NamedTuple):
    """One verdict with its values.

    Attributes:
        values: Placeholder name to value, for the sentence.
        error_info: Why a server was not reached; set with UNREACHED only.
    """

    verdict: Verdict
    values: Mapping[str, object] = {}
    error_info: AuthErrorInfo | None = None

    @property
    def good(self) -> bool:
        """Whether nothing has to be changed because of it."""
        return self.verdict in GOOD


Report = Sequence[Finding]


def all_good(report: Report) -> bool:
    """Return whether the report has findings and each of them is good."""
    return bool(report) and all(finding.good for finding in report)
