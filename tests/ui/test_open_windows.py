"""A test that leaves a window behind fails itself, and no later test pays for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from tests.open_windows import no_windows_left


def shown() -> QWidget:
    window = QWidget()
    window.show()
    return window


@pytest.mark.medium
@pytest.mark.parametrize("make", [QWidget, shown])
def test_window_that_is_left_fails_the_test_that_made_it_and_is_deleted(
    qapp: QApplication, make: Callable[[], QWidget]
) -> None:
    before = len(QApplication.topLevelWidgets())
    with pytest.raises(pytest.fail.Exception, match="windows left behind"), no_windows_left():
        kept = make()
    assert kept is not None
    assert len(QApplication.topLevelWidgets()) == before


def test_window_that_is_closed_collected_or_a_child_or_was_there_before_is_nobodys_fault(
    qapp: QApplication,
) -> None:
    before = QWidget()
    with no_windows_left():
        QWidget(before).show()
        QWidget()  # collected at once
        closed = QWidget()
        closed.close()
        closed.deleteLater()
    before.deleteLater()
