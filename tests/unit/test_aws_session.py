"""Nothing of `~/.aws` and of the environment redirects a request or runs foreign code, signed or not."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore.loaders import Loader

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.aws_session import helpers_of
from desktop_login.adapters.cognito.client import signed_client, unsigned_client
from desktop_login.adapters.transport import Answer, Origin, Transport, origin_of
from desktop_login.domain.amazon import dns_suffix
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from tests.aftermath import expected
from tests.patience import PROCESS_S

ROOT = Path(__file__).parent.parent.parent
POOL = PoolClient("us-east-1", "us-east-1_AbCdEfGhI", "abc", aws_profile="operator")
REAL = "https://cognito-idp.us-east-1.amazonaws.com/"
DATA = Path(botocore.__file__).parent / "data"
KEYS = "aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n"


class Foreign:
    """A listener that nothing of this program may ever reach, by TCP or UDP."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                heard.append(f"{self.command} {self.path} {dict(self.headers)}")
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            do_GET = do_PUT = do_POST

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind(("127.0.0.1", self.port))
        self._datagrams.setblocking(False)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def everything_heard(self) -> list[str]:
        try:
            self.heard.append(self._datagrams.recv(65536).decode())
        except BlockingIOError:
            pass
        return self.heard

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._datagrams.close()


@pytest.fixture
def foreign() -> Iterator[Foreign]:
    foreign = Foreign()
    yield foreign
    foreign.stop()


@pytest.fixture
def aws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`~/.aws` of a person with one profile."""
    folder = tmp_path / "home" / ".aws"
    folder.mkdir(parents=True)
    (folder / "credentials").write_text(f"[operator]\n{KEYS}", "utf-8")
    monkeypatch.setenv("HOME", str(folder.parent))
    monkeypatch.setenv("USERPROFILE", str(folder.parent))
    # botocore looks at the home folder when it is imported
    monkeypatch.setattr(Loader, "CUSTOMER_DATA_PATH", str(folder / "models"))
    return folder


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would go to the internet; all else is really sent."""
    addresses: list[str] = []
    real = Transport.send

    def send(self: Transport, method: str, url: str, *more: Any) -> Answer:
        self._allowed(url)
        if "127.0.0.1" in url:
            return real(self, method, url, *more)
        addresses.append(url)
        return Answer(200, {}, b"{}")

    monkeypatch.setattr(Transport, "send", send)
    return addresses


def converse() -> list[str]:
    """One request by each client; the codes of what went wrong."""
    wrong = []
    calls = CognitoApi(POOL, SystemClock())
    requests: tuple[Callable[[], object], ...] = (
        lambda: calls.send("RevokeToken", Token="refresh", ClientId="abc"),
        lambda: calls.send_signed(
            "AdminInitiateAuth", ClientId="abc", AuthFlow="ADMIN_NO_SRP_AUTH"
        ),
    )
    for send in requests:
        try:
            send()
        except AuthError as error:
            wrong.append(f"{error.error_info.code.name} {error.error_info.request.code}")
    return wrong


def models(folder: Path, url: str) -> None:
    """Service models, rule sets and partitions that lead elsewhere."""
    address = url.partition("://")[2]
    partitions = json.loads((DATA / "partitions.json").read_text("utf-8"))
    for partition in partitions["partitions"]:
        partition["outputs"]["dnsSuffix"] = "evil.example"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "partitions.json").write_text(json.dumps(partitions), "utf-8")
    endpoints = {
        "version": 3,
        "partitions": [
            {
                "partition": "aws",
                "dnsSuffix": "evil.example",
                "regionRegex": "^.*$",
                "regions": {"us-east-1": {}},
                "defaults": {"hostname": address, "protocols": ["http"]},
                "services": {},
            }
        ],
    }
    (folder / "endpoints.json").write_text(json.dumps(endpoints), "utf-8")
    for service in ("cognito-idp", "sts", "sso"):
        (version,) = [path for path in (DATA / service).iterdir() if path.is_dir()]
        place = folder / service / version.name
        place.mkdir(parents=True)
        rules = {
            "version": "1.0",
            "parameters": {},
            "rules": [{"type": "endpoint", "conditions": [], "endpoint": {"url": url}}],
        }
        (place / "endpoint-rule-set-1.json").write_text(json.dumps(rules), "utf-8")


def in_models(foreign: Foreign, aws: Path, patch: pytest.MonkeyPatch) -> None:
    models(aws / "models", foreign.url)


def in_data_path(foreign: Foreign, aws: Path, patch: pytest.MonkeyPatch) -> None:
    models(aws / "elsewhere", foreign.url)
    patch.setenv("AWS_DATA_PATH", str(aws / "elsewhere"))


def in_data_path_of_config(foreign: Foreign, aws: Path, patch: pytest.MonkeyPatch) -> None:
    models(aws / "elsewhere", foreign.url)
    place = aws / "elsewhere"
    (aws / "config").write_text(
        f"[default]\ndata_path = {place}\n[profile operator]\ndata_path = {place}\n", "utf-8"
    )


def in_config(foreign: Foreign, aws: Path, patch: pytest.MonkeyPatch) -> None:
    url = foreign.url
    text = (
        f"[default]\nendpoint_url = {url}\nservices = s\n"
        f"[profile operator]\nendpoint_url = {url}\nservices = s\n"
        f"cognito_identity_provider =\n  endpoint_url = {url}\n"
        f"csm_enabled = true\ncsm_host = 127.0.0.1\ncsm_port = {foreign.port}\n"
        f"defaults_mode = auto\nec2_metadata_service_endpoint = {url}\n"
        f"[services s]\ncognito_identity_provider =\n  endpoint_url = {url}\n"
        f"sts =\n  endpoint_url = {url}\n"
    )
    (aws / "config").write_text(text, "utf-8")


def in_environment(foreign: Foreign, aws: Path, patch: pytest.MonkeyPatch) -> None:
    for name in ("", "_COGNITO_IDENTITY_PROVIDER", "_STS", "_SSO", "_SSO_OIDC"):
        patch.setenv(f"AWS_ENDPOINT_URL{name}", foreign.url)
    patch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false")
    patch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    patch.setenv("AWS_USE_DUALSTACK_ENDPOINT", "true")
    patch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", foreign.url)
    patch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", foreign.url)
    patch.setenv("AWS_DEFAULTS_MODE", "auto")


def in_monitoring(foreign: Foreign, aws: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("AWS_CSM_ENABLED", "true")
    patch.setenv("AWS_CSM_HOST", "127.0.0.1")
    patch.setenv("AWS_CSM_PORT", str(foreign.port))


@pytest.mark.parametrize(
    "tamper",
    [
        in_models,
        in_data_path,
        in_data_path_of_config,
        in_config,
        in_environment,
        in_monitoring,
    ],
)
def test_what_is_tampered_with_changes_no_address(
    tamper: Any,
    foreign: Foreign,
    aws: Path,
    sent: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tamper(foreign, aws, monkeypatch)
    assert converse() == []
    assert sent == [REAL, REAL]
    assert foreign.everything_heard() == []


def test_no_module_that_the_environment_names_is_imported(
    tmp_path: Path, aws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "foreign_plugin.py").write_text(
        "def initialize_client_plugin(client): ...", "utf-8"
    )
    (aws / "config").write_text(
        "[default]\nplugins = x=foreign_plugin\n[profile operator]\nplugins = x=foreign_plugin\n"
        "[plugins]\nx = foreign_plugin\n",
        "utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("BOTOCORE_EXPERIMENTAL__PLUGINS", "x=foreign_plugin")
    unsigned_client(POOL)
    signed_client(POOL)
    assert "foreign_plugin" not in sys.modules


@pytest.mark.slow
def test_nor_by_the_program_from_source(tmp_path: Path) -> None:
    (tmp_path / "foreign_plugin.py").write_text(
        "import pathlib; pathlib.Path('imported').touch()", "utf-8"
    )
    subprocess.run(
        [sys.executable, "-m", "desktop_login", "--self-check"],
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(tmp_path))),
            "BOTOCORE_EXPERIMENTAL__PLUGINS": "x=foreign_plugin",
        },
        cwd=tmp_path,
        capture_output=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert not (tmp_path / "imported").exists()


def redirected(client: Any, url: str) -> Any:
    """A client whose endpoint leads elsewhere, by whatever way that was not thought of."""

    def redirect(request: Any, **_: object) -> None:
        request.url = url

    client.meta.events.register("before-sign", redirect)
    client.meta.events.register("request-created", redirect)
    return client


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://cognito-idp.us-east-1.amazonaws.com/",
        "https://cognito-idp.us-east-1.amazonaws.com:8443/",
        "https://cognito-idp.eu-west-1.amazonaws.com/",
        "https://cognito-idp.us-east-1.amazonaws.com.evil.example/",
        "https://cognito-idp.us-east-1.amazonaws.com@evil.example/",
        "https://evil.example\\@cognito-idp.us-east-1.amazonaws.com/",
        "https://cognito-idp.us-east-1.amazonaws.com./",
        "https://evil.example/",
        "ftp://cognito-idp.us-east-1.amazonaws.com/",
    ],
)
@pytest.mark.parametrize("signed", [False, True])
def test_whatever_redirects_a_request_it_is_not_sent(
    elsewhere: str, signed: bool, aws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_connection(*_: object, **__: object) -> None:
        raise AssertionError("something was sent")

    monkeypatch.setattr("urllib3.PoolManager.urlopen", no_connection)
    calls = CognitoApi(POOL, SystemClock())
    if signed:
        calls._signed = redirected(signed_client(POOL), elsewhere)
        arguments: dict[str, Any] = {"ClientId": "abc", "AuthFlow": "ADMIN_NO_SRP_AUTH"}
        with pytest.raises(AuthError) as refused:
            calls.send_signed("AdminInitiateAuth", **arguments)
    else:
        calls._unsigned = redirected(unsigned_client(POOL), elsewhere)
        with pytest.raises(AuthError) as refused:
            calls.send_as_user("GetUser", Secret("token"))
    assert refused.value.error_info.code is ErrorCode.WRONG_ADDRESS
    assert refused.value.error_info.request.operation in ("AdminInitiateAuth", "GetUser")


def test_a_request_to_a_foreign_listener_does_not_arrive(foreign: Foreign, aws: Path) -> None:
    calls = CognitoApi(POOL, SystemClock())
    calls._unsigned = redirected(unsigned_client(POOL), f"{foreign.url}/")
    with pytest.raises(AuthError) as refused:
        calls.send_as_user("GetUser", Secret("token"))
    assert refused.value.error_info.code is ErrorCode.WRONG_ADDRESS
    assert refused.value.error_info.name == foreign.url
    assert foreign.everything_heard() == []


def test_the_credentials_of_a_role_are_asked_for_at_sts_and_nowhere_else(
    foreign: Foreign,
    aws: Path,
    sent: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    in_models(foreign, aws, monkeypatch)
    in_environment(foreign, aws, monkeypatch)
    (aws / "config").write_text(
        f"[profile operator]\nrole_arn = arn:aws:iam::123456789012:role/x\n"
        f"source_profile = base\nendpoint_url = {foreign.url}\nservices = s\n"
        f"[services s]\nsts =\n  endpoint_url = {foreign.url}\n",
        "utf-8",
    )
    (aws / "credentials").write_text(f"[base]\n{KEYS}", "utf-8")
    converse()
    assert sent == [REAL, "https://sts.us-east-1.amazonaws.com/"]
    assert foreign.everything_heard() == []
    expected(caplog, "Refreshing temporary credentials failed")  # nobody answers there


@pytest.mark.parametrize("source", ["EcsContainer", "Ec2InstanceMetadata"])
def test_a_profile_gets_no_credentials_from_a_metadata_service(
    source: str, foreign: Foreign, aws: Path, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_environment(foreign, aws, monkeypatch)
    (aws / "config").write_text(
        "[profile operator]\nrole_arn = arn:aws:iam::123456789012:role/x\n"
        f"credential_source = {source}\n",
        "utf-8",
    )
    (aws / "credentials").write_text("", "utf-8")
    assert converse() == ["AWS_PROFILE InvalidConfigError"]
    assert foreign.everything_heard() == []


def test_a_profile_without_credentials_asks_nobody_for_them(
    foreign: Foreign, aws: Path, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_environment(foreign, aws, monkeypatch)
    (aws / "credentials").write_text("[operator]\n", "utf-8")
    assert converse() == ["AWS_PROFILE NoCredentialsError"]
    assert foreign.everything_heard() == []


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("sts.us-east-1.amazonaws.com", True),
        ("sts.amazonaws.com", True),
        ("portal.sso.eu-west-1.amazonaws.com", True),
        ("oidc.eu-west-1.amazonaws.com", True),
        ("sts-fips.us-east-1.amazonaws.com", True),
        ("evil.s3.amazonaws.com", False),
        ("sts.evil.amazonaws.com.evil.example", False),
        ("stsXamazonaws.com", False),
        ("sts.cn-north-1.amazonaws.com.cn", False),
        ("sts.a.b.amazonaws.com", False),
    ],
)
def test_helpers_are_reached_in_the_pools_partition(host: str, allowed: bool) -> None:
    assert helpers_of("us-east-1")(Origin("https", host, 443)) is allowed
    assert not helpers_of("us-east-1")(Origin("http", host, 80))
    assert not helpers_of("us-east-1")(Origin("https", host, 8443))


@pytest.mark.slow
def test_every_region_has_the_address_that_botocore_knows() -> None:
    partitions = json.loads((DATA / "partitions.json").read_text("utf-8"))["partitions"]
    regions = 0
    for partition in partitions:
        for region in partition["regions"]:
            if not region.endswith("-global"):
                assert dns_suffix(region) == partition["outputs"]["dnsSuffix"], region
                pool = PoolClient(region, f"{region}_Abc", "abc")
                assert unsigned_client(pool).meta.endpoint_url == pool.service_url
                regions += 1
    assert regions > 30


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://A.example", Origin("https", "a.example", 443)),
        ("http://[::1]:80/x", Origin("http", "[::1]", 80)),
        ("https://a.example:8443/x?y#z", Origin("https", "a.example", 8443)),
        ("ftp://a.example", None),
        ("//a.example", None),
        ("https://", None),
        ("https://a.example:99999", None),
        ("https://[::1", None),
        ("", None),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: Origin | None) -> None:
    assert origin_of(url) == origin
