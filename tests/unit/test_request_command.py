"""`request` against the demo's API: what goes to standard output, what is said beside it, and with what it ends."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop_login.adapters.http_call import send
from desktop_login.cli.main import parse
from desktop_login.cli.status import Refused
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.api_refusals import SentToken
from desktop_login.domain.api_request import HttpCall, HttpReply
from desktop_login.domain.secret import Secret
from desktop_login.domain.token_parts import claims_of
from desktop_login.flow.api_calls import ApiAnswer, ApiRequest, SignedCall, UsedToken, called
from desktop_login.flow.api_curl import curl_line
from desktop_login.messages.message import FormattedMessage, in_english
from desktop_login.services.at_once import run_now
from tests.demo.test_protected_api import tokens
from tests.fakes.web_api import Reply, WebApi, web_api
from tests.patience import STEP_S

MADE_UP = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"


@dataclass
class Session:
    """A session whose tokens are what a test says; the requests are real ones."""

    api_url: str
    id_token: str = MADE_UP
    access_token: str = MADE_UP
    seen: list[HttpCall] = field(default_factory=list)

    def call(self, request: ApiRequest, limit: int) -> ApiAnswer:
        async def send_now(call: HttpCall) -> HttpReply:
            self.seen.append(call)
            return send(call, limit=limit)

        return run_now(called(request, self, send_now))

    def curl(self, request: ApiRequest) -> str:
        return curl_line(request, " --profile staging", "eu-west-1")

    async def token(self, kind: SentToken, *, new: bool) -> UsedToken:
        del new
        text = self.access_token if kind is SentToken.ACCESS else self.id_token
        return UsedToken(Secret(text), claims_of(text))

    async def signed(self, call: HttpCall, service: str, *, new: bool) -> SignedCall:
        headers = {**call.headers, "Authorization": f"signed for {service}"}
        return SignedCall(HttpCall(call.method, call.url, headers, call.body), {})


@dataclass
class Services:
    session: Session

    def api(self) -> Session:
        return self.session

    @staticmethod
    def translate(words: FormattedMessage) -> str:
        return in_english(words)


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoCognito]:
    with DemoCognito(more_users=[("boss", ["admin"])]) as demo:
        yield demo


@pytest.fixture
def session(demo: DemoCognito) -> Session:
    both = tokens(demo, "confirmed@example.com")
    return Session(demo.url, both["IdToken"], both["AccessToken"])


def run(session: Session, *words: str) -> int:
    action = parse(["request", *words]).action
    assert action is not None
    return action(Services(session))  # type: ignore[arg-type] # what a request does not use is missing


def _answer(path: str, sent: bytes) -> Reply:
    del sent
    replies: dict[str, Reply] = {
        "/large": (200, {}, b"x" * (1024 * 1024 + 1)),
        "/away": (302, {"Location": "https://evil.example/"}, b"moved"),
        "/beside": (302, {"Location": "/plain"}, b""),
        "/binary": (200, {}, b"\xff\x00"),
        "/rude": (200, {}, b"\x1b]0;title\x07\n\tkept"),
        "/rude%20head": (200, {"X-Rude": "\x1b]0;title\x07"}, b""),
        "/lines": (200, {}, b"one\r\ntwo\r\n"),
    }
    return replies.get(path, (200, {"X-Kind": "plain"}, b"hello"))


@pytest.fixture
def api() -> Iterator[WebApi]:
    with web_api(_answer) as server:
        yield server


def of(api: WebApi) -> Session:
    return Session(api.url)


def test_the_body_alone_is_the_answer(
    session: Session, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(session, "/v1/user") == 0
    out, err = capfdbinary.readouterr()
    assert json.loads(out)["email"] == "confirmed@example.com"
    assert err == b""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("/v1/user", "--token", "access"),
            "401. Most likely this API wants the ID token. (Try: --token id)",
        ),
        (
            ("/v1/user", "--token", "none"),
            "401. The API saw no token in the header it looks at. (Try: --token id)",
        ),
        (
            ("/v1/user", "--header-name", "idToken"),
            "401. The API saw no token in the header it looks at. (Try: --header-name Authorization)",
        ),
        (("/v1/admin",), "403. Most likely a group is missing. Your groups: none."),
        (
            ("/v2/account",),
            "403. Most likely a scope is missing. The access token has: none. (Try: --token access)",
        ),
        (
            ("/v1/nothing",),
            "403. There is no such method and path, or it wants an AWS signature. (Try: --sigv4)",
        ),
        (
            ("/v1/read-file",),
            "403. This API wants an AWS signature, not a token. (Try: --sigv4)",
        ),
        (("/v2/nothing",), "404 Not Found"),
    ],
)
def test_a_refusal_is_printed_and_explained(
    session: Session,
    capfdbinary: pytest.CaptureFixture[bytes],
    words: tuple[str, ...],
    sentence: str,
) -> None:
    assert run(session, *words) == 1
    out, err = capfdbinary.readouterr()
    assert "message" in json.loads(out)
    assert err.decode() == f"{sentence}\n"


def test_an_old_token_is_told_with_its_time(
    session: Session, demo: DemoCognito, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    boss = demo.pool.find("boss")
    assert boss is not None
    session.id_token = demo._issuer.id_token(boss, demo.grants[-1], 1_700_000_000.0)
    assert run(session, "/v1/user") == 1
    assert capfdbinary.readouterr()[1] == (b"401. The token had expired at 2023-11-14T23:13:20Z.\n")


def test_json_has_everything_in_one_object(
    session: Session, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(session, "--json", "/v1/admin") == 1
    shown = json.loads(capfdbinary.readouterr()[0])
    assert (shown["version"], shown["status"], shown["reason"]) == (1, 403, "Forbidden")
    assert json.loads(shown["body"]) == {"message": "Only the group admin may do this."}
    assert shown["headers"]["content-type"] == "application/json"
    assert (shown["certain"], shown["renewed"]) == (False, False)
    assert shown["explanation"].startswith("403. Most likely a group")


def test_method_headers_and_body_are_sent_as_they_were_given(
    api: WebApi,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    body = tmp_path / "body.bin"
    body.write_bytes(b"\x00\xff\r\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"[1]")))
    session = of(api)
    assert run(session, "--data", '{"a": 1}', "-H", "X-Tenant: orders", "/a") == 0
    assert run(session, "-X", "put", "--data", f"@{body}", "-H", "X-Id: <{id_token}>", "/b") == 0
    assert run(session, "--data", "@-", "-H", "content-type: text/plain", "/c") == 0
    first, second, third = api.seen
    assert (first[0], first[3], first[2]["X-Tenant"]) == ("POST", b'{"a": 1}', "orders")
    assert first[2]["Content-Type"] == "application/json"
    assert first[2]["Authorization"] == f"Bearer {MADE_UP}"
    assert (second[0], second[3]) == ("PUT", b"\x00\xff\r\n")
    assert second[2]["X-Id"] == f"<{MADE_UP}>"
    assert "Content-Type" not in second[2]
    assert (third[3], third[2]["content-type"]) == (b"[1]", "text/plain")
    assert capfdbinary.readouterr() == (b"hello" * 3, b"")


@pytest.mark.parametrize("option", ["--include", "--output"])
def test_status_and_headers_can_be_printed_and_the_body_saved(
    api: WebApi,
    tmp_path: Path,
    option: str,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    file = tmp_path / "reply"
    more = ["--output", str(file)] if option == "--output" else []
    assert run(of(api), "--include", *more, "/plain") == 0
    out = capfdbinary.readouterr()[0]
    assert out.startswith(b"HTTP/1.1 200 OK\n")
    assert b"\nx-kind: plain\n" in out
    assert out.endswith(b"\n\n" if more else b"\n\nhello")
    if more:
        assert file.read_bytes() == b"hello"
        assert file.stat().st_mode & 0o077 == 0 or sys.platform == "win32"


@pytest.mark.parametrize(
    ("words", "signature"),
    [
        (("--sigv4", "/x"), "signed for execute-api"),
        (("/x", "--sigv4"), "signed for execute-api"),
        (("--sigv4", "s3", "/x"), "signed for s3"),
    ],
)
def test_a_request_is_signed_for_a_service(
    api: WebApi, words: tuple[str, ...], signature: str
) -> None:
    assert run(of(api), *words) == 0
    assert run(of(api), *words, "--token", "id", "--header-name", "idToken") == 0
    plain, with_token = api.seen
    assert (plain[1], plain[2]["Authorization"]) == ("/x", signature)
    assert "idToken" not in plain[2]
    assert with_token[2]["idToken"] == MADE_UP


def test_a_large_reply_goes_into_a_file_only(
    api: WebApi, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(Refused) as refused:
        run(of(api), "/large")
    assert refused.value.status == 5
    assert in_english(refused.value.message) == (
        "The reply is larger than 1 MB. Save it to a file: --output FILE"
    )
    file = tmp_path / "reply"
    assert run(of(api), "--output", str(file), "/large") == 0
    assert file.stat().st_size == 1024 * 1024 + 1
    assert capfdbinary.readouterr() == (b"", b"")


def test_a_file_that_cannot_be_written_or_read_is_named(api: WebApi, tmp_path: Path) -> None:
    missing = str(tmp_path / "no" / "folder")
    for words, status in ((("--output", missing), 1), (("--data", f"@{missing}"), 2)):
        with pytest.raises(Refused) as refused:
            run(of(api), *words, "/plain")
        assert refused.value.status == status
        assert "No such file or directory" in in_english(refused.value.message)


def test_a_redirect_is_told_and_nothing_goes_there(
    api: WebApi, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    session = of(api)
    assert run(session, "--follow", "/away") == 1
    out, err = capfdbinary.readouterr()
    assert (out, len(session.seen)) == (b"moved", 1)
    assert err == (
        b"The reply points to https://evil.example/. It was not followed, and nothing was sent"
        b" there.\n"
    )
    assert run(session, "/beside") == 1
    capfdbinary.readouterr()
    assert run(session, "--follow", "/beside") == 0
    assert capfdbinary.readouterr() == (b"hello", b"")
    assert run(session, "--json", "/beside") == 1
    assert json.loads(capfdbinary.readouterr()[0])["redirect"] == "/plain"


def test_what_is_no_text_is_base64_in_json(
    api: WebApi, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(of(api), "--json", "/binary") == 0
    assert json.loads(capfdbinary.readouterr()[0])["body_base64"] == "/wA="


def test_a_terminal_gets_no_control_characters(
    api: WebApi,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert run(of(api), "/rude") == 0
    assert capfdbinary.readouterr()[0] == b"\x1b]0;title\x07\n\tkept"
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    assert run(of(api), "/rude") == 0
    assert capfdbinary.readouterr()[0].decode() == "\ufffd]0;title\ufffd\n\tkept"
    assert run(of(api), "/lines") == 0
    assert capfdbinary.readouterr()[0] == b"one\ntwo\n"


def test_headers_on_a_terminal_have_no_control_characters_where_the_body_is_saved(
    api: WebApi,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    assert run(of(api), "--include", "--output", str(tmp_path / "reply"), "/rude head") == 0
    out = capfdbinary.readouterr()[0].decode()
    assert "\nx-rude: \ufffd]0;title\ufffd\n" in out
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("http://api.example.com/",), "A token is sent over https only."),
        (("api.example.com",), "“api.example.com” is no address. It looks like "),
        (("https://other.example/x",), "https://other.example is not http://127.0.0.1:"),
        (("-X", "GET /", "/"), "“GET /” is no method. It looks like GET."),
        (("-H", "Host: evil.example", "/"), "A header cannot be sent."),
        (("--sigv4", "s3\r\nX: y", "/"), "No AWS service has such a name."),
        (("--sigv4", "S3/aws4", "/"), "No AWS service has such a name."),
        (("-H", "nothing", "/"), "A header cannot be sent."),
        (("-H", f"X: {'x' * 70_000}", "/"), "A request holds at most 10 MB, and 64 KB"),
    ],
)
def test_what_must_not_be_sent_is_refused_before(
    api: WebApi, words: tuple[str, ...], sentence: str
) -> None:
    session = of(api)
    with pytest.raises(Refused) as refused:
        run(session, *words)
    assert refused.value.status == 2
    assert in_english(refused.value.message).startswith(sentence)
    assert session.seen == []


def test_another_origin_takes_a_token_only_after_a_clear_yes(api: WebApi) -> None:
    session = of(api)
    here, session.api_url = session.api_url, "https://api.example.com"
    for more in ([], ["--token", "none"], ["--any-origin"]):
        if more:
            assert run(session, *more, f"{here}/plain") == 0
        else:
            with pytest.raises(Refused):
                run(session, f"{here}/plain")
    without, with_token = api.seen
    assert "Authorization" not in without[2]
    assert with_token[2]["Authorization"] == f"Bearer {MADE_UP}"


def test_no_connection_is_told_with_the_address_and_can_be_tried_later() -> None:
    with pytest.raises(Refused) as refused:
        run(Session("http://127.0.0.1:9"), "/x")
    assert refused.value.status == 5
    assert in_english(refused.value.message) == (
        "http://127.0.0.1:9 can’t be reached. Check the address and your network."
    )


def test_a_line_for_curl_sends_nothing(
    api: WebApi, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    session = of(api)
    words = ("--as-curl", "--any-origin", "--token", "access")
    assert run(session, *words, "https://api.example.com/x?a=1") == 0
    assert capfdbinary.readouterr()[0] == (
        b"desktop-login header --access --profile staging"
        b" | curl -H @- 'https://api.example.com/x?a=1'\n"
    )
    assert session.seen == []


@pytest.mark.parametrize(
    "words",
    [
        ("http://api.example.com/x",),
        ("--any-origin", "http://api.example.com/x"),
        ("https://api.example.com/x",),
        ("-X", "$(id)", "/x"),
    ],
)
def test_a_line_for_curl_is_not_made_of_what_would_not_be_sent(
    words: tuple[str, ...], api: WebApi, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(Refused) as refused:
        run(of(api), "--as-curl", *words)
    assert refused.value.status == 2
    assert capfdbinary.readouterr()[0] == b""


@pytest.mark.skipif(sys.platform == "win32", reason="it has no pipes in folders")
def test_a_device_or_a_pipe_is_written_to_and_not_replaced(api: WebApi, tmp_path: Path) -> None:
    pipe, heard = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()
    # a reader that nobody writes to would wait without end
    handle = os.open(pipe, os.O_RDWR)
    try:
        assert run(of(api), "--output", str(pipe), "/plain") == 0
    finally:
        os.close(handle)
        reader.join(STEP_S)
    assert pipe.is_fifo()
    assert heard == [b"hello"]


@pytest.mark.skipif(sys.platform == "win32", reason="a link takes a right of its own there")
def test_a_link_keeps_pointing_to_what_is_written(api: WebApi, tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_bytes(b"before")
    link.symlink_to(file)
    assert run(of(api), "--output", str(link), "/plain") == 0
    assert link.is_symlink()
    assert file.read_bytes() == b"hello"


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="root can make it another's"
)
@pytest.mark.parametrize("what", ["link", "pipe"])
def test_what_another_user_has_laid_in_wait_is_not_written_to(
    api: WebApi, tmp_path: Path, what: str
) -> None:
    file, target = tmp_path / "file", tmp_path / "reply"
    file.write_bytes(b"before")
    if what == "link":
        target.symlink_to(file)
    else:
        os.mkfifo(target, 0o666)
    os.chown(target, 65534, 65534, follow_symlinks=False)
    with pytest.raises(Refused) as refused:
        run(of(api), "--output", str(target), "/plain")
    assert "Operation not permitted" in in_english(refused.value.message)
    assert file.read_bytes() == b"before"


@pytest.mark.skipif(sys.platform == "win32", reason="a link takes a right of its own there")
def test_a_link_to_what_is_not_there_yet_leads_to_a_new_file_and_a_circle_to_none(
    api: WebApi, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to("new")
    assert run(of(api), "--output", str(link), "/plain") == 0
    assert (tmp_path / "new").read_bytes() == b"hello"
    (tmp_path / "new").unlink()
    (tmp_path / "new").symlink_to("link")
    with pytest.raises(Refused) as refused:
        run(of(api), "--output", str(link), "/plain")
    assert os.strerror(errno.ELOOP) in in_english(refused.value.message)


def test_arguments_that_are_no_text_are_no_mistake_of_ours(api: WebApi) -> None:
    session = of(api)
    assert run(session, "--data", "\udcff", "/plain") == 0
    assert session.seen[0].body == b"\xff"
    for half in ("\udcff", "\ud800"):
        with pytest.raises(Refused) as refused:
            run(session, f"/{half}")
        assert refused.value.status == 2


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--sigv4",),
        ("--json", "--include", "/x"),
        ("--json", "--output", "f", "/x"),
        ("--sigv4", "s3", "--token", "id", "/x"),
        ("--sigv4", "s3", "--token", "id", "--header-name", "authorization", "/x"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["request", *words])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: desktop-login request ADDRESS")
