"""What becomes of typed and pasted text: codes, names, contacts, the address for authenticator apps."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.account import Contact, contacts_of, masked, to_verify
from desktop_login.domain.answers import typed_code
from desktop_login.flow.typed_input import key_uri


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123456", "123456"),
        (" 123 456 ", "123456"),
        ("123-456", "123456"),
        ("１２３４５６", "123456"),
        ("1234 5678", "12345678"),
        ("123\u2011456\n", "123456"),
        ("Your code is 123456.", "123456"),
        ("Your verification code is 123 456. It is valid for 15 minutes.", "123456"),
        ("G-1234567 is your code", "1234567"),
        ("確認コードは１２３４５６です。", "123456"),
        ("Code: 1234-5678", "12345678"),
        ("Two codes: 123456 and 654321", "Twocodes:123456and654321"),
        ("12345a", "12345a"),
        ("phone +819012345678, code", "phone+819012345678,code"),
        ("12345", "12345"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_code(text: str, code: str) -> None:
    assert typed_code(text) == code


@given(st.from_regex(r"[0-9]{6,8}", fullmatch=True), st.text("abc :,.\n", max_size=20))
def test_a_code_is_found_in_any_message(code: str, around: str) -> None:
    assert typed_code(f"{around} {code} {around}") == code


@given(st.text(max_size=60))
def test_nothing_is_made_up(text: str) -> None:
    import unicodedata

    digits = [c for c in unicodedata.normalize("NFKC", text) if c.isdecimal()]
    found = typed_code(text)
    if found.isdecimal():
        assert "".join(digits).count(found) or found == "".join(digits)


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_key_uri_keeps_names_apart(issuer: str, account: str) -> None:
    """https://github.com/google/google-authenticator/wiki/Key-Uri-Format"""
    issuer, account = (t.encode("utf-8", "replace").decode() for t in (issuer, account))
    parts = urlsplit(key_uri(issuer, account, "ABCDEFGHIJKLMNOP"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    before, colon, after = parts.path.removeprefix("/").partition(":")
    assert colon
    assert (unquote(before), unquote(after)) == (issuer, account)
    query = parse_qs(parts.query, strict_parsing=True, keep_blank_values=True)
    assert query == {"secret": ["ABCDEFGHIJKLMNOP"], "issuer": [issuer]}


def test_key_uri_by_an_example() -> None:
    assert key_uri("Acme & Co", "a+b@example.com", "ABC") == (
        "otpauth://totp/Acme%20%26%20Co:a%2Bb@example.com?secret=ABC&issuer=Acme%20%26%20Co"
    )


def test_contacts() -> None:
    claims = {"email": "alex@example.com", "email_verified": False, "phone_number": "+15555550123"}
    mail, phone = contacts_of(claims)
    assert mail == Contact("email", "a***@e***", verified=False)
    assert phone == Contact("phone_number", "+*******0123", verified=None)
    assert to_verify((mail, phone)) == (mail,)
    assert to_verify((phone,)) == ()
    assert to_verify(contacts_of(claims | {"phone_number_verified": True})) == ()
    assert to_verify(contacts_of(claims | {"email_verified": "true"})) == ()
    assert contacts_of({"email": "", "phone_number": 5}) == ()


@given(st.text(max_size=30))
def test_masking_shows_little(value: str) -> None:
    shown = masked(value)
    assert len(shown.replace("*", "")) <= 7
