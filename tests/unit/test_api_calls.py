"""A request to an API with the session's token: sent once, renewed once, and never carried to another origin."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from desktop_login.domain.api_refusals import Meaning, SentToken
from desktop_login.domain.api_request import HttpCall, HttpReply, RequestError
from desktop_login.domain.secret import Secret
from desktop_login.flow.api_calls import ApiAnswer, ApiRequest, SignedCall, UsedToken, called
from tests.fakes.world import run

NOW = 1_700_000_000.0
URL = "https://api.example.com/v1/orders"
GROUPS = {"cognito:groups": ["staff"]}


class Api:
    """Answers what it was given, in order, and remembers what it was sent. Is the session as well."""

    def __init__(self, *replies: HttpReply, left_s: float = -1, others: int = 0) -> None:
        self._replies = list(replies)
        self._left_s = left_s
        self._others = others  # how often another token than before is handed out
        self.seen: list[HttpCall] = []
        self.renewals: list[bool] = []

    async def send(self, call: HttpCall) -> HttpReply:
        self.seen.append(call)
        return self._replies.pop(0)

    async def token(self, kind: SentToken, *, new: bool) -> UsedToken:
        self.renewals.append(new)
        claims = {"exp": NOW + 600 if new else NOW + self._left_s, "iat": NOW - 4000}
        age = "new" if new or (len(self.renewals) > 1 and self._others) else "old"
        return UsedToken(Secret(f"{kind.value}-{age}"), claims)

    async def signed(self, call: HttpCall, service: str, *, new: bool) -> SignedCall:
        self.renewals.append(new)
        headers = {**call.headers, "Authorization": f"AWS4-HMAC-SHA256 {service} {call.url}"}
        return SignedCall(HttpCall(call.method, call.url, headers, call.body), GROUPS)

    def call(self, request: ApiRequest) -> ApiAnswer:
        answer: ApiAnswer = run(called(request, self, self.send))
        return answer


def reply(status: int, headers: Mapping[str, str] | None = None) -> HttpReply:
    return HttpReply(status, headers or {}, b"", False, 0.1, NOW)


def to(location: str, status: int = 302) -> HttpReply:
    return reply(status, {"location": location})


@pytest.mark.parametrize(
    ("request_", "header"),
    [
        (ApiRequest("GET", URL), ("Authorization", "Bearer id-old")),
        (ApiRequest("GET", URL, token=SentToken.ACCESS), ("Authorization", "Bearer access-old")),
        (ApiRequest("GET", URL, header_name="idToken"), ("idToken", "id-old")),
        (
            ApiRequest("GET", URL, {"Authorization": "{id_token}"}, token=SentToken.NONE),
            ("Authorization", "id-old"),
        ),
        (
            ApiRequest("GET", URL, {"X-Access": "<{access_token}>"}, token=SentToken.NONE),
            ("X-Access", "<access-old>"),
        ),
        (ApiRequest("GET", URL, {"authorization": "mine"}), ("Authorization", "Bearer id-old")),
    ],
)
def test_the_token_goes_in_the_header_that_was_asked_for(
    request_: ApiRequest, header: tuple[str, str]
) -> None:
    api = Api(reply(200))
    api.call(request_)
    assert dict(api.seen[0].headers) == dict([header])


def test_without_a_token_the_session_is_not_asked() -> None:
    api = Api(reply(200))
    api.call(ApiRequest("GET", URL, token=SentToken.NONE))
    assert api.renewals == []
    assert api.seen[0].headers == {}


def test_a_token_that_expired_on_the_way_is_renewed_once() -> None:
    api = Api(reply(401), reply(200))
    answer = api.call(ApiRequest("GET", URL))
    assert answer.renewed
    assert answer.reply.status == 200
    assert [call.headers["Authorization"] for call in api.seen] == [
        "Bearer id-old",
        "Bearer id-new",
    ]


def test_a_second_refusal_is_shown() -> None:
    api = Api(reply(401), reply(401))
    answer = api.call(ApiRequest("GET", URL))
    assert answer.reply.status == 401
    assert len(api.seen) == 2


def test_what_may_have_been_done_is_not_sent_again() -> None:
    api = Api(reply(401))
    answer = api.call(ApiRequest("POST", URL, body=b"{}"))
    assert len(api.seen) == 1
    assert answer.explanation is not None
    assert answer.explanation.meaning is Meaning.EXPIRED


def test_a_token_that_was_renewed_meanwhile_is_sent_again() -> None:
    api = Api(reply(401), reply(200), left_s=600, others=1)
    assert api.call(ApiRequest("GET", URL)).renewed
    assert api.renewals == [False] * 3
    assert [call.headers["Authorization"] for call in api.seen] == [
        "Bearer id-old",
        "Bearer id-new",
    ]


def test_a_refusal_of_the_latest_token_is_shown_at_once() -> None:
    api = Api(reply(401), left_s=600)
    assert not api.call(ApiRequest("GET", URL)).renewed
    assert len(api.seen) == 1


def test_a_signed_request_may_carry_a_token_as_well() -> None:
    api = Api(reply(200))
    api.call(ApiRequest("GET", URL, {"idToken": "{id_token}"}, token=SentToken.SIGNATURE))
    assert dict(api.seen[0].headers) == {
        "idToken": "id-old",
        "Authorization": f"AWS4-HMAC-SHA256 execute-api {URL}",
    }


def test_each_step_of_a_redirect_is_signed_anew() -> None:
    api = Api(to("/v1/x"), reply(403, {"x-amzn-errortype": "AccessDeniedException"}))
    answer = api.call(ApiRequest("GET", URL, token=SentToken.SIGNATURE, service="s3", follow=True))
    assert api.seen[1].headers["Authorization"].endswith("s3 https://api.example.com/v1/x")
    assert answer.explanation is not None
    assert answer.explanation.meaning is Meaning.ROLE
    assert answer.explanation.names == ("staff",)


@pytest.mark.parametrize(
    ("request_", "request_error"),
    [
        (ApiRequest("GET", URL), None),
        (ApiRequest("GET", "http://api.example.com/"), RequestError.INSECURE),
        (ApiRequest("GET", "http://api.example.com/", token=SentToken.NONE), None),
        (
            ApiRequest(
                "GET", "http://api.example.com/", {"idToken": "{id_token}"}, token=SentToken.NONE
            ),
            RequestError.INSECURE,
        ),
        (
            ApiRequest("GET", "http://api.example.com/", token=SentToken.SIGNATURE),
            RequestError.INSECURE,
        ),
        (ApiRequest("GET", URL, header_name="Host"), RequestError.HEADER),
    ],
)
def test_what_a_request_carries_decides_where_it_may_go(
    request_: ApiRequest, request_error: RequestError | None
) -> None:
    assert request_.request_error() is request_error


def test_another_origin_than_the_api_needs_a_yes() -> None:
    request = ApiRequest("GET", URL)
    assert request.request_error("https://other.example") is RequestError.ELSEWHERE
    assert request.request_error("https://other.example", elsewhere=True) is None


def test_a_token_in_another_header_is_explained_so() -> None:
    api = Api(reply(401), left_s=600)
    answer = api.call(ApiRequest("GET", URL, {"idToken": "{id_token}"}, token=SentToken.NONE))
    assert answer.explanation is not None
    assert answer.explanation.meaning is Meaning.NO_TOKEN


def test_a_redirect_is_told_and_not_followed() -> None:
    api = Api(to("/v1/orders/"))
    answer = api.call(ApiRequest("GET", URL))
    assert answer.redirect == "/v1/orders/"
    assert len(api.seen) == 1


def test_a_redirect_within_the_origin_is_followed_if_that_was_asked_for() -> None:
    api = Api(to("/v1/orders/"), reply(200))
    answer = api.call(ApiRequest("GET", URL, follow=True))
    assert answer.redirect == ""
    assert [call.url for call in api.seen] == [URL, "https://api.example.com/v1/orders/"]


@pytest.mark.parametrize("location", ["https://evil.example/", "//evil.example/", "http:/x"])
@pytest.mark.parametrize("header_name", ["Authorization", "idToken", "X-Amz-Security-Token"])
def test_no_token_goes_to_another_origin(location: str, header_name: str) -> None:
    api = Api(to(location))
    answer = api.call(ApiRequest("GET", URL, header_name=header_name, follow=True))
    assert answer.redirect == location
    assert [call.url for call in api.seen] == [URL]


def test_only_a_get_is_followed() -> None:
    api = Api(to("/v1/orders/", 307))
    api.call(ApiRequest("POST", URL, body=b"{}", follow=True))
    assert len(api.seen) == 1


def test_a_ring_of_redirects_ends() -> None:
    api = Api(*[to("/v1/orders")] * 10)
    answer = api.call(ApiRequest("GET", URL, follow=True))
    assert answer.redirect == "/v1/orders"
    assert len(api.seen) == 5
