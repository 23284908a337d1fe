"""Rows 1 to 19: what networks, proxies, firewalls and the service itself do to a conversation."""

from __future__ import annotations

import ssl
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.adapters.jwks import Keys
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.answers import AccountAction, Code, Credentials, PasswordChange
from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedOut
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from tests.fakes.clocks import HandClock
from tests.fakes.fault_proxy import (
    ANYTHING,
    KEYS,
    FaultProxy,
    NetworkFault,
    answered,
    cut_off,
    delayed,
    edited,
    html,
    lost_before_sending,
    lost_reply,
    refused,
)
from tests.fakes.runs import a_run
from tests.fakes.world import PASSWORD, World, run
from tests.faults.table import Enter
from tests.faults.telling import both, kept, notified, reason
from tests.patience import within
from tests.ui.conftest import Open
from tests.unit.test_tls import Https

INITIATE, RESPOND = "InitiateAuth", "RespondToAuthChallenge"
REFRESH = "GetTokensFromRefreshToken"
NEW = "My-0wn-Passw0rd"


def problem_of(pool: PoolClient) -> str:
    """What a sign-in over this address ends in."""
    provider = CognitoProvider(CognitoApi(pool, HandClock()))
    try:
        provider.sign_in(Credentials("confirmed@example.com", Secret(PASSWORD)), a_run())
    except AuthError as error:
        return error.error_info.code.name
    return "tokens"


def pool_at(address: str) -> PoolClient:
    return PoolClient("us-east-1", "us-east-1_DemoPool1", "abc", endpoint_url=address)


def at_refresh(world: World, error_info: NetworkFault) -> None:
    """A session that is due meets this fault."""
    world.sign_in("confirmed")
    world.faults.always(REFRESH, error_info)
    world.refresh()


def test_row_01_offline_at_sign_in(
    enter: Enter, opened: Open, demo: DemoCognito, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    nowhere = "https://cognito.invalid"  # RFC 2606: never a host
    enter("DNS failure", "NO_CONNECTION", problem_of(pool_at(nowhere)))
    hand = opened(demo, endpoint_url="http://127.0.0.1:9")
    hand.sign_in("confirmed")
    page = hand.arrive(SignInPage)
    hand.until(lambda: page.bar.text.startswith("Can’t reach the sign-in service"))
    typed = page.password.text()
    enter("offline, in the window", "password kept", "password kept" if typed else "password gone")
    offered = page.bar._again.isVisible()
    enter("offline, in the window: Try again", "True", str(offered))
    world.faults.always(ANYTHING, lost_before_sending)
    world.sign_in("confirmed")
    enter("offline", "sign-in page: NO_CONNECTION; 1 request", f"{notified(world)}; {asked(world)}")


def asked(world: World) -> str:
    count = sum(1 for one in world.faults.seen if one != KEYS)
    return f"{count} request{'s' if count != 1 else ''}"


def test_row_02_refused_and_proxies(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    enter("nobody listens", "NO_CONNECTION", problem_of(pool_at("http://127.0.0.1:9")))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    enter("proxy dead", "PROXY", problem_of(pool_at("http://cognito.invalid")))
    proxy = FaultProxy("http://127.0.0.1:9")
    proxy.always(ANYTHING, answered(407, html("Proxy login")))
    proxy.start()
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("http_proxy", proxy.url)
    enter("proxy wants a login", "PROXY", problem_of(pool_at("http://cognito.invalid")))
    proxy.stop()


def never_sent(world: World, times: int) -> None:
    """The answer to the first step cannot be sent: refused by this computer's own network."""
    left = [times]

    def handler(request: Any, **_: object) -> None:
        if left[0] and request.headers["X-Amz-Target"].endswith(RESPOND.encode()):
            left[0] -= 1
            raise failed(ErrorCode.NO_CONNECTION)

    calls = world.provider._api
    calls.prepare()
    assert calls._unsigned is not None
    calls._unsigned.meta.events.register("before-send.cognito-identity-provider", handler)


def test_row_03_lost_between_the_steps(enter: Enter, world: World) -> None:
    never_sent(world, 1)
    world.sign_in("confirmed")
    seen = f"{notified(world)}; {world.faults.count(INITIATE)} InitiateAuth"
    enter("once", "signed in; 2 InitiateAuth", seen)
    run(world.session_manager.sign_out())
    world.faults.seen.clear()
    never_sent(world, 5)
    world.sign_in("confirmed")
    seen = f"{notified(world)}; {world.faults.count(INITIATE)} InitiateAuth"
    enter("again and again", "sign-in page: NO_CONNECTION; 2 InitiateAuth", seen)


def test_row_04_reply_to_the_proof_lost(enter: Enter, world: World) -> None:
    world.faults.on(RESPOND, lost_reply)
    world.sign_in("confirmed")
    seen = f"{notified(world)}; sent {world.faults.count(RESPOND)} time"
    enter("reply lost", "sign-in page: CONNECTION_LOST; sent 1 time", seen)
    world.sign_in("confirmed")
    enter("the next try", "signed in", notified(world))
    run(world.session_manager.sign_out())
    used = refused(
        "NotAuthorizedException", "Invalid session for the user, session can only be used once."
    )
    world.faults.on(RESPOND, used)
    world.sign_in("confirmed")
    enter("spent Session", "sign-in page: STEP_ALREADY_USED", notified(world))


def test_row_05_lost_while_a_code_is_sent(enter: Enter, world: World) -> None:
    world.sign_in("sms-code")
    world.faults.on(RESPOND, lost_reply)
    run(world.flow.answer(Code(world.latest_code())))
    enter("reply lost", "sign-in page: CONNECTION_LOST", notified(world))
    world.sign_in("sms-code")
    world.faults.on(RESPOND, answered(503, ""))
    run(world.flow.answer(Code(world.latest_code())))
    enter("not arrived", "CodeRequired: SERVICE_PROBLEM", notified(world))
    run(world.flow.answer(Code(world.latest_code())))
    enter("not arrived, sent again", "signed in", notified(world))


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("form", ["JSON", "HTML"])
def test_row_06_service_down(enter: Enter, world: World, status: int, form: str) -> None:
    body = html() if form == "HTML" else {"__type": "InternalErrorException", "message": "x"}
    error_info = answered(status, body)
    at_refresh(world, error_info)
    enter(f"{status} {form} at refresh", "signed in, SERVICE_PROBLEM, usable; kept", both(world))
    before = world.faults.count(REFRESH)
    world.tick()
    seen = f"{world.faults.count(REFRESH) - before} requests"
    enter(f"{status} {form}: asked again at once", "0 requests", seen)
    world.faults.heal()
    world.clock.pass_time(600)
    world.tick()
    enter(f"{status} {form}, later well", "signed in; kept", both(world))
    world.faults.on(INITIATE, error_info)
    world.sign_in("confirmed")
    enter(f"{status} {form} at sign-in", "sign-in page: SERVICE_PROBLEM", notified(world))


@pytest.mark.parametrize("after", [None, "7"])
@pytest.mark.parametrize("status", [400, 429])
def test_row_07_throttled(enter: Enter, world: World, status: int, after: str | None) -> None:
    headers = {"Retry_After": after} if after else {}
    error_info = refused("TooManyRequestsException", "Too many requests", status, **headers)
    at_refresh(world, error_info)
    name = f"{status}, Retry-After {after}"
    enter(f"{name}, at refresh", "signed in, BUSY, usable; kept", both(world))
    held = world.session_manager._active
    assert held is not None
    wait = held.not_before - held.server_time(world.clock.now())
    enter(
        f"{name}: waits",
        "7 s" if after else "0 to 4 s",
        "7 s" if round(wait) == 7 else "0 to 4 s" if 0 <= wait <= 4 else str(wait),
    )
    world.faults.on(INITIATE, error_info)
    world.sign_in("confirmed")
    fault_shown = world.state.error_info  # type: ignore[union-attr]
    assert fault_shown is not None
    seen = (
        f"{notified(world)}, {fault_shown.seconds:.0f} s"
        if fault_shown.seconds
        else notified(world)
    )
    enter(f"{name}, at sign-in", "sign-in page: BUSY" + (", 7 s" if after else ""), seen)


def test_row_08_locked_out(enter: Enter, opened: Open, world: World) -> None:
    for _ in range(6):
        world.sign_in("confirmed", "Wrong-Passw0rd!")
    assert isinstance(world.state, SignedOut)
    assert world.state.error_info is not None
    seen = f"{notified(world)}, {world.state.error_info.seconds:.0f} s"
    enter("the sixth wrong password", "sign-in page: LOCKED_OUT, 1 s", seen)
    error_info = refused("NotAuthorizedException", "Password attempts exceeded")
    world.faults.always(INITIATE, error_info)
    hand = opened(world.demo, endpoint_url=world.faults.url)
    hand.sign_in("confirmed")
    page = hand.form
    hand.until(lambda: page.bar.text.startswith("Too many failed attempts"))
    enter("button", "disabled", "enabled" if page.primary.isEnabled() else "disabled")
    before = world.faults.count(INITIATE)
    QTest.keyClick(hand.named("Password", QLineEdit), Qt.Key.Key_Return)
    QTest.qWait(50)
    enter("Enter while waiting", "0 requests", f"{world.faults.count(INITIATE) - before} requests")


@pytest.mark.parametrize(("name", "body"), [("HTML", html()), ("empty object", "{}")])
def test_row_09_captive_portal(enter: Enter, world: World, name: str, body: str) -> None:
    problem = "CAPTIVE_PORTAL" if name == "HTML" else "INCOMPLETE_ANSWER"
    error_info = answered(200, body)
    world.faults.on(INITIATE, error_info)
    world.sign_in("confirmed")
    enter(f"{name} at sign-in", f"sign-in page: {problem}", notified(world))
    world.faults.on(RESPOND, error_info)
    world.sign_in("confirmed")
    enter(f"{name} after the proof", f"sign-in page: {problem}", notified(world))
    at_refresh(world, error_info)
    enter(f"{name} at refresh", f"signed in, {problem}, usable; kept", both(world))
    world.faults.heal()
    run(world.flow.open_account())
    run(world.flow.answer(AccountAction.CHANGE_PASSWORD))
    if name == "HTML":  # an empty object is how ChangePassword succeeds
        world.faults.on("ChangePassword", error_info)
        run(world.flow.answer(PasswordChange(Secret(PASSWORD), Secret(NEW))))
        enter("HTML at ChangePassword", f"ChangePassword: {problem}", notified(world))


MALFORMED: dict[str, NetworkFault] = {
    "cut off": cut_off,
    "broken JSON": answered(200, '{"AuthenticationResult": {"IdTo'),
    "null": answered(200, "null"),
    "list": answered(200, "[]"),
    "number for an object": answered(200, {"AuthenticationResult": 7, "ChallengeName": 7}),
    "list for a token": answered(200, {"AuthenticationResult": {"IdToken": [], "AccessToken": 1}}),
    "bad UTF-8": answered(200, b'{"a": "\xff\xfe"}'),
    "20 MB": answered(200, b'{"a": "' + b"x" * 20_000_000 + b'"}'),
    "20 MB in an error": answered(400, b'{"__type": "' + b"x" * 20_000_000 + b'"}'),
    "3000 deep": answered(200, "[" * 3000 + "]" * 3000),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_row_10_not_understood(enter: Enter, world: World, name: str) -> None:
    error_info = MALFORMED[name]
    expected = "INCOMPLETE_ANSWER" if name == "list for a token" else "NOT_UNDERSTOOD"
    world.faults.on(INITIATE, error_info)
    world.sign_in("confirmed")
    enter(f"{name} at sign-in", f"sign-in page: {expected}", notified(world))
    at_refresh(world, error_info)
    enter(f"{name} at refresh", f"signed in, {expected}, usable; kept", both(world))


def test_row_11_unknown_and_incomplete(enter: Enter, world: World) -> None:
    world.faults.on(INITIATE, answered(200, {"ChallengeName": "RETINA_SCAN", "Session": "x" * 30}))
    world.sign_in("confirmed")
    seen = f"{notified(world)} {world.state.error_info.name}"  # type: ignore[union-attr]
    enter("unknown challenge", "sign-in page: STEP_NOT_SUPPORTED RETINA_SCAN", seen)
    world.faults.on(RESPOND, edited(without_id_token))
    world.sign_in("confirmed")
    enter("no IdToken at sign-in", "sign-in page: INCOMPLETE_ANSWER", notified(world))
    at_refresh(world, edited(without_id_token))
    enter("no IdToken at refresh", "signed in, INCOMPLETE_ANSWER, usable; kept", both(world))


def without_id_token(reply: Any) -> Any:
    del reply["AuthenticationResult"]["IdToken"]
    return reply


def test_row_12_unknown_exception(enter: Enter, world: World) -> None:
    error_info = refused("BrandNewException", "Nobody knows.", x_amzn_RequestId="1234-5678")
    world.faults.on(INITIATE, error_info)
    world.sign_in("confirmed")
    assert isinstance(world.state, SignedOut)
    assert world.state.error_info is not None
    trace = world.state.error_info.request
    seen = f"{notified(world)}; {trace.code}, {trace.request_id}"
    enter("at sign-in", "sign-in page: UNKNOWN_CODE; BrandNewException, 1234-5678", seen)
    at_refresh(world, error_info)
    enter("at refresh", "signed in, NOT_REFRESHED, usable; kept", both(world))


@pytest.mark.parametrize("form", ["JSON", "HTML"])
def test_row_13_firewall(enter: Enter, world: World, form: str) -> None:
    body = html("Forbidden") if form == "HTML" else {"__type": "ForbiddenException", "message": ""}
    world.faults.on(INITIATE, answered(403, body))
    world.sign_in("confirmed")
    enter(f"{form} at sign-in", "sign-in page: FIREWALL", notified(world))
    at_refresh(world, answered(403, body))
    enter(f"{form} at refresh", "FIREWALL; kept", f"{reason(world)}; {kept(world)}")


def test_row_14_bad_certificates(
    enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad: dict[str, dict[str, Any]] = {
        "unknown authority": {},
        "expired": {"days": -5},
        "wrong host": {"address": "127.0.0.9"},
    }
    for name, how in bad.items():
        folder = tmp_path / name
        folder.mkdir()
        server = Https(folder, **how)
        if name != "unknown authority":
            monkeypatch.setenv("SSL_CERT_FILE", str(server.root))
        enter(name, "CERTIFICATE", problem_of(pool_at(server.url)))
        server.stop()
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    server = Https(tmp_path, newest=ssl.TLSVersion.TLSv1_1)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.root))
    enter("TLS 1.1", "CERTIFICATE", problem_of(pool_at(server.url)))
    server.stop()


def test_row_15_root_of_the_system(
    enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Https(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.root))
    enter("the API", "NOT_CONFIRMED", problem_of(pool_at(server.url)))
    keys = Keys(f"{server.url}/jwks.json", HandClock())
    found = keys.get(server.kid)
    server.stop()
    enter("the keys", "verified with them", "verified with them" if found else "none")


def test_row_16_redirected(enter: Enter, world: World) -> None:
    elsewhere = FaultProxy(world.demo.url)
    elsewhere.start()
    try:
        away = answered(302, "", Location=f"{elsewhere.url}/")
        world.faults.on(INITIATE, away)
        world.sign_in("confirmed")
        enter("the API", "sign-in page: CAPTIVE_PORTAL", notified(world))
        world.faults.always(KEYS, away)
        world.clock.pass_time(40)
        world.sign_in("confirmed")
        signature = world.signed_in.session.identity.signature.value
        enter("the keys", "signed in, not checked", f"{notified(world)}, {signature}")
        enter("the other host", "0 requests", f"{len(elsewhere.seen)} requests")
    finally:
        elsewhere.stop()


@pytest.mark.slow
def test_row_17_slow_replies(enter: Enter, opened: Open, world: World) -> None:
    world.faults.always(ANYTHING, delayed(2.5))
    hand = opened(world.demo, endpoint_url=world.faults.url)
    for attempt in ("first", "second", "third"):
        hand.sign_in("confirmed")
        hand.until(lambda: hand.form.cancel is not None and hand.form.cancel.isVisible())
        begun = time.monotonic()
        hand.press("Cancel")
        hand.until(lambda: not hand.form.locked)
        quick = time.monotonic() - begun < within(0.1)
        enter(f"{attempt} time: Cancel works within", "0.1 s", "0.1 s" if quick else "longer")


def test_row_18_cancelled_then_success(enter: Enter, world: World) -> None:
    late: list[str] = []

    def cancelled_meanwhile(reply: Any) -> Any:
        world.flow.cancel()
        late.append(reply["AuthenticationResult"]["RefreshToken"])
        return reply

    world.faults.on(RESPOND, edited(cancelled_meanwhile))
    world.sign_in("confirmed")
    enter("cancelled", "sign-in page: CANCELLED", notified(world))
    enter("revoked", "1 RevokeToken", f"{world.faults.count('RevokeToken')} RevokeToken")
    enter("stored", "nothing", ", ".join(file.name for file in world.files()) or "nothing")


def test_row_19_once_only(enter: Enter, opened: Open, world: World) -> None:
    world.faults.always(ANYTHING, delayed(0.1))
    hand = opened(world.demo, endpoint_url=world.faults.url)
    hand.type("Email", "confirmed@example.com")
    hand.type("Password", PASSWORD)
    QTest.mouseDClick(hand.form.primary, Qt.MouseButton.LeftButton)
    QTest.mouseClick(hand.form.primary, Qt.MouseButton.LeftButton)
    hand.arrive(Dashboard)
    enter("double click", "1 InitiateAuth", f"{world.faults.count(INITIATE)} InitiateAuth")
    hand.press("Sign out")
    hand.arrive(SignInPage)
    world.faults.seen.clear()
    hand.type("Password", PASSWORD)
    for _ in range(2):
        QTest.keyClick(hand.named("Password", QLineEdit), Qt.Key.Key_Return)
    hand.arrive(Dashboard)
    enter("Enter twice", "1 InitiateAuth", f"{world.faults.count(INITIATE)} InitiateAuth")
