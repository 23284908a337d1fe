"""A TLS server on loopback with a certificate that no computer trusts, for the self-check. Knows nothing of the program."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import socket
import ssl
import tempfile
import threading
from pathlib import Path

_PATIENCE_S = 10.0
_LOOK_UP_S = 0.05
_REPLY = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class TrialServer:
    """Answers every request on 127.0.0.1 with `ok` while it is entered.

    `certificate` is its own, in DER, made for this run; `version` is the newest protocol that a
    connection agreed on, as "1.3".
    """

    def __init__(self) -> None:
        self.version = ""
        self.certificate, key = _certificate()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory(prefix="desktop-login-") as folder:
            # the ssl module takes keys from files only; this one is worth nothing elsewhere
            chain = Path(folder) / "chain.pem"
            chain.write_bytes(ssl.DER_cert_to_PEM_cert(self.certificate).encode() + key)
            self._context.load_cert_chain(chain)
        self._over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(_LOOK_UP_S)
        self._thread = threading.Thread(target=self._serve, name="trial server", daemon=True)

    @property
    def url(self) -> str:
        """The https address of the server."""
        return f"https://127.0.0.1:{self._socket.getsockname()[1]}/"

    def __enter__(self) -> TrialServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            connection.settimeout(_PATIENCE_S)
            with connection, contextlib.suppress(OSError):  # a client that refuses hangs up
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        with self._context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(8192)
            self.version = (secured.version() or "").removeprefix("TLSv")
            secured.sendall(_REPLY)


def _certificate() -> tuple[bytes, bytes]:
    """A self-signed certificate in DER and its key in PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desktop-login self-check")])
    address = x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.DER), key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
