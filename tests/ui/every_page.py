"""One page for every question, in a window without anything behind it: for what must hold on each of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QApplication

from desktop_login.domain import challenges as asked
from desktop_login.domain import local_prompts
from desktop_login.domain.account import AccountDetails, AccountHolder, Contact, KnownDevice
from desktop_login.domain.browser import BrowserStage, ContinueInBrowser
from desktop_login.domain.browser_offer import BrowserSignInMode, IdentityProvider
from desktop_login.domain.challenges import ChallengeContext, Channel, Method, Option, Purpose
from desktop_login.domain.passkeys import (
    KeyStage,
    Passkey,
    PasskeyOffers,
    PasskeyRequest,
    SecurityKeyStep,
)
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Question
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.page_registry import PAGES, page_for
from desktop_login.ui.pages.sign_in import UiConfig
from desktop_login.ui.theme import theme_of
from desktop_login.ui.widgets.page import Page

WHO = "alexandra.fernandez-demo@engineering.example.com"
SITE = "acme.auth.eu-west-1.amazoncognito.com"
EVERY_OFFER = PasskeyOffers(key=True, system=True, browser=True, host=SITE)
_CONTEXT = ChallengeContext("user", Secret("session"), WHO)
_EMAIL = Contact("email", "a***@e***", verified=False)
_PHONE = Contact("phone_number", "+*******0123", verified=True)
_DETAILS = AccountDetails(
    factors=(Method.AUTHENTICATOR, Method.EMAIL),
    preferred=Method.AUTHENTICATOR,
    contacts=(_EMAIL, _PHONE),
    devices=(
        KnownDevice("key-1", "Alex’s laptop", 1_790_000_000.0, this_one=True),
        KnownDevice("key-2", "", 1_780_000_000.0),
    ),
    passkeys=(Passkey("id", "Alex’s key", SITE, "cross-platform", 1_780_000_000.0),),
    passkey_offers=EVERY_OFFER,
)
_HOST = "acme.auth.eu-west-1.amazoncognito.com"
_CALLBACKS = ("http://127.0.0.1:8917/callback", "http://127.0.0.1:18917/callback")


def _in_browser(stage: BrowserStage) -> ContinueInBrowser:
    return ContinueInBrowser(_HOST, Secret(f"https://{_HOST}/oauth2/x"), stage, _CALLBACKS)


QUESTIONS: Mapping[str, Question] = {
    "new password": asked.NewPasswordRequired(_CONTEXT, ("name",)),
    "sent code": asked.CodeRequired(_CONTEXT, Channel.EMAIL, "a***@e***"),
    "app code": asked.CodeRequired(_CONTEXT, Channel.AUTHENTICATOR),
    "method": asked.MethodRequired(
        _CONTEXT,
        Purpose.SECOND_FACTOR,
        (Option(Method.AUTHENTICATOR, "A"), Option(Method.TEXT_MESSAGE, "B")),
        (Method.PASSKEY,),
    ),
    "app set-up": asked.AuthenticatorSetUp(
        _CONTEXT, Secret("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"), WHO
    ),
    "address": asked.AddressRequired(_CONTEXT),
    "password": asked.PasswordRequired(_CONTEXT, "PASSWORD"),
    "question": asked.CustomQuestion(_CONTEXT, (("question", "What is 1 + 2?"),)),
    "passkey": asked.PasskeyRequired(_CONTEXT, PasskeyRequest(SITE, {}), EVERY_OFFER),
    "security key": SecurityKeyStep(KeyStage.PIN, SITE, tries_left=8),
    "security key touch": SecurityKeyStep(KeyStage.TOUCH, SITE),
    "security key without PIN": SecurityKeyStep(KeyStage.NO_PIN, SITE, pin_optional=True),
    "security key new PIN": SecurityKeyStep(KeyStage.NEW_PIN, SITE, registering=True),
    "create account": local_prompts.CreateAccount(WHO),
    "confirm account": local_prompts.ConfirmAccount("user", WHO, "a***@e***", email=WHO),
    "forgot password": local_prompts.ForgotPassword(WHO),
    "reset password": local_prompts.ResetPassword(WHO, "a***@e***"),
    "account": local_prompts.AccountOverview(_DETAILS),
    "change password": local_prompts.ChangePassword(),
    "verify contact": local_prompts.VerifyContact((_EMAIL, _PHONE)),
    "verify the one contact": local_prompts.VerifyContact((_EMAIL,)),
    "confirm contact": local_prompts.ConfirmContact(_EMAIL, "a***@e***", skippable=True),
    "remember device": local_prompts.RememberDevice(),
    **{stage.value: _in_browser(stage) for stage in BrowserStage},
}
assert {type(question) for question in QUESTIONS.values()} == set(PAGES)
# The sign-in page in the ways in which it can offer the browser.
_OFFERS = {
    f"sign in, browser {mode.value}": UiConfig(
        browser_sign_in=mode,
        identity_providers=(IdentityProvider("Acme", "Acme SSO"), IdentityProvider("Google")),
        domain_host=_HOST,
    )
    for mode in BrowserSignInMode
}
NAMES = ["sign in", *_OFFERS, *QUESTIONS]


def window_with(name: str, app: QApplication, config: WindowConfig | None = None) -> MainWindow:
    """A finished window that shows the page of this name."""
    offered = WindowConfig(ui_config=_OFFERS.get(name, UiConfig()))
    window = MainWindow(config or offered)
    theme_of(app).dress()
    window.finish()
    if name in QUESTIONS:
        page = page_for(QUESTIONS[name], UiConfig(), AccountHolder(WHO))
        window.add(page)
        window.open(page)
        window.finish()
        page.start()
    return window


def page_of(window: MainWindow) -> Page:
    page = window.page
    assert isinstance(page, Page)
    return page
