"""Profiles in the configuration files of AWS tools, as text. Reads and writes no file.

https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SECTION = re.compile(r"[ \t]*\[(?P<name>[^\]\n]*)\]")
_SETTING = re.compile(r"(?P<key>[A-Za-z0-9_.-]+)[ \t]*[=:][ \t]*(?P<value>.*)")
_PLAIN = re.compile(r"[\w@%+=:,./-]+", re.ASCII)
# What makes a profile one with credentials of its own; a tool then looks no further.
_CREDENTIALS = (
    "aws_access_key_id credential_process role_arn sso_session sso_start_url sso_account_id"
    " web_identity_token_file login_session"
)
_GIVES = frozenset(_CREDENTIALS.split())
_OURS = frozenset({"region", "credential_process"})
# What tools take for the default profile: botocore reads `DEFAULT` into every section.
_DEFAULTS = frozenset({"default", "profile default", "DEFAULT"})
# The command of a profile that this program has written.
_OUR_COMMAND = re.compile(r".*desktop[-_]login\S* .*\bcredentials\b")


class NotOurs(Exception):
    """There is a profile of this name that something else has written."""


def section_name(profile: str) -> str:
    """Return what a profile's section is called in the configuration file."""
    return profile if profile == "default" else f"profile {profile}"


def is_profile_name(text: str) -> bool:
    """Return whether every AWS tool can read a profile of this name."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.@+-]{0,63}", text) is not None


def quoted_for_posix(words: Sequence[str]) -> str:
    """Return a command as both a shell and Python's `shlex` read it. The program is always quoted.

    Raises:
        ValueError: A word has a line break, which no such file can hold.
    """
    program, *rest = words
    return " ".join((_in_quotes(program), *(_quoted(word) for word in rest)))


def quoted_for_windows(words: Sequence[str]) -> str:
    """Return a command as the C library of Windows splits it. Raises ValueError as above."""
    program, *rest = words
    quoted = [f'"{word}"' if _PLAIN.fullmatch(word) is None else word for word in rest]
    if any(re.search(r'[\r\n"]', word) for word in words):
        raise ValueError("a word cannot be quoted")
    return " ".join((f'"{program}"', *quoted))


def section_lines(profile: str, region: str, command: str) -> tuple[str, ...]:
    """Return the section of a profile whose credentials `command` prints."""
    return (
        f"[{section_name(profile)}]",
        f"region = {region}",
        f"credential_process = {command}",
    )


def with_profile(text: str, lines: Sequence[str]) -> str:
    """Return the text of a configuration file with a profile; all the rest stays as it is.

    Args:
        text: The file as it is.
        lines: The section with its head.

    Raises:
        NotOurs: The profile is there already, with another command or other credentials.
    """
    head, *settings = lines
    name = head[1:-1]
    before = text.splitlines(keepends=True)
    starts = [number for number, line in enumerate(before) if _section_of(line) == name]
    if not starts:
        gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        return text + gap + "\n".join(lines) + "\n"
    if len(starts) > 1 or not _is_ours(before[starts[0] + 1 :]):
        raise NotOurs(name)
    start = starts[0]
    end = next(
        (number for number in range(start + 1, len(before)) if _section_of(before[number])),
        len(before),
    )
    kept = _without(before[start + 1 : end], _OURS)
    written = [before[start].rstrip("\n") + "\n", *(f"{line}\n" for line in settings), *kept]
    return "".join((*before[:start], *written, *before[end:]))


def gives_credentials(text: str, section: str) -> bool:
    """Return whether a section would give a tool credentials, so that it looks no further.

    Tools differ in what they read, so this is true where any of them would: settings count indented
    too, and the default profile by each of its names.
    """
    names = _DEFAULTS if section == "default" else frozenset({section})
    name = ""
    for line in text.removeprefix("\ufeff").splitlines():
        name = _section_of(line) or name
        setting = _SETTING.match(line.strip())
        if name in names and setting is not None and setting["key"].lower() in _GIVES:
            return True
    return False


def _is_ours(lines: Sequence[str]) -> bool:
    found = dict(_settings("".join(lines)))
    command = _OUR_COMMAND.match(found.get("credential_process", ""))
    return command is not None and not (found.keys() & _GIVES) - _OURS


def _settings(text: str) -> list[tuple[str, str]]:
    """The settings before the first head. Indented lines belong to others."""
    found = []
    for line in text.splitlines():
        if _section_of(line):
            break
        if (setting := _SETTING.match(line)) is not None:
            found.append((setting["key"].lower(), setting["value"].strip()))
    return found


def _without(lines: Sequence[str], keys: frozenset[str]) -> list[str]:
    """Leave settings out, with the indented lines that belong to them."""
    kept, dropping = [], False
    for line in lines:
        setting = _SETTING.match(line)
        if setting is not None:
            dropping = setting["key"].lower() in keys
        elif not line[:1].isspace() or not line.strip():
            dropping = False
        if not dropping:
            kept.append(line)
    return kept


def _section_of(line: str) -> str:
    """The name of the section that a line begins, without quotes; "" for any other line."""
    found = _SECTION.match(line)
    return " ".join(re.sub("[\"']", "", found["name"]).split()) if found is not None else ""


def _quoted(word: str) -> str:
    return word if _PLAIN.fullmatch(word) is not None else _in_quotes(word)


def _in_quotes(word: str) -> str:
    if re.search(r"[\r\n]", word):
        raise ValueError("a line break cannot be quoted")
    escaped = re.sub(r'(["\\$`])', r"\\\1", word)
    return f'"{escaped}"'
