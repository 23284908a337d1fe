"""Green with a tick says that something was checked, and nothing else is green."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_login.domain.account import AccountDetails, AccountHolder, Contact
from desktop_login.domain.challenges import Method
from desktop_login.domain.local_prompts import AccountOverview
from desktop_login.messages.account import ASKED_FIRST, VERIFIED
from desktop_login.messages.dashboard import IS_VERIFIED
from desktop_login.messages.translate import tr
from desktop_login.ui.page_registry import page_for
from desktop_login.ui.pages.sign_in import UiConfig

DETAILS = AccountDetails(
    factors=(Method.AUTHENTICATOR, Method.TEXT_MESSAGE),
    preferred=Method.TEXT_MESSAGE,
    contacts=(Contact("email", "a***@e***", verified=True),),
)


def test_what_was_checked_has_a_tick_and_what_is_the_default_has_none(qtbot: QtBot) -> None:
    page = page_for(AccountOverview(DETAILS), UiConfig(), AccountHolder("alex@example.com"))
    qtbot.addWidget(page)
    chips = {
        one.text(): one
        for one in page.findChildren(QLabel)
        if str(one.property("loginRole")).startswith("chip")
    }
    checked, default = chips[f"✓ {tr(VERIFIED)}"], chips[tr(ASKED_FIRST)]
    assert tr(IS_VERIFIED).startswith("✓ "), "as on the dashboard"
    assert checked.property("loginRole") == "chip-good"
    assert default.property("loginRole") == "chip"
