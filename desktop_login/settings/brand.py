"""What a deployer makes of the window: a name, colours, pictures, words and switches, as values. Reads no file."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop_login.domain.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({})


class BrandLinks(NamedTuple):
    """Addresses that stand below the card, all https; "" is left out."""

    terms: str = ""
    privacy: str = ""
    help: str = ""


class BrandShow(NamedTuple):
    """What people find in the window. What is hidden cannot be done there either."""

    sign_up: bool = True
    forgot_password: bool = True
    remember_me: bool = True
    claims: bool = True
    id_token: bool = True
    api_tryout: bool = True
    scripts: bool = True


class Brand(NamedTuple):
    """What replaces the look and the words of the program. Names neither a pool nor an endpoint.

    Attributes:
        name: In titles, notifications and authenticator apps.
        id: In place of `desktop-login` in the names of folders, sockets and keychain entries, and as
            the desktop's name of the program: two brands on one computer share nothing.
        heading: Above the sign-in form; the words of the brand can say it in each language.
        logo: A picture file, PNG or SVG; `logo_dark` is for the dark scheme, if it is another one.
        icon: A picture file for the window.
        accent: `#rrggbb`; `accent_dark` is for the dark scheme, if it is another one.
        radius: Of the corners, in pixels; None is the program's own.
        font: A family that is used where it is installed.
        support: Whom to ask.
        words: Language → key of a sentence → the sentence.
        source: The brand file, "" without one.
        deployed: Whether it lies beside the executable, or was given by the program around: then the
            settings lie in a folder of the brand too.
    """

    name: str = ""
    heading: str = ""
    accent: str = ""
    logo: str = ""
    support: str = ""
    id: str = ""
    logo_dark: str = ""
    icon: str = ""
    accent_dark: str = ""
    radius: int | None = None
    font: str = ""
    links: BrandLinks = BrandLinks()
    words: Mapping[str, Mapping[str, str]] = _NO_WORDS
    show: BrandShow = BrandShow()
    source: str = ""
    deployed: bool = False

    def over(self, other: Brand) -> Brand:
        """Whatever this one says, and otherwise what the other one says."""
        each = zip(self, other, NO_BRAND, strict=True)
        return Brand._make(mine if mine != usual else theirs for mine, theirs, usual in each)


NO_BRAND = Brand()
NO_LINKS = BrandLinks()
ALL_SHOWN = BrandShow()
# What `[brand]` of settings.toml and a profile may say one by one, without a brand file.
PLAIN_KEYS = frozenset({"name", "heading", "accent", "logo", "support"})
