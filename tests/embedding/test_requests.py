"""`requests_auth`: a good token on each request, none to another origin, one repetition."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

import pytest
import requests

from desktop_login import Refused, Session, SignInRequired
from desktop_login.demo.server import DemoCognito
from desktop_login.embedding.bearer import Bearer, Origin, origin_of
from desktop_login.http import requests_auth
from tests.aftermath import expected
from tests.embedding.conftest import sign_in
from tests.embedding.protected import Protected, protected
from tests.embedding.test_session import in_trouble
from tests.fakes.clocks import HandClock
from tests.patience import STEP_S


@pytest.fixture
def api() -> Iterator[Protected]:
    with protected() as server:
        yield server


@pytest.fixture
def elsewhere() -> Iterator[Protected]:
    with protected() as server:
        yield server


@pytest.fixture
def web() -> Iterator[requests.Session]:
    with requests.Session() as web:
        web.trust_env = False
        yield web


def test_each_request_carries_a_good_token(
    session: Session, api: Protected, web: requests.Session, clock: HandClock
) -> None:
    sign_in(session)
    web.auth = requests_auth(session)
    first = session.token()
    web.get(f"{api.url}/ok", timeout=STEP_S)
    clock.pass_time(3590)
    web.get(f"{api.url}/ok", timeout=STEP_S)
    assert api.sent("authorization") == [f"Bearer {first}", f"Bearer {session.token()}"]
    assert session.token() != first


def test_header_scheme_and_kind_are_those_that_were_asked_for(
    session: Session, api: Protected, web: requests.Session
) -> None:
    sign_in(session)
    auth = requests_auth(session, "access", "idToken", "")
    web.get(f"{api.url}/ok", auth=auth, timeout=STEP_S)
    assert api.sent("idtoken") == [session.token("access")]


@pytest.mark.parametrize("way", ["to", "keep"])
@pytest.mark.parametrize("first", ["ok", "once"])
def test_redirect_to_another_origin_carries_no_token(
    session: Session,
    api: Protected,
    elsewhere: Protected,
    web: requests.Session,
    way: str,
    first: str,
) -> None:
    sign_in(session)
    web.auth = requests_auth(session)
    answer = web.post(f"{api.url}/{way}?{elsewhere.url}/{first}", data=b"body", timeout=STEP_S)
    assert answer.status_code == (200 if first == "ok" else 401)
    assert api.sent("authorization") == [f"Bearer {session.token()}"]
    assert set(elsewhere.sent("authorization")) == {""}


def test_redirect_that_would_carry_a_header_of_another_name_is_refused(
    session: Session, api: Protected, elsewhere: Protected, web: requests.Session
) -> None:
    sign_in(session)
    web.auth = requests_auth(session, header="idToken", scheme="")
    with pytest.raises(Refused) as raised:
        web.get(f"{api.url}/to?{elsewhere.url}/ok", timeout=STEP_S)
    assert raised.value.code == "REDIRECT"
    assert elsewhere.came == []
    assert web.get(f"{api.url}/to?/ok", timeout=STEP_S).status_code == 200
    assert web.get(f"{api.url}/to?{api.url}/ok", timeout=STEP_S).status_code == 200


def test_redirect_to_another_origin_after_a_repetition_carries_no_token(
    session: Session, api: Protected, elsewhere: Protected, web: requests.Session
) -> None:
    sign_in(session)
    web.auth = requests_auth(session)
    web.get(f"{api.url}/once-to?{elsewhere.url}/ok", timeout=STEP_S)
    assert len(set(api.sent("authorization"))) == 2
    assert elsewhere.sent("authorization") == [""]


def test_redirect_after_a_repetition_is_refused_as_well(
    session: Session, api: Protected, elsewhere: Protected, web: requests.Session
) -> None:
    sign_in(session)
    web.auth = requests_auth(session, header="idToken", scheme="")
    with pytest.raises(Refused):
        web.get(f"{api.url}/once-to?{elsewhere.url}/ok", timeout=STEP_S)
    assert elsewhere.came == []


def test_pasted_address_of_another_origin_gets_no_token(
    session: Session, api: Protected, elsewhere: Protected, web: requests.Session
) -> None:
    sign_in(session)
    web.auth = requests_auth(session)
    web.get(f"{api.url}/ok", timeout=STEP_S)
    web.get(f"{elsewhere.url}/ok", timeout=STEP_S)
    assert elsewhere.sent("authorization") == [""]
    web.auth = requests_auth(session, origins=[elsewhere.url])
    web.get(f"{api.url}/ok", timeout=STEP_S)
    web.get(f"{elsewhere.url}/ok", timeout=STEP_S)
    assert api.sent("authorization")[1:] == [""]
    assert elsewhere.sent("authorization")[1:] == [f"Bearer {session.token()}"]


@pytest.mark.parametrize("body", [None, b"bytes", "text", io.BytesIO(b"file")])
def test_answer_401_is_repeated_once_with_a_renewed_token(
    session: Session, api: Protected, web: requests.Session, body: object
) -> None:
    sign_in(session)
    refused = session.token()
    web.auth = requests_auth(session)
    answer = web.post(f"{api.url}/once", data=body, timeout=STEP_S)  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert [one.status_code for one in answer.history] == [401]
    assert api.sent("authorization") == [f"Bearer {refused}", f"Bearer {session.token()}"]
    assert api.came[0].body == api.came[1].body
    assert web.get(f"{api.url}/no", timeout=STEP_S).status_code == 401
    assert len(api.came) == 4  # and no more often


def test_body_that_is_gone_is_not_repeated(
    session: Session, api: Protected, web: requests.Session
) -> None:
    sign_in(session)
    web.auth = requests_auth(session)
    answer = web.post(f"{api.url}/once", data=iter([b"a", b"b"]), timeout=STEP_S)
    assert answer.status_code == 401
    assert len(api.came) == 1


def test_answer_401_stays_where_no_other_token_can_be_had(
    session: Session,
    api: Protected,
    web: requests.Session,
    demo: DemoCognito,
    caplog: pytest.LogCaptureFixture,
) -> None:
    sign_in(session)
    web.auth = requests_auth(session)
    with demo.intercept("GetTokensFromRefreshToken", in_trouble):
        assert web.get(f"{api.url}/once", timeout=STEP_S).status_code == 401
    assert len(api.came) == 1
    expected(caplog, "an answer 401 stays, because no other token can be had")


def test_answer_401_of_a_session_that_has_ended_requires_a_sign_in(
    session: Session, api: Protected, web: requests.Session, demo: DemoCognito
) -> None:
    sign_in(session)
    web.auth = requests_auth(session)
    demo.revoke_all(next(u for u in demo.pool.users if u.email == "confirmed@example.com"))
    with pytest.raises(SignInRequired) as raised:
        web.get(f"{api.url}/once", timeout=STEP_S)
    assert raised.value.code == "SESSION_ENDED"
    assert len(api.came) == 1


def test_pipe_is_sent_although_it_cannot_be_sent_again(
    session: Session, api: Protected, web: requests.Session
) -> None:
    sign_in(session)
    web.auth = requests_auth(session)
    reading, writing = os.pipe()
    with open(reading, "rb") as pipe:
        os.write(writing, b"piped")
        os.close(writing)
        assert web.post(f"{api.url}/once", data=pipe, timeout=STEP_S).status_code == 401
    assert [one.body for one in api.came] == [b"piped"]


def test_nobody_signed_in_sends_nothing(
    session: Session, api: Protected, web: requests.Session
) -> None:
    with pytest.raises(SignInRequired):
        web.get(f"{api.url}/ok", auth=requests_auth(session), timeout=STEP_S)
    assert api.came == []


def test_first_request_without_encryption_decides_no_origin(session: Session) -> None:
    bearer = Bearer(session, "id", "Authorization", "Bearer", None)
    with pytest.raises(ValueError, match="unencrypted"):
        bearer.may_go("http://api.example.com/orders")
    assert not bearer.may_go("ftp://api.example.com/")
    assert bearer.may_go("https://api.example.com/orders")
    assert bearer.may_go("https://API.example.com:443/")
    for other in ("http://api.example.com/", "https://api.example.com:8443/", "https://[x"):
        assert not bearer.may_go(other)
    named = Bearer(session, "id", "Authorization", "Bearer", ["http://api.example.com"])
    assert named.may_go("http://api.example.com/orders")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://a.example/x", Origin("https", "a.example", 443)),
        ("HTTP://A.example.:8080", Origin("http", "a.example", 8080)),
        ("https://user@b.example/", Origin("https", "b.example", 443)),
        ("https://a.example\\@b.example/", None),  # libraries do not agree about its host
        ("https://a.example /", None),
        ("https://b\u00fccher.example/", None),
        ("https://", None),
        ("file:///etc/passwd", None),
        ("https://a.example:99999/", None),
    ],
)
def test_origin_of_an_address(url: str, origin: Origin | None) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"origins": "https://api.example.com"}, TypeError),
        ({"origins": ["api.example.com"]}, ValueError),
        ({"header": "X Y"}, ValueError),
        ({"header": ""}, ValueError),
        ({"scheme": "Bearer\r\nX"}, ValueError),
    ],
)
def test_arguments_that_cannot_be_meant_are_refused(
    session: Session, wrong: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        requests_auth(session, **wrong)  # type: ignore[arg-type]
