"""What each request does. Decides like the real service, in the same order of checks; knows no HTTP."""

from __future__ import annotations

import base64
import hmac
import json
import re
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desktop_login.demo import passwords, totp, verifier
from desktop_login.demo.grants import Grants
from desktop_login.demo.issuer import Issuer
from desktop_login.demo.mailbox import Message
from desktop_login.demo.pool import PASSWORD, SRP, Factor, Pool, Status, User
from desktop_login.demo.refusal import (
    Refusal,
    invalid_parameter,
    not_authorized,
    wrong_password,
)
from desktop_login.demo.steps import Step, Steps

Request = Mapping[str, Any]
Reply = dict[str, Any]

_PROOF_S = 60.0
_CLOCK_TOLERANCE_S = 300.0
_FREE_TRIES = 5
_LONGEST_LOCK_S = 900.0
_WRONG_CODES = 5
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_TIMESTAMP = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) UTC (\d{4})"
)


@dataclass(frozen=True)
class _OpenProof:
    user: User
    real: bool
    conversation: verifier.Conversation
    expires_at: float


class Operations:
    """The user-level operations of one pool. Thread-safe."""

    def __init__(self, pool: Pool, issuer: Issuer) -> None:
        self._pool = pool
        self._config = pool.config
        self._issuer = issuer
        self._grants = Grants(pool.config, pool.now)
        self._steps = Steps(pool.config, pool.now)
        self._proofs: dict[str, _OpenProof] = {}
        self._lock = threading.Lock()
        self.table: Mapping[str, Callable[[Request], Reply]] = {
            "InitiateAuth": self.initiate_auth,
            "RespondToAuthChallenge": self.respond_to_auth_challenge,
            "GetTokensFromRefreshToken": self.get_tokens_from_refresh_token,
            "RevokeToken": self.revoke_token,
            "GlobalSignOut": self.global_sign_out,
            "GetUser": self.get_user,
        }

    # --- sign-in --------------------------------------------------------------------------

    def initiate_auth(self, request: Request) -> Reply:
        self._check_client(request)
        flow = _text(request, "AuthFlow")
        parameters = _texts(request, "AuthParameters")
        if flow not in (SRP, PASSWORD):
            raise invalid_parameter(f"{flow} is not supported by the demo")
        if flow not in self._config.flows:
            raise invalid_parameter(f"{flow} flow not enabled for this client")
        username = parameters.get("USERNAME")
        if not username or len(username) > 128:
            raise invalid_parameter("Missing required parameter USERNAME")
        self._check_secret_hash(parameters, username)
        found = self._pool.find(username)
        if found is None and not self._config.hide_existence:
            raise Refusal("UserNotFoundException", "User does not exist.")
        user = found or self._pool.ghost(username)
        self._refuse_unusable(user)
        if flow == SRP:
            return self._begin_proof(user, found is not None, parameters)
        return self._check_password(user, found is not None, parameters)

    def respond_to_auth_challenge(self, request: Request) -> Reply:
        self._check_client(request)
        name = _text(request, "ChallengeName")
        responses = _texts(request, "ChallengeResponses")
        username = responses.get("USERNAME")
        if not username:
            raise invalid_parameter("Missing required parameter USERNAME")
        self._check_secret_hash(responses, username)
        if name == "PASSWORD_VERIFIER":
            return self._finish_proof(username, responses)
        handler = {
            "NEW_PASSWORD_REQUIRED": self._new_password,
            Factor.SMS.value: self._delivered_code,
            Factor.EMAIL.value: self._delivered_code,
            Factor.TOTP.value: self._authenticator_code,
        }.get(name)
        if handler is None:
            raise invalid_parameter(f"{name} cannot be answered in the demo")
        session = request.get("Session")
        if not isinstance(session, str) or len(session) < 20:
            raise invalid_parameter("Missing required parameter Session")
        step = self._steps.find(session, name, self._config.client_id, username)
        return handler(step, responses)

    def _begin_proof(self, user: User, real: bool, parameters: Mapping[str, str]) -> Reply:
        text = parameters.get("SRP_A", "")
        if not re.fullmatch(r"[0-9a-fA-F]{1,768}", text):
            raise invalid_parameter("Missing required parameter SRP_A")
        try:
            conversation = verifier.begin(int(text, 16), user.verifier)
        except ValueError:
            raise invalid_parameter("SRP_A is not valid") from None
        block = base64.b64encode(secrets.token_bytes(854)).decode()
        now = self._pool.now()
        with self._lock:
            self._proofs = {k: p for k, p in self._proofs.items() if p.expires_at > now}
            self._proofs[block] = _OpenProof(user, real, conversation, now + _PROOF_S)
        return {
            "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeParameters": {
                "SALT": f"{user.salt:x}",
                "SECRET_BLOCK": block,
                "SRP_B": f"{conversation.server_public:x}",
                "USERNAME": user.username,
                "USER_ID_FOR_SRP": user.username,
            },
        }

    def _finish_proof(self, username: str, responses: Mapping[str, str]) -> Reply:
        block = responses.get("PASSWORD_CLAIM_SECRET_BLOCK", "")
        with self._lock:
            proof = self._proofs.pop(block, None)  # one answer each
        stamp = _canonical_timestamp(responses.get("TIMESTAMP", ""))
        now = self._pool.now()
        if proof is None or proof.expires_at <= now:
            raise wrong_password()
        user = proof.user
        if username not in (user.username, user.email):
            raise wrong_password()
        self._refuse_locked(user)
        expected = verifier.proof(
            verifier.key(proof.conversation),
            self._config.pool_name,
            user.username,
            block,
            stamp.text,
        )
        try:
            given = base64.b64decode(responses.get("PASSWORD_CLAIM_SIGNATURE", ""), validate=True)
        except ValueError:
            given = b""
        on_time = abs(stamp.epoch - now) <= _CLOCK_TOLERANCE_S
        right = hmac.compare_digest(given, expected) and on_time and proof.real
        return self._password_was(right, user)

    def _check_password(self, user: User, real: bool, parameters: Mapping[str, str]) -> Reply:
        password = parameters.get("PASSWORD")
        if not password or len(password) > 256:
            raise invalid_parameter("Missing required parameter PASSWORD")
        self._refuse_locked(user)
        candidate = verifier.make(self._config.pool_name, user.username, password, user.salt)
        return self._password_was(real and candidate == user.verifier, user)

    def _password_was(self, right: bool, user: User) -> Reply:
        now = self._pool.now()
        if not right:
            with self._lock:
                user.wrong_passwords += 1
                over = user.wrong_passwords - _FREE_TRIES
                if over >= 0:
                    user.locked_until = now + min(_LONGEST_LOCK_S, 2.0**over)
            raise wrong_password()
        user.wrong_passwords = 0
        if user.status is Status.RESET_REQUIRED:
            raise Refusal("PasswordResetRequiredException", "Password reset required for the user")
        if user.status is Status.FORCE_CHANGE_PASSWORD:
            if now > user.password_set_at + self._config.temporary_password_s:
                raise not_authorized(
                    "Temporary password has expired and must be reset by an administrator."
                )
            return self._ask_new_password(user)
        return self._second_factor(user)

    def _refuse_unusable(self, user: User) -> None:
        if not user.enabled:
            raise not_authorized("User is disabled.")
        if user.status is Status.UNCONFIRMED:
            raise Refusal("UserNotConfirmedException", "User is not confirmed.")
        self._refuse_locked(user)

    def _refuse_locked(self, user: User) -> None:
        if user.locked_until > self._pool.now():
            raise not_authorized("Password attempts exceeded")

    # --- challenges -----------------------------------------------------------------------

    def _ask_new_password(self, user: User) -> Reply:
        missing = [
            f"userAttributes.{name}"
            for name in self._config.required_attributes
            if name not in user.attributes
        ]
        known = {k: v for k, v in user.attributes.items() if k != "sub"}
        return {
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "Session": self._steps.open("NEW_PASSWORD_REQUIRED", user),
            "ChallengeParameters": {
                "USER_ID_FOR_SRP": user.username,
                "requiredAttributes": json.dumps(missing),
                "userAttributes": json.dumps(known),
            },
        }

    def _new_password(self, step: Step, responses: Mapping[str, str]) -> Reply:
        password = responses.get("NEW_PASSWORD", "")
        prefix = "userAttributes."
        given = {
            name.removeprefix(prefix): value
            for name, value in responses.items()
            if name.startswith(prefix)
        }
        user = step.user
        for name in given:
            if name in user.attributes:
                raise invalid_parameter(f"Cannot modify an already provided attribute: {name}")
        for name in self._config.required_attributes:
            if not (user.attributes.get(name) or given.get(name)):
                raise invalid_parameter(
                    f"Attributes did not conform to the schema: {name}: The attribute is required"
                )
        passwords.check(password)
        self._steps.spend(step)
        user.attributes |= given
        self._pool.set_password(user, password)
        user.status = Status.CONFIRMED
        return self._second_factor(user)

    def _second_factor(self, user: User) -> Reply:
        if user.must_set_up and not user.factors:
            return self._ask(user, "MFA_SETUP", {"MFAS_CAN_SETUP": '["SOFTWARE_TOKEN_MFA"]'})
        if len(user.factors) > 1:
            names = json.dumps([factor.value for factor in user.factors])
            return self._ask(user, "SELECT_MFA_TYPE", {"MFAS_CAN_CHOOSE": names})
        match user.factors:
            case (Factor.TOTP,):
                return self._ask(user, Factor.TOTP.value, {})
            case (Factor.SMS,):
                return self._send_code(user, Factor.SMS, user.attributes["phone_number"])
            case (Factor.EMAIL,):
                return self._send_code(user, Factor.EMAIL, user.email)
            case _:
                return self._sign_in(user)

    def _send_code(self, user: User, factor: Factor, to: str) -> Reply:
        code = f"{secrets.randbelow(10**6):06}"
        sms = factor is Factor.SMS
        self._pool.mailbox.deliver(Message("SMS" if sms else "MAIL", to, code))
        destination = f"+{'*' * (len(to) - 5)}{to[-4:]}" if sms else _masked_email(to)
        parameters = {
            "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS" if sms else "EMAIL",
            "CODE_DELIVERY_DESTINATION": destination,
        }
        return self._ask(user, factor.value, parameters, code)

    def _ask(self, user: User, name: str, parameters: dict[str, str], code: str = "") -> Reply:
        return {
            "ChallengeName": name,
            "Session": self._steps.open(name, user, code),
            "ChallengeParameters": {"USER_ID_FOR_SRP": user.username} | parameters,
        }

    def _delivered_code(self, step: Step, responses: Mapping[str, str]) -> Reply:
        code = responses.get(f"{step.challenge}_CODE", "")
        if not hmac.compare_digest(code.encode(), step.code.encode()):
            raise self._wrong_code(step)
        if step.code_expires_at <= self._pool.now():
            raise Refusal(
                "ExpiredCodeException", "Invalid code provided, please request a code again."
            )
        self._steps.spend(step)
        return self._sign_in(step.user)

    def _authenticator_code(self, step: Step, responses: Mapping[str, str]) -> Reply:
        code = responses.get("SOFTWARE_TOKEN_MFA_CODE", "")
        if not re.fullmatch(r"[0-9]{6}", code):
            raise invalid_parameter("Value at 'userCode' must match [0-9]+ with 6 digits")
        user = step.user
        matched = totp.matching_step(user.totp_secret, code, self._pool.now())
        if matched is None:
            raise self._wrong_code(step)
        with self._lock:
            if matched <= user.totp_used_step:
                raise Refusal(
                    "ExpiredCodeException", "Your software token has already been used once."
                )
            self._steps.spend(step)
            user.totp_used_step = matched
        return self._sign_in(user)

    def _wrong_code(self, step: Step) -> Refusal:
        step.wrong_codes += 1
        if step.wrong_codes >= _WRONG_CODES:
            self._steps.spend(step)
        return Refusal("CodeMismatchException", "Invalid code or auth state for the user.")

    # --- tokens ---------------------------------------------------------------------------

    def _sign_in(self, user: User) -> Reply:
        grant, refresh_token = self._grants.open(user.sub)
        result = self._tokens(user, grant.auth_time, grant.origin)
        result["RefreshToken"] = refresh_token
        return {"AuthenticationResult": result, "ChallengeParameters": {}}

    def _tokens(self, user: User, auth_time: float, origin: str) -> Reply:
        now = self._pool.now()
        return {
            "AccessToken": self._issuer.access_token(user, auth_time, origin, now),
            "IdToken": self._issuer.id_token(user, auth_time, origin, now),
            "ExpiresIn": self._config.access_token_s,
            "TokenType": "Bearer",
        }

    def get_tokens_from_refresh_token(self, request: Request) -> Reply:
        self._check_client(request)
        self._check_client_secret(request)
        grant, next_token = self._grants.use(_text(request, "RefreshToken"))
        user = self._pool.by_sub(grant.sub)
        if user is None:
            raise Refusal("UserNotFoundException", "User does not exist.")
        if not user.enabled:
            raise not_authorized("User is disabled.")
        result = self._tokens(user, grant.auth_time, grant.origin)
        if next_token is not None:
            result["RefreshToken"] = next_token
        return {"AuthenticationResult": result}

    def revoke_token(self, request: Request) -> Reply:
        self._check_client(request)
        self._check_client_secret(request)
        if not self._config.revocation:
            raise Refusal(
                "UnsupportedOperationException", "Token revocation is not enabled for the client"
            )
        token = _text(request, "Token")
        if token.count(".") == 2:
            raise Refusal("UnsupportedTokenTypeException", "Unsupported token type")
        self._grants.revoke(token)
        return {}

    def global_sign_out(self, request: Request) -> Reply:
        self._grants.revoke_all(self._owner(request).sub)
        return {}

    def get_user(self, request: Request) -> Reply:
        user = self._owner(request)
        return {
            "Username": user.username,
            "UserAttributes": [
                {"Name": name, "Value": value} for name, value in user.attributes.items()
            ],
            "UserMFASettingList": [factor.value for factor in user.factors],
        }

    def _owner(self, request: Request) -> User:
        claims = self._issuer.check_access_token(_text(request, "AccessToken"), self._pool.now())
        if self._grants.is_revoked(claims["origin_jti"]):
            raise not_authorized("Access Token has been revoked")
        user = self._pool.by_sub(claims["sub"])
        if user is None:
            raise Refusal("UserNotFoundException", "User does not exist.")
        return user

    # --- the client -----------------------------------------------------------------------

    def _check_client(self, request: Request) -> None:
        client_id = _text(request, "ClientId")
        if client_id != self._config.client_id:
            raise Refusal(
                "ResourceNotFoundException", f"User pool client {client_id} does not exist."
            )

    def _check_secret_hash(self, parameters: Mapping[str, str], username: str) -> None:
        given, client_id = parameters.get("SECRET_HASH"), self._config.client_id
        if self._config.client_secret is None:
            if given is not None:
                raise not_authorized(
                    f"Client {client_id} is not configured for secret but secret hash was received"
                )
            return
        if given is None:
            raise not_authorized(
                f"Client {client_id} is configured with secret but SECRET_HASH was not received"
            )
        digest = hmac.digest(
            self._config.client_secret.encode(), (username + client_id).encode(), "sha256"
        )
        if not hmac.compare_digest(base64.b64encode(digest), given.encode()):
            raise not_authorized(f"SecretHash does not match for the client: {client_id}")

    def _check_client_secret(self, request: Request) -> None:
        given, secret = request.get("ClientSecret"), self._config.client_secret
        if secret is None:
            if given is not None:
                raise not_authorized(
                    f"Client {self._config.client_id} is not configured for secret but secret"
                    " was received"
                )
            return
        if given is None:
            raise not_authorized(
                f"Client {self._config.client_id} is configured with secret but client secret"
                " was not received"
            )
        if not isinstance(given, str) or not hmac.compare_digest(given.encode(), secret.encode()):
            raise not_authorized(f"Unable to verify secret for client {self._config.client_id}")


@dataclass(frozen=True)
class _Timestamp:
    text: str
    epoch: float


def _canonical_timestamp(given: str) -> _Timestamp:
    """Parses loosely and writes canonically: a padded day is read, and then the proof fails."""
    found = _TIMESTAMP.fullmatch(given)
    wrong = invalid_parameter("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english")
    if found is None or found[2] not in _MONTHS:
        raise wrong
    month = _MONTHS.index(found[2]) + 1
    day, hour, minute, second, year = (int(found[i]) for i in (3, 4, 5, 6, 7))
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise wrong from None
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[at.weekday()]
    text = f"{weekday} {found[2]} {at.day} {at:%H:%M:%S} UTC {at.year}"
    return _Timestamp(text, at.timestamp())


def _masked_email(address: str) -> str:
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain[:1]}***"


def _text(request: Request, name: str) -> str:
    value = request.get(name)
    if not isinstance(value, str) or not value:
        raise invalid_parameter(f"Missing required parameter {name}")
    return value


def _texts(request: Request, name: str) -> Mapping[str, str]:
    value = request.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise invalid_parameter(f"Value at '{name}' must be a map of strings")
    return value
