"""TLS as a company's network has it: certificates of the system's store count, for the API and the keys alike."""

from __future__ import annotations

import datetime
import json
import os
import ssl
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desktop_login.adapters import certificates
from desktop_login.adapters.certificates import new_context
from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.probe import PoolProbe
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.adapters.jwks import Keys, KeysUnreachable
from desktop_login.demo.issuer import Issuer
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.answers import Credentials
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.pool_report import Verdict
from desktop_login.domain.secret import Secret
from desktop_login.flow.pool_check import examine
from desktop_login.messages.checks import Line, line_of
from desktop_login.messages.message import in_english
from desktop_login.messages.select import message_of_error
from tests.fakes.runs import a_run
from tests.fakes.tls_front import TlsFront
from tests.patience import PROCESS_S

ROOT = Path(__file__).parent.parent.parent
linux = pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="OpenSSL's variables do not count there"
)
DAY = datetime.timedelta(days=1)


def certificate(
    name: str,
    issuer: tuple[x509.Name, ec.EllipticCurvePrivateKey] | None,
    *,
    address: str = "127.0.0.1",
    days: int = 30,
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer_name, signer = issuer or (subject, key)
    now = datetime.datetime.now(datetime.UTC)
    identifier = x509.SubjectKeyIdentifier.from_public_key(signer.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 10 * DAY)
        .not_valid_after(now + days * DAY)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
    )
    if issuer is not None:
        names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(address))])
        builder = builder.add_extension(names, critical=False)
    else:
        builder = builder.add_extension(
            x509.KeyUsage(True, False, False, False, False, True, True, False, False), critical=True
        )
    return builder.sign(signer, hashes.SHA256()), key


def authority(folder: Path, **how: Any) -> tuple[Path, Path]:
    """PEM files: the root of a company, and a server's certificate from it with its key."""
    root, root_key = certificate("Company Root", None)
    leaf, leaf_key = certificate("server", (root.subject, root_key), **how)
    root_file, chain = folder / "root.pem", folder / "server.pem"
    root_file.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    chain.write_bytes(
        leaf.public_bytes(serialization.Encoding.PEM)
        + leaf_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return root_file, chain


class Https:
    """Answers POST with a refusal of Cognito's and GET with a key set."""

    def __init__(
        self, folder: Path, *, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3, **how: Any
    ) -> None:
        self.root, chain = authority(folder, **how)
        keys = json.dumps(Issuer(DemoPoolConfig()).jwks).encode()
        self.kid = json.loads(keys)["keys"][0]["kid"]

        class Handler(BaseHTTPRequestHandler):
            def answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                self.answer(200, keys)

            def do_POST(self) -> None:
                self.answer(400, b'{"__type": "UserNotConfirmedException"}')

            def log_message(self, *args: Any) -> None:
                pass

        class Quiet(HTTPServer):
            def handle_error(self, request: Any, client_address: Any) -> None:
                pass

        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(chain)
        if newest < ssl.TLSVersion.TLSv1_2:
            context.set_ciphers("ALL:@SECLEVEL=0")  # or OpenSSL would refuse it by itself
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = newest
        self._server = Quiet(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self._server.server_port}"
        # a test that fails before `stop` must still end
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def pool_at(server: Https) -> PoolClient:
    return PoolClient(
        "us-east-1", "us-east-1_Abc", "abc", auth_flow=AuthFlow.PASSWORD, endpoint_url=server.url
    )


def ask(server: Https) -> ErrorCode:
    provider = CognitoProvider(CognitoApi(pool_at(server), SystemClock()))
    with pytest.raises(AuthError) as refused:
        provider.sign_in(Credentials("a@b.c", Secret("x")), a_run())
    return refused.value.error_info.code


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Https]:
    server = Https(tmp_path)
    yield server
    server.stop()


def test_an_unknown_authority_is_refused(server: Https) -> None:
    assert ask(server) is ErrorCode.CERTIFICATE
    with pytest.raises(KeysUnreachable):
        Keys(server.url, SystemClock()).get(server.kid)


def test_an_authority_of_the_systems_store_counts(
    server: Https, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.root))
    assert ask(server) is ErrorCode.NOT_CONFIRMED
    assert Keys(server.url, SystemClock()).get(server.kid) is not None


def test_no_bundle_of_a_library_is_read(server: Https, monkeypatch: pytest.MonkeyPatch) -> None:
    def touched(*_: object, **__: object) -> None:
        raise AssertionError("botocore's own transport was used")

    monkeypatch.setattr("botocore.httpsession.get_cert_path", touched)
    monkeypatch.setattr("botocore.httpsession.URLLib3Session.send", touched)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.root))
    assert ask(server) is ErrorCode.NOT_CONFIRMED


def test_api_and_keys_share_one_context(server: Https, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[ssl.SSLContext] = []

    def counted() -> ssl.SSLContext:
        made.append(new_context())
        return made[-1]

    monkeypatch.setattr(certificates, "new_context", counted)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.root))  # nobody has had a context for it
    assert ask(server) is ErrorCode.NOT_CONFIRMED
    assert Keys(server.url, SystemClock()).get(server.kid) is not None
    with pytest.raises(AuthError):
        PoolProbe(pool_at(server)).discover()
    assert len(made) == 1
    assert made[0].minimum_version >= ssl.TLSVersion.TLSv1_2
    assert made[0].verify_mode is ssl.CERT_REQUIRED
    assert made[0].check_hostname


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_bundles_of_other_tools_count_nowhere(
    name: str, server: Https, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, str(server.root))
    test_an_unknown_authority_is_refused(server)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSLKEYLOGFILE"]
)
def test_from_source_they_change_nothing(name: str, tmp_path: Path) -> None:
    """The server's root is in what stands for the system's store."""
    root, chain = authority(tmp_path)
    file = tmp_path / "named-by-the-variable"  # neither a bundle nor a log is there
    with DemoCognito() as demo, TlsFront(demo, chain) as front:
        message = check_in_a_terminal(front, {"SSL_CERT_FILE": str(root), name: str(file)})
    assert message.splitlines()[0] == "ok  Certificates come from SSL_CERT_FILE."
    assert message.splitlines()[-1].startswith("ok  The sign-in method")
    assert not file.exists()


def test_keys_of_connections_are_written_nowhere(
    server: Https, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(server.root))
    assert Keys(server.url, SystemClock()).get(server.kid) is not None
    assert not file.exists()
    assert ask(server) is ErrorCode.NOT_CONFIRMED
    # botocore makes a context with every client, and nothing is ever sent with it: the file has
    # OpenSSL's heading at most. The program itself drops the variable before.
    assert not file.exists() or "_SECRET" not in file.read_text("utf-8").upper().replace(
        "TLS SECRETS LOG", ""
    )


def check_in_a_terminal(front: TlsFront, changes: dict[str, str]) -> str:
    config = front.demo.config
    done = subprocess.run(
        [sys.executable, "-m", "desktop_login", "--check", "--lang", "en"],
        env=os.environ
        | {
            "PYTHONPATH": str(ROOT),
            "COGNITO_USER_POOL_ID": config.pool_id,
            "COGNITO_CLIENT_ID": config.client_id,
            "COGNITO_ENDPOINT_URL": front.url,
        }
        | changes,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


def sentence(server: Https) -> str:
    with pytest.raises(AuthError) as refused:
        CognitoProvider(CognitoApi(pool_at(server), SystemClock())).sign_in(
            Credentials("a@b.c", Secret("x")), a_run()
        )
    return in_english(message_of_error(refused.value.error_info))


def test_a_refused_certificate_leads_to_the_systems_store(server: Https) -> None:
    words = sentence(server)
    assert "certificate store of this system" in words
    assert "SSL_CERT" not in words


@linux
@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_a_certificate_that_is_refused_with_a_variable_set_names_it(
    name: str, server: Https, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "root.pem").write_bytes(b"")
    monkeypatch.setenv(name, str(other if name == "SSL_CERT_DIR" else other / "root.pem"))
    words = sentence(server)
    assert words.startswith(f"The secure connection failed with the certificates from {name}.")
    assert "certificate store of this system" in words


@linux
@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_a_variable_that_names_nothing_is_said_so(
    name: str, server: Https, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "/nowhere/roots")
    assert sentence(server).startswith(f"{name} names certificates that aren’t there.")


@linux
def test_the_check_says_where_certificates_come_from(
    server: Https, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first() -> Line:
        pool = pool_at(server)
        return line_of(examine(pool, PoolProbe(pool), SystemClock())[0])

    monkeypatch.setenv("SSL_CERT_FILE", str(server.root))
    assert (first().good, in_english(first().sentence)) == (
        True,
        "Certificates come from SSL_CERT_FILE.",
    )
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/roots.pem")
    assert not first().good
    assert in_english(first().sentence).startswith("SSL_CERT_FILE names certificates that")
    monkeypatch.setenv("SSL_CERT_DIR", "/nowhere:/etc")
    both = examine(pool_at(server), PoolProbe(pool_at(server)), SystemClock())[:2]
    assert [f.verdict for f in both] == [Verdict.CERTIFICATES_MISSING, Verdict.CERTIFICATES_FROM]
    plain = PoolClient("us-east-1", "us-east-1_Abc", "abc", endpoint_url="http://127.0.0.1:9")
    assert PoolProbe(plain).certificates() == ()


@pytest.mark.parametrize("how", [{"address": "127.0.0.2"}, {"days": -5}], ids=["name", "expired"])
def test_a_wrong_name_or_an_expired_certificate_is_refused(
    tmp_path: Path, how: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Https(tmp_path, **how)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.root))
    assert ask(server) is ErrorCode.CERTIFICATE
    with pytest.raises(KeysUnreachable):
        Keys(server.url, SystemClock()).get(server.kid)
    server.stop()
