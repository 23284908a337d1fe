"""The demo Cognito as a server on loopback. Decides what may be asked over HTTP at all, not what is answered."""

from __future__ import annotations

import json
import logging
import threading
import time
import uuid
from email.utils import formatdate
from http import HTTPStatus

from desktop_login.demo import request_body, request_head, totp
from desktop_login.demo.client import Reply
from desktop_login.demo.connections import HOST, Connection, Listener
from desktop_login.demo.issuer import Issuer
from desktop_login.demo.operations import Operations
from desktop_login.demo.pool import Now, Pool, PoolConfig
from desktop_login.demo.refusal import Refusal
from desktop_login.demo.request_head import BadRequest, Head
from desktop_login.demo.seed import seed

_TARGET = "AWSCognitoIdentityProviderService."
logger = logging.getLogger(__name__)


class DemoCognito:
    """A user pool of its own on 127.0.0.1, from `start()` to `stop()`.

    `port` 0 takes a free one. `now` replaces the clock. With `seeded` the demo users exist.
    """

    def __init__(
        self,
        config: PoolConfig | None = None,
        *,
        port: int = 0,
        now: Now = time.time,
        seeded: bool = True,
    ) -> None:
        self.config = config or PoolConfig()
        self.pool = Pool(self.config, now)
        self._issuer = Issuer(self.config)
        self._operations = Operations(self.pool, self._issuer)
        if seeded:
            seed(self.pool)
        self._listener = Listener(port, self._serve)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._listener.port}"

    def start(self) -> None:
        self._listener.start()
        threading.Thread(target=self._issuer.warm_up, name="demo keys", daemon=True).start()

    def stop(self) -> None:
        """Closes the port and waits for the server's thread."""
        self._listener.stop()

    def authenticators(self) -> list[tuple[str, str, str]]:
        """(e-mail, secret, current code) of every authenticator, and of those that are being set
        up, which stand behind the ones in use: the demo is everybody's phone."""
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
        while True:
            keep = False
            try:
                raw = connection.read_head()
                if raw is None:
                    return
                head = request_head.parse(raw)
                if head.fields.get("expect", "").lower() == "100-continue":
                    connection.send(b"HTTP/1.1 100 Continue\r\n\r\n")
                body = connection.read_body(head.length)
                with self._listener.busy(connection):
                    status, answer = self._answer(head, body)
                keep = head.keeps_connection
            except BadRequest as bad:
                status, answer = bad.status, _error(bad.code, bad.text)
            connection.send(self._reply(status, answer, keep))
            if not keep:
                connection.linger()
                return

    def _answer(self, head: Head, body: bytes) -> tuple[int, Reply]:
        self._refuse_strangers(head)
        try:
            match head.method:
                case "POST":
                    return 200, self._operate(head, body)
                case "GET":
                    return self._publish(head)
            raise BadRequest(405, "MethodNotAllowed", "Only POST and GET are understood")
        except Refusal as refusal:
            return 400, _error(refusal.code, refusal.text)
        except BadRequest:
            raise
        except Exception as error:  # noqa: BLE001 - the client gets an answer whatever happens
            logger.error("the demo failed: %s", type(error).__name__)  # noqa: TRY400
            return 500, _error("InternalErrorException", "Something went wrong")

    def _refuse_strangers(self, head: Head) -> None:
        """Only programs that mean this server may ask: a page in a browser sends a foreign Host
        (DNS rebinding) or an Origin."""
        local = {f"{name}:{self._listener.port}" for name in (HOST, "localhost")}
        if head.fields.get("host") not in local or "origin" in head.fields:
            raise BadRequest(403, "ForbiddenException", "Forbidden")

    def _operate(self, head: Head, body: bytes) -> Reply:
        target = head.fields.get("x-amz-target", "")
        operation = self._operations.table.get(target.removeprefix(_TARGET))
        if operation is None or head.target != "/" or not target.startswith(_TARGET):
            raise Refusal("UnknownOperationException", "Unknown operation")
        return operation(request_body.parse(body))

    def _publish(self, head: Head) -> tuple[int, Reply]:
        base = f"http://{head.fields['host']}/{self.config.pool_id}"
        match head.target.removeprefix(f"/{self.config.pool_id}"):
            case "/.well-known/jwks.json":
                return 200, self._issuer.jwks
            case "/.well-known/openid-configuration":
                return 200, {
                    "issuer": self.config.issuer,
                    "jwks_uri": f"{base}/.well-known/jwks.json",
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "subject_types_supported": ["public"],
                }
            case _:
                return 404, _error("NotFound", "Not found")

    def _reply(self, status: int, answer: Reply, keep: bool) -> bytes:
        """The Date header follows the pool's clock, as the real service's follows its own."""
        body = json.dumps(answer).encode()
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
            "Server: DemoCognito\r\n"
            f"Date: {formatdate(int(self.pool.now()), usegmt=True)}\r\n"
            "Content-Type: application/x-amz-json-1.1\r\n"
            f"Content-Length: {len(body)}\r\n"
            f"x-amzn-RequestId: {uuid.uuid4()}\r\n"
        )
        end = "\r\n" if keep else "Connection: close\r\n\r\n"
        return (head + end).encode("ascii") + body


def _error(code: str, text: str) -> Reply:
    return {"__type": code, "message": text}
