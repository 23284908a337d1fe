"""The `.env` files of the working folder: what they may say, and whether a person has agreed. Knows no window.

A folder is whatever somebody downloaded or unpacked; a file in it must not decide where a password
goes. So it may name a pool, and counts only after a person has agreed to this very content, as with
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
from desktop_login.messages.pages import FILE_NOT_WRITTEN, NOT_FOR_A_FOLDER
from desktop_login.settings import sources
from desktop_login.settings.schema import BY_ENVIRONMENT_NAME, SCHEMA, SettingsError, Value
from desktop_login.system.files import Replacement, private_folder

_PREFIX = "COGNITO_"
_SRP = "srp"
# Everything else could send the password, or what signs for a person, somewhere else.
_MAY_NAME = {SCHEMA[key][0]: key for key in ("user_pool_id", "client_id", "region", "auth_flow")}
_MAX_BYTES = sources.MAX_BYTES
# Where another tool names its app client and its issuer, which ends with the pool id.
# https://next-auth.js.org/providers/cognito and https://authjs.dev/getting-started/providers/cognito
_OTHER_TOOLS = (
    ("COGNITO_CLIENT_ID", "COGNITO_ISSUER"),
    ("AUTH_COGNITO_ID", "AUTH_COGNITO_ISSUER"),
)


class FolderFile(NamedTuple):
    """One file. `digest` is the SHA-256 of its text in hexadecimal digits.

    `values` are the settings that it may make, by their names in settings.toml; `notices` say
    which other settings of ours it holds, which are not used. `for_the_log` says what is meant for
    other tools, or cannot be read.
    """

    path: str
    digest: str
    values: tuple[tuple[str, Value], ...]
    notices: tuple[FormattedMessage, ...] = ()
    for_the_log: tuple[str, ...] = ()


class _Lines(NamedTuple):
    """The lines with `COGNITO_` in their names: what counts, what of ours does not, what was found
    of other tools by its name, and what the log says of lines that are passed by."""

    values: sources.Values
    ignored: list[Value]
    foreign: sources.Values
    log: list[str]


def read(path: Path) -> FolderFile | None:
    """None if there is nothing in the file that is meant for this program.

    Raises `SettingsError` if the file cannot be read.
    """
    raw = sources.read_bytes(path, _MAX_BYTES)
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
        elif _PREFIX in name and binding.value:
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
    """Client and issuer of next-auth or Auth.js name a pool, unless the file names one itself."""
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
            continue  # an issuer of another service; where it is our setting, it is ignored as such
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
    """What a person has decided about files of working folders.

    Kept in `store`, a file that only its owner can read and write. `accepted` are files that
    were agreed to just now, `everything` agrees to every file that is asked about; both are
    written down by `keep()`.
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
        """True: use it. False: ignore it. None: not asked yet, or not about this content."""
        if self._everything or (file.path, file.digest) in self._accepted:
            self._agreed.append(file)
            return True
        if self._known is None:
            self._known = _read_store(self._store)
        digest, use = self._known.get(file.path, ("", False))
        return use if digest == file.digest else None

    def keep(self) -> None:
        """Writes down what was agreed to. Raises `SettingsError`."""
        self._write(self._agreed, use=True)

    def ignore(self, files: Iterable[FolderFile]) -> None:
        """Writes down that these are not to be asked about again. Raises `SettingsError`."""
        self._write(files, use=False)

    def _write(self, files: Iterable[FolderFile], *, use: bool) -> None:
        known = dict(_read_store(self._store))
        before = dict(known)
        for file in files:
            known.pop(file.path, None)  # the newest stand last, and are kept longest
            known[file.path] = (file.digest, use)
        if known != before:
            _write_store(self._store, known)


def _read_store(store: Path) -> Mapping[str, tuple[str, bool]]:
    """Nothing from a file that is not as it was written, or that others can change."""
    import json

    try:
        if os.name == "posix" and store.stat().st_mode & 0o022:
            return {}
        tree = json.loads(sources.read(store))
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
