"""One key and one question to it, repeated while the PIN is wrong. Finds no key."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_login.adapters.passkeys import wire
from desktop_login.adapters.passkeys.talk import Talk, not_used
from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.passkey_rules import without_verification
from desktop_login.domain.passkeys import KeyStage, PasskeyAction, PasskeyProof, Pin

if TYPE_CHECKING:
    from fido2.client import ClientError, Fido2Client, UserInteraction
    from fido2.ctap import CtapDevice

_ALL_TRIES = 8


class KeyAtWork:
    """Runs on the thread of its `Talk`."""

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
