"""Version, licences, and what a person sends to whoever helps: the log's folder and a report. Opens and copies; collects nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel

from desktop_login import __version__
from desktop_login.messages import frame as words
from desktop_login.messages.pages import APP_NAME
from desktop_login.messages.translate import tr
from desktop_login.ui.announce import announce
from desktop_login.ui.background_call import BackgroundCall
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button, label, sentence
from desktop_login.ui.widgets.busy_button import BusyButton
from desktop_login.ui.widgets.flow import Flow
from desktop_login.ui.widgets.sheet import Sheet

_JOINER = "\u2060"  # zero width: no line may end here
# What the program is made of, by the names and licences that the packages give themselves.
PARTS: tuple[tuple[str, str], ...] = (
    ("Qt, PySide6", "LGPL-3.0"),
    ("Inter", "OFL-1.1"),
    ("Python", "PSF-2.0"),
    ("boto3, botocore", "Apache-2.0"),
    ("cryptography", "Apache-2.0 / BSD-3-Clause"),
    ("PyJWT, keyring, tomlkit, urllib3, truststore, platformdirs, PyYAML", "MIT"),
    ("filelock", "Unlicense / MIT"),
    ("python-dotenv, segno", "BSD-3-Clause"),
    ("qasync, fido2", "BSD-2-Clause"),
    ("fido2’s access to USB keys", "Apache-2.0"),
    ("Public Suffix List", "MPL-2.0"),
    ("gmpy2", "LGPL-3.0"),
    ("phonenumbers", "Apache-2.0"),
)


class AboutPage(Sheet):
    """A program with a brand has its own name here, and says below what it is made with.

    `report` blocks: it tries the parts of the installation. Without `log_folder` there is none.
    """

    def __init__(
        self, report: Callable[[], str], log_folder: Path | None, *, branded: bool = False
    ) -> None:
        super().__init__(words.ABOUT)
        self._report = report
        self._log_folder = log_folder
        self._background = BackgroundCall(self)
        self._background.done.connect(self._copy)
        self._background.failed.connect(self._failed)
        rows = self.add_section(APP_NAME if branded else words.PROGRAM)
        made = words.MADE_WITH if branded else words.VERSION
        self.version = sentence(tr(made, version=__version__))
        rows.addWidget(self.version)
        if not branded:
            rows.addWidget(sentence(tr(words.OWN_LICENCE), "muted"))
        self.open_log = button(tr(words.OPEN_LOG_FOLDER), "", "F")
        self.open_log.clicked.connect(self._open_log)
        self.open_log.setEnabled(log_folder is not None)
        self.copy_report = BusyButton(tr(words.COPY_REPORT), tr(words.COLLECTING_REPORT), "C")
        self.copy_report.wanted.connect(self._collect)
        rows.addWidget(Flow(self.copy_report, self.open_log, across=GRID, down=GRID))
        self.result = sentence(tr(words.ABOUT_REPORT), "small")
        rows.addWidget(self.result)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)  # the longest licence on one line in a new window
        for at, (part, licence) in enumerate(PARTS):
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(label(part, wrap=True), at, 0, top)
            grid.addWidget(_names(licence), at, 1, top)
        self.add_section(words.LICENCES).addLayout(grid)
        self.finish()

    def _open_log(self) -> None:
        if self._log_folder is not None:
            from desktop_login.ui.browser import prepare_to_start

            prepare_to_start()
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_folder)))

    def _collect(self) -> None:
        self.copy_report.set_busy(True)
        self._background.start(self._report, "report")

    def _copy(self, report: object) -> None:
        QGuiApplication.clipboard().setText(str(report))
        self._done(tr(words.REPORT_COPIED))

    def _failed(self, error: Exception) -> None:
        self._done(tr(words.NO_REPORT, text=type(error).__name__))

    def _done(self, sentence: str) -> None:
        self.copy_report.set_busy(False)
        self.result.setText(sentence)
        announce(self.result, sentence)


def _names(licence: str) -> QLabel:
    """A line ends between two names, and not at a hyphen in one of them."""
    made = label(licence.replace("-", f"-{_JOINER}"), "muted", wrap=True)
    made.setAccessibleName(licence)
    return made
