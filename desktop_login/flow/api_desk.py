"""Trying out an API in the window: what may be sent where, what is offered, what is remembered. Knows no page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from desktop_login.domain.api_history import SavedRequest, blotted, remembered
from desktop_login.domain.api_presets import Preset, presets, service_in
from desktop_login.domain.api_refusals import SentToken
from desktop_login.domain.api_request import RequestError, whole_address
from desktop_login.flow.api_calls import (
    ApiAnswer,
    ApiRequest,
    Proofs,
    SendHttp,
    called,
)
from desktop_login.flow.api_curl import curl_line
from desktop_login.flow.ports import OffThread


class ApiHistory(Protocol):
    """Where requests are remembered. Blocks and never fails."""

    def load(self) -> Sequence[SavedRequest]:
        """Return what was kept, the latest first."""

    def save(self, kept: Sequence[SavedRequest]) -> None:
        """Keep it in place of what was kept before."""


@dataclass(frozen=True)
class ApiFacts:
    """What the settings say.

    Attributes:
        api_url: The API; a token goes to its origin only, without a clear yes.
        bucket_url: The bucket with the files of each person.
        has_identity_pool: Whether there are AWS credentials to sign with.
        remembers: Whether requests are remembered.
        options: What the program must be told in a shell to mean the same pool.
        region: Of a signature for an address that names none.
    """

    api_url: str = ""
    bucket_url: str = ""
    has_identity_pool: bool = False
    remembers: bool = True
    options: str = ""
    region: str = ""


class ApiDesk:
    """The requests of one session.

    Attributes:
        facts: What the settings say.
        off_thread: Runs what blocks.

    Args:
        facts: What the settings say.
        proofs: The tokens and signatures of the session.
        send: Sends one request.
        history: Where requests are remembered.
        off_thread: Runs what blocks.
        region_of: The region in an address.
    """

    def __init__(
        self,
        facts: ApiFacts,
        proofs: Proofs,
        send: SendHttp,
        history: ApiHistory,
        off_thread: OffThread,
        region_of: Callable[[str], str],
    ) -> None:
        self.facts = facts
        self._proofs = proofs
        self._send = send
        self._history = history
        self.off_thread = off_thread
        self._region_of = region_of

    def presets(self) -> Sequence[Preset]:
        """Return the requests of the sample application, where there is what they need."""
        facts = self.facts
        return presets(facts.bucket_url) if facts.has_identity_pool and facts.api_url else ()

    def meant(self, request: ApiRequest) -> ApiRequest:
        """Return the request with its whole address, and for a signature with its service."""
        url = whole_address(request.url, self.facts.api_url)
        service = service_in(url, self.facts.bucket_url)
        return replace(request, url=url, service=service)

    def request_error(self, request: ApiRequest, *, elsewhere: bool) -> RequestError | None:
        """Return why it must not be sent. What is signed, and holds no token, also goes to the
        bucket of the settings."""
        bucket = self.facts.bucket_url
        is_for_bucket = bool(bucket) and request.url.startswith(f"{bucket}/")
        return request.request_error(
            self.facts.api_url, elsewhere=elsewhere or (request.only_signed and is_for_bucket)
        )

    async def call(self, request: ApiRequest, *, new: bool = False) -> ApiAnswer:
        """Send it. `new`: with tokens that are renewed first. Raises what the ports raise."""
        return await called(request, self._proofs, self._send, new=new)

    def curl(self, request: ApiRequest) -> str:
        """Return it as a line for a shell."""
        region = self._region_of(request.url) or self.facts.region
        return curl_line(request, self.facts.options, region)

    async def history(self) -> Sequence[SavedRequest]:
        """Return what is remembered, the latest first."""
        return await self.off_thread(self._history.load)

    async def remember(self, request: ApiRequest) -> Sequence[SavedRequest]:
        """Remember it, and return what is remembered now."""
        signed = request.token is SentToken.SIGNATURE
        sent = SavedRequest(
            request.method,
            blotted(request.url),
            request.token,
            tuple(request.headers),
            request.service if signed else "",
        )
        return await self.off_thread(self._remember, sent)

    async def forget(self) -> None:
        """Remember nothing."""
        await self.off_thread(self._history.save, ())

    def _remember(self, sent: SavedRequest) -> Sequence[SavedRequest]:
        kept = remembered(self._history.load(), sent)
        self._history.save(kept)
        return kept
