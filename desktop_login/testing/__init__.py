"""For the tests of other projects: the demo Cognito in the hands of a test.

pytest finds the fixtures of `desktop_login.testing.plugin` by itself. Without pytest, the same is
`with DemoCognito() as demo_cognito:`. The names in `__all__` stay; what else is in here may change.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_login.testing.clock import Clock
    from desktop_login.testing.cognito import (
        Boto3Options,
        ClientSettings,
        DemoCognito,
        PoolSettings,
    )
    from desktop_login.testing.faults import Faults, OrderedFault
    from desktop_login.testing.mailbox import Mailbox, SentCode
    from desktop_login.testing.users import DemoUser, DemoUsers, Mfa, Status, Tokens

__all__ = [
    "Boto3Options",
    "ClientSettings",
    "Clock",
    "DemoCognito",
    "DemoUser",
    "DemoUsers",
    "Faults",
    "Mailbox",
    "Mfa",
    "OrderedFault",
    "PoolSettings",
    "SentCode",
    "Status",
    "Tokens",
]

# Where each name is. They load the demo, so none is imported before it is asked for: pytest
# imports this package in every run of every project that has Desktop Login installed.
_MODULES = {
    "clock": ("Clock",),
    "cognito": ("Boto3Options", "ClientSettings", "DemoCognito", "PoolSettings"),
    "faults": ("Faults", "OrderedFault"),
    "mailbox": ("Mailbox", "SentCode"),
    "users": ("DemoUser", "DemoUsers", "Mfa", "Status", "Tokens"),
}


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
