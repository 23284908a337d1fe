"""Signs in at the pool that the environment names."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# Cognito's second factors, and the parameter in which it wants the code.
_CODES = {
    "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE",
    "SMS_MFA": "SMS_MFA_CODE",
    "EMAIL_OTP": "EMAIL_OTP_CODE",
}


class Refused(Exception):
    """A wrong name, password or code, or an account that may not sign in."""


class NotReached(Exception):
    """The pool could not be asked. Later it may work."""


@dataclass(frozen=True)
class Tokens:
    """What a sign-in ends with."""

    id_token: str
    refresh_token: str


def sign_in(username: str, password: str, ask_for_code: Callable[[str], str]) -> Tokens:
    """Sign in with a password and, where the pool wants one, a code.

    `ask_for_code` gets the name of the challenge and returns what the person has typed.
    """
    client_id = os.environ["COGNITO_CLIENT_ID"]
    client = boto3.client("cognito-idp", config=Config(retries={"total_max_attempts": 3}))
    try:
        answer: dict[str, Any] = client.initiate_auth(  # JSON
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=client_id,
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
        while "ChallengeName" in answer:
            name = answer["ChallengeName"]
            if name not in _CODES:
                raise Refused(f"{name} is not supported")
            answer = client.respond_to_auth_challenge(
                ClientId=client_id,
                ChallengeName=name,
                Session=answer["Session"],
                ChallengeResponses={"USERNAME": username, _CODES[name]: ask_for_code(name)},
            )
    except ClientError as error:
        if error.response["Error"]["Code"] == "TooManyRequestsException":
            raise NotReached("too many requests") from error
        raise Refused(error.response["Error"]["Message"]) from error
    except BotoCoreError as error:
        raise NotReached("no connection") from error
    result = answer["AuthenticationResult"]
    return Tokens(result["IdToken"], result["RefreshToken"])
