"""A string that no repr, log line or traceback may show. Knows nothing of what it protects."""

from __future__ import annotations

from typing import Final, NoReturn


class Secret:
    """Wraps a password, token or code; only `reveal()` gives the text back.

    Equality takes the same time whatever the difference. Pickling is refused, so that a
    secret cannot leave the process by accident.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text: Final = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac  # it loads OpenSSL, which a window need not wait for to paint

        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret cannot be pickled")
