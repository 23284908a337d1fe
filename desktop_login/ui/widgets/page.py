"""What every page of the sign-in shares: the card, the problem bar, locking, Cancel, Esc. Knows no flow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_login.messages.message import FormattedMessage, Message
from desktop_login.messages.pages import BACK_TO_SIGN_IN, CANCEL
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.theme import CARD_WIDTH, GRID
from desktop_login.ui.widgets.basics import (
    RING,
    Card,
    accelerate,
    button,
    retitle,
    sentence,
    set_accelerator,
)
from desktop_login.ui.widgets.field import Field

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from desktop_login.ui.error_view import ErrorView
    from desktop_login.ui.retry_countdown import RetryCountdown
    from desktop_login.ui.widgets.problem_bar import ProblemBar

CANCEL_AFTER_MS = 2000
# Where the heading stands: a share of the height, and never so high that a bar above it would move
# it. So a page keeps its place whatever appears on it.
_ANCHOR = 0.18
# In a lower place than this a page that would have to scroll gives up the room for a message.
_LOW = 75 * GRID
_TIGHT_ABOVE = GRID
_COLUMN = 100  # the column's share of the width, with 1 at each side of it
_BESIDE = 16  # the room for the card's shadow, so that the bar is as wide as the card


class Page(QWidget):
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
    # whether all of the page is seen before the room for a message is kept, however high the place is
    seen_whole_first = False
    # whether the way back stands at the top: on a page that is looked through and not filled in
    back_on_top = False
    least_above = 13 * GRID  # a bar with two lines and its links
    least_if_whole = 13 * GRID  # where that much is enough for all of the page to be seen

    def __init__(self, heading: Message | str, *, back: Message | None = BACK_TO_SIGN_IN) -> None:
        super().__init__()
        self.setObjectName("page")
        self._locked = False
        self._focused: QWidget | None = None
        self._idle_text = ""
        self._bar: ProblemBar | None = None
        self._patience: RetryCountdown | None = None
        self._repeat: Callable[[], None] | None = None
        words = tr(heading) if isinstance(heading, Message) else heading
        self.heading = sentence(words, "heading", centred=True)
        self.heading.setContentsMargins(_BESIDE, 0, _BESIDE, 0)  # the bar lies over the margin
        self.lead: QLabel | None = None
        self.card = Card()
        self.fields: list[Field] = []
        self.primary = button("", "primary")
        self.primary.clicked.connect(self.submit)
        self.cancel: QPushButton | None = None
        self._cancel_timer = QTimer(self)
        self._cancel_timer.setSingleShot(True)
        self._cancel_timer.setInterval(CANCEL_AFTER_MS)
        self._cancel_timer.timeout.connect(self._offer_cancel)
        self.back_link: QPushButton | None = None
        if back is not None:
            self.back_link = button(tr(back), "link", "B")
            self.back_link.clicked.connect(self.go_back)
            self.back_link.setProperty("part", "middle")
        # Cancel comes there, in the place of what leads away while nothing is under way.
        self._way_out: QHBoxLayout | None = None
        self._leads_away: QWidget | None = None
        self._lockable: list[QWidget] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(GRID)
        self._above = QWidget()
        self._above.setMinimumHeight(self.least_above)
        self._seen_in = (0, 0)

    @property
    def bar(self) -> ProblemBar:
        """The problem bar, first on the page and first in its accessibility tree."""
        if self._bar is None:
            from desktop_login.ui.widgets.problem_bar import ProblemBar

            self._bar = ProblemBar()
            self._bar.try_again.connect(self.try_again)
            room = QVBoxLayout(self._above)
            room.setContentsMargins(_BESIDE, GRID, _BESIDE, 0)
            room.addStretch(1)
            room.addWidget(self._bar)
            self._reach_first(self._bar.buttons)
        return self._bar

    def _reach_first(self, widgets: Sequence[QWidget]) -> None:
        """Tab comes to these before everything else on the page. Qt puts a widget only after another
        one that takes the focus, so the first of the page takes it for that long."""
        from PySide6.QtCore import Qt

        self._above.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for one, following in pairwise((self._above, *widgets)):
            self.setTabOrder(one, following)
        self._above.setFocusPolicy(Qt.FocusPolicy.NoFocus)

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
        if self.card.body.count():
            self.card.body.addSpacing(GRID)
        self.card.body.addWidget(self.primary)
        column = QWidget()
        column.setMaximumWidth(CARD_WIDTH + 2 * _BESIDE)
        column.setLayout(self._column)
        self._column.addWidget(self._above)
        self.add_above_heading(self._column)
        self._column.addWidget(self.heading)
        if self.lead is not None:
            self._column.addWidget(self.lead)
        self.add_above_card(self._column)
        self._column.addWidget(self.card)
        if self.back_link is not None:
            self._lockable.append(self.back_link)
        card_is_last = self._way_out is not None
        if self._way_out is None:
            self._column.addLayout(self._way_out_below())
        self._column.addStretch(1)
        foot = self._column.count()
        self.add_below_card(self._column)
        # below a card that ends the page its shadow is margin enough
        card_is_last = card_is_last and self._column.count() == foot
        self._column.setContentsMargins(0, 0, 0, 0 if card_is_last else 2 * GRID)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(column, _COLUMN)
        row.addStretch(1)

    def _way_out_below(self) -> QHBoxLayout:
        """The way back in the middle below the card, and room for Cancel where there is none."""
        row = QHBoxLayout()
        row.setSpacing(0)
        room = QWidget()
        room.setFixedSize(0, 3 * GRID)
        row.addWidget(room)
        row.addStretch(1)
        if self.back_link is not None:
            row.addWidget(self.back_link)
        row.addStretch(1)
        self._way_out, self._leads_away = row, self.back_link
        return row

    def lead_away_on_top(self, link: QWidget, column: QVBoxLayout) -> None:
        """What leads away from the page stands at the top. Its words begin where the card does, and the
        ring of its focus before them."""
        link.setProperty("part", "middle")
        row = QHBoxLayout()
        row.setContentsMargins(_BESIDE - RING, 0, _BESIDE, 0)
        row.setSpacing(0)
        row.addWidget(link)
        row.addStretch(1)
        self.lead_away_in(row, link)
        column.addLayout(row)

    def stand_in(self, width: int, height: int) -> None:
        """How large the place is in which the page is seen: where it is low, less is left above.
        The page itself may not have that width yet.

        In a low window the room that is kept for a message goes before anything has to be scrolled
        to; in one of the usual height it stays, so that no message moves a control.
        """
        self._seen_in = width, height
        width = min(width * _COLUMN // (_COLUMN + 2), CARD_WIDTH + 2 * _BESIDE)
        room = self._above.layout()
        above = self._above.minimumHeight()
        if room is not None:  # a bar that needs more than is kept for it
            above = max(above, room.totalHeightForWidth(width))
        rest = self._column.totalHeightForWidth(width) - above
        rest += self.yet_to_come() - self.may_be_below()
        wanted = max(self.least_above, round(height * _ANCHOR))
        least = _TIGHT_ABOVE if height < _LOW or self.seen_whole_first else self.least_above
        if height - rest >= self.least_if_whole:
            least = min(least, height - rest)
        self._above.setMinimumHeight(max(least, min(wanted, height - rest)))

    @property
    def seen_low(self) -> bool:
        """Whether the place is so low that the room for a message is given up first."""
        return self._seen_in[1] < _LOW

    @property
    def seen_in(self) -> int:
        """How high the place is in which the page is seen; 0 before that is known."""
        return self._seen_in[1]

    def may_be_below(self) -> int:
        """For subclasses: the height of what comes by itself at the end, and moves nothing above it."""
        return 0

    def yet_to_come(self) -> int:
        """For subclasses: the height of what is added later, whose room is kept from the beginning."""
        return 0

    def settle(self) -> None:
        """What stands on the page has changed, and with it the room that can be left above."""
        if any(self._seen_in):
            self.stand_in(*self._seen_in)

    def add_above_heading(self, column: QVBoxLayout) -> None:
        """For subclasses: what stands at the top."""
        if self.back_on_top and self.back_link is not None:
            self.lead_away_on_top(self.back_link, column)

    def add_above_card(self, column: QVBoxLayout) -> None:
        """For subclasses: what stands between the heading and the card."""

    def lead_away_in(self, row: QHBoxLayout, link: QWidget) -> None:
        """Cancel comes in the place of this link, the first in its row."""
        self._way_out, self._leads_away = row, link

    def put_in(self, place: str, widget: QWidget) -> None:
        """Something of another program: above the heading, below the card, or at the foot."""
        row = QHBoxLayout()
        row.setContentsMargins(_BESIDE, 0, _BESIDE, 0)  # as wide as the card
        row.addWidget(widget)
        if place == "header":
            self._column.insertLayout(self._column.indexOf(self.heading), row)
            self._reach_first(reached_by_tab(widget))
        elif place == "below_form":
            self._column.insertLayout(self._column.indexOf(self.card) + 1, row)
        else:
            self._column.addLayout(row)

    def add_below_card(self, column: QVBoxLayout) -> None:
        """For subclasses: what stands at the foot of the page."""

    def say(self, lead: FormattedMessage) -> None:
        """The sentence below the heading."""
        if self.lead is None:
            self.lead = sentence("", "muted", centred=True)
            self.lead.setContentsMargins(_BESIDE, 0, _BESIDE, 0)
        self.lead.setText(translate(lead))

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
        self.card.set_busy(True)
        self._cancel_timer.start()

    def unlock(self) -> None:
        self._locked = False
        for widget in self._lockable:
            widget.setEnabled(True)
        self.primary.setEnabled(self.may_submit())
        retitle(self.primary, self._idle_text)
        self.card.set_busy(False)
        self._cancel_timer.stop()
        self._withdraw_cancel()
        self._give_focus_back()
        self._say_why_not()

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
        away = self._leads_away
        if self.cancel is None and self._way_out is not None:
            self.cancel = button(tr(CANCEL), "link", "C")
            self.cancel.clicked.connect(self._cancel)
            self.cancel.setProperty("part", "middle" if away is None else away.property("part"))
            on_top = self._way_out.indexOf(away) == 0 if away is not None else False
            self._way_out.insertWidget(1 if on_top else 2, self.cancel)
            self.setTabOrder(away if on_top and away is not None else self.primary, self.cancel)
            accelerate(self)
        if away is not None:
            away.hide()
        if self.cancel is not None:
            self.cancel.show()

    def _withdraw_cancel(self) -> None:
        if self.cancel is not None:
            self.cancel.hide()
            if self._leads_away is not None:
                self._leads_away.show()


def reached_by_tab(whole: QWidget) -> list[QWidget]:
    """Return what takes the focus by Tab in a widget, itself included, in that order."""
    from PySide6.QtCore import Qt

    found: list[QWidget] = []
    one: QWidget | None = whole
    while one is not None:
        inside = one is whole or whole.isAncestorOf(one)
        if inside and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(one)
        one = one.nextInFocusChain()
        if one is whole:
            break
    return found


def centred(widget: QWidget) -> QHBoxLayout:
    """A row with the widget in its middle. A link is in line with nothing there, so that the ring of
    its focus keeps away from its letters."""
    if widget.property("kind") == "link":
        widget.setProperty("part", "middle")
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row
