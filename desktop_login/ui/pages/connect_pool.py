"""Which user pool: typed, pasted or imported, then examined. Decides what may be saved; asks and writes nothing itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from desktop_login.domain.pool_report import Report, Verdict
from desktop_login.domain.typed_text import cleaned
from desktop_login.messages.account import BACK
from desktop_login.messages.checks import line_of
from desktop_login.messages.connect import (
    ASK_FOREIGN_ISSUER,
    CHECK_CONNECTION,
    GO_ON_ANYWAY,
    IMPORT_FILE,
    MORE_THAN_ONE,
    READING_FILE,
    SECRET_CAN_WAIT,
    TELL_WHICH_POOL,
    TRY_THE_DEMO,
    USE_THESE_KEYS,
)
from desktop_login.messages.frame import (
    WHERE_THE_IDS_ARE,
)
from desktop_login.messages.inputs import FILES_THAT_WORK
from desktop_login.messages.message import message
from desktop_login.messages.pages import CHECKING, CONTINUE, IGNORE
from desktop_login.messages.select import of_import
from desktop_login.messages.settings import (
    FILE_HAS_CLIENT_ONLY,
    FILE_HAS_NO_POOL,
    FILE_HAS_POOL_ONLY,
)
from desktop_login.messages.translate import tr
from desktop_login.settings import SCHEMA, SettingsError
from desktop_login.settings.imports import (
    PoolConfig,
    SecretNotKept,
    from_address,
    left_out,
)
from desktop_login.ui.error_view import remark, success
from desktop_login.ui.pages.pool_connection import Connection, heading_of
from desktop_login.ui.pages.pool_fields import PoolFields
from desktop_login.ui.pages.pool_file import PoolFile, choose_file, file_of
from desktop_login.ui.pages.pool_work import PoolWork
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import accelerate, button, sentence
from desktop_login.ui.widgets.dialogs import ask
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.placing import centred
from desktop_login.ui.widgets.report_list import ReportList
from desktop_login.ui.widgets.scrolled import scroll_to
from desktop_login.ui.widgets.tab_order import reach_in_turn, reached_by_tab

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from desktop_login.ui.widgets.pool_choice import PoolChoice

# After so long without a key the IDs are examined, if they are whole.
PAUSE_BEFORE_CHECK_MS = 600
_TOP = 20  # small print begins as far below the edge as labels do elsewhere


class ConnectPoolPage(Page):
    """Emits `demo_wanted()`, and `connected()` once the settings are saved."""

    demo_wanted = Signal()
    connected = Signal()
    introduction = TELL_WHICH_POOL  # stands below the heading
    least_above = 9 * GRID  # a bar with two lines: what is said here has no links
    back_on_top = True  # below the form it would be the first thing to lie under the window's edge

    def __init__(self, connection: Connection) -> None:
        super().__init__(heading_of(connection), back=BACK if connection.with_back else None)
        self._setup = connection.setup
        self._work = work = PoolWork(self, connection.setup, emulated=connection.emulated)
        work.read.connect(self._read_done)
        work.examined.connect(self._examined)
        work.saved.connect(self._saved)
        work.failed.connect(self._failed)
        self._adding = connection.adding
        self._profile = connection.profile
        self._emulated = connection.emulated
        self._rest = connection.wanted  # what the page has no field for
        self._check_at_once = connection.check_at_once
        self._accepted_issuer = ""
        self._given: PoolConfig | None = None  # read or pasted, so that nobody is still typing it
        self._touched = self._summed_up = False
        self._pause = self._make_pause()
        self._choice: PoolChoice | None = None
        self._continuing = self._asked = False
        self.setAcceptDrops(True)
        # each field keeps room for a line below it, which divides them as well
        self.card.body.setSpacing(GRID // 2)
        self.card.body.setContentsMargins(3 * GRID, _TOP, 3 * GRID, 2 * GRID)
        if not connection.with_back:  # else it is said by the heading
            self.say(message(self.introduction))
        self._add_fields(connection)
        self.import_file = button(tr(IMPORT_FILE), "", "I")
        self.import_file.clicked.connect(self.choose_file)
        self.check = button(tr(CHECK_CONNECTION), "", "K")
        self.check.clicked.connect(self._start_check)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.import_file, 1)
        row.addWidget(self.check, 1)
        self.card.body.addLayout(row)
        self.report = ReportList()
        self.lock_too(self.import_file, self.check)
        self.finish(CONTINUE, "N")
        if connection.with_demo:
            self.add_demo()
        # below everything that can be used, which a report that comes by itself must not move
        self.card.body.addWidget(self.report)
        self.cancelled.connect(self._give_up)
        self.fill_in(connection.wanted)

    def _make_pause(self) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(PAUSE_BEFORE_CHECK_MS)
        made.timeout.connect(self._look)
        return made

    def add_demo(self) -> None:
        """The way to the demo."""
        self.demo: QPushButton = button(tr(TRY_THE_DEMO), "link", "D")
        self.demo.clicked.connect(self.demo_wanted)
        self.card.body.addLayout(centred(self.demo))
        self.lock_too(self.demo)

    def show_form(self) -> None:
        """For subclasses: the fields are wanted now. Here they are always there."""

    def _add_fields(self, connection: Connection) -> None:
        made = self._pool_fields = PoolFields(
            emulated=connection.emulated,
            adding=connection.adding is not None,
            taken=connection.taken,
        )
        self.name = made.name
        self.pool_id, self.client_id, self.secret = made.pool_id, made.client_id, made.secret
        if self.name is not None:
            self.add_field(self.name)
        where = sentence(tr(WHERE_THE_IDS_ARE), "small")
        where.setContentsMargins(0, 0, 0, GRID)  # it is about both fields, and not of the first one
        self.card.body.addWidget(where)
        for field in made.of_pool:
            self.add_field(field)
            field.edited.connect(self._edited)
            field.input.editingFinished.connect(self._left)

    def may_be_below(self) -> int:
        if self.report.isHidden():
            return 0
        # not laid out yet, so it has no height; it will be as wide as the fields
        high = self.report.heightForWidth(self.client_id.width())
        return high + self.card.body.spacing()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file of this computer; anywhere on the page."""
        if file_of(event.mimeData()) is not None and not self.locked:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = file_of(event.mimeData())
        if file is not None:
            event.acceptProposedAction()
            self.import_from(file)

    @property
    def profile(self) -> str:
        """Under which name the pool is saved."""
        return cleaned(self.name.text()) if self.name is not None else self._profile

    def start(self) -> None:
        super().start()
        if self._check_at_once:
            self.check.setFocus()  # a field would be taken for what is asked of one
            self._start_check()

    def fill_in(self, found: PoolConfig) -> None:
        self._rest = found
        self._pool_fields.fill_in(found)
        self._pause.stop()  # nobody has typed this
        self._touched = False

    def import_from(self, path: Path) -> None:
        """A file was chosen; what it holds replaces what stands in the fields."""
        if self.locked:
            return
        self._drop_choice()
        self.look_away()
        self.show_form()
        self.lock(READING_FILE)
        self._work.read_file(path)

    def _read_done(self, read: PoolFile) -> None:
        self._end_work()
        if len(read.pools) == 1:
            self._take(read.file, read.pools[0])
            return
        from desktop_login.ui.widgets.pool_choice import PoolChoice

        self._choice = PoolChoice(read.file, read.pools)
        self._choice.chosen.connect(self._take)
        self.card.body.insertWidget(self.card.body.indexOf(self.primary), self._choice)
        reach_in_turn(self.check, *reached_by_tab(self._choice))
        self.lock_too(self._choice)
        accelerate(self)
        self._choice.focus()

    def _drop_choice(self) -> None:
        choice, self._choice = self._choice, None
        if choice is not None:
            self.lock_no_longer(choice)
            choice.hide()
            choice.deleteLater()

    def _take(self, file: str, found: PoolConfig) -> None:
        self._drop_choice()
        found = self._without_foreign_issuer(found)
        self.fill_in(found)
        if not found.client_id:
            words = message(FILE_HAS_POOL_ONLY, file=file, text=found.user_pool_id)
            self.bar.show_view(remark(words))
            self.client_id.focus()
        elif not found.user_pool_id:
            words = message(FILE_HAS_CLIENT_ONLY, file=file, text=found.client_id)
            self.bar.show_view(remark(words))
            self.pool_id.focus()
        else:
            view = success(of_import(file, *found.summary))
            match left_out(found, file, emulated=self._emulated):
                case [one]:
                    view = remark(one)
                case [first, second]:
                    view = remark(message(MORE_THAN_ONE, first=first, second=second))
            self.bar.show_view(view)
            self.first_wrong()
            self._given = self._wanted()
            self._pause.start()

    def _without_foreign_issuer(self, found: PoolConfig) -> PoolConfig:
        """Ask the user to accept the issuer: a file must not decide whose keys verify tokens."""
        host = self._setup.foreign_issuer(found)
        if not host:
            return found
        if ask(self, message(ASK_FOREIGN_ISSUER, host=host), yes=USE_THESE_KEYS, no=IGNORE):
            self._accepted_issuer = found.issuer
            return found
        return found._replace(issuer="")

    def submit(self) -> None:
        """Continue: examines first, and a second time takes the settings as they are."""
        if not self.may_send():
            return
        if self._work.checked == self._wanted():
            self._save()
        else:
            self._continuing = True
            self._ask()

    def forget(self) -> None:
        super().forget()
        self.look_away()
        self.report.clear()
        self._drop_choice()

    def _wanted(self) -> PoolConfig:
        return self._pool_fields.value(self._rest)

    def _edited(self) -> None:
        """A pasted address becomes what it stands for; what was found holds no longer."""
        found = from_address(self.pool_id.text(), emulated=self._emulated)
        if found.user_pool_id:
            self.pool_id.set_text(found.user_pool_id)
            if found.client_id:
                self.client_id.set_text(found.client_id)
        typed = cleaned(self.pool_id.text())
        if typed != self._rest.user_pool_id:
            self._rest = PoolConfig()
        self._work.forget_findings()
        self._pool_fields.forgive()
        self.report.clear()
        self.look_away()
        if self._summed_up:
            self._summed_up = False
            self.clear_bar()
        self._touched = True
        if found.user_pool_id and found.client_id:
            self._given = self._wanted()
        if not self.locked:
            self._pause.start()

    def _left(self) -> None:
        """A field was left: what stands in it is whole."""
        if self._touched and not self.locked and self._work.looking_at is None:
            self._pause.start()

    def _look(self) -> None:
        """The check runs by itself, and the page can be used meanwhile."""
        if not self.isVisible():
            return  # the page was left while the pause ran
        wanted = self._wanted()
        if self.locked or self.card.isHidden() or not self._is_whole(wanted):
            return
        if wanted not in (self._work.looking_at, self._work.checked):
            self._continuing = False
            self._examine(wanted)
            self.card.set_busy(True)
            self._name_primary()

    def look_away(self) -> None:
        """What was being examined is not wanted any more."""
        self._pause.stop()
        if self._work.looking_at is not None:
            self._work.discard()
            self.card.set_busy(False)
        self._name_primary()

    def _is_whole(self, wanted: PoolConfig) -> bool:
        return self._pool_fields.are_whole(wanted, given=wanted == self._given)

    def _name_primary(self) -> None:
        """The button says what it would do now."""
        self.name_primary(self._work.next_step)

    def choose_file(self) -> None:
        chosen = choose_file(self)
        if chosen is not None:
            self.import_from(chosen)

    def _start_check(self) -> None:
        if not self.may_send():
            return
        self._continuing = False
        self._asked = True
        self._ask()

    def _ask(self) -> None:
        """Examine, and let nothing be changed meanwhile."""
        wanted = self._wanted()
        self._pause.stop()
        self.lock(CHECKING)
        if wanted != self._work.looking_at:
            self._examine(wanted)

    def _examine(self, wanted: PoolConfig) -> None:
        self.report.clear()
        self._pool_fields.forgive()
        self._work.examine(wanted)

    def _save(self) -> None:
        self.look_away()
        wanted = self._wanted()
        accepted = bool(wanted.issuer) and wanted.issuer == self._accepted_issuer
        adding = self._adding
        setup = adding.named(self.profile) if adding is not None else self._setup
        self.lock(CHECKING)
        self._work.save(setup, wanted, accept_issuer=accepted)

    def _end_work(self) -> None:
        self._name_primary()
        self.unlock()

    def _saved(self) -> None:
        self._end_work()
        self.secret.set_text("")
        self.connected.emit()

    def _examined(self, report: Report) -> None:
        self._end_work()
        self.report.show_report(report)
        refused = self._pool_fields.refuse(report)
        if self._asked:  # else nobody waits for it, and the page stays where it is
            self._asked = False
            if refused is not None:
                refused.focus(select=True)
            QTimer.singleShot(0, self, self._show_findings)
        if self._continuing and self._work.found_good:
            self._save()
        elif self._continuing:
            self.bar.show_view(remark(message(GO_ON_ANYWAY)))
        else:
            self._sum_up(report)

    def _show_findings(self) -> None:
        """The findings were asked for, so they are scrolled to."""
        QTimer.singleShot(0, self.report, lambda: scroll_to(self.report))

    def _sum_up(self, report: Report) -> None:
        """The report may lie below the edge of the window; what counts stands above the fields."""
        wrong = [finding for finding in report if not finding.good]
        fit = [finding for finding in report if finding.verdict is Verdict.CLIENT_FOUND]
        if wrong:
            self.bar.show_view(remark(line_of(wrong[0]).sentence))
        elif fit and self.bar.isHidden():  # not in place of what was read from a file
            self.bar.show_view(success(line_of(fit[0]).sentence))
        else:
            return
        self._summed_up = True

    def _failed(self, error: object) -> None:
        self._end_work()
        if isinstance(error, SecretNotKept):
            how = message(SECRET_CAN_WAIT, setting=SCHEMA["client_secret"][0])
            self.bar.show_view(remark(message(MORE_THAN_ONE, first=error.message, second=how)))
        elif isinstance(error, SettingsError):
            words = error.message
            if words.text is FILE_HAS_NO_POOL:
                words = message(MORE_THAN_ONE, first=words, second=message(FILES_THAT_WORK))
            self.bar.show_view(remark(words)._replace(tone="error"))
            for field in self.fields:  # of an earlier try; this is about the file
                if not field.text():
                    field.forgive()
        elif isinstance(error, Exception):
            raise error

    def _give_up(self) -> None:
        self.look_away()
        self._work.discard()
        self.unlock()
