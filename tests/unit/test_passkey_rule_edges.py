"""Two rules that seldom matter: a kind of credential that nobody knows yet, and a window that names no language."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from desktop_login.domain.browser_rounds import Asking, Round, add_passkey_link, redirect_of
from desktop_login.domain.passkey_rules import request_of_sign_in
from desktop_login.domain.secret import Secret


def test_a_credential_of_an_unknown_kind_is_left_out_and_the_rest_is_asked_for() -> None:
    known = {"type": "public-key", "id": "AQID"}
    request = request_of_sign_in(
        {
            "challenge": "A" * 43,
            "rpId": "acme.example",
            "allowCredentials": [{"type": "quantum-key", "id": "BAUG"}, known],
        }
    )
    assert request is not None
    assert request.options["allowCredentials"] == [known]


@pytest.mark.parametrize(("language", "named"), [("ja", ["ja"]), ("", None)])
def test_the_page_that_adds_a_passkey_gets_a_language_only_where_there_is_one(
    language: str, named: list[str] | None
) -> None:
    redirect = redirect_of("http://127.0.0.1:4000/callback")
    assert redirect is not None
    one = Round(redirect, Secret("state"), Secret("nonce"), Secret("verifier"))
    link = add_passkey_link("https://login.acme.example", one, Asking("client", language=language))
    place = urlsplit(link.reveal())
    assert (place.netloc, place.path) == ("login.acme.example", "/passkeys/add")
    values = parse_qs(place.query, keep_blank_values=True)
    assert values.get("lang") == named
    assert values["client_id"] == ["client"]
