"""Types of widgets that PySide6 makes all at once, made ahead. Knows no widget of ours.

PySide6 makes the Python type of a class when it is first named. When it is handed a widget that Qt has
made by itself, such as the viewport of a scroll area, it makes every kind of widget there is, to find
out which one it has: 14 to 19 ms, on the window's thread, when a page is first scrolled or searched
for its buttons. The first colour that is painted does the same with gradients.
"""

from __future__ import annotations

from collections.abc import Sequence

WIDGETS = (
    "QAbstractSpinBox",
    "QCalendarWidget",
    "QColorDialog",
    "QColumnView",
    "QComboBox",
    "QCommandLinkButton",
    "QDateEdit",
    "QDateTimeEdit",
    "QDial",
    "QDialog",
    "QDialogButtonBox",
    "QDockWidget",
    "QDoubleSpinBox",
    "QErrorMessage",
    "QFileDialog",
    "QFocusFrame",
    "QFontComboBox",
    "QFontDialog",
    "QGraphicsView",
    "QGroupBox",
    "QInputDialog",
    "QKeySequenceEdit",
    "QLCDNumber",
    "QListView",
    "QListWidget",
    "QMainWindow",
    "QMdiArea",
    "QMdiSubWindow",
    "QMenuBar",
    "QMessageBox",
    "QProgressBar",
    "QProgressDialog",
    "QRadioButton",
    "QRhiWidget",
    "QRubberBand",
    "QSizeGrip",
    "QSlider",
    "QSpinBox",
    "QSplashScreen",
    "QSplitter",
    "QSplitterHandle",
    "QStatusBar",
    "QTabWidget",
    "QTableWidget",
    "QTextBrowser",
    "QTimeEdit",
    "QToolBar",
    "QToolBox",
    "QTreeView",
    "QTreeWidget",
    "QUndoView",
    "QWizard",
    "QWizardPage",
)
PAINTING = ("QGradient",)


def make_types(names: Sequence[str]) -> None:
    """For the window's thread, a few at a time (see `ui/warm_up`)."""
    from PySide6 import QtGui, QtWidgets

    for name in names:
        module = QtGui if name in PAINTING else QtWidgets
        getattr(module, name, None)  # a version of Qt may have others
