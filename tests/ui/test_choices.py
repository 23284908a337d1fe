"""What is chosen in the settings is written one choice after the other."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.app.choices import ChoiceWriter
from tests.patience import STEP_MS


def test_a_choice_that_cannot_be_written_takes_no_other_along(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "settings.toml"
    writer = ChoiceWriter(qapp, file)
    failed: list[object] = []
    writer.failed.connect(failed.append)
    choices = (("appearance", "dark"), ("appearance", "of no kind"), ("language", "ja"))
    for name, value in choices:
        writer.write(name, value)
    qtbot.waitUntil(lambda: file.is_file() and "ja" in file.read_text("utf-8"), timeout=STEP_MS)
    assert len(failed) == 1
    assert 'appearance = "dark"' in file.read_text("utf-8")
    writer.deleteLater()
