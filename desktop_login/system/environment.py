"""What the program refuses to take from the environment. Runs before everything else and knows nothing of the program.

Most of it only in a frozen build: from source a developer may debug Qt and OpenSSL. A library that was
preloaded is in the process already, so the program starts itself again without it.
https://pyinstaller.org/en/stable/common-issues-and-pitfalls.html#using-sys-executable-to-spawn-subprocesses-that-outlive-the-application-process-implementing-application-restart
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping, Sequence

# Libraries would write keys of connections into a file, trust a bundle of other tools, or import
# a module that one of these names.
_NEVER = frozenset(
    {
        "SSLKEYLOGFILE",
        "REQUESTS_CA_BUNDLE",
        "AWS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "BOTOCORE_EXPERIMENTAL__PLUGINS",
    }
)
# Code, or authorities to trust, could come into an executable through these.
_DROPPED = frozenset(
    {
        "QT_PLUGIN_PATH",
        "QT_QPA_PLATFORM_PLUGIN_PATH",
        "QT_LOGGING_RULES",
        "QT_LOGGING_CONF",
        "QT_DEBUG_PLUGINS",
        "QML_IMPORT_PATH",
        "QML2_IMPORT_PATH",
        "OPENSSL_CONF",
        "OPENSSL_MODULES",
        "OPENSSL_ENGINES",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "AWS_DATA_PATH",
    }
)
# The loader has acted on these before Python began. The second stands for a LD_LIBRARY_PATH that
# was set before PyInstaller's own.
_LOADED = frozenset({"LD_PRELOAD", "LD_LIBRARY_PATH_ORIG", "LD_AUDIT"})
_LOADER = frozenset({"LD_LIBRARY_PATH"}) | _LOADED


def harden(
    environment: MutableMapping[str, str] | None = None, *, frozen: bool | None = None
) -> bool:
    """Drops what must not count. True: the process must be started again to be rid of it."""
    environment = os.environ if environment is None else environment
    for name in _NEVER:
        environment.pop(name, None)
    if not (getattr(sys, "frozen", False) if frozen is None else frozen):
        return False
    for name in [name for name in environment if name in _DROPPED or name.startswith("DYLD_")]:
        del environment[name]
    if not any(environment.get(name) for name in _LOADED):
        return False
    for name in _LOADER:
        environment.pop(name, None)
    environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # a start of its own, not a child
    return True


def start_again(arguments: Sequence[str]) -> None:
    """Replaces this process; does not return."""
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - the program itself
