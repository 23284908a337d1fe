"""Security keys over USB with fido2, which is imported when the first passkey is asked for. Decides no page.

On Windows programs may not open a key; there the system's dialog is used (`windows`).
"""

from __future__ import annotations

import logging
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from desktop_login.adapters.passkeys import wire
from desktop_login.adapters.passkeys.talk import Stopped, Talk, not_used
from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.passkey_rules import KeyJob, without_verification
from desktop_login.domain.passkeys import KeyStage, PasskeyAction, PasskeyOffers, PasskeyProof, Pin
from desktop_login.system import threads

if TYPE_CHECKING:
    from fido2.client import ClientError, Fido2Client, UserInteraction
    from fido2.ctap import CtapDevice

LOOK_EVERY_S = 1.0
_JOIN_S = 0.5
# The report descriptor of a FIDO key begins with its usage page, 0xF1D0.
_FIDO_USAGE = b"\x06\xd0\xf1"
_LIBRARY = "fido2"
_ALL_TRIES = 8
logger = logging.getLogger(__name__)
Devices = Callable[[], Sequence[Any]]  # each has the shape of fido2's CtapDevice


class SecurityKeys:
    """The port `Keys`.

    Args:
        devices: What is plugged in, each as a `CtapDevice`; None for the USB ports of this computer.
        platform: As `sys.platform`.
        sysfs: Where Linux describes what is plugged in, `/sys/class/hidraw`.
        dev: Where the device files are.
        window: Returns the handle of the window on Windows, over which the system shows its dialog.
    """

    def __init__(
        self,
        devices: Devices | None = None,
        *,
        platform: str = sys.platform,
        sysfs: Path = Path("/sys/class/hidraw"),
        dev: Path = Path("/dev"),
        window: Callable[[], int] = lambda: 0,
    ) -> None:
        self._devices = devices
        self._windows = platform == "win32" and devices is None
        self._sysfs = sysfs if platform.startswith("linux") and devices is None else None
        self._dev = dev
        self._window = window
        self._broken = False

    def offers(self) -> PasskeyOffers:
        """Return what this computer can do about passkeys. Imports nothing."""
        if self._broken or not _is_installed():
            return PasskeyOffers()
        return PasskeyOffers(key=not self._windows, system=self._windows)

    def is_public_suffix(self, host: str) -> bool:
        with _Library(self):
            return wire.is_public_suffix(host)

    def begin(self, job: KeyJob) -> Talk:
        """Begin to ask for a passkey. Raises `AuthError(PASSKEY_ELSEWHERE)` without a usable fido2."""
        with _Library(self):
            if job.system:
                from desktop_login.adapters.passkeys.windows import SystemDialog

                return Talk(job, SystemDialog(self._window())).start()
            import fido2.client
            import fido2.hid  # noqa: F401 - here, where a broken library becomes a sentence

            devices = self._devices or plugged_in
            return Talk(job, _Dialog(devices, self._is_forbidden)).start()

    def library_failed(self) -> None:
        self._broken = True

    def _is_forbidden(self) -> bool:
        return self._sysfs is not None and is_forbidden(self._sysfs, self._dev)


def _is_installed() -> bool:
    try:
        return find_spec(_LIBRARY) is not None
    except ValueError:
        return False  # half of it is there


class _Library:
    """Whatever a broken or missing library raises becomes P1, and is not tried again."""

    def __init__(self, keys: SecurityKeys) -> None:
        self._keys = keys

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind is not None and issubclass(kind, Exception) and not issubclass(kind, AuthError):
            logger.warning("fido2 cannot be used: %s", kind.__name__)
            self._keys.library_failed()
            raise failed(ErrorCode.PASSKEY_ELSEWHERE, kind.__name__) from None


def plugged_in() -> Sequence[CtapDevice]:
    """Return a handle to every key on USB; one that cannot be opened hides no other."""
    from fido2.ctap import CtapError
    from fido2.hid import ConnectionFailure, CtapHidDevice, list_descriptors, open_connection

    found: list[CtapDevice] = []
    for descriptor in list_descriptors():  # type: ignore[no-untyped-call] # fido2 has no types here
        try:
            connection = open_connection(descriptor)  # type: ignore[no-untyped-call] # nor here
            found.append(CtapHidDevice(descriptor, connection))
        except (OSError, ValueError, CtapError, ConnectionFailure) as error:
            logger.debug("key not opened: %s", type(error).__name__)
    return found


def is_forbidden(sysfs: Path, dev: Path) -> bool:
    """Return whether a FIDO key is plugged in that this program may not open (Linux).

    fido2 passes over what it may not open, so no key and no right look alike.
    """
    try:
        found = [one for one in sysfs.iterdir() if _is_fido(one)]
    except OSError:
        return False
    return any(not _opens(dev / one.name) for one in found)


def _is_fido(entry: Path) -> bool:
    try:
        with (entry / "device" / "report_descriptor").open("rb") as file:
            return file.read(len(_FIDO_USAGE)) == _FIDO_USAGE
    except OSError:
        return False


def _opens(path: Path) -> bool:
    try:
        with path.open("r+b", buffering=0):
            return True
    except PermissionError:
        return False
    except OSError:
        return True  # in use, or just gone: no question of rights


class _Dialog:
    """Finds a key and asks it; runs on the thread of its `Talk`."""

    def __init__(self, devices: Devices, is_forbidden: Callable[[], bool]) -> None:
        self._devices = devices
        self._is_forbidden = is_forbidden

    def __call__(self, talk: Talk) -> PasskeyProof:
        while True:
            device = self._found(talk)
            try:
                return _KeyAtWork(talk, device)()
            except _gone() as error:
                logger.info("key gone: %s", type(error).__name__)
                if talk.stopped.wait(LOOK_EVERY_S / 4):  # it comes and goes: no busy loop
                    raise Stopped from None
            finally:
                _close([device])

    def _found(self, talk: Talk) -> CtapDevice:
        """Wait for a key; of several, for the one that is touched."""
        shown: KeyStage | None = None
        while True:
            talk.check()
            devices: list[CtapDevice] = list(self._devices())
            if len(devices) == 1:
                return devices[0]
            if devices:
                talk.show(KeyStage.CHOOSE)
                chosen = _touched(talk, devices)
                if chosen is not None:
                    return chosen
                shown = None
                continue
            stage = KeyStage.NO_PERMISSION if self._is_forbidden() else KeyStage.INSERT
            if stage is not shown:
                talk.show(stage)
                shown = stage
            if talk.stopped.wait(LOOK_EVERY_S):
                raise Stopped


def _touched(talk: Talk, devices: Sequence[CtapDevice]) -> CtapDevice | None:
    """Return the key that is touched first; None if all have gone or given up."""
    from fido2.client import Fido2Client

    stops = [threading.Event() for _ in devices]
    results: SimpleQueue[tuple[int, bool]] = SimpleQueue()

    def wait_for(number: int) -> None:
        touched = False
        try:
            client = Fido2Client(devices[number], wire.collector_for(talk.job))
            client.selection(stops[number])
            touched = True
        except Exception as error:  # noqa: BLE001 - that key is out; the others may still be touched
            logger.debug("key not chosen: %s", type(error).__name__)
        results.put((number, touched))

    waiting = [
        threads.start(partial(wait_for, number), f"security key {number}")
        for number in range(len(devices))
    ]
    left, chosen = len(devices), None
    while left and chosen is None and not talk.stopped.is_set():
        try:
            number, touched = results.get(timeout=0.1)
        except Empty:
            continue
        left -= 1
        chosen = number if touched else None
    for number, stop in enumerate(stops):
        if number != chosen:
            stop.set()
    for number, thread in enumerate(waiting):
        if number != chosen:
            thread.join(_JOIN_S)
    _close([one for number, one in enumerate(devices) if number != chosen])
    talk.check()
    return None if chosen is None else devices[chosen]


class _KeyAtWork:
    """One key and one question to it, repeated while the PIN is wrong."""

    def __init__(self, talk: Talk, device: CtapDevice) -> None:
        self._talk = talk
        self._job = talk.job
        self._device = device
        self._options: Mapping[str, object] = talk.job.request.options
        self._wrong = False
        self._pin = ""  # a PIN that has just been set is not asked for again
        self._client = self._new_client()

    def __call__(self) -> PasskeyProof:
        from fido2.client import ClientError

        while True:
            self._talk.check()
            try:
                return self._ask(self._client)
            except ClientError as error:
                self._talk.check()  # a key that was told to stop answers with an error
                self._refused(error)

    def _ask(self, client: Fido2Client) -> PasskeyProof:
        if self._job.registering:
            wanted = wire.creation_options(self._options)
            made = client.make_credential(wanted, self._talk.stopped)
            return wire.proof_of_registration(made, ["usb"])
        asked = wire.request_options(self._options)
        return wire.proof_of_sign_in(
            client.get_assertion(asked, self._talk.stopped).get_response(0)
        )

    def _new_client(self) -> Fido2Client:
        """Ask the key what it can; after a PIN was set it answers otherwise."""
        from fido2.client import Fido2Client

        return Fido2Client(
            self._device, wire.collector_for(self._job), user_interaction=self._interaction()
        )

    def _interaction(self) -> UserInteraction:
        from fido2.client import UserInteraction

        at_work = self

        class Interaction(UserInteraction):
            def prompt_up(self) -> None:
                at_work.prompt_up()

            def request_pin(self, permissions: object, rp_id: object) -> str:  # noqa: ARG002
                return at_work.request_pin()

            def request_uv(self, permissions: object, rp_id: object) -> bool:  # noqa: ARG002
                return True

        return Interaction()

    def prompt_up(self) -> None:
        self._talk.show(KeyStage.TOUCH)

    def request_pin(self) -> str:
        pin, self._pin = self._pin, ""
        return pin or self._asked_pin(KeyStage.PIN, self._tries_left())

    def _asked_pin(self, stage: KeyStage, tries_left: int | None = None) -> str:
        self._talk.show(stage, tries_left=tries_left, wrong=self._wrong)
        while True:
            answer = self._talk.wait_for_answer()
            if isinstance(answer, Pin):
                return unicodedata.normalize("NFC", answer.pin.reveal())

    def _refused(self, error: ClientError) -> None:
        """Go on after an error of the key, or raise what it means."""
        from fido2.ctap import CtapError

        status = getattr(error.cause, "code", None)  # the cause may be a text
        match status:
            case CtapError.ERR.PIN_INVALID:
                self._wrong = True
                if self._tries_left() == 0:
                    raise failed(ErrorCode.KEY_BLOCKED, "PIN_BLOCKED")
                return
            case CtapError.ERR.PIN_NOT_SET:
                self._set_up_pin()
                return
        if self._lacks_pin(error):
            self._set_up_pin()
            return
        raise meaning_of(error, registering=self._job.registering)

    def _lacks_pin(self, error: ClientError) -> bool:
        """Whether the key could have a PIN and has none, which fido2 reports as a configuration."""
        from fido2.client import ClientError

        return (
            error.code == ClientError.ERR.CONFIGURATION_UNSUPPORTED
            and not hasattr(error.cause, "code")
            and self._client.info.options.get("clientPin") is False
        )

    def _set_up_pin(self) -> None:
        self._talk.show(KeyStage.NO_PIN)
        while True:
            match self._talk.wait_for_answer():
                case PasskeyAction.SET_PIN:
                    self._choose_pin()
                    return
                case PasskeyAction.WITHOUT_PIN if self._job.pin_optional:
                    self._options = without_verification(self._options)
                    return

    def _choose_pin(self) -> None:
        from fido2.ctap import CtapError
        from fido2.ctap2.base import Ctap2
        from fido2.ctap2.pin import ClientPin

        self._wrong = False
        client_pin = ClientPin(Ctap2(self._device))
        while True:
            pin = self._asked_pin(KeyStage.NEW_PIN)
            try:
                client_pin.set_pin(pin)
            except ValueError:
                self._wrong = True  # too short or too long
            except CtapError as error:
                if error.code != CtapError.ERR.PIN_POLICY_VIOLATION:
                    raise not_used(error.code.name) from None
                self._wrong = True
            else:
                self._pin, self._wrong = pin, False
                self._client = self._new_client()
                return

    def _tries_left(self) -> int | None:
        """How many PINs may still be tried, once it is no longer all of them."""
        from fido2.ctap import CtapError
        from fido2.ctap2.base import Ctap2
        from fido2.ctap2.pin import ClientPin

        try:
            left, _ = ClientPin(Ctap2(self._device)).get_pin_retries()
        except (CtapError, ValueError, KeyError):
            return None
        return left if left < _ALL_TRIES else None


def meaning_of(error: ClientError, *, registering: bool) -> AuthError:
    """Return what an error of a key means to the person who holds it."""
    from fido2.client import ClientError
    from fido2.ctap import CtapError

    status = getattr(error.cause, "code", None)
    code = getattr(status, "name", "") or error.code.name
    absent = ErrorCode.PASSKEY_EXISTS if registering else ErrorCode.PASSKEY_NOT_ON_KEY
    known: dict[object, ErrorCode] = {
        CtapError.ERR.PIN_AUTH_BLOCKED: ErrorCode.KEY_PIN_PAUSED,
        CtapError.ERR.PIN_BLOCKED: ErrorCode.KEY_BLOCKED,
        CtapError.ERR.CREDENTIAL_EXCLUDED: ErrorCode.PASSKEY_EXISTS,
        CtapError.ERR.NO_CREDENTIALS: ErrorCode.PASSKEY_NOT_ON_KEY,
        CtapError.ERR.KEY_STORE_FULL: ErrorCode.KEY_FULL,
        CtapError.ERR.UNSUPPORTED_ALGORITHM: ErrorCode.KEY_NOT_SUPPORTED,
        CtapError.ERR.UNSUPPORTED_OPTION: ErrorCode.KEY_NOT_SUPPORTED,
    }
    by_kind = {
        ClientError.ERR.DEVICE_INELIGIBLE: absent,
        ClientError.ERR.CONFIGURATION_UNSUPPORTED: ErrorCode.KEY_NOT_SUPPORTED,
    }
    meant = known.get(status) or by_kind.get(error.code) or ErrorCode.PASSKEY_NOT_USED
    return failed(meant, code)


def _gone() -> tuple[type[Exception], ...]:
    """What is raised when a key is pulled out."""
    from fido2.hid import ConnectionFailure

    return (OSError, ConnectionFailure)


def _close(devices: Iterable[CtapDevice]) -> None:
    for device in devices:
        try:
            device.close()
        except Exception as error:  # noqa: BLE001 - it is gone, which is what was wanted
            logger.debug("key not closed: %s", type(error).__name__)
