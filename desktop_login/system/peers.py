"""Who is at the other end of a local socket: user, process and program. Decides nothing about them."""

from __future__ import annotations

import os
import socket
import sys
from typing import NamedTuple

# https://man7.org/linux/man-pages/man7/unix.7.html: pid, uid and gid, of 4 bytes each
_CREDENTIALS = 12
# sys/un.h of macOS: SOL_LOCAL, LOCAL_PEERCRED (version and uid of 4 bytes each first), LOCAL_PEERPID
_SOL_LOCAL, _LOCAL_PEERCRED, _LOCAL_PEERPID = 0, 1, 2
_XUCRED = 76
_MOST_ANCESTORS = 4
_LONGEST_NAME = 32
_MOST = 4096
_OURS = frozenset({"desktop-login", "desktop_login", "desktop-login-cli"})


class Peer(NamedTuple):
    """`process` is 0 where the system does not say it."""

    user: int
    process: int


def peer_of(connection: socket.socket) -> Peer | None:
    """Whoever connected; None if the system does not say."""
    if sys.platform == "win32":
        return None
    try:
        if sys.platform == "darwin":
            seen = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, _XUCRED)
            process = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERPID)
            return Peer(_number(seen[4:8]), process)
        seen = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS)
    except OSError:
        return None
    return Peer(_number(seen[4:8]), _number(seen[:4]))


def is_this_user(peer: Peer | None) -> bool:
    return sys.platform != "win32" and peer is not None and peer.user == os.getuid()


def program_of(process: int) -> str:
    """The name of the program for which a process asks, or "".

    A command of this program asks for the one that started it. A program can call itself what it
    wants: the name is for people to look at.
    """
    for _ in range(_MOST_ANCESTORS):
        if not process:
            return ""
        if not _is_ours(process):
            return _name_of(process)
        process = _parent_of(process)
    return ""


def _is_ours(process: int) -> bool:
    """By how it was started: Python and the script, or the executable."""
    words = _read(process, "cmdline").split("\0")[:3]
    return any(word.rpartition("/")[2] in _OURS for word in words) or "desktop_login" in words


def _name_of(process: int) -> str:
    name = _read(process, "comm").strip()[:_LONGEST_NAME]
    return name if name.isprintable() else ""


def _parent_of(process: int) -> int:
    """https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name may hold anything."""
    after_name = _read(process, "stat").rpartition(")")[2].split()
    return int(after_name[1]) if len(after_name) > 1 and after_name[1].isdecimal() else 0


def _read(process: int, what: str) -> str:
    try:
        handle = os.open(f"/proc/{process}/{what}", os.O_RDONLY)
    except OSError:
        return ""
    try:
        return os.read(handle, _MOST).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        os.close(handle)


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, sys.byteorder)
