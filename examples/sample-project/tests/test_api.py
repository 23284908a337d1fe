"""Who sees orders. These tests begin after the sign-in: `tokens()` skips it."""

from __future__ import annotations

import pytest

from desktop_login.testing import DemoCognito, DemoUser, PoolSettings
from orders.api import OrdersApi


@pytest.fixture
def api(demo_cognito: DemoCognito) -> OrdersApi:
    settings = demo_cognito.settings
    return OrdersApi(settings.issuer, settings.client_id, settings.jwks_url)


@pytest.fixture
def kim(demo_cognito: DemoCognito) -> DemoUser:
    return demo_cognito.users.add("kim@example.com", groups=["staff"])


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_staff_sees_orders(api: OrdersApi, kim: DemoUser) -> None:
    assert api.orders(bearer(kim.tokens().id_token)) == (200, "orders of kim@example.com")


def test_who_has_left_the_staff_sees_none(api: OrdersApi, kim: DemoUser) -> None:
    kim.remove_from_group("staff")
    assert api.orders(bearer(kim.tokens().id_token)) == (403, "only for staff")


def test_token_of_yesterday_has_expired(
    api: OrdersApi, kim: DemoUser, demo_cognito: DemoCognito
) -> None:
    demo_cognito.clock.advance(-24 * 3600)
    assert api.orders(bearer(kim.tokens().id_token)) == (401, "the token has expired")


def test_access_token_is_no_id_token(api: OrdersApi, kim: DemoUser) -> None:
    assert api.orders(bearer(kim.tokens().access_token)) == (401, "the token is not valid")


def test_token_of_another_pool_is_not_valid(api: OrdersApi) -> None:
    elsewhere = PoolSettings(user_pool_id="us-east-1_Elsewhere1")
    with DemoCognito(elsewhere) as other:
        token = other.users["confirmed"].tokens().id_token
    assert api.orders(bearer(token)) == (401, "the token is not valid")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer"}, {"Authorization": "Basic x"}])
def test_nobody_gets_in_without_a_token(api: OrdersApi, headers: dict[str, str]) -> None:
    assert api.orders(headers) == (401, "a token is needed")
