"""Types of widgets that PySide6 makes all at once, made ahead. Knows no widget of ours.

PySide6 makes the Python type of a class when it is first named. When it is handed a widget that Qt has
made by itself, such as the viewport of a scroll area, it makes every kind of widget there is, to find
out which one it has: 14 to 19 ms, on the window's thread, when a page is first scrolled or searched
for its buttons. The first colour that is painted does the same with gradients.
"""

from __future__ import annotations

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


def make_types() -> None:
    """For a thread other than the window's, after the pages are imported."""
    from PySide6 import QtGui, QtWidgets

    for name in WIDGETS:
        getattr(QtWidgets, name, None)  # a version of Qt may have others
    for name in PAINTING:
        getattr(QtGui, name, None)
