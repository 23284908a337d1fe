"""The window for a program with a `QApplication`: `SignInWindow`, `TokenBridge`. The only public module that needs PySide6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login.embedding.extensions import Context, Page, Slot
from desktop_login.embedding.sign_in_window import SignInWindow

if TYPE_CHECKING:
    from desktop_login.embedding.token_bridge import TokenBridge

__all__ = ["Context", "Page", "SignInWindow", "Slot", "TokenBridge"]


def __getattr__(name: str) -> object:
    """Load `TokenBridge` when it is used (PEP 562); see there."""
    if name != "TokenBridge":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from desktop_login.embedding.token_bridge import TokenBridge

    globals()[name] = TokenBridge
    return TokenBridge


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return list(__all__)
