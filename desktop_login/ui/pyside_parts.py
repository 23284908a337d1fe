"""Parts of PySide6 whose code runs when they are first used. Must not import PySide6 itself.

With its first module PySide6 imports all that it takes to put a wrong call, or a stub file, into words:
3,000 lines, compiled from text at every start, and patterns of a hundred kilobytes. That is more than a
third of what a bare window takes, and a program without a mistake in it uses none of it. Here each of
these modules sleeps until something in it is wanted (`system/sleeping.py`).

A version of PySide6 that nobody has tried with it imports everything as ever.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType

from desktop_login.system.sleeping import put_to_sleep

TRIED = ((6, 11), (6, 12))
_PACKAGE = "shibokensupport"
# What its `signature/loader.py` imports so that it is at hand later. `importhandler` is not here,
# because it is called for each module of Qt.
_LATER: Mapping[str, tuple[str, ...]] = {
    _PACKAGE: ("feature",),
    f"{_PACKAGE}.signature": ("mapping", "errorhandler", "layout", "parser"),
    f"{_PACKAGE}.signature.lib": ("enum_sig", "pyi_generator", "tool"),
}
# The function that PySide6 takes out of a module's dictionary by itself, from C.
_FROM_C = {"mapping": "update_mapping"}
# Its own import, which reads the source of every module that is imported after it and looks for a
# feature switch that is not used here.
_FEATURES = "__feature_import__"
_ORIGINAL = "__orig_import__"  # what it remembers as the one that was there


@contextmanager
def left_for_later() -> Iterator[None]:
    """While PySide6 is imported for the first time. Python's own import is in force before and after."""
    real = builtins.__import__

    def imported(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - the names of Python's own
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        later = [part for part in _LATER.get(name, ()) if part in (fromlist or ())]
        if later and _has_been_tried():
            package = real(name, globals, locals, ("__name__",), level)
            for part in later:
                # not the package of that name: PySide6 gives its modules a second one
                module = put_to_sleep(f"{name}.{part}", package)
                if module is not None and part in _FROM_C:
                    module.stand_in(_FROM_C[part])
            if hasattr(builtins, _FEATURES):
                setattr(builtins, _FEATURES, real)  # PySide6 puts this one in force
        return real(name, globals, locals, fromlist or (), level)

    builtins.__import__ = imported
    try:
        yield
    finally:
        builtins.__import__ = real
        if hasattr(builtins, _ORIGINAL):
            setattr(builtins, _ORIGINAL, real)


def _has_been_tried() -> bool:
    version: Sequence[object] = getattr(sys.modules.get("shiboken6"), "__version_info__", ())
    return tuple(version[:2]) in TRIED
