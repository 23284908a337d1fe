"""The operations about the user's own account. Every request has an access token."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.demo import passwords
from desktop_login.demo.attributes import (
    CONTACTS,
    named,
    refuse_undeletable,
    refuse_unwritable,
    verified_by,
)
from desktop_login.demo.client import Reply, Request, text
from desktop_login.demo.codes import CodePurpose, Codes
from desktop_login.demo.first_factors import first_factors
from desktop_login.demo.pool import Factor, Pool, Status
from desktop_login.demo.service_exception import (
    ServiceException,
    alias_exists,
    invalid_parameter,
    not_authorized,
)
from desktop_login.demo.token_operations import TokenOperations

_SETTINGS = {
    "SMSMfaSettings": Factor.SMS,
    "EmailMfaSettings": Factor.EMAIL,
    "SoftwareTokenMfaSettings": Factor.TOTP,
}
_LOCKED_AFTER = 5


class Profile:
    def __init__(self, pool: Pool, codes: Codes, tokens: TokenOperations) -> None:
        self._pool = pool
        self._codes = codes
        self._tokens = tokens

    def get_user(self, request: Request) -> Reply:
        user = self._tokens.owner(request)
        reply: Reply = {
            "Username": user.username,
            "UserAttributes": [
                {"Name": name, "Value": value} for name, value in user.attributes.items()
            ],
            "UserMFASettingList": [factor.value for factor in user.factors],
        }
        return reply | ({"PreferredMfaSetting": user.preferred.value} if user.preferred else {})

    def get_user_auth_factors(self, request: Request) -> Reply:
        user = self._tokens.owner(request)
        reply: Reply = {
            "Username": user.username,
            "UserMFASettingList": [factor.value for factor in user.factors],
            "ConfiguredUserAuthFactors": [
                name for name in first_factors(user) if name != "PASSWORD_SRP"
            ],
        }
        return reply | ({"PreferredMfaSetting": user.preferred.value} if user.preferred else {})

    def update_user_attributes(self, request: Request) -> Reply:
        """Change attributes. A changed contact is no alias and gets no reset code until it is verified.

        https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html
        """
        user = self._tokens.owner(request)
        given = named(request)
        if not given:
            raise invalid_parameter("Missing required parameter UserAttributes")
        refuse_unwritable(self._pool.config, given)
        for name in self._pool.config.demanded:
            if given.get(name) == "":
                raise invalid_parameter(
                    f"Attributes did not conform to the schema: {name}: The attribute is required\n"
                )
        changed = {
            name: value for name, value in given.items() if user.attributes.get(name) != value
        }
        if "email" in changed and self._pool.find(changed["email"]) not in (None, user):
            raise alias_exists("email")
        contacts = [CodePurpose(name) for name in CONTACTS if name in changed]
        for purpose in contacts:
            self._codes.forget(user, purpose)  # it was sent to the contact that was there before
        user.attributes |= changed | verified_by(changed)
        sent = [
            self._codes.send(user, purpose, sms=purpose is CodePurpose.PHONE)
            for purpose in contacts
        ]
        return {"CodeDeliveryDetailsList": sent}

    def delete_user_attributes(self, request: Request) -> Reply:
        user = self._tokens.owner(request)
        names = request.get("UserAttributeNames")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise invalid_parameter("Value at 'userAttributeNames' is not valid")
        refuse_undeletable(self._pool.config, names)
        for name in names:
            user.attributes.pop(name, None)
        if "phone_number" in names:
            user.attributes.pop("phone_number_verified", None)
            self._codes.forget(user, CodePurpose.PHONE)
            user.factors = tuple(factor for factor in user.factors if factor is not Factor.SMS)
            user.preferred = None if user.preferred is Factor.SMS else user.preferred
        return {}

    def change_password(self, request: Request) -> Reply:
        user = self._tokens.owner(request)
        if user.status is Status.EXTERNAL_PROVIDER:
            raise not_authorized("User is not authorized to change password.")
        previous, proposed = text(request, "PreviousPassword"), text(request, "ProposedPassword")
        if user.wrong_passwords >= _LOCKED_AFTER:
            raise ServiceException(
                "LimitExceededException", "Attempt limit exceeded, please try after some time."
            )
        if not self._pool.is_password(user, previous):
            user.wrong_passwords += 1
            raise not_authorized("Incorrect username or password.")
        passwords.check(proposed)
        passwords.check_history(self._pool, user, proposed)
        user.wrong_passwords = 0
        self._pool.set_password(user, proposed)
        return {}

    def get_user_attribute_verification_code(self, request: Request) -> Reply:
        user = self._tokens.owner(request)
        purpose = _purpose(request)
        if not user.attributes.get(purpose.value):
            raise invalid_parameter("The user has no such attribute")
        sms = purpose is CodePurpose.PHONE
        return {"CodeDeliveryDetails": self._codes.send(user, purpose, sms=sms)}

    def verify_user_attribute(self, request: Request) -> Reply:
        user = self._tokens.owner(request)
        purpose = _purpose(request)
        self._codes.check(user, purpose, text(request, "Code"))
        if purpose is CodePurpose.EMAIL and self._pool.has_alias(user.email, besides=user):
            raise alias_exists(purpose.value)
        self._codes.spend(user, purpose)
        user.attributes[f"{purpose.value}_verified"] = "true"
        return {}

    def set_user_mfa_preference(self, request: Request) -> Reply:
        user = self._tokens.owner(request)
        factors, preferred = list(user.factors), user.preferred
        for name, factor in _SETTINGS.items():
            wanted = request.get(name)
            if not isinstance(wanted, Mapping):
                continue
            if wanted.get("Enabled"):
                self._refuse_impossible(factor, user.totp_secret, user.phone, user.email)
                factors = [*(f for f in factors if f is not factor), factor]
            else:
                factors = [f for f in factors if f is not factor]
            if wanted.get("PreferredMfa"):
                preferred = factor
            elif preferred is factor:
                preferred = None
        user.factors = tuple(sorted(factors, key=list(Factor).index))
        user.preferred = preferred if preferred in user.factors else None
        return {}

    def delete_user(self, request: Request) -> Reply:
        user = self._tokens.owner(request)
        self._tokens.revoke_all(user)
        self._pool.remove(user)
        return {}

    @staticmethod
    def _refuse_impossible(factor: Factor, totp_secret: str, phone: str, email: str) -> None:
        needed = {Factor.TOTP: totp_secret, Factor.SMS: phone, Factor.EMAIL: email}
        if not needed[factor]:
            raise invalid_parameter("User does not have delivery config set to turn on this MFA")


def _purpose(request: Request) -> CodePurpose:
    name = text(request, "AttributeName")
    if name not in (CodePurpose.EMAIL.value, CodePurpose.PHONE.value):
        raise invalid_parameter("Only email and phone_number can be verified")
    return CodePurpose(name)
