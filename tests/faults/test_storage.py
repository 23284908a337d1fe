"""Rows 48 to 55: keychains and files."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.keychain import OsKeychain, system_backend
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.app.window_config import window_config
from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from tests.fakes.keychains import LockedKeychain, MemoryBackend, MemoryKeychain
from tests.fakes.platform_keychains import (
    NO_LOGON_SESSION,
    MacDenied,
    MacError,
    macos,
    windows,
)
from tests.fakes.session_bus import UNLOCK, on_a_bus
from tests.fakes.world import World, run
from tests.faults.table import Enter
from tests.faults.telling import both, kept, notified
from tests.patience import STEP_S, within
from tests.ui.conftest import Open

OWNER = StoreKey("us-east-1_Storage01", "client")
LARGE = Tokens(Secret("i" * 3000), Secret("a" * 3000), Secret("r" * 2000))
NEXT = Tokens(Secret("i2"), Secret("a2"), Secret("r2"))


def outcome(call: Callable[[], object], good: str = "works") -> str:
    try:
        call()
    except AuthError as error:
        return f"{error.error_info.code.name} {error.error_info.request.code}".strip()
    return good


class Failing(MemoryKeychain):
    """Works until it is told otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.code = ""

    def get(self, service: str) -> str | None:
        if self.code:
            raise failed(ErrorCode.KEYCHAIN, self.code)
        return super().get(service)


def seen_on_a_bus(script: str, home: Path) -> dict[str, str]:
    done = on_a_bus(script, home)
    assert done.returncode == 0, done.stderr
    seen: dict[str, str] = json.loads(done.stdout.strip().splitlines()[-1])
    return seen


needs_bus = pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="dbus-run-session and gnome-keyring-daemon are not installed; dev.py test --all installs them",
)


@pytest.mark.medium
@needs_bus
def test_row_48_secret_service_locked(enter: Enter, tmp_path: Path) -> None:
    states = f'"{sys.executable}" -m tests.fakes.keychain_states real'
    seen = seen_on_a_bus(f"{UNLOCK} && {states}", tmp_path / "home")
    enter("gnome-keyring unlocked", "works", seen["unlocked"])
    enter(
        "gnome-keyring locked, prompt dismissed",
        "KEYCHAIN KeyringLocked",
        seen["locked, prompt dismissed"],
    )


@pytest.mark.medium
def test_row_48_refused(enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manager, token_store_of_windows = windows(monkeypatch)
    manager.broken = NO_LOGON_SESSION
    enter(
        "Windows 1312",
        "KEYCHAIN WindowsError",
        outcome(lambda: OsKeychain(lambda: token_store_of_windows).get("s")),
    )
    mac, mac_backend = macos(monkeypatch)
    for name, error, code in (
        ("macOS -128 (cancelled)", MacDenied(-128), "KeyringLocked"),
        ("macOS -25308 (not allowed)", MacError(-25308), "KeyringError"),
    ):
        mac.broken = error
        enter(name, f"KEYCHAIN {code}", outcome(lambda: OsKeychain(lambda: mac_backend).get("s")))


def test_row_48_session_in_memory(enter: Enter, tmp_path: Path) -> None:
    world = World(tmp_path / "data", faulty=True)
    with world:
        world.sign_in("confirmed")
        good = world.keychain
        world.keychain = LockedKeychain()  # type: ignore[assignment]
        world.start()
        found = run(world.session_manager.restore())
        stored = [file.name for file in world.files()]
        enter(
            "locked at start",
            "sign-in page: KEYCHAIN; record there",
            f"{notified(world)}; {'record there' if 'session.bin' in stored else 'gone'}",
        )
        assert not found
        world.sign_in("confirmed")
        warning = world.signed_in.warning
        assert warning is not None
        enter(
            "signed in all the same",
            "signed in; KEYCHAIN told",
            f"{notified(world)}; {warning.code.name} told",
        )
        world.token_store._keychain = good  # type: ignore[attr-defined]
        run(world.session_manager.save_again())
        world.keychain = good
        enter(
            "Try again, unlocked",
            "signed in; kept; no notice",
            f"{both(world)}; {'notice' if world.signed_in.warning else 'no notice'}",
        )


@pytest.mark.medium
@needs_bus
def test_row_49_silent_service(enter: Enter, tmp_path: Path) -> None:
    seen = seen_on_a_bus(
        f'"{sys.executable}" -m tests.fakes.keychain_states silent', tmp_path / "home"
    )
    enter("a Secret Service that never answers", "KEYCHAIN NoAnswer", seen["never answers"])


@pytest.mark.medium
def test_row_49_window_in_time(enter: Enter, opened: Open, demo: Any, tmp_path: Path) -> None:
    class Silent(MemoryBackend):
        def get_password(self, service: str, account: str) -> str | None:
            answers.wait(STEP_S)
            return super().get_password(service, account)

    answers = threading.Event()
    keychain = OsKeychain(Silent, patience_s=STEP_S)  # longer than a busy computer takes to sign in
    owner = StoreKey(demo.config.pool_id, demo.config.client_id, endpoint=demo.url)
    token_store = EncryptedTokenStore(MemoryKeychain(), tmp_path / "data", owner)
    token_store.save(LARGE, "subject")
    config = restoring_config(demo, tmp_path / "data")
    begun = time.monotonic()
    hand = opened(
        demo, config=config, token_store=EncryptedTokenStore(keychain, tmp_path / "data", owner)
    )
    took = time.monotonic() - begun
    enter("window open within", "2 s", "2 s" if took < within(2) else f"{took:.1f} s")
    page = hand.arrive(SignInPage)
    hand.until(lambda: bool(page.bar.text))
    enter("said", "Waiting for your password store", page.bar.text[:31])
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    enter("meanwhile", "Signed in as confirmed@example.com", hand.who)
    answers.set()
    hand.until_kept()  # nothing waits for the keychain at the end


def restoring_config(demo: Any, folder: Path) -> Any:
    from PySide6.QtCore import QSettings

    from desktop_login.settings import Settings
    from tests.fakes.world import pool_of

    memory = QSettings(str(folder / "memory.ini"), QSettings.Format.IniFormat)
    return window_config(Settings(pool=pool_of(demo)), folder, memory, lambda: None)  # type: ignore[arg-type,return-value]


def test_row_50_no_keychain_at_all(
    enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, address in (("no bus", ""), ("dead bus", "unix:path=/nowhere/at/all")):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        seen = outcome(lambda: OsKeychain(patience_s=5).get("s")).partition(" ")[0]
        enter(name, "KEYCHAIN", seen)
    for name, chosen in (
        ("null", "keyring.backends.null.Keyring"),
        ("chainer", "keyring.backends.chainer.ChainerBackend"),
        ("plaintext", "keyrings.alt.file.PlaintextKeyring"),
    ):
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", chosen)
        enter(
            f"{name} by environment",
            "SecretService",
            type(system_backend()).__module__.rpartition(".")[2],
        )
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    config = tmp_path / "xdg_config_home" / "python_keyring"
    config.mkdir(parents=True)
    evil = tmp_path / "evil"
    evil.mkdir()
    (config / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=keyring.backends.null.Keyring\nkeyring-path={evil}\n"
    )
    backend = type(system_backend()).__module__.rpartition(".")[2]
    enter("null by keyringrc.cfg", "SecretService", backend)
    enter(
        "its keyring-path",
        "not on sys.path",
        "on sys.path" if str(evil) in sys.path else "not on sys.path",
    )
    token_store = EncryptedTokenStore(LockedKeychain(), tmp_path / "data", OWNER)
    enter("saving without one", "KEYCHAIN Locked", outcome(lambda: token_store.save(LARGE, "s")))
    plain = [p for p in (tmp_path / "data").rglob("*") if p.is_file() and p.stat().st_size]
    enter("files without one", "none", str(plain) if plain else "none")


def test_row_51_windows(enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manager, backend = windows(monkeypatch)
    keychain = OsKeychain(lambda: backend)
    enter(
        "1281 characters by themselves",
        "KEYCHAIN WindowsError",
        outcome(lambda: keychain.set("s", "x" * 1281)),
    )
    token_store = EncryptedTokenStore(keychain, tmp_path / "data", OWNER)
    token_store.save(LARGE, "subject")
    again = EncryptedTokenStore(OsKeychain(lambda: backend), tmp_path / "data", OWNER)
    enter("8 KB of tokens", "round trip", "round trip" if again.load() == LARGE else "lost")
    manager.longest = 0
    for _ in range(3):
        token_store.save(NEXT, "subject")
    enter("renewals written to the vault of Windows", "0", str(manager.longest))
    enter(
        "entries",
        "1 of 44 characters",
        f"{len(manager.entries)} of {max(len(e['CredentialBlob']) // 2 for e in manager.entries.values())} characters",
    )
    enter(
        "roams with the profile",
        "no",
        "no" if all(e["Persist"] == 2 for e in manager.entries.values()) else "yes",
    )
    keychain.set(token_store.service, "y" * 44)  # what makes keyring leave a second copy
    token_store.forget("subject")
    enter(
        "left after signing out, stale copies too", "0 entries", f"{len(manager.entries)} entries"
    )


@pytest.mark.medium
def test_row_51_macos(enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mac, backend = macos(monkeypatch)
    token_store = EncryptedTokenStore(OsKeychain(lambda: backend), tmp_path / "data", OWNER)
    token_store.save(LARGE, "subject")
    for _ in range(20):
        token_store.save(NEXT, "subject")
    enter("writes, hence prompts and delete-then-add, for 21 saves", "1", str(mac.writes))
    again = EncryptedTokenStore(OsKeychain(lambda: backend), tmp_path / "data", OWNER)
    enter("read back", "round trip", "round trip" if again.load() == NEXT else "lost")
    token_store.forget("subject")
    enter("left after signing out", "0 entries", f"{len(mac.entries)} entries")


def test_row_52_written_and_not_there(enter: Enter, tmp_path: Path) -> None:
    class Forgetful(MemoryBackend):
        def set_password(self, service: str, account: str, secret: str) -> None:
            pass

    with World(tmp_path / "data") as world:
        world.keychain = OsKeychain(Forgetful)  # type: ignore[assignment]
        world.start()
        world.sign_in("confirmed")
        warning = world.signed_in.warning
        assert warning is not None
        enter(
            "a keychain that holds nothing",
            "signed in; KEYCHAIN NotReadBack",
            f"{notified(world)}; {warning.code.name} {warning.request.code}",
        )
        enter("files", "none", ", ".join(f.name for f in world.files()) or "none")


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda b: b[: len(b) // 2],
    "empty": lambda b: b"",
    "a bit flipped": lambda b: b[:-9] + bytes([b[-9] ^ 1]) + b[-8:],
    "something else": lambda b: b"GIF89a" + bytes(100),
    "other schema": lambda b: b.replace(b'"schema": 2', b'"schema": 0'),
    "other user's": lambda b: b.replace(b'"subject": "', b'"subject": "x'),
    "too large": lambda b: b + bytes(600_000),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_row_53_damaged_record(enter: Enter, world: World, name: str) -> None:
    world.sign_in("confirmed")
    (record,) = world.folder.rglob("session.bin")
    record.write_bytes(DAMAGE[name](record.read_bytes()))
    world.start()
    run(world.session_manager.restore())
    aside = [file.name for file in world.files()]
    seen = f"{notified(world)}; {'set aside' if aside == ['session.unreadable'] else aside}; {len(world.states)} message"
    enter(name, "sign-in page: RECORD_UNREADABLE; set aside; 1 message", seen)
    world.sign_in("confirmed")
    enter(f"{name}, signed in again", "signed in; kept", both(world))


def there(names: list[str]) -> str:
    return "record there" if "session.bin" in names else "record gone"


def test_row_53_keychain_answers_nothing_once(enter: Enter, world: World) -> None:
    """As some do while they start."""
    world.sign_in("confirmed")
    entries = dict(world.keychain.entries)
    for name, ask_again in (
        ("next tick", world.tick),
        ("Try again", lambda: run(world.session_manager.restore())),
    ):
        world.keychain.entries.clear()
        world.start()
        run(world.session_manager.restore())
        stored = [file.name for file in world.files()]
        enter(
            f"{name}: at start",
            "sign-in page: KEY_MISSING; record there",
            f"{notified(world)}; {there(stored)}",
        )
        world.clock.pass_time(15)
        world.tick()
        enter(f"{name}: still nothing, told", "once", "once" if len(world.states) == 1 else "more")
        world.keychain.entries.update(entries)
        ask_again()
        enter(f"{name}: key there again", "signed in; kept", both(world))


def test_row_53_no_key_and_signed_in_meanwhile(enter: Enter, world: World) -> None:
    world.sign_in("confirmed")
    entries = dict(world.keychain.entries)
    world.keychain.entries.clear()
    world.start()
    run(world.session_manager.restore())
    world.session_manager.stop_restoring()  # the person has begun to sign in
    told_before = len(world.states)
    world.keychain.entries.update(entries)
    world.tick()
    enter(
        "begun to sign in",
        "left alone",
        "left alone" if len(world.states) == told_before else notified(world),
    )


def test_row_53_no_key_while_a_session_ends(enter: Enter, world: World) -> None:
    """What is stored may be newer than what has ended, and cannot be looked at."""
    world.sign_in("confirmed")
    first = world.session_manager
    entries = dict(world.keychain.entries)
    world.start()
    run(world.session_manager.restore())
    run(world.session_manager.sign_out())
    world.sign_in("confirmed")  # another window: another session, under another key
    newest = dict(world.keychain.entries)
    assert newest != entries
    world.keychain.entries.clear()
    first._refresher._token_store._key = None  # type: ignore[attr-defined]
    run(first.refresh_now())
    world.keychain.entries.update(newest)
    world.start()
    run(world.session_manager.restore())
    enter("the newer session", "signed in; kept", both(world))


@pytest.mark.parametrize("remember", [True, False])
def test_row_53_what_was_set_aside_goes_at_sign_out(
    enter: Enter, world: World, remember: bool
) -> None:
    world.sign_in("confirmed")
    (record,) = world.folder.rglob("session.bin")
    record.write_bytes(record.read_bytes()[:-1])
    world.start()
    run(world.session_manager.restore())
    world.sign_in("confirmed", remember=remember)
    run(world.session_manager.sign_out())
    left = [file.name for file in world.files()] + list(world.keychain.entries)
    name = "remembered" if remember else "not remembered"
    enter(f"set aside, {name}, signed out: left", "nothing", ", ".join(left) or "nothing")


def test_row_53_key_lost_or_replaced(enter: Enter, world: World) -> None:
    world.sign_in("confirmed")
    world.keychain.entries.clear()
    world.start()
    run(world.session_manager.restore())
    stored = [file.name for file in world.files()]
    enter(
        "key lost", "sign-in page: KEY_MISSING; record there", f"{notified(world)}; {there(stored)}"
    )
    world.sign_in("confirmed")
    enter("key lost, signed in again", "signed in; kept", both(world))
    first = world.session_manager
    world.start()  # another window signs out and in again: another key
    run(world.session_manager.restore())
    run(world.session_manager.sign_out())
    world.sign_in("confirmed")
    newest = world.signed_in.session
    run(first.refresh_now())
    world.start()
    run(world.session_manager.restore())
    same = world.signed_in.session.identity.subject == newest.identity.subject
    enter("key replaced by another window", "signed in; kept", both(world) if same else "lost")


@contextmanager
def no_more_than(size: int) -> Iterator[None]:
    """Writing beyond fails in the kernel, as on a full disk (EFBIG for ENOSPC)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)


@contextmanager
def nobody() -> Iterator[None]:
    """root may write everywhere; somebody else may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_row_54_disk(enter: Enter, world: World) -> None:
    world.sign_in("confirmed")
    (record,) = world.folder.rglob("session.bin")
    before = record.read_bytes()
    with no_more_than(512):
        world.refresh()
    warning = world.signed_in.warning
    assert warning is not None
    enter(
        "disk full",
        "signed in; NOT_SAVED told; old record whole",
        f"{notified(world)}; {warning.code.name} told; {'old record whole' if record.read_bytes() == before else 'damaged'}",
    )
    enter("drafts left", "0", str(len(list(record.parent.glob(".session-*")))))
    world.clock.pass_time(15)
    world.tick()
    enter(
        "room again",
        "signed in; no notice",
        f"{notified(world)}; {'notice' if world.signed_in.warning else 'no notice'}",
    )
    assert record.read_bytes() != before


def test_row_54_read_only(enter: Enter, open_place: Path) -> None:
    home = open_place / "data"
    keychain = MemoryKeychain()
    token_store = EncryptedTokenStore(keychain, home, OWNER)
    token_store.save(LARGE, "subject")
    (record,) = home.rglob("session.bin")
    store_folder = record.parent
    home.chmod(0o755)
    store_folder.chmod(0o555)
    record.chmod(0o644)
    try:
        with nobody():
            saving = outcome(lambda: token_store.save(NEXT, "subject"))
            reading = token_store.load()
            forgetting = outcome(lambda: token_store.forget("subject"))
    finally:
        store_folder.chmod(0o755)
    enter("read-only folder, saving", "NOT_SAVED PermissionError", saving)
    enter("read-only folder, reading", "old session", "old session" if reading == LARGE else "lost")
    enter(
        "read-only folder, signing out",
        "NOT_SAVED PermissionError, key gone",
        f"{forgetting}, {'key gone' if not keychain.entries else 'key there'}",
    )


def test_row_54_held_by_a_scanner(
    enter: Enter, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to replace a file that somebody holds open; Linux does not, so it is played."""
    world.sign_in("confirmed")
    real = Path.replace

    def held(self: Path, target: Any) -> Any:
        raise PermissionError(errno.EACCES, "held by another process")

    monkeypatch.setattr(Path, "replace", held)
    world.refresh()
    warning = world.signed_in.warning
    assert warning is not None
    enter(
        "file held",
        "signed in; NOT_SAVED told; kept",
        f"{notified(world)}; {warning.code.name} told; {kept(world)}",
    )
    monkeypatch.setattr(Path, "replace", real)
    world.clock.pass_time(15)
    world.tick()
    enter("file free again", "signed in; kept", both(world))


def test_row_55_newer_schema(enter: Enter, world: World) -> None:
    world.sign_in("confirmed")
    (record,) = world.folder.rglob("session.bin")
    newer = record.read_bytes().replace(b'"schema": 2', b'"schema": 3')
    record.write_bytes(newer)
    world.start()
    run(world.session_manager.restore())
    enter(
        "a record of tomorrow",
        "sign-in page: RECORD_NEWER; untouched",
        f"{notified(world)}; {'untouched' if record.read_bytes() == newer else 'changed'}",
    )
