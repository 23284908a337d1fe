"""A passkey at work: what is offered, and which page follows what a key waits for. Knows neither fido2 nor the API.

A key is asked by a `KeyTalk`, which has a thread of its own. Its events are fetched one after the
other, so that the window shows each; where the person has to answer, fetching ends until the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desktop_login.domain.amazon import host_of
from desktop_login.domain.challenges import (
    Challenge,
    Method,
    MethodRequired,
    PasskeyRequired,
    Purpose,
)
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.passkey_rules import KeyJob, PasskeyPlace, key_job
from desktop_login.domain.passkeys import (
    NOTHING_OFFERED,
    KeyStage,
    PasskeyOffers,
    PasskeyProof,
    PasskeyRequest,
    SecurityKeyStep,
)
from desktop_login.domain.states import Asked
from desktop_login.flow.attempts import Attempts
from desktop_login.flow.passkey_ports import InBrowser, KeyAnswer, KeyTalk, PasskeyPorts

# Here the person has to answer; at every other stage the key, or the system.
_WAITS_FOR_ANSWER = frozenset({KeyStage.PIN, KeyStage.NO_PIN, KeyStage.NEW_PIN})


class Passkeys:
    """Leads one key from its first event to its proof.

    `ask` and `go_on` return a proof or an error. None means that the person has been asked, or that
    nobody waits any more.
    """

    def __init__(
        self, ports: PasskeyPorts, attempts: Attempts, in_browser: InBrowser | None = None
    ) -> None:
        self._keys = ports.keys
        self._settings_place = ports.place
        self._domain = ""
        self._attempts = attempts
        self._talk: KeyTalk | None = None
        self._alive: Callable[[], bool] = lambda: True
        self._refused_here = False
        self.in_browser = in_browser
        self.objection: AuthErrorInfo | None = None  # to the challenge that was prepared last

    @property
    def _place(self) -> PasskeyPlace:
        known = self._settings_place
        return replace(known, domain=self._domain or known.domain)

    @property
    def is_at_work(self) -> bool:
        """Whether the page of a key is open."""
        return self._talk is not None

    def offers(self, *, adding: bool = False) -> PasskeyOffers:
        here, domain = self._keys.offers(), self._place.domain
        if adding and self._refused_here:
            here = NOTHING_OFFERED
        has_browser = bool(domain) and self.in_browser is not None
        return replace(here, browser=has_browser, host=host_of(domain))

    def look_for_domain(self) -> None:
        """Find out where the browser would sign in; blocks, but not for long after the first time."""
        if self.in_browser is not None:
            self._domain = self.in_browser.find_domain()

    def refused_here(self) -> None:
        """The pool accepts no passkey that is made outside a browser: make no other one."""
        self._refused_here = True

    async def prepared(self, challenge: Challenge) -> Challenge:
        """Return the challenge as it can be answered here; `objection` is what stands against it."""
        self.objection = None
        match challenge:
            case MethodRequired(purpose=Purpose.FIRST_FACTOR, options=options):
                if any(one.method is Method.PASSKEY for one in options):
                    await self._attempts.off_thread(self.look_for_domain)
                return self._sorted(challenge)
            case PasskeyRequired(request=request):
                await self._attempts.off_thread(self.look_for_domain)
                if not await self._attempts.off_thread(self._fits, request):
                    self.objection = AuthErrorInfo(ErrorCode.PASSKEY_REQUEST_UNFIT)
                    browser_only = replace(self.offers(), key=False, system=False)
                    return replace(challenge, offers=browser_only)
                return replace(challenge, offers=self.offers())
            case _:
                return challenge

    async def ask(
        self,
        request: PasskeyRequest,
        *,
        registering: bool = False,
        system: bool = False,
        alive: Callable[[], bool] = lambda: True,
    ) -> PasskeyProof | AuthErrorInfo | None:
        """Ask a key, or the system. A request that does not fit the pool reaches neither.

        Args:
            request: What the pool asks.
            registering: Whether a passkey is to be made.
            system: Whether the system's dialog is to be shown.
            alive: Returns False once the session that is added to has ended.
        """
        attempt = self._attempts.latest
        self.stop()
        self._alive = alive
        try:
            talk = await self._attempts.off_thread(self._begin, request, registering, system)
        except AuthError as error:
            return error.error_info if attempt.is_latest() else None
        if not attempt.is_latest():
            talk.cancel()
            return None
        self._talk = talk
        return await self._follow(talk)

    async def go_on(self, answer: KeyAnswer) -> PasskeyProof | AuthErrorInfo | None:
        """Give the key what it waits for."""
        talk = self._talk
        if talk is None:
            return AuthErrorInfo(ErrorCode.PASSKEY_NOT_USED)
        talk.enter(answer)
        return await self._follow(talk)

    def stop(self) -> None:
        """Leave the key and the browser alone; what they may still say is dropped."""
        talk, self._talk = self._talk, None
        if talk is not None:
            talk.cancel()
        if self.in_browser is not None:
            self.in_browser.stop()

    async def _follow(self, talk: KeyTalk) -> PasskeyProof | AuthErrorInfo | None:
        while True:
            try:
                event = await self._attempts.off_thread(talk.next)
            except AuthError as error:
                return error.error_info if self._is_over(talk) else None
            if self._talk is not talk:
                return None
            if not self._alive():
                self.stop()
                return None
            if not isinstance(event, SecurityKeyStep):
                self._talk = None
                return event
            unfit = event.stage is KeyStage.NEW_PIN and event.wrong_pin
            error_info = AuthErrorInfo(ErrorCode.KEY_PIN_UNFIT) if unfit else None
            self._attempts.notify(Asked(event, error_info))
            if event.stage in _WAITS_FOR_ANSWER:
                return None

    def _is_over(self, talk: KeyTalk) -> bool:
        """Return whether this is the end of the talk that is waited for, and close its page."""
        if self._talk is not talk:
            return False
        self._talk = None
        return True

    def _job(
        self, request: PasskeyRequest, *, registering: bool = False, system: bool = False
    ) -> KeyJob | None:
        return key_job(
            request,
            self._place,
            self._keys.is_public_suffix,
            registering=registering,
            system=system,
        )

    def _fits(self, request: PasskeyRequest) -> bool:
        """Return False only for a reason that is the pool's: a missing library is none."""
        try:
            return self._job(request) is not None
        except AuthError:
            return True

    def _begin(self, request: PasskeyRequest, registering: bool, system: bool) -> KeyTalk:
        job = self._job(request, registering=registering, system=system)
        if job is None:
            adding, using = ErrorCode.PASSKEY_SETTINGS_UNFIT, ErrorCode.PASSKEY_REQUEST_UNFIT
            raise AuthError(AuthErrorInfo(adding if registering else using))
        return self._keys.begin(job)

    def _sorted(self, challenge: MethodRequired) -> MethodRequired:
        """The passkey first where it can be used, and not at all where it cannot."""
        passkeys = tuple(one for one in challenge.options if one.method is Method.PASSKEY)
        rest = tuple(one for one in challenge.options if one.method is not Method.PASSKEY)
        offers = self.offers()
        if offers.key or offers.system or offers.browser or not rest:
            return replace(challenge, options=(*passkeys, *rest))
        others = challenge.others + (Method.PASSKEY,) * bool(passkeys)
        return replace(challenge, options=rest, others=others)
