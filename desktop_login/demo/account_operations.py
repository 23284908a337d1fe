"""The operations that create and recover accounts. Their answers do not reveal which accounts exist."""

from __future__ import annotations

import re
import unicodedata

from desktop_login.demo import passwords
from desktop_login.demo.attributes import named, refuse_unwritable, verified_by
from desktop_login.demo.client import Client, Reply, Request, text
from desktop_login.demo.codes import CodePurpose, Codes, masked
from desktop_login.demo.pool import Pool, Status, User
from desktop_login.demo.service_exception import (
    ServiceException,
    alias_exists,
    invalid_parameter,
    not_authorized,
    too_long,
)


class AccountOperations:
    def __init__(self, pool: Pool, client: Client, codes: Codes) -> None:
        self._pool = pool
        self._config = pool.config
        self._client = client
        self._codes = codes

    def sign_up(self, request: Request) -> Reply:
        username = self._caller(request)
        if not self._config.self_sign_up:
            raise not_authorized("SignUp is not permitted for this user pool")
        self._refuse_form(username)
        if not all(unicodedata.category(character)[0] in "LMSNP" for character in username):
            raise invalid_parameter(
                "1 validation error detected: Value at 'username' failed to satisfy constraint:"
                " Member must satisfy regular expression pattern:"
                r" [\p{L}\p{M}\p{S}\p{N}\p{P}]+"
            )
        attributes = named(request)
        refuse_unwritable(self._config, attributes)
        if self._config.names_by_attribute:
            attributes.setdefault("email" if "@" in username else "phone_number", username)
        for name in self._config.demanded:
            if not attributes.get(name):
                raise invalid_parameter(
                    f"Attributes did not conform to the schema: {name}: The attribute is required"
                )
        password = text(request, "Password")
        passwords.check(password)
        if self._pool.find(username) is not None:
            raise ServiceException("UsernameExistsException", "User already exists")
        email = attributes.get("email", "")
        if email and self._config.email_is_username and self._pool.find(email) is not None:
            raise ServiceException("UsernameExistsException", "User already exists")
        status = Status.CONFIRMED if self._config.auto_confirm else Status.UNCONFIRMED
        verified = verified_by(attributes)
        name = "" if self._config.names_by_attribute else username  # there it is the sub
        user = self._pool.add(
            email, password, status, attributes=attributes | verified, username=name
        )
        reply: Reply = {"UserConfirmed": self._config.auto_confirm, "UserSub": user.sub}
        if self._config.auto_confirm:
            user.attributes[f"{self._confirmed_by(user)}_verified"] = "true"
        else:
            reply["CodeDeliveryDetails"] = self._send(user)
        return reply

    def _refuse_form(self, username: str) -> None:
        """Raises `ServiceException` for a name that is none of what people are called in this pool."""
        email, phone = self._config.email_is_username, self._config.phone_is_username
        if "@" in username and not self._config.names_by_attribute:
            raise invalid_parameter(
                "Username cannot be of email format, since user pool is configured for email alias."
            )
        is_phone = re.fullmatch(r"\+[0-9]{1,32}", username) is not None
        if (email and "@" in username) or (phone and is_phone) or not (email or phone):
            return
        if email and phone:
            raise invalid_parameter("Username should be either an email or a phone number.")
        raise invalid_parameter(f"Username should be {'an email.' if email else 'a phone number.'}")

    def _confirmed_by(self, user: User) -> str:
        """Which contact gets the code: the service prefers a text message.

        https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
        """
        return "phone_number" if self._config.phone_is_username and user.phone else "email"

    def _send(self, user: User) -> Reply:
        """A code to confirm the account with."""
        sms = self._confirmed_by(user) == "phone_number"
        return self._codes.send(user, CodePurpose.SIGN_UP, sms=sms)

    def confirm_sign_up(self, request: Request) -> Reply:
        user = self._pool.find(self._caller(request))
        code = text(request, "ConfirmationCode")
        if user is None:
            raise self._nobody("CodeMismatchException", "Invalid code provided, please try again.")
        if user.status is not Status.UNCONFIRMED:
            raise not_authorized(f"User cannot be confirmed. Current status is {user.status.value}")
        self._codes.check(user, CodePurpose.SIGN_UP, code)
        if user.email and self._pool.has_alias(user.email, besides=user):
            raise alias_exists("email")
        self._codes.spend(user, CodePurpose.SIGN_UP)
        user.status = Status.CONFIRMED
        user.attributes[f"{self._confirmed_by(user)}_verified"] = "true"
        return {}

    def resend_confirmation_code(self, request: Request) -> Reply:
        username = self._caller(request)
        user = self._pool.find(username)
        if user is None:
            return self._pretend(username)
        if user.status is not Status.UNCONFIRMED:
            raise invalid_parameter("User is already confirmed.")
        return {"CodeDeliveryDetails": self._send(user)}

    def forgot_password(self, request: Request) -> Reply:
        username = self._caller(request)
        user = self._pool.find(username)
        if user is None:
            return self._pretend(username)
        if not user.enabled:
            raise not_authorized("User is disabled.")
        if user.status in (Status.FORCE_CHANGE_PASSWORD, Status.EXTERNAL_PROVIDER):
            raise not_authorized("User password cannot be reset in the current state.")
        if user.status is Status.UNCONFIRMED or not (
            user.verified("email") or user.verified("phone_number")
        ):
            raise invalid_parameter(
                "Cannot reset password for the user as there is no registered/verified email or"
                " phone_number"
            )
        sms = not user.verified("email")
        return {"CodeDeliveryDetails": self._codes.send(user, CodePurpose.RESET, sms=sms)}

    def confirm_forgot_password(self, request: Request) -> Reply:
        user = self._pool.find(self._caller(request))
        code, password = text(request, "ConfirmationCode"), text(request, "Password")
        if user is None:
            raise self._nobody("CodeMismatchException", "Invalid code provided, please try again.")
        self._codes.check(user, CodePurpose.RESET, code)
        passwords.check(password)
        passwords.check_history(self._pool, user, password)
        self._codes.spend(user, CodePurpose.RESET)
        self._pool.set_password(user, password)
        user.status, user.wrong_passwords, user.locked_until = Status.CONFIRMED, 0, 0.0
        return {}

    def _caller(self, request: Request) -> str:
        """The Username of a request whose client and secret hash are right."""
        self._client.check(request)
        username = text(request, "Username")
        if len(username) > 128:
            raise too_long("username", 128)
        digest = request.get("SecretHash")
        given = {"SECRET_HASH": str(digest)} if digest is not None else {}
        self._client.check_secret_hash(given, username)
        return username

    def _pretend(self, username: str) -> Reply:
        """Return the answer to a request for a code if the user does not exist."""
        if not self._config.hide_existence:
            raise ServiceException(
                "UserNotFoundException", "Username/client id combination not found."
            )
        dummy_user = self._pool.dummy_user(username)
        sms = self._config.phone_is_username and "@" not in username
        name = "phone_number" if sms else "email"
        dummy_user.attributes[name] = username if sms or "@" in username else "u@e"
        return {
            "CodeDeliveryDetails": {
                "Destination": masked(dummy_user, sms=sms),
                "DeliveryMedium": "SMS" if sms else "EMAIL",
                "AttributeName": name,
            }
        }

    def _nobody(self, code: str, message: str) -> ServiceException:
        if not self._config.hide_existence:
            return ServiceException(
                "UserNotFoundException", "Username/client id combination not found."
            )
        return ServiceException(code, message)
