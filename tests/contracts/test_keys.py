"""The port `Keys`: keys on USB, played by the demo's, and the dialog of Windows, played with the same key."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from fido2.client import ClientError, DefaultClientDataCollector, Fido2Client, UserInteraction

from desktop_login.adapters.passkeys import windows
from desktop_login.adapters.passkeys.keys import SecurityKeys
from desktop_login.adapters.passkeys.talk import Talk
from desktop_login.adapters.passkeys.windows import SystemDialog, meaning_of
from desktop_login.demo.demo_key import DEMO_PIN, DemoKey
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.passkey_rules import KeyJob
from desktop_login.domain.passkeys import (
    KeyStage,
    PasskeyProof,
    PasskeyRequest,
    Pin,
    SecurityKeyStep,
)
from desktop_login.domain.secret import Secret
from desktop_login.flow.passkey_ports import Keys, KeyTalk, NoKeys
from tests.fakes.passkey_client import touching
from tests.patience import STEP_S

SITE, ORIGIN = "acme.example", "https://acme.example"
CHALLENGE = "A" * 43
MAKE: dict[str, object] = {
    "challenge": CHALLENGE,
    "rp": {"id": SITE, "name": SITE},
    "user": {"id": "AQID", "name": "ann", "displayName": "Ann"},
    "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
    "excludeCredentials": [],
    "authenticatorSelection": {
        "requireResidentKey": True,
        "residentKey": "required",
        "userVerification": "required",
    },
}


def use(credential_id: str) -> dict[str, object]:
    return {
        "challenge": CHALLENGE,
        "rpId": SITE,
        "allowCredentials": [{"type": "public-key", "id": credential_id}],
        "userVerification": "required",
    }


class PlayedDialog:
    """WindowsClient as its documentation has it: asks by itself, and ends with an OSError."""

    def __init__(self, key: DemoKey, error: Exception | None = None) -> None:
        self._key = key
        self._one_dialog = threading.Lock()
        self.error = error
        self.windows: list[int] = []
        self.ended = threading.Event()

    def __call__(self, job: KeyJob, window: int) -> PlayedDialog:
        self.windows.append(window)
        (device,) = self._key.devices()

        class Asks(UserInteraction):
            def request_pin(self, permissions: Any, rp_id: Any) -> str:
                return DEMO_PIN

        collector = DefaultClientDataCollector(job.origin, verify=lambda site, origin: True)
        self._client = Fido2Client(device, collector, user_interaction=Asks())  # type: ignore[arg-type]
        return self

    def make_credential(self, options: Any, event: threading.Event) -> Any:
        self._fail(event)
        with self._one_dialog:  # a cancelled one leaves the key a moment later
            return self._client.make_credential(options, event)

    def get_assertion(self, options: Any, event: threading.Event) -> Any:
        self._fail(event)
        with self._one_dialog:
            return self._client.get_assertion(options, event)

    def _fail(self, event: threading.Event) -> None:
        """The thread that cancels the dialog waits for the event, whatever comes of it."""

        def wait() -> None:
            event.wait(STEP_S)
            self.ended.set()

        threading.Thread(target=wait, daemon=True).start()
        if self.error is not None:
            raise ClientError(ClientError.ERR.OTHER_ERROR, self.error)  # type: ignore[no-untyped-call]


class Bench:
    """One implementation with a key that touches itself, and whoever types its PIN."""

    def __init__(self, keys: Keys, key: DemoKey, *, system: bool) -> None:
        self.keys, self.key, self.system = keys, key, system

    def job(self, options: dict[str, object], *, registering: bool = False) -> KeyJob:
        return KeyJob(
            PasskeyRequest(SITE, options), ORIGIN, registering=registering, system=self.system
        )

    def played(self, talk: KeyTalk) -> tuple[list[KeyStage], PasskeyProof]:
        stages: list[KeyStage] = []
        while True:
            event = talk.next()
            if isinstance(event, PasskeyProof):
                return stages, event
            stages.append(event.stage)
            assert event.site == SITE
            if event.stage is KeyStage.PIN:
                talk.enter(Pin(Secret(DEMO_PIN)))

    def add(self) -> dict[str, Any]:
        _, proof = self.played(self.keys.begin(self.job(MAKE, registering=True)))
        credential: dict[str, Any] = json.loads(proof.credential.reveal())
        return credential


@pytest.fixture(params=["usb", "windows"])
def bench(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Bench:
    key = touching()
    if request.param == "usb":
        return Bench(SecurityKeys(key.devices), key, system=False)
    monkeypatch.setattr(windows, "_client_for", PlayedDialog(key))
    return Bench(SecurityKeys(platform="win32", window=lambda: 4711), key, system=True)


def test_a_new_passkey_has_what_the_pool_expects(bench: Bench) -> None:
    stages, proof = bench.played(bench.keys.begin(bench.job(MAKE, registering=True)))
    assert stages[-1] in (KeyStage.TOUCH, KeyStage.SYSTEM)
    credential = json.loads(proof.credential.reveal())
    assert set(credential) == {
        "id",
        "rawId",
        "type",
        "response",
        "authenticatorAttachment",
        "clientExtensionResults",
    }
    assert set(credential["response"]) == {"clientDataJSON", "attestationObject", "transports"}
    assert credential["id"] == credential["rawId"]
    assert set(proof.additions) == {"publicKey", "publicKeyAlgorithm", "authenticatorData"}
    assert proof.additions["publicKeyAlgorithm"] == -7
    assert "Secret(***)" in repr(proof)
    assert credential["id"] not in repr(proof)


def test_a_passkey_answers_for_its_site(bench: Bench) -> None:
    made = bench.add()
    _, proof = bench.played(bench.keys.begin(bench.job(use(made["id"]))))
    credential = json.loads(proof.credential.reveal())
    assert credential["id"] == made["id"]
    assert set(credential["response"]) >= {
        "authenticatorData",
        "clientDataJSON",
        "signature",
        "userHandle",
    }
    assert not proof.additions


def test_a_cancelled_talk_says_so_at_once_and_nothing_after(bench: Bench) -> None:
    bench.key.on_change = lambda: None  # nobody touches it
    talk = bench.keys.begin(bench.job(MAKE, registering=True))
    while True:
        event = talk.next()
        assert isinstance(event, SecurityKeyStep)
        if event.stage is KeyStage.PIN:
            talk.enter(Pin(Secret(DEMO_PIN)))
        if event.stage in (KeyStage.TOUCH, KeyStage.SYSTEM):
            break
    began = time.monotonic()
    talk.cancel()
    with pytest.raises(AuthError) as cancelled:
        talk.next()
    assert cancelled.value.error_info.code is ErrorCode.CANCELLED
    assert time.monotonic() - began < 0.5
    talk.cancel()
    talk.enter(Pin(Secret("1111")))


def test_two_talks_are_independent(bench: Bench) -> None:
    first = bench.keys.begin(bench.job(MAKE, registering=True))
    first.cancel()
    assert bench.add()["id"]


def test_where_there_are_no_keys_nothing_is_offered_and_nothing_begins() -> None:
    keys = NoKeys()
    offers = keys.offers()
    assert not (offers.key or offers.system or offers.browser)
    assert keys.is_public_suffix("acme.example")
    with pytest.raises(AuthError) as refused:
        keys.begin(KeyJob(PasskeyRequest(SITE, MAKE), ORIGIN))
    assert refused.value.error_info.code is ErrorCode.PASSKEY_ELSEWHERE


def test_client_data_is_written_for_the_job_and_for_no_other_site() -> None:
    keys = SecurityKeys(touching().devices)
    options = {**MAKE, "rp": {"id": "bank.example", "name": "bank"}}
    talk = keys.begin(KeyJob(PasskeyRequest(SITE, options), ORIGIN, registering=True))
    try:
        with pytest.raises(AuthError) as refused:
            talk.next()
    finally:
        talk.cancel()
    assert refused.value.error_info.code is ErrorCode.PASSKEY_NOT_USED


def system_error(number: int) -> OSError:
    error = OSError(number, "from webauthn.dll")
    error.winerror = number  # type: ignore[attr-defined, unused-ignore]
    return error


@pytest.mark.parametrize(
    ("number", "registering", "meant"),
    [
        (0x800704C7, False, ErrorCode.PASSKEY_NOT_USED),
        (0x80090036, True, ErrorCode.PASSKEY_NOT_USED),
        (0x800705B4, False, ErrorCode.PASSKEY_NOT_USED),
        (0x8009000F, True, ErrorCode.PASSKEY_EXISTS),
        (0x8009000F, False, ErrorCode.PASSKEY_NOT_USED),
        (0x80090011, False, ErrorCode.PASSKEY_NOT_ON_KEY),
        (0x80090035, False, ErrorCode.PASSKEY_NOT_ON_KEY),
        (0x80090029, True, ErrorCode.KEY_FULL),
        (0x80090023, False, ErrorCode.KEY_NOT_SUPPORTED),
        (0x12345678, False, ErrorCode.PASSKEY_NOT_USED),
        (-2147023673, False, ErrorCode.PASSKEY_NOT_USED),  # 800704C7 as Windows counts
    ],
)
def test_results_of_windows_have_sentences(
    number: int, registering: bool, meant: ErrorCode
) -> None:
    cause = system_error(number)
    failure = ClientError(ClientError.ERR.OTHER_ERROR, cause)  # type: ignore[no-untyped-call]
    error_info = meaning_of(failure, registering=registering).error_info
    assert error_info.code is meant
    assert error_info.request.code == f"{number & 0xFFFFFFFF:08X}"


def test_a_failure_of_the_dialog_lets_its_own_thread_end() -> None:
    dialog = PlayedDialog(touching(), system_error(0x80090011))
    job = KeyJob(PasskeyRequest(SITE, use("AQID")), ORIGIN, system=True)
    talk = Talk(job, SystemDialog(4711, dialog)).start()
    assert talk.next().stage is KeyStage.SYSTEM  # type: ignore[union-attr]
    with pytest.raises(AuthError) as failed:
        talk.next()
    assert failed.value.error_info.code is ErrorCode.PASSKEY_NOT_ON_KEY
    assert dialog.ended.wait(STEP_S)
    assert dialog.windows == [4711]


def made(kind: Callable[[], Exception]) -> ErrorCode:
    dialog = PlayedDialog(touching(), kind())
    job = KeyJob(PasskeyRequest(SITE, use("AQID")), ORIGIN, system=True)
    talk = Talk(job, SystemDialog(0, dialog)).start()
    talk.next()
    with pytest.raises(AuthError) as failed:
        talk.next()
    return failed.value.error_info.code


def test_a_failure_without_a_number_is_still_a_sentence() -> None:
    assert made(lambda: ValueError("x")) is ErrorCode.PASSKEY_NOT_USED


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has the dialog")
def test_where_the_system_has_no_dialog_the_passkey_is_elsewhere() -> None:
    job = KeyJob(PasskeyRequest(SITE, use("AQID")), ORIGIN, system=True)
    talk = SecurityKeys(platform="win32").begin(job)
    with pytest.raises(AuthError) as failed:
        talk.next()
    assert failed.value.error_info.code is ErrorCode.PASSKEY_ELSEWHERE


@pytest.mark.parametrize("available", [False, True])
def test_a_windows_that_is_too_old_has_no_dialog(
    monkeypatch: pytest.MonkeyPatch, available: bool
) -> None:
    given: list[object] = []

    class Client:
        @staticmethod
        def is_available() -> bool:
            return available

        def __init__(self, collector: object, handle: object) -> None:
            given.append(handle)

    bindings = ModuleType("fido2.client.windows")
    bindings.WindowsClient = Client  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fido2.client.windows", bindings)
    job = KeyJob(PasskeyRequest(SITE, use("AQID")), ORIGIN, system=True)
    if available:
        windows._client_for(job, 4711)
        windows._client_for(job, 0)  # no window yet: the system takes the one in front
        assert given == [4711, None]
        return
    with pytest.raises(AuthError) as failed:
        windows._client_for(job, 4711)
    assert failed.value.error_info.code is ErrorCode.PASSKEY_ELSEWHERE


class Odd:
    """A device that is plugged in and answers everything with the same bytes; "" is a key of 2014."""

    def __init__(self, reply: bytes) -> None:
        self._reply = reply
        self.capabilities = 4 if reply else 0

    def call(self, cmd: int, data: bytes = b"", event: Any = None, on: Any = None) -> bytes:
        if self._reply:
            return self._reply
        asks_version = data[1:2] == b"\x03"
        return b"U2F_V2\x90\x00" if asks_version else b"\x6a\x80"

    def close(self) -> None: ...


@pytest.mark.parametrize("registering", [False, True])
@pytest.mark.parametrize(
    ("reply", "meant"),
    [
        (b"", ErrorCode.KEY_NOT_SUPPORTED),
        (b"\x7f", ErrorCode.KEY_NOT_SUPPORTED),
        (b"\x00\xff\xff\xff", ErrorCode.KEY_NOT_SUPPORTED),
        (b"\x00" + b"\x81" * 100_000, ErrorCode.PASSKEY_NOT_USED),
        (b"\x00" + b"\xa1" * 100_000, ErrorCode.PASSKEY_NOT_USED),
    ],
    ids=["of 2014", "an error", "garbage", "a deep list", "a deep table"],
)
def test_a_device_that_answers_anything_ends_in_a_sentence(
    reply: bytes, meant: ErrorCode, registering: bool
) -> None:
    options = MAKE if registering else use("AQID")
    job = KeyJob(PasskeyRequest(SITE, options), ORIGIN, registering=registering)
    talk = SecurityKeys(lambda: [Odd(reply)]).begin(job)
    try:
        with pytest.raises(AuthError) as failed:
            talk.next()
    finally:
        talk.cancel()
    assert failed.value.error_info.code is meant
