"""Which certificates are trusted: those of the system's store, for every TLS connection.

truststore verifies with the store of the operating system, to which a company adds its own
authority: https://truststore.readthedocs.io/. On Linux that is the file or folder of OpenSSL, or
that of the distribution. Variables of other tools (REQUESTS_CA_BUNDLE and the like) and
SSLKEYLOGFILE are not read.
"""

from __future__ import annotations

import os
import ssl
import sys
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import truststore

# OpenSSL's variables for the place of the system's store; conda and Nix set them. An executable
# drops them (`system.environment`), and macOS and Windows do not use OpenSSL's store.
# https://docs.openssl.org/3.0/man3/SSL_CTX_load_verify_locations/
VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class Elsewhere(NamedTuple):
    """A variable that names certificates, and whether the file or folder exists."""

    variable: str
    found: bool


def system_context() -> ssl.SSLContext:
    """Return the shared context of this process, a new one if the variables have changed."""
    return _context_for(tuple(os.environ.get(name, "") for name in VARIABLES))


def new_context() -> ssl.SSLContext:
    """Return a new context that requires TLS 1.2 or later."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@lru_cache(maxsize=4)
def _context_for(places: tuple[str, ...]) -> ssl.SSLContext:
    del places  # the key of the cache: a context keeps the certificates that it has loaded
    return new_context()


def elsewhere() -> tuple[Elsewhere, ...]:
    """Return the variables that replace the system's store in this process."""
    if sys.platform in ("win32", "darwin"):
        return ()
    named = [(name, os.environ.get(name, "")) for name in VARIABLES]
    return tuple(Elsewhere(name, _is_there(name, value)) for name, value in named if value)


def _is_there(variable: str, value: str) -> bool:
    if variable == "SSL_CERT_FILE":
        return Path(value).is_file()
    return any(Path(folder).is_dir() for folder in value.split(os.pathsep))
