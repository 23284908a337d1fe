"""The texts around the pages: the bar at the top, its menus, and the pages that are opened from them."""

from __future__ import annotations

from desktop_login.messages.message import Message

# --- the bar ------------------------------------------------------------------------------
TOP_BAR = Message("frame.top_bar", "User pool and account")
POOLS = Message("frame.pools", "User pool: {name}")
MENU = Message("frame.menu", "Menu")
NO_POOL_YET = Message("frame.no_pool_yet", "No user pool yet")
DEMO = Message("frame.demo", "Demo")
PROFILE_SIGNED_IN_AS = Message("frame.profile_signed_in_as", "signed in as {email}")
PROFILE_SIGNED_IN = Message("frame.profile_signed_in", "signed in")
PROFILE_SIGNED_OUT = Message("frame.profile_signed_out", "signed out")
ADD_POOL = Message("frame.add_pool", "Add a pool…")
EDIT_POOL = Message("frame.edit_pool", "Edit this pool…")
CHECK_POOL = Message("frame.check_pool", "Check connection")
REMOVE_POOL = Message("frame.remove_pool", "Remove…")
TRY_DEMO = Message("frame.try_demo", "Try the demo")
LEAVE_DEMO = Message("frame.leave_demo", "Leave the demo")
SETTINGS = Message("frame.settings", "Settings")
SHORTCUTS = Message("frame.shortcuts", "Keyboard shortcuts")
ABOUT = Message("frame.about", "About")
SIGN_OUT_EVERYWHERE_MENU = Message("frame.sign_out_everywhere", "Sign out everywhere…")
