"""The demo Cognito as a server on loopback. Decides what may be asked over HTTP at all, not what is answered."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from desktop_login.demo import totp
from desktop_login.demo.issuer import Issuer
from desktop_login.demo.operations import Operations
from desktop_login.demo.pool import Now, Pool, PoolConfig
from desktop_login.demo.refusal import Refusal
from desktop_login.demo.seed import seed

MAX_REQUEST = 128 * 1024
_TARGET = "AWSCognitoIdentityProviderService."


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
        self._server = _Server(("127.0.0.1", port), self._operations, self._issuer, self.pool)
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.1},
            name="demo cognito",
            daemon=True,  # a window closed while this starts must not keep the process alive
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        self._thread.start()
        threading.Thread(target=self._issuer.warm_up, name="demo keys", daemon=True).start()

    def stop(self) -> None:
        """Closes the port and waits for the server's thread."""
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join()

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


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # `hang_up` ends kept connections instead of waiting for them
    request_queue_size = 64

    def __init__(
        self, address: tuple[str, int], operations: Operations, issuer: Issuer, pool: Pool
    ) -> None:
        super().__init__(address, _Handler)
        self.operations = operations
        self.issuer = issuer
        self.pool = pool
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def server_bind(self) -> None:
        # HTTPServer asks DNS for its own name here, which nobody needs.
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A peer that goes away in the middle is not worth a traceback."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "DemoCognito"
    sys_version = ""
    disable_nagle_algorithm = True  # else every reply on a kept connection waits 40 ms
    timeout = 30

    def do_POST(self) -> None:
        if not self._acceptable():
            return
        target = self.headers.get("X-Amz-Target", "")
        operation = self.server.operations.table.get(target.removeprefix(_TARGET))
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MAX_REQUEST:
            self.close_connection = True
            self._refuse(413, "SerializationException", "Request is too large")
            return
        body = self.rfile.read(int(length))
        if operation is None or self.path != "/" or not target.startswith(_TARGET):
            self._refuse(400, "UnknownOperationException", "Unknown operation")
            return
        try:
            request = json.loads(body)
            if not isinstance(request, dict):
                raise TypeError("not an object")
        except (ValueError, TypeError, RecursionError):
            self._refuse(400, "SerializationException", "Request is not a JSON object")
            return
        try:
            self._reply(200, operation(request))
        except Refusal as refusal:
            self._refuse(400, refusal.code, refusal.text)

    def do_GET(self) -> None:
        if not self._acceptable():
            return
        config, issuer = self.server.pool.config, self.server.issuer
        base = f"http://{self.headers['Host']}/{config.pool_id}"
        match self.path.removeprefix(f"/{config.pool_id}"):
            case "/.well-known/jwks.json":
                self._reply(200, issuer.jwks)
            case "/.well-known/openid-configuration":
                self._reply(
                    200,
                    {
                        "issuer": config.issuer,
                        "jwks_uri": f"{base}/.well-known/jwks.json",
                        "id_token_signing_alg_values_supported": ["RS256"],
                        "subject_types_supported": ["public"],
                    },
                )
            case _:
                self._refuse(404, "NotFound", "Not found")

    def _acceptable(self) -> bool:
        """Only programs that mean this server: a page in a browser sends a foreign Host
        (DNS rebinding) or an Origin."""
        port = self.server.server_port
        local = {f"127.0.0.1:{port}", f"localhost:{port}"}
        if self.headers.get("Host") in local and "Origin" not in self.headers:
            return True
        self.close_connection = True
        self._refuse(403, "ForbiddenException", "Forbidden")
        return False

    def _refuse(self, status: int, code: str, text: str) -> None:
        self._reply(status, {"__type": code, "message": text})

    def _reply(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RequestId", str(uuid.uuid4()))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header follows the pool's clock, as the real service's follows its own."""
        return super().date_time_string(timestamp or int(self.server.pool.now()))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Nothing is logged: request lines are of no use, and bodies hold secrets."""
