"""A pool whose user names are phone numbers, through the window: up, confirmed, in, out, forgotten, reset; typed as people type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.ui.main_window import WindowConfig
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.create_account import CreateAccountPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.one_answer import OneAnswerPage
from desktop_login.ui.pages.reset_password import ResetPasswordPage
from desktop_login.ui.pages.sign_in import SignInPage, UiConfig
from tests.fakes.world import PASSWORD
from tests.ui.conftest import Hand, Open

pytestmark = pytest.mark.slow

JAPAN, AMERICA = "+819012345678", "+18003569377"
NEW = "My-0wn-Passw0rd"
# The same number four times: for signing up, signing in, after "Forgot password?", and again.
SPELLINGS = {
    "blanks and hyphens": (JAPAN, ["+81 90-1234-5678"] * 4),
    "every way": (
        JAPAN,
        ["0081 90 1234 5678", "＋８１　９０－１２３４－５６７８", "+81 (0)90 1234 5678", JAPAN],
    ),
    "letters": (
        AMERICA,
        ["+1 800 FLOWERS", "+１ ８００ ＦＬＯＷＥＲＳ", "001 800 flowers", "+1 (800) 356-9377"],
    ),
}
CONFIGS = {
    "phones": DemoPoolConfig(phone_is_username=True),
    "phones, with a secret": DemoPoolConfig(phone_is_username=True, client_secret="s" * 40),
    "phones and addresses": DemoPoolConfig(phone_is_username=True, email_is_username=True),
}


@pytest.fixture
def demo(request: pytest.FixtureRequest) -> Iterator[DemoCognito]:
    with DemoCognito(getattr(request, "param", CONFIGS["phones"]), seeded=False) as demo:
        yield demo


@pytest.fixture
def hand(opened: Open, demo: DemoCognito) -> Hand:
    return opened(demo, config=WindowConfig(ui_config=UiConfig(username_label=True)))


def latest(demo: DemoCognito) -> Any:
    return demo.pool.mailbox.messages[-1]


def words_on(hand: Hand) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(one.text() for one in hand.page.findChildren(QLabel) if one.isVisible())


def create(hand: Hand, number: str, email: str = "") -> None:
    hand.press("Create account")
    hand.arrive(CreateAccountPage)
    hand.type("Username", number)
    hand.type("Email", email)
    hand.type("Password", PASSWORD)
    hand.type("Confirm password", PASSWORD)
    hand.press("Create account")


@pytest.mark.parametrize("demo", CONFIGS.values(), ids=CONFIGS, indirect=True)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_phone_number_as_the_name_serves_for_everything(
    hand: Hand, demo: DemoCognito, spelling: str
) -> None:
    number, (up, once, forgotten, again) = SPELLINGS[spelling]
    create(hand, up)
    hand.arrive(CodePage)
    message = latest(demo)
    assert (message.medium, message.to) == ("SMS", number)
    assert f"{number[-4:]}. It may take" in words_on(hand)
    hand.type("Confirmation code", message.code)
    hand.press("Confirm")
    hand.arrive(Dashboard)
    assert number in hand.who
    user = demo.pool.find(number)
    assert user is not None
    assert (user.phone, user.email, user.verified("phone_number")) == (number, "", True)
    hand.press("Sign out")
    page = hand.arrive(SignInPage)

    hand.type("Username", once)
    hand.type("Password", PASSWORD)
    hand.press("Sign in")
    hand.arrive(Dashboard)
    hand.press("Sign out")
    hand.arrive(SignInPage)

    hand.type("Username", forgotten)
    hand.press("Forgot password?")
    asked = hand.arrive(OneAnswerPage)
    assert asked.field.text() == forgotten
    hand.press("Send code")
    hand.arrive(ResetPasswordPage)
    message = latest(demo)
    assert (message.medium, message.to) == ("SMS", number)
    hand.type("Confirmation code", message.code)
    hand.type("New password", NEW)
    hand.type("Confirm password", NEW)
    hand.press("Reset password")
    hand.arrive(Dashboard)
    hand.press("Sign out")
    hand.arrive(SignInPage)

    hand.type("Username", again)
    hand.type("Password", NEW)
    hand.press("Sign in")
    hand.arrive(Dashboard)
    assert page is hand.app_window.window.sign_in


def test_account_that_is_not_confirmed_is_confirmed_at_the_next_sign_in(
    hand: Hand, demo: DemoCognito
) -> None:
    create(hand, "+81 90-1234-5678")
    hand.arrive(CodePage)
    hand.press("Back to sign in")
    page = hand.arrive(SignInPage)
    assert page.username.text() == JAPAN
    hand.type("Password", PASSWORD)
    hand.press("Sign in")
    hand.arrive(CodePage)
    assert "Confirm your account first. We sent a code to " in words_on(hand)
    hand.type("Confirmation code", latest(demo).code)
    hand.press("Confirm")
    hand.arrive(Dashboard)


def test_number_typed_at_the_sign_in_page_stands_in_the_form(hand: Hand) -> None:
    hand.type("Username", "+81 90-1234-5678")
    hand.press("Create account")
    page = hand.arrive(CreateAccountPage)
    assert page.username is not None
    assert (page.username.text(), page.email.text()) == ("+81 90-1234-5678", "")
    hand.press("Back to sign in")
    hand.arrive(SignInPage)
    hand.type("Username", "robin@example.com")
    hand.press("Create account")
    page = hand.arrive(CreateAccountPage)
    assert page.username is not None
    assert (page.username.text(), page.email.text()) == ("", "robin@example.com")


def test_number_without_its_country_is_asked_for_it(hand: Hand, demo: DemoCognito) -> None:
    create(hand, "090-1234-5678")
    page = hand.arrive(CreateAccountPage)
    assert page.username is not None
    assert page.username.input.accessibleDescription() == (
        "Which country is this number of? Begin with its code, for example +81 for Japan."
    )
    assert list(demo.pool.users) == []
    # beside an address it is a user name like others, and the pool says what it takes
    hand.type("Email", "robin@example.com")
    hand.press("Create account")
    hand.message(
        "The username must be a phone number. Begin with the country code, for example +81"
        " for Japan."
    )
    assert page.username.input.hasFocus()
    hand.type("Username", "+81 90-1234-5678")
    hand.press("Create account")
    hand.arrive(CodePage)
    assert latest(demo).to == JAPAN


@pytest.mark.parametrize("demo", [CONFIGS["phones and addresses"]], indirect=True)
def test_name_that_is_neither_number_nor_address_is_told_both(hand: Hand) -> None:
    create(hand, "robin", "robin@example.com")
    hand.message(
        "The username must be an email address or a phone number. Begin a phone number with"
        " its country code, for example +81 for Japan."
    )


def test_sign_in_with_a_number_without_its_country_says_what_is_missing(
    hand: Hand, demo: DemoCognito
) -> None:
    demo.pool.add("", PASSWORD, phone=JAPAN)
    hand.type("Username", "090-1234-5678")
    hand.type("Password", PASSWORD)
    hand.press("Sign in")
    hand.message(
        "The username or password is incorrect. A phone number begins with its country code, for"
        " example +81 for Japan."
    )
    hand.type("Username", "+81 90-1234-5678")
    hand.type("Password", PASSWORD)
    hand.press("Sign in")
    hand.arrive(Dashboard)


def test_number_that_is_taken_is_called_a_username(hand: Hand, demo: DemoCognito) -> None:
    demo.pool.add("", PASSWORD, phone=JAPAN)
    create(hand, "+81 90-1234-5678")
    hand.message("An account with this username already exists. Sign in instead?")
