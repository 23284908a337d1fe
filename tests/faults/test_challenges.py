"""Rows 20 to 33: challenges, accounts, secrets, flows and devices."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop_login.demo.pool import PASSWORD as PASSWORD_FLOW
from desktop_login.demo.pool import SRP, DemoPoolConfig, Tracking
from desktop_login.domain.answers import (
    Code,
    CustomAnswer,
    NewPassword,
    typed_code,
)
from desktop_login.domain.challenges import CustomQuestion, MethodRequired
from desktop_login.domain.errors import AuthErrorInfo
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.messages.message import in_english
from desktop_login.messages.select import message_of_error
from desktop_login.ui.pages.code import CodePage
from tests.fakes.fault_proxy import answered, edited, refused
from tests.fakes.world import World, run
from tests.faults.conftest import FIVE_MINUTES
from tests.faults.table import Enter
from tests.faults.telling import both, notified
from tests.patience import within
from tests.ui.conftest import Open

INITIATE, RESPOND = "InitiateAuth", "RespondToAuthChallenge"
REFRESH = "GetTokensFromRefreshToken"
SECRET = "s3cret" * 6


@contextmanager
def world_of(folder: Path, **config: Any) -> Iterator[World]:
    changes: dict[str, Any] = {**FIVE_MINUTES, **config}
    with World(folder, DemoPoolConfig(**changes), faulty=True) as world:
        yield world


def fault_of(world: World) -> AuthErrorInfo:
    error_info: AuthErrorInfo | None = getattr(world.state, "error_info", None)
    assert error_info is not None, world.state
    return error_info


def words(world: World) -> str:
    return in_english(message_of_error(fault_of(world)))


def test_row_20_session_expired(enter: Enter, world: World) -> None:
    world.sign_in("sms-code")
    world.clock.pass_time(200)
    run(world.flow.answer(Code(world.latest_code())))
    enter("delivered code", "CodeRequired: STEP_RESTARTED", notified(world))
    run(world.flow.answer(Code(world.latest_code())))
    enter("the newest code", "signed in", notified(world))
    world.sign_in("new-password")
    world.clock.pass_time(200)
    run(world.flow.answer(NewPassword(Secret("My-0wn-Passw0rd"))))
    enter("new password", "signed in", notified(world))
    world.sign_in("totp")
    expired = refused("NotAuthorizedException", "Session is expired.")
    for _ in range(2):
        world.faults.on(RESPOND, expired)
        run(world.flow.answer(Code(Secret("123456"))))
    enter("again at once", "sign-in page: STEP_TOOK_TOO_LONG", notified(world))


def test_row_21_wrong_then_right(enter: Enter, world: World) -> None:
    for story in ("sms-code", "email-code", "totp"):
        world.sign_in(story)
        right = world.totp() if story == "totp" else world.latest_code()
        wrong = "000000" if right.reveal() != "000000" else "111111"
        run(world.flow.answer(Code(Secret(wrong))))
        enter(f"{story}, wrong", "CodeRequired: WRONG_CODE", notified(world))
        world.faults.seen.clear()
        run(world.flow.answer(Code(right)))
        seen = f"{notified(world)}; {world.faults.count(INITIATE)} InitiateAuth"
        enter(f"{story}, then right", "signed in; 0 InitiateAuth", seen)


def test_row_22_codes_as_typed(enter: Enter, world: World, opened: Open) -> None:
    for typed in (" 123 456 ", "１２３４５６", "123-456", "123456"):
        enter(repr(typed), "123456", typed_code(typed))
    world.sign_in("sms-code")
    world.faults.on(
        RESPOND,
        refused("ExpiredCodeException", "Invalid code provided, please request a code again."),
    )
    run(world.flow.answer(Code(world.latest_code())))
    enter("expired code", "CodeRequired: CODE_EXPIRED", notified(world))
    hand = opened(world.demo, endpoint_url=world.faults.url)
    hand.sign_in("totp")
    page = hand.arrive(CodePage)
    world.faults.seen.clear()
    for typed in ("12345", "1234567", "abcdef", ""):
        hand.type("Confirmation code", typed)
        hand.press("Confirm")
        seen = f"{len(world.faults.seen)} requests, {'page stays' if hand.page is page else 'gone'}"
        enter(f"authenticator: {typed!r}", "0 requests, page stays", seen)


def test_row_23_new_password(enter: Enter, tmp_path: Path) -> None:
    with world_of(tmp_path, required_attributes=("name",)) as world:
        world.sign_in("new-password")
        run(world.flow.answer(NewPassword(Secret("My-0wn-Passw0rd"))))
        enter(
            "attribute missing",
            "NewPasswordRequired: ATTRIBUTE_WRONG name",
            f"{notified(world)} {fault_of(world).name}",
        )
        run(world.flow.answer(NewPassword(Secret("short"), {"name": "Robin"})))
        enter(
            "against the policy",
            "NewPasswordRequired: PASSWORD_POLICY length",
            f"{notified(world)} {fault_of(world).name}",
        )
        world.faults.on(RESPOND, refused("PasswordHistoryPolicyViolationException", "used before"))
        run(world.flow.answer(NewPassword(Secret("My-0wn-Passw0rd"), {"name": "Robin"})))
        enter("used before", "NewPasswordRequired: PASSWORD_USED_BEFORE", notified(world))
        run(world.flow.answer(NewPassword(Secret("My-0wn-Passw0rd"), {"name": "Robin"})))
        enter("the same Session, well", "signed in", notified(world))


def test_row_24_set_up_abandoned(
    enter: Enter, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        world.sign_in("setup-mfa")
        secret = world.asked.question.secret.reveal()  # type: ignore[union-attr]
        world.flow.leave()
        enter("left", "sign-in page: no fault", notified(world))
        world.sign_in("setup-mfa")
        again = world.asked.question.secret.reveal()  # type: ignore[union-attr]
    enter("begun again", "another secret", "another secret" if again != secret else "the same")
    code = world.totp("setup-mfa")
    run(world.flow.answer(Code(code)))
    enter("finished", "signed in", notified(world))
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("desktop_login")]
    logged = any(s in line for line in ours for s in (secret, again))
    assert ours, "nothing was logged at all"
    caplog.clear()
    enter("secret in the log", "no", "yes" if logged else "no")


def test_row_25_unknown_options(enter: Enter, world: World) -> None:
    def offers(*names: str) -> Any:
        def change(reply: Any) -> Any:
            key = "MFAS_CAN_CHOOSE"
            reply["ChallengeParameters"][key] = str(list(names)).replace("'", '"')
            return reply

        return edited(change)

    world.faults.on(RESPOND, offers("SMS_MFA", "RETINA_SCAN", "SOFTWARE_TOKEN_MFA"))
    world.sign_in("choose-mfa")
    question = world.asked.question
    assert isinstance(question, MethodRequired)
    offered = ", ".join(option.name for option in question.options)
    enter(
        "some unknown",
        "SMS_MFA, SOFTWARE_TOKEN_MFA; RETINA_SCAN named",
        f"{offered}; {', '.join(map(str, question.others))} named",
    )
    world.faults.on(RESPOND, offers("RETINA_SCAN"))
    world.sign_in("choose-mfa")
    enter(
        "all unknown",
        "sign-in page: STEP_NOT_SUPPORTED RETINA_SCAN",
        f"{notified(world)} {fault_of(world).name}",
    )


def test_row_26_unexpected_custom_challenge(enter: Enter, world: World) -> None:
    hostile = {"prompt": "<b>What</b> is your favourite colour?", "USERNAME": "someone"}
    custom = answered(
        200,
        {"ChallengeName": "CUSTOM_CHALLENGE", "Session": "s" * 40, "ChallengeParameters": hostile},
    )
    # a question of the server's own, with a field for the answer: where no flow promises one, it
    # could ask for the password
    world.faults.on(RESPOND, custom)
    world.sign_in("confirmed")
    enter("in the middle of SRP", "sign-in page: STEP_NOT_ALLOWED", notified(world))
    world.flow_kind = AuthFlow.CUSTOM
    world.start()
    world.faults.on(RESPOND, custom)
    world.sign_in("confirmed")
    question = world.asked.question
    assert isinstance(question, CustomQuestion)
    enter(
        "in the flow that asks questions",
        str((("prompt", hostile["prompt"]),)),
        str(question.parameters),
    )
    world.faults.on(RESPOND, refused("NotAuthorizedException", "Incorrect username or password."))
    run(world.flow.answer(CustomAnswer(Secret("blue"))))
    enter("answered wrongly", "sign-in page: WRONG_CREDENTIALS", notified(world))


@pytest.mark.parametrize("hidden", [True, False])
def test_row_27_unknown_user(enter: Enter, tmp_path: Path, hidden: bool) -> None:
    with world_of(tmp_path, hide_existence=hidden) as world:
        name = "existence hidden" if hidden else "existence told by the pool"
        sentences, times = [], {"confirmed": [], "nobody": []}  # type: ignore[var-annotated]
        for _ in range(3):
            for who, taken in times.items():
                begun = time.perf_counter()
                world.sign_in(who, "Wrong-Passw0rd!")
                taken.append(time.perf_counter() - begun)
                sentences.append(words(world))
        enter(name, "one sentence", "one sentence" if len(set(sentences)) == 1 else str(sentences))
        if hidden:
            slow, quick = sorted(statistics.median(took) for took in times.values())[::-1]
            near = slow - quick < within(0.05)
            enter(
                f"{name}: time differs by less than",
                "50 ms",
                "50 ms" if near else str(slow - quick),
            )


def test_row_28_accounts_that_cannot_go_on(enter: Enter, world: World) -> None:
    expected = {
        "disabled": "sign-in page: USER_DISABLED",
        "unconfirmed": "ConfirmAccount: NOT_CONFIRMED",
        "reset": "ResetPassword: RESET_REQUIRED",
    }
    for story, where in expected.items():
        world.sign_in(story)
        enter(story, where, notified(world))


def test_row_29_hostile_words(enter: Enter, world: World, opened: Open) -> None:
    hostile = "<img src=x onerror=alert(1)><b>bold</b>\u202e" + "x" * 2000
    error_info = refused(
        "UserLambdaValidationException", f"PreAuthentication failed with error {hostile}."
    )
    world.faults.on(INITIATE, error_info)
    world.sign_in("confirmed")
    enter("kept", "512 characters", f"{len(fault_of(world).text)} characters")
    world.faults.on(INITIATE, error_info)
    hand = opened(world.demo, endpoint_url=world.faults.url)
    hand.sign_in("confirmed")
    hand.until(lambda: bool(hand.page.bar.text))
    label = hand.page.bar._words
    seen = f"{label.textFormat().name}, {'bidi shown' if chr(0x202E) not in label.text() else 'bidi in force'}"
    enter("in the window", "PlainText, bidi shown", seen)


def test_row_30_secrets(enter: Enter, tmp_path: Path) -> None:
    cases: dict[str, tuple[str | None, str | None, str]] = {
        "needed, not set": (SECRET, None, "SECRET_MISSING"),
        "wrong": (SECRET, "another" * 6, "SECRET_WRONG"),
        "for a public client": (None, SECRET, "SECRET_UNWANTED"),
    }
    for name, (theirs, ours, expected) in cases.items():
        with world_of(tmp_path / name, client_secret=theirs) as world:
            world.changes = {"client_secret": Secret(ours) if ours else None}
            world.start()
            world.sign_in("confirmed")
            named = "client secret" in words(world).lower()
            enter(
                name,
                f"sign-in page: {expected}; setting named",
                f"{notified(world)}; setting {'named' if named else 'not named'}",
            )


def test_row_31_flow_turned_off(enter: Enter, tmp_path: Path) -> None:
    for flow, allowed, named in (
        (AuthFlow.SRP, PASSWORD_FLOW, "ALLOW_USER_SRP_AUTH"),
        (AuthFlow.PASSWORD, SRP, "ALLOW_USER_PASSWORD_AUTH"),
    ):
        with world_of(tmp_path / flow.name, flows=frozenset({allowed})) as world:
            world.flow_kind = flow
            world.start()
            world.sign_in("confirmed")
            enter(
                flow.value,
                f"sign-in page: FLOW_TURNED_OFF {named}",
                f"{notified(world)} {fault_of(world).name}",
            )


def test_row_32_alias_with_a_secret(enter: Enter, tmp_path: Path) -> None:
    with world_of(tmp_path, client_secret=SECRET) as world:
        world.sign_in("confirmed")
        enter("by e-mail alias", "signed in", notified(world))
        username = world.signed_in.session.identity.username
        enter(
            "user name", "not the address", "the address" if "@" in username else "not the address"
        )
        world.refresh()
        world.clock.pass_time(3600)
        world.tick()
        enter("an hour later", "signed in; kept", both(world))


def test_row_33_devices(enter: Enter, tmp_path: Path) -> None:
    with world_of(tmp_path / "works", tracking=Tracking.ALWAYS) as world:
        world.sign_in("confirmed")
        world.refresh()
        enter("ConfirmDevice works: refresh", "signed in; kept", both(world))
    with world_of(tmp_path / "fails", tracking=Tracking.ALWAYS) as world:
        world.faults.on("ConfirmDevice", answered(503, ""))
        world.sign_in("confirmed")
        warning = world.signed_in.warning
        assert warning is not None
        enter("ConfirmDevice fails", "DEVICE_NOT_REMEMBERED told", f"{warning.code.name} told")
    with world_of(tmp_path / "gone", tracking=Tracking.ALWAYS) as world:
        world.sign_in("confirmed")
        user = next(u for u in world.demo.pool.users if u.email == "confirmed@example.com")
        user.devices.clear()
        world.faults.seen.clear()
        world.refresh()
        seen = f"{notified(world)}; asked {world.faults.count(REFRESH)} times"
        enter("device does not exist: refresh", "signed in; asked 2 times", seen)
        known = world.devices.find("confirmed@example.com")
        enter("device does not exist: the book", "forgotten", "known" if known else "forgotten")
