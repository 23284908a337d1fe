"""An installation without the compiled sentences of a language: it speaks English, and no executable is built of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from desktop_login.messages import translate
from desktop_login.messages.pages import SIGN_IN
from desktop_login.ui import translation
from installer import freeze


@pytest.mark.parametrize("content", [None, b"", b"nonsense"])
def test_without_compiled_sentences_the_window_is_english(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    def resource(*parts: str) -> Path:
        if content is None:
            raise FileNotFoundError("/".join(parts))
        file = tmp_path / parts[-1]
        file.write_bytes(content)
        return file

    monkeypatch.setattr(translate, "resource", resource)
    translation.install_language(qapp, "ja")
    assert translate.tr(SIGN_IN) == SIGN_IN.source
    assert QLocale().language() == QLocale.Language.English
    translation.install_language(qapp, "en")


@pytest.mark.parametrize("missing", [".mo", ".first.mo"])
def test_no_executable_is_built_without_compiled_sentences(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "resources" / "translations"
    folder.mkdir(parents=True)
    monkeypatch.setattr(freeze, "ROOT", tmp_path)
    for suffix in {".po", *freeze.COMPILED[".po"]} - {missing}:
        (folder / f"ja{suffix}").write_text("", "utf-8")
    with pytest.raises(SystemExit, match=rf"^ja\{missing} is missing"):
        freeze.resources()
    (folder / f"ja{missing}").write_text("", "utf-8")
    assert freeze.resources() == [(str(tmp_path / "resources"), "desktop_login/resources")]
