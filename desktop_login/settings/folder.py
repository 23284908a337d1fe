"""The `.env` files of the working folder: what they may set, and whether the user has agreed.

A folder may have been downloaded or unpacked, so a file in it must not decide where a password is
sent. It may name a pool, and is used only after the user has agreed to exactly this content, as with
direnv: https://direnv.net/man/direnv.1.html
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from desktop_login.domain.amazon import own_issuers
from desktop_login.domain.pool import is_client_id, is_pool_id, region_of
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.settings import FILE_NOT_WRITTEN, NOT_FOR_A_FOLDER
from desktop_login.settings import ordinary_file, sources
from desktop_login.settings.schema import BY_ENVIRONMENT_NAME, SCHEMA
from desktop_login.settings.values import FolderFile, SettingsError, Value
from desktop_login.system.files import Replacement, private_folder

_PREFIX = "COGNITO_"
_SRP = "srp"
# Every other setting could send the password or the user's credentials to another server.
_MAY_NAME = {SCHEMA[key][0]: key for key in ("user_pool_id", "client_id", "region", "auth_flow")}
_MAX_BYTES = ordinary_file.MAX_BYTES
# The variables of other tools for app client and issuer; the issuer ends with the pool id.
# https://next-auth.js.org/providers/cognito and https://authjs.dev/getting-started/providers/cognito
_OTHER_TOOLS = (
    ("COGNITO_CLIENT_ID", "COGNITO_ISSUER"),
    ("AUTH_COGNITO_ID", "AUTH_COGNITO_ISSUER"),
)


class _Lines(NamedTuple):
    """The entries with `COGNITO_` in their names.

    Attributes:
        values: The allowed settings.
        ignored: Settings that are not allowed in a working folder.
        foreign: Variables of other tools, by name.
        log: Lines for the log about the rest.
    """

    values: sources.Values
    ignored: list[Value]
    foreign: sources.Values
    log: list[str]


def read(path: Path) -> FolderFile | None:
    """Read a file; return None if nothing in it is meant for this program.

    Raises `SettingsError` if the file cannot be read.
    """
    raw = ordinary_file.read_bytes(path, _MAX_BYTES)
    text = raw.decode("utf-8-sig", "replace")  # a comment may be in another encoding
    if _PREFIX not in text:
        return None  # the file belongs to other tools
    from hashlib import sha256

    lines = _sorted(path, text)
    _add_pool_of_other_tools(lines)
    notices = tuple(_notice(path, lines.ignored))
    if not lines.values and not notices and not lines.log:
        return None
    digest = sha256(raw).hexdigest()
    return FolderFile(str(path), digest, tuple(lines.values.items()), notices, tuple(lines.log))


def _sorted(path: Path, text: str) -> _Lines:
    found = _Lines({}, [], {}, [])
    for binding in sources.bindings(text):
        string = binding.original.string
        line = binding.original.line + string[: len(string) - len(string.lstrip())].count("\n")
        name = binding.key or ""
        if binding.error:
            if _PREFIX in string:
                found.log.append(f"{path}, line {line} cannot be read and is ignored")
        elif (_PREFIX in name or name in BY_ENVIRONMENT_NAME) and binding.value:
            _sort(found, Value(binding.value, str(path), line, name))
    return found


def _sort(found: _Lines, value: Value) -> None:
    name = value.name
    key = _MAY_NAME.get(name)
    if name in {one for names in _OTHER_TOOLS for one in names}:
        found.foreign[name] = value
    if key is not None and (key != "auth_flow" or value.text == _SRP):
        found.values[key] = value
    elif name in BY_ENVIRONMENT_NAME:
        found.ignored.append(value)
    elif name not in found.foreign:
        found.log.append(f"{value.file}, line {value.line}: {name[:64]!a} is ignored")


def _add_pool_of_other_tools(lines: _Lines) -> None:
    """Use client and issuer of next-auth or Auth.js as the pool, unless the file names a pool."""
    if "user_pool_id" in lines.values:
        return
    for client_name, issuer_name in _OTHER_TOOLS:
        client, issuer = lines.foreign.get(client_name), lines.foreign.get(issuer_name)
        ours = lines.values.get("client_id", client)
        if client is None or issuer is None or ours != client or not is_client_id(client.text):
            continue
        address = issuer.text.rstrip("/")
        pool_id = address.rpartition("/")[2]
        if not is_pool_id(pool_id) or address not in own_issuers(region_of(pool_id), pool_id):
            continue  # the issuer of another service
        lines.values["client_id"] = client
        lines.values["user_pool_id"] = issuer._replace(text=pool_id)
        if issuer in lines.ignored:
            lines.ignored.remove(issuer)
        return


def _notice(path: Path, ignored: Iterable[Value]) -> Iterator[FormattedMessage]:
    lines = {value.name: value.line for value in ignored}
    if lines:
        places = ", ".join(str(line) for line in lines.values())
        yield message(NOT_FOR_A_FOLDER, file=str(path), line=places, setting=", ".join(lines))


class Trust:
    """The user's decisions about files of working folders.

    Args:
        store: Where decisions are stored, in a file that only the user can read and write.
        accepted: Files that the user has just agreed to; `keep` stores them.
        everything: Agree to every file that `decision` is called for; `keep` stores them.
    """

    def __init__(
        self, store: Path, *, accepted: Iterable[FolderFile] = (), everything: bool = False
    ) -> None:
        self._store = store
        self._accepted = frozenset((file.path, file.digest) for file in accepted)
        self._everything = everything
        self._known: Mapping[str, tuple[str, bool]] | None = None
        self._agreed: list[FolderFile] = []

    def decision(self, file: FolderFile) -> bool | None:
        """Return True to use a file, False to ignore it, None if the user has not decided this content."""
        if self._everything or (file.path, file.digest) in self._accepted:
            self._agreed.append(file)
            return True
        if self._known is None:
            self._known = _read_store(self._store)
        digest, use = self._known.get(file.path, ("", False))
        return use if digest == file.digest else None

    def keep(self) -> None:
        """Store what was agreed to. Raises `SettingsError`."""
        self._write(self._agreed, use=True)

    def ignore(self, files: Iterable[FolderFile]) -> None:
        """Store that these files are to be ignored. Raises `SettingsError`."""
        self._write(files, use=False)

    def _write(self, files: Iterable[FolderFile], *, use: bool) -> None:
        known = dict(_read_store(self._store))
        before = dict(known)
        for file in files:
            known.pop(file.path, None)  # the newest are last, and are dropped last
            known[file.path] = (file.digest, use)
        if known != before:
            _write_store(self._store, known)


def _read_store(store: Path) -> Mapping[str, tuple[str, bool]]:
    """Return the stored decisions; none if the file is malformed or others can write to it."""
    import json

    try:
        if os.name == "posix" and store.stat().st_mode & 0o022:
            return {}
        tree = json.loads(ordinary_file.read(store))
    except (OSError, SettingsError, ValueError, RecursionError):
        return {}
    if not isinstance(tree, dict):
        return {}
    return {
        path: (entry["sha256"], entry["use"])
        for path, entry in tree.items()
        if isinstance(entry, dict)
        and isinstance(entry.get("sha256"), str)
        and isinstance(entry.get("use"), bool)
    }


def _write_store(store: Path, known: dict[str, tuple[str, bool]]) -> None:
    import json

    text = ""
    while not text or len(text.encode()) > _MAX_BYTES:
        if text:
            del known[next(iter(known))]  # the oldest
        tree = {path: {"sha256": digest, "use": use} for path, (digest, use) in known.items()}
        text = json.dumps(tree, indent=1, ensure_ascii=True) + "\n"
    try:
        private_folder(store.parent)
        with Replacement(store, text.encode()) as new:
            new.commit()
    except OSError:
        raise SettingsError(message(FILE_NOT_WRITTEN, file=str(store))) from None
