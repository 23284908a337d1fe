"""Which requests for a passkey may reach a key, and for whom. The public suffix list is fido2's own."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.adapters.passkeys.wire import is_public_suffix as listed
from desktop_login.domain.passkey_rules import (
    LOCALHOST,
    PasskeyPlace,
    is_public_suffix,
    key_job,
    origin_of,
    request_of_registration,
    request_of_sign_in,
    site_fits,
    verification_of,
    without_verification,
)
from desktop_login.domain.passkeys import PasskeyRequest

AMAZON = PasskeyPlace()
DEMO = PasskeyPlace("http://127.0.0.1:4000")
DEMO_WITH_DOMAIN = PasskeyPlace("http://127.0.0.1:4000", "http://localhost:5000")
PROXY = PasskeyPlace("https://cognito.acme.example", "https://login.acme.example")

CHALLENGE = "A" * 43
SIGN_IN: dict[str, Any] = {
    "challenge": CHALLENGE,
    "rpId": "acme.example",
    "allowCredentials": [{"type": "public-key", "id": "AQID", "transports": ["usb", "nfc"]}],
    "userVerification": "preferred",
}
REGISTRATION: dict[str, Any] = {
    "challenge": CHALLENGE,
    "rp": {"id": "acme.example", "name": "Acme"},
    "user": {"id": "AQID", "name": "ann@example.com", "displayName": "Ann"},
    "pubKeyCredParams": [{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257}],
    "timeout": 60000,
    "excludeCredentials": [],
    "authenticatorSelection": {
        "requireResidentKey": True,
        "residentKey": "required",
        "userVerification": "required",
    },
}


@pytest.mark.parametrize(
    ("site", "place", "fits"),
    [
        ("acme.auth.eu-west-1.amazoncognito.com", AMAZON, True),
        ("login.acme.example", AMAZON, True),
        ("auth.eu-west-1.amazoncognito.com", AMAZON, False),  # anybody may have a name below it
        ("co.uk", AMAZON, False),
        ("com", AMAZON, False),
        ("a.b.kawasaki.jp", AMAZON, True),
        ("b.kawasaki.jp", AMAZON, False),
        ("city.kawasaki.jp", AMAZON, True),
        ("192.168.1.10", AMAZON, False),
        ("0x7f.1", AMAZON, False),
        ("host.0x7f000001", AMAZON, False),
        ("[::1]", AMAZON, False),
        ("Acme.example", AMAZON, False),
        ("acme.example.", AMAZON, False),
        (".acme.example", AMAZON, False),
        ("acme..example", AMAZON, False),
        ("acme.example:443", AMAZON, False),
        ("https://acme.example", AMAZON, False),
        ("acme.example/x", AMAZON, False),
        ("a" * 64 + ".example", AMAZON, False),
        ("", AMAZON, False),
        (LOCALHOST, AMAZON, False),
        (LOCALHOST, DEMO, True),
        (LOCALHOST, PROXY, False),
        ("127.0.0.1", DEMO, False),
        ("bank.example", DEMO, False),
        ("bank.example", PROXY, False),
        ("cognito.acme.example", PROXY, True),
        ("login.acme.example", PROXY, True),
        ("acme.example", PROXY, True),
        ("notacme.example", PROXY, False),
        ("me.example", PROXY, False),
        ("example", PROXY, False),
        ("amazoncognito.com", PasskeyPlace("https://x.auth.eu-west-1.amazoncognito.com"), True),
        (
            "auth.eu-west-1.amazoncognito.com",
            PasskeyPlace("https://x.auth.eu-west-1.amazoncognito.com"),
            False,
        ),
    ],
)
def test_a_key_signs_for_a_site_that_fits_the_pool(
    site: str, place: PasskeyPlace, fits: bool
) -> None:
    assert site_fits(site, place, listed) is fits


def test_a_site_that_does_not_fit_makes_no_job() -> None:
    request = PasskeyRequest("bank.example", {})
    assert key_job(request, PROXY, listed) is None
    job = key_job(PasskeyRequest("acme.example", SIGN_IN), PROXY, listed, registering=True)
    assert job is not None
    assert (job.origin, job.registering, job.system) == ("https://acme.example", True, False)


@pytest.mark.parametrize(
    ("site", "place", "origin"),
    [
        ("acme.example", AMAZON, "https://acme.example"),
        (LOCALHOST, DEMO, "http://localhost:4000"),
        (LOCALHOST, DEMO_WITH_DOMAIN, "http://localhost:5000"),
        (LOCALHOST, PasskeyPlace("http://127.0.0.1"), "http://localhost"),
    ],
)
def test_the_origin_is_that_of_the_site(site: str, place: PasskeyPlace, origin: str) -> None:
    assert origin_of(site, place) == origin


RULES = frozenset({"com", "uk", "co.uk", "*.kawasaki.jp", "!city.kawasaki.jp", "jp"})


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("com", True),
        ("unlisted", True),
        ("acme.com", False),
        ("co.uk", True),
        ("acme.co.uk", False),
        ("x.kawasaki.jp", True),
        ("city.kawasaki.jp", False),
        ("y.x.kawasaki.jp", False),
    ],
)
def test_the_public_suffix_list_is_read_by_its_rules(host: str, public: bool) -> None:
    assert is_public_suffix(host, RULES) is public


def test_a_suffix_in_another_script_is_known_by_its_ascii_name() -> None:
    assert listed("xn--55qx5d.cn")
    assert not listed("acme.xn--55qx5d.cn")


def test_options_of_a_sign_in_are_copied_field_by_field() -> None:
    extra = {**SIGN_IN, "timeout": 5, "extensions": {"appid": "https://bank.example"}, "hints": []}
    request = request_of_sign_in(extra)
    assert request == PasskeyRequest("acme.example", SIGN_IN)


@pytest.mark.parametrize(
    "change",
    [
        {"challenge": None},
        {"challenge": ""},
        {"challenge": "AAAA"},
        {"challenge": "=" * 43},
        {"challenge": "A" * 10_000},
        {"challenge": 7},
        {"rpId": None},
        {"rpId": ""},
        {"rpId": ["acme.example"]},
        {"rpId": "acme.example\n"},
        {"rpId": "a" * 300},
        {"allowCredentials": {}},
        {"allowCredentials": ["AQID"]},
        {"allowCredentials": [{"type": "public-key"}]},
        {"allowCredentials": [{"type": "public-key", "id": "A Q"}]},
        {"allowCredentials": [{"type": "public-key", "id": "AQID"}] * 65},
    ],
)
def test_options_of_a_sign_in_that_no_browser_would_take_are_refused(
    change: dict[str, object],
) -> None:
    assert request_of_sign_in({**SIGN_IN, **change}) is None


@pytest.mark.parametrize(
    "change",
    [
        {"challenge": None},
        {"rp": None},
        {"rp": {"name": "Acme"}},
        {"rp": {"id": "192.168.0.1:80"}},
        {"user": {}},
        {"user": {"id": ""}},
        {"user": {"id": "A" * 200}},
        {"pubKeyCredParams": []},
        {"pubKeyCredParams": [{"type": "public-key", "alg": -65535}]},
        {"pubKeyCredParams": [{"type": "public-key", "alg": True}]},
        {"pubKeyCredParams": "-7"},
        {"authenticatorSelection": []},
        {"excludeCredentials": [None]},
    ],
)
def test_options_of_a_registration_that_no_browser_would_take_are_refused(
    change: dict[str, object],
) -> None:
    assert request_of_registration({**REGISTRATION, **change}) is None


def test_options_of_a_registration_are_copied_and_demand_what_the_pool_needs() -> None:
    request = request_of_registration({**REGISTRATION, "attestation": "direct", "extensions": {}})
    assert request is not None
    assert request.options == {k: v for k, v in REGISTRATION.items() if k != "timeout"}
    bare = request_of_registration({**REGISTRATION, "authenticatorSelection": {}})
    assert bare is not None
    assert bare.options["authenticatorSelection"] == {
        "requireResidentKey": True,
        "residentKey": "required",
        "userVerification": "preferred",
    }


@pytest.mark.parametrize("absent", [{}, {"excludeCredentials": None}])
def test_a_registration_may_exclude_nothing(absent: dict[str, Any]) -> None:
    options = {name: REGISTRATION[name] for name in REGISTRATION if name != "excludeCredentials"}
    request = request_of_registration(options | absent)
    assert request is not None
    assert request.options["excludeCredentials"] == []


def test_a_sign_in_may_allow_any_passkey_of_the_site() -> None:
    request = request_of_sign_in(SIGN_IN | {"allowCredentials": None})
    assert request is not None
    assert request.options["allowCredentials"] == []
    assert request.reachable


def test_credentials_of_a_kind_that_is_yet_to_be_invented_are_passed_over() -> None:
    listed = [{"type": "voice", "id": "AQID"}, *SIGN_IN["allowCredentials"]]
    request = request_of_sign_in(SIGN_IN | {"allowCredentials": listed})
    assert request is not None
    assert request.options["allowCredentials"] == SIGN_IN["allowCredentials"]


def test_algorithms_that_nobody_knows_are_left_out() -> None:
    kinds = [{"type": "public-key", "alg": n} for n in (-65535, -7, -7, 5)]
    request = request_of_registration({**REGISTRATION, "pubKeyCredParams": kinds})
    assert request is not None
    assert request.options["pubKeyCredParams"] == [{"type": "public-key", "alg": -7}]


@pytest.mark.parametrize(
    ("transports", "reachable"),
    [
        ([["usb"]], True),
        ([["internal"]], False),
        ([["hybrid", "internal"]], False),
        ([["internal"], ["nfc", "usb"]], True),
        ([[]], True),
        ([None], True),
        ([["something-new"]], True),
        ([], True),
    ],
)
def test_a_passkey_of_a_phone_or_a_computer_is_not_reachable(
    transports: list[list[str] | None], reachable: bool
) -> None:
    allowed = [
        {"type": "public-key", "id": "AQID"} | ({} if one is None else {"transports": one})
        for one in transports
    ]
    request = request_of_sign_in({**SIGN_IN, "allowCredentials": allowed})
    assert request is not None
    assert request.reachable is reachable


def test_going_on_without_a_pin_changes_nothing_else() -> None:
    for made in (request_of_sign_in(SIGN_IN), request_of_registration(REGISTRATION)):
        assert made is not None
        options = without_verification(made.options)
        assert verification_of(options) == "discouraged"
        assert verification_of(made.options) != "discouraged"
        assert {k: v for k, v in options.items() if "erification" not in k} == {
            k: v if k != "authenticatorSelection" else {**v, "userVerification": "discouraged"}  # type: ignore[dict-item]
            for k, v in made.options.items()
            if "erification" not in k
        }


WHATEVER = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*SIGN_IN, *REGISTRATION, "id", "name", "type", "alg", "transports"]),
            inner,
            max_size=8,
        )
    ),
    max_leaves=20,
)


@given(WHATEVER)
def test_whatever_comes_is_refused_or_can_be_given_to_a_key(options: object) -> None:
    for make in (request_of_sign_in, request_of_registration):
        request = make(options)
        if request is not None:
            challenge = str(request.options["challenge"])
            raw = base64.urlsafe_b64decode(challenge + "=" * (-len(challenge) % 4))
            assert len(raw) >= 16
            assert request.site
