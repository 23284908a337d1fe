"""The window for a program with a `QApplication`: `SignInWindow`, `TokenBridge`. The only public module that needs PySide6."""

from __future__ import annotations

from desktop_login.embedding.extensions import Context, Page, Slot
from desktop_login.embedding.sign_in_window import SignInWindow, TokenBridge

__all__ = ["Context", "Page", "SignInWindow", "Slot", "TokenBridge"]
