"""What the demo server does for other tools: HEAD, a page, chunks, pages of allowed origins, its port. Raw HTTP."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator

import pytest

from desktop_login.demo import page
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.request_head import MAX_BODY, MAX_CHUNK_LINE, MAX_HEAD
from desktop_login.demo.server import DemoCognito
from tests.demo import raw
from tests.demo.test_hostile_http import dial, notified, port_of, post
from tests.patience import STEP_S

ORIGIN = "http://localhost:5173"
SECRET = "s" * 40


@pytest.fixture
def demo(request: pytest.FixtureRequest) -> Iterator[DemoCognito]:
    more = getattr(request, "param", {})
    with DemoCognito(**more) as demo:
        yield demo


def ask(
    demo: DemoCognito, method: str, path: str = "/", **fields: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(demo.url.removeprefix("http://"), timeout=STEP_S)
    try:
        names = {name.replace("_", "-"): value for name, value in fields.items()}
        connection.request(method, path, headers=names)
        reply = connection.getresponse()
        return reply, reply.read()
    finally:
        connection.close()


class TestPublished:
    @pytest.mark.parametrize("path", ["/", "jwks", "nothing"])
    def test_head_is_get_without_a_body(self, demo: DemoCognito, path: str) -> None:
        if path == "jwks":
            path = f"/{demo.config.pool_id}/.well-known/jwks.json"
        got, body = ask(demo, "GET", path)
        head, nothing = ask(demo, "HEAD", path)
        assert (head.status, nothing) == (got.status, b"")
        same = ("Content-Type", "Content-Length")
        assert [head.headers[name] for name in same] == [got.headers[name] for name in same]
        assert int(got.headers["Content-Length"]) == len(body)

    def test_a_connection_goes_on_after_head(self, demo: DemoCognito) -> None:
        head = f"HEAD / HTTP/1.1\r\nHost: 127.0.0.1:{port_of(demo)}\r\n\r\n".encode()
        with dial(demo) as wire:
            wire.sendall(head + post(demo, "Content-Length: 2"))
            seen = b""
            while b"__type" not in seen:
                data = wire.recv(65536)
                assert data
                seen += data
        assert seen.count(b"HTTP/1.1 ") == 2
        assert b"<" not in seen

    @pytest.mark.parametrize(
        "demo",
        [{"config": DemoPoolConfig(client_secret=SECRET), "allowed_origins": (ORIGIN,)}],
        indirect=True,
    )
    def test_the_page_says_what_it_is_and_nothing_secret(self, demo: DemoCognito) -> None:
        raw.send(demo, "ForgotPassword", {})
        reply, body = ask(demo, "GET")
        text = body.decode()
        assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        config = demo.config
        for shown in (
            demo.url,
            demo.domain_url,
            *config.redirect_uris,
            config.pool_id,
            config.client_id,
            config.issuer,
            ORIGIN,
        ):
            assert shown in text
        hidden = [SECRET, raw.PASSWORD, *(secret for _, secret, _ in demo.authenticators())]
        assert [word for word in hidden if word in text] == []
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]

    def test_the_page_escapes_what_it_shows(self) -> None:
        text = page.html(DemoPoolConfig(client_id="<b>&"), "http://x/\"'", "<u>", ["<i>"])
        assert "&lt;b&gt;&amp;" in text
        assert "<b>" not in text
        assert "<i>" not in text
        assert "<u>" not in text

    def test_keys_stand_only_under_the_pool(self, demo: DemoCognito) -> None:
        assert raw.get(demo, "/.well-known/jwks.json")[0] == 404
        assert raw.get(demo, f"/{demo.config.pool_id}/")[0] == 404

    def test_errors_are_named_in_a_field_too(self, demo: DemoCognito) -> None:
        for answer in (ask(demo, "DELETE"), ask(demo, "GET", "/x")):
            reply, body = answer
            assert reply.headers["x-amzn-errortype"] == json.loads(body)["__type"] + ":"
        assert ask(demo, "GET")[0].headers["x-amzn-errortype"] is None


def chunked(demo: DemoCognito, body: bytes, *fields: str) -> bytes:
    return post(demo, "Transfer-Encoding: chunked", *fields, body=body)


class TestChunks:
    @pytest.mark.parametrize(
        "body",
        [
            b"2\r\n{}\r\n0\r\n\r\n",
            b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
            b"000002\r\n{}\r\n0000\r\n\r\n",
            b"2;name=value\r\n{}\r\n0;last\r\n\r\n",
            b'2 ; a="b"\r\n{}\r\n0\r\n\r\n',
            b"2\r\n{}\r\n0\r\nX-Trailer: y\r\nZ: a\r\n\r\n",
            b"A\r\n          \r\n2\r\n{}\r\n0\r\n\r\n",
        ],
    )
    def test_they_are_one_body_and_the_connection_is_kept(
        self, demo: DemoCognito, body: bytes
    ) -> None:
        status, answer, kept = notified(demo, chunked(demo, body))
        assert (status, answer["__type"], kept) == (400, "InvalidParameterException", True)

    def test_the_next_request_begins_behind_them(self, demo: DemoCognito) -> None:
        one = chunked(demo, b"2\r\n{}\r\n0\r\nX: y\r\n\r\n")
        with dial(demo) as wire:
            wire.sendall(one * 20)
            seen = b""
            while seen.count(b'InvalidParameterException"') < 20:
                data = wire.recv(65536)
                assert data
                seen += data

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"\r\n{}\r\n0\r\n\r\n", 400),
            (b"x\r\n{}\r\n0\r\n\r\n", 400),
            (b"-2\r\n{}\r\n0\r\n\r\n", 400),
            (b"+2\r\n{}\r\n0\r\n\r\n", 400),
            (b"0x2\r\n{}\r\n0\r\n\r\n", 400),
            (b" 2\r\n{}\r\n0\r\n\r\n", 400),
            (b"2 2\r\n{}\r\n0\r\n\r\n", 400),
            (b"2\n{}\n0\n\n", 400),
            (b"2\r\n{}0\r\n\r\n", 400),
            (b"1\r\n{}\r\n0\r\n\r\n", 400),
            (b"000000002\r\n{}\r\n0\r\n\r\n", 400),
            (b"2;" + b"x" * MAX_CHUNK_LINE + b"\r\n{}\r\n0\r\n\r\n", 400),
            (b"2\r\n{}\r\n0\r\n" + b"X: y\r\n" * MAX_HEAD, 400),
            (f"{MAX_BODY + 1:x}\r\n".encode(), 413),
            (b"FFFFFFFF\r\n", 413),
            (b"8000\r\n" + b" " * 0x8000 + b"\r\n" + b"18001\r\n", 413),
            (b"2\r\n{}\r\n", 400),
            (b"2\r\n{", 400),
            (b"2", 400),
        ],
    )
    def test_what_is_no_chunk_is_refused(self, demo: DemoCognito, body: bytes, status: int) -> None:
        begun = time.monotonic()
        seen, _, kept = notified(demo, chunked(demo, body), ends=True)
        assert (seen, kept) == (status, False)
        assert time.monotonic() - begun < STEP_S

    def test_as_much_as_a_plain_body(self, demo: DemoCognito) -> None:
        part = b"4000\r\n" + b" " * 0x3FFE + b"{}\r\n"
        spaces = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
        status, answer, kept = notified(demo, chunked(demo, spaces * 7 + part + b"0\r\n\r\n"))
        assert (status, answer["__type"], kept) == (400, "InvalidParameterException", True)

    def test_many_small_ones_take_no_time(self, demo: DemoCognito) -> None:
        begun = time.monotonic()
        notified(demo, chunked(demo, b"1\r\n \r\n" * (MAX_BODY - 1) + b"2\r\n{}\r\n0\r\n\r\n"))
        assert time.monotonic() - begun < STEP_S

    def test_only_in_http_1_1_and_only_these(self, demo: DemoCognito) -> None:
        body = b"2\r\n{}\r\n0\r\n\r\n"
        old = chunked(demo, body).replace(b"HTTP/1.1", b"HTTP/1.0")
        assert notified(demo, old)[::2] == (400, False)
        for coding in ("gzip, chunked", "chunked, chunked", "identity", ""):
            data = post(demo, f"Transfer-Encoding: {coding}", body=body)
            assert notified(demo, data)[::2] == (501, False)

    def test_node_and_others_sign_in_so(self, demo: DemoCognito) -> None:
        """http.client sends what it iterates over in chunks."""
        connection = http.client.HTTPConnection(demo.url.removeprefix("http://"), timeout=STEP_S)
        request = json.dumps(
            {
                "AuthFlow": "USER_PASSWORD_AUTH",
                "ClientId": demo.config.client_id,
                "AuthParameters": {
                    "USERNAME": "confirmed@example.com",
                    "PASSWORD": raw.PASSWORD,
                },
            }
        ).encode()
        try:
            target = "AWSCognitoIdentityProviderService.InitiateAuth"
            connection.request(
                "POST", "/", iter([request[:50], request[50:]]), {"X-Amz-Target": target}
            )
            reply = connection.getresponse()
            assert (reply.status, "IdToken" in reply.read().decode()) == (200, True)
        finally:
            connection.close()


class TestOrigins:
    PREFLIGHT = {
        "Access_Control_Request_Method": "POST",
        "Access_Control_Request_Headers": "content-type,x-amz-target,x-amz-user-agent",
    }

    def test_none_is_allowed_by_default(self, demo: DemoCognito) -> None:
        for method in ("OPTIONS", "GET", "POST"):
            reply, _ = ask(demo, method, Origin=ORIGIN, Content_Length="0", **self.PREFLIGHT)
            assert reply.status == 403
            assert not [name for name, _ in reply.getheaders() if name.startswith("Access-")]

    @pytest.mark.parametrize("demo", [{"allowed_origins": (ORIGIN,)}], indirect=True)
    def test_a_preflight_of_an_allowed_page(self, demo: DemoCognito) -> None:
        reply, body = ask(demo, "OPTIONS", Origin=ORIGIN, **self.PREFLIGHT)
        assert (reply.status, body) == (204, b"")
        assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert "POST" in reply.headers["Access-Control-Allow-Methods"]
        assert reply.headers["Access-Control-Allow-Headers"] == "*"
        assert reply.headers["Access-Control-Allow-Credentials"] is None
        assert reply.headers["Vary"] == "Origin"

    @pytest.mark.parametrize("demo", [{"allowed_origins": (ORIGIN,)}], indirect=True)
    def test_answers_and_refusals_are_readable(self, demo: DemoCognito) -> None:
        for path, status in (("/", 200), ("/x", 404)):
            reply, _ = ask(demo, "GET", path, Origin=ORIGIN)
            assert reply.status == status
            assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
            assert "x-amzn-ErrorType" in reply.headers["Access-Control-Expose-Headers"]
        status, answer = raw.send(demo, "GetUser", {}, {"Origin": ORIGIN})
        assert (status, answer["__type"]) == (400, "InvalidParameterException")

    @pytest.mark.parametrize("demo", [{"allowed_origins": (ORIGIN,)}], indirect=True)
    @pytest.mark.parametrize(
        "origin",
        [
            "null",
            "http://localhost",
            "http://localhost:51730",
            "https://localhost:5173",
            "http://LOCALHOST:5173",
            "http://localhost:5173/",
            "http://localhost:5173.evil.example",
            f"{ORIGIN}, {ORIGIN}",
            "",
        ],
    )
    def test_only_exactly_it(self, demo: DemoCognito, origin: str) -> None:
        for method in ("OPTIONS", "POST", "GET"):
            reply, _ = ask(demo, method, Origin=origin, Content_Length="0")
            assert reply.status == 403
            assert reply.headers["Access-Control-Allow-Origin"] is None

    @pytest.mark.parametrize("demo", [{"allowed_origins": (ORIGIN,)}], indirect=True)
    def test_a_foreign_host_is_refused_all_the_same(self, demo: DemoCognito) -> None:
        reply, _ = ask(demo, "GET", Origin=ORIGIN, Host="evil.example")
        assert reply.status == 403

    def test_options_without_an_origin_are_nothing(self, demo: DemoCognito) -> None:
        assert ask(demo, "OPTIONS")[0].status == 405

    @pytest.mark.parametrize(
        "text",
        [
            "*", "null", "", "localhost:5173", "http://localhost:5173/", "HTTP://localhost",
            "http://Localhost", "ftp://localhost", "http://a b", "http://user@localhost",
            "http://localhost:0", "http://localhost:", "http://127.0.0.1:80", "https://x:443",
            "http://localhost\r\nX: y", "http://", "http://[::1", "file://",
        ],
    )  # fmt: skip
    def test_what_is_no_origin_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"^"):
            DemoCognito(allowed_origins=[text])

    def test_what_is_one(self) -> None:
        for text in ("http://127.0.0.1:8080", "https://app.example", "http://[::1]:3000"):
            with DemoCognito(allowed_origins=[text]) as demo:
                assert ask(demo, "GET", Origin=text)[0].status == 200


def test_the_port_is_free_again_at_once() -> None:
    """Also with a connection that the server ended first, which the system remembers a while."""
    port = 0
    for _ in range(3):
        with DemoCognito(port=port) as demo:
            port = port_of(demo)
            with dial(demo) as open_to_the_end:
                open_to_the_end.sendall(post(demo, "Content-Length: 2"))
                assert open_to_the_end.recv(100)
                demo.stop()
                assert open_to_the_end.recv(65536) is not None
                again = DemoCognito(port=port)
            again.start()
            assert ask(again, "GET")[0].status == 200
            # the end of the block stops it
            demo._listener, demo._domain = again._listener, again._domain
