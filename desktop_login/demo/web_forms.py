"""What the domain reads of a browser's request and writes into its answer: forms, cookies, queries, redirects. Knows no page."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from desktop_login.demo.exchange import Answer
from desktop_login.demo.managed_words import LANGUAGES
from desktop_login.demo.oauth import Malformed, fields_of
from desktop_login.demo.request_head import BadRequest, Head

FORM = "application/x-www-form-urlencoded"


def redirect_to(address: str, *, posted: bool = False) -> Answer:
    """A form is answered with 303, so that going back does not send it again."""
    fields = {"Location": address, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Answer(303 if posted else 302, fields=fields)


def form_of(head: Head, body: bytes) -> dict[str, str]:
    """Raises `Malformed`, and `BadRequest` for another kind of body."""
    kind = head.fields.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise BadRequest(415, "UnsupportedMediaType", "Only forms are understood")
    try:
        return fields_of(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None


def cookies_in(text: str) -> dict[str, str]:
    pairs = (one.strip().partition("=") for one in text.split(";"))
    return {name: value for name, _, value in pairs}


def set_cookie(name: str, value: str, seconds: int | None = None) -> str:
    """For this host and its pages' own forms; without `seconds` until the browser closes."""
    age = "" if seconds is None else f" Max-Age={seconds};"
    return f"{name}={value}; Path=/;{age} HttpOnly; SameSite=Lax"


def without_step(query: str) -> tuple[str, str]:
    """The name of the step, and the rest of the query."""
    parts = query.split("&")
    names = [part.removeprefix("step=") for part in parts if part.startswith("step=")]
    rest = "&".join(part for part in parts if not part.startswith("step="))
    return (names[0] if len(names) == 1 else ""), rest


def with_query(address: str, query: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{query}"


def without(query: str, parameter: str) -> str:
    return "&".join(part for part in query.split("&") if part != parameter)


def json_of(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def in_other_language(query: str, language: str) -> str:
    other = next(one for one in LANGUAGES if one != language)
    rest = [part for part in query.split("&") if part and not part.startswith("lang=")]
    return "&".join((*rest, f"lang={other}"))


def language_in(query: str) -> str:
    """The part of a query that names a language of these pages; empty if none does."""
    known = [f"lang={one}" for one in LANGUAGES]
    return next((part for part in query.split("&") if part in known), "")


def form_targets(redirect_uri: str) -> str:
    """Where forms of a page may lead: here, and then to the app.

    Empty if the rule cannot name the app's address: it knows no IPv6 literal.
    """
    parts = urlsplit(redirect_uri)
    if parts.scheme not in ("http", "https"):
        return f"'self' {parts.scheme}:"
    return "" if "[" in parts.netloc else f"'self' {parts.scheme}://{parts.netloc}"
