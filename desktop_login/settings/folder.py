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

from desktop_login.private_files import private_folder
from desktop_login.settings import sources
from desktop_login.settings.schema import SCHEMA, SettingsError, Value
from desktop_login.wording.pages import FILE_NOT_WRITTEN, FILE_UNREADABLE, NOT_FOR_A_FOLDER
from desktop_login.wording.text import Said, said

STORE = "trusted-folders.json"
_PREFIX = "COGNITO_"
_SRP = "srp"
# Everything else could send the password, or what signs for a person, somewhere else.
_MAY_NAME = {SCHEMA[key][0]: key for key in ("user_pool_id", "client_id", "region", "auth_flow")}
_MAX_BYTES = sources.MAX_BYTES


class FolderFile(NamedTuple):
    """One file. `digest` is the SHA-256 of its text in hexadecimal digits.

    `values` are the settings that it may make, by their names in settings.toml; `notices` say
    what else it holds and is not used.
    """

    path: str
    digest: str
    values: tuple[tuple[str, Value], ...]
    notices: tuple[Said, ...] = ()


def read(path: Path) -> FolderFile | None:
    """None if there is nothing in the file that is meant for this program.

    Raises `SettingsError` if the file cannot be read.
    """
    text = sources.read(path)
    if _PREFIX not in text:
        return None  # the file belongs to other tools
    from hashlib import sha256

    values, ignored, broken = _sorted(path, text)
    notices = [*_notice(path, ignored), *broken]
    if not values and not notices:
        return None
    digest = sha256(text.encode()).hexdigest()
    return FolderFile(str(path), digest, tuple(values.items()), tuple(notices))


def _sorted(path: Path, text: str) -> tuple[sources.Values, list[Value], list[Said]]:
    """What counts, what is ignored, and a sentence for each line of ours that cannot be read."""
    values: sources.Values = {}
    ignored: list[Value] = []
    broken: list[Said] = []
    for binding in sources.bindings(text):
        string = binding.original.string
        line = binding.original.line + string[: len(string) - len(string.lstrip())].count("\n")
        name = binding.key or ""
        if binding.error and _PREFIX in string:
            broken.append(said(FILE_UNREADABLE, file=str(path), line=line))
        elif name.startswith(_PREFIX) and binding.value:
            value = Value(binding.value, str(path), line, name)
            key = _MAY_NAME.get(name)
            if key is None or (key == "auth_flow" and value.text != _SRP):
                ignored.append(value)
            else:
                values[key] = value
    return values, ignored, broken


def _notice(path: Path, ignored: Iterable[Value]) -> Iterator[Said]:
    lines = {value.name: value.line for value in ignored}
    if lines:
        places = ", ".join(str(line) for line in lines.values())
        yield said(NOT_FOR_A_FOLDER, file=str(path), line=places, setting=", ".join(lines))


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
    import tempfile

    text = ""
    while not text or len(text.encode()) > _MAX_BYTES:
        if text:
            del known[next(iter(known))]  # the oldest
        tree = {path: {"sha256": digest, "use": use} for path, (digest, use) in known.items()}
        text = json.dumps(tree, indent=1, ensure_ascii=True) + "\n"
    try:
        private_folder(store.parent)
        handle, name = tempfile.mkstemp(dir=store.parent, prefix=".trusted-")  # mode 0600
        draft = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            draft.replace(store)
        finally:
            draft.unlink(missing_ok=True)
    except OSError:
        raise SettingsError(said(FILE_NOT_WRITTEN, file=str(store))) from None
