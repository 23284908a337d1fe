"""The pages on which the browser's tab ends, one for each outcome. Loads nothing and repeats nothing of a request."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from desktop_login.messages.browser import (
    TAB_EARLIER,
    TAB_NOT_SIGNED_IN,
    TAB_SIGNED_IN,
    TAB_SIGNED_OUT,
)
from desktop_login.messages.message import Message
from desktop_login.messages.pages import APP_NAME
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import Catalogue

DEFAULT_ACCENT = "#2f5fd0"
_TICK = "M14 25l7 7 14-16"
_CROSS = "M16 16l16 16M32 16L16 32"
_LINES = "M14 18h20M14 26h20M14 34h12"


class Outcome(Enum):
    """How it ended; the value stands in the address of the page."""

    SIGNED_IN = "signed-in"
    NOT_SIGNED_IN = "not-signed-in"
    EARLIER = "earlier"
    SIGNED_OUT = "signed-out"


_SENTENCES: Mapping[Outcome, tuple[Message, str]] = {
    Outcome.SIGNED_IN: (TAB_SIGNED_IN, _TICK),
    Outcome.NOT_SIGNED_IN: (TAB_NOT_SIGNED_IN, _CROSS),
    Outcome.EARLIER: (TAB_EARLIER, _LINES),
    Outcome.SIGNED_OUT: (TAB_SIGNED_OUT, _TICK),
}


class Look(NamedTuple):
    """The deployer's name and colour; empty for the program's own."""

    name: str = ""
    accent: str = ""


class Page(NamedTuple):
    """A page with the headers that protect it."""

    body: bytes
    headers: Mapping[str, str]


def page(outcome: Outcome, language: str, look: Look) -> Page:
    """Return the page of an outcome in a language."""
    catalogue = Catalogue(language)
    sentence, picture = _SENTENCES[outcome]
    text = catalogue.tr(sentence)
    name = defused(look.name, 80) if look.name else catalogue.tr(APP_NAME)
    first, rest = _split(text)
    style = _style(look.accent or DEFAULT_ACCENT)
    body = (
        f'<!doctype html><html lang="{html.escape(catalogue.language)}"><head>'
        '<meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{html.escape(name)}</title>'
        f"<style>{style}</style></head><body><main>"
        f'<p class="name">{html.escape(name)}</p>'
        f'<svg viewBox="0 0 48 48" aria-hidden="true" class="{outcome.value}">'
        f'<circle cx="24" cy="24" r="22"/><path d="{picture}"/></svg>'
        f'<div role="status"><h1>{html.escape(first)}</h1><p>{html.escape(rest)}</p></div>'
        "</main></body></html>"
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return Page(body.encode(), _headers(f"'sha256-{digest}'"))


def bare_headers() -> Mapping[str, str]:
    """The headers of an answer without a page."""
    return _headers("'none'")


def _headers(style: str) -> Mapping[str, str]:
    return {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src {style}; img-src data:; frame-ancestors 'none';"
            " base-uri 'none'; form-action 'none'"
        ),
        "Connection": "close",
    }


def _split(text: str) -> tuple[str, str]:
    """The first sentence is the heading, so that the eye finds it."""
    for stop in (". ", "。"):
        first, found, rest = text.partition(stop)
        if found and rest:
            return first + stop.strip(), rest
    return text, ""


def _style(accent: str) -> str:
    """Colours of the system, with the deployer's for the picture; reads well at 320 px."""
    return (
        ":root{color-scheme:light dark}"
        "*{box-sizing:border-box}"
        "body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;"
        'color:CanvasText;font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}'
        "main{width:100%;max-width:28rem;padding:32px 24px;text-align:center;"
        "overflow-wrap:anywhere}"
        ".name{margin:0 0 24px;font-weight:600;opacity:.75}"
        "svg{width:64px;height:64px;margin:0 0 16px}"
        f"circle{{fill:{accent}}}"
        "path{fill:none;stroke:#fff;stroke-width:4;stroke-linecap:round;stroke-linejoin:round}"
        ".not-signed-in circle,.earlier circle{fill:#6b7280}"
        "h1{margin:0 0 8px;font-size:1.375rem;line-height:1.3}"
        "p{margin:0}"
        "@media(forced-colors:active){circle{fill:CanvasText}path{stroke:Canvas}}"
    )
