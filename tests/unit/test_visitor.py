"""The tour's own browser: what it does on the demo's pages, and where it stops."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from desktop_login.demo.server import DemoCognito
from desktop_login.domain.secret import Secret
from desktop_login.tour.visitor import Visitor
from tests.demo.browser import CALLBACK, PASSWORD, authorize

PERSON = {"username": "confirmed@example.com", "password": PASSWORD}


@pytest.fixture
def demo() -> Iterator[DemoCognito]:
    with DemoCognito() as demo:
        yield demo


def asked(link: str) -> Visitor:
    visitor = Visitor()
    assert asyncio.run(visitor(Secret(link)))
    return visitor


def test_it_signs_in_and_stops_where_the_program_would_listen(demo: DemoCognito) -> None:
    visitor = asked(demo.domain_url + authorize(demo))
    address = visitor.address_after(**PERSON)
    assert address.startswith(f"{CALLBACK}?code=")
    assert visitor.link == "", "a link is opened once"


def test_it_is_signed_in_already_the_second_time(demo: DemoCognito) -> None:
    visitor = asked(demo.domain_url + authorize(demo))
    visitor.address_after(**PERSON)
    visitor.link = demo.domain_url + authorize(demo)
    with pytest.raises(OSError):  # nobody listens at the address to which it is sent at once
        visitor.visit()


def test_a_page_without_a_form_is_an_error(demo: DemoCognito) -> None:
    visitor = asked(f"{demo.domain_url}/error?error=redirect_mismatch")
    with pytest.raises(ValueError, match="no form"):
        visitor.fill_in(**PERSON)


def test_it_reaches_no_other_computer() -> None:
    with pytest.raises(ValueError, match="another computer"):
        asked("https://www.example.com/").visit()


def test_redirects_that_do_not_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Visitor, "_sent", lambda *_: ("/again", ""))
    with pytest.raises(ValueError, match="without end"):
        asked("http://localhost/").visit()
