"""Which user pools a file names, and which app client belongs to each. Decides by shape and nearness; reads no file.

A pool id is recognised by its shape, under any name. The client of a pool is the nearest client id:
in the same object rather than in one around it, and there under a name that shares words with the
pool's name (`ShopUserPoolId` and `ShopUserPoolClientId`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from desktop_login.domain.amazon import is_this_computer
from desktop_login.domain.pool import is_client_id, is_emulated_pool_id, is_pool_id, is_region
from desktop_login.settings.entry import GENERIC_NAMES, Entry
from desktop_login.settings.schema import is_client_secret

MAX_POOLS = 50
# Every client is compared with every place of a pool: 80,000 pairs take about a second.
_MAX_PLACES = 400
_MAX_OF_A_KIND = 200
_POOL_ID = re.compile(
    r"(?<![A-Za-z0-9-])[a-z]{2,4}(?:-[a-z]{1,20}){1,4}-\d_[0-9A-Za-z]{1,46}(?![0-9A-Za-z])"
)
_USUAL_CLIENT = re.compile(r"[a-z0-9]{26}")
_MAX_SEARCHED = 2048
_MAX_WHERE = 120

# Words that any such name may contain; the other words of a name distinguish pools.
_COMMON_WORDS = (
    "next nextauth public vite react app apps expo nuxt vue svelte gatsby aws amazon cognito auth"
    " authentication oauth oauth2 oidc user users userpool userpools pool pools id ids identifier"
    " client clients web native desktop mobile private server backend frontend secret issuer"
    " authority uri url region value output outputs exports export ref reference fn get att arn"
    " config configuration settings default name key hosted ui sdk provider spring security"
    " registration resource audience aud idp jwt token"
)
_COMMON = frozenset(_COMMON_WORDS.split())
# Words of other services, whose client ids do not belong to Cognito.
_FOREIGN_WORDS = (
    "google facebook apple signinwithapple loginwithamazon twitter github gitlab azure azuread"
    " microsoft auth0 okta keycloak linkedin slack discord stripe firebase sentry"
)
_FOREIGN = frozenset(_FOREIGN_WORDS.split())
# Words in the name of a client, the most specific first.
_CLIENT_NAMES: Sequence[frozenset[str]] = (
    frozenset({"desktop", "client"}),
    frozenset({"native", "client"}),
    frozenset({"user", "pool", "client"}),
    frozenset({"web", "client"}),
    frozenset({"app", "client"}),
    frozenset({"client"}),
    frozenset({"cognito", "id"}),
    frozenset({"audience"}),
    frozenset({"aud"}),
)
_LAST_CHOICE = frozenset({"private", "server", "backend", "machine", "admin"})
# Words that names join.
_JOINED = {
    "userpool": ("user", "pool"),
    "userpools": ("user", "pool"),
    "userpoolid": ("user", "pool", "id"),
    "pools": ("pool",),
    "poolid": ("pool", "id"),
    "clientid": ("client", "id"),
    "clientsecret": ("client", "secret"),
    "appclient": ("app", "client"),
    "appclientid": ("app", "client", "id"),
}
_PLAIN_SECRETS = (frozenset({"secret"}), frozenset({"app", "secret"}))
_ISSUER_NAMES = frozenset({"issuer", "authority", "iss"})


class FoundPool(NamedTuple):
    """One pool of a file; a text is empty if it was not found.

    `where` and `line` say in which part of the file it was found.
    """

    pool_id: str
    client_id: str = ""
    client_secret: str = ""
    issuer: str = ""
    where: str = ""
    line: int = 0


class _Named(NamedTuple):
    """An entry with the words of its name."""

    entry: Entry
    words: tuple[str, ...]

    @property
    def own(self) -> frozenset[str]:
        """The words that distinguish it from others of its kind."""
        return frozenset(self.words) - _COMMON

    @property
    def usual(self) -> bool:
        """The value has the shape of the client ids that Cognito makes."""
        return bool(_USUAL_CLIENT.fullmatch(self.entry.value))

    @property
    def rank(self) -> int:
        """How specific the name is for a client; smaller is better."""
        words = set(self.words)
        best = next(
            (i for i, wanted in enumerate(_CLIENT_NAMES) if wanted <= words), len(_CLIENT_NAMES)
        )
        return best + len(_CLIENT_NAMES) * bool(words & _LAST_CHOICE)


def find_pools(entries: Sequence[Entry], *, emulated: bool = False) -> list[FoundPool]:
    """Return each pool once, in the order of the file; of thousands of clients only the first ones.

    With `emulated`, an id of an emulator counts if its name or a URL says that it is a pool.
    """
    named = [_named(entry) for entry in entries]
    pools = _pools(named, emulated=emulated)
    clients, secrets, issuers = (
        list(islice(filter(judge, named), _MAX_OF_A_KIND))
        for judge in (_names_a_client, _names_a_secret, _names_an_issuer)
    )
    nearest = _nearest(pools, clients)
    found = []
    for pool_id, places in pools.items():
        client = nearest.get(pool_id)
        secret = _secret_of(client, secrets) if client else ""
        issuer = _issuer_of(places, issuers, alone=len(pools) == 1, emulated=emulated)
        place = client.entry if client else places[0].entry
        client_id = client.entry.value if client else ""
        where = " › ".join(name for name in place.path if name)[-_MAX_WHERE:]
        found.append(FoundPool(pool_id, client_id, secret, issuer, where, place.line))
    return found


def pool_ids_in(text: str) -> list[str]:
    """The pool ids in a text, an address or an ARN, in order."""
    return [one for one in _POOL_ID.findall(text[:_MAX_SEARCHED]) if is_pool_id(one)]


def emulated_id_in(address: str) -> str:
    """The pool at the end of an issuer, or of its keys, on this computer; empty if there is none."""
    if not is_this_computer(address):
        return ""
    path = address.partition("://")[2].partition("/")[2]
    name = path.partition("/.well-known")[0].strip("/")
    return name if is_emulated_pool_id(name) else ""


def clients_in(entries: Sequence[Entry]) -> list[Entry]:
    """Return the client ids of a file without a pool, those with the most specific names first."""
    clients = [one for one in map(_named, entries) if _names_a_client(one)]
    return [one.entry for one in sorted(clients, key=lambda one: one.rank)]


def names_a_pool(entry: Entry) -> bool:
    """Return whether its name is that of a pool id: `user_pool_id`, `UserPoolId`, `aws_user_pools_id`."""
    words = set(words_of(_telling_name(entry)))
    return {"user", "pool", "id"} <= words and not words & {"client", "identity"}


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """`ShopUserPoolId`, `SHOP_USER_POOL_ID` and `shop-user-pool-id` are the same four words.

    CloudFormation's hashes at the end of a logical id are left out.
    """
    name = re.sub(r"[0-9A-F]{8,40}(?=$|[^0-9A-Za-z])", " ", name[:256])
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    spaced = re.sub(r"([A-Z])([A-Z][a-z])", r"\1 \2", spaced)
    words = re.findall(r"[a-z0-9]+", spaced.lower())
    return tuple(part for word in words for part in _JOINED.get(word, (word,)))


def _named(entry: Entry) -> _Named:
    return _Named(entry, words_of(_telling_name(entry)))


def _telling_name(entry: Entry) -> str:
    """Return the name, or for a generic one the name of the object around it."""
    if entry.name.lower() in GENERIC_NAMES and entry.path:
        return entry.path[-1]
    return entry.name


def _pools(named: Iterable[_Named], *, emulated: bool) -> dict[str, list[_Named]]:
    pools: dict[str, list[_Named]] = {}
    for one in named:
        for pool_id in pool_ids_in(one.entry.value) or (_emulated_ids(one) if emulated else ()):
            if pool_id in pools or len(pools) < MAX_POOLS:
                pools.setdefault(pool_id, []).append(one)
    most = _MAX_PLACES // max(len(pools), 1)
    return {pool_id: places[:most] for pool_id, places in pools.items()}


def _emulated_ids(one: _Named) -> tuple[str, ...]:
    """An id of an emulator may look like any word with an underscore: its name has to say it."""
    value, words = one.entry.value, set(one.words)
    if words == {"id"} and one.entry.path:  # {"UserPool": {"Id": …}}, as the service describes it
        words |= set(words_of(one.entry.path[-1]))
    named = {"pool", "id"} <= words and not words & {"client", "identity", "name"}
    if named and is_emulated_pool_id(value):
        return (value,)
    found = emulated_id_in(value) if words & _ISSUER_NAMES else ""
    return (found,) if found else ()


def _foreign(one: _Named) -> bool:
    """Return whether it belongs to another service, by its name or by an object around it."""
    if set(one.words) & _FOREIGN:
        return "cognito" not in one.words
    return _inside_foreign(one.entry.path)


@lru_cache(maxsize=4096)
def _inside_foreign(path: tuple[str, ...]) -> bool:
    if not path:
        return False
    words = set(words_of(path[-1])) | {path[-1].lower()}
    if words & _FOREIGN:
        return True
    return "cognito" not in words and _inside_foreign(path[:-1])


def _names_a_client(one: _Named) -> bool:
    words = set(one.words)
    if "secret" in words or "name" in words or not is_client_id(one.entry.value):
        return False
    if is_region(one.entry.value) or one.entry.value.lower() in ("true", "false", "none", "null"):
        return False
    return (
        any(wanted <= words for wanted in _CLIENT_NAMES)
        and "identity" not in words
        and not _foreign(one)
    )


def _names_a_secret(one: _Named) -> bool:
    words = set(one.words)
    of_client = "secret" in words and bool(words & {"client", "cognito"})
    # Called nothing else, it is the client's only inside an object: in a flat file it may be the
    # secret of anything, and `_secret_of` takes none but the one beside the client.
    of_client |= bool(one.entry.path) and words in _PLAIN_SECRETS
    return of_client and is_client_secret(one.entry.value) and not _foreign(one)


def _names_an_issuer(one: _Named) -> bool:
    """Return whether it names an issuer; a malformed one is refused later, not ignored."""
    return bool(set(one.words) & _ISSUER_NAMES) and "://" in one.entry.value and not _foreign(one)


def _common_depth(a: Entry, b: Entry) -> int:
    depth = 0
    for left, right in zip(a.scope, b.scope, strict=False):
        if left != right:
            break
        depth += 1
    return depth


def _closeness(pool: _Named, client: _Named) -> tuple[int, int, int]:
    """Return how near a client is to a pool; larger is nearer.

    The depth of the innermost common object, how many distinguishing words the names share, and,
    negative, how many only one of them has.
    """
    shared, stray = pool.own & client.own, pool.own ^ client.own
    return _common_depth(pool.entry, client.entry), len(shared), -len(stray)


def _nearest(
    pools: Mapping[str, Sequence[_Named]], clients: Sequence[_Named]
) -> Mapping[str, _Named]:
    """Return for each pool the client that is nearer to it than to any other pool.

    Among equals the most specific name wins. A client that is as near to another pool belongs to
    none.
    """
    best: dict[str, tuple[tuple[tuple[int, int, int], bool, int], _Named]] = {}
    for client in clients:
        near = {
            pool_id: max(_closeness(place, client) for place in places)
            for pool_id, places in pools.items()
        }
        closest = max(near.values(), default=None)
        owners = [pool_id for pool_id, closeness in near.items() if closeness == closest]
        if closest is None or len(owners) > 1:
            continue
        rating = closest, client.usual, -client.rank
        if owners[0] not in best or rating > best[owners[0]][0]:
            best[owners[0]] = rating, client
    return {pool_id: client for pool_id, (_, client) in best.items()}


def _secret_of(client: _Named, secrets: Sequence[_Named]) -> str:
    """Return the secret in the same object as the client."""
    near = [
        one for one in secrets if _common_depth(one.entry, client.entry) == len(client.entry.scope)
    ]
    if not near:
        return ""
    return max(near, key=lambda one: _closeness(client, one)).entry.value


def _issuer_of(
    places: Sequence[_Named], issuers: Sequence[_Named], *, alone: bool, emulated: bool
) -> str:
    """Return a configured issuer: one without a pool id, as Cognito's own issuers are the default."""
    for one in issuers:
        if pool_ids_in(one.entry.value) or (emulated and emulated_id_in(one.entry.value)):
            continue
        beside = any(
            _common_depth(one.entry, place.entry) == len(place.entry.scope) for place in places
        )
        if alone or beside:
            return one.entry.value
    return ""
