"""The demo's security key in the side panel: what it says and does, whatever thread a change comes from."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.ui.widgets.demo_key import DemoKeyBox
from tests.fakes.keys_in_hand import KeyInHand


def opened(qtbot: QtBot, key: KeyInHand) -> DemoKeyBox:
    box = DemoKeyBox(key)
    qtbot.addWidget(box)
    box.show()
    return box


def test_one_button_inserts_the_key_and_pulls_it_out(qtbot: QtBot) -> None:
    key = KeyInHand()
    box = opened(qtbot, key)
    assert box.plug.accessibleName() == "Insert demo key"
    assert box.state.text() == "Not inserted · PIN 1234"
    QTest.mouseClick(box.plug, Qt.MouseButton.LeftButton)
    assert key.is_inserted
    qtbot.waitUntil(lambda: box.plug.accessibleName() == "Remove demo key")
    assert box.state.text() == "Inserted · PIN 1234"
    QTest.keyClick(box.plug, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: box.plug.accessibleName() == "Insert demo key")
    assert not key.is_inserted


def test_touch_is_possible_only_while_the_key_waits_for_it(qtbot: QtBot) -> None:
    key = KeyInHand(inserted=True)
    box = opened(qtbot, key)
    assert box.touch.accessibleName() == "Touch demo key"
    assert not box.touch.isEnabled()
    other = threading.Thread(target=key.wait, args=(True,))
    other.start()
    other.join()
    qtbot.waitUntil(box.touch.isEnabled)
    assert box.state.text() == "Waiting for your touch"
    assert box.property("newest") is True
    QTest.mouseClick(box.touch, Qt.MouseButton.LeftButton)
    assert key.touches == 1
    qtbot.waitUntil(lambda: not box.touch.isEnabled())
    assert box.property("newest") is False


def test_focus_stays_in_the_box_when_the_key_has_been_touched(qtbot: QtBot) -> None:
    panel, key = QWidget(), KeyInHand(inserted=True, waits=True)
    qtbot.addWidget(panel)
    box = DemoKeyBox(key)
    column = QVBoxLayout(panel)
    for one in (box, QPushButton("Use code")):
        column.addWidget(one)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    box.touch.setFocus()
    QTest.keyClick(box.touch, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not box.touch.isEnabled())
    assert box.plug.hasFocus()


def test_key_outlives_the_box(qtbot: QtBot) -> None:
    key = KeyInHand()
    box = opened(qtbot, key)
    box.deleteLater()
    QTest.qWait(10)
    key.insert()
    QTest.qWait(10)
    assert key.is_inserted
