"""A sign-in and a sign-out by a command: for the profile that is meant, with a running window taken into account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login import quick
from desktop_login.agent.exit_codes import (
    INTERRUPTED,
    KEYCHAIN,
    LATER,
    NO_ANSWER,
    REFUSED,
    SOMETHING_IS_WRONG,
)
from desktop_login.app.script_session import SessionOfProfile
from desktop_login.cli.session_values import SignInDone, SignOutDone
from desktop_login.cli.status import Refused
from desktop_login.services.keychain_words import about_keychain
from desktop_login.services.token_source import NoTokenFor
from desktop_login.system.paths import data_folder, session_key, trial_of

if TYPE_CHECKING:
    from desktop_login.domain.errors import AuthErrorInfo
    from desktop_login.flow.dialogue import Answers
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.services.answered import Terms
    from desktop_login.services.questioner import NotSignedIn


class SignInOfProfile(SessionOfProfile):
    """`cli.command.SignInSession` for these options."""

    def sign_in(self, answers: Answers, username: str, *, patient: bool) -> SignInDone:
        from desktop_login.messages import terminal
        from desktop_login.messages.message import message

        names = self._signed_in_names(patient=patient)
        if names:
            account = names[0]
            if username and username.casefold() not in {name.casefold() for name in names}:
                other = message(terminal.SOMEBODY_ELSE, account=account, option=self._option)
                raise Refused(other, SOMETHING_IS_WRONG)
            return SignInDone(account, was_there=True)
        from desktop_login.domain.browser_offer import BrowserSignInMode

        if self._settings.browser_sign_in is BrowserSignInMode.ONLY:
            raise Refused(self._window_needed(), NO_ANSWER)
        return self._asked(answers, username)

    def sign_out(self, *, everywhere: bool) -> SignOutDone | None:
        from desktop_login.services.signing_out import sign_out

        source = self._source
        try:
            if source.user_of_window() is None and source.user_of_record() is None:
                return None
            done = sign_out(source.place, self._settings, data_folder(), everywhere=everywhere)
        except NoTokenFor as error:
            raise self._refused(error.why) from None
        if done is None:
            return None
        error_info = done.error_info
        if error_info is None:
            return SignOutDone(done.until)
        return SignOutDone(done.until, self._sentence(error_info), self._status(error_info))

    def _signed_in_names(self, *, patient: bool) -> tuple[str, ...]:
        """Under which names somebody is signed in, tokens renewed if need be; the first is the one
        to be shown. None are a reason to sign in."""
        from desktop_login.agent.words import Question
        from desktop_login.domain.token_parts import claims_of

        for is_open in (False, True):
            try:
                claims = claims_of(self._source.token(Question("token")))
            except NoTokenFor as error:
                why = error.why
                if why.keychain and not is_open:
                    self._try_keychain(patient=patient)  # a person may open it
                    continue
                if not (why.nobody or why.ended):
                    raise self._refused(why) from None
                if not is_open:
                    self._try_keychain(patient=patient)
                return ()
            found = [claims.get(name) for name in ("email", "cognito:username", "phone_number")]
            found += [claims.get("preferred_username"), claims.get("sub")]
            return tuple(name for name in found if isinstance(name, str))
        raise AssertionError("the keychain is open")

    def _try_keychain(self, *, patient: bool) -> None:
        """Before a password is asked for: a session that cannot be stored would be lost at once."""
        from desktop_login.adapters.token_store.keychain import (
            PATIENCE_S,
            TRIAL_S,
            OsKeychain,
            trial,
        )
        from desktop_login.domain.errors import AuthError
        from desktop_login.messages import terminal
        from desktop_login.messages.message import message

        keychain = OsKeychain(patience_s=PATIENCE_S if patient else TRIAL_S)
        try:
            trial(keychain, trial_of(session_key(self._source.place)))
        except AuthError as error:
            why = about_keychain(error.error_info.request.code)
            raise Refused(message(terminal.WOULD_BE_LOST, why=why), KEYCHAIN) from None

    def _asked(self, answers: Answers, username: str) -> SignInDone:
        from desktop_login.agent.client import asked
        from desktop_login.agent.words import Question
        from desktop_login.services.in_foreground import of_settings
        from desktop_login.services.questioner import NotSignedIn
        from desktop_login.services.questions import sign_in

        factory = of_settings(self._settings, data_folder())
        try:
            arrived = sign_in(factory, answers, username, self._terms())
        except NotSignedIn as error:
            raise self._not_signed_in(error) from None
        quick.forget_the_closed(self._source.place)
        quick.silent.clear()  # a window that had nobody to answer for may have somebody now
        asked(self._source.place, Question("look"))
        identity = arrived.state.session.identity
        return SignInDone(identity.email or identity.username, notices=arrived.notices)

    def _terms(self) -> Terms:
        from desktop_login.domain.password_policy import PasswordPolicy
        from desktop_login.messages import terminal
        from desktop_login.messages.message import message
        from desktop_login.services.answered import Terms

        settings = self._settings
        pool = settings.pool
        assert pool is not None  # noqa: S101 - `_source` has refused
        greeting = message(terminal.SIGN_IN_TO_POOL, text=pool.pool_id)
        if settings.profile:
            greeting = message(terminal.SIGN_IN_TO, name=settings.profile, text=pool.pool_id)
        return Terms(
            by_username=settings.username_label,
            password_optional=pool.password_optional,
            policy=PasswordPolicy(settings.password_min_length),
            app_name=settings.brand.name or Terms().app_name,
            insists=True,
            greeting=greeting,
        )

    def _not_signed_in(self, error: NotSignedIn) -> Refused:
        from desktop_login.messages import terminal
        from desktop_login.messages.message import message
        from desktop_login.services.questioner import Ending

        why = error.message
        match error.ending:
            case Ending.STOPPED:
                return Refused(message(terminal.STOPPED), INTERRUPTED)
            case Ending.WINDOW_NEEDED:
                return Refused(self._window_needed(), NO_ANSWER)
            case Ending.NOT_KEPT:
                return Refused(message(terminal.WOULD_BE_LOST, why=why), KEYCHAIN)
            case Ending.REFUSED:
                assert why is not None  # noqa: S101 - a refusal says why
                status = REFUSED if error.error_info is None else self._status(error.error_info)
                return Refused(why, status)

    def _window_needed(self) -> FormattedMessage:
        from desktop_login.messages import terminal
        from desktop_login.messages.message import message

        return message(terminal.WINDOW_NEEDED, option=self._option)

    def _sentence(self, error_info: AuthErrorInfo) -> FormattedMessage:
        from desktop_login.messages.select import message_of_error

        return message_of_error(error_info, username_label=self._settings.username_label)

    @staticmethod
    def _status(error_info: AuthErrorInfo) -> int:
        from desktop_login.domain.errors import TRANSIENT, ErrorCode

        later = TRANSIENT | {
            ErrorCode.STEP_TOOK_TOO_LONG,
            ErrorCode.TOO_MANY_ATTEMPTS,
            ErrorCode.LOCKED_OUT,
            ErrorCode.SERVER_NOT_TOLD,
            ErrorCode.NOT_EVERYWHERE,
        }
        return LATER if error_info.code in later else REFUSED
