"""Which addresses may be registered for the end of a browser sign-in with the demo."""

from __future__ import annotations

import pytest

from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.redirects import NoRedirect, check


@pytest.mark.parametrize(
    "address",
    [
        *DemoPoolConfig().redirect_uris,
        *DemoPoolConfig().sign_out_uris,
        "http://localhost/",
        "http://[::1]:3000/a?b=c",
        "https://app.example.com/in",
        "myapp://callback",
        "com.example.app://in/out",
    ],
)
def test_address_of_an_app_is_taken_as_it_is(address: str) -> None:
    assert check(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "*",
        "/callback",
        "localhost:3000",
        "http://app.example.com/",
        "http://localhost.evil.example/",
        "http://localhost@evil.example/",
        "http://127.0.0.2/",
        "http:///callback",
        "https://",
        "https://a b/",
        "https://a/#x",
        "https://a/\r\nX: y",
        "https://ä.example/",
        "https://a:99999/",
        "HTTPS://A/",
        "javascript://localhost/%0aalert(1)",
        "file://localhost/etc/passwd",
        "data://x/y",
        "https://a/" + "x" * 1020,
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(NoRedirect) as refused:
        check(address)
    assert refused.value.text == address
