"""The demo's pages say what the window says, where both say the same: people see them side by side."""

from __future__ import annotations

import pytest

from desktop_login.app.window_config import demo_window_config
from desktop_login.demo.managed_words import LANGUAGES, WORDS, Words
from desktop_login.demo.pool import COMPANY
from desktop_login.domain.challenges import Method
from desktop_login.domain.passkeys import PasskeyAction
from desktop_login.messages import account, browser_offer, passkeys
from desktop_login.messages import pages as words
from desktop_login.messages.message import Message
from desktop_login.messages.translate import Catalogue

ALIKE: dict[str, Message] = {
    "sign_in": words.SIGN_IN,
    "password": words.PASSWORD,
    "no_account": words.CREATE_ACCOUNT,
    "sign_up": words.CREATE_ACCOUNT,
    "forgot": words.FORGOT_PASSWORD,
    "back": words.BACK_TO_SIGN_IN,
    "continue": words.CONTINUE,
    "or": browser_offer.OR_ELSE,
    "new_password": words.CHOOSE_PASSWORD,
    "new_password_field": words.NEW_PASSWORD,
    "code": words.ENTER_CODE,
    "code_field": words.CONFIRMATION_CODE,
    "resend": words.RESEND_CODE,
    "resent": words.CODE_SENT,
    "choose": account.CHOOSE_METHOD,
    "SMS_MFA": account.METHODS[Method.TEXT_MESSAGE],
    "SMS_OTP": account.METHODS[Method.TEXT_MESSAGE],
    "EMAIL_OTP": account.METHODS[Method.EMAIL],
    "SOFTWARE_TOKEN_MFA": account.METHODS[Method.AUTHENTICATOR],
    "PASSWORD": account.METHODS[Method.PASSWORD],
    "WEB_AUTHN": account.METHODS[Method.PASSKEY],
    "set_up": account.CHOOSE_SET_UP,
    "set_up_lead": account.CHOOSE_SET_UP_LEAD,
    "address": account.SET_UP_EMAIL,
    "address_lead": account.SET_UP_EMAIL_LEAD,
    "email_field": words.EMAIL,
    "username_field": words.USERNAME,
    "enrol": account.SET_UP_APP,
    "qr_code": account.QR_CODE,
    "key": words.SECRET_KEY,
    "confirm": account.CONFIRM_ACCOUNT,
    "reset": account.RESET_YOUR_PASSWORD,
    "cancel": words.CANCEL,
    "use_passkey": passkeys.USE_YOUR_PASSKEY,
    "add_passkey": passkeys.ACTIONS[PasskeyAction.ADD],
    "not_now": account.NOT_NOW,
}


@pytest.mark.parametrize("key", ALIKE)
def test_page_and_window_use_the_same_words(key: str) -> None:
    of_window = ALIKE[key]
    assert WORDS[key] == (Catalogue("en").tr(of_window), Catalogue("ja").tr(of_window))


@pytest.mark.parametrize("language", LANGUAGES)
def test_company_has_the_name_that_the_window_gives_it(language: str) -> None:
    say = Words(language)
    name = demo_window_config().ui_config.called(COMPANY)
    assert say("company") == name
    assert say("with_company") == Catalogue(language).tr(browser_offer.SIGN_IN_WITH, name=name)
    assert name in say("company_sign_in")
