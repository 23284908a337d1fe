"""The `Accounts` port over botocore: creating and recovering accounts, without a token."""

from __future__ import annotations

import uuid

from desktop_login.adapters.cognito import wire
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.errors import naming_attributes
from desktop_login.domain.account import Delivery, SignedUp
from desktop_login.domain.answers import NewAccount
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.secret import Secret


class CognitoAccounts:
    def __init__(self, api: CognitoApi) -> None:
        self._api = api

    def sign_up(self, account: NewAccount) -> SignedUp:
        username = account.username or account.email
        try:
            return self._sign_up(username, account)
        except AuthError as error:
            if error.error_info.code is not ErrorCode.USERNAME_LIKE_EMAIL or account.username:
                raise
        # the e-mail address is an alias in this pool: use a generated user name
        return self._sign_up(str(uuid.uuid4()), account)

    def confirm(self, username: str, code: Secret) -> None:
        self._send("ConfirmSignUp", username, ConfirmationCode=code.reveal())

    def resend(self, username: str) -> Delivery:
        return self._deliver("ResendConfirmationCode", username)

    def forgot_password(self, account: str) -> Delivery:
        return self._deliver("ForgotPassword", account)

    def reset_password(self, account: str, code: Secret, password: Secret) -> None:
        self._send(
            "ConfirmForgotPassword",
            account,
            ConfirmationCode=code.reveal(),
            Password=password.reveal(),
        )

    def _sign_up(self, username: str, account: NewAccount) -> SignedUp:
        # Exactly as it will be typed at sign-in: the pool may be case-sensitive.
        attributes = dict(account.attributes)
        if account.email:
            attributes["email"] = account.email
        with naming_attributes(attributes):
            reply = self._send(
                "SignUp",
                username,
                Password=account.password.reveal(),
                UserAttributes=wire.attribute_list(attributes),
            )
        return SignedUp(username, bool(reply.get("UserConfirmed")), wire.delivery_of(reply))

    def _deliver(self, operation: str, username: str) -> Delivery:
        try:
            return wire.delivery_of(self._send(operation, username))
        except AuthError as error:
            # do not reveal whether the account exists
            if error.error_info.request.code == "UserNotFoundException":
                return Delivery()
            raise

    def _send(self, operation: str, username: str, **arguments: wire.Parameter) -> wire.Reply:
        pool = self._api.pool
        digest = wire.secret_hash(pool, username)
        if digest is not None:
            arguments["SecretHash"] = digest
        return self._api.send(operation, ClientId=pool.client_id, Username=username, **arguments)
