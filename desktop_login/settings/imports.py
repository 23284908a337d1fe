"""Finds a user pool in the files of other tools, or in a pasted address. Judges shapes; writes nothing.

CDK and CloudFormation outputs, amplify_outputs.json, amplifyconfiguration.json, aws-exports.js,
`aws cognito-idp describe-user-pool-client`, `.env` files of any framework, and addresses of the
pool: they differ in their nesting and agree in their names, so one table of names reads them all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from desktop_login.domain.amazon import own_issuers
from desktop_login.domain.pool import is_client_id, is_pool_id, is_region, region_of
from desktop_login.domain.secret import Secret
from desktop_login.settings import sources
from desktop_login.settings.schema import SettingsError, is_client_secret, is_issuer
from desktop_login.wording.pages import FILE_HAS_NO_POOL, SETTING_WRONG_NO_LINE
from desktop_login.wording.text import said

MAX_BYTES = 4 * 1024 * 1024  # Amplify writes its GraphQL schema into amplify_outputs.json
MAX_ADDRESS = 4096
_MAX_DEPTH = 12
_MAX_NAME = 64
# In front of the names of an `.env`, put there by frameworks.
_PREFIX = re.compile(r"^(?:nextpublic|vite|reactapp|expopublic)?(?:aws|cognito|auth)*")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_NOT_IN_AN_ID = re.compile(r"[^0-9A-Za-z_-]+")
_CLIENT_IN_PATH = re.compile(r"/clients/([0-9A-Za-z]+)")


class Imported(NamedTuple):
    """Empty texts are what was not found. `found` is how many settings were."""

    user_pool_id: str = ""
    client_id: str = ""
    region: str = ""
    issuer: str = ""
    secret: Secret | None = None

    @property
    def found(self) -> int:
        texts = (self.user_pool_id, self.client_id, self.region, self.issuer)
        return sum(map(bool, texts)) + (self.secret is not None)


# setting → (what its value looks like, its names from most to least telling). A name may go on
# with the suffix that CDK adds.
_NAMES: Mapping[str, tuple[Callable[[str], bool], Sequence[str]]] = {
    "user_pool_id": (is_pool_id, ("userpoolid", "userpoolsid", "poolid", "userpool")),
    "client_id": (
        is_client_id,
        (
            "desktopclientid",
            "userpoolclientid",
            "userpoolswebclientid",
            "appclientid",
            "clientid",
            "userpoolclient",
            "privateclientid",
        ),
    ),
    "region": (is_region, ("cognitoregion", "region", "projectregion")),
    "issuer": (is_issuer, ("issuer",)),
    "client_secret": (is_client_secret, ("clientsecret", "appclientsecret")),
}


_ALL_NAMES = tuple(name for _, names in _NAMES.values() for name in names)


def read_file(path: Path) -> Imported:
    """Raises `SettingsError`: unreadable, too large, nothing in it, or a malformed value."""
    return read_text(sources.read(path, MAX_BYTES), path.name)


def read_bytes(raw: bytes, name: str) -> Imported:
    """The same for what came through a pipe; `name` is what to call it."""
    return read_text(sources.decoded(raw, name, MAX_BYTES), name)


def read_text(text: str, name: str) -> Imported:
    """The same for a text."""
    found = from_address(text)
    if found.found:
        return found
    pairs = [pair for pair in _pairs_of(text) if pair[0].startswith(_ALL_NAMES)]
    values = {key: _best(key, pairs, name) for key in _NAMES}
    secret = values.pop("client_secret")
    found = Imported(**values, secret=Secret(secret) if secret else None)
    if found.issuer and not found.user_pool_id:
        found = found._replace(user_pool_id=from_address(found.issuer).user_pool_id)
    if not found.found:
        raise SettingsError(said(FILE_HAS_NO_POOL, file=name))
    # the issuers that Cognito uses by itself need no setting
    own = own_issuers(region_of(found.user_pool_id), found.user_pool_id)
    return found._replace(issuer="") if found.issuer.rstrip("/") in own else found


def from_address(text: str) -> Imported:
    """What a pasted address of a pool tells: issuer, JWKS, console, managed login, or an ARN.

    Runs at each edit of a field: longer texts than an address are not looked at, and every
    step takes a time in proportion to the length.
    """
    if len(text) > MAX_ADDRESS:
        return Imported()
    text = text.strip()
    if not text.startswith(("https://", "http://", "arn:")):
        return Imported()
    pools = [part for part in _NOT_IN_AN_ID.split(unquote(text)) if is_pool_id(part)]
    clients = [*_clients_asked_for(text), *_CLIENT_IN_PATH.findall(text)]
    return Imported(
        user_pool_id=pools[0] if pools else "",
        client_id=clients[0] if clients and is_client_id(clients[0]) else "",
    )


def _clients_asked_for(address: str) -> Sequence[str]:
    try:
        return parse_qs(urlsplit(address).query).get("client_id", [])
    except ValueError:  # `https://[` is no address
        return []


def _pairs_of(text: str) -> Iterator[tuple[str, str]]:
    """(name without case and punctuation, value) of whatever the text is written in."""
    begin, end = text.find("{"), text.rfind("}")
    if 0 <= begin < end:
        for part in (text, text[begin : end + 1]):  # JSON, or JavaScript that assigns it
            try:
                tree = json.loads(part)
            except (ValueError, RecursionError):
                continue
            yield from _walk(tree, 0)
            return
        return
    if len(text) > sources.MAX_BYTES:
        return  # no `.env` is so long
    for binding in sources.bindings(text):
        if binding.key and binding.value and not binding.error:
            yield _setting(binding.key), binding.value.strip()


def _walk(node: object, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(node, list):
        for inner in node:
            yield from _walk(inner, depth + 1)
    elif isinstance(node, dict):
        output = node.get("OutputKey"), node.get("OutputValue")  # as CloudFormation lists them
        if isinstance(output[0], str) and isinstance(output[1], str):
            yield _plain(output[0]), output[1].strip()
        for key, value in node.items():
            if isinstance(value, str):
                yield _setting(key), value.strip()
            else:
                yield from _walk(value, depth + 1)


def _setting(name: str) -> str:
    return _PREFIX.sub("", _plain(name))


def _plain(name: str) -> str:
    """In lower case and without punctuation; "" for what is too long to be one of ours."""
    if len(name) > _MAX_NAME:
        return ""
    return "".join(c for c in name.lower() if c in _LETTERS)


def _best(key: str, pairs: Sequence[tuple[str, str]], file: str) -> str:
    fits, names = _NAMES[key]
    malformed = False
    for name in names:
        exact = [value for found, value in pairs if found == name]
        suffixed = [value for found, value in pairs if found != name and found.startswith(name)]
        for value in (*exact, *suffixed):
            if fits(value):
                return value
        malformed = malformed or any(exact)
    if malformed:
        raise SettingsError(said(SETTING_WRONG_NO_LINE, file=file, setting=key))
    return ""
