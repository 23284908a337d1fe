"""The sign-in goes on in the browser, and this page waits for it, or says what keeps it from coming back. Opens no browser."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_login.domain.browser import (
    BrowserAction,
    BrowserStage,
    ContinueInBrowser,
    PastedAddress,
)
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.secret import Secret
from desktop_login.messages.browser import (
    ADDRESS_FROM_BROWSER,
    ANOTHER_ACCOUNT,
    CALLBACK_URLS,
    CALLBACK_URLS_COPIED,
    CANNOT_RETURN,
    CONTINUE_IN_BROWSER,
    COPY_CALLBACK_URLS,
    COPY_LINK,
    DID_NOT_COME_BACK,
    FINISHING,
    LINK_COPIED,
    NO_ANSWER,
    NOT_OPENED,
    NOT_REGISTERED,
    OPEN_AGAIN,
    OPEN_ANYWAY,
    OPENING_BROWSER,
    PASTE_ADDRESS,
    START_AGAIN,
    STILL_WAITING,
    TIMED_OUT,
    WAITING_FOR,
)
from desktop_login.messages.message import FormattedMessage, Message, message
from desktop_login.messages.pages import BACK_TO_SIGN_IN, CANCEL, CONTINUE, TRY_AGAIN
from desktop_login.messages.sanitize import defused_lines
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.announce import announce
from desktop_login.ui.error_view import ErrorView
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button, label, retitle, sentence
from desktop_login.ui.widgets.calm_line import CalmLine
from desktop_login.ui.widgets.field import Field
from desktop_login.ui.widgets.fitted_text import FittedText
from desktop_login.ui.widgets.placing import centred
from desktop_login.ui.widgets.question_page import QuestionPage
from desktop_login.ui.widgets.scrolled import scroll_to
from desktop_login.ui.widgets.tab_order import reach_in_turn
from desktop_login.ui.widgets.toast import toast_of

_WAITS = (BrowserStage.WAITING, BrowserStage.NOT_OPENED)
_HEADINGS = {
    BrowserStage.NOT_REGISTERED: CANNOT_RETURN,
    BrowserStage.TIMED_OUT: NO_ANSWER,
}
_PRIMARY = {
    BrowserStage.NOT_REGISTERED: COPY_CALLBACK_URLS,
    BrowserStage.TIMED_OUT: START_AGAIN,
}


class WaitingForBrowserPage(QuestionPage[ContinueInBrowser]):
    """Emits `submitted(BrowserAction)` or `submitted(PastedAddress)`.

    One page for all stages of a round: it changes what it says, and is not replaced.
    """

    button_apart = True  # where the field for the address is hidden, what is above it has no line

    def __init__(self, question: ContinueInBrowser) -> None:
        super().__init__(CONTINUE_IN_BROWSER, back=CANCEL)
        self._question = question
        self.say(_lead_of(question))
        self._waiting = self._make_waiting()
        self._refused = self._make_refused()
        self.card.body.addWidget(self._waiting)
        self.card.body.addWidget(self._refused)
        self.how = sentence(tr(PASTE_ADDRESS), "small")
        self.how.setContentsMargins(0, 0, 0, GRID // 2)
        self.card.body.addWidget(self.how)
        # the address holds a code, so nothing of it goes to other programs
        self.address = Field(ADDRESS_FROM_BROWSER, hints=False, secret=True, long_complaint=True)
        self.add_field(self.address)
        self.finish(CONTINUE, "S")
        above = self.card.body.itemAt(self.card.body.indexOf(self.primary) - 1)
        self._gap = above.spacerItem() if above is not None else None
        self.open_anyway = button(tr(OPEN_ANYWAY), "link", "W")
        self.open_anyway.clicked.connect(lambda: self._begin(BrowserAction.OPEN_ANYWAY))
        self.card.body.addLayout(centred(self.open_anyway))
        self.setTabOrder(self.primary, self.open_anyway)
        if self.back_link is not None:
            self.setTabOrder(self.open_anyway, self.back_link)
        self.lock_too(self.open_again, self.another, self.lost, self.open_anyway)
        self._show()

    @property
    def pasting(self) -> bool:
        """Whether the field for the address is open."""
        return not self.address.isHidden()

    def update_question(self, question: ContinueInBrowser) -> bool:
        before, self._question = self._question, question
        if question.stage is not before.stage:
            self._open_paste(False)
            self._show()
            if question.stage in _HEADINGS:
                announce(self, self.heading.text())
            announce(self, translate(_lead_of(question)))
            self.start()
        elif question != before:
            self._show()
        return True

    def submit(self) -> None:
        stage = self._question.stage
        if stage is BrowserStage.NOT_REGISTERED:
            self._copy_urls()
        elif stage is BrowserStage.TIMED_OUT:
            self._begin(BrowserAction.START_AGAIN)
        elif self.pasting:
            self.send(lambda: PastedAddress(Secret(_joined(self.address.text()))), FINISHING)

    def lock(self, words: Message, repeat: object = None) -> None:
        """What is done stands on a button that is seen."""
        del repeat  # "Try again" means what this page sends
        super().lock(words)
        if self.primary.isHidden():
            retitle(self.open_again, tr(words))

    def unlock(self) -> None:
        super().unlock()
        self._name_again()

    def show_error(self, view: ErrorView) -> None:
        if view.code is not ErrorCode.BROWSER_OTHER_ADDRESS or self._question.stage not in _WAITS:
            super().show_error(view)
            return
        # at the field: in a small window the bar is out of sight from there
        self._open_paste(True, move=True)
        self.address.mark(view.message)
        announce(self.address, translate(view.message))

    def start(self) -> None:
        stage = self._question.stage
        if stage is BrowserStage.WAITING:
            self.open_again.setFocus()
        elif stage is BrowserStage.NOT_OPENED:
            self.copy.setFocus()
        else:
            self.primary.setFocus()

    def forget(self) -> None:
        super().forget()
        self.urls.setPlainText("")

    def yet_to_come(self) -> int:
        """The field for the address, with what belongs to it: it opens below the link that asks for it, and
        that link stays where it was pressed."""
        if self.pasting or self._question.stage not in _WAITS:
            return 0
        for part in (self.how, self.primary, *self.address.findChildren(QWidget)):
            part.ensurePolished()  # none of it has been seen yet
        body = self.card.body
        highs = (
            self.how.heightForWidth(self.card.width_within(self.column_width)),
            self.address.sizeHint().height(),
            self.primary.sizeHint().height(),
        )
        return sum(high + body.spacing() for high in highs)

    def _make_waiting(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        self._ways = column
        self._line = QWidget()
        around = QVBoxLayout(self._line)
        around.setContentsMargins(0, 0, 0, GRID)
        around.addWidget(CalmLine(tr(STILL_WAITING)))
        column.addWidget(self._line)
        self.open_again = button(tr(OPEN_AGAIN), "", "O")
        self.open_again.clicked.connect(lambda: self.submitted.emit(BrowserAction.OPEN_AGAIN))
        self.copy = button(tr(COPY_LINK), "", "K")
        self.copy.clicked.connect(self._copy_link)
        self.another = button(tr(ANOTHER_ACCOUNT), "link", "A")
        self.another.clicked.connect(lambda: self.submitted.emit(BrowserAction.ANOTHER_ACCOUNT))
        self.lost = button(tr(DID_NOT_COME_BACK), "link", "R")
        self.lost.clicked.connect(lambda: self._open_paste(not self.pasting, move=True))
        line = QFrame()
        line.setObjectName("line")
        column.addWidget(self.open_again)
        column.addWidget(self.copy)
        column.addLayout(centred(self.another))
        column.addSpacing(GRID)
        column.addWidget(line)
        column.addSpacing(GRID)
        column.addLayout(centred(self.lost))
        return made

    def _make_refused(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        self.urls = FittedText()
        self.urls.setProperty("kind", "")
        self.urls.setProperty("loginRole", "key")
        self.urls.setAccessibleName(tr(CALLBACK_URLS))
        title = label(tr(CALLBACK_URLS), "label")
        title.setBuddy(self.urls)
        column.addWidget(title)
        column.addWidget(self.urls)
        return made

    def _show(self) -> None:
        question, stage = self._question, self._question.stage
        waits = stage in _WAITS
        self.say(_lead_of(question))
        self.heading.setText(tr(_HEADINGS.get(stage, CONTINUE_IN_BROWSER)))
        self._waiting.setVisible(waits)
        self._show_ways(opened=stage is not BrowserStage.NOT_OPENED)
        refused = stage is BrowserStage.NOT_REGISTERED
        self._refused.setVisible(refused)
        self.open_anyway.setVisible(refused)
        self._show_urls()
        self.name_primary(_PRIMARY.get(stage, CONTINUE))
        if not waits or not self.address.text():
            self._open_paste(False)
        if self.back_link is not None:
            retitle(self.back_link, tr(CANCEL if waits else BACK_TO_SIGN_IN))
        self.settle()

    def _show_ways(self, *, opened: bool) -> None:
        """A browser that was not opened is at work on nothing, and the link is the way that is left:
        it comes first then, and is the great button."""
        self._line.setVisible(opened)
        kind = "" if opened else "primary"
        if self.copy.property("kind") != kind:
            self.copy.setProperty("kind", kind)
            self.copy.style().polish(self.copy)
        first, second = (self.open_again, self.copy) if opened else (self.copy, self.open_again)
        place = min(self._ways.indexOf(first), self._ways.indexOf(second))
        for offset, one in enumerate((first, second)):
            self._ways.insertWidget(place + offset, one)
        reach_in_turn(first, second, self.another)
        self._name_again()

    def _name_again(self) -> None:
        if not self.locked:
            opened = self._question.stage is not BrowserStage.NOT_OPENED
            retitle(self.open_again, tr(OPEN_AGAIN if opened else TRY_AGAIN))

    def _show_urls(self) -> None:
        """As high as they are at once: the page is placed by its height."""
        urls = self._question.callback_urls
        self.urls.setPlainText(defused_lines("\n".join(urls)))
        self.urls.ensurePolished()
        lines = (self.urls.fontMetrics().height() + 1) * max(1, len(urls))
        self.urls.setFixedHeight(lines + 2 * GRID + 3)

    def _open_paste(self, wanted: bool, *, move: bool = False) -> None:
        """The rare way, below the usual ones: nothing above it moves. What was pasted holds a code, and does not
        stay in a field that is not seen."""
        if not wanted:
            self.address.set_text("")
            self.address.forgive()
        self.how.setVisible(wanted)
        self.address.setVisible(wanted)
        self.primary.setVisible(wanted or self._question.stage not in _WAITS)
        if self._gap is not None:  # below the field there is space enough
            apart = self._question.stage is BrowserStage.NOT_REGISTERED
            self._gap.changeSize(0, GRID if apart else 0)
            self.card.body.invalidate()
        if move and wanted:
            self.address.focus(select=True)
            QTimer.singleShot(0, self, lambda: scroll_to(self.primary))  # once it has its place

    def _begin(self, action: BrowserAction) -> None:
        if not self.locked:
            self.lock(OPENING_BROWSER)
            self.submitted.emit(action)

    def _copy_link(self) -> None:
        self.secret_copied.emit(self._question.link.reveal())
        toast_of(self).show(tr(LINK_COPIED))

    def _copy_urls(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._question.callback_urls))
        toast_of(self).show(tr(CALLBACK_URLS_COPIED))


def _lead_of(question: ContinueInBrowser) -> FormattedMessage:
    match question.stage:
        case BrowserStage.NOT_REGISTERED:
            return message(NOT_REGISTERED)
        case BrowserStage.TIMED_OUT:
            return message(TIMED_OUT)
        case BrowserStage.NOT_OPENED:
            return message(NOT_OPENED)
        case _:
            return message(WAITING_FOR, host=question.host)


def _joined(typed: str) -> str:
    """An address has no spaces, but one that was copied from a letter or a terminal may have."""
    return "".join(typed.split())
