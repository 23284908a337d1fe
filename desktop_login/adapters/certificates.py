"""Which certificates count: those of the system's store, for everything that the program asks over TLS.

truststore verifies with the store of the operating system, to which a company adds its own
authority: https://truststore.readthedocs.io/. On Linux that is the file or folder of OpenSSL,
or the one where the distribution keeps it. Bundles that other tools name (REQUESTS_CA_BUNDLE
and the like) and SSLKEYLOGFILE have no say, because nothing here reads them.
"""

from __future__ import annotations

import os
import ssl
import sys
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import truststore

# OpenSSL's own names for where the system's store is; conda and Nix set them. An executable
# drops them (safe_environment), and neither macOS nor Windows asks OpenSSL.
# https://docs.openssl.org/3.0/man3/SSL_CTX_load_verify_locations/
VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class Elsewhere(NamedTuple):
    """A variable that says where certificates are, and whether they are there."""

    variable: str
    found: bool


def system_context() -> ssl.SSLContext:
    """The one context of this process, as long as the variables stay what they are."""
    return _context_for(tuple(os.environ.get(name, "") for name in VARIABLES))


def new_context() -> ssl.SSLContext:
    """One that nobody else uses, TLS 1.2 at least."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@lru_cache(maxsize=4)
def _context_for(places: tuple[str, ...]) -> ssl.SSLContext:
    del places  # a context keeps what it has loaded: other places need another one
    return new_context()


def elsewhere() -> tuple[Elsewhere, ...]:
    """The variables that move the system's store in this process."""
    if sys.platform in ("win32", "darwin"):
        return ()
    named = [(name, os.environ.get(name, "")) for name in VARIABLES]
    return tuple(Elsewhere(name, _is_there(name, value)) for name, value in named if value)


def _is_there(variable: str, value: str) -> bool:
    if variable == "SSL_CERT_FILE":
        return Path(value).is_file()
    return any(Path(folder).is_dir() for folder in value.split(os.pathsep))
