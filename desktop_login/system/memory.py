"""Protects secrets in memory by means of the system: no core dumps, no other readers, freed memory wiped.

A password is in memory during a sign-in, and tokens are all day. docs/platforms.md says what was
tested on which system.
"""

from __future__ import annotations

import contextlib
import sys

# https://man7.org/linux/man-pages/man2/PR_SET_DUMPABLE.2const.html
_PR_SET_DUMPABLE = 4
# ptrace(2) of macOS
_PT_DENY_ATTACH = 31
# https://learn.microsoft.com/windows/win32/api/werapi/nf-werapi-wersetflags
_WER_FAULT_REPORTING_FLAG_NOHEAP = 1
# https://man7.org/linux/man-pages/man3/mallopt.3.html
_M_PERTURB, _FILL = -6, 0x5A


def no_core_dumps() -> None:
    """Turn core dumps off, so that a crash does not write memory to disk; Windows writes none."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(OSError, ValueError):  # a limit that cannot be lowered is lower
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def closed_to_others() -> bool:
    """Close the memory to other programs of the same user; return whether the system did it.

    Linux then also gives the files of `/proc/<pid>` to root, so that py-spy, gdb and strace need
    root; macOS ends a process that a debugger holds already. Debuggers inside the process (pdb,
    debugpy) are not affected.
    """
    import ctypes

    try:
        if sys.platform == "win32":
            wer = ctypes.WinDLL("wer")
            return bool(wer.WerSetFlags(_WER_FAULT_REPORTING_FLAG_NOHEAP) == 0)
        libc = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return bool(libc.ptrace(_PT_DENY_ATTACH, 0, 0, 0) == 0)
        return bool(libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def wipe_what_is_freed() -> bool:
    """Have freed memory overwritten at once; return whether the C library can (glibc, M_PERTURB).

    So a token that is no longer referenced is gone. It applies to objects over 512 bytes, as tokens
    are; Python keeps smaller ones in pools of its own, which are not wiped.
    """
    if sys.platform != "linux":
        return False
    import ctypes

    try:
        return bool(ctypes.CDLL(None).mallopt(_M_PERTURB, _FILL) == 1)
    except (OSError, AttributeError):  # another C library
        return False
