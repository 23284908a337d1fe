"""Modules that libraries import for uses which this program does not make. They sleep until somebody wants them.

Only while the program has the process to itself: another program may look at its modules as it likes.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.system.sleeping import put_to_sleep

# Who imports each, and for what; and the functions that these take from it at their own import. Together
# 3 MB for as long as the program runs.
UNUSED: Mapping[str, tuple[str, ...]] = {
    # jaraco.context of keyring, to unpack archives; `tarfile` itself from Python 3.12 on
    "backports.tarfile": ("data_filter",),
    "tarfile": ("data_filter",),
    "configparser": (),  # botocore, for the files of an AWS profile, which few pools need
    "cryptography.x509": (),  # PyJWT, for keys that come as certificates; a pool's come as JWKS
    "dateutil.parser": ("parse",),  # botocore, for times that come as text; Cognito's are numbers
    "importlib_metadata": (),  # keyring up to Python 3.11, to look for backends; ours is named
    "jmespath": (),  # botocore, for lists in pages and for waiting; no operation of ours has either
    "more_itertools": (),  # jaraco.functools of keyring, for an example
    "pickle": (),  # logging.handlers, for a log in another process
}


def leave_asleep() -> None:
    """Before the libraries are imported; what is imported already stays as it is."""
    for name, functions in UNUSED.items():
        module = put_to_sleep(name)
        if module is not None:
            for function in functions:
                module.stand_in(function)
