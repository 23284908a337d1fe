"""`httpx_auth`, with both clients: the same rules as for requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from desktop_login import Refused, Session, SignInRequired
from desktop_login.demo.server import DemoCognito
from desktop_login.http import httpx_auth
from tests.aftermath import expected
from tests.embedding.conftest import sign_in
from tests.embedding.protected import Protected, protected
from tests.embedding.test_session import in_trouble
from tests.fakes.clocks import HandClock
from tests.patience import STEP_S

httpx = pytest.importorskip("httpx")  # of the extra `test`


@pytest.fixture
def api() -> Iterator[Protected]:
    with protected() as server:
        yield server


@pytest.fixture
def elsewhere() -> Iterator[Protected]:
    with protected() as server:
        yield server


@pytest.fixture(params=["sync", "async"])
def send(request: pytest.FixtureRequest) -> Any:
    """One request, by either client."""

    def sync_send(method: str, url: str, auth: Any, **more: Any) -> Any:
        with httpx.Client(trust_env=False, follow_redirects=True, timeout=STEP_S) as client:
            return client.request(method, url, auth=auth, **more)

    def async_send(method: str, url: str, auth: Any, **more: Any) -> Any:
        async def work() -> Any:
            async with httpx.AsyncClient(
                trust_env=False, follow_redirects=True, timeout=STEP_S
            ) as client:
                return await client.request(method, url, auth=auth, **more)

        return asyncio.run(work())

    send = sync_send if request.param == "sync" else async_send
    send.is_async = request.param == "async"  # type: ignore[attr-defined]
    return send


def test_each_request_carries_a_good_token(
    session: Session, api: Protected, send: Any, clock: HandClock
) -> None:
    sign_in(session)
    auth = httpx_auth(session)
    first = session.token()
    send("GET", f"{api.url}/ok", auth)
    clock.pass_time(3590)
    send("GET", f"{api.url}/ok", auth)
    assert api.sent("authorization") == [f"Bearer {first}", f"Bearer {session.token()}"]


@pytest.mark.parametrize("way", ["to", "keep"])
def test_redirect_to_another_origin_carries_no_token(
    session: Session, api: Protected, elsewhere: Protected, send: Any, way: str
) -> None:
    sign_in(session)
    answer = send(
        "POST", f"{api.url}/{way}?{elsewhere.url}/once", httpx_auth(session), content=b"b"
    )
    assert answer.status_code == 401
    assert api.sent("authorization") == [f"Bearer {session.token()}"]
    assert set(elsewhere.sent("authorization")) == {""}


def test_redirect_that_would_carry_a_header_of_another_name_is_refused(
    session: Session, api: Protected, elsewhere: Protected, send: Any
) -> None:
    sign_in(session)
    auth = httpx_auth(session, header="idToken", scheme="")
    for way in ("to", f"to?{api.url}/to", "once-to"):
        api.refused.clear()
        with pytest.raises(Refused) as raised:
            send("GET", f"{api.url}/{way}?{elsewhere.url}/ok", auth)
        assert raised.value.code == "REDIRECT"
    assert elsewhere.came == []
    assert send("GET", f"{api.url}/to?/ok", auth).status_code == 200
    assert "" not in api.sent("idtoken")


def test_pasted_address_of_another_origin_gets_no_token(
    session: Session, api: Protected, elsewhere: Protected, send: Any
) -> None:
    sign_in(session)
    auth = httpx_auth(session, origins=[api.url])
    send("GET", f"{elsewhere.url}/ok", auth)
    assert elsewhere.sent("authorization") == [""]


def test_answer_401_is_repeated_once_with_a_renewed_token(
    session: Session,
    api: Protected,
    send: Any,
    demo: DemoCognito,
    caplog: pytest.LogCaptureFixture,
) -> None:
    sign_in(session)
    refused, auth = session.token(), httpx_auth(session)
    assert send("POST", f"{api.url}/once", auth, content=b"bytes").status_code == 200
    assert api.sent("authorization") == [f"Bearer {refused}", f"Bearer {session.token()}"]
    assert [one.body for one in api.came] == [b"bytes", b"bytes"]
    assert send("GET", f"{api.url}/no", auth).status_code == 401
    assert len(api.came) == 4
    api.refused.clear()
    with demo.intercept("GetTokensFromRefreshToken", in_trouble):
        assert send("GET", f"{api.url}/once", auth).status_code == 401
    assert len(api.came) == 5
    expected(caplog, "an answer 401 stays, because no other token can be had")


def test_answer_401_of_a_session_that_has_ended_requires_a_sign_in(
    session: Session, api: Protected, send: Any, demo: DemoCognito
) -> None:
    sign_in(session)
    demo.revoke_all(next(u for u in demo.pool.users if u.email == "confirmed@example.com"))
    with pytest.raises(SignInRequired):
        send("GET", f"{api.url}/once", httpx_auth(session))
    assert len(api.came) == 1


def test_body_that_is_gone_is_not_repeated(session: Session, api: Protected, send: Any) -> None:
    sign_in(session)

    def parts() -> Iterator[bytes]:
        yield from (b"a", b"b")

    async def async_parts() -> AsyncIterator[bytes]:
        for part in parts():
            yield part

    body = async_parts() if send.is_async else parts()
    assert send("POST", f"{api.url}/once", httpx_auth(session), content=body).status_code == 401
    assert [one.body for one in api.came] == [b"ab"]


def test_trace_of_a_host_still_hears_everything(
    session: Session, api: Protected, send: Any
) -> None:
    sign_in(session)
    heard: list[str] = []

    def trace(event: str, info: Any) -> None:
        heard.append(event)

    async def async_trace(event: str, info: Any) -> None:
        heard.append(event)

    extensions = {"trace": async_trace if send.is_async else trace}
    send("GET", f"{api.url}/ok", httpx_auth(session), extensions=extensions)
    assert "http11.receive_response_headers.complete" in heard


def test_head_of_an_answer_over_http_2() -> None:
    from desktop_login.embedding.httpx_auth import _head_of

    headers = [(b"location", b"/x")]
    assert _head_of((302, headers)) == (302, headers)
    assert _head_of((b"HTTP/1.1", 302, b"Found", headers, b"")) == (302, headers)
