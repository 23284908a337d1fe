"""What the pages must know before the first of them paints, as values. Holds no widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login.domain.browser_offer import BrowserSignInMode, IdentityProvider, label_of
from desktop_login.domain.named_tuple import NamedTuple
from desktop_login.domain.password_policy import PasswordPolicy
from desktop_login.settings.brand import BrandLinks, BrandShow

if TYPE_CHECKING:
    from desktop_login.messages.message import FormattedMessage

# Where the window's memory keeps them; see `known_accounts`, which is loaded where there are any.
KNOWN_ACCOUNTS = "accounts/known"
# By which provider the address on the sign-in page came; it is not there for a password.
CAME_BY = "sign_in/came_by"
# Whether signing out here signs out in the browser too.
LEAVES_BROWSER = "sign_out/browser"
_LOGO, _LINE, _PROVIDER = 80, 24, 44  # with the spaces around them


class UiConfig(NamedTuple):
    """What a deployer may choose about this page and those that follow.

    `pool` says which pool this is and where the settings name it, from the longest wording to the
    shortest; `pool_details` is the same with whole ids and paths. `domain_host` is the host of the
    pool's own pages, if the settings name it; else it is found after the first paint.
    """

    heading: str = ""
    logo: str = ""
    support: str = ""
    username_label: bool = False
    strict_password_check: bool = False
    sign_up: bool = True
    password_optional: bool = False
    app_name: str = ""
    challenge_s: int = 180
    policy: PasswordPolicy = PasswordPolicy()
    pool: tuple[FormattedMessage, ...] = ()
    pool_details: str = ""
    browser_sign_in: BrowserSignInMode = BrowserSignInMode.OFFER
    identity_providers: tuple[IdentityProvider, ...] = ()
    domain_host: str = ""
    logo_dark: str = ""
    links: BrandLinks = BrandLinks()
    show: BrandShow = BrandShow()

    @property
    def higher(self) -> int:
        """How many pixels a brand, and each provider beside the browser, add to the sign-in page."""
        lines = bool(self.support) + any(self.links)
        providers = len(self.identity_providers) * _PROVIDER
        return (_LOGO if self.logo else 0) + lines * _LINE + providers

    def called(self, provider: str) -> str:
        """What people call a provider of the pool."""
        known = [one for one in self.identity_providers if one.name == provider]
        return label_of(known[0] if known else IdentityProvider(provider))
