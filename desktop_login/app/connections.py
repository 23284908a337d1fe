"""What the page that connects a pool begins with: the pool in force, another one, or the demo for the tour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login.app.settings_in_force import settings_file, settings_for_import
from desktop_login.domain.amazon import is_this_computer
from desktop_login.services.pool_setup import LocalPoolSetup, wanted_of
from desktop_login.settings import DEFAULT_PROFILE, Settings
from desktop_login.settings.imports import PoolConfig
from desktop_login.ui.pages.pool_connection import Connection

if TYPE_CHECKING:
    from desktop_login.cli.options import Options
    from desktop_login.demo.server import DemoCognito


def connection(options: Options, settings: Settings) -> Connection:
    """The pool of these settings, or the first one."""
    configured = settings.pool is not None
    return Connection(
        LocalPoolSetup(settings_file(options), settings, settings.profile),
        wanted_of(settings),
        with_back=configured,
        with_demo=not configured,
        emulated=is_this_computer(settings.endpoint_url),
        profile=settings.profile,
    )


def new_connection(options: Options, settings: Settings) -> Connection:
    """A pool beside those that there are."""
    found = settings_for_import(options)
    setup = LocalPoolSetup(settings_file(options), found)
    return Connection(
        setup,
        with_back=True,
        with_demo=False,
        emulated=is_this_computer(found.endpoint_url),
        taken=settings.profiles or (DEFAULT_PROFILE,),
        adding=setup,
    )


def connection_to_demo(options: Options, demo: DemoCognito) -> Connection:
    """The demo as a pool that is yet to be connected."""
    config = demo.config
    setup = LocalPoolSetup(settings_file(options), Settings(endpoint_url=demo.url))
    return Connection(setup, PoolConfig(config.pool_id, config.client_id))
