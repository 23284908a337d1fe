"""`NamedTuple` for values that are defined before the first paint. Knows no value.

`typing.NamedTuple` writes and compiles a constructor for each class: up to 1.5 million instructions each,
and some twenty are defined before the window is there. This one looks at the names when an instance is
made. It is used in the same way, and type checkers read it as the one of `typing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from operator import itemgetter

    class _Definition(type):
        """Makes properties of the annotated names, and defaults of their values."""

        def __new__(cls, name, bases, body):
            if not bases:  # NamedTuple itself
                return super().__new__(cls, name, (tuple,), body)
            if bases == (NamedTuple,):
                fields = tuple(body.get("__annotations__", ()))
                defaults = {field: body[field] for field in fields if field in body}
                body.update(
                    (field, property(itemgetter(place))) for place, field in enumerate(fields)
                )
                body.update(_fields=fields, _field_defaults=defaults, __match_args__=fields)
            return super().__new__(cls, name, bases, {"__slots__": (), **body})

    class NamedTuple(metaclass=_Definition):
        """The base of a class whose annotations are its fields, in their order."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}  # noqa: RUF012 - each class has its own

        def __new__(cls, *values, **named):
            """Values by place or by name, as of a function with these parameters."""
            fields = cls._fields
            if named or len(values) != len(fields):
                values += tuple(_rest(cls, fields[len(values) :], named))
                if named or len(values) != len(fields):
                    given = f"{len(values)} values" + "".join(f", {name}" for name in named)
                    raise TypeError(f"{cls.__name__} has {len(fields)} fields, and got {given}")
            return tuple.__new__(cls, values)

        def __repr__(self):
            pairs = zip(self._fields, self, strict=True)
            inside = ", ".join(f"{name}={value!r}" for name, value in pairs)
            return f"{type(self).__name__}({inside})"

        def __getnewargs__(self):
            return tuple(self)

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **changes):
            return type(self)(**{**self._asdict(), **changes})

    def _rest(cls, fields, named):
        """The values of the last fields; what is taken from `named` leaves it."""
        defaults = cls._field_defaults
        for field in fields:
            if field in named:
                yield named.pop(field)
            elif field in defaults:
                yield defaults[field]
            else:
                raise TypeError(f"{cls.__name__} needs {field}")
