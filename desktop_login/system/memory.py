"""What the system is asked to do for secrets in memory: no core dumps, no readers, no left-overs. Knows nothing of the program.

A password is in memory while somebody signs in, and tokens are all day. See docs/platforms.md
for what was run where.
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
    """A crash leaves no copy of the memory on disk. Windows writes none by itself."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(OSError, ValueError):  # a limit that cannot be lowered is lower
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def closed_to_others() -> bool:
    """Other programs of the same user may not read the memory, from source as in an executable.
    True if the system agreed.

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
    """Memory that is given back is overwritten at once, so that a token which nobody holds any
    more is gone. True if the system's library can do that: glibc, with M_PERTURB.

    It covers what is larger than 512 bytes, as tokens are; Python keeps smaller objects in pools
    of its own, which are not wiped.
    """
    if sys.platform != "linux":
        return False
    import ctypes

    try:
        return bool(ctypes.CDLL(None).mallopt(_M_PERTURB, _FILL) == 1)
    except (OSError, AttributeError):  # another C library
        return False
