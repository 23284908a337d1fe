"""Which environment variables are dropped. Runs before every other module of the program.

Most are dropped in an executable only: from source a developer may debug Qt and OpenSSL. A preloaded
library is already in the process, so the program then starts itself again without it.
https://pyinstaller.org/en/stable/common-issues-and-pitfalls.html#using-sys-executable-to-spawn-subprocesses-that-outlive-the-application-process-implementing-application-restart
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping, Sequence

# Through these, libraries would write TLS keys into a file, trust other tools' certificates, or
# import a module.
_NEVER = frozenset(
    {
        "SSLKEYLOGFILE",
        "REQUESTS_CA_BUNDLE",
        "AWS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "BOTOCORE_EXPERIMENTAL__PLUGINS",
    }
)
# Through these, code or trusted authorities could get into an executable.
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
        "SBK_EMBED",  # has PySide6 delete or write modules beside the executable
    }
)
# The loader uses these before Python starts. PyInstaller saves a LD_LIBRARY_PATH that was set before
# its own as the second one.
_LOADED = frozenset({"LD_PRELOAD", "LD_LIBRARY_PATH_ORIG", "LD_AUDIT"})
_LOADER = frozenset({"LD_LIBRARY_PATH"}) | _LOADED
_taken: dict[str, str] = {}


def harden(
    environment: MutableMapping[str, str] | None = None, *, frozen: bool | None = None
) -> bool:
    """Drop the variables; return whether the process must be restarted to get rid of a library."""
    environment = os.environ if environment is None else environment
    for name in _NEVER & environment.keys():
        _taken[name] = environment.pop(name)
    if not (getattr(sys, "frozen", False) if frozen is None else frozen):
        return False
    for name in [name for name in environment if name in _DROPPED or name.startswith("DYLD_")]:
        _taken[name] = environment.pop(name)
    if not any(environment.get(name) for name in _LOADED):
        return False
    for name in _LOADER:
        environment.pop(name, None)
    environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # the new process is no child of this one
    return True


def release_libraries(
    environment: MutableMapping[str, str] | None = None, *, frozen: bool | None = None
) -> None:
    """From now on other programs that this one starts find their own libraries, and not those of the
    executable, with which a browser does not start. This process has read the variable already."""
    environment = os.environ if environment is None else environment
    if not (getattr(sys, "frozen", False) if frozen is None else frozen):
        return
    before = environment.pop("LD_LIBRARY_PATH_ORIG", "")
    environment.pop("LD_LIBRARY_PATH", None)
    if before:
        environment["LD_LIBRARY_PATH"] = before


def environment_for_others() -> dict[str, str]:
    """Return the environment for a program that the user names: what was dropped is dropped for
    this process only."""
    environment = _taken | os.environ
    release_libraries(environment)
    return environment


def start_again(arguments: Sequence[str]) -> None:
    """Replace this process; does not return."""
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - the program itself
