"""Modules that libraries import for uses which this program does not make. They sleep until somebody wants them.

Only while the program has the process to itself: another program may look at its modules as it likes.
"""

from __future__ import annotations

from desktop_login.system.sleeping import put_to_sleep

# Who imports each, and for what. Together 2.3 MB for as long as the program runs.
UNUSED = (
    "configparser",  # botocore, for the files of an AWS profile, which few pools need
    "cryptography.x509",  # PyJWT, for keys that come as certificates; a pool's come as JWKS
    "importlib_metadata",  # keyring up to Python 3.11, to look for backends; ours is named
    "jmespath",  # botocore, for lists in pages and for waiting; no operation of ours has either
    "more_itertools",  # jaraco.functools of keyring, for an example
)


def leave_asleep() -> None:
    """Before the libraries are imported; what is imported already stays as it is."""
    for name in UNUSED:
        put_to_sleep(name)
