"""Every legal chain of challenges, from the first click to the dashboard: one row a chain, through the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
from desktop_login.app.window_config import demo_window_config
from desktop_login.demo import totp
from desktop_login.demo.pool import DemoPoolConfig, Factor, Status, Tracking
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.challenges import Method
from desktop_login.domain.pool import AuthFlow
from desktop_login.messages import account as more
from desktop_login.messages import pages as words
from desktop_login.messages.message import Message
from desktop_login.messages.translate import tr
from desktop_login.ui.pages.create_account import CreateAccountPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from tests.fakes.world import PASSWORD
from tests.ui.conftest import Hand, Open
from tests.ui.walker import NEW, Walker

pytestmark = pytest.mark.slow

EMAIL = "robin@example.com"
PHONE = "+15555550123"
APP, SMS, MAIL = Factor.TOTP, Factor.SMS, Factor.EMAIL
ALL = (APP, SMS, MAIL)
NEW_PASSWORD, CODE = words.CHOOSE_PASSWORD, words.ENTER_CODE
CHOOSE, SET_UP, ADDRESS = more.CHOOSE_METHOD, more.SET_UP_APP, more.SET_UP_EMAIL
SECOND = more.CHOOSE_SET_UP
M = more.METHODS


class Chain(NamedTuple):
    """Who signs in, what is chosen where there is a choice, and the headings on the way."""

    user: Mapping[str, Any]
    pages: tuple[Message, ...]
    method: Message | None = None


BOTH = (APP.value, MAIL.value)
SECOND_FACTORS = {
    "": Chain({}, ()),
    "sms": Chain({"factors": (SMS,)}, (CODE,)),
    "email": Chain({"factors": (MAIL,)}, (CODE,)),
    "app": Chain({"factors": (APP,)}, (CODE,)),
    "choose app": Chain({"factors": ALL}, (CHOOSE, CODE), M[Method.AUTHENTICATOR]),
    "choose sms": Chain({"factors": ALL}, (CHOOSE, CODE), M[Method.TEXT_MESSAGE]),
    "choose email": Chain({"factors": ALL}, (CHOOSE, CODE), M[Method.EMAIL]),
    "set up app": Chain({"must_set_up": (APP.value,)}, (SET_UP,)),
    "set up email": Chain({"must_set_up": (MAIL.value,)}, (ADDRESS, CODE)),
    "choose to set up app": Chain({"must_set_up": BOTH}, (SECOND, SET_UP), M[Method.AUTHENTICATOR]),
    "choose to set up email": Chain(
        {"must_set_up": BOTH}, (SECOND, ADDRESS, CODE), M[Method.EMAIL]
    ),
}
TEMPORARY = {
    f"new password, {name}": Chain(
        {**chain.user, "status": Status.FORCE_CHANGE_PASSWORD},
        (NEW_PASSWORD, *chain.pages),
        chain.method,
    )
    for name, chain in SECOND_FACTORS.items()
}
CHAINS = {**SECOND_FACTORS, **TEMPORARY}
# the proof in one language, the password as it is in the other, the second time with a secret
WAYS = {
    "srp-en": (AuthFlow.SRP, "en", None),
    "password-ja": (AuthFlow.PASSWORD, "ja", "s" * 40),
}


def add(demo: DemoCognito, user: Mapping[str, Any]) -> None:
    demo.pool.add(EMAIL, PASSWORD, phone=PHONE, totp_secret=totp.new_secret(), **user)


def started(opened: Open, demo: DemoCognito, flow: AuthFlow, language: str, **more: Any) -> Hand:
    return opened(demo, config=demo_window_config(flow), language=language, auth_flow=flow, **more)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", CHAINS)
def test_chain(opened: Open, name: str, way: str) -> None:
    chain, (flow, language, secret) = CHAINS[name], WAYS[way]
    with DemoCognito(DemoPoolConfig(client_secret=secret), seeded=False) as demo:
        add(demo, chain.user)
        walker = Walker(started(opened, demo, flow, language), EMAIL, chain.method)
        walker.sign_in()
        assert walker.walk() == [tr(page) for page in chain.pages]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["sms", "new password, app", "choose email"])
def test_a_remembered_device_stands_in_for_the_second_factor(
    opened: Open, name: str, way: str
) -> None:
    """… → DEVICE_SRP_AUTH → DEVICE_PASSWORD_VERIFIER → tokens, the second time."""
    chain, (flow, language, secret) = CHAINS[name], WAYS[way]
    config = DemoPoolConfig(client_secret=secret, tracking=Tracking.ALWAYS)
    with DemoCognito(config, seeded=False) as demo:
        add(demo, chain.user)
        devices = MemoryDeviceStore()
        hand = started(opened, demo, flow, language, devices=devices)
        walker = Walker(hand, EMAIL, chain.method)
        walker.sign_in()
        assert walker.walk() == [tr(page) for page in chain.pages]
        hand.until(lambda: devices.find(EMAIL) is not None)  # stored behind the dashboard
        walker.press(words.SIGN_OUT)
        hand.arrive(SignInPage)
        walker.seen.clear()
        walker.sign_in()
        assert walker.walk() == []
        user = demo.pool.find(EMAIL)
        assert user is not None
        assert len(user.devices) == 1


def test_a_new_password_on_a_remembered_device(opened: Open) -> None:
    """NEW_PASSWORD_REQUIRED → DEVICE_SRP_AUTH: the challenge comes in the middle of a flow."""
    with DemoCognito(DemoPoolConfig(tracking=Tracking.ALWAYS), seeded=False) as demo:
        add(demo, {"factors": (SMS,)})
        devices = MemoryDeviceStore()
        walker = Walker(started(opened, demo, AuthFlow.SRP, "en", devices=devices), EMAIL)
        walker.sign_in()
        assert walker.walk() == ["Enter your code"]
        walker.hand.until(lambda: devices.find(EMAIL) is not None)  # stored behind the dashboard
        walker.press(words.SIGN_OUT)
        walker.hand.arrive(SignInPage)
        user = demo.pool.find(EMAIL)
        assert user is not None
        user.status = Status.FORCE_CHANGE_PASSWORD
        walker.seen.clear()
        walker.sign_in()
        assert walker.walk() == ["Choose a new password"]


@pytest.mark.parametrize("way", WAYS)
def test_unconfirmed(opened: Open, way: str) -> None:
    """UserNotConfirmed → ResendConfirmationCode → ConfirmSignUp → signed in with the password
    already typed."""
    flow, language, secret = WAYS[way]
    with DemoCognito(DemoPoolConfig(client_secret=secret)) as demo:
        walker = Walker(started(opened, demo, flow, language), "unconfirmed@example.com")
        walker.sign_in()
        assert walker.walk() == [tr(more.CONFIRM_ACCOUNT)]


@pytest.mark.parametrize("way", WAYS)
def test_reset_required(opened: Open, way: str) -> None:
    """PasswordResetRequired → ForgotPassword → ConfirmForgotPassword → signed in."""
    flow, language, secret = WAYS[way]
    with DemoCognito(DemoPoolConfig(client_secret=secret)) as demo:
        walker = Walker(started(opened, demo, flow, language), "reset@example.com")
        walker.sign_in()
        assert walker.walk() == [tr(words.CHOOSE_PASSWORD)]


@pytest.mark.parametrize("way", WAYS)
def test_forgotten_password(opened: Open, way: str) -> None:
    flow, language, secret = WAYS[way]
    with DemoCognito(DemoPoolConfig(client_secret=secret), seeded=False) as demo:
        add(demo, {"factors": (MAIL,)})
        walker = Walker(started(opened, demo, flow, language), EMAIL)
        walker.type(words.EMAIL, EMAIL)
        walker.press(words.FORGOT_PASSWORD)
        expected = [more.RESET_YOUR_PASSWORD, words.CHOOSE_PASSWORD, words.ENTER_CODE]
        assert walker.walk() == [tr(page) for page in expected]


@pytest.mark.parametrize("email_is_username", [False, True])
@pytest.mark.parametrize("auto_confirm", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_create_account(
    opened: Open, way: str, auto_confirm: bool, email_is_username: bool
) -> None:
    """SignUp → ConfirmSignUp → signed in without typing again, whatever the pool calls people;
    what it demands beyond e-mail and password is learnt from its refusal."""
    flow, language, secret = WAYS[way]
    config = DemoPoolConfig(
        client_secret=secret,
        auto_confirm=auto_confirm,
        email_is_username=email_is_username,
        required_attributes=("nickname",),
    )
    with DemoCognito(config, seeded=False) as demo:
        walker = Walker(started(opened, demo, flow, language), EMAIL)
        walker.type(words.EMAIL, EMAIL)
        walker.press(words.CREATE_ACCOUNT)
        page = walker.hand.arrive(CreateAccountPage)
        walker._fill(page)
        walker.hand.until(lambda: not page.locked)
        assert list(page.attributes.fields) == ["nickname"]
        pages = [words.CREATE_ACCOUNT, *([] if auto_confirm else [more.CONFIRM_ACCOUNT])]
        assert walker.walk() == [tr(page) for page in pages]
        user = demo.pool.find(EMAIL)
        assert user is not None
        assert user.attributes["nickname"] == "Robin"
        assert demo.pool.is_password(user, NEW)


FIRST_FACTORS = {
    "password": ((CHOOSE, more.ENTER_PASSWORD), M[Method.PASSWORD]),
    "email": ((CHOOSE, CODE), M[Method.EMAIL]),
    "sms": ((CHOOSE, CODE), M[Method.TEXT_MESSAGE]),
}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", FIRST_FACTORS)
def test_choose_how_to_sign_in(opened: Open, name: str, language: str) -> None:
    """USER_AUTH → SELECT_CHALLENGE → PASSWORD_SRP → PASSWORD_VERIFIER, EMAIL_OTP or SMS_OTP."""
    pages, method = FIRST_FACTORS[name]
    with DemoCognito() as demo:
        hand = started(opened, demo, AuthFlow.CHOICE, language)
        walker = Walker(hand, "passwordless@example.com", method)
        walker.sign_in("")
        assert walker.walk() == [tr(page) for page in pages]


def test_a_typed_password_is_the_preferred_choice(opened: Open) -> None:
    with DemoCognito() as demo:
        walker = Walker(started(opened, demo, AuthFlow.CHOICE, "en"), "totp@example.com")
        walker.sign_in()
        assert walker.walk() == ["Enter your code"]


@pytest.mark.parametrize("preferred", ["email", "sms"])
def test_a_preferred_method_is_asked_for_without_a_choice(opened: Open, preferred: str) -> None:
    with DemoCognito() as demo:
        hand = started(opened, demo, AuthFlow.CHOICE, "en", preferred=preferred)
        walker = Walker(hand, "passwordless@example.com")
        walker.sign_in("")
        assert walker.walk() == ["Enter your code"]
        assert len(demo.pool.mailbox.messages[-1].code) == 8


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("with_password", [True, False])
def test_custom_questions(opened: Open, language: str, with_password: bool) -> None:
    """CUSTOM_AUTH [→ PASSWORD_VERIFIER] → CUSTOM_CHALLENGE, twice."""
    with DemoCognito() as demo:
        walker = Walker(started(opened, demo, AuthFlow.CUSTOM, language), "custom@example.com")
        walker.sign_in(None if with_password else "")
        assert walker.walk() == [tr(more.ONE_MORE_STEP)] * 2


@pytest.mark.parametrize("language", ["en", "ja"])
def test_contact_and_device_are_settled_after_signing_in(opened: Open, language: str) -> None:
    with DemoCognito(DemoPoolConfig(tracking=Tracking.ASK), seeded=False) as demo:
        unverified = {"email_verified": "false", "phone_number_verified": "false"}
        add(demo, {"attributes": unverified, "signs_in_unverified": True})
        user = demo.pool.find(EMAIL)
        assert user is not None
        user.attributes["phone_number_verified"] = "false"
        walker = Walker(started(opened, demo, AuthFlow.SRP, language), EMAIL)
        walker.sign_in()
        expected = [more.REMEMBER_COMPUTER, more.VERIFY_CONTACT, more.VERIFY_EMAIL]
        assert walker.walk() == [tr(page) for page in expected]
        assert user.verified("email")
        assert [device.remembered for device in user.devices.values()] == [True]
        board = walker.hand.page
        assert isinstance(board, Dashboard)
        assert walker.hand.toast == tr(more.EMAIL_VERIFIED)
