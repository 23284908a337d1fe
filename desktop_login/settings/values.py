"""A value of the settings with its place, and the checks that several settings share. Reads no file."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NoReturn

from desktop_login.domain.named_tuple import NamedTuple
from desktop_login.messages.message import FormattedMessage, in_english
from desktop_login.messages.settings import SETTING_WRONG, SETTING_WRONG_NO_LINE

if TYPE_CHECKING:
    from collections.abc import Callable

ENVIRONMENT = "environment"  # in place of a file's name
PORT = r"(?::(?P<port>[0-9]{1,5}))?"
THIS_COMPUTER = rf"http://(?:localhost|127\.0\.0\.1|\[::1\]){PORT}"
_LOOPBACK = THIS_COMPUTER + r"/?"
LOOPBACK_PATH = THIS_COMPUTER + r"(?:/[A-Za-z0-9_./~-]*)?"
HTTPS = rf"https://[A-Za-z0-9.-]+{PORT}(?:/[A-Za-z0-9_./~-]*)?"
MAX_TEXT = 256
MAX_PROFILE_NAME = 64
MAX_LIST = 4096
_SLASHES = frozenset("/\\")


class SettingsError(Exception):
    """A setting or a file is refused.

    The message names file, line and setting, never the value, which may be secret.
    """

    def __init__(self, words: FormattedMessage) -> None:
        super().__init__(in_english(words))
        self.message = words


class Value(NamedTuple):
    """A setting as text, with its place."""

    text: str
    file: str
    line: int | None
    name: str
    profile: str = ""

    def refuse(self) -> NoReturn:
        raise SettingsError(wrong(self.name, self.file, self.line))


class FolderFile(NamedTuple):
    """One `.env` of the working folder.

    Attributes:
        digest: The SHA-256 of its content, in hexadecimal digits.
        values: The allowed settings in it, by their names in settings.toml.
        notices: Messages about settings in it that are not allowed here, and not used.
        for_the_log: Lines about entries that are meant for other tools or cannot be parsed.
    """

    path: str
    digest: str
    values: tuple[tuple[str, Value], ...]
    notices: tuple[FormattedMessage, ...] = ()
    for_the_log: tuple[str, ...] = ()


def wrong(name: str, file: str, line: int | None = None) -> FormattedMessage:
    """Return the message that a setting is not valid, with what it should look like."""
    from desktop_login.messages.shapes import SHAPED, SHAPED_NO_LINE
    from desktop_login.settings.shapes import shape_of

    shape = shape_of(name)
    where: dict[str, object] = {"file": file, "setting": name}
    if line is not None:
        where["line"] = line
    if shape is None:
        return FormattedMessage(SETTING_WRONG_NO_LINE if line is None else SETTING_WRONG, where)
    return FormattedMessage(SHAPED_NO_LINE if line is None else SHAPED, where | {"shape": shape})


def any_text(value: Value) -> str:
    if not value.text.isprintable() or len(value.text) > MAX_TEXT:
        value.refuse()
    return value.text


def listed(value: Value) -> list[str]:
    """A list of settings.toml, or what commas separate in the environment."""
    if not value.text.isprintable() or len(value.text) > MAX_LIST:
        value.refuse()
    return [one.strip() for one in value.text.split(",") if one.strip()]


def is_elsewhere(name: str) -> bool:
    """Return whether a path is of another computer: Windows would sign in there to look at it."""
    return len(name) > 1 and _SLASHES.issuperset(name[:2])


def beside(value: Value) -> str:
    """Return a path relative to the file that names it, not to the working folder."""
    if is_elsewhere(any_text(value)):
        value.refuse()
    return os.path.join(os.path.dirname(value.file), value.text)  # noqa: PTH118, PTH120 - light


def matching(good: Callable[[str], bool]) -> Callable[[Value], str]:
    def check(value: Value) -> str:
        if not good(value.text):
            value.refuse()
        return value.text

    return check


def boolean(value: Value) -> str:
    if value.text.lower() not in ("true", "false"):
        value.refuse()
    return value.text.lower()


def number(low: int, high: int) -> Callable[[Value], str]:
    """Accept at most four ASCII digits: Python raises an error for thousands of digits."""

    def good(text: str) -> bool:
        return len(text) <= 4 and text.isascii() and text.isdecimal() and low <= int(text) <= high

    return matching(good)


def https_address(value: Value) -> str:
    found = re.fullmatch(HTTPS, value.text) or re.fullmatch(_LOOPBACK, value.text)
    if not found or not is_port(found["port"]):
        value.refuse()
    return value.text.rstrip("/")


def is_address(pattern: str, text: str) -> bool:
    found = re.fullmatch(pattern, text)
    return found is not None and is_port(found["port"])


def is_port(text: str | None) -> bool:
    return text is None or 0 < int(text) < 65536
