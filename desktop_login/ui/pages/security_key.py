"""A security key at work: what it waits for, its PIN, and one way out. Talks to no key.

One page for all that a key may ask, and nothing on it moves from one to the next: the sentence and
what stands below it keep their places and heights.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop_login.domain.passkeys import KeyStage, PasskeyAction, Pin, SecurityKeyStep
from desktop_login.domain.secret import Secret
from desktop_login.messages import passkeys as words
from desktop_login.messages.message import FormattedMessage, Message, message
from desktop_login.messages.pages import CANCEL, CHECKING, CONTINUE
from desktop_login.messages.passkey_pages import (
    CONFIRM_PIN,
    NEW_PIN,
    PIN_LENGTH,
    PINS_DIFFER,
    SETTING_PIN,
)
from desktop_login.messages.translate import tr
from desktop_login.ui.announce import announce
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button
from desktop_login.ui.widgets.field import Check, nothing
from desktop_login.ui.widgets.key_picture import KeyPicture
from desktop_login.ui.widgets.password_field import PasswordField
from desktop_login.ui.widgets.question_page import QuestionPage
from desktop_login.ui.widgets.steady import SteadySentence
from desktop_login.ui.widgets.tab_order import reach_in_turn

# CTAP 2.1, section 6.5.1: at least four code points, at most 63 bytes in UTF-8.
_FEWEST, _MOST_BYTES = 4, 63
_ASKS = frozenset({KeyStage.PIN, KeyStage.NO_PIN, KeyStage.NEW_PIN})


class SecurityKeyPage(QuestionPage[SecurityKeyStep]):
    """Emits `submitted(Pin | PasskeyAction)`, and `back()` for Cancel, whatever is under way."""

    def __init__(self, question: SecurityKeyStep) -> None:
        super().__init__(words.SECURITY_KEY, back=CANCEL)
        self._step = question
        registering = question.registering
        self.say(
            message(
                words.KEY_FOR_ADDING if registering else words.KEY_FOR_SIGN_IN, site=question.site
            )
        )
        self.stage_words = SteadySentence(
            [*(tr(one) for one in words.STAGES.values()), tr(words.PIN_IF_WANTED)], "meaning"
        )
        self.picture = KeyPicture()
        self.pin = _pin_field(words.KEY_PIN)
        self.new_pin = _pin_field(NEW_PIN, self._check_new)
        self.confirm = _pin_field(CONFIRM_PIN, self._check_confirmation)
        self.set_pin = button(tr(words.ACTIONS[PasskeyAction.SET_PIN]), "primary", "P")
        self.set_pin.clicked.connect(lambda: self._act(PasskeyAction.SET_PIN))
        self.without_pin = button(tr(words.ACTIONS[PasskeyAction.WITHOUT_PIN]), "", "W")
        self.without_pin.clicked.connect(lambda: self._act(PasskeyAction.WITHOUT_PIN))
        self._upper, self._lower, self._below = (_Stack() for _ in range(3))
        self._arrange()
        self._show_step(entered=False)

    @property
    def stage(self) -> KeyStage:
        return self._step.stage

    def update_question(self, question: SecurityKeyStep) -> bool:
        same = (question.site, question.registering) == (self._step.site, self._step.registering)
        if not same:
            return False
        before, self._step = self._step, question
        self.unlock()  # what takes the focus must be able to
        self._show_step(entered=question.stage is not before.stage)
        return True

    def submit(self) -> None:
        match self._step.stage:
            case KeyStage.PIN:
                self.send(lambda: Pin(Secret(self.pin.text())), CHECKING)
            case KeyStage.NEW_PIN:
                self.send(lambda: Pin(Secret(self.new_pin.text())), SETTING_PIN)
            case KeyStage.NO_PIN:
                self._act(PasskeyAction.SET_PIN)
            case _:
                return  # the key is asked, and not the person at the keyboard

    def start(self) -> None:
        if self.fields:
            self.fields[0].focus(select=True)
        elif self._step.stage is KeyStage.NO_PIN:
            self.set_pin.setFocus()
        elif self.back_link is not None:
            self.back_link.setFocus()

    def go_back(self) -> None:
        """Cancel is there while a PIN is being checked, too."""
        self.back.emit()

    def forget(self) -> None:
        super().forget()
        self._empty()

    def _offer_cancel(self) -> None:
        """It is there from the beginning."""

    def _arrange(self) -> None:
        # the picture stays where it is, whatever comes below it
        self._upper.fill(self.picture, self.new_pin)
        self._lower.fill(self.pin, self.confirm)
        self._nothing, self._form, self._choice = QWidget(), QWidget(), QWidget()
        form = _column(self._form)
        form.addWidget(self._lower)
        choice = _column(self._choice)
        choice.addStretch(1)
        for part in (self.set_pin, self.without_pin):
            choice.addWidget(part)
        self._below.fill(self._nothing, self._form, self._choice)
        place = QWidget()
        rows = _column(place)
        rows.addWidget(self._upper)
        rows.addWidget(self._below)
        for field in (self.pin, self.new_pin, self.confirm):
            field.submitted.connect(self.submit)
            self.lock_too(field)
        self.lock_too(self.set_pin, self.without_pin)
        self.card.body.addWidget(self.stage_words)
        self.card.body.addWidget(place)
        self.finish(CONTINUE, "S")
        form.addWidget(self.primary)  # in the place that is empty while a key is awaited
        self.card.body.takeAt(self.card.body.count() - 1)  # the space above the button
        stops: list[QWidget] = [self.new_pin.input, self.confirm.input, self.pin.input]
        stops += [self.primary, self.set_pin, self.without_pin]
        if self.back_link is not None:
            self.lock_no_longer(self.back_link)
            stops.append(self.back_link)
        reach_in_turn(*stops)

    def _show_step(self, *, entered: bool) -> None:
        step = self._step
        text = _text_of(step)
        self.heading.setText(tr(_heading_of(step)))
        self.stage_words.setText(text)
        if entered:
            self._empty()
        asks, new = step.stage in _ASKS, step.stage is KeyStage.NEW_PIN
        self.picture.show_stage(step.stage)
        self._upper.open(self.new_pin if new else self.picture)
        self._lower.open(self.confirm if new else self.pin)
        form = self._choice if step.stage is KeyStage.NO_PIN else self._form
        self._below.open(form if asks else self._nothing)
        self.without_pin.setVisible(step.pin_optional)
        self.fields = []
        if step.stage is KeyStage.PIN:
            self.fields = [self.pin]
            self._say_tries()
        elif new:
            self.fields = [self.new_pin, self.confirm]
        self.name_primary(words.ACTIONS[PasskeyAction.SET_PIN] if new else CONTINUE)
        if self.back_link is not None:  # a screen reader that has it in focus says why it waits
            self.back_link.setAccessibleDescription("" if asks else text)
        if entered:
            self.start()
            announce(self.stage_words, text)

    def _say_tries(self) -> None:
        step, left = self._step, self._step.tries_left
        if step.wrong_pin:
            self.pin.set_text("")
            self.pin.mark(_wrong(left))
            self.pin.focus()
        elif left is not None:
            one = left == 1
            self.pin.advise(tr(words.TRIES_LEFT_ONE) if one else tr(words.TRIES_LEFT_MANY, n=left))

    def _act(self, action: PasskeyAction) -> None:
        if not self.locked:
            self.lock(CHECKING, lambda: self._act(action))
            self.submitted.emit(action)

    def _empty(self) -> None:
        for field in (self.pin, self.new_pin, self.confirm):
            field.set_text("")
            field.forgive()
            field.advise("")

    def _check_new(self, text: str) -> FormattedMessage | None:
        as_sent = unicodedata.normalize("NFC", text)
        fits = len(as_sent) >= _FEWEST and len(as_sent.encode("utf-8", "replace")) <= _MOST_BYTES
        return None if fits else message(PIN_LENGTH)

    def _check_confirmation(self, text: str) -> FormattedMessage | None:
        return None if text == self.new_pin.text() else message(PINS_DIFFER)


class _Stack(QWidget):
    """One of several in a place that is as large as the largest. No QStackedWidget, because the
    style sheet gives that the ground of a page."""

    def fill(self, *parts: QWidget) -> None:
        self._layout = QStackedLayout(self)
        for part in parts:
            self._layout.addWidget(part)

    def open(self, part: QWidget) -> None:
        self._layout.setCurrentWidget(part)


def _heading_of(step: SecurityKeyStep) -> Message:
    """The window of the system asks for a face or a phone as well."""
    if step.stage is not KeyStage.SYSTEM:
        return words.SECURITY_KEY
    return words.ACTIONS[PasskeyAction.ADD] if step.registering else words.USE_YOUR_PASSKEY


def _text_of(step: SecurityKeyStep) -> str:
    optional = step.stage is KeyStage.NO_PIN and step.pin_optional
    return tr(words.PIN_IF_WANTED if optional else words.STAGES[step.stage])


def _wrong(left: int | None) -> FormattedMessage:
    if left is None:
        return message(words.PIN_WRONG)
    return message(words.PIN_WRONG_ONE) if left == 1 else message(words.PIN_WRONG_MANY, n=left)


def _pin_field(name: Message, check: Check = nothing) -> PasswordField:
    return PasswordField(
        name, check, outer_space_hint=False, toggle=(words.SHOW_PIN, words.HIDE_PIN)
    )


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID)
    return column
