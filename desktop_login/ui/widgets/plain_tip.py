"""Tooltips that never read markup: Qt guesses, and a claim may look like it."""

from __future__ import annotations

import html

from PySide6.QtWidgets import QWidget


def plain_tip(text: str) -> str:
    """The text as a tooltip shows it literally: what could be a tag is no longer one."""
    return f"<p>{html.escape(text)}</p>" if "<" in text or "&" in text else text


def set_tip(widget: QWidget, text: str) -> None:
    tip = plain_tip(text)
    if tip != widget.toolTip():
        widget.setToolTip(tip)
