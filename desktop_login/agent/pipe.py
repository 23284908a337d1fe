"""Asks the window over its named pipe: Windows, where sockets have no path. Written to its documentation; no test here has run on Windows: docs/platforms.md.

Any account may make a pipe of a free name first. So the server's process must belong to this user, or
nothing is said to it; and it may look at who calls, and not act for them.
https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-getnamedpipeserverprocessid
https://learn.microsoft.com/windows/win32/secauthz/impersonation-levels
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from typing import Any, NamedTuple

from desktop_login.quick import MOST, RENEWAL_S, SILENCE_S, Named, silent

# What ctypes loads, and the module behind `multiprocessing`, have no types here.
Library = Any

_READ_WRITE, _EXISTING = 0xC0000000, 3  # GENERIC_READ | GENERIC_WRITE, OPEN_EXISTING
# FILE_FLAG_OVERLAPPED, SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION
_FLAGS = 0x40000000 | 0x00110000
_QUERY_PROCESS, _QUERY_TOKEN, _TOKEN_USER = 0x1000, 0x0008, 1
_WAITED = 0  # WAIT_OBJECT_0
_PART = 65536
_WAIT = b"wait\n"


class Windows(NamedTuple):
    """What is asked of the system."""

    winapi: Library
    kernel: Library
    security: Library


def name_of(place: str) -> str:
    """The pipe of a window that holds the session of this place."""
    user = os.environ.get("USERNAME", "").replace("\\", "")
    return f"{Named.ours}-{user}-{place}"


def asked_over_pipe(place: str, line: bytes, windows: Windows | None = None) -> bytes:
    """What the window answers, or b"": as `quick.ask` over a socket."""
    name = name_of(place)
    if name in silent:
        return b""
    system = _windows() if windows is None else windows
    path = rf"\\.\pipe\{name}"
    try:
        pipe = system.winapi.CreateFile(path, _READ_WRITE, 0, 0, _EXISTING, _FLAGS, 0)
    except OSError:
        return b""  # there is no window
    try:
        heard = _answer(pipe, line, system) if _is_ours(pipe, system) else None
    except OSError:
        heard = None
    finally:
        system.winapi.CloseHandle(pipe)
    if heard is None:
        silent[name] = 0.0
        return b""
    return heard


def _answer(pipe: int, line: bytes, system: Windows) -> bytes | None:
    """None after a second without a word. Raises OSError."""
    until = time.monotonic() + SILENCE_S
    written, _ = system.winapi.WriteFile(pipe, line, overlapped=True)
    if _done(written, until, system) is None:
        return None
    heard = b""
    while len(heard) < MOST:
        try:
            read, _ = system.winapi.ReadFile(pipe, _PART, overlapped=True)
            if _done(read, until, system) is None:
                return None
        except BrokenPipeError:
            break  # closed: that was all
        heard += bytes(read.getbuffer())
        if heard.startswith(_WAIT):
            heard, until = heard[len(_WAIT) :], time.monotonic() + RENEWAL_S
    return heard


def _done(operation: Library, until: float, system: Windows) -> int | None:
    """How many bytes; None if it took too long. Raises OSError."""
    left_ms = max(0, int((until - time.monotonic()) * 1000))
    if system.winapi.WaitForMultipleObjects([operation.event], False, left_ms) != _WAITED:
        operation.cancel()
        return None
    size, _ = operation.GetOverlappedResult(True)
    return int(size)


def _is_ours(pipe: int, system: Windows) -> bool:
    """Whether the process at the other end belongs to this user."""
    number = ctypes.c_uint32()
    if not system.kernel.GetNamedPipeServerProcessId(pipe, ctypes.byref(number)):
        return False
    server = system.kernel.OpenProcess(_QUERY_PROCESS, False, number.value)
    if not server:
        return False
    try:
        theirs = _user_of(server, system)
    finally:
        system.kernel.CloseHandle(server)
    own = _user_of(system.kernel.GetCurrentProcess(), system)
    return theirs is not None and own is not None and bool(system.security.EqualSid(theirs, own))


class _User(ctypes.Structure):
    """TOKEN_USER, and room for the identifier that it points to (SECURITY_MAX_SID_SIZE is 68)."""

    _fields_ = (
        ("sid", ctypes.c_void_p),
        ("attributes", ctypes.c_uint32),
        ("room", ctypes.c_byte * 96),
    )


def _user_of(process: int, system: Windows) -> Library:
    """The identifier of a process's user, as `EqualSid` takes it; None if the system does not say it."""
    token = ctypes.c_void_p()
    if not system.security.OpenProcessToken(process, _QUERY_TOKEN, ctypes.byref(token)):
        return None
    try:
        user, size = _User(), ctypes.c_uint32()
        given = (token, _TOKEN_USER, ctypes.byref(user), ctypes.sizeof(user), ctypes.byref(size))
        return _Sid(user) if system.security.GetTokenInformation(*given) else None
    finally:
        system.kernel.CloseHandle(token)


class _Sid:
    """Keeps the memory that the identifier lies in."""

    def __init__(self, user: _User) -> None:
        self._user = user
        self._as_parameter_ = ctypes.c_void_p(user.sid)


def _windows() -> Windows:
    if sys.platform == "win32":
        import _winapi

        kernel = ctypes.WinDLL("kernel32")
        security = ctypes.WinDLL("advapi32")
        handle, number = ctypes.c_void_p, ctypes.c_uint32
        kernel.GetCurrentProcess.restype = handle
        kernel.GetNamedPipeServerProcessId.argtypes = (handle, handle)
        kernel.OpenProcess.argtypes = (number, ctypes.c_int, number)
        kernel.OpenProcess.restype = handle
        kernel.CloseHandle.argtypes = (handle,)
        security.OpenProcessToken.argtypes = (handle, number, handle)
        security.GetTokenInformation.argtypes = (handle, ctypes.c_int, handle, number, handle)
        security.EqualSid.argtypes = (handle, handle)
        return Windows(_winapi, kernel, security)
    raise OSError("only Windows has named pipes")
