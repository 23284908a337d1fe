"""What the ports `AuthorizeProbe` and `TokenEndpoint` promise, as one suite for every service that plays a pool's domain."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol
from urllib.parse import urlsplit

import pytest

from desktop_login.adapters.browser.authorize import CognitoAuthorize
from desktop_login.adapters.browser.token_endpoint import CognitoTokenEndpoint
from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.jwks import Keys
from desktop_login.adapters.token_verifier import JwtVerifier
from desktop_login.domain.browser_rounds import (
    SCOPES,
    Asking,
    Redirect,
    Round,
    authorize_link,
    belongs,
    read_return,
    redirect_of,
)
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Signature, Tokens
from desktop_login.flow.browser_ports import AskedFirst, AuthorizeProbe, TokenEndpoint

CALLBACK, OTHER = "http://127.0.0.1:8917/callback", "http://127.0.0.1:18917/callback"
SIGNED_OUT = "http://127.0.0.1:8917/signed-out"
FORGOTTEN = "http://127.0.0.1:28917/callback"  # registered nowhere
NARROW = ("openid", "email")


class Domain(Protocol):
    """A service with one person, CALLBACK, OTHER and SIGNED_OUT registered."""

    @property
    def url(self) -> str: ...

    @property
    def email(self) -> str: ...

    def pool(self, *, narrow: bool = False) -> PoolClient:
        """An app client; a narrow one has the scopes NARROW only."""

    def come_back(self, link: Secret) -> str:
        """Sign in at the link, as a person does; return the address at which the browser ends."""


def place(url: str) -> Redirect:
    found = redirect_of(url)
    assert found is not None
    return found


class BrowserContract:
    """Subclasses give the fixture `domain`."""

    @pytest.fixture
    def pool(self, domain: Domain) -> PoolClient:
        return domain.pool()

    @pytest.fixture
    def probe(self, pool: PoolClient) -> AuthorizeProbe:
        return CognitoAuthorize(pool)

    @pytest.fixture
    def endpoint(self, pool: PoolClient) -> TokenEndpoint:
        return CognitoTokenEndpoint(pool, SystemClock())

    def code(
        self, domain: Domain, pool: PoolClient, one: Round, scopes: tuple[str, ...] = SCOPES
    ) -> Secret:
        link = authorize_link(domain.url, replace(one, scopes=scopes), Asking(pool.client_id))
        address = domain.come_back(link)
        assert address.startswith(f"{one.redirect.url}?"), address
        back = read_return(urlsplit(address).query, one.state)
        assert back.code is not None, back
        return back.code

    def problem(
        self, endpoint: TokenEndpoint, domain: Domain, one: Round, code: Secret
    ) -> ErrorCode:
        with pytest.raises(AuthError) as refused:
            endpoint.redeem(domain.url, one, code)
        return refused.value.error_info.code

    def test_domain_is_found(self, probe: AuthorizeProbe, domain: Domain) -> None:
        assert probe.find_domain() == domain.url

    def test_no_two_rounds_share_a_secret(self, probe: AuthorizeProbe) -> None:
        one, other = (probe.new_round(place(CALLBACK), SCOPES) for _ in range(2))
        secrets = {x.reveal() for r in (one, other) for x in (r.state, r.nonce, r.verifier)}
        assert len(secrets) == 6

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            (CALLBACK, AskedFirst.GO_ON),
            (OTHER, AskedFirst.GO_ON),
            (FORGOTTEN, AskedFirst.NOT_REGISTERED),
            (f"{CALLBACK}/", AskedFirst.NOT_REGISTERED),
            (CALLBACK.replace("127.0.0.1", "localhost"), AskedFirst.NOT_REGISTERED),
        ],
    )
    def test_redirects_are_compared_letter_by_letter(
        self,
        probe: AuthorizeProbe,
        pool: PoolClient,
        domain: Domain,
        url: str,
        expected: AskedFirst,
    ) -> None:
        assert probe.ask(domain.url, place(url), Asking(pool.client_id)) is expected

    def test_scope_that_the_client_lacks_is_known_beforehand(self, domain: Domain) -> None:
        pool = domain.pool(narrow=True)
        probe = CognitoAuthorize(pool)
        asking = Asking(pool.client_id)
        assert probe.ask(domain.url, place(CALLBACK), asking) is AskedFirst.NO_SUCH_SCOPE

    @pytest.mark.parametrize(("url", "known"), [(SIGNED_OUT, True), (FORGOTTEN, False)])
    def test_sign_out_ends_where_it_is_registered(
        self, probe: AuthorizeProbe, domain: Domain, url: str, known: bool
    ) -> None:
        assert probe.ask_sign_out(domain.url, place(url)) is known

    @pytest.mark.parametrize("url", [CALLBACK, OTHER])
    def test_code_becomes_tokens_of_this_round_once(
        self,
        probe: AuthorizeProbe,
        endpoint: TokenEndpoint,
        pool: PoolClient,
        domain: Domain,
        url: str,
    ) -> None:
        one = probe.new_round(place(url), SCOPES)
        code = self.code(domain, pool, one)
        tokens = endpoint.redeem(domain.url, one, code)
        assert isinstance(tokens, Tokens)
        clock = SystemClock()
        identity = JwtVerifier(pool, clock, Keys(pool.keys_url, clock)).read(tokens).identity
        assert identity.email == domain.email
        assert identity.signature is Signature.VERIFIED
        assert belongs(identity.claims, tokens.access_token, one)
        assert not belongs(identity.claims, tokens.access_token, probe.new_round(place(url), None))
        assert self.problem(endpoint, domain, one, code) is ErrorCode.BROWSER_TOO_LATE

    @pytest.mark.parametrize("what", ["verifier", "redirect"])
    def test_code_of_another_round_is_worth_nothing(
        self,
        probe: AuthorizeProbe,
        endpoint: TokenEndpoint,
        pool: PoolClient,
        domain: Domain,
        what: str,
    ) -> None:
        one = probe.new_round(place(CALLBACK), SCOPES)
        code = self.code(domain, pool, one)
        other = replace(one, verifier=Secret("x" * 43))
        if what == "redirect":
            other = replace(one, redirect=place(OTHER))
        assert self.problem(endpoint, domain, other, code) is ErrorCode.BROWSER_TOO_LATE

    def test_code_that_nobody_gave_is_refused(
        self, probe: AuthorizeProbe, endpoint: TokenEndpoint, domain: Domain
    ) -> None:
        one = probe.new_round(place(CALLBACK), SCOPES)
        found = self.problem(endpoint, domain, one, Secret("made-up"))
        assert found is ErrorCode.BROWSER_TOO_LATE

    def test_without_scopes_the_client_gets_what_it_has(self, domain: Domain) -> None:
        pool = domain.pool(narrow=True)
        probe, endpoint = CognitoAuthorize(pool), CognitoTokenEndpoint(pool, SystemClock())
        one = probe.new_round(place(CALLBACK), None)
        link = authorize_link(domain.url, one, Asking(pool.client_id))
        back = read_return(urlsplit(domain.come_back(link)).query, one.state)
        assert back.code is not None, back
        assert isinstance(endpoint.redeem(domain.url, one, back.code), Tokens)
