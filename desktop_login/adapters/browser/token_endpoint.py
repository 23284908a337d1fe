"""The `TokenEndpoint` port: one request that exchanges a code for tokens. Verifies none of them.

https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from desktop_login.adapters.clock import clock_skew, epoch_of
from desktop_login.adapters.http import error_code_of_status
from desktop_login.adapters.transport import Answer, Transport, only
from desktop_login.domain.browser_rounds import Round
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.flow.ports import Clock
from desktop_login.system.log import logger

MAX_BYTES = 64 * 1024
CONNECT_S = 5.0
READ_S = 5.0  # between two parts; the whole answer may take twice as long
_OPERATION = "oauth2/token"
_CODES: Mapping[str, ErrorCode] = {
    "invalid_grant": ErrorCode.BROWSER_TOO_LATE,
    "unauthorized_client": ErrorCode.BROWSER_OFF,
}
_NAMES = ("id_token", "access_token", "refresh_token")


class CognitoTokenEndpoint:
    """Redeems codes of one app client. Thread-safe."""

    def __init__(self, pool: PoolClient, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    def redeem(self, domain: str, one: Round, code: Secret) -> Tokens:
        values = {
            "grant_type": "authorization_code",
            "client_id": self._pool.client_id,
            "code": code.reveal(),
            "redirect_uri": one.redirect.url,
            "code_verifier": one.verifier.reveal(),
        }
        transport = Transport(only(domain), limit=MAX_BYTES, connect_s=CONNECT_S, read_s=READ_S)
        try:
            # Once: a code that is presented twice may kill the tokens that it gave (RFC 6749 4.1.2).
            answer = transport.send(
                "POST", f"{domain}/{_OPERATION}", self._headers(), urlencode(values).encode()
            )
        except AuthError as error:
            found = error.error_info
            logger.info("browser: not redeemed: %s", found.code.name)
            request = RequestInfo(_OPERATION, found.request.code)
            raise AuthError(AuthErrorInfo(found.code, request, name=found.name)) from None
        finally:
            transport.close()
        logger.info("browser: redeemed: %d", answer.status)
        return self._tokens(answer)

    def _headers(self) -> Mapping[str, str]:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        secret = self._pool.client_secret
        if secret is not None:
            pair = f"{self._pool.client_id}:{secret.reveal()}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        return headers

    def _tokens(self, answer: Answer) -> Tokens:
        document = _json(answer.body) if len(answer.body) <= MAX_BYTES else None
        if answer.status in (400, 401) and document is not None:
            raise self._refused(answer.status, document)
        error_code = _trouble_of(answer)
        if error_code is not None:
            raise _error(error_code, str(answer.status))
        if answer.status != 200 or document is None:
            raise _error(ErrorCode.NOT_UNDERSTOOD, str(answer.status))
        texts = [document.get(name) for name in _NAMES]
        id_token, access_token, refresh_token = (
            Secret(text) if isinstance(text, str) and text else None for text in texts
        )
        if id_token is None or access_token is None or refresh_token is None:
            raise _error(ErrorCode.NOT_UNDERSTOOD, "NoTokens")
        return Tokens(id_token, access_token, refresh_token, self._skew(answer))

    def _refused(self, status: int, document: Mapping[str, object]) -> AuthError:
        word = document.get("error")
        code = word if isinstance(word, str) and re.fullmatch(r"[a-z_]{1,40}", word) else ""
        if code == "invalid_client":
            given = self._pool.client_secret is not None
            return _error(ErrorCode.SECRET_WRONG if given else ErrorCode.SECRET_MISSING, code)
        error_code = _CODES.get(code, ErrorCode.BROWSER_NOT_COMPLETED)
        return _error(error_code, code or str(status))

    def _skew(self, answer: Answer) -> float:
        date = epoch_of(answer.headers.get("Date", ""))
        return 0.0 if date is None else clock_skew(date, self._clock.now())


def _trouble_of(answer: Answer) -> ErrorCode | None:
    """What an answer tells of that no token endpoint gives."""
    error_code = error_code_of_status(answer.status)
    if error_code is ErrorCode.BUSY:  # its sentence promises a repetition
        return ErrorCode.SERVICE_PROBLEM
    if error_code is None and answer.body.lstrip()[:1] == b"<":
        return ErrorCode.CAPTIVE_PORTAL
    return error_code


def _json(body: bytes) -> Mapping[str, object] | None:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _error(error_code: ErrorCode, code: str) -> AuthError:
    return AuthError(AuthErrorInfo(error_code, RequestInfo(_OPERATION, code)))
