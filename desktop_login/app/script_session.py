"""The session that a script gets: which profile it means, and in one sentence why there is no token.

Which profile is decided by the command and the settings, never by what was last looked at in the
window: a script must not change its account because somebody clicked on another one.
"""

from __future__ import annotations

import os
import sys
from functools import cached_property
from typing import TYPE_CHECKING

from desktop_login import quick
from desktop_login.agent.exit_codes import (
    KEYCHAIN,
    LATER,
    NOBODY,
    REFUSED,
    WRONG_USE,
)
from desktop_login.app.settings_in_force import load_settings
from desktop_login.cli.session_values import (
    BY_ENVIRONMENT,
    BY_FILE,
    BY_OPTION,
    BY_ORDER,
    BY_VARIABLE,
    ProfileSeen,
    SessionSeen,
    TokenFound,
    utc,
)
from desktop_login.cli.status import Refused
from desktop_login.services.keychain_words import about_keychain
from desktop_login.services.token_source import NoTokenFor, TokenSource, Why
from desktop_login.system.paths import data_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_login.agent.words import Question
    from desktop_login.app.script_aws import AwsOfProfile
    from desktop_login.cli.command import Speak
    from desktop_login.cli.options import Options
    from desktop_login.settings import Settings


class SessionOfProfile:
    """`cli.command.ScriptSession` for these options."""

    def __init__(self, options: Options, translate: Speak) -> None:
        self._options, self._chosen_by = _with_profile(options)
        self._translate = translate

    def token(self, which: Question) -> TokenFound:
        source = self._source
        try:
            found = TokenFound(source.token(which))
        except NoTokenFor as error:
            raise self._refused(error.why) from None
        if not source.is_saved:
            self._warn()
        return found

    def seen(self) -> SessionSeen:
        settings, source = self._settings, self._source
        pool = settings.pool
        assert pool is not None  # noqa: S101 - `_source` has refused
        seen = SessionSeen(settings.profile, self._origin, pool.pool_id, pool.client_id)
        try:
            in_window = source.user_of_window()
            user = in_window or source.user_of_record()
        except NoTokenFor as error:
            raise self._refused(error.why) from None
        if user is None:
            return seen
        from desktop_login.adapters.clock import SystemClock

        return seen._replace(
            account=user.account,
            groups=user.groups,
            left_s=user.left_s,
            expires=utc(SystemClock().now().wall + user.left_s),
            in_window=in_window is not None,
            kept=user.kept,
            aws=self.aws().seen(),
        )

    def aws(self) -> AwsOfProfile:
        from desktop_login.app.script_aws import AwsOfProfile
        from desktop_login.app.settings_in_force import settings_file

        tokens, settings = self._source, self._settings
        return AwsOfProfile(
            settings,
            settings_file(self._options),
            self._words,
            tokens,
            self._refused,
            data_folder(),
            self._translate,
        )

    @cached_property
    def _source(self) -> TokenSource:
        """Settings are read only if the places file does not say where the session is."""
        is_plain = self._options.settings is None
        place = quick.place_of(self._options.profile or "") if is_plain else ""
        if not place:
            place = self._place_by_settings()
        return TokenSource(place, data_folder(), lambda: self._settings)

    def _place_by_settings(self) -> str:
        from desktop_login.messages.message import message
        from desktop_login.messages.scripts import NO_POOL, SWITCHED_OFF
        from desktop_login.services.places import place_of, write_places

        settings = self._settings
        if not settings.scripts:
            raise Refused(message(SWITCHED_OFF), REFUSED)
        place = place_of(settings)
        if not place:
            raise Refused(message(NO_POOL), WRONG_USE)
        if self._options.settings is None:
            write_places(data_folder())
        return place

    @cached_property
    def _settings(self) -> Settings:
        return load_settings(self._options)

    @property
    def _origin(self) -> str:
        return self._chosen_by or _origin_of(self._settings)

    @property
    def _option(self) -> str:
        """What a command or a window must be told to mean the same pool."""
        from shlex import quote

        words = []
        if self._options.settings is not None:
            words += ["--settings", quote(str(self._options.settings))]
        if self._chosen_by:
            words += ["--profile", quote(self._options.profile or "")]
        return "".join(f" {word}" for word in words)

    @property
    def _words(self) -> Sequence[str]:
        """What a command must be told that will run elsewhere, to mean this profile and no other."""
        words = []
        if self._options.settings is not None:
            words += ["--settings", str(self._options.settings.absolute())]
        profile = self._settings.profile
        return [*words, "--profile", profile] if profile else words

    def _refused(self, why: Why) -> Refused:
        from desktop_login.domain.errors import TRANSIENT, ErrorCode
        from desktop_login.messages import scripts as words
        from desktop_login.messages.message import message

        if why.keychain:
            return Refused(about_keychain(why.keychain), KEYCHAIN)
        if why.still_locked:
            return Refused(message(words.STILL_LOCKED), LATER)
        if why.error_info is not None and why.error_info.code is ErrorCode.BUSY:
            return Refused(message(words.AWS_BUSY), LATER)
        if why.error_info is not None:
            later = why.error_info.code in TRANSIENT
            sentence = words.NOT_NEW if why.was_good else words.NOT_RENEWED
            from desktop_login.messages.select import message_of_error  # takes as long as the rest

            text = message_of_error(why.error_info)
            return Refused(message(sentence, text=text), LATER if later else REFUSED)
        option = self._option
        if why.ended and why.account:
            ended = message(words.ENDED, account=why.account, option=option)
            return Refused(ended, NOBODY)
        if why.window_closed:
            return Refused(message(words.WINDOW_CLOSED), NOBODY)
        sentence = words.ENDED_OF_NOBODY if why.ended else words.NOBODY
        settings = self._settings
        pool_id = settings.pool.pool_id if settings.pool is not None else ""
        return Refused(message(sentence, name=settings.profile or pool_id, option=option), NOBODY)

    def _warn(self) -> None:
        from desktop_login.messages.message import message
        from desktop_login.messages.scripts import NOT_STORED

        if sys.stderr is not None:
            print(self._translate(message(NOT_STORED)), file=sys.stderr)  # noqa: T201


def profiles_seen(options: Options) -> Sequence[ProfileSeen]:
    """Every profile, and before them the pool that is in force without one."""
    from desktop_login.messages.message import message
    from desktop_login.messages.scripts import NO_POOL, SWITCHED_OFF
    from desktop_login.services.places import place_of
    from desktop_login.settings import load_each

    chosen = load_settings(_with_profile(options)[0])
    if not chosen.scripts:
        raise Refused(message(SWITCHED_OFF), REFUSED)
    profiles = load_each(explicit=options.settings)
    each = profiles if chosen.profile else (chosen, *profiles)
    folder = data_folder()

    def seen(settings: Settings) -> ProfileSeen:
        is_chosen = settings.profile == chosen.profile
        place = place_of(settings)
        if settings.pool is None:
            return ProfileSeen(settings.profile, "", is_chosen)
        source = TokenSource(place, folder, lambda: settings)
        return ProfileSeen(
            settings.profile,
            settings.pool.pool_id,
            is_chosen,
            source.user_of_window() is not None,
            source.has_session(),
        )

    found = [seen(one) for one in each if one.profile or one.pool is not None]
    if not found:
        raise Refused(message(NO_POOL), WRONG_USE)
    return found


def _with_profile(options: Options) -> tuple[Options, str]:
    """The options with the profile that is meant, and by what it was chosen; "" by neither of the
    two that stand above the settings."""
    if options.profile:
        return options, BY_OPTION
    named = os.environ.get(quick.PROFILE_VARIABLE, "")
    return (options._replace(profile=named), BY_VARIABLE) if named else (options, "")


def _origin_of(settings: Settings) -> str:
    """Of the profile that was chosen without being named."""
    if not settings.profile:
        from desktop_login.settings import ENVIRONMENT

        files = {origin.file for origin in settings.origins if origin.setting == "user_pool_id"}
        return BY_ENVIRONMENT if ENVIRONMENT in files else BY_FILE
    return BY_FILE if settings.preferred else BY_ORDER
