"""The browser of the desktop: what is asked to open, with which environment, and what is never written of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QtMsgType, QUrl, Slot, qInstallMessageHandler, qWarning
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from desktop_login.system.environment import release_libraries
from desktop_login.ui import browser
from desktop_login.ui.browser import has_browser, open_address, without_addresses
from tests.patience import STEP_S

LINK = (
    "https://acme.auth.eu-west-1.amazoncognito.com/oauth2/authorize?scope=a%20b&hint=a%2Bb&state=S"
)
needs_display = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("xvfb-run"), reason="needs Xvfb"
)


class _Handler(QObject):
    """Takes the place of the desktop's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[bytes] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.asked.append(bytes(url.toEncoded().data()))


@pytest.fixture
def handler(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[_Handler]:
    del qapp
    _starter(tmp_path, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    made = _Handler()
    for scheme in ("https", "http"):
        QDesktopServices.setUrlHandler(scheme, made, "take")  # type: ignore[arg-type]
    yield made
    for scheme in ("https", "http"):
        QDesktopServices.unsetUrlHandler(scheme)
    qInstallMessageHandler(None)


def _starter(folder: Path, does: str, name: str = "xdg-open") -> Path:
    made = folder / name
    made.write_text(f"#!/bin/sh\n{does}\n")
    made.chmod(0o755)
    return made


def test_an_address_arrives_as_it_is_written(handler: _Handler) -> None:
    assert open_address(LINK)
    assert handler.asked == [LINK.encode()]


def test_an_address_of_this_computer_is_opened_too(handler: _Handler) -> None:
    assert open_address("http://localhost:9000/oauth2/authorize?a=b")
    assert handler.asked == [b"http://localhost:9000/oauth2/authorize?a=b"]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ms-calculator://x",
        "smb://host/share",
        "--help",
        "",
        "https://example.com/a b",
        "https://example.com/\nb",
        "https://example.com/\u2019; calc",
    ],
)
def test_what_is_no_web_address_opens_nothing(handler: _Handler, address: str) -> None:
    assert not open_address(address)
    assert handler.asked == []


def test_no_browser_is_found_before_qt_is_asked(
    handler: _Handler, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    (tmp_path / "xdg-open").unlink()
    for name in ("BROWSER", "DEFAULT_BROWSER", "SNAP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(browser, "_SANDBOX", tmp_path / "none")
    assert not has_browser()
    assert not open_address(LINK)
    assert handler.asked == []


def test_a_browser_that_the_person_has_named_counts(
    handler: _Handler, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del handler
    monkeypatch.setattr(sys, "platform", "linux")
    (tmp_path / "xdg-open").unlink()
    _starter(tmp_path, "exit 0", "my-browser")
    monkeypatch.delenv("DEFAULT_BROWSER", raising=False)
    monkeypatch.setenv("BROWSER", "my-browser")
    assert has_browser()


@pytest.mark.parametrize("starter", ["wslview", "powershell.exe"])
def test_inside_windows_its_browser_is_opened(
    handler: _Handler, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, starter: str
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    kernel = tmp_path / "osrelease"
    kernel.write_text("5.15.167.4-microsoft-standard-WSL2\n")
    monkeypatch.setattr(browser, "_KERNEL", kernel)
    written = tmp_path / "written"
    _starter(
        tmp_path,
        f'for one in "$@"; do echo "$one" >> {written}.part; done; mv {written}.part {written}',
        starter,
    )
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    link = LINK + "&quote='"
    assert open_address(link)
    _wait_for(written)
    asked = written.read_text().splitlines()
    if starter == "wslview":
        assert asked == [link]
    else:
        assert asked == ["-NoProfile", "-Command", "Start-Process '" + LINK + "&quote='''"]
    assert handler.asked == []


def test_a_message_of_qt_is_cut_after_the_host(
    handler: _Handler, capfd: pytest.CaptureFixture[str]
) -> None:
    del handler
    qInstallMessageHandler(None)
    assert open_address(LINK)
    qWarning(f"Unable to detect a web browser to launch '{LINK}'")
    written = capfd.readouterr().err
    assert "acme.auth.eu-west-1.amazoncognito.com/…'" in written
    assert "state" not in written


def test_who_hears_qt_since_is_not_replaced_by_who_heard_it_before(handler: _Handler) -> None:
    del handler
    heard: list[str] = []

    def before(kind: QtMsgType, context: object, text: str) -> None:
        del kind, context, text
        heard.append("before")

    def since(kind: QtMsgType, context: object, text: str) -> None:
        del kind, context, text
        heard.append("since")

    qInstallMessageHandler(before)
    assert open_address(LINK)
    browser.hear_no_longer()
    qWarning("one")
    qInstallMessageHandler(since)
    browser.hear_no_longer()  # once more when the application ends
    qWarning("two")
    assert heard == ["before", "since"]


def test_who_heard_qt_before_hears_it_still(handler: _Handler) -> None:
    del handler
    heard: list[str] = []

    def hear(kind: QtMsgType, context: object, text: str) -> None:
        del kind, context
        heard.append(text)

    qInstallMessageHandler(hear)
    open_address(LINK)
    open_address(LINK)
    qWarning(f"cannot open {LINK}")
    assert heard == ["cannot open https://acme.auth.eu-west-1.amazoncognito.com/…"]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("no address: 10:30, a/b", "no address: 10:30, a/b"),
        ("https://host", "https://host"),
        ("see https://a/?code=1 http://b:8917/c?code=2", "see https://a/… http://b:8917/…"),
    ],
)
def test_only_what_follows_a_host_is_cut(text: str, cut: str) -> None:
    assert without_addresses(text) == cut


@pytest.mark.parametrize("before", ["", "/usr/lib/of/mine"])
def test_other_programs_get_the_libraries_of_before(before: str) -> None:
    environment = {"LD_LIBRARY_PATH": "/tmp/_MEI/lib"}
    if before:
        environment["LD_LIBRARY_PATH_ORIG"] = before
    release_libraries(environment, frozen=True)
    assert environment == ({"LD_LIBRARY_PATH": before} if before else {})
    release_libraries(environment, frozen=False)
    assert environment == ({"LD_LIBRARY_PATH": before} if before else {})


@pytest.mark.slow
@needs_display
@pytest.mark.parametrize(
    "ends", ["exit 0", "exit 3", "exec sleep 30 > /dev/null 2>&1"], ids=["opens", "fails", "hangs"]
)
def test_a_browser_gets_no_libraries_of_ours_and_freezes_no_window(
    tmp_path: Path, ends: str
) -> None:
    seen = tmp_path / "seen"
    _starter(
        tmp_path,
        f'env > {seen}.part; echo "asked: $1" >> {seen}.part; mv {seen}.part {seen}\n{ends}',
    )
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "LD_LIBRARY_PATH": "/tmp/_MEI/lib",
        "QT_QPA_PLATFORM": "xcb",
    }
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-m", "tests.ui.browser_play", LINK, "1.5"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=STEP_S,
        check=True,
    )
    lines = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert lines["opened"].startswith("True"), done.stderr
    assert float(lines["longest"]) < 1.0
    _wait_for(seen)
    environment_there = seen.read_text().splitlines()
    assert f"asked: {LINK}" in environment_there
    assert not [line for line in environment_there if line.startswith("LD_LIBRARY_PATH")]


def _wait_for(file: Path) -> None:
    until = time.monotonic() + STEP_S
    while not file.exists():
        assert time.monotonic() < until, f"{file} did not appear"
        time.sleep(0.02)


@pytest.mark.slow
def test_password_user_loads_nothing_of_the_browser(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.password_play", "off"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=STEP_S,
        check=True,
    )
    assert done.stdout.split() == ["before", "after"], done.stderr


@pytest.mark.slow
def test_first_paint_waits_for_nothing_of_the_browser(tmp_path: Path) -> None:
    """The offer below the password is made once a domain is found, which the demo has."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.password_play", "offer"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=STEP_S,
        check=True,
    )
    before, after = done.stdout.splitlines()
    assert before == "before", done.stderr
    only_the_offer = {"after", "desktop_login.ui.widgets.browser_offer"}
    assert set(after.split()) <= only_the_offer
