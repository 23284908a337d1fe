"""What takes long to make and comes out the same each time, made once a process. For `tests/conftest.py`.

A demo Cognito makes two RSA keys and fifteen SRP verifiers (100 ms), and a client of botocore reads
service models (40 ms): more than most tests need for all the rest. Programs that tests start in
processes of their own make everything anew.
"""

from __future__ import annotations

import base64
import os
import pickle
import threading
import uuid
from collections.abc import Callable, Hashable
from functools import cache, wraps
from types import FunctionType
from typing import Any

import pytest
from botocore import hooks
from botocore.hooks import EVENT_ALIASES, EventAliaser
from botocore.loaders import JSONFileLoader, Loader

from desktop_login.adapters.cognito.aws_session import FileReader
from desktop_login.adapters.cognito.client import SlimReader
from desktop_login.demo import server
from desktop_login.demo.issuer import SigningKey
from desktop_login.demo.pool import Pool
from desktop_login.demo.seed import seed

# A test may compare the keys of three demos; each has two.
_KEYS = 6


def use(patch: pytest.MonkeyPatch) -> None:
    """From here on, until the patches are undone."""
    _signing_keys(patch)
    _seeded_users(patch)
    _botocore(patch)
    _without_waiting_for_disks(patch)


def _without_waiting_for_disks(patch: pytest.MonkeyPatch) -> None:
    """What is written here need not survive a power cut. `test_token_store_order` looks at the order
    of writing and synchronising with a function of its own."""
    patch.setattr(os, "fsync", os.fstat)


def _signing_keys(patch: pytest.MonkeyPatch) -> None:
    """Few RSA keys in turn, under a new name each time: neighbours have different ones."""
    make, lock, count = SigningKey.fresh, threading.Lock(), 0
    made: list[SigningKey] = []

    def fresh() -> SigningKey:
        nonlocal count
        with lock:
            if len(made) < _KEYS:
                made.append(make())
            private = made[count % len(made)].private
            count += 1
        return SigningKey(base64.b64encode(uuid.uuid4().bytes).decode(), private)

    patch.setattr(SigningKey, "fresh", staticmethod(fresh))


def _seeded_users(patch: pytest.MonkeyPatch) -> None:
    """The users of the demo as they were in the first pool of this name, with a password set now."""
    known: dict[Hashable, bytes] = {}

    def seed_from_copy(pool: Pool) -> None:
        kind = (pool.config.pool_name, pool.config.case_sensitive)
        if kind not in known:
            seed(pool)
            known[kind] = pickle.dumps(pool._users)
            return
        pool._users.update(pickle.loads(known[kind]))
        for user in pool.users:
            user.password_set_at = pool.now()

    patch.setattr(server, "seed", seed_from_copy)


def _botocore(patch: pytest.MonkeyPatch) -> None:
    """Its own data, by path, and its own names of events. Neither changes in a process."""
    _remember(
        patch,
        Loader,
        "list_available_services",
        lambda loader, type_name: (tuple(loader.search_paths), type_name),
    )
    for reader in (JSONFileLoader, FileReader, SlimReader):
        _remember(
            patch,
            reader,
            "load_file",
            lambda _, path: path if path.startswith(Loader.BUILTIN_DATA_PATH) else None,
        )
    patch.setattr(hooks, "accepts_kwargs", _accepts_kwargs())
    _remember(
        patch,
        EventAliaser,
        "_alias_event_name",
        lambda aliaser, name: name if aliaser._event_aliases is EVENT_ALIASES else None,
    )


def _accepts_kwargs() -> Callable[[Callable[..., object]], bool]:
    """Every session asks it of each of its handlers. Keeps functions, and no object of a method."""
    ask: Callable[[object], bool] = hooks.accepts_kwargs
    remembered = cache(ask)

    def accepts_kwargs(handler: object) -> bool:
        function = getattr(handler, "__func__", handler)
        return (remembered if isinstance(function, FunctionType) else ask)(function)

    return accepts_kwargs


def _remember(
    patch: pytest.MonkeyPatch, owner: type, name: str, key_of: Callable[..., Hashable]
) -> None:
    """Call a method once for each key; always for the key None."""
    method = getattr(owner, name)
    known: dict[Hashable, Any] = {}

    @wraps(method)
    def remembered(self: Any, *arguments: Any) -> Any:
        key = key_of(self, *arguments)
        if key is None:
            return method(self, *arguments)
        if key not in known:
            known[key] = method(self, *arguments)
        return known[key]

    patch.setattr(owner, name, remembered)
