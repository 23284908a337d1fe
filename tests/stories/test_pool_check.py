"""Each wrong setting gets its own sentence: the real probe against the demo Cognito and against broken networks."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from desktop_login.adapters.cognito.probe import PoolProbe
from desktop_login.demo.pool import PASSWORD as PASSWORD_FLOW
from desktop_login.demo.pool import SRP, DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.amazon import host_of
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.pool_report import Report, Verdict, all_good
from desktop_login.domain.secret import Secret
from desktop_login.flow.pool_check import examine
from desktop_login.messages.checks import line_of
from desktop_login.messages.message import in_english
from tests.fakes.clocks import HandClock
from tests.fakes.hostile import ask, hostile_server
from tests.fakes.world import pool_of
from tests.unit.test_tls import Https

V = Verdict
SECRET = "s3cret" * 6


def report_on(pool: PoolClient, clock: HandClock | None = None) -> Report:
    return examine(pool, PoolProbe(pool), clock or HandClock())


def sentences(report: Report) -> list[str]:
    return [in_english(line_of(finding).sentence) for finding in report]


def first_bad(report: Report) -> str:
    return next(in_english(line_of(f).sentence) for f in report if not f.good)


@contextmanager
def demo_of(clock: HandClock, config: DemoPoolConfig | None = None) -> Iterator[DemoCognito]:
    with DemoCognito(config, now=clock.epoch) as demo:
        yield demo


@contextmanager
def answering(status: int, body: bytes, **headers: str) -> Iterator[str]:
    """A network that answers everything in the same way. Yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_everything_is_right() -> None:
    clock = HandClock()
    with demo_of(clock) as demo:
        report = report_on(pool_of(demo), clock)
    assert all_good(report)
    assert sentences(report) == [
        f"The user pool was found at {host_of(demo.url)}.",
        "This computer’s clock is correct.",
        "The signing keys of the pool can be read.",
        "App client found; settings match.",
        "The sign-in method ALLOW_USER_SRP_AUTH is turned on.",
    ]


@pytest.mark.parametrize("flow", [AuthFlow.SRP, AuthFlow.PASSWORD])
def test_the_right_secret_is_right(flow: AuthFlow) -> None:
    clock = HandClock()
    with demo_of(clock, DemoPoolConfig(client_secret=SECRET)) as demo:
        assert all_good(report_on(pool_of(demo, auth_flow=flow), clock))


def test_the_right_issuer_is_right() -> None:
    with answering(200, b'{"issuer": "https://127.0.0.1:9/acme"}') as url:
        report = report_on(over(url)._replace(issuer="https://127.0.0.1:9/acme"))
    assert V.ISSUER_RIGHT in [finding.verdict for finding in report]


Change = Callable[[PoolClient], PoolClient]

WRONG: dict[str, tuple[DemoPoolConfig, Change, Verdict, str]] = {
    "other region": (
        DemoPoolConfig(),
        lambda pool: pool._replace(region="eu-west-1"),
        V.REGION_UNFIT,
        "The region doesn’t match the user pool ID.",
    ),
    "unknown pool": (
        DemoPoolConfig(),
        lambda pool: pool._replace(pool_id="us-east-1_Nowhere00"),
        V.POOL_UNKNOWN,
        "There’s no user pool us-east-1_Nowhere00 at {host}.",
    ),
    "unknown client": (
        DemoPoolConfig(),
        lambda pool: pool._replace(client_id="nosuchclient"),
        V.CLIENT_UNKNOWN,
        "There’s no app client with this ID at {host}.",
    ),
    "missing secret": (
        DemoPoolConfig(client_secret=SECRET),
        lambda pool: pool._replace(client_secret=None),
        V.SECRET_MISSING,
        "This app client needs a client secret. Add it in the settings.",
    ),
    "superfluous secret": (
        DemoPoolConfig(),
        lambda pool: pool._replace(client_secret=Secret(SECRET)),
        V.SECRET_UNWANTED,
        "This app client has no client secret. Remove it from the settings.",
    ),
    "wrong secret": (
        DemoPoolConfig(client_secret=SECRET),
        lambda pool: pool._replace(client_secret=Secret("x" * 36)),
        V.SECRET_WRONG,
        "The app’s client secret doesn’t match the user pool. Check the settings.",
    ),
    "SRP off": (
        DemoPoolConfig(flows=frozenset({PASSWORD_FLOW})),
        lambda pool: pool,
        V.FLOW_OFF,
        "The sign-in method ALLOW_USER_SRP_AUTH is turned off for this app client.",
    ),
    "password flow off": (
        DemoPoolConfig(flows=frozenset({SRP})),
        lambda pool: pool._replace(auth_flow=AuthFlow.PASSWORD),
        V.FLOW_OFF,
        "The sign-in method ALLOW_USER_PASSWORD_AUTH is turned off for this app client.",
    ),
    "mistyped issuer": (
        DemoPoolConfig(),
        lambda pool: pool._replace(issuer="https://127.0.0.1:9/mistyped"),
        V.ISSUER_WRONG,
        "The issuer in the settings doesn’t belong to this pool.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("hidden", [True, False])
def test_wrong_setting(case: str, hidden: bool) -> None:
    """Pools that hide whether a user exists, and older ones that tell."""
    config, change, verdict, sentence = WRONG[case]
    clock = HandClock()
    from dataclasses import replace

    with demo_of(clock, replace(config, hide_existence=hidden)) as demo:
        report = report_on(change(pool_of(demo)), clock)
    assert verdict in [finding.verdict for finding in report]
    assert first_bad(report) == sentence.replace("{host}", host_of(demo.url))
    finding = next(finding for finding in report if finding.verdict is verdict)
    remedy = line_of(finding).remedy
    assert remedy is not None
    assert not re.search(r"[{}]", in_english(remedy))


def test_a_flow_that_is_on_instead_is_offered() -> None:
    clock = HandClock()
    with demo_of(clock, DemoPoolConfig(flows=frozenset({PASSWORD_FLOW}))) as demo:
        report = report_on(pool_of(demo), clock)
    line = line_of(report[-1])
    assert (
        in_english(line.sentence)
        == "The sign-in method ALLOW_USER_PASSWORD_AUTH is turned on instead."
    )
    assert line.remedy is not None
    assert in_english(line.remedy) == 'With auth_flow = "password" the app would use it.'


@pytest.mark.parametrize("off", [600, -600])
def test_clock_ten_minutes_off(off: float) -> None:
    clock, server = HandClock(), HandClock()
    server.sleep(off)
    with demo_of(server) as demo:
        report = report_on(pool_of(demo), clock)
    assert first_bad(report).startswith("This computer’s clock is off by 1")
    assert first_bad(report).endswith("minutes. Tokens may be refused.")


def over(url: str) -> PoolClient:
    return PoolClient("us-east-1", "us-east-1_DemoPool1", "client", endpoint_url=url)


@pytest.mark.parametrize(
    ("status", "body", "headers", "sentence"),
    [
        (200, b"<html>Hotel</html>", {}, "This network asks you to log in first."),
        (302, b"", {"Location": "http://127.0.0.1:9/login"}, "This network asks you to log in"),
        (403, b"<html>no</html>", {}, "The network or a firewall rule refused this request."),
        (407, b"", {}, "The proxy refused the connection."),
        (503, b"<html>later</html>", {}, "The sign-in service had a problem."),
        (200, b"{", {}, "The answer couldn’t be understood."),
        (200, b"[]", {}, "The answer couldn’t be understood."),
        (200, b'{"issuer": 5}', {}, "The answer couldn’t be understood."),
        (200, b'{"a": "' + b"x" * 70000 + b'"}', {}, "The answer couldn’t be understood."),
    ],
)
def test_the_network_in_between(
    status: int, body: bytes, headers: dict[str, str], sentence: str
) -> None:
    with answering(status, body, **headers) as url:
        report = report_on(over(url))
    assert [finding.verdict for finding in report] == [V.UNREACHED]
    assert first_bad(report).startswith(sentence)


def test_nobody_listens() -> None:
    assert first_bad(report_on(over("http://127.0.0.1:9"))).startswith(
        "Can’t reach the sign-in service"
    )


def test_a_certificate_nobody_trusts(tmp_path: Path) -> None:
    server = Https(tmp_path)
    try:
        assert first_bad(report_on(over(server.url))).startswith("The secure connection failed.")
    finally:
        server.stop()


@pytest.fixture
def dead_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("dead_proxy")
def test_a_dead_proxy() -> None:
    """The real address: nothing leaves this computer, because the proxy is on it."""
    report = report_on(PoolClient("us-east-1", "us-east-1_DemoPool1", "client"))
    assert first_bad(report).startswith("The proxy refused the connection.")


@pytest.mark.usefixtures("dead_proxy")
def test_what_is_on_this_computer_is_not_behind_a_proxy() -> None:
    clock = HandClock()
    with demo_of(clock) as demo:
        assert all_good(report_on(pool_of(demo), clock))


def test_keys_that_cannot_be_read() -> None:
    """The discovery document is there, the key set is not a key set."""
    body = b'{"issuer": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_DemoPool1"}'
    with answering(200, body) as url:
        report = report_on(over(url))
    assert V.KEYS_MISSING in [finding.verdict for finding in report]


def test_the_check_names_itself_and_no_real_user() -> None:
    clock = HandClock()
    with demo_of(clock) as demo:
        before = tuple(demo.pool.users)
        report_on(pool_of(demo), clock)
        assert tuple(demo.pool.users) == before
        assert not demo.pool.mailbox.messages


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"SRP_B": "b73fcb5c3a2b42318d19c04f3e0a209d"},  # moto: 32 random digits
        {"SRP_B": "zz"},
        {"SECRET_BLOCK": "53aa1075-c6b7-4538-b6cb-f5c3e290f1e2"},  # moto: a UUID
        {"SALT": ""},
        {"USER_ID_FOR_SRP": ""},
    ],
    ids=str,
)
def test_an_answer_to_srp_that_nobody_could_use_is_no_good_one(parameters: dict[str, str]) -> None:
    """It has to be looked at: that there is one does not mean that a sign-in would work."""
    right = {"SALT": "a1", "SRP_B": "b" * 768, "SECRET_BLOCK": "AAAA", "USER_ID_FOR_SRP": "u"}
    with hostile_server() as server:
        reply = ask("PASSWORD_VERIFIER", **(right | parameters))
        if not parameters:
            reply = ask("NEW_PASSWORD_REQUIRED", **right)
        server.script = lambda operation, body: reply
        pool = PoolClient("us-east-1", "us-east-1_Abc", "abc123", endpoint_url=server.url)
        with pytest.raises(AuthError) as refused:
            PoolProbe(pool).try_flow(AuthFlow.SRP)
        assert refused.value.error_info.code is ErrorCode.INCOMPLETE_ANSWER
        server.script = lambda operation, body: ask("PASSWORD_VERIFIER", **right)
        PoolProbe(pool).try_flow(AuthFlow.SRP)
