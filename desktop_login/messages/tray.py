"""The texts of the icon in the system's tray, of its notifications, and of running with the window closed."""

from __future__ import annotations

from desktop_login.messages.message import Message

TRAY_SIGNED_IN = Message("tray.signed_in", "Signed in as {email}")
TRAY_SIGNED_OUT = Message("tray.signed_out", "Signed out")
TRAY_VALID = Message("tray.valid", "Token valid until {time}")
TRAY_REFRESHING = Message("tray.refreshing", "Renewing…")
TRAY_OFFLINE = Message("tray.offline", "Can’t reach the service · valid until {time}")
TRAY_EXPIRED = Message("tray.expired", "Token has expired")
TRAY_COPY = Message("tray.copy", "Copy token")
TRAY_OPEN = Message("tray.open", "Open Desktop Login")
TRAY_QUIT = Message("tray.quit", "Quit")

SESSION_ENDED_TITLE = Message("tray.session_ended", "You’re signed out")
SESSION_ENDED_BODY = Message("tray.session_ended.body", "Open Desktop Login to sign in again.")

KEEP_RUNNING_QUESTION = Message(
    "tray.keep_running.question",
    "Keep running when the window is closed? Your token stays fresh, and the icon in the tray "
    "copies it. You can change this in Settings.",
)
KEEP_RUNNING = Message("tray.keep_running", "Keep running")
QUIT_NOW = Message("tray.quit_now", "Quit")
