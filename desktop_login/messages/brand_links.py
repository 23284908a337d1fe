"""The texts of a brand's links below the card. Loaded only where there are any."""

from __future__ import annotations

from desktop_login.messages.message import Message

TERMS = Message("brand.terms", "Terms of use")
PRIVACY = Message("brand.privacy", "Privacy")
HELP = Message("brand.help", "Help")
LINKS = Message("brand.links", "Links")
LINK_NOT_OPENED = Message(
    "brand.link_not_opened", "No browser could be opened. The address is {url}"
)
