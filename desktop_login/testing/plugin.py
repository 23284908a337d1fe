"""The fixtures for pytest, which loads this in every run: nothing of the demo is imported before a test asks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from desktop_login.testing.cognito import DemoCognito, PoolSettings

_LOOPBACK = ("127.0.0.1", "localhost")


@pytest.fixture
def demo_cognito_pool() -> PoolSettings:
    """How the pool of `demo_cognito` is set up. Define a fixture of this name to change it."""
    from desktop_login.testing.cognito import PoolSettings

    return PoolSettings()


@pytest.fixture
def demo_cognito(demo_cognito_pool: PoolSettings) -> Iterator[DemoCognito]:
    """A Cognito user pool on 127.0.0.1, new for each test."""
    from desktop_login.testing.cognito import DemoCognito

    with DemoCognito(demo_cognito_pool) as demo:
        yield demo


@pytest.fixture
def demo_cognito_environment(
    demo_cognito: DemoCognito, monkeypatch: pytest.MonkeyPatch
) -> Mapping[str, str]:
    """Set `demo_cognito.environment` for this test; proxies are not used on the way to the demo."""
    for name, value in demo_cognito.environment.items():
        monkeypatch.setenv(name, value)
    for name in ("NO_PROXY", "no_proxy"):
        before = [os.environ[name]] if os.environ.get(name) else []
        monkeypatch.setenv(name, ",".join((*before, *_LOOPBACK)))
    return demo_cognito.environment
