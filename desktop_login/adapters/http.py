"""One GET of a small public document. Decides what counts as an answer; knows no Cognito."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from desktop_login.adapters.clock import epoch_of
from desktop_login.adapters.transport import Transport, only
from desktop_login.domain.errors import Fault, LoginError, Problem, Trace

MAX_BYTES = 64 * 1024
TIMEOUT_S = 5.0


class Page(NamedTuple):
    """`server_time` is epoch seconds from the Date header, and Age where a cache answered."""

    status: int
    body: bytes
    server_time: float | None


class Web:
    """Fetches from the host of one address. Thread-safe."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._transport = Transport(
            only(url), limit=MAX_BYTES, connect_s=TIMEOUT_S, read_s=TIMEOUT_S
        )

    def get(self, operation: str) -> Page:
        """Any answer of the service, whatever its status.

        Raises `LoginError`: NO_CONNECTION, PROXY, PROXY_UNUSABLE, CERTIFICATE,
        CERTIFICATES_MISSING, CAPTIVE_PORTAL (HTML or a redirect), FIREWALL, BUSY,
        SERVICE_PROBLEM, NOT_UNDERSTOOD (too large).
        """
        try:
            answer = self._transport.send("GET", self.url)
        except LoginError as error:
            raise LoginError(_asked_again(error.fault, operation)) from None
        problem = _refusal(answer.status, answer.body)
        if problem is not None:
            raise LoginError(Fault(problem, Trace(operation, str(answer.status))))
        return Page(answer.status, answer.body, _server_time(answer.headers))


def _asked_again(fault: Fault, operation: str) -> Fault:
    """A GET that got no answer has spent nothing: there was no connection, that is all."""
    lost = fault.problem is Problem.CONNECTION_LOST
    problem = Problem.NO_CONNECTION if lost else fault.problem
    return Fault(problem, Trace(operation, fault.trace.code), name=fault.name)


def problem_of_status(status: int) -> Problem | None:
    """What a status says by itself; None where the body has to."""
    match status:
        case 407:
            return Problem.PROXY
        # AWS WAF answers 405 with a CAPTCHA and 202 with a challenge for a browser, and nobody
        # else answers so to what is sent here:
        # https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
        case 202 | 403 | 405:
            return Problem.FIREWALL
        case 429:
            return Problem.BUSY
        case _ if 300 <= status < 400:
            return Problem.CAPTIVE_PORTAL
        case _ if status >= 500:
            return Problem.SERVICE_PROBLEM
        case _:
            return None


def _refusal(status: int, body: bytes) -> Problem | None:
    problem = problem_of_status(status)
    if problem is None and len(body) > MAX_BYTES:
        return Problem.NOT_UNDERSTOOD
    if problem is None and body.lstrip()[:1] == b"<":
        return Problem.CAPTIVE_PORTAL
    return problem


def _server_time(headers: Mapping[str, str]) -> float | None:
    date, age = epoch_of(headers.get("Date", "")), headers.get("Age", "")
    return date + int(age) if date is not None and age.isdecimal() and len(age) < 9 else date
