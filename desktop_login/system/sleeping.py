"""Modules whose code runs when they are first used. Must not import anything but the standard library.

Libraries import at their beginning what few of their users need. Such a module can be put to sleep: it is
there at once, but empty, and fills itself when something in it is wanted. `importlib.util.LazyLoader`
does the same; it does not fit, since it wakes a module as soon as a second one imports it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import _bootstrap, import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

# Said about the whole of a module, and known only to its code.
_WAKES = frozenset({"__all__", "__version__"})
_NOT_SET = object()
# Held for a moment only; once more by the same thread, where a finalizer wakes something in between.
_gate = threading.RLock()


class Sleeping(ModuleType):
    """A module whose code has not run yet. It does not wake for a name like `__path__`: somebody is
    looking around in all modules. What is set in it meanwhile stays when it wakes."""

    def __init__(self, spec: ModuleSpec) -> None:
        super().__init__(spec.name)
        # as an import does: the loader of an executable insists on `__file__`
        self.__dict__.update(vars(module_from_spec(spec)))
        self.__spec__ = ModuleSpec(spec.name, spec.loader)  # PySide6 renames it
        self._spec = spec
        self._waker: int | None = None  # the thread on which its code runs
        self._made_of: dict[str, object] = {}
        self._made_of.update(self.__dict__)

    def __getattr__(self, name: str) -> object:
        if not name.startswith("__") or name in _WAKES:
            self._wake()
        # a plain module now, unless another thread is waking it and waits for this one
        return ModuleType.__getattribute__(self, name)

    def _wake(self, *, wait: bool = True) -> None:
        with _own_import(self.__name__, wait=wait) as is_ours:
            if type(self) is not Sleeping or not is_ours or self._waker is not None:
                return
            values, loader = self.__dict__, self._spec.loader
            assert loader is not None  # noqa: S101 - `put_to_sleep` has looked
            before = dict(values)
            kept = {
                name: value
                for name, value in before.items()
                if self._made_of.get(name, _NOT_SET) is not value
            }
            kept["__spec__"] = self.__spec__
            self._waker, self.__spec__ = threading.get_ident(), self._spec
            try:
                loader.exec_module(self)
            except BaseException:
                for name in values.keys() - before.keys():
                    del values[name]  # as after an import that has failed: nothing of it is there
                values.update(before)
                raise
            values.update(kept)
            del self._spec, self._waker, self._made_of
            self.__class__ = ModuleType  # type: ignore[assignment] # nothing of this class is left

    def stand_in(self, name: str) -> None:
        """A function of that name, which wakes the module and is replaced by its own."""

        def function(*args: object, **named: object) -> object:
            self._wake()
            return self.__dict__[name](*args, **named)

        self.__dict__[name] = self._made_of[name] = function


class _PackageFirst(MetaPathFinder, Loader):
    """Imports what is inside a package that sleeps: the code of the package first, as ever.

    That code may import the same module. So the one that is wanted is imported after it, once more and
    in the usual way, in place of an empty one for which Python has called this loader.

    Python holds the lock of that module meanwhile. Where another thread runs the code of the package, it
    must not be waited for: its own import of the module would raise `_DeadlockError`. The module is
    imported at once then, as beside any package whose import has not ended.
    """

    def __init__(self) -> None:
        self._in_hand: set[str] = set()  # what is imported in the usual way now

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package = _package_of(fullname)
        if type(package) is not Sleeping or fullname in self._in_hand or _is_waking(package):
            return None
        for finder in [one for one in sys.meta_path if one is not self]:
            spec = finder.find_spec(fullname, path, target)
            if spec is not None:
                spec.loader = self
                return spec
        return None

    def create_module(self, spec: ModuleSpec) -> None:
        """An ordinary one."""

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        del sys.modules[name]
        self._in_hand.add(name)
        try:
            _wake_without_waiting(_package_of(name))
            import_module(name)  # Python takes what stands in `sys.modules` at the end
        finally:
            self._in_hand.discard(name)


_package_first = _PackageFirst()


def _package_of(name: str) -> ModuleType | None:
    return sys.modules.get(name.rpartition(".")[0])


# Another thread may have woken it since it was asked what it is, so these are no methods of it.


def _is_waking(module: ModuleType) -> bool:
    return vars(module).get("_waker") is not None


def _wake_without_waiting(module: ModuleType | None) -> None:
    if isinstance(module, Sleeping):
        Sleeping._wake(module, wait=False)  # noqa: SLF001 - of this module


@contextmanager
def _own_import(name: str, *, wait: bool) -> Iterator[bool]:
    """While Python would import this module; False if that cannot be waited for, or must not be.

    It takes the lock of that import, because Python knows who waits for such locks: code that is run
    here imports others, and another thread may be importing one of these and want this module. A lock
    of our own would make both wait for ever. There, as in an import, one of them goes on with what is
    in the module already. The lock has no public name.
    """
    lock = _bootstrap._get_module_lock(name)  # type: ignore[attr-defined] # noqa: SLF001 - see above
    while not _taken_at_once(lock):
        if not wait:
            yield False
            return
        try:
            lock.acquire()
        except _bootstrap._DeadlockError:  # type: ignore[attr-defined] # noqa: SLF001 - see above
            yield False
            return
        lock.release()  # only waited for: it is taken in one place
    try:
        yield True
    finally:
        lock.release()


def _taken_at_once(lock: Any) -> bool:  # of `importlib`, which has no types for it
    """Take the lock of an import if no other thread has it: nobody comes between the look and the taking."""
    with _gate:
        if lock.owner not in (None, threading.get_ident()):
            return False
        lock.acquire()
        return True


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
            if spec.submodule_search_locations is not None and _package_first not in sys.meta_path:
                sys.meta_path.insert(0, _package_first)
            place, _, part = name.rpartition(".")
            if place:
                setattr(package or sys.modules[place], part, module)
            return module
    return None
