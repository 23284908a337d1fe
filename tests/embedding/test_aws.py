"""`boto3_session` and `credentials`: keys of the identity pool, renewed once for all threads."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import botocore.session
import pytest

from desktop_login import LoginError, LoginFailed, Refused, Session, SignInRequired
from desktop_login.aws import boto3_session, credentials
from desktop_login.demo.server import DemoCognito
from tests.aftermath import expected
from tests.embedding.conftest import settings_for, sign_in
from tests.fakes.clocks import HandClock
from tests.patience import STEP_S

FAILED = "Refreshing temporary credentials failed"  # says botocore


@pytest.fixture
def aws(demo: DemoCognito) -> Iterator[Session]:
    """A session whose settings have an identity pool."""
    settings = settings_for(demo) | {"identity_pool_id": demo.config.identity_pool_id}
    with Session.open(settings=settings, vault="memory") as session:
        yield session


@pytest.fixture(autouse=True)
def _no_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")


def fetched(demo: DemoCognito) -> list[Any]:
    seen: list[Any] = []

    def handler(request: Any, answer: Any) -> Any:
        seen.append(request)
        return answer(request)

    demo.intercept("GetCredentialsForIdentity", handler)
    return seen


def test_object_of_ones_own_folder_is_read(aws: Session, demo: DemoCognito) -> None:
    sign_in(aws)
    made = boto3_session(aws)
    assert made.region_name == "us-east-1"
    s3 = made.client("s3", endpoint_url=demo.url)
    key = f"cognito-test/{made.identity_id}/data.txt"
    body = s3.get_object(Bucket=demo.config.bucket, Key=key)["Body"]
    assert body.read()
    body.close()
    s3.close()


def test_threads_share_one_set_of_credentials_until_it_ends(
    aws: Session, demo: DemoCognito, clock: HandClock
) -> None:
    sign_in(aws)
    seen = fetched(demo)
    keys = credentials(aws)
    assert keys.method == "desktop-login"

    def frozen() -> tuple[str, str, str]:
        found = keys.get_frozen_credentials()
        return found.access_key, found.secret_key, found.token

    with ThreadPoolExecutor(8) as pool:
        found = [pool.submit(frozen) for _ in range(64)]
        assert len({one.result(STEP_S) for one in found}) == 1
    assert len(seen) == 1
    assert credentials(aws).get_frozen_credentials().access_key == frozen()[0]
    assert len(seen) == 1
    clock.pass_time(2500)  # less than 20 minutes are left
    assert credentials(aws).get_frozen_credentials().access_key != frozen()[0]
    assert len(seen) == 2


def test_each_session_of_a_place_asks_the_identity_pool_of_its_own_settings(
    demo: DemoCognito, caplog: pytest.LogCaptureFixture
) -> None:
    plain = settings_for(demo)
    first = plain | {"identity_pool_id": "us-east-1:00000000-0000-4000-8000-000000000000"}
    second = plain | {"identity_pool_id": demo.config.identity_pool_id, "aws_region": "eu-west-1"}
    with Session.open(settings=first) as one, Session.open(settings=second) as two:
        sign_in(one, remember=False)
        with pytest.raises(LoginError):
            credentials(one).get_frozen_credentials()
        expected(caplog, FAILED)
        assert credentials(two).get_frozen_credentials().access_key
        assert boto3_session(two).region_name == "eu-west-1"
        assert boto3_session(one).region_name == "us-east-1"


def test_nobody_signed_in_gets_no_credentials(
    aws: Session, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(SignInRequired):
        credentials(aws).get_frozen_credentials()
    expected(caplog, FAILED)


def test_settings_without_an_identity_pool_are_refused_at_once(session: Session) -> None:
    for opening in (boto3_session, credentials):
        with pytest.raises(LoginFailed) as raised:
            opening(session)
        assert raised.value.code == "NO_IDENTITY_POOL"


def test_role_that_is_not_the_users_is_refused(
    aws: Session, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(aws)
    with pytest.raises(Refused) as raised:
        credentials(aws, "arn:aws:iam::123456789012:role/other").get_frozen_credentials()
    assert raised.value.code == "ROLE_NOT_YOURS"
    expected(caplog, FAILED)


def test_botocore_session_of_the_host_is_another_one(aws: Session) -> None:
    sign_in(aws)
    assert boto3_session(aws).get_credentials() is not None
    assert botocore.session.get_session().get_credentials() is None
