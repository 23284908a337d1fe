"""The fixtures that other projects get, taken from the plugin: here it may be installed or not."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config

from desktop_login.testing import DemoCognito, plugin

demo_cognito = plugin.demo_cognito
demo_cognito_environment = plugin.demo_cognito_environment
demo_cognito_pool = plugin.demo_cognito_pool


@pytest.fixture
def cognito(demo_cognito: DemoCognito) -> Any:
    """A plain boto3 client, which repeats nothing."""
    once = Config(retries={"total_max_attempts": 1})
    return boto3.client("cognito-idp", config=once, **demo_cognito.boto3_options)
