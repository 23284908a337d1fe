"""One request to the pool: by the right botocore client, with its errors translated. Knows no order of requests."""

from __future__ import annotations

import threading
from collections.abc import Callable

from botocore import xform_name

from desktop_login.adapters.clock import clock_skew, epoch_of
from desktop_login.adapters.cognito import wire
from desktop_login.adapters.cognito.client import Client, signed_client, unsigned_client
from desktop_login.adapters.cognito.errors import translated_errors
from desktop_login.adapters.cognito.quiet_log import keep_details_out, quietly
from desktop_login.adapters.proxies import proxy_between
from desktop_login.domain.errors import AuthError, AuthErrorInfo
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.flow.ports import Clock


class CognitoApi:
    """One app client of one user pool. Thread-safe; each botocore client is created once."""

    def __init__(self, pool: PoolClient, clock: Clock) -> None:
        self.pool = pool
        self._clock = clock
        self._lock = threading.Lock()
        self._unsigned: Client | None = None
        self._signed: Client | None = None

    def prepare(self) -> None:
        """Create the botocore client, which takes some 20 ms."""
        with self._lock:
            if self._unsigned is None:
                self._unsigned = unsigned_client(self.pool)
                keep_details_out()

    def trouble(self) -> AuthErrorInfo | None:
        """Return why no request can be sent, as far as it is known beforehand; None if it can."""
        try:
            proxy_between(self.pool.service_url)
        except AuthError as error:
            return error.error_info
        return None

    def send(
        self, operation: str, *, owner: bool = False, meant: str = "", **arguments: wire.Parameter
    ) -> wire.Reply:
        """Send a request.

        Args:
            operation: The name in the API.
            owner: Whether the request has the user's access token; decides what errors mean.
            meant: The name under which errors are translated, if one operation has two uses.
            arguments: The parameters of the request.

        Raises:
            AuthError: Every failure.
        """
        with translated_errors(meant or operation, owner=owner):
            self.prepare()
            call: Callable[..., wire.Reply] = getattr(self._unsigned, xform_name(operation))
            with quietly():
                return call(**arguments)

    def send_signed(self, operation: str, **arguments: wire.Parameter) -> wire.Reply:
        """Send a request signed with the AWS profile, for the admin flow."""
        with translated_errors(operation, self.pool.aws_profile or "default"):
            with self._lock:
                if self._signed is None:
                    self._signed = signed_client(self.pool)
                    keep_details_out()
            call: Callable[..., wire.Reply] = getattr(self._signed, xform_name(operation))
            with quietly():
                return call(UserPoolId=self.pool.pool_id, **arguments)

    def send_as_client(self, operation: str, **arguments: wire.Parameter) -> wire.Reply:
        """Send a request with ClientId, and with ClientSecret if the app client has one."""
        secret = self.pool.client_secret
        more: dict[str, wire.Parameter] = (
            {"ClientSecret": secret.reveal()} if secret is not None else {}
        )
        return self.send(operation, ClientId=self.pool.client_id, **more, **arguments)

    def send_as_user(
        self, operation: str, access_token: Secret, **arguments: wire.Parameter
    ) -> wire.Reply:
        return self.send(operation, owner=True, AccessToken=access_token.reveal(), **arguments)

    def server_time(self, clock_skew: float) -> float:
        return self._clock.now().wall + clock_skew

    def clock_skew(self, reply: wire.Reply) -> float:
        """Return server time minus local time in seconds, by the reply's Date header."""
        headers = reply.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        server_time = epoch_of(str(headers.get("date")))
        return 0.0 if server_time is None else clock_skew(server_time, self._clock.now())
