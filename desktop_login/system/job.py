"""Ends a child process with this one, on Windows. Written to its documentation; no test here has run on Windows: docs/platforms.md.

A job object whose last handle is closed ends its processes, and Windows closes the handles of a
process that ends in whatever way.
https://learn.microsoft.com/windows/win32/procthread/job-objects
"""

from __future__ import annotations

import ctypes
import subprocess
from typing import Any

# What ctypes loads has no types.
Kernel = Any

_EXTENDED_LIMIT = 9  # JobObjectExtendedLimitInformation
_KILL_ON_CLOSE = 0x2000  # JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE


class _Basic(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("BasicLimitInformation", _Basic),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


_kept: list[object] = []  # the handle of the job, open for as long as this process runs


def end_with_this_process(child: subprocess.Popen[bytes], kernel: Kernel = None) -> bool:
    """Put the child into a job that ends with this process; return whether Windows did it.

    Args:
        child: A process that has just begun. What it starts itself before this belongs to no job.
        kernel: Replaces kernel32.
    """
    if kernel is None:
        kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore] # not on Linux
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        kernel.SetInformationJobObject.argtypes = (
            ctypes.c_void_p,
            ctypes.c_int,
            ctypes.c_void_p,
            ctypes.c_uint32,
        )
        kernel.AssignProcessToJobObject.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    job = kernel.CreateJobObjectW(None, None)
    if not job:
        return False
    _kept.append(job)
    limits = _Extended()
    limits.BasicLimitInformation.LimitFlags = _KILL_ON_CLOSE
    size = ctypes.sizeof(limits)
    done = kernel.SetInformationJobObject(job, _EXTENDED_LIMIT, ctypes.byref(limits), size)
    handle = int(child._handle)  # type: ignore[attr-defined] # noqa: SLF001 - on Windows, and Popen gives no other
    return bool(done and kernel.AssignProcessToJobObject(job, handle))
