"""Which module answers which operation. Knows no HTTP, and answers nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop_login.demo.account_operations import AccountOperations
from desktop_login.demo.authenticators import Authenticators
from desktop_login.demo.challenge_sessions import ChallengeSessions
from desktop_login.demo.challenges import Challenges
from desktop_login.demo.client import Client, Reply, Request
from desktop_login.demo.codes import Codes
from desktop_login.demo.custom import CustomQuestions
from desktop_login.demo.devices import Devices
from desktop_login.demo.first_factors import FirstFactors
from desktop_login.demo.guesses import Guesses
from desktop_login.demo.issuer import Issuer
from desktop_login.demo.passkeys import PasskeyOperations, Passkeys
from desktop_login.demo.password_step import PasswordStep
from desktop_login.demo.pool import Pool
from desktop_login.demo.profile import Profile
from desktop_login.demo.proofs import ProofAttempt, Proofs
from desktop_login.demo.sign_in import SignIn
from desktop_login.demo.token_operations import TokenOperations


class Operations:
    """The user-level operations of one pool; nothing administrative is among them. Thread-safe."""

    def __init__(self, pool: Pool, issuer: Issuer) -> None:
        client, guesses = Client(pool.config), Guesses(pool.now)
        tokens = self.tokens = TokenOperations(pool, issuer, client)
        challenge_sessions, proofs, codes = (
            ChallengeSessions(pool.config, pool.now),
            Proofs(pool.now),
            Codes(pool, guesses),
        )
        devices = Devices(pool, challenge_sessions, proofs, tokens)
        challenges = Challenges(pool, challenge_sessions, codes, devices, guesses)
        custom = CustomQuestions(challenge_sessions, devices)

        def passed(claim: ProofAttempt) -> Reply:
            if claim.custom:
                return custom.ask(claim.user, device_key=claim.device_key)
            return challenges.after_password(claim.user, claim.device_key)

        passwords = PasswordStep(pool, proofs, passed, devices.known)
        passkeys = self.passkeys = Passkeys(pool)
        first = FirstFactors(challenge_sessions, passwords, challenges, passkeys, devices)
        handlers = {**challenges.handlers, **first.handlers, **custom.handlers}
        sign_in = SignIn(
            pool, client, challenge_sessions, passwords, first, custom, devices, tokens, handlers
        )
        accounts = AccountOperations(pool, client, codes)
        authenticators = Authenticators(pool, challenge_sessions, tokens)
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
