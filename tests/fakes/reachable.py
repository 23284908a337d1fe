"""What an object holds, directly or through others: a walk over attributes, containers and bound calls."""

from __future__ import annotations

import gc
import types
from collections.abc import Callable, Iterator

# Their globals and classes lead to the whole program, and hold nothing for one object.
_NOT_HELD = (type, types.ModuleType, types.BuiltinFunctionType)


def paths_to(root: object, wanted: Callable[[object], bool]) -> list[str]:
    """Return how to come from `root` to every object that is wanted, by the shortest way."""
    seen, found, row = {id(root)}, [], [("", root)]
    while row:
        below: list[tuple[str, object]] = []
        for path, one in row:
            if wanted(one):
                found.append(path)
            for name, held in _held(one):
                if id(held) not in seen and not isinstance(held, _NOT_HELD):
                    seen.add(id(held))
                    below.append((f"{path}.{name}", held))
        row = below
    return found


def _held(one: object) -> Iterator[tuple[str, object]]:
    fields = getattr(one, "__dict__", {})
    yield from fields.items()
    known = {id(value) for value in fields.values()}
    if isinstance(one, types.FunctionType):
        known |= {id(one.__globals__), id(one.__globals__["__builtins__"])}
    for held in gc.get_referents(one):  # slots, containers, closures and bound calls too
        if held is not fields and id(held) not in known:
            yield type(one).__name__, held
