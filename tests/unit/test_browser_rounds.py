"""The rules of a round: which addresses are taken, what a link says, and whose return it is."""

from __future__ import annotations

import string
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.account import provider_in
from desktop_login.domain.amazon import is_amazon_domain
from desktop_login.domain.browser import IdentityProvider, is_social, label_of
from desktop_login.domain.browser_rounds import (
    SCOPES,
    Asking,
    Malformed,
    NotOurs,
    Redirect,
    Returned,
    Round,
    another_account_link,
    authorize_link,
    belongs,
    error_of,
    is_from,
    read_pasted,
    read_return,
    redirect_of,
    sign_out_link,
)
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.pool import REDIRECTS
from desktop_login.domain.secret import Secret

STATE = "s" * 43
UNRESERVED = st.text(string.ascii_letters + string.digits + "-._~", min_size=1, max_size=60)


def redirect(url: str = REDIRECTS[0]) -> Redirect:
    found = redirect_of(url)
    assert found is not None
    return found


def one_round(url: str = REDIRECTS[0], scopes: tuple[str, ...] | None = SCOPES) -> Round:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    return Round(redirect(url), Secret(STATE), Secret("n" * 43), Secret(verifier), scopes)


def test_the_challenge_is_that_of_the_vector_in_rfc_7636() -> None:
    assert one_round().challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize(
    ("url", "addresses", "netloc", "path"),
    [
        (REDIRECTS[0], ("127.0.0.1",), "127.0.0.1:8917", "/callback"),
        ("http://localhost:3000", ("127.0.0.1", "::1"), "localhost:3000", ""),
        ("http://[::1]:3000/", ("::1",), "[::1]:3000", "/"),
        ("http://localhost:80/a", ("127.0.0.1", "::1"), "localhost", "/a"),
    ],
)
def test_a_redirect_says_where_to_listen_and_what_a_browser_calls_it(
    url: str, addresses: tuple[str, ...], netloc: str, path: str
) -> None:
    found = redirect(url)
    assert (found.url, found.addresses, found.netloc, found.path) == (url, addresses, netloc, path)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://127.0.0.1:8917/callback",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:0/callback",
        "http://127.0.0.1:65536/callback",
        "http://127.0.0.1:08917/callback",
        "http://127.0.0.10:8917/callback",
        "http://0.0.0.0:8917/callback",
        "http://LOCALHOST:8917/callback",
        "http://localhost.evil.example:8917/",
        "http://127.0.0.1:8917@evil.example/",
        "http://127.0.0.1:8917/callback?a=b",
        "http://127.0.0.1:8917/callback#a",
        "http://127.0.0.1:8917/call back",
        "http://127.0.0.1:8917/" + "x" * 20000,
        "myapp://callback",
    ],
)
def test_nothing_but_a_loopback_address_with_a_port_is_a_redirect(url: str) -> None:
    assert redirect_of(url) is None


def test_the_pages_after_a_return_have_paths_of_their_own() -> None:
    assert redirect().signed_out == redirect("http://127.0.0.1:8917/signed-out")
    assert redirect("http://localhost:3000").signed_out.url == "http://localhost:3000/signed-out"
    assert redirect("http://localhost:3000/done").finished == "/finished"
    assert redirect().finished == "/done"


def values_of(link: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link).query, keep_blank_values=True)


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_link_says_exactly_what_was_asked_for(client: str, hint: str) -> None:
    asking = Asking(client, hint=hint, language="ja", again=True)
    link = authorize_link("https://d", one_round(), asking).reveal()
    expected = {
        "response_type": "code",
        "client_id": client,
        "redirect_uri": REDIRECTS[0],
        "state": STATE,
        "nonce": "n" * 43,
        "code_challenge": one_round().challenge,
        "code_challenge_method": "S256",
        "scope": " ".join(SCOPES),
        "lang": "ja",
        "prompt": "login",
        **({"login_hint": hint} if hint else {}),
    }
    assert link.startswith("https://d/oauth2/authorize?")
    assert values_of(link) == {name: [value] for name, value in expected.items()}
    assert "+" not in link


def test_a_link_names_the_person_the_language_and_that_it_asks_again() -> None:
    asking = Asking("c", hint="ann@example.com", language="ja", again=True)
    values = values_of(authorize_link("https://d", one_round(), asking).reveal())
    assert values["login_hint"] == ["ann@example.com"]
    assert (values["lang"], values["prompt"]) == (["ja"], ["login"])


def test_a_link_without_scopes_or_with_a_provider_leaves_the_rest_out() -> None:
    asking = Asking("c", provider="Acme", hint="a@b.example")
    values = values_of(authorize_link("https://d", one_round(scopes=None), asking).reveal())
    assert values["identity_provider"] == ["Acme"]
    assert not {"scope", "login_hint", "lang", "prompt"} & values.keys()


def test_another_account_and_the_sign_out_go_to_logout() -> None:
    link = another_account_link("https://d", one_round(), Asking("c")).reveal()
    assert link.startswith("https://d/logout?")
    assert values_of(link)["redirect_uri"] == [REDIRECTS[0]]
    link = sign_out_link("https://d", "c", redirect().signed_out)
    assert values_of(link) == {
        "client_id": ["c"],
        "logout_uri": ["http://127.0.0.1:8917/signed-out"],
    }


@given(UNRESERVED, UNRESERVED)
def test_only_the_state_of_this_round_is_taken(code: str, state: str) -> None:
    query = urlencode({"code": code, "state": state})
    if state != STATE:
        with pytest.raises(NotOurs):
            read_return(query, Secret(STATE))
    back = read_return(urlencode({"state": STATE, "code": code}), Secret(STATE))
    assert back == Returned(Secret(code))
    assert code not in repr(back) or len(code) < 9


@given(st.text(max_size=200))
def test_any_query_is_a_return_or_refused(query: str) -> None:
    try:
        back = read_return(query, Secret(STATE))
    except (NotOurs, Malformed):
        return
    assert back.error
    assert not back.ours


@given(st.text(max_size=300))
def test_any_pasted_text_is_this_rounds_or_refused(text: str) -> None:
    with pytest.raises(NotOurs):
        read_pasted(text, one_round())


@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=abc",
        f"state={STATE}",
        f"state={STATE}&code=",
        f"state={STATE}&code=%0A",
        f"state={STATE}&code=%E3%81%82",
        f"state={STATE}&code={'x' * 5000}",
        "code=abc&state=",
        "error=access_denied&state=other",
    ],
)
def test_without_a_code_or_with_another_state_it_is_not_this_rounds(query: str) -> None:
    with pytest.raises(NotOurs):
        read_return(query, Secret(STATE))


@pytest.mark.parametrize(
    "query",
    [
        f"state={STATE}&state={STATE}&code=a",
        f"state={STATE}&code=a&code=b",
        f"state={STATE}&code",
        "&".join(f"a{n}=b" for n in range(40)),
    ],
)
def test_what_stands_there_twice_or_is_no_pair_is_malformed(query: str) -> None:
    with pytest.raises(Malformed):
        read_return(query, Secret(STATE))


def test_an_error_is_one_word_whoever_wrote_it() -> None:
    back = read_return("error=%3Cb%3E&error_description=x", Secret(STATE))
    assert (back.error, back.ours, back.description) == ("unknown", False, "x")
    assert "x'" not in repr(back)


def test_a_redirect_without_a_path_is_pasted_with_the_slash_of_the_browser() -> None:
    one = one_round("http://localhost:3000")
    for start in ("http://localhost:3000", "http://localhost:3000/"):
        assert read_pasted(f"{start}?code=a&state={STATE}", one).code == Secret("a")
    with pytest.raises(NotOurs):
        read_pasted(f"http://localhost:3000/other?code=a&state={STATE}", one)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://acme.example/",
        REDIRECTS[0],
        f"{REDIRECTS[0]}?code=a",
        f"{REDIRECTS[0]}?code=a&code=b&state={STATE}",
        f"{REDIRECTS[0]}?code=a&state={STATE}&" + "x" * 20_000,
    ],
)
def test_what_is_not_the_address_of_this_round_is_not_taken(text: str) -> None:
    with pytest.raises(NotOurs):
        read_pasted(text, one_round())


def test_a_pasted_error_of_this_round_counts_and_one_without_a_state_does_not() -> None:
    start = f"{REDIRECTS[0]}?error=access_denied"
    assert read_pasted(f"{start}&state={STATE}", one_round()).error == "access_denied"
    with pytest.raises(NotOurs):
        read_pasted(start, one_round())


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ("PreSignUp failed with error No such domain.", "No such domain"),
        ("PostAuthentication failed with error a  b\nc", "a b c"),
        ("PreTokenGeneration failed with error " + "x" * 600, "x" * 300),
    ],
)
def test_the_words_of_a_trigger_are_plain_and_short(description: str, text: str) -> None:
    found = error_of(Returned(error="invalid_request", description=description), "Acme")
    assert (found.code, found.text) == (ErrorCode.RULE_OF_SERVICE, text)


def test_a_trigger_without_words_is_no_rule() -> None:
    back = Returned(error="invalid_request", description="PreSignUp failed with error  .")
    assert error_of(back, "Acme").code is ErrorCode.BROWSER_NOT_COMPLETED


def test_trouble_of_a_provider_names_it() -> None:
    back = Returned(error="invalid_request", description="[Acme] Error - 500 error getting token")
    found = error_of(back, "Acme SSO")
    assert (found.code, found.name) == (ErrorCode.PROVIDER_TROUBLE, "Acme SSO")


def test_an_id_token_belongs_to_its_round_and_its_access_token() -> None:
    one, access = one_round(), Secret("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")
    # the vector of OpenID Connect Core, appendix A.3, is of this access token
    claims: dict[str, object] = {"nonce": "n" * 43, "at_hash": "77QmUPtjPfzWtF2AnpK9RQ"}
    assert belongs(claims, access, one)
    assert belongs({"nonce": "n" * 43}, access, one)
    assert not belongs(claims, Secret("other"), one)
    assert not belongs({**claims, "at_hash": 7}, access, one)
    for nonce in (None, "", "あ", "n" * 42, ["n" * 43]):
        assert not belongs({**claims, "nonce": nonce}, access, one)


def test_a_named_sender_is_the_pool_or_its_domain() -> None:
    issuers = ("https://issuer",)
    assert is_from("", issuers, "https://d")
    assert is_from("https://issuer", issuers, "https://d")
    assert is_from("https://d", issuers, "https://d")
    assert not is_from("https://evil.example", issuers, "https://d")


@pytest.mark.parametrize(
    ("identities", "name"),
    [
        ([{"providerName": "Acme"}], "Acme"),
        ([{"providerName": 7}], ""),
        ([{}], ""),
        (["Acme"], ""),
        ([], ""),
        ("Acme", ""),
        (None, ""),
    ],
)
def test_the_provider_is_read_from_what_may_be_anything(identities: object, name: str) -> None:
    assert provider_in({"identities": identities}) == name


def test_a_social_provider_has_its_usual_name_unless_the_deployer_gives_one() -> None:
    assert label_of(IdentityProvider("SignInWithApple")) == "Apple"
    assert label_of(IdentityProvider("LoginWithAmazon", "Acme shop")) == "Acme shop"
    assert is_social(IdentityProvider("Google"))
    assert not is_social(IdentityProvider("Company"))
    assert label_of(IdentityProvider("Company")) == "Company"


@pytest.mark.parametrize(
    ("url", "region", "is_one"),
    [
        ("https://acme.auth.eu-west-1.amazoncognito.com", "eu-west-1", True),
        ("https://acme.auth-fips.us-gov-west-1.amazoncognito.com", "us-gov-west-1", True),
        ("https://acme.auth.cn-north-1.amazoncognito.com.cn", "cn-north-1", True),
        ("https://acme.auth.eu-west-1.amazoncognito.com", "us-east-1", False),
        ("https://a.b.auth.eu-west-1.amazoncognito.com", "eu-west-1", False),
        ("http://acme.auth.eu-west-1.amazoncognito.com", "eu-west-1", False),
        ("https://acme.auth.eu-west-1.amazoncognito.com:8443", "eu-west-1", False),
        ("https://acme.auth.eu-west-1.amazoncognito.com.evil.example", "eu-west-1", False),
        ("https://login.example.com", "eu-west-1", False),
        ("", "", False),
    ],
)
def test_a_domain_of_amazon_is_recognised_by_its_whole_host(
    url: str, region: str, is_one: bool
) -> None:
    assert is_amazon_domain(url, region) is is_one


def test_a_link_in_a_value_is_encoded() -> None:
    link = authorize_link("https://d", one_round(), Asking("c", hint="a b&c=d")).reveal()
    assert f"login_hint={quote('a b&c=d')}" in link


def test_neither_a_hint_nor_a_code_is_in_a_repr() -> None:
    from desktop_login.adapters.browser.loopback_http import Request

    assert "ann@example.com" not in repr(Asking("abc", hint="ann@example.com"))
    assert "0f9a" not in repr(Request("/callback", "code=0f9a&state=1"))
