"""Proxies: one set-up for API, keys and discovery, with its password; unusable addresses are named without theirs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.probe import PoolProbe
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.adapters.jwks import Keys
from desktop_login.adapters.proxies import Proxy, harmless, is_loopback, parsed, proxy_between
from desktop_login.domain.answers import Credentials
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.flow.pool_check import examine
from desktop_login.messages.checks import line_of
from desktop_login.messages.message import in_english
from tests.fakes.basic_proxy import BasicProxy
from tests.fakes.runs import a_run
from tests.patience import PROCESS_S
from tests.unit.test_tls import Https

ROOT = Path(__file__).parent.parent.parent
GIVEN = Credentials("a@b.c", Secret("x"))
PASSWORD = "pässword:#@/ 1"
IN_ADDRESS = "p%C3%A4ssword:%23%40%2F%201"
# user "me"; the parts of a password that must never be shown
UNUSABLE = [
    "socks5://me:s3cr3t@proxy.example:1080",
    "socks5://proxy.example:1080",
    "ftp://me:s3cr3t@proxy.example",
    "file:///etc/s3cr3t@proxy.example",
    "http://me:s3cr3t@proxy.example:abc",
    "http://proxy.example:s3cr3t",
    "http://me:s3#cr3t@proxy.example:3128",
    "http://me:s3/cr3t@proxy.example:3128",
    "http://me:s3?cr3t@proxy.example:3128",
    "http://me:s3 cr3t@proxy.example:3128",
    "me:s3#cr3t@proxy.example:3128",
    "http://me:s3cr3t@proxy example:3128",
    "http://me:s3cr3t@proxy.example:0",
    "http://me:s3cr3t@proxy.example:70000",
    "http://me:s3cr3t@proxy.example:99999999999999999999",
    "http://me:s3cr3t@",
    "http://me:s3cr3t@:3128",
    "http://",
    "http://me:s3cr3t@[::1",
    "http://[::1",
    "[::1",
    "http://[::zz]:3128",
    "http://[1:2]:3128",
    "http://me:s3cr3t@a..b:3128",
    "http://me:s3cr3t@-:3128",
    "http://me:s3cr3t@proxy.example:3128?s3cr3t",
    "http://me:s3cr3t@proxy.example:3128\nX: s3cr3t",
    "http://me:s3#cr3t",
    "http://me:77#cr3t",
    "http://プロキシ.example:3128",
    "http://proxy.example:３１２８",
    "http://me:s3cr3t@proxy.example:3128/" + "x" * 5000,
]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def set_proxy(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("proxy.example:3128", Proxy("http", "proxy.example", 3128)),
        ("//proxy.example", Proxy("http", "proxy.example", 80)),
        ("HTTP://Proxy.example/", Proxy("http", "proxy.example", 80)),
        ("https://proxy.example", Proxy("https", "proxy.example", 443)),
        ("http://proxy.example:3128/proxy.pac", Proxy("http", "proxy.example", 3128)),
        ("http://[::1]:3128", Proxy("http", "[::1]", 3128)),
        ("http://me:word@10.0.0.1:8080", Proxy("http", "10.0.0.1", 8080, "Basic bWU6d29yZA==")),
        ("http://me:w@rd@p:1", Proxy("http", "p", 1, "Basic bWU6d0ByZA==")),
        ("http://me:w%23rd@p:1", Proxy("http", "p", 1, "Basic bWU6dyNyZA==")),
        ("http://me@p:1", Proxy("http", "p", 1, "Basic bWU6")),
        ("http://me:\udcff@p:1", Proxy("http", "p", 1, "Basic bWU6/w==")),
    ],
)
def test_a_usable_address_is_understood(address: str, expected: Proxy) -> None:
    assert parsed(address) == expected


@pytest.mark.parametrize("address", UNUSABLE)
def test_an_unusable_address_is_refused_and_named_without_its_password(address: str) -> None:
    assert parsed(address) is None
    shown = harmless(address)
    for part in ("s3", "cr3t", "me:", "77"):
        assert part not in shown
    assert shown.isprintable()
    assert len(shown) <= 64


def test_a_proxy_does_not_show_its_password() -> None:
    proxy = parsed("http://me:s3cr3t@p:1")
    assert "me" not in repr(proxy)
    assert "bWU" not in repr(proxy)


@pytest.mark.parametrize("address", UNUSABLE)
def test_a_sign_in_with_an_unusable_proxy_is_refused_before_anything_is_sent(
    address: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    set_proxy(monkeypatch, address)
    pool = PoolClient("us-east-1", "us-east-1_Abc", "abc", auth_flow=AuthFlow.PASSWORD)
    calls = CognitoApi(pool, SystemClock())
    trouble = calls.trouble()
    assert trouble is not None
    assert trouble.code is ErrorCode.PROXY_UNUSABLE
    with pytest.raises(AuthError) as refused:
        CognitoProvider(calls).sign_in(GIVEN, a_run())
    assert refused.value.error_info.code is ErrorCode.PROXY_UNUSABLE
    (line,) = [line_of(finding) for finding in examine(pool, PoolProbe(pool), SystemClock())]
    sentence = in_english(line.sentence)
    assert sentence.startswith(f"The proxy address “{harmless(address)}” can’t be used.")
    notified = "".join(capfd.readouterr())
    assert not notified


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["socks5://me:s3cr3t@p:1080", "http://me:s3#cr3t@p:3128", "http://[::1"]
)
def test_the_check_in_a_terminal_ends_with_one_sentence(address: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desktop_login", "--check", "--lang", "en"],
        env=os.environ
        | {
            "PYTHONPATH": str(ROOT),
            "HTTPS_PROXY": address,
            "https_proxy": address,
            "COGNITO_USER_POOL_ID": "us-east-1_AbCdEfGhI",
            "COGNITO_CLIENT_ID": "abc",
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.startswith(f"!!  The proxy address “{harmless(address)}” can’t be used.")
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_without_a_proxy_there_is_no_trouble() -> None:
    assert (
        CognitoApi(PoolClient("us-east-1", "us-east-1_Abc", "abc"), SystemClock()).trouble() is None
    )


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.9", "::1", "[::1]"])
def test_what_is_on_this_computer_is_not_behind_a_proxy(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["localhost.example", "10.0.0.1", "128.0.0.1", "127.0.0.1.example"]
)
def test_what_only_looks_like_this_computer_may_be_behind_one(host: str) -> None:
    assert not is_loopback(host)


class BackgroundRunner:
    """A TLS server that is reached only through a proxy, under the name of another address of this
    computer: `is_loopback` is told that it is none."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server = Https(folder)
        self.port = int(self.server.url.rpartition(":")[2])
        monkeypatch.setenv("SSL_CERT_FILE", str(self.server.root))
        monkeypatch.setattr("desktop_login.adapters.proxies.is_loopback", lambda _: False)
        self.pool = PoolClient(
            "us-east-1",
            "us-east-1_Abc",
            "abc",
            auth_flow=AuthFlow.PASSWORD,
            endpoint_url=self.server.url,
        )

    def problem(self) -> ErrorCode:
        with pytest.raises(AuthError) as refused:
            CognitoProvider(CognitoApi(self.pool, SystemClock())).sign_in(GIVEN, a_run())
        return refused.value.error_info.code

    def has_keys(self) -> bool:
        keys = Keys(self.pool.keys_url, SystemClock())
        keys.warm_up()
        return keys.at_hand(self.server.kid) is not None


def test_a_proxy_with_a_password_lets_api_keys_and_discovery_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    background = BackgroundRunner(tmp_path, monkeypatch)
    with BasicProxy("me", PASSWORD) as proxy:
        set_proxy(monkeypatch, f"http://me:{IN_ADDRESS}@127.0.0.1:{proxy.port}")
        assert background.problem() is ErrorCode.NOT_CONFIRMED  # the service's own answer
        assert background.has_keys()
        # the server knows no discovery document: that it says so has come through the proxy
        with pytest.raises(AuthError) as refused:
            PoolProbe(background.pool).discover()
        assert refused.value.error_info.code is ErrorCode.NOT_UNDERSTOOD
        assert proxy.passed == [f"CONNECT 127.0.0.1:{background.port}"] * 3
        assert proxy.refused == []
    background.server.stop()


@pytest.mark.parametrize("userinfo", ["", "me:wrong@", "me@"])
def test_a_proxy_that_refuses_says_so(
    userinfo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    background = BackgroundRunner(tmp_path, monkeypatch)
    with BasicProxy("me", PASSWORD) as proxy:
        set_proxy(monkeypatch, f"http://{userinfo}127.0.0.1:{proxy.port}")
        assert background.problem() is ErrorCode.PROXY
        assert not background.has_keys()
        with pytest.raises(AuthError) as refused:
            PoolProbe(background.pool).discover()
        assert refused.value.error_info.code is ErrorCode.PROXY
        assert proxy.passed == []
    background.server.stop()


def test_a_plain_address_is_asked_for_in_its_absolute_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from desktop_login.demo.server import DemoCognito
    from tests.fakes.world import pool_of

    with DemoCognito() as demo, BasicProxy("me", PASSWORD) as proxy:
        monkeypatch.setattr("desktop_login.adapters.proxies.is_loopback", lambda _: False)
        set_proxy(monkeypatch, f"http://me:{IN_ADDRESS}@127.0.0.1:{proxy.port}")
        pool = pool_of(demo)
        report = examine(pool, PoolProbe(pool), SystemClock())
        assert all(finding.good for finding in report)
        asked = [request.partition(" ")[2] for request in proxy.passed]
        assert len(asked) >= 3
        assert all(address.startswith(f"{demo.url}/") for address in asked)
        assert proxy.refused == []


def test_no_proxy_names_what_is_reached_directly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    background = BackgroundRunner(tmp_path, monkeypatch)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    set_proxy(monkeypatch, "http://127.0.0.1:9")
    assert background.problem() is ErrorCode.NOT_CONFIRMED
    background.server.stop()


def test_what_is_no_address_is_said_so() -> None:
    with pytest.raises(AuthError) as refused:
        proxy_between("https://h:99999")
    assert refused.value.error_info.code is ErrorCode.WRONG_ADDRESS
