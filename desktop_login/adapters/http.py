"""One GET of a small public document. Decides which answers are errors; knows no Cognito."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from desktop_login.adapters.clock import epoch_of
from desktop_login.adapters.transport import Transport, only
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo

MAX_BYTES = 64 * 1024
TIMEOUT_S = 5.0


class HttpResponse(NamedTuple):
    """An answer.

    `server_time` is in epoch seconds, from the Date header plus Age if a cache answered; None
    without a Date.
    """

    status: int
    body: bytes
    server_time: float | None


class HttpClient:
    """Fetches one URL. Thread-safe."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._transport = Transport(
            only(url), limit=MAX_BYTES, connect_s=TIMEOUT_S, read_s=TIMEOUT_S
        )

    def get(self, operation: str) -> HttpResponse:
        """Return the answer, with any status that is not an error by itself.

        Raises:
            AuthError: NO_CONNECTION, PROXY, PROXY_UNUSABLE, CERTIFICATE, CERTIFICATES_MISSING,
                CAPTIVE_PORTAL (HTML or a redirect), FIREWALL, BUSY, SERVICE_PROBLEM,
                NOT_UNDERSTOOD (too large).
        """
        try:
            answer = self._transport.send("GET", self.url)
        except AuthError as error:
            raise AuthError(_asked_again(error.error_info, operation)) from None
        error_code = _error_code(answer.status, answer.body)
        if error_code is not None:
            raise AuthError(AuthErrorInfo(error_code, RequestInfo(operation, str(answer.status))))
        return HttpResponse(answer.status, answer.body, _server_time(answer.headers))


def _asked_again(error_info: AuthErrorInfo, operation: str) -> AuthErrorInfo:
    """Translate a lost connection into none: a GET without an answer may be repeated."""
    lost = error_info.code is ErrorCode.CONNECTION_LOST
    error_code = ErrorCode.NO_CONNECTION if lost else error_info.code
    return AuthErrorInfo(
        error_code, RequestInfo(operation, error_info.request.code), name=error_info.name
    )


def error_code_of_status(status: int) -> ErrorCode | None:
    """Return the error of an HTTP status; None if the body decides."""
    match status:
        case 407:
            return ErrorCode.PROXY
        # AWS WAF answers 405 with a CAPTCHA and 202 with a challenge for a browser; no other
        # service answers these requests so:
        # https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
        case 202 | 403 | 405:
            return ErrorCode.FIREWALL
        case 429:
            return ErrorCode.BUSY
        case _ if 300 <= status < 400:
            return ErrorCode.CAPTIVE_PORTAL
        case _ if status >= 500:
            return ErrorCode.SERVICE_PROBLEM
        case _:
            return None


def _error_code(status: int, body: bytes) -> ErrorCode | None:
    error_code = error_code_of_status(status)
    if error_code is None and len(body) > MAX_BYTES:
        return ErrorCode.NOT_UNDERSTOOD
    if error_code is None and body.lstrip()[:1] == b"<":
        return ErrorCode.CAPTIVE_PORTAL
    return error_code


def _server_time(headers: Mapping[str, str]) -> float | None:
    date, age = epoch_of(headers.get("Date", "")), headers.get("Age", "")
    return date + int(age) if date is not None and age.isdecimal() and len(age) < 9 else date
