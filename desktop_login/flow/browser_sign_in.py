"""The sign-in with the system browser: what is opened, what is waited for, and what a return leads to. Knows no socket."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from desktop_login.domain.account import provider_in
from desktop_login.domain.answers import Answer, SignInOptions
from desktop_login.domain.browser import (
    BrowserAction,
    BrowserSignIn,
    BrowserStage,
    ContinueInBrowser,
    PastedAddress,
    ThroughBrowser,
    label_of,
)
from desktop_login.domain.browser_rounds import (
    Asking,
    NotOurs,
    Returned,
    Round,
    another_account_link,
    authorize_link,
    belongs,
    error_of,
    is_from,
    read_pasted,
)
from desktop_login.domain.clock_reading import ClockReading
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Activity, Asked, SignedOut, Working
from desktop_login.domain.tokens import Session, Tokens
from desktop_login.domain.ways import Way, Ways
from desktop_login.flow.attempts import Attempt, Attempts
from desktop_login.flow.browser_landing import Landed, LandingSearch, NotRegistered
from desktop_login.flow.browser_ports import BrowserPorts, Landing
from desktop_login.flow.ports import BackgroundWork, Listener, Ports

PATIENCE_S = 600.0
# How often it is looked whether the computer has slept meanwhile.
LOOK_EVERY_S = 15.0
Arrive = Callable[[Session, SignInOptions, Ways, Attempt], Awaitable[None]]
LinkOf = Callable[[str, Round, Asking], Secret]


@dataclass
class _Going:
    """A sign-in that the browser is at work on.

    Attributes:
        one: The round whose return is waited for; replaced for each new link.
        until: When the patience ends, by both clocks: one stops while the computer sleeps.
        question: What the page shows.
        after_sign_out: Whether the link began with a sign-out, which may lose the round's proof.
        finishing: Whether a code is being redeemed.
    """

    attempt: Attempt
    wanted: BrowserSignIn
    domain: str
    landing: Landing
    one: Round
    until: ClockReading
    question: ContinueInBrowser
    after_sign_out: bool = False
    finishing: bool = False


class BrowserSignInFlow:
    """One sign-in at a time. A code is redeemed once; the result of a cancelled one is revoked."""

    def __init__(
        self,
        ports: Ports,
        kit: BrowserPorts,
        attempts: Attempts,
        arrive: Arrive,
        on_state: Listener,
    ) -> None:
        self._kit = kit
        self._provider = ports.provider
        self._token_verifier = ports.token_verifier
        self._clock = ports.clock
        self._off_thread = ports.off_thread
        self._in_background = ports.background
        self._opener = ports.opener
        self._find_landing = LandingSearch(kit, ports.off_thread)
        self._attempts = attempts
        self._arrive = arrive
        self._notify = on_state
        self._going: _Going | None = None
        self._wanted: BrowserSignIn | None = None

    async def begin(self, wanted: BrowserSignIn) -> None:
        """Open the browser; the listener gets the waiting page, then the session or the error."""
        await self._begin(wanted, ask=True)

    async def answer(self, answer: Answer) -> None:
        going, wanted = self._going, self._wanted
        match answer:
            case BrowserAction.START_AGAIN if wanted is not None:
                await self._begin(wanted, ask=True)
            case BrowserAction.OPEN_ANYWAY if wanted is not None:
                await self._begin(wanted, ask=False)
            case _ if going is None:
                self._notify(SignedOut(AuthErrorInfo(ErrorCode.STEP_TOOK_TOO_LONG)))
            case _ if going.finishing or going.landing.has_returned:
                return
            case BrowserAction.OPEN_AGAIN:
                await self._run(self._open(going))
            case BrowserAction.ANOTHER_ACCOUNT:
                asking = self._asking(going.wanted)
                self._renew(going, another_account_link, asking=asking, scopes=going.one.scopes)
                going.after_sign_out = True
                self._notify(Asked(going.question))
                await self._run(self._open(going))
            case PastedAddress(address=address):
                self._paste(going, address)

    async def resend(self) -> None:
        """There is no code to send."""

    def drop(self) -> None:
        """Close the landing; the code of this round is refused for ever."""
        going, self._going = self._going, None
        self._wanted = None
        if going is not None:
            going.landing.close()

    async def _begin(self, wanted: BrowserSignIn, *, ask: bool) -> None:
        attempt = self._attempts.begin()
        self.drop()
        self._wanted = wanted
        self._notify(Working(Activity.BROWSER))
        domain = await self._off_thread(self._kit.authorize.find_domain)
        if not attempt.is_latest():
            return
        if not domain:
            self._end(AuthErrorInfo(ErrorCode.BROWSER_UNKNOWN))
            return
        try:
            landed = await self._find_landing(attempt, domain, self._asking(wanted), ask=ask)
        except NotRegistered:
            callbacks = self._kit.client.redirects
            stage = BrowserStage.NOT_REGISTERED
            self._notify(Asked(ContinueInBrowser(_host(domain), Secret(""), stage, callbacks)))
        except AuthError as error:
            if attempt.is_latest():
                self._end(error.error_info)
        else:
            if landed is not None:
                await self._wait_for(attempt, wanted, domain, landed)

    async def _wait_for(
        self,
        attempt: Attempt,
        wanted: BrowserSignIn,
        domain: str,
        landed: Landed,
    ) -> None:
        landing = landed.landing
        one = self._kit.authorize.new_round(landing.redirect, landed.scopes)
        landing.expect(one.state)
        link = authorize_link(domain, one, self._asking(wanted))
        question = ContinueInBrowser(_host(domain), link, callback_urls=self._kit.client.redirects)
        begins = self._clock.now()
        until = ClockReading(begins.wall + PATIENCE_S, begins.monotonic + PATIENCE_S)
        going = self._going = _Going(attempt, wanted, domain, landing, one, until, question)
        # All go on beside each other, the browser first: a window takes a while to make the page. A
        # launcher that hangs must not hold that up, and a browser that is signed in already comes
        # back before the call that opened it has returned.
        await self._run(self._open(going))
        await self._run(self._show(going))
        await self._run(self._watch(going))

    async def _show(self, going: _Going) -> None:
        if self._is_current(going):
            self._notify(Asked(going.question))

    async def _open(self, going: _Going) -> None:
        link = going.question.link
        opened = await self._opener(link)
        if not self._is_waiting(going) or going.question.link != link:
            return
        stage = BrowserStage.WAITING if opened else BrowserStage.NOT_OPENED
        if going.question.stage is not stage:
            going.question = replace(going.question, stage=stage)
            self._notify(Asked(going.question))

    async def _watch(self, going: _Going) -> None:
        while True:
            left = self._left(going)
            part = max(0.0, min(left, LOOK_EVERY_S))
            back = await self._off_thread(going.landing.wait, part)
            if not self._is_current(going):
                going.landing.close()
                return
            in_vain = back is None and (part == left or going.landing.closed)
            if in_vain or self._left(going) <= 0:
                going.landing.finish(signed_in=False)
                going.question = replace(going.question, stage=BrowserStage.TIMED_OUT)
                self._notify(Asked(going.question))
                return
            if back is not None and not await self._goes_on(going, back):
                return

    def _left(self, going: _Going) -> float:
        now = self._clock.now()
        return min(going.until.wall - now.wall, going.until.monotonic - now.monotonic)

    async def _goes_on(self, going: _Going, back: Returned) -> bool:
        """Act on a return; True if another one has to be waited for."""
        if not back.ours:  # anybody on this computer could have sent it
            self._notify(Asked(going.question, error_of(back, self._called(going))))
            return True
        if not is_from(back.issuer, self._kit.client.issuers, going.domain):
            self._fail(going, _refused_answer("iss"))
            return False
        if back.code is not None:
            return await self._redeem(going, back.code)
        if back.error == "invalid_scope" and going.one.scopes is not None:
            # without any the client grants all that it has
            self._renew(going, authorize_link, asking=self._asking(going.wanted), scopes=None)
            self._send_on(going)
            return True
        self._fail(going, error_of(back, self._called(going)))
        return False

    async def _redeem(self, going: _Going, code: Secret) -> bool:
        going.finishing = True
        self._notify(Working(Activity.FINISHING))
        try:
            tokens = await self._off_thread(
                self._kit.token_endpoint.redeem, going.domain, going.one, code
            )
        except AuthError as error:
            return self._not_redeemed(going, error.error_info)
        session = await self._verified(going, tokens)
        if session is None or not self._is_current(going):
            going.landing.close()
            await self._discard(tokens)
            return False
        provider = going.wanted.provider
        named = provider.name if provider is not None else provider_in(session.identity.claims)
        through = ThroughBrowser(going.domain, named)
        session = replace(session, tokens=replace(session.tokens, through=through))
        self._going = self._wanted = None
        going.landing.finish(signed_in=True)
        identity = session.identity
        options = SignInOptions(going.wanted.remember, identity.username, identity.email)
        await self._arrive(session, options, (Way.BROWSER,), going.attempt)
        return False

    async def _verified(self, going: _Going, tokens: Tokens) -> Session | None:
        """Return the session; None if the tokens are not valid, or were not made for this round."""
        try:
            session = await self._off_thread(self._token_verifier.read, tokens)
        except AuthError as error:
            refused = error.error_info
        else:
            if belongs(session.identity.claims, tokens.access_token, going.one):
                return session
            refused = _refused_answer("nonce")
        if self._is_current(going):
            self._fail(going, refused)
        return None

    def _not_redeemed(self, going: _Going, error_info: AuthErrorInfo) -> bool:
        if not self._is_current(going):
            going.landing.close()
            return False
        late = error_info.code is ErrorCode.BROWSER_TOO_LATE
        if not (late and going.after_sign_out):
            self._fail(going, error_info)
            return False
        # the sign-out has lost the proof on its way: ask again, without the browser's own session
        going.finishing = going.after_sign_out = False
        asking = self._asking(going.wanted, again=True)
        self._renew(going, authorize_link, asking=asking, scopes=going.one.scopes)
        self._send_on(going)
        return True

    def _renew(
        self, going: _Going, link_of: LinkOf, *, asking: Asking, scopes: tuple[str, ...] | None
    ) -> None:
        """Begin another round at the same landing; what still comes of the one before is refused."""
        going.one = self._kit.authorize.new_round(going.landing.redirect, scopes)
        going.landing.expect(going.one.state)
        link = link_of(going.domain, going.one, asking)
        going.question = replace(going.question, link=link)

    def _send_on(self, going: _Going) -> None:
        self._notify(Asked(going.question))
        going.landing.send_on(going.question.link)

    def _paste(self, going: _Going, address: Secret) -> None:
        try:
            back = read_pasted(address.reveal(), going.one)
        except NotOurs:
            error_code = ErrorCode.BROWSER_OTHER_ADDRESS
        else:
            if going.landing.take(back):
                return
            error_code = ErrorCode.BROWSER_TOO_LATE
        self._notify(Asked(going.question, AuthErrorInfo(error_code)))

    def _fail(self, going: _Going, error_info: AuthErrorInfo) -> None:
        self._going = None
        going.landing.finish(signed_in=False)
        self._end(error_info)

    def _end(self, error_info: AuthErrorInfo) -> None:
        self._wanted = None
        self._notify(SignedOut(error_info))

    async def _discard(self, tokens: Tokens) -> None:
        with suppress(AuthError):  # nothing was stored
            await self._off_thread(self._provider.revoke, tokens.refresh_token)

    async def _run(self, work: BackgroundWork) -> None:
        await self._in_background(work, lambda: None)

    def _is_current(self, going: _Going) -> bool:
        return self._going is going and going.attempt.is_latest()

    def _is_waiting(self, going: _Going) -> bool:
        opening = (BrowserStage.WAITING, BrowserStage.NOT_OPENED)
        return self._is_current(going) and not going.finishing and going.question.stage in opening

    def _asking(self, wanted: BrowserSignIn, *, again: bool = False) -> Asking:
        provider = wanted.provider.name if wanted.provider is not None else ""
        return Asking(self._kit.client.client_id, provider, wanted.hint, wanted.language, again)

    def _called(self, going: _Going) -> str:
        """What to call who may have failed: the provider, or the host of the pool's page."""
        provider = going.wanted.provider
        return label_of(provider) if provider is not None else _host(going.domain)


def _host(domain: str) -> str:
    return domain.partition("://")[2]


def _refused_answer(what: str) -> AuthErrorInfo:
    return AuthErrorInfo(ErrorCode.BROWSER_OTHER_ANSWER, RequestInfo(code=what))
