"""Which requests for a passkey are passed on to a key: the rules that a browser would apply. Knows no device.

A made-up "pool" could hand on the challenge of somebody's bank. A browser compares it with the page;
here the pool is compared with the site. https://www.w3.org/TR/webauthn-3/#sctn-validating-origin
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from desktop_login.domain.amazon import host_of, is_this_computer
from desktop_login.domain.passkeys import PasskeyRequest

LOCALHOST = "localhost"
# COSE numbers of signatures that keys make: ES256, EdDSA, ES384, ES512, PS256, RS256, ES256K.
ALGORITHMS = frozenset({-7, -8, -35, -36, -37, -257, -47})
# Only these are of use to a key on USB; the others mean a phone, or this or another computer.
_PLUGGED_IN = frozenset({"usb", "nfc", "ble", "smart-card"})
_TRANSPORTS = _PLUGGED_IN | {"internal", "hybrid"}
_VERIFICATION = frozenset({"required", "preferred", "discouraged"})
_MOST_CREDENTIALS = 64
_LONGEST_ID = 1023
_LONGEST_CHALLENGE, _SHORTEST_CHALLENGE = 1024, 16
_LONGEST_NAME = 256
_LONGEST_HANDLE = 64
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")

IsPublicSuffix = Callable[[str], bool]
Options = dict[str, object]


@dataclass(frozen=True)
class PasskeyPlace:
    """Where the pool is, for whom a key signs.

    Attributes:
        endpoint: The URL of an endpoint that is not Amazon's; empty for Amazon Cognito.
        domain: The URL of the pool's domain; empty if it is not known.
    """

    endpoint: str = ""
    domain: str = ""


@dataclass(frozen=True)
class KeyJob:
    """What a key is asked for: a request of a pool that has been held against its place.

    `key_job` makes it, and nothing else.
    """

    request: PasskeyRequest
    origin: str
    registering: bool = False
    system: bool = False

    @property
    def pin_optional(self) -> bool:
        """Whether the pool accepts a key that asks for no PIN."""
        return verification_of(self.request.options) != "required"


def site_fits(site: str, place: PasskeyPlace, is_public_suffix: IsPublicSuffix) -> bool:
    """Return whether a key may sign for this relying party at the word of the pool at this place."""
    if site == LOCALHOST:
        return bool(place.endpoint) and is_this_computer(place.endpoint)
    if not _is_name(site) or is_public_suffix(site):
        return False
    if not place.endpoint:
        return True  # Amazon's own host has the pool's setting, and the page names the site
    hosts = (_bare_host(url) for url in (place.endpoint, place.domain))
    return any(host == site or host.endswith(f".{site}") for host in hosts if host)


def origin_of(site: str, place: PasskeyPlace) -> str:
    """Return the origin in the client data: `https://` and the relying party, except on this computer."""
    if site != LOCALHOST:
        return f"https://{site}"
    url = place.domain if is_this_computer(place.domain) else place.endpoint
    _, _, port = host_of(url).rpartition(":")
    return f"http://{LOCALHOST}:{port}" if port.isdecimal() else f"http://{LOCALHOST}"


def key_job(
    request: PasskeyRequest,
    place: PasskeyPlace,
    is_public_suffix: IsPublicSuffix,
    *,
    registering: bool = False,
    system: bool = False,
) -> KeyJob | None:
    """Return what a key may be asked for; None if the site does not fit the pool."""
    if not site_fits(request.site, place, is_public_suffix):
        return None
    origin = origin_of(request.site, place)
    return KeyJob(request, origin, registering=registering, system=system)


def is_public_suffix(host: str, rules: frozenset[str]) -> bool:
    """Return whether anybody may register names below the host.

    https://github.com/publicsuffix/list/wiki/Format#algorithm

    Args:
        host: In lower case; labels in Unicode or in ASCII as the rules have them.
        rules: Of the public suffix list, with their `*.` and `!`.
    """
    if f"!{host}" in rules:
        return False
    _, _, parent = host.partition(".")
    return not parent or host in rules or f"*.{parent}" in rules


def request_of_sign_in(options: object) -> PasskeyRequest | None:
    """Return CREDENTIAL_REQUEST_OPTIONS with what a key needs of them; None if they are not acceptable."""
    if not isinstance(options, Mapping):
        return None
    site, challenge = options.get("rpId"), options.get("challenge")
    allowed = _descriptors(options.get("allowCredentials", []))
    if not _is_site(site) or not _is_challenge(challenge) or allowed is None:
        return None
    accepted: Options = {
        "challenge": challenge,
        "rpId": site,
        "allowCredentials": allowed,
        "userVerification": _verification(options.get("userVerification")),
    }
    return PasskeyRequest(str(site), accepted, _reachable(allowed))


def request_of_registration(options: object) -> PasskeyRequest | None:
    """Return CredentialCreationOptions with what a key needs of them; None if they are not acceptable."""
    if not isinstance(options, Mapping):
        return None
    site, user, challenge = options.get("rp"), options.get("user"), options.get("challenge")
    selection = options.get("authenticatorSelection", {})
    excluded = _descriptors(options.get("excludeCredentials", []))
    kinds = _kinds(options.get("pubKeyCredParams"))
    if not isinstance(site, Mapping) or not isinstance(user, Mapping):
        return None
    if not isinstance(selection, Mapping) or excluded is None or not kinds:
        return None
    name, handle = site.get("id"), user.get("id")
    if not _is_site(name) or not _is_challenge(challenge) or not _is_blob(handle, _LONGEST_HANDLE):
        return None
    accepted: Options = {
        "challenge": challenge,
        "rp": {"id": name, "name": _text(site.get("name")) or name},
        "user": {
            "id": handle,
            "name": _text(user.get("name")),
            "displayName": _text(user.get("displayName")),
        },
        "pubKeyCredParams": kinds,
        "excludeCredentials": excluded,
        "authenticatorSelection": {
            "requireResidentKey": True,
            "residentKey": "required",
            "userVerification": _verification(selection.get("userVerification")),
        },
    }
    return PasskeyRequest(str(name), accepted)


def verification_of(options: Mapping[str, object]) -> str:
    """Return `required`, `preferred` or `discouraged` of accepted options."""
    selection = options.get("authenticatorSelection")
    where = selection if isinstance(selection, Mapping) else options
    return str(where.get("userVerification"))


def without_verification(options: Mapping[str, object]) -> Options:
    """Return the options for a key that has no PIN and is to be used without one."""
    selection = options.get("authenticatorSelection")
    if isinstance(selection, Mapping):
        return {
            **options,
            "authenticatorSelection": {**selection, "userVerification": "discouraged"},
        }
    return {**options, "userVerification": "discouraged"}


def _is_name(site: str) -> bool:
    """Whether it is the name of a host, and no address: `1.2.3.4` and `0x7f.1` are addresses."""
    last = site.rpartition(".")[2]
    is_number = last.isdecimal() or last.startswith("0x")
    return "." in site and len(site) <= 253 and not is_number and bool(_HOST.fullmatch(site))


def _bare_host(url: str) -> str:
    host = host_of(url).lower()
    return host if host.endswith("]") else host.partition(":")[0]


def _is_site(site: object) -> bool:
    """Whether it can be shown and compared at all; `site_fits` decides."""
    return isinstance(site, str) and 0 < len(site) <= 253 and bool(_HOST.fullmatch(site))


def _is_challenge(challenge: object) -> bool:
    return _is_blob(challenge, _LONGEST_CHALLENGE, _SHORTEST_CHALLENGE)


def _is_blob(value: object, longest: int, shortest: int = 1) -> bool:
    """Whether it is base64url without padding, of so many bytes."""
    if not isinstance(value, str) or len(value) > longest * 2 or not value.isascii():
        return False
    try:
        raw = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except (binascii.Error, ValueError):
        return False
    exact = base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == value
    return exact and shortest <= len(raw) <= longest


def _verification(value: object) -> str:
    return value if isinstance(value, str) and value in _VERIFICATION else "preferred"


def _text(value: object) -> str:
    """A name that a key may show or cut; never needed to recognise anything."""
    return value[:_LONGEST_NAME] if isinstance(value, str) and value.isprintable() else ""


def _descriptors(listed: object) -> list[Options] | None:
    if listed is None:
        return []
    if not isinstance(listed, list) or len(listed) > _MOST_CREDENTIALS:
        return None
    found: list[Options] = []
    for one in listed:
        if not isinstance(one, Mapping) or not _is_blob(one.get("id"), _LONGEST_ID):
            return None
        if one.get("type") != "public-key":
            continue  # of a kind that is yet to be invented
        known: Options = {"type": "public-key", "id": one["id"]}
        transports = one.get("transports")
        if isinstance(transports, list):
            known["transports"] = [name[:32] for name in transports[:8] if isinstance(name, str)]
        found.append(known)
    return found


def _kinds(listed: object) -> list[Options]:
    if not isinstance(listed, list):
        return []
    numbers: list[object] = [
        one.get("alg")
        for one in listed[:_MOST_CREDENTIALS]
        if isinstance(one, Mapping) and one.get("type") == "public-key"
    ]
    known = [one for one in numbers if type(one) is int and one in ALGORITHMS]  # True is no number
    return [{"type": "public-key", "alg": one} for one in dict.fromkeys(known)]


def _reachable(allowed: Iterable[Options]) -> bool:
    """Whether one of them may lie on a key that can be plugged in here; one without a hint may."""
    listed = [one.get("transports") for one in allowed]
    hints = [_TRANSPORTS.intersection(one) if isinstance(one, list) else set() for one in listed]
    return not hints or any(not each or each & _PLUGGED_IN for each in hints)
