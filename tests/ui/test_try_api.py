"""Trying out an API in the window: what is sent with which token, what a refusal means and offers, and what is left of it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget
from shiboken6 import isValid

from desktop_login.adapters.api_history import FileHistory
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.api_refusals import SentToken
from desktop_login.domain.api_request import MAX_SHOWN, HttpReply
from desktop_login.domain.states import SignedOut
from desktop_login.flow.api_desk import ApiDesk
from desktop_login.flow.aws_access import InMemory
from desktop_login.services.api_session import _desk, desk_of_demo
from desktop_login.settings.aws import AwsSettings
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.pages.try_api import TryApiPage
from desktop_login.ui.reply_text import LINES_A_TURN, reply_text
from desktop_login.ui.widgets.menu import Menu
from desktop_login.ui.widgets.toast import toast_of
from tests.fakes.world import pool_of
from tests.patience import STEP_S
from tests.ui.conftest import Hand, Open

pytestmark = pytest.mark.slow

CTRL = Qt.KeyboardModifier.ControlModifier
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"


class _Api(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        if self.path == "/slow":
            self.server.gate.wait(STEP_S)  # type: ignore[attr-defined]
        status, headers, body = {
            "/away": (302, {"Location": "https://evil.example/x"}, b""),
            "/beside": (302, {"Location": "/plain?token=x"}, b""),
            "/odd": (302, {"Location": "javascript:alert(1)"}, b""),
            "/large": (200, {}, b"<b>x</b>\n" * 200_000),
            "/many": (200, {}, json.dumps(list(range(5000))).encode()),
            "/token": (200, {}, JWT.encode()),
            "/late": (200, {}, b"x " * 40_000 + JWT.encode()),
        }.get(self.path, (200, {"X-Rude": "a"}, "<b>\u202ehello</b>".encode()))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@pytest.fixture
def api() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Api) as server:
        server.seen = []  # type: ignore[attr-defined]
        server.gate = threading.Event()  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.gate.set()  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()


class Trying(NamedTuple):
    """A person who has signed in, with the page open."""

    hand: Hand
    page: TryApiPage
    api_desk: ApiDesk

    def press(self, widget: QAbstractButton) -> None:
        assert widget.isVisible(), widget.accessibleName()
        assert widget.isEnabled(), widget.accessibleName()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def send(self, address: str = "", token: SentToken | None = None) -> str:
        """Return the status."""
        if address:
            self.page.form.address.setText(address)
        if token is not None:
            self.page.form.choose(token)
        self.press(self.page.form.send)
        return self.replied()

    def replied(self) -> str:
        self.hand.until(lambda: not self.page.busy)
        return self.page.reply.status.text()

    @property
    def body(self) -> str:
        return self.page.reply.body.toPlainText()

    @property
    def advice(self) -> str:
        return self.page.advice.words.text() if self.page.advice.isVisible() else ""

    @property
    def remedy(self) -> str:
        take = self.page.advice.take
        return take.accessibleName() if take.isVisible() else ""

    @property
    def toast(self) -> str:
        return toast_of(self.hand.app_window.window).text


def opened_page(hand: Hand) -> TryApiPage:
    page: QWidget = hand.app_window.window.page
    assert isinstance(page, TryApiPage)
    return page


MakeDesk = Callable[[DemoCognito, Any], ApiDesk]


@pytest.fixture
def trying(opened: Open, demo: DemoCognito) -> Callable[..., Trying]:
    def begin(make: MakeDesk | None = None) -> Trying:
        hand = opened(demo)
        hand.sign_in("confirmed")
        hand.arrive(Dashboard)
        session = hand.app_window.session
        assert session is not None
        manager = session.services.session_manager
        api_desk = make(demo, manager) if make else desk_of_demo(demo, pool_of(demo), manager)
        session.services = session.services._replace(api=lambda: api_desk)
        hand.choose("Try an API…")
        return Trying(hand, opened_page(hand), api_desk)

    return begin


def of(api: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{api.server_address[1]}"


def at(api: ThreadingHTTPServer, history: Path | None = None) -> MakeDesk:
    """A desk whose API is this server, remembering in this folder."""

    def make(demo: DemoCognito, manager: Any) -> ApiDesk:
        kept = FileHistory(history) if history is not None else None
        aws = AwsSettings(api_url=of(api))
        return _desk(pool_of(demo), aws, manager, "staging", InMemory(), history=kept)

    return make


def test_a_reply_is_laid_out_with_its_status_and_its_headers(
    trying: Callable[..., Trying],
) -> None:
    me = trying()
    assert me.page.form.address.text() == "/v1/user", "what is offered first"
    status = me.send()
    assert status.startswith("200 OK, ")
    assert " ms, " in status
    assert status.endswith(" bytes")
    assert '  "email": "confirmed@example.com"' in me.body.splitlines()[-3:][1]
    me.page.reply.segments.open(1)
    assert me.page.reply.headers.isVisible()
    assert not me.page.reply.body.isVisible()
    assert "content-type: application/json" in me.page.reply.headers.toPlainText()
    assert me.advice == ""


def test_each_refusal_is_explained_and_its_button_mends_it(
    trying: Callable[..., Trying],
) -> None:
    me = trying()
    assert me.send(token=SentToken.ACCESS).startswith("401 Unauthorized")
    assert me.advice == "Most likely this API wants the ID token."
    assert me.remedy == "Send with the ID token"
    me.press(me.page.advice.take)
    assert me.replied().startswith("200 OK")
    assert me.page.form.token.currentData() is SentToken.ID
    assert me.advice == ""

    assert me.send("/v2/account").startswith("403 Forbidden")
    assert me.remedy == "Send with the access token"
    me.press(me.page.advice.take)
    assert me.replied().startswith("200 OK")

    assert me.send("/v1/read-file", SentToken.ID).startswith("403 Forbidden")
    assert me.advice == "This API wants an AWS signature, not a token."
    me.press(me.page.advice.take)
    assert me.replied().startswith("401 Unauthorized"), "signed, but the header idToken is missing"
    me.page.form.headers.setPlainText("\nidToken: {id_token}\n")
    assert me.send().startswith("200 OK")

    assert me.send("/v1/admin").startswith("403 Forbidden")
    assert me.advice == "Your AWS role demo-user is not allowed to call this. Your groups: none."
    assert me.remedy == ""


def test_an_old_token_is_renewed_by_the_button(
    trying: Callable[..., Trying], demo: DemoCognito
) -> None:
    me = trying()
    manager = me.hand.app_window.session
    assert manager is not None
    assert me.send("/v1/user", SentToken.SIGNATURE).startswith("200 OK")
    demo.signatures._issued.clear()
    assert me.send().startswith("403 Forbidden")
    assert me.remedy == "Renew and send again"
    before = manager.services.session_manager.session
    me.press(me.page.advice.take)
    assert me.replied().startswith("200 OK"), "with other credentials"
    assert manager.services.session_manager.session is not before


def test_the_file_is_read_from_the_bucket_by_a_preset(trying: Callable[..., Trying]) -> None:
    me = trying()
    me.press(me.page.form.saved)
    me.hand.until(lambda: me.page.form.saved.findChild(Menu) is not None)
    menu = me.page.form.saved.findChild(Menu)
    assert menu is not None
    names = [row.text() for row in menu.actions() if row.text()]
    assert names == [
        "Who I am",
        "What only an administrator may",
        "My file, through the API",
        "My file, from the bucket",
        "No request has been sent yet",
    ]
    row = menu.entry("My file, from the bucket")
    assert row is not None
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(row).center())
    me.hand.give_back_window()
    assert me.page.form.address.text().endswith("/demo-bucket/cognito-test/{identity_id}/data.txt")
    assert me.send().startswith("200 OK")
    assert me.body.startswith("The file of us-east-1:")


def test_another_origin_gets_the_token_only_after_a_clear_yes(
    trying: Callable[..., Trying], api: ThreadingHTTPServer
) -> None:
    me = trying()
    me.page.form.address.setText(f"{of(api)}/plain")
    me.press(me.page.form.send)
    assert not me.page.busy
    assert me.advice.endswith("Your token was not sent there.")
    assert api.seen == []  # type: ignore[attr-defined]
    me.press(me.page.advice.take)
    assert me.replied().startswith("200 OK")
    (_, headers) = api.seen[0]  # type: ignore[attr-defined]
    assert headers["Authorization"].startswith("Bearer eyJ")
    assert me.send("http://api.example.com/x") == me.page.reply.status.text()
    assert me.advice == "A token is sent over https only."
    assert me.remedy == ""


@pytest.mark.parametrize(
    ("path", "remedy"),
    [("/beside", "Follow"), ("/away", "Go there without a token"), ("/odd", "")],
)
def test_a_redirect_is_told_and_followed_only_by_the_person(
    path: str, remedy: str, trying: Callable[..., Trying], api: ThreadingHTTPServer
) -> None:
    me = trying(at(api))
    assert me.send(f"{of(api)}{path}", SentToken.ID).startswith("302 Found")
    assert me.advice.endswith("It was not followed, and nothing was sent there.")
    assert me.remedy == remedy
    assert len(api.seen) == 1  # type: ignore[attr-defined]
    if remedy:
        me.press(me.page.advice.take)
        me.replied()
    form = me.page.form
    if path == "/beside":
        assert api.seen[1][0] == "/plain?token=x"  # type: ignore[attr-defined]
    if path == "/away":
        assert (form.address.text(), form.token.currentData()) == (
            "https://evil.example/x",
            SentToken.NONE,
        )
        assert len(api.seen) == 1  # type: ignore[attr-defined]


def test_a_foreign_text_is_shown_plain_and_defused(
    trying: Callable[..., Trying], api: ThreadingHTTPServer
) -> None:
    me = trying(at(api))
    me.send("/plain", SentToken.NONE)
    assert me.body == "<b>\\u202ehello</b>"


def test_a_long_reply_is_shown_in_parts_when_that_is_wanted(
    trying: Callable[..., Trying], api: ThreadingHTTPServer
) -> None:
    me = trying(at(api))
    me.send("/many", SentToken.NONE)
    assert me.page.reply.body.blockCount() == LINES_A_TURN
    me.press(me.page.reply.show_all)
    me.hand.until(lambda: me.page.reply.body.blockCount() == 5002)
    assert me.body.endswith("  4999\n]")
    assert not me.page.reply.show_all.isVisible()
    me.send("/plain")
    assert not me.page.reply.show_all.isVisible()


def test_a_large_reply_is_shown_in_part_and_saved_whole(
    trying: Callable[..., Trying],
    api: ThreadingHTTPServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    me = trying(at(api))
    me.send("/large", SentToken.NONE)
    assert me.page.reply.note.text().startswith("The first 1 MB is shown.")
    file = tmp_path / "reply.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    me.press(me.page.reply.save_reply)
    me.hand.until(lambda: me.toast == "Reply saved.")
    assert file.read_bytes() == b"<b>x</b>\n" * 200_000
    link, target = tmp_path / "link.txt", tmp_path / "target.txt"
    if os.name == "posix":  # elsewhere a link takes a right of its own
        link.symlink_to(target)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(link), ""))
        toast_of(me.hand.app_window.window).clear()
        me.press(me.page.reply.save_reply)
        me.hand.until(lambda: me.toast == "Reply saved.")  # the next press would be dropped before
        assert target.is_file()
        assert link.is_symlink()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a" / "b"), ""))
    me.press(me.page.reply.save_reply)
    me.hand.until(lambda: me.advice.startswith("The answer could not be written"))


def test_a_copied_reply_that_holds_a_token_is_cleared_again(
    trying: Callable[..., Trying], api: ThreadingHTTPServer
) -> None:
    me = trying(at(api))
    clipboard = QGuiApplication.clipboard()
    for path, is_secret in (("/plain", False), ("/late", True), ("/token", True)):
        me.send(path, SentToken.NONE)
        me.press(me.page.reply.copy_reply)
        assert me.toast == "Reply copied."
        kinds = clipboard.mimeData().formats()
        assert ("x-kde-passwordManagerHint" in kinds) is is_secret
    assert clipboard.text() == JWT


def test_a_line_for_curl_holds_no_token(trying: Callable[..., Trying]) -> None:
    me = trying()
    me.press(me.page.form.copy_curl)
    line = QGuiApplication.clipboard().text()
    assert line == f"desktop-login header | curl -H @- {me.api_desk.facts.api_url}/v1/user"
    assert me.toast == "Copied. No token is in it."


def test_a_line_for_curl_to_another_origin_is_copied_only_after_a_clear_yes(
    trying: Callable[..., Trying], api: ThreadingHTTPServer
) -> None:
    me = trying()
    QGuiApplication.clipboard().setText("of before")
    me.page.form.address.setText(f"{of(api)}/plain")
    me.press(me.page.form.copy_curl)
    assert QGuiApplication.clipboard().text() == "of before"
    assert me.advice.endswith("The line sends your token there when it is run.")
    me.press(me.page.advice.take)
    line = QGuiApplication.clipboard().text()
    assert line == f"desktop-login header | curl -H @- {of(api)}/plain"
    assert not me.page.advice.isVisible()
    assert api.seen == []  # type: ignore[attr-defined]
    for address in ("http://api.example.com/x", "no address"):
        me.page.form.address.setText(address)
        me.press(me.page.form.copy_curl)
        assert me.remedy == ""
        assert QGuiApplication.clipboard().text() == line


@pytest.mark.parametrize("name", ["copy_curl", "send"])
def test_a_refusal_comes_into_sight_in_a_small_window(
    name: str, trying: Callable[..., Trying], api: ThreadingHTTPServer
) -> None:
    me = trying()
    me.hand.app_window.window.resize(400, 600)
    me.page.form.address.setText(f"{of(api)}/plain")
    me.press(getattr(me.page.form, name))
    advice = me.page.advice
    me.hand.until(lambda: advice.visibleRegion().boundingRect().height() == advice.height())


def test_a_request_can_be_left_and_what_comes_late_is_dropped(
    trying: Callable[..., Trying], api: ThreadingHTTPServer
) -> None:
    me = trying(at(api))
    me.page.form.fill("GET", "/slow", SentToken.NONE, "")
    me.press(me.page.form.send)
    me.hand.until(lambda: len(api.seen) == 1)  # type: ignore[attr-defined]
    assert me.page.busy
    assert me.page.form.send.isEnabled(), "the focus stays where it is"
    me.press(me.page.form.cancel)
    me.hand.until(lambda: not me.page.busy)
    assert me.advice.startswith("Canceled.")
    api.gate.set()  # type: ignore[attr-defined]
    assert me.send("/plain").startswith("200 OK")
    assert me.body == "<b>\\u202ehello</b>"


def test_no_answer_is_told_with_the_address(trying: Callable[..., Trying]) -> None:
    me = trying()
    me.page.form.fill("GET", "http://127.0.0.1:9/x", SentToken.NONE, "")
    me.press(me.page.form.send)
    me.hand.until(lambda: not me.page.busy)
    assert me.advice == ("http://127.0.0.1:9 can’t be reached. Check the address and your network.")


def test_a_line_that_is_no_header_is_refused_in_place(trying: Callable[..., Trying]) -> None:
    me = trying()
    me.page.form.headers.setPlainText("no header")
    me.press(me.page.form.send)
    assert me.advice.startswith("A header cannot be sent.")
    assert me.page.form.headers.hasFocus()


@pytest.mark.parametrize("where", ["address", "headers", "body"])
def test_ctrl_enter_sends_from_every_field(where: str, trying: Callable[..., Trying]) -> None:
    me = trying()
    field: QWidget = getattr(me.page.form, where)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return, CTRL)
    me.hand.until(lambda: me.page.reply.status.text().startswith("200 OK"))


def test_tab_goes_through_the_page_in_reading_order(trying: Callable[..., Trying]) -> None:
    me = trying()
    me.send(token=SentToken.ACCESS)
    page, form = me.page, me.page.form
    order = [
        *(form.method, form.address, form.token, form.headers, form.body, form.send),
        *(form.copy_curl, form.saved, page.advice.take, page.reply.segments.bar),
        *(page.reply.body, page.reply.copy_reply, page.reply.save_reply),
    ]
    order[0].setFocus()
    for before, after in pairwise(order):
        assert before.hasFocus(), before.accessibleName()
        QTest.keyClick(before, Qt.Key.Key_Tab)
        assert after.hasFocus(), after.accessibleName()


def test_the_key_opens_and_leaves_the_page_and_esc_leaves_it(
    trying: Callable[..., Trying],
) -> None:
    me = trying()
    window = me.hand.app_window.window
    QTest.keyClick(me.page.form.address, Qt.Key.Key_T, CTRL)
    me.hand.arrive(Dashboard)
    board = me.hand.page
    assert isinstance(board, Dashboard)
    me.hand.app_window.window.resize(920, 760)  # where there is room for it
    me.hand.until(board.try_api.isVisible)
    me.press(board.try_api)
    QTest.keyClick(opened_page(me.hand), Qt.Key.Key_Escape)
    me.hand.arrive(Dashboard)
    assert window.page is board


def test_nobody_signed_in_has_no_api_to_try(opened: Open, demo: DemoCognito) -> None:
    hand = opened(demo)
    QTest.keyClick(hand.app_window.window, Qt.Key.Key_T, CTRL)
    assert isinstance(hand.page, SignInPage)


def test_a_sign_out_closes_the_page_and_leaves_nothing_of_the_reply(
    trying: Callable[..., Trying],
) -> None:
    me = trying()
    me.send()
    page, session = me.page, me.hand.app_window.session
    assert me.body
    assert session is not None
    session.states(SignedOut())
    assert page.reply.body.toPlainText() == page.form.address.text() == ""
    me.hand.until(lambda: isinstance(me.hand.app_window.window.page, SignInPage))
    me.hand.until(lambda: not isValid(page))


def test_the_button_in_the_bar_leaves_the_page_too(trying: Callable[..., Trying]) -> None:
    me = trying()
    corner = me.hand.bar.corner
    assert corner is not None
    me.press(corner.leave)
    me.hand.until(lambda: isinstance(me.hand.app_window.window.page, SignInPage))


def test_requests_are_remembered_without_secrets_and_forgotten_when_that_is_wanted(
    trying: Callable[..., Trying], api: ThreadingHTTPServer, tmp_path: Path
) -> None:
    me = trying(at(api, tmp_path / "place"))
    form = me.page.form
    form.fill("POST", "/x?token=canary-1&page=2", SentToken.ACCESS, "X-Key: canary-2")
    form.body.setPlainText("canary-3")
    assert me.send().startswith("200 OK")
    file = tmp_path / "place" / "requests.json"
    me.hand.until(file.is_file)
    text = file.read_text("ascii")
    assert "canary" not in text
    assert "eyJ" not in text
    form.fill("GET", "", SentToken.ID, "")

    def open_menu() -> Menu:
        me.press(form.saved)
        me.hand.until(lambda: any(one.isVisible() for one in form.saved.findChildren(Menu)))
        return next(one for one in form.saved.findChildren(Menu) if one.isVisible())

    def choose(name: str) -> None:
        menu = open_menu()
        row = next(row for row in menu.actions() if row.text().startswith(name))
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(row).center())
        me.hand.give_back_window()

    choose("POST ")
    assert form.address.text() == f"{of(api)}/x?token=***&page=2"
    assert (form.method.currentText(), form.token.currentData()) == ("POST", SentToken.ACCESS)
    assert (form.headers.toPlainText(), form.body.toPlainText()) == ("X-Key: ", "")
    choose("Clear history")
    me.hand.until(lambda: not file.exists())


def test_a_reply_is_read_as_far_as_it_can_be() -> None:
    assert reply_text(b'{"a": [1]}').lines == ("{", '  "a": [', "    1", "  ]", "}")
    assert reply_text(b"\xff").lines == ("\ufffd",)
    assert reply_text(b"[" * 100_000).is_json is False
    larger = reply_text(b"x\n" * MAX_SHOWN)
    assert larger.larger
    assert larger.parts == -(-(MAX_SHOWN // 2 + 1) // LINES_A_TURN)
    assert reply_text(b"").lines == ("",)


def test_sizes_and_times_are_said_in_fitting_units(trying: Callable[..., Trying]) -> None:
    me = trying()
    for count, seconds, words in (
        (9, 0.0001, "200 OK, 1 ms, 9 bytes"),
        (12_345, 1.2, "200 OK, 1 second, 12 kB"),
        (2_000_000, 12.2, "200 OK, 12 seconds, 2,000 kB"),
    ):
        reply = HttpReply(200, {}, b"x" * count, False, seconds)
        me.page.show_reply(reply, reply_text(b"x"), "")
        assert me.page.reply.status.text() == words
