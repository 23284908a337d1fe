"""The `AuthorizeProbe` port: asks the pool's domain what it would tell the browser."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from desktop_login.adapters.browser.domain import PoolDomain
from desktop_login.adapters.transport import Answer, Transport, only
from desktop_login.domain.browser_rounds import (
    Asking,
    Redirect,
    Round,
    authorize_link,
    error_word,
    sign_out_link,
)
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.flow.browser_ports import AskedFirst
from desktop_login.system.log import logger
from desktop_login.system.threads import within

MAX_BYTES = 64 * 1024
# A browser that opens a moment later is better than a window that waits for an answer it can do
# without.
PATIENCE_S = 3.0
# Without these the browser would find no page either.
_TOLD = frozenset(
    {
        ErrorCode.NO_CONNECTION,
        ErrorCode.PROXY,
        ErrorCode.PROXY_UNUSABLE,
        ErrorCode.CERTIFICATE,
        ErrorCode.CERTIFICATES_MISSING,
    }
)
_MEANS: Mapping[str, AskedFirst] = {
    "redirect_mismatch": AskedFirst.NOT_REGISTERED,
    "unauthorized_client": AskedFirst.NOT_ALLOWED,
    "invalid_scope": AskedFirst.NO_SUCH_SCOPE,
}


class CognitoAuthorize:
    """Asks about one app client. Thread-safe."""

    def __init__(self, pool: PoolClient, domain: PoolDomain | None = None) -> None:
        self._pool = pool
        self._domain = PoolDomain(pool) if domain is None else domain

    def find_domain(self) -> str:
        return self._domain.find()

    def new_round(self, redirect: Redirect, scopes: tuple[str, ...] | None) -> Round:
        # 43 characters out of A–Z a–z 0–9 - _: the service decodes `state` once or twice, and
        # RFC 7636 demands at least 43 for the verifier.
        state, nonce, verifier = (Secret(secrets.token_urlsafe(32)) for _ in range(3))
        return Round(redirect, state, nonce, verifier, scopes)

    def ask(self, domain: str, redirect: Redirect, asking: Asking) -> AskedFirst:
        scopes = self._pool.scopes
        one = self.new_round(redirect, scopes) if scopes else self._usual(redirect)
        link = authorize_link(domain, one, replace(asking, hint=""))
        answer = self._asked(domain, link.reveal())
        verdict = AskedFirst.GO_ON if answer is None else _verdict_of(answer, domain, redirect)
        logger.info("browser: asked first: %s", verdict.name)
        return verdict

    def _usual(self, redirect: Redirect) -> Round:
        one = self.new_round(redirect, None)
        return Round(redirect, one.state, one.nonce, one.verifier)

    def ask_sign_out(self, domain: str, redirect: Redirect) -> bool:
        link = sign_out_link(domain, self._pool.client_id, redirect)
        try:
            answer = self._asked(domain, link)
        except AuthError:
            return False
        if answer is None:
            return False
        registered = answer.headers.get("Location", "") == redirect.url
        logger.info("browser: asked about the sign-out: %s", registered)
        return registered

    def _asked(self, domain: str, link: str) -> Answer | None:
        """Return the answer; None if it says nothing, or does not come in time."""
        transport = Transport(
            only(domain), limit=MAX_BYTES, connect_s=PATIENCE_S, read_s=PATIENCE_S
        )
        try:
            return within(PATIENCE_S, lambda: transport.send("GET", link), "browser: asking first")
        except TimeoutError:
            return None
        except AuthError as error:
            if error.error_info.code in _TOLD:
                raise
            return None


def _verdict_of(answer: Answer, domain: str, redirect: Redirect) -> AskedFirst:
    if answer.status == 400:  # how emulators refuse a redirect
        return AskedFirst.NOT_REGISTERED
    place = answer.headers.get("Location", "")
    if not 300 <= answer.status < 400 or len(place) > MAX_BYTES:
        return AskedFirst.GO_ON
    error_page = place.startswith((f"{domain}/error?", "/error?"))
    if not error_page and not place.startswith(f"{redirect.url}?"):
        return AskedFirst.GO_ON
    try:
        values = dict(parse_qsl(urlsplit(place).query, max_num_fields=32))
    except ValueError:
        return AskedFirst.GO_ON
    return _MEANS.get(error_word(values), AskedFirst.GO_ON)
