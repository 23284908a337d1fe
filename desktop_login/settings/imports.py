"""Finds a user pool in a file of another tool, or in a pasted URL. Writes nothing.

`entries` reads the file in any format, `pool_search` finds the pools in it. This module decides the
result: one pool, a choice between several, or a message that says what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from desktop_login.domain.amazon import own_issuers
from desktop_login.domain.pool import is_client_id, is_pool_id, region_of
from desktop_login.domain.secret import Secret
from desktop_login.messages.browser_parts import REDIRECTS_NOT_IMPORTED
from desktop_login.messages.message import FormattedMessage, Listed, message
from desktop_login.messages.settings import (
    ENDPOINT_NOT_IMPORTED,
    FILE_HAS_CLIENT_ONLY,
    FILE_HAS_NO_POOL,
    FILE_HAS_SEVERAL_POOLS,
    POOL_ID_WRONG,
    POOL_NOT_IN_FILE,
    POOL_OF_AN_EMULATOR,
)
from desktop_login.settings import entries, ordinary_file, pool_search
from desktop_login.settings.browser_search import BrowserConfig, find_browser
from desktop_login.settings.entry import Entry
from desktop_login.settings.identity_pool_search import find_identity_pool
from desktop_login.settings.pool_search import FoundPool
from desktop_login.settings.schema import SCHEMA, is_issuer
from desktop_login.settings.values import SettingsError, wrong

# A public amplify_outputs.json has 174 kB.
MAX_BYTES = 4 * 1024 * 1024
MAX_ADDRESS = 4096
_MOST_NAMED = 10
_EMULATORS_OWN = "local_"  # how cognito-local begins every pool's id
_CLIENT_IN_PATH = re.compile(r"/clients/([0-9A-Za-z]+)")


class PoolConfig(NamedTuple):
    """The settings of a pool that were found; a text is empty if it was not.

    Attributes:
        where: The part of the file, such as a section; empty if the file has no parts.
        line: The line; 0 if the parser does not give one.
        endpoint: The name of a setting for another endpoint, which is not taken over: a file must
            not decide where a password goes. Whoever imports says so.
        browser: What is said about a sign-in with the browser, if the file names one pool only.
        identity_pool_id: The identity pool, if the file names one pool only.
    """

    user_pool_id: str = ""
    client_id: str = ""
    region: str = ""
    issuer: str = ""
    secret: Secret | None = None
    where: str = ""
    line: int = 0
    endpoint: str = ""
    browser: BrowserConfig = BrowserConfig()
    identity_pool_id: str = ""

    @property
    def found(self) -> int:
        texts = (self.user_pool_id, self.client_id, self.region, self.issuer)
        return sum(map(bool, texts)) + (self.secret is not None)

    @property
    def summary(self) -> tuple[str, str, str, int]:
        """What an import has found: pool, client, and where they stand."""
        return self.user_pool_id, self.client_id, self.where, self.line


class SeveralPools(SettingsError):
    """A file names more than one pool; one of `choices` has to be chosen."""

    def __init__(self, file: str, choices: tuple[PoolConfig, ...]) -> None:
        named = [choice.user_pool_id for choice in choices]
        more = ["…"] if len(named) > _MOST_NAMED else []
        names = Listed((*named[:_MOST_NAMED], *more))
        super().__init__(message(FILE_HAS_SEVERAL_POOLS, file=file, names=names))
        self.choices = choices


class SecretNotKept(SettingsError):
    """The keychain refused the secret, so nothing was saved; saving without the secret is possible."""


def read_file(path: Path, pool_id: str = "", *, emulated: bool = False) -> PoolConfig:
    """Return the pool of a file.

    Args:
        path: The file.
        pool_id: Which pool to take if there are several.
        emulated: Whether the endpoint in force is on this computer; then pool ids of emulators
            count too.

    Raises:
        SeveralPools: There are several, and `pool_id` is empty.
        SettingsError: The file is unreadable or too large, or has no such pool.
    """
    raw = ordinary_file.read_bytes(path, MAX_BYTES)
    return read_bytes(raw, path.name, pool_id, emulated=emulated)


def read_bytes(raw: bytes, name: str, pool_id: str = "", *, emulated: bool = False) -> PoolConfig:
    """Return the same for bytes that came through a pipe; errors name it `name`."""
    text = _decoded(ordinary_file.limited(raw, name, MAX_BYTES))
    return read_text(text, name, pool_id, emulated=emulated)


def read_text(text: str, name: str, pool_id: str = "", *, emulated: bool = False) -> PoolConfig:
    """Return the same for a text."""
    found = from_address(text, emulated=emulated)
    if found.found:
        return found
    read = list(entries.readings(text))
    pools = _best(read, emulated=emulated)
    if pool_id:
        pools = [pool for pool in pools if pool.pool_id == pool_id]
        if not pools:
            raise SettingsError(message(POOL_NOT_IN_FILE, file=name, text=pool_id))
    if not pools:
        raise SettingsError(_nothing_found(read, name))
    endpoint = _endpoint_in(read)
    choices = tuple(_imported(pool, name)._replace(endpoint=endpoint) for pool in pools)
    if len(choices) > 1:
        raise SeveralPools(name, choices)
    only = choices[0]
    if len(_best(read, emulated=emulated)) == 1:
        longest = max(read, key=len)
        only = only._replace(
            browser=find_browser(longest, only.region),
            identity_pool_id=find_identity_pool(longest),
        )
    return only


def left_out(found: PoolConfig, file: str, *, emulated: bool) -> tuple[FormattedMessage, ...]:
    """Return what the file says and what is not taken over, to be told to who imports it."""
    words: list[FormattedMessage] = []
    if found.endpoint and not emulated:
        words.append(message(ENDPOINT_NOT_IMPORTED, file=file, setting=found.endpoint))
    unusable = found.browser.unusable
    if unusable:
        more = ("…",) if len(unusable) > _MOST_NAMED else ()
        names = Listed((*unusable[:_MOST_NAMED], *more))
        words.append(message(REDIRECTS_NOT_IMPORTED, file=file, names=names))
    return tuple(words)


def _decoded(raw: bytes) -> str:
    """Decode UTF-8 with or without a byte order mark, and UTF-16 as PowerShell's `>` writes it.

    A byte of another code page becomes a replacement character.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    if len(raw) > 3 and raw[1] == 0 != raw[0]:  # no byte order mark, ASCII in every second byte
        return raw.decode("utf-16-le", "replace")
    return raw.decode("utf-8-sig", "replace")


def from_address(text: str, *, emulated: bool = False) -> PoolConfig:
    """Return the pool in a pasted URL (issuer, JWKS, console, managed login) or ARN.

    Called at each edit of a field: texts longer than a URL are ignored, and it takes linear time.
    """
    if len(text) > MAX_ADDRESS:
        return PoolConfig()
    text = text.strip()
    if not text.startswith(("https://", "http://", "arn:")) or "\n" in text:
        return PoolConfig()
    pools = pool_search.pool_ids_in(unquote(text))
    if emulated and not pools:
        pools = list(filter(None, [pool_search.emulated_id_in(text)]))
    clients = [*_clients_asked_for(text), *_CLIENT_IN_PATH.findall(text)]
    return PoolConfig(
        user_pool_id=pools[0] if pools else "",
        client_id=clients[0] if clients and is_client_id(clients[0]) else "",
    )


def _clients_asked_for(address: str) -> Sequence[str]:
    try:
        return parse_qs(urlsplit(address).query).get("client_id", [])
    except ValueError:  # `https://[` is no address
        return []


def _best(read: list[list[Entry]], *, emulated: bool) -> list[FoundPool]:
    """Return the pools of the first reader that finds an app client too; else of the first that finds any."""
    found = [pool_search.find_pools(one, emulated=emulated) for one in read]
    whole = [pools for pools in found if any(pool.client_id for pool in pools)]
    some = [pools for pools in found if pools]
    best = next(iter(whole or some), [])
    with_client = [pool for pool in best if pool.client_id]
    return with_client or best


def _endpoint_in(read: list[list[Entry]]) -> str:
    """The name under which a file sets an endpoint as this program would; empty if it does not."""
    names = {"cognito_endpoint_url", "endpoint_url"}
    found = (entry.name for one in read for entry in one if entry.value)
    return next((name for name in found if name.lower() in names), "")


def _imported(pool: FoundPool, file: str) -> PoolConfig:
    if pool.issuer and not is_issuer(pool.issuer):
        raise SettingsError(wrong("issuer", file))
    region = region_of(pool.pool_id) if is_pool_id(pool.pool_id) else ""
    return PoolConfig(
        pool.pool_id,
        pool.client_id,
        region,
        "" if pool.issuer.rstrip("/") in own_issuers(region, pool.pool_id) else pool.issuer,
        Secret(pool.client_secret) if pool.client_secret else None,
        pool.where,
        pool.line,
    )


def _nothing_found(read: list[list[Entry]], file: str) -> FormattedMessage:
    """Return the message for a file without a pool: a malformed id, only a client, or nothing."""
    everything = [entry for one in read for entry in one]
    named = [entry.value for entry in everything if pool_search.names_a_pool(entry) and entry.value]
    emulated = [value for value in named if value.startswith(_EMULATORS_OWN)]
    if emulated:
        name = SCHEMA["endpoint_url"][0]
        return message(POOL_OF_AN_EMULATOR, file=file, text=emulated[0], setting=name)
    if named:
        return message(POOL_ID_WRONG, file=file)
    clients = pool_search.clients_in(everything)
    if clients:
        return message(FILE_HAS_CLIENT_ONLY, file=file, text=clients[0].value)
    return message(FILE_HAS_NO_POOL, file=file)
