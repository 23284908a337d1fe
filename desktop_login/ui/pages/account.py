"""The account of who is signed in: password, second factor, contacts, devices, and its end. Changes nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_login.domain.account import (
    AccountDetails,
    AccountHolder,
    Contact,
    KnownDevice,
    masked,
)
from desktop_login.domain.answers import AccountAction, ForgetDevice, Prefer, Verify
from desktop_login.domain.challenges import Method
from desktop_login.domain.local_prompts import AccountOverview
from desktop_login.domain.passkeys import PasskeyAction
from desktop_login.messages import account as words
from desktop_login.messages.browser import MANAGED_BY
from desktop_login.messages.inputs import (
    DANGER_SECTION,
    FOR_GOOD,
    ON_EVERY_DEVICE,
    SIGN_IN_SECTION,
)
from desktop_login.messages.look import ROW_MENU, SIGN_OUT_BESIDE
from desktop_login.messages.message import FormattedMessage, Message, message
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
from desktop_login.messages.passkeys import ACTIONS, PASSKEYS
from desktop_login.messages.sanitize import defused
from desktop_login.messages.select import of_contact
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.error_view import error_view
from desktop_login.ui.theme import GRID
from desktop_login.ui.translation import local_time
from desktop_login.ui.widgets.basics import accelerate, button, label, sentence
from desktop_login.ui.widgets.dialogs import ask, confirm_by_typing
from desktop_login.ui.widgets.fact_row import FactRow, below_each_other
from desktop_login.ui.widgets.menu import Menu
from desktop_login.ui.widgets.menu_button import DotsButton
from desktop_login.ui.widgets.menu_page import MenuPage
from desktop_login.ui.widgets.painted import BusyLine
from desktop_login.ui.widgets.passkey_list import PasskeyList, has_passkeys
from desktop_login.ui.widgets.question_page import QuestionPage
from desktop_login.ui.widgets.wide_column import add_section


class _Entry(NamedTuple):
    """A row of a menu: what it says, what it answers, and what is being done then."""

    name: Message
    answer: object
    busy: Message


class Used(NamedTuple):
    """What was pressed last: its accessible name, and its place among the buttons of the rows."""

    name: str
    place: int


class AccountPage(MenuPage, QuestionPage[AccountOverview]):
    """Emits `submitted(…)` with what the user wants, and `sign_out_everywhere()`. `used` is what had the
    focus when something was asked for; the rows are made anew then, and often the page.

    Args:
        question: What is known of the account.
        holder: Whose it is. The address is what has to be typed to delete it. Of an account that a
            provider manages, nothing that proves who one is changes here.
    """

    sign_out_everywhere = Signal()

    def __init__(self, question: AccountOverview, holder: AccountHolder) -> None:
        super().__init__(words.ACCOUNT, back=words.BACK)
        self._holder = holder
        self._question: AccountOverview | None = None
        self.used: Used | None = None
        self.say(message(SIGNED_IN_AS, email=holder.address))
        self._sections = QWidget()
        self._rows = QVBoxLayout(self._sections)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2 * GRID)
        self._busy: BusyLine | None = None
        self.lock_too(self._sections)
        self.finish(CHANGE_PASSWORD, "P")
        self.card.hide()  # no single thing is what people come here for
        self.update_question(question)

    def add_above_card(self, column: QVBoxLayout) -> None:
        column.addWidget(self._sections)

    def show_busy(self, busy: bool) -> None:
        """On the sheet whose button was pressed, or on the first one."""
        if self._busy is not None:
            self._busy.set_moving(False)
            self._busy.deleteLater()
            self._busy = None
        if busy:
            cards = self._sections.findChildren(QFrame, "card")
            # not those of a section that is being taken away
            sheets = [one for one in cards if one.isVisibleTo(self._sections)]
            focused = self._focused
            used = next((one for one in sheets if focused and one.isAncestorOf(focused)), None)
            self._busy = BusyLine(used or sheets[0])
            self._busy.set_moving(True)

    def update_question(self, question: AccountOverview) -> bool:
        if question is not self._question:
            self._question = question
            focused = self.focusWidget()
            keeps = focused is not None and self._sections.isAncestorOf(focused)
            if keeps:
                self._remember_used()
                self.setFocus()  # or Qt would look for another place for it, and scroll there
            self._fill(question.details)
            if keeps:
                self.start()
        return True

    def submit(self) -> None:
        """There is nothing to submit, but what could not be shown can be asked for again."""
        if self._question is not None and self._question.details is None:
            self._send(AccountAction.LOOK_AGAIN, CHECKING)

    def start(self) -> None:
        """The focus goes to what was used last; where that has gone, to what stands in its place now."""
        used, self.used = self.used, None
        shown = self._buttons()
        if used is not None and shown:
            alike = [at for at, made in enumerate(shown) if made.accessibleName() == used.name]
            places = alike or range(len(shown))
            shown[min(places, key=lambda at: abs(at - used.place))].setFocus()
        elif shown:
            shown[0].setFocus()
        elif self.back_link is not None:
            self.back_link.setFocus()

    def begin_at_passkeys(self) -> None:
        """Somebody has added one who was asked on the dashboard, and has used nothing here."""
        if self.used is None:
            self.used = Used(tr(ACTIONS[PasskeyAction.ADD]), 0)

    def _buttons(self) -> list[QPushButton]:
        """From top to bottom, and none of a section that is being taken away."""
        return [made for made in self._sections.findChildren(QPushButton) if made.isVisibleTo(self)]

    def _fill(self, details: AccountDetails | None) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        self._busy = None
        if self._holder.managed_by:
            password = _row([tr(MANAGED_BY, name=self._holder.managed_by)])
        else:
            change = self._asking(CHANGE_PASSWORD, AccountAction.CHANGE_PASSWORD, CHECKING, "P")
            password = _row([tr(PASSWORD)], change)
        if details is None:
            self._add(SIGN_IN_SECTION, [password])
            return
        contacts = [self._contact(contact) for contact in details.contacts]
        self._add(SIGN_IN_SECTION, [*contacts, password])
        if not self._holder.managed_by:
            self._add(words.SECOND_FACTOR, self._factor_rows(details))
            if has_passkeys(details):
                passkeys = PasskeyList(details)
                passkeys.wanted.connect(self._send)
                self._add(PASSKEYS, [passkeys])
        if details.devices_error is not None:
            why = sentence(translate(error_view(details.devices_error).message))
            self._add(words.DEVICES, [why])
        elif details.devices:
            self._add(words.DEVICES, [self._device(d) for d in details.devices])
        everywhere, delete = self._ends()
        self._add(words.SESSIONS, [_row([tr(ON_EVERY_DEVICE)], everywhere)])
        self._add(DANGER_SECTION, [_row(self._what_is_deleted(), delete)])
        accelerate(self)

    def _add(self, title: Message, rows: Sequence[QWidget]) -> None:
        section = QWidget()
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        below_each_other(add_section(column, title, spacing=GRID), rows)
        self._rows.addWidget(section)
        section.show()  # at once, because one of its buttons may be given the focus

    def _factor_rows(self, details: AccountDetails) -> list[QWidget]:
        rows = [self._factor(method, details) for method in details.factors]
        if Method.AUTHENTICATOR not in details.factors:
            set_up = self._asking(words.SET_UP, AccountAction.SET_UP_AUTHENTICATOR, CHECKING, "A")
            set_up.setAccessibleName(tr(words.SET_UP_APP_BUTTON))
            name = tr(words.METHODS[Method.AUTHENTICATOR])
            rows.append(_row([name, tr(words.NO_SECOND_FACTOR)], set_up))
        return rows

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
        """The own address and number stand whole: they are claims of the token that was just verified."""
        claims = {"email": self._holder.address, "phone_number": self._holder.phone_number}
        own = claims.get(contact.attribute, "")
        if masked(own) != contact.masked:  # it has changed since
            own = ""
        name = translate(of_contact(replace(contact, masked=defused(own)) if own else contact))
        if contact.verified:
            return _row([name], chip=_chip(words.VERIFIED, good=True))
        if self._holder.managed_by:
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
        name = words.DELETE_PROFILE if self._holder.managed_by else words.DELETE_ACCOUNT
        delete = button(tr(name), "quiet-danger", "D")
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
            self._remember_used()
            if answer is not AccountAction.CHANGE_PASSWORD:  # asks nobody, so nothing is under way
                self.lock(busy, lambda: self._send(answer, busy))
            self.submitted.emit(answer)

    def _remember_used(self) -> None:
        focused, shown = self.focusWidget(), self._buttons()
        self.used = None
        if isinstance(focused, QPushButton) and focused in shown:
            self.used = Used(focused.accessibleName(), shown.index(focused))

    def _sign_out_everywhere(self) -> None:
        question = ASK_SIGN_OUT_EVERYWHERE
        if not self.locked and ask(
            self, question, yes=SIGN_OUT_EVERYWHERE, no=CANCEL, destroys=True
        ):
            self.lock(SIGNING_OUT)
            self.sign_out_everywhere.emit()

    def _what_is_deleted(self) -> list[str]:
        """Of an account that belongs to somebody else only the part in this pool."""
        if self._holder.managed_by:
            return [tr(words.PROFILE_HERE), tr(words.ACCOUNT_STAYS, name=self._holder.managed_by)]
        return [tr(FOR_GOOD)]

    def _delete(self) -> None:
        """Asked twice, the second time so that no habit can answer."""
        yes = words.DELETE_PROFILE if self._holder.managed_by else words.DELETE_ACCOUNT
        question: Message | FormattedMessage = words.ASK_DELETE
        if self._holder.managed_by:
            question = message(words.ASK_DELETE_PROFILE, name=self._holder.managed_by)
        if self.locked or not ask(self, question, yes=yes, no=CANCEL, destroys=True):
            return
        if confirm_by_typing(self, words.TYPE_TO_DELETE, self._holder.address, yes=yes, no=CANCEL):
            self._send(AccountAction.DELETE_ACCOUNT, words.DELETING)


def _row(facts: Sequence[str], *buttons: QPushButton, chip: QLabel | None = None) -> QWidget:
    """What it is, small print below it, and what can be done about it at the right."""
    first = sentence(facts[0])
    small = [sentence(fact, "small") for fact in facts[1:]]
    return FactRow([first, *small], *([chip] if chip is not None else []), *buttons)


def _chip(name: Message, *, good: bool = False) -> QLabel:
    """With the tick of the dashboard where something was checked; green says nothing else."""
    made = label(f"✓ {tr(name)}" if good else tr(name), "chip-good" if good else "chip")
    made.setFixedHeight(3 * GRID)
    return made
