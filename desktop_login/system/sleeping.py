"""Modules whose code runs when they are first used. Must not import anything but the standard library.

Libraries import at their beginning what few of their users need. Such a module can be put to sleep: it is
there at once, but empty, and fills itself when something in it is wanted. `importlib.util.LazyLoader`
does the same; it does not fit, since it wakes a module as soon as a second one imports it.
"""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from types import ModuleType

_lock = threading.RLock()  # one for all: they import each other


class Sleeping(ModuleType):
    """A module whose code has not run yet. It does not wake for a name like `__path__`: somebody is
    looking around in all modules, or imports what is inside it."""

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
            if type(self) is not Sleeping or self._is_waking:
                return
            loader, renamed = self._spec.loader, self.__spec__
            assert loader is not None  # noqa: S101 - `put_to_sleep` has looked
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


def put_to_sleep(name: str, package: ModuleType | None = None) -> Sleeping | None:
    """Have a module there without its code having run.

    Args:
        name: Its full name.
        package: What has it as an attribute; without it, the package that its name says.

    Returns:
        The module; None if there is none to put to sleep: it has been imported, or is missing.
        Whatever is wrong with it, its import says.
    """
    with suppress(ImportError, AttributeError, ValueError):
        spec = find_spec(name)
        if name not in sys.modules and spec is not None and hasattr(spec.loader, "exec_module"):
            module = sys.modules[name] = Sleeping(spec)
            place, _, part = name.rpartition(".")
            if place:
                setattr(package or sys.modules[place], part, module)
            return module
    return None
