"""What a command of the command line may use, loaded when it is asked for. Decides nothing of what a command does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.app.settings_in_force import load_settings, settings_file, settings_for_import

if TYPE_CHECKING:
    from desktop_login.cli.command import (
        ApiSession,
        Installation,
        PoolSetup,
        ScriptSession,
        Served,
        SignInSession,
        Speak,
    )
    from desktop_login.cli.demo_options import DemoServerOptions
    from desktop_login.cli.options import Options
    from desktop_login.cli.session_values import ProfileSeen
    from desktop_login.settings import Settings


class CommandServices:
    """`cli.command.Services`, for these options. `open_window` opens what the options name."""

    def __init__(self, options: Options, open_window: Callable[[], int]) -> None:
        self._options = options
        self.open_window = open_window
        self.profile = options.profile or ""

    @cached_property
    def translate(self) -> Speak:
        from desktop_login.messages.translate import translator

        return translator(self._options.lang)

    @cached_property
    def settings_file(self) -> Path:
        return settings_file(self._options)

    @cached_property
    def settings(self) -> Settings:
        return load_settings(self._options)

    def pool_setup(self) -> PoolSetup:
        from desktop_login.services.pool_setup import LocalPoolSetup

        return LocalPoolSetup(self.settings_file, self.settings)

    def pool_setup_for_import(self) -> PoolSetup:
        from desktop_login.services.pool_setup import LocalPoolSetup

        now = settings_for_import(self._options)
        return LocalPoolSetup(self.settings_file, now, self.profile)

    def session(self) -> ScriptSession:
        from desktop_login.app.script_session import SessionOfProfile

        return SessionOfProfile(self._options, self.translate)

    def sign_in_session(self) -> SignInSession:
        from desktop_login.app.script_sign_in import SignInOfProfile

        return SignInOfProfile(self._options, self.translate)

    def api(self) -> ApiSession:
        from desktop_login.app.script_request import ApiOfProfile

        return ApiOfProfile(self._options, self.translate)

    def profiles_seen(self) -> Sequence[ProfileSeen]:
        from desktop_login.app.script_session import profiles_seen

        return profiles_seen(self._options)

    def installation(self) -> Installation:
        from desktop_login.services.diagnostics import SelfCheck

        return SelfCheck()

    @contextmanager
    def demo_server(self, options: DemoServerOptions) -> Iterator[Served]:
        from desktop_login.cli.status import Refused
        from desktop_login.services.demo_bridge import DemoServed, NotServed

        try:
            served = DemoServed.of(
                port=options.port,
                rotation=options.rotation,
                users=options.user,
                allowed_origins=options.allow_origin,
                domain_port=options.domain_port,
                redirect_uris=options.redirect_uri,
            )
        except NotServed as error:
            raise Refused(error.message) from None
        with served.demo:
            yield served
