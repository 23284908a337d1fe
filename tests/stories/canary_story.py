"""Runs the whole story at debug level in a process of its own, and prints its secrets' places. Not a test itself.

Arguments: a folder for logs and data. Secrets are chosen here and handed to the parent over a
pipe, so that the parent can look for them everywhere else. What the system shows of this process
and of every child that it starts (arguments, environment) is written down beside them.
"""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

from desktop_login.demo import totp
from desktop_login.demo.pool import DemoPoolConfig, Tracking
from desktop_login.domain.answers import (
    AccountAction,
    Code,
    CustomAnswer,
    NewAccount,
    NewPassword,
    PasswordChange,
    Recovery,
    Reset,
)
from desktop_login.domain.challenges import AuthenticatorSetUp, CodeRequired
from desktop_login.domain.errors import AuthError
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedIn
from desktop_login.system.log import report, set_up
from tests.fakes.runs import a_run
from tests.fakes.world import World, run

SECRET = "canary0client0secret0" + "x" * 20
PASSWORD = "Canary-Passw0rd-1!"
NEW_PASSWORD = "Canary-Passw0rd-2!"
SIGNED_UP, CHANGED, RECOVERED = (f"Canary-Passw0rd-{n}!" for n in (3, 4, 5))
ANSWER = "canary answer"


def around(world: World) -> list[str]:
    """Everything that a person types or is given beyond the password; each state is printed."""
    secrets: list[str] = []

    def answer(answer: Any, *more: Secret) -> None:
        print(answer, world.state)
        run(world.flow.answer(answer))
        secrets.extend(secret.reveal() for secret in more)

    def code() -> Secret:
        sent = world.latest_code()
        secrets.append(sent.reveal())
        return sent

    def show_everything() -> None:
        """An error in the middle, with all that is held at that time within reach."""
        try:
            world.provider.refresh(None)  # type: ignore[arg-type]
        except Exception as error:
            report(error, "the story")
        print(world.state, vars(world.flow), vars(world.flow._conversation))

    world.flow.create_account("", True)
    answer(NewAccount("fresh@example.com", Secret(SIGNED_UP)))
    show_everything()
    answer(Code(code()))
    assert world.signed_in
    run(world.flow.open_account())
    answer(AccountAction.CHANGE_PASSWORD)
    answer(PasswordChange(Secret(SIGNED_UP), Secret(CHANGED)))
    answer(AccountAction.SET_UP_AUTHENTICATOR)
    question = world.asked.question
    assert isinstance(question, AuthenticatorSetUp)
    secret = question.secret.reveal()
    secrets.append(secret)
    show_everything()
    answer(Code(Secret(totp.code_at_step(secret, totp.step_at(world.clock.epoch())))))
    run(world.session_manager.sign_out())
    world.flow.forgot_password("", True)
    answer(Recovery("fresh@example.com"))
    answer(Reset(code(), Secret(RECOVERED)))
    show_everything()
    world.flow.leave()
    world.demo.pool.add("kept@example.com", PASSWORD, tracking=Tracking.ALWAYS)
    world.sign_in("kept", PASSWORD)
    device = world.devices.find("kept@example.com")
    assert device is not None
    print(device, world.devices, world.signed_in.session.tokens)
    secrets.append(device.password.reveal())
    run(world.session_manager.sign_out())
    world.flow_kind = AuthFlow.CUSTOM
    world.start()
    world.sign_in("custom", "")
    answer(CustomAnswer(Secret(ANSWER)))
    print(world.state)
    return [*secrets, SIGNED_UP, CHANGED, RECOVERED, ANSWER]


# https://docs.python.org/3/library/audit_events.html
_HAND_ON = (
    *("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.system"),
    *("os.putenv", "os.unsetenv"),
)


def write_down_what_is_handed_on(file: Path) -> None:
    """Whatever library starts a child, or changes what children inherit: it passes here."""

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event in _HAND_ON:
            with file.open("a", encoding="utf-8") as out:
                out.write(f"{event} {arguments!r}\n")

    sys.addaudithook(hear)


def write_down_what_is_shown(folder: Path) -> None:
    """What others may read of this process, and what a child of it would be given now."""
    # Popen returns while the system still loads the child: until it runs, its environ is empty.
    waiting = [sys.executable, "-c", "print(flush=True); input()"]
    with subprocess.Popen(waiting, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        shown = folder / "shown"
        shown.mkdir()
        for who, process in (("self", os.getpid()), ("child", child.pid)):
            for what in ("cmdline", "environ"):
                source = Path("/proc", str(process), what)
                if source.exists():  # Linux's
                    (shown / f"{who}-{what}").write_bytes(source.read_bytes())
        child.communicate(b"\n")
    (shown / "environment").write_text(json.dumps(dict(os.environ)), "utf-8")
    (shown / "arguments").write_text(json.dumps([sys.argv, sys.orig_argv]), "utf-8")


def main(folder: Path, pipe: int) -> None:
    faulthandler.enable()
    write_down_what_is_handed_on(folder / "handed-on")
    set_up("debug", folder / "log" / "canary.log")
    logging.getLogger().setLevel("DEBUG")
    world = World(
        folder / "data", DemoPoolConfig(client_secret=SECRET, id_token_s=300, access_token_s=300)
    )
    secrets = [SECRET, PASSWORD, NEW_PASSWORD]
    with world:
        from desktop_login.demo.pool import Factor, Status

        world.demo.pool.add("new@example.com", PASSWORD, Status.FORCE_CHANGE_PASSWORD)
        world.demo.pool.add(
            "sms@example.com", PASSWORD, factors=(Factor.SMS,), phone="+15555550123"
        )
        world.sign_in("new", PASSWORD)
        secrets.append(world.state.question.challenge_context.session.reveal())  # type: ignore[union-attr]
        run(world.flow.answer(NewPassword(Secret(NEW_PASSWORD))))
        tokens = world.signed_in.session.tokens
        for token in (tokens.id_token, tokens.access_token, tokens.refresh_token):
            secrets.append(token.reveal())
        world.clock.pass_time(280)
        run(world.session_manager.tick())
        tokens = world.signed_in.session.tokens
        for token in (tokens.id_token, tokens.access_token, tokens.refresh_token):
            secrets.append(token.reveal())
        world.start()
        run(world.session_manager.restore())
        print(world.state, world.session_manager._active, world.pool, world.keychain)
        secrets.extend(world.keychain.entries.values())
        kept = (folder / "kept").resolve()
        kept.mkdir()
        for file in world.files():  # what lies on disk while signed in
            (kept / file.name).write_bytes(file.read_bytes())
        run(world.session_manager.sign_out())
        world.sign_in("sms", PASSWORD)
        assert isinstance(world.state, Asked)
        code = world.latest_code()
        secrets.append(code.reveal())
        print(world.state, world.flow.__dict__, Code(code))
        question = world.state.question
        assert isinstance(question, CodeRequired)
        try:
            world.provider.answer(question, Code(Secret("000000")), a_run())
        except AuthError as error:
            report(error, "the story")
            traceback.print_exc()
        try:
            raise RuntimeError(f"a message with {PASSWORD}")
        except RuntimeError as error:
            report(error, "the story")
        run(world.flow.answer(Code(code)))
        assert isinstance(world.state, SignedIn)
        print(repr(world.state))
        run(world.session_manager.sign_out())
        secrets += around(world)
    write_down_what_is_shown(folder)
    with os.fdopen(pipe, "w") as out:
        json.dump(secrets, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
