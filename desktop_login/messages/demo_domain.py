"""Why the demo cannot serve its sign-in pages as it was asked to."""

from __future__ import annotations

from desktop_login.messages.message import Message

DOMAIN_PORT_TAKEN = Message(
    "domain_port_taken", "Port {n} cannot be used. Choose another with --domain-port."
)
NO_REDIRECT = Message(
    "no_redirect",
    "“{address}” is no address to which a browser can return. Use https, an app’s own scheme, or"
    " http with localhost, 127.0.0.1 or [::1].",
)
