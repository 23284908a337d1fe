"""Starts the program with the user's session, or no longer: one file or one registry value. Decides nothing about the start.

Linux: https://specifications.freedesktop.org/autostart-spec/latest/
Windows: https://learn.microsoft.com/windows/win32/setupapi/run-and-runonce-registry-keys
macOS: https://developer.apple.com/library/archive/documentation/MacOSX/Conceptual/BPSystemStartup/
The last two are written to their documentation and were not run there.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from desktop_login.system.files import Replacement, new_folder
from desktop_login.system.paths import NoHomeFolder, autostart_file, ours

_NAME = "Desktop Login"
_TURNED_OFF = frozenset({b"hidden=true", b"x-gnome-autostart-enabled=false"})
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"


def own_command(*arguments: str) -> list[str]:
    """The command that starts this very program again.

    From source with `-P`: the session starts programs in the home folder, and a module that lies
    there must not be imported (https://docs.python.org/3/using/cmdline.html#cmdoption-P).
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-P", "-m", "desktop_login", *arguments]


def is_enabled() -> bool:
    """Whether the session starts the program. False also where that cannot be told.

    A desktop's own settings keep the file and write into it that it does not count.
    """
    try:
        if sys.platform == "win32":
            return _registered()
        content = autostart_file().read_bytes()
        return not _TURNED_OFF & {line.replace(b" ", b"").lower() for line in content.splitlines()}
    except (OSError, NoHomeFolder):
        return False


def enable(command: Sequence[str], name: str = _NAME) -> None:
    """Start `command` with the session from now on; `name` is what the desktop calls it.

    Raises:
        OSError: The file or the registry value cannot be written.
        NoHomeFolder: This user has no home folder.
    """
    if sys.platform == "win32":
        _register(command)
        return
    content = _launch_agent(command) if sys.platform == "darwin" else _desktop_entry(command, name)
    file = autostart_file()
    new_folder(file.parent)
    with Replacement(file, content) as replacement:
        replacement.commit()


def disable() -> None:
    """Raises `OSError` and `NoHomeFolder` as `enable` does."""
    if sys.platform == "win32":
        _unregister()
    else:
        autostart_file().unlink(missing_ok=True)


def _desktop_entry(command: Sequence[str], name: str) -> bytes:
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        f"Name={name}",
        f"Exec={' '.join(_quoted(word) for word in command)}",
        "Terminal=false",
        "X-GNOME-Autostart-enabled=true",
        "",
    )
    return "\n".join(lines).encode(errors="surrogateescape")


def _quoted(word: str) -> str:
    """One argument of an Exec line.

    Quoted, then escaped again as every value of the file is, and `%` doubled, which begins a field
    code (https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html).
    Raises OSError for a line break, which no such file can hold.
    """
    if "\n" in word or "\r" in word:
        raise OSError(f"{word!r} cannot stand in a desktop entry")
    for character in ("\\", '"', "`", "$"):
        word = word.replace(character, f"\\{character}")
    return '"' + word.replace("\\", "\\\\").replace("%", "%%") + '"'


def _launch_agent(command: Sequence[str]) -> bytes:
    import plistlib

    agent = {
        "Label": ours(),
        "ProgramArguments": list(command),
        "RunAtLoad": True,
        "ProcessType": "Interactive",
    }
    return plistlib.dumps(agent)


def _registered() -> bool:
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
            return bool(winreg.QueryValueEx(key, ours())[0])
    return False


def _register(command: Sequence[str]) -> None:
    if sys.platform == "win32":
        import subprocess
        import winreg

        line = subprocess.list2cmdline(command)
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
            winreg.SetValueEx(key, ours(), 0, winreg.REG_SZ, line)


def _unregister() -> None:
    if sys.platform == "win32":
        import contextlib
        import winreg

        access = winreg.KEY_SET_VALUE
        with (
            contextlib.suppress(FileNotFoundError),
            winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN, 0, access) as key,
        ):
            winreg.DeleteValue(key, ours())
