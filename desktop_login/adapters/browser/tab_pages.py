"""The pages on which the browser's tab ends, one for each outcome. Loads nothing and repeats nothing of a request."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from desktop_login.domain.colours import BLACK, SHAPE, WHITE, readable, text_on
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

DEFAULT_ACCENT = "#1b64d8"
_TICK = "M14 25l7 7 14-16"
_CROSS = "M16 16l16 16M32 16L16 32"
_CLOCK = "M24 12v13l9 5"


class Outcome(Enum):
    """How it ended; the value stands in the address of the page."""

    SIGNED_IN = "signed-in"
    NOT_SIGNED_IN = "not-signed-in"
    EARLIER = "earlier"
    SIGNED_OUT = "signed-out"


_SENTENCES: Mapping[Outcome, tuple[Message, str]] = {
    Outcome.SIGNED_IN: (TAB_SIGNED_IN, _TICK),
    Outcome.NOT_SIGNED_IN: (TAB_NOT_SIGNED_IN, _CROSS),
    Outcome.EARLIER: (TAB_EARLIER, _CLOCK),
    Outcome.SIGNED_OUT: (TAB_SIGNED_OUT, _TICK),
}


class _Scheme(NamedTuple):
    """Colours of the window. They are repeated here, because nothing below the window knows those."""

    page: str
    card: str
    line: str
    text: str
    muted: str

    @property
    def variables(self) -> str:
        return "".join(f"--{name}:{value};" for name, value in self._asdict().items())


_LIGHT = _Scheme("#f5f6f8", "#ffffff", "#e1e4e9", "#171a20", "#5d6570")
_DARK = _Scheme("#131418", "#1b1d22", "#2c2f36", "#e9ebee", "#9ba3ae")


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
    """The window's colours, with the deployer's for the picture; reads well at 320 px.

    Whatever that colour is, the picture stands out from the card, and the tick from the picture.
    """
    light, dark = (
        _mark(accent, card, pole) for card, pole in ((_LIGHT.card, BLACK), (_DARK.card, WHITE))
    )
    return (
        f":root{{color-scheme:light dark;{_LIGHT.variables}{light}}}"
        f"@media(prefers-color-scheme:dark){{:root{{{_DARK.variables}{dark}}}}}"
        "*{box-sizing:border-box}"
        "body{margin:0;min-height:100vh;padding:16px;display:grid;place-items:center;"
        'background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",'
        "sans-serif}"
        "main{width:100%;max-width:28rem;padding:32px 24px;text-align:center;"
        "overflow-wrap:anywhere;background:var(--card);border:1px solid var(--line);"
        "border-radius:12px}"
        # no line of one word, and in Japanese none that begins within a word
        "h1,p{text-wrap:balance}"
        ":lang(ja){line-break:strict;word-break:auto-phrase}"
        ".name{margin:0 0 24px;font-weight:600;font-size:.875rem;color:var(--muted)}"
        "svg{width:64px;height:64px;margin:0 0 16px}"
        "circle{fill:var(--mark)}"
        "path{fill:none;stroke:var(--tick);stroke-width:4;stroke-linecap:round;"
        "stroke-linejoin:round}"
        ".not-signed-in,.earlier{--mark:#6b7280;--tick:#fff}"
        "h1{margin:0 0 8px;font-size:1.375rem;line-height:1.3}"
        "p{margin:0}"
        "@media(max-width:24rem){main{padding:24px 12px}}"
        "@media(forced-colors:active){circle{fill:CanvasText}path{stroke:Canvas}}"
    )


def _mark(accent: str, card: str, pole: str) -> str:
    fill = readable(accent, (card,), SHAPE, pole)
    return f"--mark:{fill};--tick:{text_on(fill)}"
