"""What a file says about a sign-in with the browser. Takes over nothing that could lead a password elsewhere.

Amplify's outputs and aws-exports, outputs of a stack, and the description of an app client.
https://docs.amplify.aws/react/reference/amplify_outputs/
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from desktop_login.domain.amazon import is_amazon_domain, is_this_computer
from desktop_login.domain.browser_rounds import redirect_of
from desktop_login.settings.entry import Entry
from desktop_login.settings.schema import MAX_ENTRIES, MAX_PROVIDERS, is_provider, is_scope

_REDIRECTS = frozenset({"redirect_sign_in_uri", "redirectsignin", "callbackurls", "callback_urls"})
_SCOPES = frozenset({"scopes", "scope", "allowedoauthscopes"})
_PROVIDERS = frozenset({"identity_providers", "supportedidentityproviders"})
# How Amplify writes the social providers, which the pool calls otherwise.
_AMPLIFY = {
    "GOOGLE": "Google",
    "FACEBOOK": "Facebook",
    "LOGIN_WITH_AMAZON": "LoginWithAmazon",
    "SIGN_IN_WITH_APPLE": "SignInWithApple",
}
_OF_THE_POOL = frozenset({"COGNITO"})


class BrowserConfig(NamedTuple):
    """What was found; empty where nothing was.

    `unusable` are redirects to which a program on this computer cannot listen.
    """

    domain: str = ""
    redirect_uris: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    identity_providers: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()


def find_browser(entries: Sequence[Entry], region: str) -> BrowserConfig:
    """Return what the entries say of the pool's only app client.

    A domain counts if it is Amazon's, in this region, or on this computer: a password is entered
    there, and a file must not decide where that is. The pool's own document names any other.
    """
    redirects = _parts(_named(entries, _REDIRECTS))
    usable = tuple(url for url in redirects if redirect_of(url) is not None)
    scopes = tuple(
        dict.fromkeys(name for text in _named(entries, _SCOPES) for name in _words(text))
    )
    good = "openid" in scopes and all(map(is_scope, scopes)) and len(scopes) <= MAX_ENTRIES
    providers = dict.fromkeys(
        _AMPLIFY.get(name, name)
        for name in _parts(_named(entries, _PROVIDERS))
        if name not in _OF_THE_POOL
    )
    return BrowserConfig(
        next(filter(None, (_domain(text, region) for text in _domains(entries))), ""),
        usable[:MAX_ENTRIES],
        scopes if good else (),
        tuple(filter(is_provider, providers))[:MAX_PROVIDERS],
        tuple(url for url in redirects if url not in usable)[:MAX_ENTRIES],
    )


def _named(entries: Iterable[Entry], names: frozenset[str]) -> list[str]:
    return [entry.value for entry in entries if entry.name.lower() in names and entry.value]


def _parts(texts: Iterable[str]) -> tuple[str, ...]:
    """aws-exports joins addresses with commas."""
    return tuple(dict.fromkeys(part.strip() for text in texts for part in text.split(",") if part))


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _domains(entries: Iterable[Entry]) -> list[str]:
    return [entry.value for entry in entries if entry.name.lower().endswith("domain")]


def _domain(text: str, region: str) -> str:
    url = text.rstrip("/") if "://" in text else f"https://{text.rstrip('/')}"
    host = url.partition("://")[2]
    if "/" in host or not (is_amazon_domain(url, region) or is_this_computer(url)):
        return ""
    return url
