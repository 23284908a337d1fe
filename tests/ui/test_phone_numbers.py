"""Phone numbers on the pages that ask for one."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_login.domain.answers import NewAccount
from desktop_login.domain.local_prompts import CreateAccount
from desktop_login.domain.password_policy import PasswordPolicy
from desktop_login.ui.pages.create_account import CreateAccountPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # a page without a window, off-screen

NEW = "My-0wn-Passw0rd"


@pytest.fixture
def page(qtbot: QtBot) -> CreateAccountPage:
    made = CreateAccountPage(CreateAccount(), PasswordPolicy(), with_username=True)
    qtbot.addWidget(made)
    made.show()
    return made


def complaints(page: QWidget, name: str) -> str:
    assert isinstance(page, CreateAccountPage)
    return page.attributes.fields[name].input.accessibleDescription()


def fill(page: CreateAccountPage, username: str) -> list[NewAccount]:
    sent: list[NewAccount] = []
    page.submitted.connect(sent.append)
    assert page.username is not None
    page.username.input.insert(username)
    page.new.password.input.insert(NEW)
    page.new.confirm.input.insert(NEW)
    page.submit()
    return sent


def test_with_a_phone_number_as_the_user_name_no_address_is_needed(page: CreateAccountPage) -> None:
    (account,) = fill(page, "+81 90-1234-5678")
    assert (account.username, account.email) == ("+819012345678", "")


def test_with_another_user_name_the_address_is_needed(page: CreateAccountPage) -> None:
    assert fill(page, "robin") == []
    assert page.email.input.accessibleDescription() == "This field is required."


def test_an_attribute_is_sent_in_e_164_and_a_local_number_asks_for_the_country(
    page: CreateAccountPage,
) -> None:
    page.attributes.add(["phone_number"])
    field = page.attributes.fields["phone_number"]
    field.input.insert("090-1234-5678")
    assert not field.insist()
    assert complaints(page, "phone_number") == (
        "Which country is this number of? Begin with its code, for example +81 for Japan."
    )
    field.set_text("")
    field.input.insert("+81 90-1234-5678")
    assert field.insist()
    assert page.attributes.values() == {"phone_number": "+819012345678"}
