"""Trying out an API: what is offered, where a signature may go, and what is remembered."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from desktop_login.adapters.api_history import MemoryHistory
from desktop_login.domain.api_history import SavedRequest
from desktop_login.domain.api_presets import PresetName, service_in
from desktop_login.domain.api_refusals import SentToken
from desktop_login.domain.api_request import HttpCall, HttpReply, RequestError
from desktop_login.domain.pool import region_in
from desktop_login.domain.secret import Secret
from desktop_login.flow.api_calls import ApiRequest, SignedCall, UsedToken
from desktop_login.flow.api_desk import ApiDesk, ApiFacts
from tests.fakes.world import inline, run

API = "https://api.example.com/prod"
BUCKET = "https://files.s3.eu-west-1.amazonaws.com"
FACTS = ApiFacts(API, BUCKET, True, options=" --profile staging", region="us-east-1")


class Session:
    """Gives tokens, and remembers whether they were renewed."""

    def __init__(self) -> None:
        self.renewals: list[bool] = []

    async def token(self, kind: SentToken, *, new: bool) -> UsedToken:
        self.renewals.append(new)
        return UsedToken(Secret(kind.value), {})

    async def signed(self, call: HttpCall, service: str, *, new: bool) -> SignedCall:
        raise AssertionError((call, service, new))


async def send(call: HttpCall) -> HttpReply:
    return HttpReply(200, {}, call.headers.get("Authorization", "").encode(), False, 0.0)


def api_desk(facts: ApiFacts = FACTS, session: Session | None = None) -> ApiDesk:
    return ApiDesk(facts, session or Session(), send, MemoryHistory(), inline, region_in)


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        (FACTS, list(PresetName)),
        (ApiFacts(API, "", True), list(PresetName)[:3]),
        (ApiFacts(API, BUCKET, False), []),
        (ApiFacts("", BUCKET, True), []),
    ],
)
def test_presets_are_offered_where_there_is_what_they_need(
    facts: ApiFacts, names: Sequence[PresetName]
) -> None:
    assert [preset.name for preset in api_desk(facts).presets()] == names


def test_every_preset_can_be_sent_without_another_yes() -> None:
    for preset in api_desk().presets():
        request = api_desk().meant(ApiRequest("GET", preset.address, token=preset.token))
        assert request.service == ("s3" if preset.name is PresetName.OBJECT else "execute-api")
        assert api_desk().request_error(request, elsewhere=False) is None


def test_a_token_does_not_go_to_the_bucket_and_a_signature_goes_nowhere_else() -> None:
    by_token = ApiRequest("GET", f"{BUCKET}/x")
    assert api_desk().request_error(by_token, elsewhere=False) is RequestError.ELSEWHERE
    assert api_desk().request_error(by_token, elsewhere=True) is None
    headers = {"idToken": "{id_token}"}
    with_token = ApiRequest("GET", f"{BUCKET}/x", headers, token=SentToken.SIGNATURE)
    assert api_desk().request_error(with_token, elsewhere=False) is RequestError.ELSEWHERE
    only_signed = ApiRequest("GET", f"{BUCKET}/x", token=SentToken.SIGNATURE)
    assert api_desk().request_error(only_signed, elsewhere=False) is None
    for url in ("https://other.example/x", f"{BUCKET}.evil.example/x"):
        signed = ApiRequest("GET", url, token=SentToken.SIGNATURE)
        assert api_desk().request_error(signed, elsewhere=False) is RequestError.ELSEWHERE


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("https://a.execute-api.eu-west-1.amazonaws.com/v1", "execute-api"),
        ("https://api.example.com/s3.x", "execute-api"),
        ("https://files.s3.eu-west-1.amazonaws.com/x", "s3"),
        ("https://x.lambda-url.eu-west-1.on.aws/", "lambda"),
        ("http://127.0.0.1:9/demo-bucket/x", "s3"),
        ("http://127.0.0.1:9/demo-bucket-2/x", "execute-api"),
    ],
)
def test_the_address_tells_what_is_signed_for(url: str, service: str) -> None:
    assert service_in(url, "http://127.0.0.1:9/demo-bucket") == service


@pytest.mark.parametrize("new", [False, True])
def test_a_request_is_sent_with_a_token_that_is_renewed_where_that_is_wanted(new: bool) -> None:
    session = Session()
    request = api_desk().meant(ApiRequest("GET", "/v1/user"))
    answer = run(api_desk(session=session).call(request, new=new))
    assert (answer.reply.body, session.renewals) == (b"Bearer id", [new])


def test_what_was_sent_is_remembered_without_its_secrets_until_it_is_forgotten() -> None:
    made = api_desk()
    request = ApiRequest("GET", f"{API}/x?token=x", {"X-Key": "secret"}, b"secret")
    kept = run(made.remember(request))
    assert kept == (SavedRequest("GET", f"{API}/x?token=***", SentToken.ID, ("X-Key",)),)
    signed = ApiRequest("GET", f"{BUCKET}/x", token=SentToken.SIGNATURE, service="s3")
    assert run(made.remember(signed))[0].service == "s3"
    assert len(run(made.history())) == 2
    run(made.forget())
    assert run(made.history()) == ()


def test_a_line_for_a_shell_means_the_same_pool_and_region() -> None:
    signed = ApiRequest("GET", f"{API}/x", token=SentToken.SIGNATURE)
    assert " --profile staging " in api_desk().curl(signed)
    assert "aws:amz:us-east-1:execute-api" in api_desk().curl(signed)
    at_aws = ApiRequest("GET", f"{BUCKET}/x", token=SentToken.SIGNATURE, service="s3")
    assert "aws:amz:eu-west-1:s3" in api_desk().curl(at_aws)
