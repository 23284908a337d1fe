"""What the command line can ask of the demo server, as values. A window never loads them."""

from __future__ import annotations

from typing import NamedTuple


class ServedUser(NamedTuple):
    """A user that the demo server has beside its own: a user name or an e-mail address, and the
    groups in the tokens."""

    name: str
    groups: tuple[str, ...] = ()


class DemoServerOptions(NamedTuple):
    """What the demo server listens at, whom it knows, which pages may ask it,
    and where browsers may return to."""

    port: int = 0
    allow_origin: tuple[str, ...] = ()
    user: tuple[ServedUser, ...] = ()
    rotation: bool = True
    json: bool = False
    domain_port: int = 0
    redirect_uri: tuple[str, ...] = ()
