"""Pasted text with what cannot be seen: cleaned where it cannot belong, pointed out in passwords before they are sent."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from desktop_login.ui.pages.create_account import CreateAccountPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.new_password import NewPasswordPage
from desktop_login.ui.pages.sign_in import SignInPage
from tests.fakes.world import PASSWORD
from tests.ui.conftest import Hand
from tests.ui.test_pages import NEW, _empty_clipboard, paste, texts
from tests.unit.test_typed_text import UNSEEN

pytestmark = pytest.mark.slow

__all__ = ["_empty_clipboard"]

POINTED_OUT = (
    "This password contains characters that can’t be seen, such as a line break. Were they copied"
    " by mistake?"
)
BLOCKED = "A new password can’t contain characters that can’t be seen. Remove them."
FULL_STOP = "This password ends with a full stop. Was it copied along with a sentence?"
each = pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)


def front(hand: Hand) -> SignInPage:
    assert isinstance(hand.page, SignInPage)
    return hand.page


@each
def test_a_pasted_password_is_pointed_out_and_one_click_mends_it(hand: Hand, unseen: str) -> None:
    page = front(hand)
    paste(page.username.input, f"confirmed@example.com{unseen}")
    paste(page.password.input, f"{PASSWORD}{unseen}")
    assert POINTED_OUT in texts(hand)
    hand.press("Remove them")
    assert page.password.text() == PASSWORD
    assert POINTED_OUT not in texts(hand)
    hand.press("Sign in")
    hand.arrive(Dashboard)


def test_a_password_at_sign_in_is_sent_as_it_was_typed(hand: Hand) -> None:
    page = front(hand)
    sent: list[str] = []
    page.submitted.connect(lambda credentials: sent.append(credentials.password.reveal()))
    hand.type("Email", "confirmed@example.com")
    paste(page.password.input, f"{PASSWORD}\n")
    hand.press("Sign in")
    hand.until(lambda: not page.locked)
    assert sent == [f"{PASSWORD}\n"]


@each
def test_a_new_password_with_one_is_not_set(hand: Hand, unseen: str) -> None:
    hand.sign_in("new-password")
    page = hand.arrive(NewPasswordPage)
    for field in (page.new.password, page.new.confirm):
        paste(field.input, f"{NEW}{unseen}")
    page.submit()
    assert not page.locked
    assert BLOCKED in texts(hand)
    for field, words in ((page.new.password, BLOCKED), (page.new.confirm, POINTED_OUT)):
        labels = field.findChildren(QLabel)
        assert words in [shown.accessibleName() or shown.text() for shown in labels]
    for field in (page.new.password, page.new.confirm):
        hand.press("Remove them", field)
        assert field.text() == NEW
    hand.press("Change password")
    hand.arrive(Dashboard)


def test_an_address_for_a_new_account_is_cleaned(hand: Hand) -> None:
    hand.press("Create account")
    page = hand.arrive(CreateAccountPage)
    sent: list[str] = []
    page.submitted.connect(lambda account: sent.append(account.email))
    paste(page.email.input, "\u200bnew\u00ad@example.com\r\n")
    hand.type("Password", NEW)
    hand.type("Confirm password", NEW)
    page.submit()
    assert sent == ["new@example.com"]


@pytest.mark.parametrize("stop", [".", "。"])
def test_the_full_stop_of_the_sentence_is_pointed_out_after_the_refusal(
    hand: Hand, stop: str
) -> None:
    page = front(hand)
    hand.type("Email", "confirmed@example.com")
    paste(page.password.input, f"{PASSWORD}{stop}")
    assert FULL_STOP not in texts(hand)
    hand.press("Sign in")
    hand.until(lambda: not page.locked and FULL_STOP in texts(hand))
    hand.press("Remove the full stop")
    assert page.password.text() == PASSWORD
    assert FULL_STOP not in texts(hand)
    hand.press("Sign in")
    hand.arrive(Dashboard)
