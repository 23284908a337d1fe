"""What a demo shows its panel, with nothing behind it: messages that a test sends, two authenticators and a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.fakes.keys_in_hand import KeyInHand

TOTP, CHOOSES = "totp@example.com", "choose-mfa@example.com"


class DemoSeen:
    """Tells its listener of each message, as a demo does."""

    def __init__(self, *messages: tuple[str, str]) -> None:
        self._messages = list(messages)
        self._listener: Callable[[], None] = lambda: None
        self.apps = [(TOTP, "ABCD" * 8, "111111"), (CHOOSES, "EFGH" * 8, "222222")]

    def send(self, to: str, code: str) -> None:
        self._messages.append((to, code))
        self._listener()

    def messages(self) -> Sequence[tuple[str, str]]:
        return tuple(self._messages)

    def authenticators(self) -> Sequence[tuple[str, str, str]]:
        return tuple(self.apps)

    def on_message(self, listener: Callable[[], None]) -> None:
        self._listener = listener

    def key(self) -> KeyInHand:
        return KeyInHand()
