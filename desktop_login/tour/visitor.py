"""Sits at a browser for the tour: opens the demo's pages, fills in a form and comes back. Shows nothing, and reaches no other computer."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from desktop_login.domain.amazon import is_this_computer
from desktop_login.domain.secret import Secret

TIMEOUT_S = 30.0
_MOST_STEPS = 10
# The paths at which the program itself listens.
_RETURNS = ("/callback", "/signed-out")


class _Form(HTMLParser):
    """The first form of a page: where it goes, and what stands in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            self.action = given.get("action", "")
        elif tag == "input" and "name" in given:
            self.fields.setdefault(given["name"], given.get("value", ""))


class Visitor:
    """The opener of the demo's services. A link waits until the story says what a person does with it."""

    def __init__(self) -> None:
        self.link = ""
        self._cookies: dict[str, str] = {}

    async def __call__(self, link: Secret) -> bool:
        self.link = link.reveal()
        return True

    def visit(self) -> str:
        """Open the link that waits; return the text of the last page. Blocks, as all that follows."""
        return self._go("GET", self._taken(), stops=False)

    def fill_in(self, **values: str) -> str:
        """Open the link, fill in its form and come back to the program."""
        where, form = self._form()
        return self._go("POST", urljoin(where, form.action), form.fields | values, stops=False)

    def address_after(self, **values: str) -> str:
        """Do the same in a browser that cannot come back; return the address at which it is left."""
        where, form = self._form()
        return self._go("POST", urljoin(where, form.action), form.fields | values, stops=True)

    def _taken(self) -> str:
        link, self.link = self.link, ""
        return link

    def _form(self) -> tuple[str, _Form]:
        where = self._taken()
        form = _Form(self._go("GET", where, stops=False))
        if not form.action:
            raise ValueError("the page has no form")
        return where, form

    def _go(self, method: str, url: str, form: Mapping[str, str] = {}, *, stops: bool) -> str:
        body = urlencode(form)
        for _ in range(_MOST_STEPS):
            if stops and urlsplit(url).path in _RETURNS:
                return url
            target, text = self._sent(method, url, body)
            if not target:
                return text
            method, url, body = "GET", urljoin(url, target), ""
        raise ValueError("redirects without end")

    def _sent(self, method: str, url: str, body: str) -> tuple[str, str]:
        """Where a redirect leads, and the text of the answer."""
        if not is_this_computer(url):
            raise ValueError("the demo leads to another computer")
        place = urlsplit(url)
        fields = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body:
            fields["Content-Type"] = "application/x-www-form-urlencoded"
            fields["Origin"] = f"{place.scheme}://{place.netloc}"
        connection = http.client.HTTPConnection(place.netloc, timeout=TIMEOUT_S)
        try:
            connection.request(method, f"{place.path}?{place.query}", body or None, fields)
            reply = connection.getresponse()
            for cookie in reply.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self._cookies[name] = value
            return reply.headers.get("Location", ""), reply.read().decode()
        finally:
            connection.close()
