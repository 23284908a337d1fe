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
from urllib.parse import parse_qs, urlsplit

from desktop_login.domain.amazon import own_issuers
from desktop_login.domain.pool import is_client_id, is_pool_id, is_region, region_of
from desktop_login.domain.secret import Secret
from desktop_login.settings import sources
from desktop_login.settings.schema import SettingsError, is_issuer
from desktop_login.wording.pages import FILE_HAS_NO_POOL, SETTING_WRONG_NO_LINE
from desktop_login.wording.text import said

_MAX_DEPTH = 12
# In front of the names of an `.env`, put there by frameworks.
_PREFIX = re.compile(r"^(?:nextpublic|vite|reactapp|expopublic)?(?:aws|cognito|auth)*")


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


def _is_secret(text: str) -> bool:
    return 24 <= len(text) <= 64 and text.isascii() and text.isprintable() and " " not in text


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
    "client_secret": (_is_secret, ("clientsecret", "appclientsecret")),
}


def read_file(path: Path) -> Imported:
    """Raises `SettingsError`: unreadable, nothing in it, or a malformed value."""
    return read_text(sources.read(path), path.name)


def read_text(text: str, name: str) -> Imported:
    """The same for a text that came another way; `name` is what to call it."""
    single = text.strip()
    found = from_address(single) if "\n" not in single else Imported()
    if found.found:
        return found
    pairs = list(_pairs_of(text))
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
    """What a pasted address of a pool tells: issuer, JWKS, console, managed login, or an ARN."""
    text = text.strip()
    if not re.match(r"https?://|arn:", text):
        return Imported()
    found = re.findall(r"[a-z]{2,4}(?:-[a-z]+)+-\d_[0-9A-Za-z]{1,46}", text)
    pools = [pool for pool in found if is_pool_id(pool)]
    query = parse_qs(urlsplit(text).query) if text.startswith("http") else {}
    clients = query.get("client_id", []) + re.findall(r"/clients/([0-9A-Za-z]+)", text)
    return Imported(
        user_pool_id=pools[0] if pools else "",
        client_id=clients[0] if clients and is_client_id(clients[0]) else "",
    )


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
    from io import StringIO

    from dotenv.parser import parse_stream

    for binding in parse_stream(StringIO(text)):
        if binding.key and binding.value and not binding.error:
            yield _PREFIX.sub("", _plain(binding.key)), binding.value.strip()


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
                yield _PREFIX.sub("", _plain(key)), value.strip()
            else:
                yield from _walk(value, depth + 1)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


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
