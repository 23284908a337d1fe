"""Which identity pool a file names beside its user pool. Reads no file.

amplify_outputs.json (`auth.identity_pool_id`), aws-exports (`aws_cognito_identity_pool_id`),
amplifyconfiguration (`CredentialsProvider.CognitoIdentity.….PoolId`) and the outputs of a stack.
https://docs.amplify.aws/react/reference/amplify_outputs/
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop_login.settings.aws import is_identity_pool_id
from desktop_login.settings.entry import GENERIC_NAMES, Entry
from desktop_login.settings.pool_search import words_of


def find_identity_pool(entries: Iterable[Entry]) -> str:
    """Return the identity pool if the entries name exactly one; otherwise an empty text.

    The shape alone does not do: the id of a person in an identity pool looks the same.
    """
    found = {
        entry.value for entry in entries if is_identity_pool_id(entry.value) and _names_it(entry)
    }
    return found.pop() if len(found) == 1 else ""


def _names_it(entry: Entry) -> bool:
    generic = entry.name.lower() in GENERIC_NAMES and entry.path
    words = set(words_of(entry.path[-1] if generic else entry.name))
    around = {word for name in entry.path for word in words_of(name)}
    return "pool" in words and "identity" in words | around
