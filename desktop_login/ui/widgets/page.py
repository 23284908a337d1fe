"""What every page of the sign-in does: fields, one button, the problem bar, locking, Cancel, Esc. Knows no flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from desktop_login.messages.message import Message
from desktop_login.messages.pages import BACK_TO_SIGN_IN, CANCEL
from desktop_login.messages.translate import tr
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import accelerate, button, retitle, set_accelerator
from desktop_login.ui.widgets.field import Field
from desktop_login.ui.widgets.page_layout import PageLayout

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from desktop_login.ui.error_view import ErrorView
    from desktop_login.ui.retry_countdown import RetryCountdown
    from desktop_login.ui.widgets.problem_bar import ProblemBar

CANCEL_AFTER_MS = 2000


class Page(PageLayout):
    """A heading, a lead sentence, a card with fields, one primary button. The problem bar stands above
    all of them, in room that is kept for it: no message moves a control.

    Subclasses fill `self.card.body` between construction and `finish()`, and override
    `submit()`. A page locks itself at once when submitted, so that a double click is one
    request; whoever listens unlocks it by showing a state. What is only needed once somebody
    acts is made then: the page must be on screen before that.
    """

    submitted = Signal(object)
    resend = Signal()
    back = Signal()
    cancelled = Signal()
    painted = Signal()
    secret_copied = Signal(str)

    def __init__(self, heading: Message | str, *, back: Message | None = BACK_TO_SIGN_IN) -> None:
        super().__init__(heading, back)
        self._locked = False
        self._focused: QWidget | None = None
        self._idle_text = ""
        self._bar: ProblemBar | None = None
        self._patience: RetryCountdown | None = None
        self._repeat: Callable[[], None] | None = None
        self.fields: list[Field] = []
        self.primary = button("", "primary")
        self.primary.clicked.connect(self.submit)
        self.cancel: QPushButton | None = None
        self._cancel_timer = QTimer(self)
        self._cancel_timer.setSingleShot(True)
        self._cancel_timer.setInterval(CANCEL_AFTER_MS)
        self._cancel_timer.timeout.connect(self._offer_cancel)
        if self.back_link is not None:
            self.back_link.clicked.connect(self.go_back)
        self._lockable: list[QWidget] = []

    @property
    def bar(self) -> ProblemBar:
        """The problem bar, first on the page and first in its accessibility tree."""
        if self._bar is None:
            from desktop_login.ui.widgets.problem_bar import ProblemBar

            self._bar = ProblemBar()
            self._bar.try_again.connect(self.try_again)
            self.put_above(self._bar, self._bar.buttons)
            self._bar.changed.connect(self.make_room)
        return self._bar

    def add_field(self, field: Field, at: int | None = None) -> None:
        """At the end of the card, or at a place in it after the other fields."""
        self.card.body.insertWidget(-1 if at is None else at, field)
        if at is not None and self.fields:
            self.setTabOrder(self.fields[-1].last, field.input)
        self.fields.append(field)
        field.submitted.connect(self.submit)
        self._lockable.append(field)

    def remove_field(self, field: Field) -> None:
        self.fields.remove(field)
        self._lockable.remove(field)
        field.hide()

    def name_primary(self, words: Message) -> None:
        """What the button says while nothing is under way; it may change as the page does."""
        self._idle_text = tr(words)
        if not self._locked:
            retitle(self.primary, self._idle_text)

    def lock_too(self, *widgets: QWidget) -> None:
        """More of what must not be touched while something is under way."""
        self._lockable.extend(widgets)

    def lock_no_longer(self, widget: QWidget) -> None:
        self._lockable.remove(widget)

    def finish(self, primary: Message, shortcut: str) -> None:
        """Puts the parts in place; called once by every subclass."""
        self._idle_text = tr(primary)
        retitle(self.primary, self._idle_text)
        set_accelerator(self.primary, shortcut)
        parts = self.card.body.count()
        # below a field there is the line for what is wrong with it, which is space enough
        below_field = self.fields and self.card.body.indexOf(self.fields[-1]) == parts - 1
        if parts and (self.button_apart or not below_field):
            self.card.body.addSpacing(GRID)
        self.card.body.addWidget(self.primary)
        if self.back_link is not None:
            self._lockable.append(self.back_link)
        self.arrange()

    @property
    def locked(self) -> bool:
        return self._locked

    def lock(self, words: Message, repeat: Callable[[], None] | None = None) -> None:
        """Says what is going on; a second submit does nothing until `unlock()`. `repeat` is what
        "Try again" means afterwards, if it is not to submit."""
        focused = self.window().focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._focused = focused
        self._locked = True
        self._repeat = repeat
        self._stop_asking()
        self.clear_bar()
        for widget in self._lockable:
            widget.setEnabled(False)
        self.primary.setEnabled(False)
        retitle(self.primary, tr(words))
        if self._focused is not None:  # or no key would reach the page, and Esc means Cancel
            self.setAccessibleName(tr(words))
            self.setFocus()
        self.show_busy(True)
        self._cancel_timer.start()

    def unlock(self) -> None:
        self._locked = False
        for widget in self._lockable:
            widget.setEnabled(True)
        self.primary.setEnabled(self.may_submit())
        retitle(self.primary, self._idle_text)
        self.show_busy(False)
        self._cancel_timer.stop()
        self._withdraw_cancel()
        self._give_focus_back()
        self._say_why_not()

    def show_busy(self, busy: bool) -> None:
        """For subclasses: where it is seen that something is under way."""
        self.card.set_busy(busy)

    def _give_focus_back(self) -> None:
        """To where it was before the page was locked, unless it has been taken elsewhere since."""
        focused, self._focused = self._focused, None
        self.setAccessibleName("")
        # asked of the window, which remembers it while another program's window is the active one
        if focused is None or self.window().focusWidget() is not self:
            return
        from shiboken6 import isValid

        if isValid(focused) and focused.isEnabled() and focused.isVisible():
            focused.setFocus()

    def lead_to(self, field: Field) -> None:
        """Give a field the focus, and while the page is locked, as soon as it is unlocked."""
        if self._locked:
            self._focused = field.input
        else:
            field.focus()

    def submit(self) -> None:
        """Overridden by every page."""

    def send(self, answer: Callable[[], object], doing: Message) -> None:
        """Emit an answer if one may be sent now, and say meanwhile what is being done.

        Args:
            answer: Makes the answer; called once the fields are known to be right.
            doing: Stands on the button until the page is unlocked.
        """
        if self.may_send():
            made = answer()
            self.lock(doing)
            self.submitted.emit(made)

    def try_again(self) -> None:
        """What was under way last, once more."""
        repeat = self._repeat or self.submit
        repeat()

    def try_again_means(self, repeat: Callable[[], None]) -> None:
        """Until the page is locked again; without this it means what was under way last."""
        self._repeat = repeat

    def may_submit(self) -> bool:
        """Not while the service has asked for patience."""
        return self._patience is None or not self._patience.blocks

    def may_send(self) -> bool:
        """Asked by `submit`: nothing is under way, and nothing is wrong with what was typed."""
        return not self._locked and self.may_submit() and self.first_wrong() is None

    def go_back(self) -> None:
        if not self._locked:
            self.back.emit()

    def show_error(self, view: ErrorView) -> None:
        """In the bar. Subclasses also point at the field that the error is about."""
        from desktop_login.domain.errors import ErrorCode

        self.bar.show_view(view)
        if view.tone == "error":  # a remark, such as that the user cancelled, waits for nothing
            self._be_patient(view)
        if view.code is ErrorCode.BUSY:
            self._offer_cancel()

    def _be_patient(self, view: ErrorView) -> None:
        from desktop_login.domain.errors import ErrorCode

        if view.code is ErrorCode.TOO_MANY_ATTEMPTS and self._repeat is not None:
            return  # of something else than submitting, which may go on
        if self._patience is None:
            from desktop_login.ui.retry_countdown import RetryCountdown

            self._patience = RetryCountdown(self)
            self._patience.ticked.connect(self._waited)
            self._patience.over.connect(self._wait_is_over)
        self._patience.begin(view)
        self.primary.setEnabled(not self._locked and self.may_submit())

    def _waited(self, view: ErrorView) -> None:
        self.bar.update_message(view)

    def _say_why_not(self) -> None:
        """Say again why this page may not send yet."""
        view = self._patience.blocking if self._patience is not None else None
        if view is not None:
            self.bar.show_view(view)

    def _wait_is_over(self, problem: object) -> None:
        from desktop_login.domain.errors import ErrorCode

        self.primary.setEnabled(not self._locked and self.may_submit())
        if problem is ErrorCode.BUSY:
            self.try_again()
        elif problem in (ErrorCode.LOCKED_OUT, ErrorCode.TOO_MANY_ATTEMPTS):
            from desktop_login.messages.inputs import TRY_AGAIN_NOW
            from desktop_login.messages.message import message
            from desktop_login.ui.error_view import success

            self.bar.show_view(success(message(TRY_AGAIN_NOW)))

    def _stop_asking(self) -> None:
        if self._patience is not None:
            self._patience.give_up_asking()

    def clear_bar(self) -> None:
        if self._bar is not None:
            self._bar.clear()

    def start(self) -> None:
        """The page has come on screen: the first field gets the focus."""
        for field in self.fields:
            if field.isEnabled():
                field.focus()
                return

    def forget(self) -> None:
        """Leaves no trace of what was typed."""
        self._stop_asking()
        self.clear_bar()
        for field in self.fields:
            field.set_text("")
            field.forgive()

    def first_wrong(self) -> Field | None:
        """Asks every field to show what is wrong; the first wrong one gets the focus."""
        wrong = [field for field in self.fields if not field.insist()]
        if wrong:
            wrong[0].focus()
            return wrong[0]
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt

        if event.key() == Qt.Key.Key_Escape:
            if self.cancel is not None and self.cancel.isVisible():
                self._cancel()
            else:
                self.go_back()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._entered()
            return
        super().keyPressEvent(event)

    def _entered(self) -> None:
        """Enter presses the button that has the focus, and else submits. Inputs do so by
        themselves."""
        focused = self.focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()
        elif not isinstance(focused, QLineEdit):
            self.submit()

    def _cancel(self) -> None:
        self._stop_asking()
        self._withdraw_cancel()
        self.cancelled.emit()

    def _offer_cancel(self) -> None:
        """In the place of the way back, which is closed meanwhile: so nothing moves."""
        if self.cancel is None and self.has_way_out:
            self.cancel = button(tr(CANCEL), "link", "C")
            self.cancel.clicked.connect(self._cancel)
            self.put_in_way_out(self.cancel, self.primary)
            accelerate(self)
        self.open_way_out(False)
        if self.cancel is not None:
            self.cancel.show()

    def _withdraw_cancel(self) -> None:
        if self.cancel is not None:
            self.cancel.hide()
            self.open_way_out(True)
