"""What can go wrong with a key: pulled out, never answering, cancelled; and a library that is not there."""

from __future__ import annotations

import asyncio
import importlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.passkeys import keys, usb
from desktop_login.adapters.passkeys.keys import SecurityKeys
from desktop_login.adapters.passkeys.usb import is_forbidden
from desktop_login.adapters.threads import off_thread
from desktop_login.demo.demo_key import DEMO_PIN, DemoKey
from desktop_login.domain.challenges import PasskeyRequired
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.passkeys import KeyStage, PasskeyAction, PasskeyRequest, SecurityKeyStep
from desktop_login.domain.states import Asked, State
from desktop_login.flow.attempts import Attempts
from desktop_login.flow.passkey_ports import PasskeyPorts
from desktop_login.flow.passkeys import Passkeys
from tests.aftermath import expected
from tests.fakes.browsing import play as play_story
from tests.fakes.passkey_client import touching
from tests.fakes.programs import without_noise
from tests.fakes.world import World, run
from tests.patience import PROCESS_S, STEP_S, within
from tests.stories.test_passkeys import (
    Start,
    added,
    answer,
    asked_for,
    pin,
    refused,
    stages,
    step,
    worlds,
)

pytestmark = pytest.mark.medium

__all__ = ["worlds"]  # a fixture

ROOT = Path(__file__).parent.parent.parent
LEFT_S = 0.5  # within which Cancel has to be over


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usb, "LOOK_EVERY_S", 0.05)


def once(key: DemoKey, when: Callable[[], bool], then: Callable[[], None]) -> None:
    """Does something the first time that the key is in this state; touches it otherwise."""
    done = threading.Event()

    def changed() -> None:
        if not done.is_set() and when():
            done.set()
            then()
        elif key.waits_for_touch:
            key.touch()

    key.on_change = changed


def soon(call: Callable[[], None]) -> None:
    timer = threading.Timer(0.2, call)
    timer.daemon = True
    timer.start()


def test_a_key_that_is_plugged_in_later_is_found(worlds: Start) -> None:
    key = touching()
    world = worlds(key)
    added(world)
    asked_for(world)
    key.remove()
    world.states.clear()
    soon(key.insert)
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin())
    assert stages(world) == [KeyStage.INSERT, KeyStage.PIN, KeyStage.TOUCH]
    assert world.session_manager.session is not None


def test_a_key_that_is_pulled_out_during_the_touch_is_waited_for(worlds: Start) -> None:
    key = touching()
    world = worlds(key)
    added(world)
    asked_for(world)
    world.states.clear()

    def pull() -> None:
        key.remove()
        soon(key.insert)

    once(key, lambda: key.waits_for_touch, pull)
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin())
    assert step(world).stage is KeyStage.PIN
    answer(world, pin())
    assert stages(world) == [
        KeyStage.PIN,
        KeyStage.TOUCH,
        KeyStage.INSERT,
        KeyStage.PIN,
        KeyStage.TOUCH,
    ]
    assert world.session_manager.session is not None


def test_a_key_that_is_pulled_out_while_its_pin_is_typed_is_waited_for(worlds: Start) -> None:
    key = touching()
    world = worlds(key)
    added(world)
    asked_for(world)
    answer(world, PasskeyAction.USE_KEY)
    key.remove()
    soon(key.insert)
    answer(world, pin())
    assert step(world).stage is KeyStage.PIN
    answer(world, pin())
    assert KeyStage.INSERT in stages(world)
    assert world.session_manager.session is not None


@pytest.mark.parametrize("when", [KeyStage.NO_PIN, KeyStage.NEW_PIN])
def test_a_key_that_is_pulled_out_before_it_has_a_pin_is_waited_for(
    worlds: Start, when: KeyStage
) -> None:
    key = touching(pin="")
    world = worlds(key)
    world.sign_in("passkey")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    if when is KeyStage.NEW_PIN:
        answer(world, PasskeyAction.SET_PIN)
    key.remove()
    soon(key.insert)
    answer(world, PasskeyAction.WITHOUT_PIN if when is KeyStage.NO_PIN else pin("2468"))
    assert step(world).stage is KeyStage.NO_PIN
    assert KeyStage.INSERT in stages(world)
    answer(world, PasskeyAction.WITHOUT_PIN)
    assert world.state.notice is not None


def test_two_keys_that_are_both_pulled_out_are_waited_for(worlds: Start) -> None:
    first, other = touching(), DemoKey()
    world = worlds(first, other)
    added(world)
    first.on_change = lambda: None
    asked_for(world)
    other.insert()
    world.states.clear()

    def pull() -> None:
        first.remove()
        other.remove()
        first.on_change = lambda: first.touch() if first.waits_for_touch else None
        soon(first.insert)

    first.on_change = lambda: soon(pull) if first.waits_for_touch else None
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin())
    assert stages(world)[:3] == [KeyStage.CHOOSE, KeyStage.INSERT, KeyStage.PIN]
    assert world.session_manager.session is not None


class Mute:
    """A key that takes a request and never answers."""

    capabilities = 4

    def __init__(self, key: DemoKey) -> None:
        (self._device,) = key.devices()
        self.released = threading.Event()

    def call(self, cmd: int, data: bytes = b"", event: Any = None, on: Any = None) -> bytes:
        if data[0] != 4:  # what it can do, it says
            self.released.wait(STEP_S)
        return self._device.call(cmd, data, event, on)

    def close(self) -> None: ...


def waiting_at(stage: KeyStage) -> SecurityKeys:
    """Keys whose talk comes to this stage by itself or with one answer."""
    key = DemoKey("" if stage in (KeyStage.NO_PIN, KeyStage.NEW_PIN) else DEMO_PIN)
    other = DemoKey()
    if stage is not KeyStage.INSERT:
        key.insert()
    if stage is KeyStage.CHOOSE:
        other.insert()
    return SecurityKeys(lambda: [*key.devices(), *other.devices()])


REQUEST = PasskeyRequest(
    "localhost",
    {
        "challenge": "A" * 43,
        "rpId": "localhost",
        "allowCredentials": [],
        "userVerification": "preferred",
    },
)


class Bench:
    """The part of the use cases that leads a key, on a real event loop."""

    def __init__(self, keys: SecurityKeys) -> None:
        from desktop_login.domain.passkey_rules import PasskeyPlace

        self.states: list[State] = []
        self.attempts = Attempts(off_thread, self.states.append)
        place = PasskeyPlace("http://127.0.0.1:1")
        self.passkeys = Passkeys(PasskeyPorts(keys, place), self.attempts)

    def stage(self) -> KeyStage | None:
        state = self.states[-1] if self.states else None
        if isinstance(state, Asked) and isinstance(state.question, SecurityKeyStep):
            return state.question.stage
        return None

    async def comes_to(self, stage: KeyStage) -> None:
        until = time.monotonic() + STEP_S
        while self.stage() is not stage:
            assert time.monotonic() < until, self.states
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "stage",
    [
        KeyStage.INSERT,
        KeyStage.CHOOSE,
        KeyStage.PIN,
        KeyStage.TOUCH,
        KeyStage.NO_PIN,
        KeyStage.NEW_PIN,
    ],
)
def test_cancel_is_over_at_once_at_every_stage(stage: KeyStage) -> None:
    async def play() -> None:
        bench = Bench(waiting_at(stage))
        task = asyncio.create_task(bench.passkeys.ask(REQUEST))
        if stage is KeyStage.TOUCH:
            await bench.comes_to(KeyStage.PIN)
            assert await task is None
            task = asyncio.create_task(bench.passkeys.go_on(pin()))
        if stage is KeyStage.NEW_PIN:
            await bench.comes_to(KeyStage.NO_PIN)
            assert await task is None
            task = asyncio.create_task(bench.passkeys.go_on(PasskeyAction.SET_PIN))
        await bench.comes_to(stage)
        seen = len(bench.states)
        began = time.monotonic()
        bench.attempts.begin()
        bench.passkeys.stop()
        assert await task is None
        assert time.monotonic() - began < within(LEFT_S)
        assert not bench.passkeys.is_at_work
        await asyncio.sleep(0.2)
        assert len(bench.states) == seen

    play_story(play())


def test_cancel_does_not_wait_for_a_key_that_never_answers() -> None:
    key = DemoKey()
    key.insert()
    mute = Mute(key)

    async def play() -> None:
        bench = Bench(SecurityKeys(lambda: [mute]))
        task = asyncio.create_task(bench.passkeys.ask(REQUEST))
        await asyncio.sleep(0.3)
        began = time.monotonic()
        bench.attempts.begin()
        bench.passkeys.stop()
        assert await task is None
        assert time.monotonic() - began < within(LEFT_S)
        mute.released.set()

    play_story(play())


def test_a_key_that_is_not_touched_gives_up(worlds: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_login.demo.demo_key._TOUCH_S", 0.2)
    key = touching()
    world = worlds(key)
    added(world)
    key.on_change = lambda: None
    asked_for(world)
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin())
    assert refused(world) is ErrorCode.PASSKEY_NOT_USED
    assert isinstance(world.asked.question, PasskeyRequired)


def test_a_talk_has_an_end(worlds: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_login.adapters.passkeys.talk.PATIENCE_S", 0.3)
    world = worlds(DemoKey())
    world.sign_in("passkey")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    assert refused(world) is ErrorCode.PASSKEY_NOT_USED
    assert stages(world) == [KeyStage.INSERT]


def test_whatever_begins_next_leaves_the_key_alone(worlds: Start) -> None:
    key = touching()
    world = worlds(key)
    added(world)
    begins: list[Callable[[], object]] = [
        lambda: world.sign_in("confirmed"),
        lambda: world.flow.create_account("", True),
        lambda: world.flow.forgot_password("", True),
    ]
    for begin in begins:
        asked_for(world)
        answer(world, PasskeyAction.USE_KEY)
        talk = world.flow._passkeys._talk
        assert talk is not None
        begin()
        assert not world.flow._passkeys.is_at_work
        with pytest.raises(AuthError):
            while True:
                talk.next()
        if world.session_manager.session is not None:
            run(world.session_manager.sign_out(False))
    world.sign_in("passkey")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    run(world.flow.open_account())
    assert not world.flow._passkeys.is_at_work


def test_a_session_that_ends_closes_the_page_of_the_key(worlds: Start) -> None:
    key = touching()
    world = worlds(key)
    world.sign_in("passkey")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    run(world.session_manager.sign_out(False))
    seen = len(world.states)
    answer(world, pin())
    assert not any(
        isinstance(state, Asked) and isinstance(state.question, SecurityKeyStep)
        for state in world.states[seen:]
    )


# --- rights -----------------------------------------------------------------------------------


def plugged(tmp_path: Path, *descriptors: bytes) -> tuple[Path, Path]:
    sysfs, dev = tmp_path / "hidraw", tmp_path / "dev"
    dev.mkdir()
    for number, descriptor in enumerate(descriptors):
        folder = sysfs / f"hidraw{number}" / "device"
        folder.mkdir(parents=True)
        (folder / "report_descriptor").write_bytes(descriptor)
        (dev / f"hidraw{number}").write_bytes(b"")
    return sysfs, dev


FIDO, MOUSE = b"\x06\xd0\xf1\x09\x01\xa1\x01", b"\x05\x01\x09\x02\xa1\x01"


def refusing(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """As the system refuses others than root."""
    real = Path.open

    def opened(self: Path, *args: Any, **more: Any) -> Any:
        if self.name in names and "device" not in self.parts:
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **more)

    monkeypatch.setattr(Path, "open", opened)


def test_a_key_that_may_not_be_opened_is_told_from_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sysfs, dev = plugged(tmp_path, MOUSE, FIDO)
    assert not is_forbidden(sysfs, dev)
    refusing(monkeypatch, "hidraw0")  # a mouse is nobody's business
    assert not is_forbidden(sysfs, dev)
    refusing(monkeypatch, "hidraw1")
    assert is_forbidden(sysfs, dev)
    assert not is_forbidden(tmp_path / "nowhere", dev)


def test_a_key_that_may_not_be_opened_is_waited_for_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sysfs, dev = plugged(tmp_path, FIDO)
    refusing(monkeypatch, "hidraw0")
    keys = SecurityKeys(platform="linux", sysfs=sysfs, dev=dev)
    monkeypatch.setattr(usb, "plugged_in", list)

    async def play() -> None:
        bench = Bench(keys)
        task = asyncio.create_task(bench.passkeys.ask(REQUEST))
        await bench.comes_to(KeyStage.NO_PERMISSION)
        bench.passkeys.stop()
        assert await task is None

    play_story(play())


# --- the library ------------------------------------------------------------------------------


class Broken(MetaPathFinder):
    """Stands where the library is, and fails as it does without its data file."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name in ("fido2.rpid", "fido2.client"):
            raise OSError(2, "No such file or directory", "public_suffix_list.dat")


@pytest.fixture(params=["missing", "broken"])
def no_library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from desktop_login.adapters.passkeys import wire

    gone = [name for name in sys.modules if name.partition(".")[0] == "fido2"]
    kept = {name: sys.modules.pop(name) for name in gone}
    wire._rules.cache_clear()
    if request.param == "missing":
        monkeypatch.setattr(keys, "find_spec", lambda name: None)
        monkeypatch.setitem(sys.modules, "fido2", None)
    else:
        monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "fido2"]:
        sys.modules.pop(name)
    sys.modules.update(kept)
    wire._rules.cache_clear()


@pytest.mark.usefixtures("no_library")
def test_without_the_library_a_passkey_is_elsewhere_and_all_else_works(
    worlds: Start, caplog: pytest.LogCaptureFixture
) -> None:
    world = worlds(touching())
    world.sign_in("passkey")
    assert world.session_manager.session is not None
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    assert refused(world) is ErrorCode.PASSKEY_ELSEWHERE
    expected(caplog, "fido2 cannot be used")
    run(world.flow.open_account())
    question: Any = world.asked.question
    assert not question.details.passkey_offers.key
    run(world.session_manager.sign_out(False))
    user = world.demo.pool.find("passkey@example.com")
    assert user is not None
    user.passkey = True  # on another device
    world.sign_in("passkey", "")
    question = world.asked.question
    assert "WEB_AUTHN" not in [option.name for option in question.options]


@pytest.mark.medium
def test_a_password_user_never_imports_the_library(tmp_path: Path) -> None:
    script = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from desktop_login.adapters.passkeys.keys import SecurityKeys
from tests.fakes.world import World, run
with World(Path({str(tmp_path)!r})) as world:
    world.keys = SecurityKeys()
    world.start()
    world.sign_in("confirmed")
    run(world.flow.open_account())
    assert world.session_manager.session is not None
    run(world.session_manager.sign_out(False))
print(sorted(name for name in sys.modules if name.partition(".")[0] == "fido2"))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "[]", without_noise(done.stderr)


# --- secrets ------------------------------------------------------------------------------------


def test_no_log_has_a_pin_or_an_answer(worlds: Start, caplog: pytest.LogCaptureFixture) -> None:
    secret_pin = "59172840"
    for name in ("desktop_login", "fido2"):  # botocore's own is capped: tests/unit/test_log.py
        caplog.set_level(1, logger=name)
    world = worlds(touching(pin=secret_pin))
    world.sign_in("passkey")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    answer(world, pin("11223344"))
    answer(world, pin(secret_pin))
    run(world.session_manager.sign_out(False))
    asked_for(world)
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin(secret_pin))
    seen = caplog.text + repr(world.states) + str(world.states)
    assert "key: PIN" in caplog.text
    for secret in (secret_pin, "11223344", "clientDataJSON", "attestationObject"):
        assert secret not in seen


def test_the_module_knows_no_device_before_it_is_asked() -> None:
    importlib.reload(importlib.import_module("desktop_login.flow.passkey_ports"))
    assert SecurityKeys(platform="win32").offers().system
    assert not SecurityKeys(platform="win32").offers().key
    assert SecurityKeys(platform="darwin").offers().key
    assert SecurityKeys(platform="linux").offers().key
    assert SecurityKeys(list, platform="win32").offers().key  # the demo's key


def test_a_world_without_keys_offers_none(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.sign_in("passkey")
        run(world.flow.open_account())
        question: Any = world.asked.question
        assert question.details.passkey_offers.key is False
        answer(world, PasskeyAction.ADD)
        assert refused(world) is ErrorCode.PASSKEY_SETTINGS_UNFIT
