"""Which module answers which operation. Knows no HTTP, and answers nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop_login.demo.account_operations import AccountOperations
from desktop_login.demo.client import Client, Reply, Request
from desktop_login.demo.codes import Codes
from desktop_login.demo.engine import Engine
from desktop_login.demo.guesses import Guesses
from desktop_login.demo.issuer import Issuer
from desktop_login.demo.passkeys import PasskeyOperations, Passkeys
from desktop_login.demo.pool import Pool
from desktop_login.demo.profile import Profile
from desktop_login.demo.token_operations import TokenOperations


class Operations:
    """The user-level operations of one pool; nothing administrative is among them. Thread-safe.

    Attributes:
        browser: Signs in on the pages of managed login; a complete sign-in answers `{"User": …}`.
    """

    def __init__(self, pool: Pool, issuer: Issuer) -> None:
        client, guesses = Client(pool.config), Guesses(pool.now)
        tokens = self.tokens = TokenOperations(pool, issuer, client)
        codes = Codes(pool, guesses)
        passkeys = self.passkeys = Passkeys(pool)
        engine = Engine(pool, client, tokens, codes, guesses, passkeys)
        self.browser = Engine(
            pool, client, tokens, codes, guesses, passkeys, admitted=lambda user: {"User": user}
        )
        sign_in, authenticators, devices = engine.sign_in, engine.authenticators, engine.devices
        accounts = AccountOperations(pool, client, codes)
        profile = Profile(pool, codes, tokens)
        of_passkeys = PasskeyOperations(passkeys, tokens)
        self.table: Mapping[str, Callable[[Request], Reply]] = {
            "InitiateAuth": sign_in.initiate_auth,
            "RespondToAuthChallenge": sign_in.respond_to_auth_challenge,
            "AssociateSoftwareToken": authenticators.associate_software_token,
            "VerifySoftwareToken": authenticators.verify_software_token,
            "SignUp": accounts.sign_up,
            "ConfirmSignUp": accounts.confirm_sign_up,
            "ResendConfirmationCode": accounts.resend_confirmation_code,
            "ForgotPassword": accounts.forgot_password,
            "ConfirmForgotPassword": accounts.confirm_forgot_password,
            "GetTokensFromRefreshToken": tokens.get_tokens_from_refresh_token,
            "RevokeToken": tokens.revoke_token,
            "GlobalSignOut": tokens.global_sign_out,
            "GetUser": profile.get_user,
            "GetUserAuthFactors": profile.get_user_auth_factors,
            "UpdateUserAttributes": profile.update_user_attributes,
            "DeleteUserAttributes": profile.delete_user_attributes,
            "ChangePassword": profile.change_password,
            "GetUserAttributeVerificationCode": profile.get_user_attribute_verification_code,
            "VerifyUserAttribute": profile.verify_user_attribute,
            "SetUserMFAPreference": profile.set_user_mfa_preference,
            "DeleteUser": profile.delete_user,
            "ConfirmDevice": devices.confirm_device,
            "UpdateDeviceStatus": devices.update_device_status,
            "ForgetDevice": devices.forget_device,
            "GetDevice": devices.get_device,
            "ListDevices": devices.list_devices,
            "StartWebAuthnRegistration": of_passkeys.start_registration,
            "CompleteWebAuthnRegistration": of_passkeys.complete_registration,
            "ListWebAuthnCredentials": of_passkeys.list_credentials,
            "DeleteWebAuthnCredential": of_passkeys.delete_credential,
        }
