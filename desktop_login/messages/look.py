"""The texts of what stands around a page's own words: menus of rows, the demo's panel folded, a session's end."""

from __future__ import annotations

from desktop_login.messages.message import Message

ROW_MENU = Message("row_menu", "Actions for {name}")

DEMO_PANEL = Message("demo_panel", "Demo users and mailbox")
DEMO_NEW_CODE = Message("demo_panel.new_code", "Demo users and mailbox: a new code")

# where there is no room for why; the line above says that it is offline
STILL_SIGNED_IN = Message("dashboard.still_signed_in", "You’re still signed in.")

SESSION_ENDS = Message("dashboard.session_ends", "session ends {time}")
SESSION_ENDS_SOON_TITLE = Message("tray.session_ends_soon", "Your session ends soon")
SESSION_ENDS_SOON_BODY = Message(
    "tray.session_ends_soon.body", "It ends {time}. Sign out and in again to stay signed in."
)

# on the button of a row that says already where: Japanese leaves that out
SIGN_OUT_BESIDE = Message("account.sign_out_beside", "Sign out everywhere")
