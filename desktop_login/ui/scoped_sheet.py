"""Keeps a style sheet below one window, so that it reaches nothing else of a program. Knows no colour."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def scoped(sheet: str, window: str) -> str:
    """Return the sheet with every selector below the widget of that name, or about that widget."""
    return "\n".join(
        f"{', '.join(_below(one.strip(), window) for one in selectors.split(','))} {{{body}}}"
        for selectors, body in _RULE.findall(_COMMENT.sub("", sheet))
    )


def _below(selector: str, window: str) -> str:
    if f"#{window}" in selector:
        return selector
    if selector == "QWidget":  # what holds for all holds for the window as well
        return f"QWidget#{window}, #{window} QWidget"
    return f"#{window} {selector}"
