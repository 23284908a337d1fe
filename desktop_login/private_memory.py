"""What the system is asked not to show of this process: core dumps, its memory, crash reports. Knows nothing of the program.

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
