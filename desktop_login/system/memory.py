"""What the system is asked about memory: no core dumps, no other readers, freed memory wiped, what is free given back.

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
_M_ARENA_MAX = -8


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
    try:
        if sys.platform == "win32":
            import ctypes

            wer = ctypes.WinDLL("wer")
            return bool(wer.WerSetFlags(_WER_FAULT_REPORTING_FLAG_NOHEAP) == 0)
        if sys.platform == "darwin":
            return _called("ptrace", _PT_DENY_ATTACH, 0, 0, 0) == 0
        return _called("prctl", _PR_SET_DUMPABLE, 0, 0, 0, 0) == 0
    except (OSError, AttributeError):
        return False


def wipe_what_is_freed() -> bool:
    """Have freed memory overwritten at once; return whether the C library can (glibc, M_PERTURB).

    So a token that is no longer referenced is gone. It applies to objects over 512 bytes, as tokens
    are; Python keeps smaller ones in pools of its own, which are not wiped.
    """
    return _asked_of_glibc("mallopt", _M_PERTURB, _FILL)


def share_one_heap() -> bool:
    """Have all threads allocate from one heap; return whether the C library can (glibc, M_ARENA_MAX).

    glibc gives each new thread a heap of its own, so that none has to wait for another, and gives none
    of them back. Here Python's lock lets one thread run at a time anyway.
    """
    return _asked_of_glibc("mallopt", _M_ARENA_MAX, 1)


def give_back_free_memory() -> bool:
    """Return to the system what the heap has free; return whether there was anything (glibc).

    By itself glibc only gives back what is free at the end of the heap.
    """
    return _asked_of_glibc("malloc_trim", 0)


def _asked_of_glibc(name: str, *arguments: int) -> bool:
    if sys.platform != "linux":
        return False
    try:
        return _called(name, *arguments) == 1
    except (OSError, AttributeError):  # another C library
        return False


def _called(name: str, *arguments: int) -> int:
    """Call a function of the C library that takes and returns numbers.

    By the module on which ctypes is built: to import ctypes itself takes a hundredth of the time up
    to the first paint. The module is no documented one, so ctypes takes its place where it differs.
    """
    try:
        import _ctypes

        function = _ctypes.dlsym(_ctypes.dlopen(None, 0), name)  # type: ignore[attr-defined,arg-type,unused-ignore]  # not on Windows; None is the program itself
        return int(_ctypes.call_function(function, arguments))
    except (ImportError, AttributeError, TypeError):
        import ctypes

        return int(getattr(ctypes.CDLL(None), name)(*arguments))
