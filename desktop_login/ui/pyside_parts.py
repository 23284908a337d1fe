"""Parts of PySide6 whose code runs when they are first used. Must not import PySide6 itself.

With its first module PySide6 imports all that it takes to put a wrong call, or a stub file, into words:
3,000 lines, compiled from text at every start, and patterns of a hundred kilobytes. That is more than a
third of what a bare window takes, and a program without a mistake in it uses none of it. Here each of
these modules is there at once, but empty, and fills itself when something in it is wanted.
`importlib.util.LazyLoader` does the same; it does not fit, since PySide6 gives its modules a second
name before it uses them.

A version of PySide6 that nobody has tried with it imports everything as ever.
"""

from __future__ import annotations

import builtins
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from types import ModuleType

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
_lock = threading.RLock()  # one for all: they import each other


class _Sleeping(ModuleType):
    """A module whose code has not run yet. It does not wake for a name like `__path__`: somebody is
    looking around in all modules."""

    def __init__(self, spec: ModuleSpec) -> None:
        super().__init__(spec.name)
        # as an import does: the loader of an executable insists on `__file__`
        self.__dict__.update(vars(module_from_spec(spec)))
        self.__spec__ = ModuleSpec(spec.name, spec.loader)  # PySide6 renames it
        self._spec = spec
        self._is_waking = False

    def __getattr__(self, name: str) -> object:
        if not name.startswith("__"):
            self._wake()
        return ModuleType.__getattribute__(self, name)  # it is a plain module now

    def _wake(self) -> None:
        with _lock:
            if type(self) is not _Sleeping or self._is_waking:
                return
            loader, renamed = self._spec.loader, self.__spec__
            assert loader is not None  # noqa: S101 - `_put_to_sleep` has looked
            self._is_waking, self.__spec__ = True, self._spec
            try:
                loader.exec_module(self)
            finally:
                self._is_waking, self.__spec__ = False, renamed
            del self._is_waking, self._spec
            self.__class__ = ModuleType  # type: ignore[assignment] # nothing of this class is left

    def stand_in(self, name: str) -> None:
        """A function of that name, which wakes the module and is replaced by its own."""

        def function(*args: object) -> object:
            self._wake()
            return self.__dict__[name](*args)

        self.__dict__[name] = function


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
                _put_to_sleep(package, name, part)
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


def _put_to_sleep(package: ModuleType, place: str, part: str) -> None:
    """Whatever is wrong with it, its import says."""
    name = f"{place}.{part}"
    with suppress(ImportError, AttributeError, ValueError):
        spec = find_spec(name)
        if name not in sys.modules and spec is not None and hasattr(spec.loader, "exec_module"):
            module = sys.modules[name] = _Sleeping(spec)
            setattr(package, part, module)
            if part in _FROM_C:
                module.stand_in(_FROM_C[part])
