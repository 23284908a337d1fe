"""The account of who is signed in: password, second factor, contacts, devices, and its end. Changes nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_login.domain.account import AccountDetails, Contact, KnownDevice
from desktop_login.domain.answers import AccountAction, ForgetDevice, Prefer, Verify
from desktop_login.domain.challenges import Method
from desktop_login.domain.local_prompts import AccountOverview
from desktop_login.messages import account as words
from desktop_login.messages.browser import MANAGED_BY
from desktop_login.messages.inputs import (
    DANGER_SECTION,
    FOR_GOOD,
    ON_EVERY_DEVICE,
    SIGN_IN_SECTION,
)
from desktop_login.messages.look import ROW_MENU, SIGN_OUT_BESIDE
from desktop_login.messages.message import Message, message
from desktop_login.messages.pages import (
    ASK_SIGN_OUT_EVERYWHERE,
    CANCEL,
    CHANGE_PASSWORD,
    CHANGING,
    CHECKING,
    PASSWORD,
    SENDING,
    SIGN_OUT_EVERYWHERE,
    SIGNED_IN_AS,
    SIGNING_OUT,
)
from desktop_login.messages.passkeys import PASSKEYS
from desktop_login.messages.sanitize import defused
from desktop_login.messages.select import of_contact
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.error_view import error_view
from desktop_login.ui.theme import GRID
from desktop_login.ui.translation import local_time
from desktop_login.ui.widgets.basics import accelerate, button, label, sentence
from desktop_login.ui.widgets.dialogs import ask, confirm_by_typing
from desktop_login.ui.widgets.menu import Menu
from desktop_login.ui.widgets.menu_button import DotsButton
from desktop_login.ui.widgets.passkey_list import PasskeyList, has_passkeys
from desktop_login.ui.widgets.question_page import QuestionPage


class _Entry(NamedTuple):
    """A row of a menu: what it says, what it answers, and what is being done then."""

    name: Message
    answer: object
    busy: Message


class AccountPage(QuestionPage[AccountOverview]):
    """Emits `submitted(…)` with what the user wants, and `sign_out_everywhere()`.

    `email` is what has to be typed to delete the account.
    """

    sign_out_everywhere = Signal()
    back_on_top = True
    least_above = 13 * GRID  # a bar with two lines and its links: what is below it must not move

    def __init__(self, question: AccountOverview, email: str) -> None:
        super().__init__(words.ACCOUNT, back=words.BACK)
        self._email = email
        self._manager = ""
        self._question: AccountOverview | None = None
        self._used = ""  # what was pressed last, by its name: the rows are made anew
        self.say(message(SIGNED_IN_AS, email=email))
        self._sections = QWidget()
        self._rows = _column(self._sections)
        self.card.body.addWidget(self._sections)
        self.lock_too(self._sections)
        self.finish(CHANGE_PASSWORD, "P")
        self.primary.hide()  # no single thing is what people come here for
        self.update_question(question)

    def update_question(self, question: AccountOverview) -> bool:
        if question is not self._question:
            self._question = question
            self._fill(question.details)
        return True

    def show_manager(self, provider: str) -> None:
        """The account belongs to somebody else: nothing of it that proves who one is changes here."""
        self._manager = provider
        self._fill(self._question.details if self._question is not None else None)

    def submit(self) -> None:
        """There is nothing to submit, but what could not be shown can be asked for again."""
        if self._question is not None and self._question.details is None:
            self._send(AccountAction.LOOK_AGAIN, CHECKING)

    def start(self) -> None:
        """The focus goes to the row that was used last, or to the first where that one has gone."""
        used, self._used = self._used, ""
        shown = [
            made
            for made in self._sections.findChildren(QPushButton)
            if made.isVisibleTo(self)  # and not of a section that is being taken away
        ]
        if shown:
            next((made for made in shown if made.accessibleName() == used), shown[0]).setFocus()
        elif self.back_link is not None:
            self.back_link.setFocus()

    def _fill(self, details: AccountDetails | None) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        change = None
        if self._manager:
            password = _row([tr(MANAGED_BY, name=self._manager)])
        else:
            change = self._asking(CHANGE_PASSWORD, AccountAction.CHANGE_PASSWORD, CHECKING, "P")
            password = _row([tr(PASSWORD)], change)
        if details is None:
            self._add(_section(SIGN_IN_SECTION, [password]))
            return
        contacts = [self._contact(contact) for contact in details.contacts]
        self._add(_section(SIGN_IN_SECTION, [*contacts, password]))
        if not self._manager:
            offer = None
            if Method.AUTHENTICATOR not in details.factors:
                set_up = AccountAction.SET_UP_AUTHENTICATOR
                offer = _row([], self._asking(words.SET_UP_APP_BUTTON, set_up, CHECKING, "A"))
            self._add(_section(words.SECOND_FACTOR, self._factor_rows(details), offer))
            if has_passkeys(details):
                passkeys = PasskeyList(details)
                passkeys.wanted.connect(self._send)
                self._add(_section(PASSKEYS, [passkeys]))
        if details.devices_error is not None:
            why = sentence(translate(error_view(details.devices_error).message))
            self._add(_section(words.DEVICES, [why]))
        elif details.devices:
            self._add(_section(words.DEVICES, [self._device(d) for d in details.devices]))
        everywhere, delete = self._ends()
        self._add(_section(words.SESSIONS, [_row([tr(ON_EVERY_DEVICE)], everywhere)]))
        self._add(_section(DANGER_SECTION, [_row([tr(FOR_GOOD)], delete)]))
        accelerate(self)

    def _add(self, section: QWidget) -> None:
        self._rows.addWidget(section)
        section.show()  # at once, because one of its buttons may be given the focus

    def _factor_rows(self, details: AccountDetails) -> Iterable[QWidget]:
        if not details.factors:
            yield _row([tr(words.NO_SECOND_FACTOR)])
        for method in details.factors:
            yield self._factor(method, details)

    def _factor(self, method: Method, details: AccountDetails) -> QWidget:
        """What can be done with a way to prove oneself stands in its menu."""
        entries: list[_Entry] = []
        is_default = method is details.preferred
        if not is_default and len(details.factors) > 1 and method is not Method.PASSKEY:
            entries.append(_Entry(words.ASK_FOR_THIS_FIRST, Prefer(method), CHANGING))
        if method is Method.AUTHENTICATOR:
            entries.append(_Entry(words.REPLACE_APP, AccountAction.SET_UP_AUTHENTICATOR, CHECKING))
        name = tr(words.METHODS[method])
        chip = _chip(words.ASKED_FIRST) if is_default else None
        return _row([name], *self._menu(name, entries), chip=chip)

    def _menu(self, name: str, entries: Sequence[_Entry]) -> list[QPushButton]:
        """The dots at the end of a row, where there is anything to choose."""
        if not entries:
            return []
        dots = DotsButton(tr(ROW_MENU, name=name))

        def open_menu() -> None:
            menu = Menu(dots, dots.accessibleName())
            for one in entries:
                menu.add(tr(one.name), partial(self._send, one.answer, one.busy))
            menu.open(right=True)

        dots.clicked.connect(open_menu)
        return [dots]

    def _contact(self, contact: Contact) -> QWidget:
        """The own address stands whole: it is the claim of the token that was just verified."""
        own = contact.attribute == "email" and "@" in self._email
        name = translate(
            of_contact(replace(contact, masked=defused(self._email)) if own else contact)
        )
        if contact.verified:
            return _row([name], chip=_chip(words.VERIFIED))
        if self._manager:
            return _row([name])
        verify = self._asking(words.VERIFY, Verify(contact), SENDING)
        if contact.verified is None:
            return _row([name], verify)
        return _row([name, tr(words.NOT_VERIFIED)], verify)

    def _device(self, device: KnownDevice) -> QWidget:
        name = defused(device.name) or tr(words.UNNAMED_DEVICE)
        used = device.last_used
        facts = [
            *([tr(words.THIS_COMPUTER)] if device.this_one else []),
            *([tr(words.LAST_USED, date=local_time(used))] if used is not None else []),
        ]
        entries = [_Entry(words.FORGET, ForgetDevice(device.key), CHANGING)]
        return _row([name, *facts], *self._menu(name, entries))

    def _ends(self) -> tuple[QPushButton, QPushButton]:
        everywhere = button(tr(SIGN_OUT_BESIDE), "quiet", "E")
        everywhere.setAccessibleName(tr(SIGN_OUT_EVERYWHERE))
        everywhere.clicked.connect(self._sign_out_everywhere)
        delete = button(tr(words.DELETE_ACCOUNT), "quiet-danger", "D")
        delete.clicked.connect(self._delete)
        return everywhere, delete

    def _asking(
        self, name: Message, answer: object, busy: Message, shortcut: str = ""
    ) -> QPushButton:
        made = button(tr(name), "quiet", shortcut)
        made.clicked.connect(lambda: self._send(answer, busy))
        return made

    def _send(self, answer: object, busy: Message) -> None:
        if not self.locked:
            focused = self.focusWidget()
            self._used = focused.accessibleName() if focused is not None else ""
            if answer is not AccountAction.CHANGE_PASSWORD:  # asks nobody, so nothing is under way
                self.lock(busy, lambda: self._send(answer, busy))
            self.submitted.emit(answer)

    def _sign_out_everywhere(self) -> None:
        question = ASK_SIGN_OUT_EVERYWHERE
        if not self.locked and ask(
            self, question, yes=SIGN_OUT_EVERYWHERE, no=CANCEL, destroys=True
        ):
            self.lock(SIGNING_OUT)
            self.sign_out_everywhere.emit()

    def _delete(self) -> None:
        """Asked twice, the second time so that no habit can answer."""
        if self.locked or not ask(
            self, words.ASK_DELETE, yes=words.DELETE_ACCOUNT, no=CANCEL, destroys=True
        ):
            return
        question = message(words.TYPE_TO_DELETE, email=self._email)
        if confirm_by_typing(self, question, self._email, yes=words.DELETE_ACCOUNT, no=CANCEL):
            self._send(AccountAction.DELETE_ACCOUNT, words.DELETING)


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3 * GRID)
    return column


def _section(title: Message, rows: Iterable[QWidget], offer: QWidget | None = None) -> QWidget:
    """A head, its rows with a hairline between them, and what could be added to them."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID)
    column.addWidget(label(tr(title), "section"))
    for number, row in enumerate(rows):
        if number:
            line = QFrame()
            line.setObjectName("line")
            column.addWidget(line)
        column.addWidget(row)
    if offer is not None:
        column.addWidget(offer)
    return made


def _row(facts: list[str], *buttons: QPushButton, chip: QLabel | None = None) -> QWidget:
    """What it is, small print below it, and what can be done about it at the right."""
    made = QWidget()
    made.setMinimumHeight(4 * GRID)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GRID)
    if facts:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addStretch(1)
        texts.addWidget(sentence(facts[0]))
        for fact in facts[1:]:
            texts.addWidget(sentence(fact, "small"))
        texts.addStretch(1)
        row.addLayout(texts, 1)
    if chip is not None:
        row.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)
    for action in buttons:
        row.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)
    if not facts:
        row.addStretch(1)
    return made


def _chip(name: Message) -> QLabel:
    made = label(tr(name), "chip-good")
    made.setFixedHeight(3 * GRID)
    return made
