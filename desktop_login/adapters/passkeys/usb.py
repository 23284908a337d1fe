"""The keys on USB: which are plugged in, which of several is meant, and whether this program may open them. Asks none for a passkey."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from desktop_login.adapters.passkeys import wire
from desktop_login.adapters.passkeys.key_at_work import KeyAtWork
from desktop_login.adapters.passkeys.talk import Stopped, Talk
from desktop_login.domain.passkeys import KeyStage, PasskeyProof
from desktop_login.system import threads

if TYPE_CHECKING:
    from fido2.ctap import CtapDevice

LOOK_EVERY_S = 1.0
_JOIN_S = 0.5
# The report descriptor of a FIDO key begins with its usage page, 0xF1D0.
_FIDO_USAGE = b"\x06\xd0\xf1"
logger = logging.getLogger(__name__)
Devices = Callable[[], Sequence[Any]]  # each has the shape of fido2's CtapDevice


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


class KeyDialog:
    """Finds a key and asks it; runs on the thread of its `Talk`."""

    def __init__(self, devices: Devices, is_forbidden: Callable[[], bool]) -> None:
        self._devices = devices
        self._is_forbidden = is_forbidden

    def __call__(self, talk: Talk) -> PasskeyProof:
        while True:
            device = self._found(talk)
            try:
                return KeyAtWork(talk, device)()
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
