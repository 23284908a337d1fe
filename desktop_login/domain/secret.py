"""A string that is hidden from repr, logs and tracebacks."""

from __future__ import annotations

from typing import Final, NoReturn


class Secret:
    """Wraps a password, token or code; only `reveal()` returns the text.

    Comparison takes constant time. Pickling raises TypeError, so that a secret cannot leave the
    process by accident.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text: Final = text

    def reveal(self) -> str:
        """Return the text."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac  # loads OpenSSL, which the first paint does not need

        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret cannot be pickled")
