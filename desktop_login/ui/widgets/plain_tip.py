"""Tooltips that never read markup: Qt guesses, and a name or a claim may look like it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def plain_tip(text: str) -> str:
    """The text as a tooltip shows it literally: what could be a tag is no longer one."""
    if "<" not in text and "&" not in text:
        return text
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<p style="white-space:pre-wrap">{escaped}</p>'


def set_tip(widget: QWidget, text: str) -> None:
    tip = plain_tip(text)
    if tip != widget.toolTip():
        widget.setToolTip(tip)
