"""The demo as an HTTP server on loopback. Decides which requests are accepted, not what is answered."""

from __future__ import annotations

import json
import logging
import threading
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from desktop_login.demo import discovery, exchange, origins, page, request_body, totp
from desktop_login.demo.bucket import Bucket
from desktop_login.demo.client import Reply
from desktop_login.demo.connections import HOST, Connection, Listener
from desktop_login.demo.exchange import Answer
from desktop_login.demo.grants import Grant
from desktop_login.demo.identity_pool import IdentityPool
from desktop_login.demo.interception import Handler, Interception, Interceptions
from desktop_login.demo.issuer import Issuer
from desktop_login.demo.operations import Operations
from desktop_login.demo.pool import DemoPoolConfig, Now, Pool, User
from desktop_login.demo.protected_api import ProtectedApi
from desktop_login.demo.request_head import BadRequest, Head
from desktop_login.demo.seed import add_user, seed
from desktop_login.demo.service_exception import ServiceException
from desktop_login.demo.signatures import Signatures

if TYPE_CHECKING:
    from desktop_login.demo.demo_key import DemoKey

_TARGET = "AWSCognitoIdentityProviderService"
_IDENTITY_TARGET = "AWSCognitoIdentityService"
_API, _JSON = "application/x-amz-json-1.1", "application/json"
logger = logging.getLogger(__name__)


class DomainPortTaken(OSError):
    """The port of the domain cannot be had, at one of its two addresses."""


class DemoCognito:
    """A user pool on 127.0.0.1 and its domain on localhost, served from `start()` to `stop()`.

    Args:
        config: The settings of the pool.
        port: 0 takes a free one.
        domain_port: The same for the domain, which has the pages for browsers.
        now: Replaces the clock.
        seeded: Whether the demo users exist.
        more_users: Further names or addresses, each with groups.
        allowed_origins: Origins of web pages that may send requests, such as
            `http://localhost:5173`.

    Raises:
        OSError: The port is taken; `DomainPortTaken` for that of the domain.
        NoOrigin: An origin is not well formed.
        NameTaken: A further user exists already.
    """

    def __init__(
        self,
        config: DemoPoolConfig | None = None,
        *,
        port: int = 0,
        domain_port: int = 0,
        now: Now = time.time,
        seeded: bool = True,
        more_users: Iterable[tuple[str, Sequence[str]]] = (),
        allowed_origins: Iterable[str] = (),
    ) -> None:
        self.config = config or DemoPoolConfig()
        self.allowed_origins = tuple(origins.check(origin) for origin in allowed_origins)
        self.pool = Pool(self.config, now)
        self._issuer = Issuer(self.config)
        self._parts = Operations(self.pool, self._issuer)
        self._tokens = self._parts.tokens
        self.passkeys = self._parts.passkeys
        self._operations = Interceptions(self._parts.table)
        self.signatures = Signatures(now)
        self.identity_pool = IdentityPool(self.pool, self._issuer, self.signatures)
        self._identity_operations = Interceptions(self.identity_pool.table)
        self._bucket = Bucket(self.pool, self.signatures)
        self._protected = ProtectedApi(self.pool, self._issuer, self.signatures)
        if seeded:
            seed(self.pool)
        for name, groups in more_users:
            add_user(self.pool, name, groups)
        self._listener = Listener(port, self._serve)
        try:
            self._domain = Listener(domain_port, self._serve_domain, as_localhost=True)
        except OSError as error:
            self._listener.stop()
            raise DomainPortTaken(*error.args) from None
        self._making_pages = threading.Lock()
        for one in (self._listener, self._domain):
            self.passkeys.origins.add(f"http://localhost:{one.port}")

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._listener.port}"

    @cached_property
    def key(self) -> DemoKey:
        """The security key that belongs to this demo."""
        from desktop_login.demo.demo_key import DemoKey

        return DemoKey()

    @property
    def domain_url(self) -> str:
        """Managed login. By name, because a passkey belongs to a name and not to an address."""
        return f"http://localhost:{self._domain.port}"

    @property
    def operations(self) -> tuple[str, ...]:
        """The names of the operations that it answers."""
        return self._operations.names

    @property
    def grants(self) -> tuple[Grant, ...]:
        """What was granted at every sign-in, the latest last; also what has been revoked since."""
        return tuple(self._tokens.grants)

    def revoke_all(self, user: User) -> None:
        """Sign the user out everywhere, as an administrator can."""
        self._tokens.revoke_all(user)

    def sign_in(self, user: User) -> Reply:
        """Return what a sign-in of the user ends with, without one. No state of the user forbids it."""
        return self._tokens.sign_in(user)

    def intercept(self, operation: str, handler: Handler) -> Interception:
        """Let `handler(request, answer)` answer an operation.

        It may refuse with a `ServiceException`, wait, make a reply of its own, or return
        `answer(request)`, which is what would have been answered without it. The latest handler
        of an operation is asked first.

        Args:
            operation: The name, such as `InitiateAuth`.
            handler: Runs on the thread of the connection.

        Returns:
            What removes the handler again: `undo()`, or the end of a `with` block.

        Raises:
            KeyError: There is no such operation.
        """
        if operation in self._identity_operations.names:
            return self._identity_operations.add(operation, handler)
        return self._operations.add(operation, handler)

    def start(self) -> None:
        self._listener.start()
        self._domain.start()
        threading.Thread(target=self._issuer.warm_up, name="demo keys", daemon=True).start()

    def stop(self) -> None:
        """Closes both ports and waits for the servers' threads."""
        self._domain.stop()
        self._listener.stop()

    def pause(self) -> None:
        """Refuse every connection until `resume()`, as if there were no network."""
        self._domain.pause()
        self._listener.pause()

    def resume(self) -> None:
        self._listener.resume()
        self._domain.resume()

    def authenticators(self) -> list[tuple[str, str, str]]:
        """Return (e-mail, secret, current code) of every authenticator app, also of pending ones.

        A pending app, which is being set up, follows the one in use.
        """
        step = totp.step_at(self.pool.now())
        return [
            (user.email, secret, totp.code_at_step(secret, step))
            for user in self.pool.users
            for secret in (user.totp_secret, user.totp_pending)
            if secret
        ]

    def __enter__(self) -> DemoCognito:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _serve(self, connection: Connection) -> None:
        exchange.serve(connection, self, self._listener.busy, self.pool.now)

    def _serve_domain(self, connection: Connection) -> None:
        with self._making_pages:
            pages = self._managed_login
        exchange.serve(connection, pages, self._domain.busy, self.pool.now)

    @cached_property
    def _managed_login(self) -> exchange.Site:
        """Made for the first browser: most runs of the demo see none."""
        from desktop_login.demo.managed_login import ManagedLogin

        return ManagedLogin(self.pool, self._parts, self._operations, self.domain_url)

    def answer(self, head: Head, body: bytes) -> Answer:
        try:
            if self._protected.has(head.target):
                return self._protected.answer(head, body)
            match head.method:
                case "GET" | "HEAD" if self._bucket.is_meant(head.target):
                    return self._bucket.answer(head, body)
                case "POST":
                    return Answer(200, json.dumps(self._operate(head, body)).encode(), _API)
                case "GET" | "HEAD":
                    return self._publish(head)
                case "OPTIONS" if "origin" in head.fields:
                    return Answer(204, fields=origins.preflight_fields())
            raise BadRequest(405, "MethodNotAllowed", "Only POST, GET and HEAD are understood")
        except ServiceException as service_exception:
            return _error(400, service_exception.code, service_exception.text)
        except BadRequest:
            raise
        except Exception as error:  # noqa: BLE001 - the client gets an answer whatever happens
            logger.error("the demo failed: %s", type(error).__name__)  # noqa: TRY400
            return _error(500, "InternalErrorException", "Something went wrong")

    def admit(self, head: Head) -> None:
        """Refuse a foreign Host (DNS rebinding) and an Origin that is not allowed."""
        local = {f"{name}:{self._listener.port}" for name in (HOST, "localhost")}
        if head.fields.get("host") not in local or not self._is_allowed(head.fields.get("origin")):
            raise BadRequest(403, "ForbiddenException", "Forbidden")

    def _is_allowed(self, origin: str | None) -> bool:
        return origin is None or origin in self.allowed_origins

    def _operate(self, head: Head, body: bytes) -> Reply:
        service, _, name = head.fields.get("x-amz-target", "").partition(".")
        tables = {_TARGET: self._operations, _IDENTITY_TARGET: self._identity_operations}
        operation = tables[service].find(name) if service in tables else None
        if operation is None or head.target != "/":
            raise ServiceException("UnknownOperationException", "Unknown operation")
        return operation(request_body.parse(body))

    def _publish(self, head: Head) -> Answer:
        known = f"/{self.config.pool_id}/.well-known"
        if head.target == "/":
            text = page.html(self.config, self.url, self.domain_url, self.allowed_origins)
            return Answer(200, text.encode(), fields=page.FIELDS)
        if head.target == f"{known}/jwks.json":
            return Answer(200, json.dumps(self._issuer.jwks).encode(), _JSON)
        if head.target == f"{known}/openid-configuration":
            keys = f"http://{head.fields['host']}{known}/jwks.json"
            document = discovery.document(self.config, keys, self.domain_url)
            return Answer(200, json.dumps(document).encode(), _JSON)
        return _error(404, "NotFound", "Not found")

    def refused(self, bad: BadRequest) -> Answer:
        return _error(bad.status, bad.code, bad.text)

    def fields(self, head: Head | None) -> Mapping[str, str]:
        fields = {"x-amzn-RequestId": str(uuid.uuid4())}
        origin = head.fields.get("origin") if head is not None else None
        if origin is not None and self._is_allowed(origin):
            return {**fields, **origins.cors_fields(origin)}
        return fields


def _error(status: int, code: str, text: str) -> Answer:
    body = json.dumps({"__type": code, "message": text}).encode()
    return Answer(status, body, _API, {"x-amzn-ErrorType": f"{code}:"})
