"""What a problem bar is given to show of an error, a notice and a session."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.errors import TRANSIENT, AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Fresh, Notice, RefreshFailed, Refreshing, SignedIn
from desktop_login.domain.tokens import Identity, Lifetime, Session, Signature, Tokens
from desktop_login.messages.message import in_english
from desktop_login.ui.error_view import (
    ErrorView,
    dashboard_view,
    error_view,
    late_error_view,
    notice_view,
)

NO_CONNECTION = AuthErrorInfo(ErrorCode.NO_CONNECTION)
KEYCHAIN = AuthErrorInfo(ErrorCode.KEYCHAIN)
KEYCHAIN_SLOW = AuthErrorInfo(ErrorCode.KEYCHAIN_SLOW)
NOT_SAVED = AuthErrorInfo(ErrorCode.NOT_SAVED)
EXPIRED = "This token has expired. We’re still trying to renew it."
codes = st.sampled_from(ErrorCode)


def signed_in(skew: float = 0.0) -> SignedIn:
    token = Secret("t")
    identity = Identity("sub", "robin", "robin@example.com", "", {}, Signature.VERIFIED)
    session = Session(Tokens(token, token, token, skew), identity, Lifetime(0.0, 300.0))
    return SignedIn(session, Fresh(240.0), 300.0)


@given(codes)
def test_error_is_offered_again_only_if_a_repetition_can_help(code: ErrorCode) -> None:
    view = error_view(AuthErrorInfo(code))
    assert view.retry == (code in TRANSIENT and code is not ErrorCode.BUSY)
    assert view.code is code


@given(codes)
def test_late_error_is_only_told(code: ErrorCode) -> None:
    view = late_error_view(AuthErrorInfo(code))
    assert (view.retry, view.tone) == (False, "")


@pytest.mark.parametrize("code", [ErrorCode.KEYCHAIN, ErrorCode.KEY_MISSING])
def test_stored_session_is_read_again_where_that_is_possible(code: ErrorCode) -> None:
    assert error_view(AuthErrorInfo(code), restoring=True).retry
    assert not error_view(AuthErrorInfo(code)).retry
    assert not error_view(AuthErrorInfo(ErrorCode.CANCELLED), restoring=True).retry


@pytest.mark.parametrize(
    ("code", "tone"),
    [
        (ErrorCode.CANCELLED, ""),
        (ErrorCode.KEYCHAIN, ""),
        (ErrorCode.KEY_MISSING, ""),
        (ErrorCode.WRONG_CREDENTIALS, "error"),
        (ErrorCode.NO_CONNECTION, "error"),
    ],
)
def test_tone_is_alarming_only_where_something_is_wrong(code: ErrorCode, tone: str) -> None:
    assert error_view(AuthErrorInfo(code)).tone == tone


def test_details_name_the_request_and_nothing_of_its_text() -> None:
    request = RequestInfo("InitiateAuth", "NotAuthorizedException", "request-1")
    error_info = AuthErrorInfo(ErrorCode.WRONG_CREDENTIALS, request, text="a trigger's sentence")
    lines = dict(line.split(": ", 1) for line in error_view(error_info).details.splitlines())
    time = lines.pop("time")
    assert lines == {
        "problem": "WRONG_CREDENTIALS",
        "operation": "InitiateAuth",
        "code": "NotAuthorizedException",
        "request id": "request-1",
    }
    assert time.endswith("Z")


@pytest.mark.parametrize(
    "code",
    [
        ErrorCode.CANCELLED,
        ErrorCode.BROWSER_CANCELLED,
        ErrorCode.BROWSER_STAYS_SIGNED_IN,
        ErrorCode.PROVIDER_STAYS_SIGNED_IN,
    ],
)
def test_what_the_person_wanted_or_should_know_is_neutral_and_has_no_details(
    code: ErrorCode,
) -> None:
    view = error_view(AuthErrorInfo(code))
    assert (view.tone, view.details, view.retry) == ("", "", False)
    assert late_error_view(AuthErrorInfo(code)).details == ""


def test_username_is_named_where_people_sign_in_with_one() -> None:
    wrong = AuthErrorInfo(ErrorCode.WRONG_CREDENTIALS)
    named = error_view(wrong, username_label=True)
    assert in_english(named.message) == "The username or password is incorrect."
    assert in_english(error_view(wrong).message) != in_english(named.message)


def test_countdown_keeps_everything_but_the_time() -> None:
    busy = error_view(AuthErrorInfo(ErrorCode.BUSY, seconds=9))
    later = busy.with_seconds(3)
    assert in_english(later.message) == in_english(busy.message).replace("9", "3")
    assert later._replace(message=busy.message) == busy


@pytest.mark.parametrize("notice", Notice)
def test_every_notice_but_waiting_is_a_success(notice: Notice) -> None:
    waiting = notice is Notice.WAITING_FOR_KEYCHAIN
    assert notice_view(notice).tone == ("" if waiting else "good")


def test_notice_of_a_sign_out_names_when_the_copied_token_expires() -> None:
    assert notice_view(Notice.SIGNED_OUT, until=86400.0).message.values["date"]


class TestDashboard:
    def view(self, state: SignedIn, *, usable: bool = True) -> ErrorView:
        view = dashboard_view(state, usable=usable)
        assert view is not None
        return view

    def test_nothing_to_say(self) -> None:
        assert dashboard_view(signed_in(), usable=True) is None
        refreshing = replace(signed_in(), freshness=Refreshing(usable=True))
        assert dashboard_view(refreshing, usable=True) is None

    def test_expired_token_without_an_error_is_a_remark(self) -> None:
        view = self.view(signed_in(), usable=False)
        assert in_english(view.message) == EXPIRED
        assert (view.tone, view.retry, view.details) == ("", False, "")

    def test_expired_token_after_a_failed_refresh_can_be_tried_again(self) -> None:
        state = replace(signed_in(), freshness=RefreshFailed(NO_CONNECTION, usable=False))
        view = self.view(state, usable=False)
        assert in_english(view.message) == EXPIRED
        assert (view.tone, view.retry, view.code) == ("error", True, ErrorCode.NO_CONNECTION)
        assert "problem: NO_CONNECTION" in view.details

    def test_failed_refresh_goes_before_warning_and_notice(self) -> None:
        failed = RefreshFailed(AuthErrorInfo(ErrorCode.BUSY), usable=True)
        state = replace(
            signed_in(), freshness=failed, warning=KEYCHAIN, notice=Notice.PASSWORD_CHANGED
        )
        view = self.view(state)
        assert (view.code, view.retry) == (ErrorCode.BUSY, True)
        assert in_english(view.message) != EXPIRED

    def test_no_connection_while_the_token_is_valid_is_left_to_the_card(self) -> None:
        offline = replace(signed_in(), freshness=RefreshFailed(NO_CONNECTION, usable=True))
        assert dashboard_view(offline, usable=True) is None
        assert self.view(replace(offline, warning=KEYCHAIN)).code is ErrorCode.KEYCHAIN

    @pytest.mark.parametrize(
        ("warning", "tone", "retry"),
        [(KEYCHAIN, "", True), (KEYCHAIN_SLOW, "", False), (NOT_SAVED, "error", False)],
    )
    def test_warning(self, warning: AuthErrorInfo, tone: str, retry: bool) -> None:
        view = self.view(replace(signed_in(), warning=warning, notice=Notice.REFRESHED))
        assert (view.code, view.tone, view.retry) == (warning.code, tone, retry)

    def test_a_success_is_news_and_not_in_the_bar(self) -> None:
        assert dashboard_view(replace(signed_in(), notice=Notice.REFRESHED), usable=True) is None

    def test_clock_that_is_off_is_a_remark(self) -> None:
        assert dashboard_view(signed_in(skew=299.0), usable=True) is None
        for skew in (-7200.0, 7200.0):
            view = self.view(signed_in(skew))
            assert "2 hours" in in_english(view.message)
            assert view.tone == ""
