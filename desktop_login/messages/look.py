"""The texts of what stands around a page's own words: menus of rows, the demo's panel folded, a session's end."""

from __future__ import annotations

from desktop_login.messages.message import Message

ROW_MENU = Message("row_menu", "Actions for {name}")

DEMO_PANEL = Message("demo_panel", "Demo users and mailbox")
DEMO_NEW_CODE = Message("demo_panel.new_code", "Demo users and mailbox: a new code")
