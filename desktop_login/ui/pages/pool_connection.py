"""What the page for a pool begins with, and what lies behind it. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from desktop_login.domain.pool_report import Report
from desktop_login.messages.connect import CHECK_CONNECTION, CONNECT_POOL
from desktop_login.messages.frame import ADD_A_POOL, EDIT_POOL_HEADING
from desktop_login.messages.message import Message
from desktop_login.messages.pages import APP_NAME
from desktop_login.settings.imports import PoolConfig


class PoolSetup(Protocol):
    """What lies behind the page. Its methods block."""

    def check(self, wanted: PoolConfig) -> Report: ...

    def foreign_issuer(self, wanted: PoolConfig) -> str:
        """The host of an issuer that the user has yet to accept; "" if there is none."""

    def save(
        self, wanted: PoolConfig, *, accept_issuer: bool = False, without_secret: bool = False
    ) -> None:
        """Raises `SettingsError`; `SecretNotKept` where it can be saved without the secret."""


class NewPoolSetup(PoolSetup, Protocol):
    """The same for a pool that is added to others."""

    def named(self, profile: str) -> PoolSetup:
        """Saves under this name."""


class Connection(NamedTuple):
    """`wanted` fills the page in; `check_at_once` where something is known to be wrong;
    `emulated` where the endpoint is on this computer, and pools may be called otherwise. `profile`
    is the one that is written. `adding`, in place of `setup`, asks for the name of a new one, which
    is none of `taken`."""

    setup: PoolSetup
    wanted: PoolConfig = PoolConfig()
    check_at_once: bool = False
    with_back: bool = False
    with_demo: bool = True
    emulated: bool = False
    profile: str = ""
    taken: Sequence[str] = ()
    adding: NewPoolSetup | None = None


def is_first(connection: Connection) -> bool:
    """Nothing is configured, and nothing is known yet."""
    nothing = not connection.wanted.user_pool_id and not connection.wanted.client_id
    return nothing and connection.with_demo and not connection.with_back


def heading_of(connection: Connection) -> Message:
    if connection.adding is not None:
        return ADD_A_POOL
    if is_first(connection):
        return APP_NAME
    if connection.check_at_once and connection.with_back:
        return CHECK_CONNECTION
    return EDIT_POOL_HEADING if connection.with_back else CONNECT_POOL
