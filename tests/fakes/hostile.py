"""A server that answers a sign-in as it likes, and keeps every byte that it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from desktop_login.demo.service_exception import ServiceException

SESSION = "s" * 40
MOST = 50  # requests; a test without its defence must come to an end
# What is answered to one operation; a `ServiceException` becomes an error, a `Page` any other answer.
Script = Callable[[str, dict[str, Any]], dict[str, Any]]


class Page(Exception):
    """Raised by a script: this status and body, whatever they are."""

    def __init__(self, status: int, body: bytes = b"", **headers: str) -> None:
        super().__init__(status)
        self.status, self.body, self.headers = status, body, headers


class Hostile:
    """`script` may be replaced between two sign-ins."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.script: Script = lambda operation, body: {}
        self.operations: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.raw = b""

    def forget(self) -> None:
        self.operations, self.bodies, self.raw = [], [], b""

    def sent(self, name: str) -> list[str]:
        """Every value that was sent under this name in AuthParameters or ChallengeResponses."""
        fields = [
            body.get("AuthParameters", {}) | body.get("ChallengeResponses", {})
            for body in self.bodies
        ]
        return [one[name] for one in fields if name in one]


class _Handler(BaseHTTPRequestHandler):
    hostile: Hostile

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        hostile, operation = self.hostile, self.headers["X-Amz-Target"].rpartition(".")[2]
        hostile.raw += self.requestline.encode() + bytes(self.headers) + body
        hostile.operations.append(operation)
        hostile.bodies.append(json.loads(body))
        try:
            if len(hostile.operations) > MOST:
                raise ServiceException("InternalErrorException", "enough")
            status, reply = 200, hostile.script(operation, hostile.bodies[-1])
        except ServiceException as service_exception:
            status, reply = (
                400,
                {"__type": service_exception.code, "message": service_exception.text},
            )
        except Page as page:
            self._send(page.status, page.body, page.headers)
            return
        self._send(status, json.dumps(reply).encode(), {})

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def hostile_server() -> Iterator[Hostile]:
    class Handler(_Handler):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.hostile = Hostile(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="hostile server")
    thread.start()
    try:
        yield Handler.hostile
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ask(name: str, **parameters: str) -> dict[str, Any]:
    """A challenge."""
    return {"ChallengeName": name, "Session": SESSION, "ChallengeParameters": parameters}


def choice(*names: str) -> dict[str, Any]:
    return ask("SELECT_CHALLENGE") | {"AvailableChallenges": list(names)}


def verifier(name: str = "PASSWORD_VERIFIER") -> dict[str, Any]:
    """Values that can be proved to, for the password or for a device."""
    return ask(name, SALT="1", SRP_B="2", SECRET_BLOCK="AAAA", USER_ID_FOR_SRP="u", USERNAME="u")


TOKENS = {"AuthenticationResult": {"IdToken": "i", "AccessToken": "a", "RefreshToken": "r"}}


def anything(name: str) -> dict[str, Any]:
    """A reply that asks for `name` with everything that it could need; "" brings tokens."""
    if not name:
        return TOKENS
    lists = json.dumps(["SOFTWARE_TOKEN_MFA", "SMS_MFA"])
    reply = verifier(name) | {"AvailableChallenges": ["PASSWORD"]}
    reply["ChallengeParameters"] |= {"MFAS_CAN_CHOOSE": lists, "MFAS_CAN_SETUP": lists}
    return reply
