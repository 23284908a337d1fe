"""AWS credentials for a command: in one sentence why there are none, a profile of AWS tools, and a program that gets them."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from desktop_login.agent.exit_codes import LATER, REFUSED, WRONG_USE
from desktop_login.cli.status import Refused
from desktop_login.domain.errors import TRANSIENT, AuthErrorInfo, ErrorCode
from desktop_login.services.token_source import NoTokenFor

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_login.cli.command import Speak
    from desktop_login.cli.session_values import AwsSeen
    from desktop_login.domain.aws_credentials import AwsCredentials, KeptAccess
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.services.aws_source import AwsSource
    from desktop_login.services.token_source import TokenSource, Why
    from desktop_login.settings import Settings

    Refuse = Callable[[Why], Refused]


class AwsOfProfile:
    """`cli.command.AwsForScripts` for one profile.

    Args:
        settings: What is in force for the profile.
        file: The settings.toml, for the sentence that something is missing in it.
        words: What another command must be told to mean the same profile.
        tokens: Where the ID token comes from.
        refused: Makes a refusal of the reason why there is no token.
        folder: The data folder.
        translate: Translates what is said on standard error.
    """

    def __init__(
        self,
        settings: Settings,
        file: Path,
        words: Sequence[str],
        tokens: TokenSource,
        refused: Refuse,
        folder: Path,
        translate: Speak,
    ) -> None:
        self._settings = settings
        self._file = file
        self._words = words
        self._tokens = tokens
        self._refused = refused
        self._folder = folder
        self._speak = translate

    @property
    def is_configured(self) -> bool:
        return bool(self._settings.aws.identity_pool_id)

    @property
    def region(self) -> str:
        return self._settings.aws.region

    def credentials(self, role: str = "") -> AwsCredentials:
        return self.access(role).credentials

    def access(self, role: str = "") -> KeptAccess:
        self._check_configured()
        try:
            found = self._source.access(role)
        except NoTokenFor as error:
            raise self._refused(error.why) from None
        if isinstance(found, AuthErrorInfo):
            raise refused_by(found)
        return found

    def seen(self) -> AwsSeen | None:
        """What is kept, without a request; None without an identity pool."""
        from desktop_login.cli.session_values import AwsSeen, utc

        identity_pool_id = self._settings.aws.identity_pool_id
        if not identity_pool_id:
            return None
        kept, now = self._source.kept()
        if kept is None or kept.grounds.identity_pool_id != identity_pool_id:
            return AwsSeen(identity_pool_id)
        credentials, grounds = kept.credentials, kept.grounds
        left_s = int(credentials.expiration - credentials.clock_skew - now)
        return AwsSeen(
            identity_pool_id,
            kept.identity_id,
            grounds.role,
            grounds.preferred,
            max(0, left_s),
            utc(credentials.expiration) if left_s > 0 else "",
        )

    def write_profile(self, name: str, role: str = "") -> Sequence[str]:
        """Write a profile of AWS tools that asks this program; return its lines."""
        from desktop_login.domain import aws_config
        from desktop_login.messages import aws as words
        from desktop_login.messages.message import message
        from desktop_login.services import aws_profile
        from desktop_login.system.autostart import own_command
        from desktop_login.system.environment import environment_for_others

        self._check_configured()
        command = own_command("credentials", *self._words, *(["--role", role] if role else []))
        windows = sys.platform == "win32"
        quoted = aws_config.quoted_for_windows if windows else aws_config.quoted_for_posix
        environment = environment_for_others()
        file = aws_profile.config_file(environment)
        try:
            lines = aws_config.section_lines(name, self.region, quoted(command))
            aws_profile.write_profile(environment, name, lines)
        except aws_config.NotOurs:
            raise Refused(message(words.NOT_OUR_PROFILE, name=name, file=str(file))) from None
        except (OSError, ValueError) as error:
            why = str(getattr(error, "strerror", None) or os.strerror(errno.EILSEQ))  # no UTF-8
            raise Refused(message(words.PROFILE_NOT_WRITTEN, file=str(file), text=why)) from None
        return lines

    def run(
        self, command: Sequence[str], *, role: str = "", static: bool = False, token_name: str = ""
    ) -> int:
        """Run a command with the credentials, to its end; return its exit code."""
        more: dict[str, str] = {}
        if token_name:
            if role or static:
                self._check_configured()
            more[token_name] = self._id_token()
            if not self.is_configured:
                return self._child(command, more)
        first = self.credentials(role)
        from desktop_login.domain import aws_environment
        from desktop_login.messages import aws as words
        from desktop_login.messages.message import message

        if static:
            until = aws_environment.time_of(first.expiration)
            self._say(message(words.STATIC_UNTIL, date=until))
            return self._child(command, more | aws_environment.variables(first))
        from desktop_login.adapters.credentials_endpoint import CredentialsEndpoint
        from desktop_login.system.environment import environment_for_others

        with CredentialsEndpoint(lambda: self._answered(role)) as endpoint:
            more[aws_environment.FULL_URI] = endpoint.url
            more[aws_environment.AUTHORIZATION] = endpoint.word
            more |= aws_environment.past_proxies(environment_for_others())
            return self._child(command, more)

    def _answered(self, role: str) -> tuple[int, Mapping[str, object]]:
        """What the endpoint says. Runs on a thread of its own."""
        from desktop_login.domain.aws_environment import endpoint_object

        try:
            return 200, endpoint_object(self.credentials(role))
        except Refused as error:
            status = 503 if error.status == LATER else 403
            return status, {"code": "CredentialsError", "message": self._speak(error.message)}

    def _child(self, command: Sequence[str], more: Mapping[str, str]) -> int:
        from desktop_login.domain.aws_environment import environment_of_child
        from desktop_login.messages import aws as words
        from desktop_login.messages.message import message
        from desktop_login.services.aws_profile import hidden_files
        from desktop_login.system.child import NOT_FOUND, NotStarted, ReadAsCommands, run_child
        from desktop_login.system.environment import environment_for_others

        given = environment_for_others()
        if self.is_configured:
            hidden = hidden_files(given)
            for variable in hidden:
                self._say(message(words.DEFAULT_PROFILE_HIDDEN, name=variable))
            given = environment_of_child(given | hidden, self.region, more)
        try:
            return run_child(command, given | dict(more))
        except ReadAsCommands as error:
            raise Refused(message(words.READ_AS_COMMANDS, name=command[0]), error.status) from None
        except NotStarted as error:
            sentence = words.NOT_FOUND if error.status == NOT_FOUND else words.NOT_STARTED
            raise Refused(message(sentence, name=command[0]), error.status) from None

    def _id_token(self) -> str:
        from desktop_login.agent.words import Question

        try:
            return self._tokens.token(Question("token"))
        except NoTokenFor as error:
            raise self._refused(error.why) from None

    def _check_configured(self) -> None:
        if self.is_configured:
            return
        pool = self._settings.pool
        name = self._settings.profile or (pool.pool_id if pool is not None else "")
        file = str(self._file)
        raise refused_by(AuthErrorInfo(ErrorCode.NO_IDENTITY_POOL, name=name, text=file))

    @cached_property
    def _source(self) -> AwsSource:
        from desktop_login.services.aws_source import AwsSource

        return AwsSource(self._settings, self._folder, self._tokens, self._tokens.keychain)

    def _say(self, words: FormattedMessage) -> None:
        if sys.stderr is not None:
            print(self._speak(words), file=sys.stderr)  # noqa: T201


def refused_by(error_info: AuthErrorInfo) -> Refused:
    """Return the sentence and the exit code for an error of the identity pool."""
    from desktop_login.messages.aws import NOT_FETCHED
    from desktop_login.messages.message import message
    from desktop_login.messages.scripts import AWS_BUSY
    from desktop_login.messages.select import message_of_error

    if error_info.code is ErrorCode.BUSY:
        return Refused(message(AWS_BUSY), LATER)
    sentence = message_of_error(error_info)
    if error_info.code is ErrorCode.NO_IDENTITY_POOL:
        return Refused(sentence, WRONG_USE)
    if error_info.code in TRANSIENT:
        return Refused(message(NOT_FETCHED, text=sentence), LATER)
    return Refused(sentence, REFUSED)
