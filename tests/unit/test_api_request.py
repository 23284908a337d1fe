"""Where a token may go: the origin is compared as a whole, and a redirect never takes a token elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.api_request import (
    MAX_HEADERS,
    MAX_SENT,
    HttpCall,
    HttpReply,
    RequestError,
    carries_tokens,
    fault_of,
    followed,
    header_of,
    origin_of,
    same_origin,
    shown_origin,
    whole_address,
)
from desktop_login.domain.pool import region_in

API = "https://api.example.com/v1"


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://api.example.com/", True),
        ("http://127.0.0.1:8000/", True),
        ("http://localhost/", True),
        ("http://[::1]:80/", True),
        ("http://api.example.com/", False),
        ("http://localhost.example.com/", False),
        ("http://127.0.0.1.example.com/", False),
        ("ftp://api.example.com/", False),
        ("https:///v1", False),
        ("https://user@api.example.com/", False),
        ("https://api.example.com:99999/", False),
        ("https://[::1/", False),
        ("https://api.example.com\\@evil.example/", False),
        ("https://api.example.com /", False),
        ("https://api.example.com/a b", False),
        ("https://api.example.com/\r\nHost: x", False),
        ("https://api.example.com?x=1", True),
        ("", False),
    ],
)
def test_a_token_goes_over_https_or_stays_on_this_computer(url: str, allowed: bool) -> None:
    assert carries_tokens(url) is allowed


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/v1/orders", "https://api.example.com/v1/orders"),
        ("orders", "https://api.example.com/orders"),
        ("https://api.example.com:443/x", "https://api.example.com:443/x"),
        ("https://API.example.com/x", "https://API.example.com/x"),
        ("http://api.example.com/x", None),
        ("https://api.example.com:8443/x", None),
        ("https://evil.example/x", None),
        ("//evil.example/x", None),
        ("https://api.example.com@evil.example/x", None),
        ("https://api.example.com.evil.example/x", None),
        ("javascript:alert(1)", None),
        ("https://[evil", None),
        ("\\\\evil.example\\x", None),
    ],
)
def test_a_redirect_is_followed_within_the_origin_only(location: str, target: str | None) -> None:
    assert followed(API, location) == target


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("/user", "https://api.example.com/v1/user"),
        ("//evil.example/user", "//evil.example/user"),
        ("https://other.example/x", "https://other.example/x"),
        ("user", "user"),
        ("HTTPS://api.example.com/v1/Müller x", "https://api.example.com/v1/M%C3%BCller%20x"),
        ("https://api.example.com/a%20b?q=1&r=[x]", "https://api.example.com/a%20b?q=1&r=[x]"),
        ("https://api.example.com", "https://api.example.com"),
    ],
)
def test_a_path_is_below_the_api(address: str, whole: str) -> None:
    assert whole_address(address, API) == whole


def test_without_an_api_a_path_stays_a_path() -> None:
    assert whole_address("/user", "") == "/user"


@given(url=st.text(), other=st.text())
def test_whatever_is_no_address_has_no_origin_in_common(url: str, other: str) -> None:
    if origin_of(url) is None:
        assert not same_origin(url, other)
        assert not carries_tokens(url)


CALL = HttpCall("GET", "https://api.example.com/v1/user")


@pytest.mark.parametrize(
    ("call", "request_error"),
    [
        (CALL, None),
        (HttpCall("GET", "example.com/user"), RequestError.ADDRESS),
        (HttpCall("GET", "http://api.example.com/"), RequestError.INSECURE),
        (HttpCall("GET", "https://other.example/"), RequestError.ELSEWHERE),
        (HttpCall("GET", "https://api.example.com:444/"), RequestError.ELSEWHERE),
        (HttpCall("GET /x", CALL.url), RequestError.METHOD),
        (HttpCall("get", CALL.url), RequestError.METHOD),
        (HttpCall("GET", CALL.url, {"X": "a\r\nHost: evil"}), RequestError.HEADER),
        (HttpCall("GET", CALL.url, {"X Y": "a"}), RequestError.HEADER),
        (HttpCall("GET", CALL.url, {"": "a"}), RequestError.HEADER),
        (HttpCall("GET", CALL.url, {"X": "日本"}), RequestError.HEADER),
        (HttpCall("GET", CALL.url, {"host": "evil.example"}), RequestError.HEADER),
        (HttpCall("GET", CALL.url, {"Transfer-Encoding": "chunked"}), RequestError.HEADER),
        (HttpCall("GET", CALL.url, {"X": "é\t"}), None),
        (HttpCall("GET", CALL.url, {"X": "x" * MAX_HEADERS}), RequestError.TOO_LARGE),
        (HttpCall("PUT", CALL.url, body=b"x" * MAX_SENT), None),
        (HttpCall("PUT", CALL.url, body=b"x" * (MAX_SENT + 1)), RequestError.TOO_LARGE),
    ],
)
def test_what_is_wrong_with_a_request_is_found_before_it_is_sent(
    call: HttpCall, request_error: RequestError | None
) -> None:
    assert fault_of(call, proved=True, api_url=API) is request_error


def test_without_a_token_a_request_goes_anywhere() -> None:
    assert fault_of(HttpCall("GET", "http://other.example/"), proved=False, api_url=API) is None


def test_another_origin_takes_a_token_after_a_clear_yes_but_never_over_http() -> None:
    call = HttpCall("GET", "https://other.example/")
    assert fault_of(call, proved=True, api_url=API, elsewhere=True) is None
    call = HttpCall("GET", "http://other.example/")
    assert fault_of(call, proved=True, api_url=API, elsewhere=True) is RequestError.INSECURE


def test_without_an_api_of_its_own_a_token_goes_to_any_origin() -> None:
    assert fault_of(HttpCall("GET", "https://other.example/"), proved=True) is None


@pytest.mark.parametrize(
    ("line", "header"),
    [
        ("X-Tenant: orders", ("X-Tenant", "orders")),
        ("X:", ("X", "")),
        ("X: a: b", ("X", "a: b")),
        ("no header", None),
        (": x", None),
        ("Host: evil.example", None),
    ],
)
def test_a_line_is_read_as_a_header(line: str, header: tuple[str, str] | None) -> None:
    assert header_of(line) == header


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://api.example.com/v1?x", "https://api.example.com"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("https://[broken", "https://[broken"),
    ],
)
def test_an_origin_is_shown_as_people_write_it(url: str, shown: str) -> None:
    assert shown_origin(url) == shown


def test_a_status_has_its_usual_words_if_there_are_any() -> None:
    assert HttpReply(403, {}, b"", False, 0.0).reason == "Forbidden"
    assert HttpReply(299, {}, b"", False, 0.0).reason == ""


@pytest.mark.parametrize(
    ("url", "region"),
    [
        ("https://a1b2.execute-api.eu-west-1.amazonaws.com/v1", "eu-west-1"),
        ("https://bucket.s3.us-gov-east-1.amazonaws.com:443/x", "us-gov-east-1"),
        ("https://x.lambda-url.ap-northeast-1.on.aws/", "ap-northeast-1"),
        ("https://api.example.com/eu-west-1", ""),
        ("eu-west-1", ""),
    ],
)
def test_the_host_of_an_aws_service_names_its_region(url: str, region: str) -> None:
    assert region_in(url) == region
