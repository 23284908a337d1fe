"""What a command is, and what it may use. Types only: nothing imports this file when the program runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop_login.agent.words import Question as TokenWanted
    from desktop_login.cli.arguments import Option
    from desktop_login.cli.demo_options import DemoServerOptions
    from desktop_login.cli.session_values import (
        ProfileSeen,
        SessionSeen,
        SignInDone,
        SignOutDone,
        TokenFound,
    )
    from desktop_login.domain.aws_credentials import AwsCredentials
    from desktop_login.domain.pool import PoolClient
    from desktop_login.domain.pool_report import Report
    from desktop_login.flow.api_calls import ApiAnswer, ApiRequest
    from desktop_login.flow.dialogue import Answers
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.settings import Settings
    from desktop_login.settings.imports import PoolConfig

Speak = Callable[["FormattedMessage"], str]


class PoolSetup(Protocol):
    """Writes settings.toml, and asks a pool."""

    @property
    def file(self) -> Path: ...

    @property
    def emulated(self) -> bool: ...

    def foreign_issuer(self, wanted: PoolConfig) -> str: ...

    def save(
        self, wanted: PoolConfig, *, accept_issuer: bool = False, without_secret: bool = False
    ) -> None: ...

    def check_configured(self, pool: PoolClient) -> Report: ...


class Installation(Protocol):
    """What this program needs of this computer."""

    def results(self) -> Mapping[str, tuple[bool, str]]:
        """What was tried → whether it works, and with what, or why not."""

    def remedy(self, part: str) -> FormattedMessage | None:
        """What to do about a part that does not work, where it is known."""


class Served(Protocol):
    """A demo that is listening."""

    def settings(self) -> Mapping[str, str]:
        """NAME → value, in the order in which they are printed."""

    def on_message(self, listener: Callable[[str, str, str], None]) -> None:
        """`listener(medium, to, code)` is called for every message."""


class ScriptSession(Protocol):
    """The session of the profile that was asked for. Raises `Refused`."""

    def token(self, which: TokenWanted) -> TokenFound: ...

    def seen(self) -> SessionSeen:
        """Who is signed in; renews nothing."""

    def aws(self) -> AwsForScripts: ...


class AwsForScripts(Protocol):
    """The AWS credentials of that session. Raises `Refused`."""

    def credentials(self, role: str = "") -> AwsCredentials:
        """They last for more than 20 minutes. Without a role it is that of the settings."""

    def write_profile(self, name: str, role: str = "") -> Sequence[str]:
        """Write a profile of AWS tools that asks this program; return its lines."""

    def run(
        self, command: Sequence[str], *, role: str = "", static: bool = False, token_name: str = ""
    ) -> int:
        """Run a command with them, to its end; return its exit code."""


class SignInSession(Protocol):
    """Signs somebody in and out in the profile that was asked for. Raises `Refused`."""

    def sign_in(self, answers: Answers, username: str, *, patient: bool) -> SignInDone:
        """Sign somebody in, unless somebody is already.

        Args:
            answers: Whoever answers. What it raises ends the sign-in, and nothing is left of it.
            username: Not asked for if it is given.
            patient: Somebody is there who may be asked to open the keychain.
        """

    def sign_out(self, *, everywhere: bool) -> SignOutDone | None:
        """None if nobody was signed in."""


class ApiSession(Protocol):
    """Requests with the session of the profile that was asked for."""

    @property
    def api_url(self) -> str:
        """The API of the settings, or ""."""

    def call(self, request: ApiRequest, limit: int) -> ApiAnswer:
        """Send it, and read at most `limit` bytes of the reply. Raises `Refused` without a token,
        and `AuthError` without a reply."""

    def curl(self, request: ApiRequest) -> str:
        """The same as a line for a shell, without a token."""


class Services(Protocol):
    """What a command may use. Each is loaded when it is asked for.

    `app/commands` implements it, because it knows what lies behind.
    """

    @property
    def translate(self) -> Speak:
        """A sentence in the language of `--lang`, else of the system."""

    @property
    def profile(self) -> str:
        """What `--profile` says, or ""."""

    @property
    def settings_file(self) -> Path:
        """The settings.toml that is read and written."""

    @property
    def settings(self) -> Settings:
        """What is in force, read once. Raises `SettingsError`."""

    def pool_setup(self) -> PoolSetup:
        """For the settings in force. Raises `SettingsError`."""

    def pool_setup_for_import(self) -> PoolSetup:
        """For a pool that is yet to be written down; the settings of now may be wrong."""

    def installation(self) -> Installation: ...

    def session(self) -> ScriptSession:
        """Raises `Refused` and `SettingsError`."""

    def sign_in_session(self) -> SignInSession:
        """Raises `Refused` and `SettingsError`."""

    def api(self) -> ApiSession:
        """Raises `Refused` and `SettingsError`."""

    def profiles_seen(self) -> Sequence[ProfileSeen]:
        """Every profile of settings.toml. Raises `Refused` and `SettingsError`."""

    def demo_server(self, options: DemoServerOptions) -> AbstractContextManager[Served]:
        """Listens while it is entered. Raises `Refused`."""

    def open_window(self) -> int:
        """Until the window is closed, or the tour has ended."""


Action = Callable[[Services], int]


class CommandModule(Protocol):
    """What each module of this folder that has a row in `commands` offers."""

    DESCRIPTION: str
    EXAMPLE: str

    OPTIONS: Sequence[Option]

    def command(self, given: Namespace) -> Action:
        """Raises `WrongUse` where options do not fit together."""
