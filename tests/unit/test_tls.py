"""TLS as a company's network has it: certificates of the system's store count, for the API and the keys alike."""

from __future__ import annotations

import datetime
import json
import ssl
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
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.calls import Calls
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.adapters.jwks import Keys, KeysUnreachable
from desktop_login.demo.issuer import Issuer
from desktop_login.demo.pool import PoolConfig
from desktop_login.domain.answers import Credentials
from desktop_login.domain.errors import LoginError, Problem
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from tests.fakes.runs import a_run

DAY = datetime.timedelta(days=1)


def certificate(
    name: str,
    issuer: tuple[x509.Name, rsa.RSAPrivateKey] | None,
    *,
    address: str = "127.0.0.1",
    days: int = 30,
) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
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


class Https:
    """Answers POST with a refusal of Cognito's and GET with a key set."""

    def __init__(
        self, folder: Path, *, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3, **how: Any
    ) -> None:
        root, root_key = certificate("Company Root", None)
        leaf, leaf_key = certificate("server", (root.subject, root_key), **how)
        self.root = folder / "root.pem"
        self.root.write_bytes(root.public_bytes(serialization.Encoding.PEM))
        chain = folder / "server.pem"
        chain.write_bytes(
            leaf.public_bytes(serialization.Encoding.PEM)
            + leaf_key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        keys = json.dumps(Issuer(PoolConfig()).jwks).encode()
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
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def ask(server: Https) -> Problem:
    pool = PoolClient(
        "us-east-1", "us-east-1_Abc", "abc", auth_flow=AuthFlow.PASSWORD, endpoint_url=server.url
    )
    with pytest.raises(LoginError) as refused:
        CognitoProvider(Calls(pool, SystemClock())).sign_in(
            Credentials("a@b.c", Secret("x")), a_run()
        )
    return refused.value.fault.problem


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Https]:
    server = Https(tmp_path)
    yield server
    server.stop()


def test_an_unknown_authority_is_refused(server: Https) -> None:
    assert ask(server) is Problem.CERTIFICATE
    with pytest.raises(KeysUnreachable):
        Keys(server.url, SystemClock()).get(server.kid)


def test_an_authority_of_the_systems_store_counts(
    server: Https, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.root))
    assert ask(server) is Problem.NOT_CONFIRMED
    assert Keys(server.url, SystemClock()).get(server.kid) is not None


@pytest.mark.parametrize("how", [{"address": "127.0.0.2"}, {"days": -5}], ids=["name", "expired"])
def test_a_wrong_name_or_an_expired_certificate_is_refused(
    tmp_path: Path, how: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Https(tmp_path, **how)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.root))
    assert ask(server) is Problem.CERTIFICATE
    with pytest.raises(KeysUnreachable):
        Keys(server.url, SystemClock()).get(server.kid)
    server.stop()
