"""Which system libraries Qt needs on Linux, which are missing, and how to install them.

On other systems Qt has its own. `dev.py` uses this file before anything is installed, also with
Python 3.8, so it needs only the standard library. A start that succeeds does not import it.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Packages(NamedTuple):
    """The packages of one library or font in four families of distributions."""

    apt: str
    dnf: str
    pacman: str
    zypper: str


# The command of each, in the order of the fields above, and its option not to ask.
MANAGERS = {
    "apt-get": ("apt-get install --no-install-recommends", "-y"),
    "dnf": ("dnf install", "-y"),
    "pacman": ("pacman -S --needed", "--noconfirm"),
    "zypper": ("zypper install --no-recommends", "-y"),
}
# For QtCore, QtGui, QtNetwork and QtDBus.
WINDOW = {
    "libglib-2.0.so.0": Packages("libglib2.0-0", "glib2", "glib2", "libglib-2_0-0"),
    "libgthread-2.0.so.0": Packages("libglib2.0-0", "glib2", "glib2", "libgthread-2_0-0"),
    "libGL.so.1": Packages("libgl1", "libglvnd-glx", "libglvnd", "Mesa-libGL1"),
    "libEGL.so.1": Packages("libegl1", "libglvnd-egl", "libglvnd", "Mesa-libEGL1"),
    "libfontconfig.so.1": Packages("libfontconfig1", "fontconfig", "fontconfig", "libfontconfig1"),
    "libfreetype.so.6": Packages("libfreetype6", "freetype", "freetype2", "libfreetype6"),
    "libxkbcommon.so.0": Packages("libxkbcommon0", "libxkbcommon", "libxkbcommon", "libxkbcommon0"),
    "libdbus-1.so.3": Packages("libdbus-1-3", "dbus-libs", "dbus", "libdbus-1-3"),
    "libX11.so.6": Packages("libx11-6", "libX11", "libx11", "libX11-6"),
    "libxcb.so.1": Packages("libxcb1", "libxcb", "libxcb", "libxcb1"),
    "libgssapi_krb5.so.2": Packages("libgssapi-krb5-2", "krb5-libs", "krb5", "krb5"),
    "libbrotlidec.so.1": Packages("libbrotli1", "libbrotli", "brotli", "libbrotlidec1"),
    "libbrotlicommon.so.1": Packages("libbrotli1", "libbrotli", "brotli", "libbrotlicommon1"),
    "libzstd.so.1": Packages("libzstd1", "libzstd", "zstd", "libzstd1"),
    "libz.so.1": Packages("zlib1g", "zlib", "zlib", "libz1"),
    "libstdc++.so.6": Packages("libstdc++6", "libstdc++", "gcc-libs", "libstdc++6"),
}
# For the platform plugins of a screen.
SCREEN = {
    "libxcb-cursor.so.0": Packages(
        "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor", "libxcb-cursor0"
    ),
    "libxcb-icccm.so.4": Packages("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm", "libxcb-icccm4"),
    "libxcb-image.so.0": Packages(
        "libxcb-image0", "xcb-util-image", "xcb-util-image", "libxcb-image0"
    ),
    "libxcb-keysyms.so.1": Packages(
        "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms", "libxcb-keysyms1"
    ),
    "libxcb-render-util.so.0": Packages(
        "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil", "libxcb-render-util0"
    ),
    "libxcb-util.so.1": Packages("libxcb-util1", "xcb-util", "xcb-util", "libxcb-util1"),
    "libxcb-randr.so.0": Packages("libxcb-randr0", "libxcb", "libxcb", "libxcb-randr0"),
    "libxcb-render.so.0": Packages("libxcb-render0", "libxcb", "libxcb", "libxcb-render0"),
    "libxcb-shape.so.0": Packages("libxcb-shape0", "libxcb", "libxcb", "libxcb-shape0"),
    "libxcb-shm.so.0": Packages("libxcb-shm0", "libxcb", "libxcb", "libxcb-shm0"),
    "libxcb-sync.so.1": Packages("libxcb-sync1", "libxcb", "libxcb", "libxcb-sync1"),
    "libxcb-xfixes.so.0": Packages("libxcb-xfixes0", "libxcb", "libxcb", "libxcb-xfixes0"),
    "libxcb-xkb.so.1": Packages("libxcb-xkb1", "libxcb", "libxcb", "libxcb-xkb1"),
    "libX11-xcb.so.1": Packages("libx11-xcb1", "libX11-xcb", "libx11", "libX11-xcb1"),
    "libxkbcommon-x11.so.0": Packages(
        "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11", "libxkbcommon-x11-0"
    ),
    "libwayland-client.so.0": Packages(
        "libwayland-client0", "libwayland-client", "wayland", "libwayland-client0"
    ),
    "libwayland-cursor.so.0": Packages(
        "libwayland-cursor0", "libwayland-cursor", "wayland", "libwayland-cursor0"
    ),
    "libwayland-egl.so.1": Packages(
        "libwayland-egl1", "libwayland-egl", "wayland", "libwayland-egl1"
    ),
}
LIBRARIES = {**WINDOW, **SCREEN}
BUS = Packages(
    "dbus gnome-keyring", "dbus-daemon gnome-keyring", "dbus gnome-keyring", "dbus-1 gnome-keyring"
)
FONT = Packages("fonts-dejavu-core", "dejavu-sans-fonts", "ttf-dejavu", "dejavu-fonts")

_SONAME = re.compile(r"\b(lib[\w.+-]{1,64}?\.so(?:\.\d+)*): cannot open shared object file")


def named_in(error: str) -> str:
    """Return the library that an error of the loader names as missing, or ""."""
    found = _SONAME.search(error)
    return found.group(1) if found else ""


def absent(sonames: Iterable[str]) -> list[str]:
    """Return those that the loader does not find; the others are loaded into this process."""
    return [soname for soname in sonames if not _loads(soname)]


def missing_for(file: Path) -> str:
    """Return the first missing library of a shared object of Qt, or ""."""
    try:
        ctypes.CDLL(str(file))
    except OSError as error:
        return named_in(str(error))
    return ""


def packages_for(sonames: Iterable[str], manager: str) -> list[str]:
    """Return their packages, each once; none for a library that is not in the tables."""
    known = [LIBRARIES[soname] for soname in sonames if soname in LIBRARIES]
    return named(known, manager)


def named(wanted: Iterable[Packages], manager: str) -> list[str]:
    field = list(MANAGERS).index(manager)
    return list(dict.fromkeys(name for each in wanted for name in each[field].split()))


def manager() -> str | None:
    """Return the package manager of this system; None if it is unknown."""
    return next((name for name in MANAGERS if shutil.which(name)), None)


def install_line(packages: Iterable[str], manager: str) -> str:
    """Return the command to install packages, with `sudo` unless this is root."""
    before = "" if is_root() or not shutil.which("sudo") else "sudo "
    return f"{before}{MANAGERS[manager][0]} {' '.join(packages)}"


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0
