"""The buttons that lead to the browser. By themselves, because they may be part of the first paint: no table of errors is."""

from __future__ import annotations

from desktop_login.messages.message import Message

SIGN_IN_WITH_BROWSER = Message("browser.sign_in", "Sign in with browser")
SIGN_IN_WITH = Message("browser.sign_in_with", "Sign in with {name}")
CONTINUE_WITH = Message("browser.continue_with", "Continue with {name}")
OR_ELSE = Message("browser.or_else", "or")
