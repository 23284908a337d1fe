"""The `Provider` port over botocore. Decides the order of requests in a sign-in; stores nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_login.adapters.cognito import challenge_wire, srp, steps, wire
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.errors import naming_attributes
from desktop_login.adapters.cognito.prover import Prover, SrpInput, prove
from desktop_login.adapters.cognito.refresh import Refresher
from desktop_login.adapters.cognito.steps import Sent
from desktop_login.domain.answers import (
    Address,
    Chosen,
    Code,
    Credentials,
    NewPassword,
    Password,
    typed_username,
)
from desktop_login.domain.challenges import (
    AddressRequired,
    AuthenticatorSetUp,
    Challenge,
    ChallengeContext,
    Method,
    MethodRequired,
    PasswordRequired,
    Purpose,
)
from desktop_login.domain.devices import Device
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.flow.request_budget import Proof, Run

if TYPE_CHECKING:
    from desktop_login.domain.answers import Answer

_CLOCK_OFF_S = 60.0
_INITIATE, _RESPOND = "InitiateAuth", "RespondToAuthChallenge"
_DEVICE_STEPS = ("DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER")
_PASSKEY = "WEB_AUTHN"
_PASSKEY_REFUSED = frozenset(
    {
        ErrorCode.WRONG_CREDENTIALS,
        ErrorCode.SIGN_IN_REFUSED,
        ErrorCode.INPUT_NOT_VALID,
        ErrorCode.REQUEST_REFUSED,
    }
)
_PROOF_FLOWS = (AuthFlow.SRP, AuthFlow.CHOICE, AuthFlow.CUSTOM)


@dataclass
class AuthExchange:
    """The data of one sign-in between its requests.

    Attributes:
        typed: The user name as typed.
        account: The account's name for labels.
        username: The user name as the pool returned it; empty before that.
        sent: What the last request contained.
        mine: The SRP key pair of a proof that has begun.
        proved: Whether a proof of the password was sent.
        clock_skew: Server time minus local time in seconds, by the last reply.
    """

    run: Run
    typed: str
    account: str = ""
    username: str = ""
    password: Secret | None = None
    device: Device | None = None
    sent: Sent = Sent.NAME
    mine: srp.Ephemeral | None = None
    proved: bool = False
    clock_skew: float = 0.0

    def challenge_context(self, session: Secret) -> ChallengeContext:
        return ChallengeContext(self.username or self.typed, session, self.account, self.device)


class CognitoProvider:
    """Thread-safe."""

    def __init__(self, api: CognitoApi) -> None:
        self._api = api
        self._pool: PoolClient = api.pool
        self._prover = Prover()
        self._refresher = Refresher(api)

    def prepare(self) -> None:
        """Create the botocore client, and the SRP key pair of the next sign-in."""
        self._api.prepare()
        if self._pool.auth_flow in _PROOF_FLOWS:
            self._prover.prepare()

    def sign_in(
        self, credentials: Credentials, run: Run, device: Device | None = None
    ) -> Tokens | Challenge:
        try:
            return self._begin(credentials, run, device)
        except AuthError as error:
            never_sent = error.error_info.code is ErrorCode.NO_CONNECTION
            if not (never_sent and error.error_info.request.operation.endswith(_RESPOND)):
                raise
            if not run.begin_again():
                raise
        # the proof has expired, so begin again with a new key pair
        return self._begin(credentials, run, device)

    def answer(self, challenge: Challenge, answer: Answer, run: Run) -> Tokens | Challenge:
        challenge_context = challenge.challenge_context
        assert challenge_context is not None  # noqa: S101 - None only on the account page
        typed = typed_username(challenge_context.account)
        exchange = AuthExchange(
            run,
            typed,
            challenge_context.account,
            challenge_context.username,
            device=challenge_context.device,
        )
        match challenge, answer:
            case MethodRequired(purpose=Purpose.SET_UP), Chosen(option=option):
                if option.method is Method.EMAIL:
                    return AddressRequired(challenge_context)
                return self._associate(exchange, challenge_context.session)
            case AuthenticatorSetUp(), Code(code=code):
                return self._verify_authenticator(exchange, challenge_context.session, code)
            case AddressRequired(), Address(address=address):
                return self._set_up_email(exchange, challenge_context.session, address)
            case PasswordRequired(), Password(password=password):
                return self._password_after_all(exchange, challenge, password)
            case _:
                attributes = answer.attributes if isinstance(answer, NewPassword) else {}
                name, fields = challenge_wire.encode(challenge, answer)
                with naming_attributes(attributes):
                    return self._respond_and_settle(
                        name, fields, exchange, challenge_context.session.reveal()
                    )

    def refresh(self, tokens: Tokens) -> Tokens:
        return self._refresher(tokens)

    def revoke(self, refresh_token: Secret) -> None:
        self._api.send_as_client("RevokeToken", Token=refresh_token.reveal())

    def sign_out_everywhere(self, access_token: Secret) -> None:
        self._api.send_as_user("GlobalSignOut", access_token)

    def _begin(
        self, credentials: Credentials, run: Run, device: Device | None
    ) -> Tokens | Challenge:
        exchange = AuthExchange(
            run, typed_username(credentials.username), credentials.label, device=device
        )
        if credentials.password:
            exchange.password = credentials.password
        try:
            reply = self._initiate(exchange)
            return self._settle(reply, exchange, _INITIATE)
        except AuthError as error:
            error_info = error.error_info
            refused = error_info.code is ErrorCode.WRONG_CREDENTIALS and exchange.proved
            if refused and abs(exchange.clock_skew) > _CLOCK_OFF_S:
                # a proof with a wrong time is refused like a wrong password
                clock = replace(
                    error_info, code=ErrorCode.CLOCK_OFF, seconds=abs(exchange.clock_skew)
                )
                raise AuthError(clock) from None
            raise

    def _initiate(self, exchange: AuthExchange) -> wire.Reply:
        flow = wire.AUTH_FLOWS[self._pool.auth_flow]
        fields = wire.with_secret_hash(self._pool, exchange.typed, self._first_fields(exchange))
        exchange.sent = steps.begun_with(fields)
        if exchange.device is not None:
            fields["DEVICE_KEY"] = exchange.device.key
        try:
            return self._send(exchange.run, _INITIATE, AuthFlow=flow, AuthParameters=fields)
        except AuthError as error:
            if error.error_info.code is ErrorCode.FLOW_TURNED_OFF:
                named = replace(error.error_info, name=f"ALLOW_{flow}")
                raise AuthError(named) from None
            raise

    def _first_fields(self, exchange: AuthExchange) -> dict[str, str]:
        flow, password = self._pool.auth_flow, exchange.password
        if flow in (AuthFlow.PASSWORD, AuthFlow.ADMIN):
            return {"PASSWORD": password.reveal() if password else ""}
        if password is None:
            wanted = self._pool.preferred if flow is AuthFlow.CHOICE else ""
            preferred = wire.PREFERRED.get(wanted)
            return {"PREFERRED_CHALLENGE": preferred} if preferred else {}
        proof = {"SRP_A": self._open_proof(exchange)}
        match flow:
            case AuthFlow.CHOICE:
                return proof | {"PREFERRED_CHALLENGE": "PASSWORD_SRP"}
            case AuthFlow.CUSTOM:
                return proof | {"CHALLENGE_NAME": "SRP_A"}
            case _:
                return proof

    def _settle(
        self, reply: wire.Reply, exchange: AuthExchange, operation: str
    ) -> Tokens | Challenge:
        """Answer the challenges that need no user until the tokens or another challenge arrive.

        These are proofs, and the choice of what to set up if there is only one.
        """
        while True:
            exchange.clock_skew = self._api.clock_skew(reply)
            exchange.username = wire.canonical_username(reply, exchange.username, exchange.typed)
            result = wire.decode_tokens_of(reply, operation, exchange.clock_skew)
            name = wire.challenge_name(reply)
            steps.check(self._pool, exchange.sent, name, operation)
            if result is not None:
                known = exchange.device.key if exchange.device is not None else ""
                return replace(result, device_key=known)
            fields = self._answer_by_itself(name, reply, exchange)
            if fields is None:
                return self._question(reply, exchange, operation)
            reply = self._respond(name, fields, exchange, wire.session_of(reply))
            operation = _RESPOND

    def _answer_by_itself(
        self, name: str, reply: wire.Reply, exchange: AuthExchange
    ) -> dict[str, str] | None:
        """Return the ChallengeResponses; None if the user has to be asked."""
        device = exchange.device
        if name == "PASSWORD_VERIFIER" and exchange.password:
            claim = SrpInput(self._pool.pool_name, exchange.password)
            exchange.proved = True
            return self._prove(Proof.PASSWORD, claim, reply, exchange)
        if name == "DEVICE_SRP_AUTH" and device is not None:
            return {"SRP_A": self._open_proof(exchange)}
        if name == "DEVICE_PASSWORD_VERIFIER" and device is not None:
            claim = SrpInput(device.group_key, device.password, device.key)
            return self._prove(Proof.DEVICE, claim, reply, exchange)
        return None

    def _prove(
        self, proof: Proof, claim: SrpInput, reply: wire.Reply, exchange: AuthExchange
    ) -> dict[str, str] | None:
        """Make a proof; a key pair is used once, and only if its proof has begun."""
        mine, exchange.mine = exchange.mine, None
        if mine is None:
            return None
        exchange.run.before_proof(proof)
        return prove(claim, mine, reply, self._api.server_time(exchange.clock_skew))

    def _question(self, reply: wire.Reply, exchange: AuthExchange, operation: str) -> Challenge:
        asked = challenge_wire.decode(reply, exchange.challenge_context, operation)
        match asked:
            case MethodRequired(purpose=Purpose.SET_UP):
                return self._only_way(asked, exchange)
            case MethodRequired(purpose=Purpose.FIRST_FACTOR):
                return steps.offered(self._pool, asked, operation)
            case _:
                return asked

    def _only_way(self, asked: MethodRequired, exchange: AuthExchange) -> Challenge:
        """Begin the set-up at once if there is nothing to choose."""
        if len(asked.options) > 1:
            return asked
        if asked.options[0].method is Method.EMAIL:
            return AddressRequired(asked.challenge_context)
        return self._associate(exchange, asked.challenge_context.session)

    def _associate(self, exchange: AuthExchange, session: Secret) -> Challenge:
        operation = "AssociateSoftwareToken"
        exchange.run.before_request()
        reply = self._api.send(operation, Session=session.reveal())
        secret, refreshed = wire.secret_code(reply, operation), wire.session_of(reply)
        if refreshed is None:
            raise wire.incomplete(operation)
        return AuthenticatorSetUp(
            exchange.challenge_context(Secret(refreshed)), secret, exchange.account
        )

    def _verify_authenticator(
        self, exchange: AuthExchange, session: Secret, code: Secret
    ) -> Tokens | Challenge:
        operation = "VerifySoftwareToken"
        exchange.run.before_request()
        reply = self._api.send(operation, Session=session.reveal(), UserCode=code.reveal())
        wire.check_verified(reply, operation)
        refreshed = wire.session_of(reply)
        if refreshed is None:
            raise wire.incomplete(operation)
        return self._respond_and_settle("MFA_SETUP", {}, exchange, refreshed)

    def _set_up_email(
        self, exchange: AuthExchange, session: Secret, address: str
    ) -> Tokens | Challenge:
        try:
            return self._respond_and_settle(
                "MFA_SETUP", {"EMAIL": address}, exchange, session.reveal()
            )
        except AuthError as error:
            if error.error_info.code is ErrorCode.INPUT_NOT_VALID:
                # not documented for every pool; if it is refused, only an administrator can help
                raise AuthError(replace(error.error_info, code=ErrorCode.CANNOT_SET_UP)) from None
            raise

    def _password_after_all(
        self, exchange: AuthExchange, challenge: PasswordRequired, password: Secret
    ) -> Tokens | Challenge:
        exchange.password = password
        fields = {"ANSWER": challenge.name} if challenge.selecting else {}
        if challenge.name == "PASSWORD_SRP":
            fields["SRP_A"] = self._open_proof(exchange)
        else:
            fields["PASSWORD"] = self._revealed(password)
        name = "SELECT_CHALLENGE" if challenge.selecting else challenge.name
        return self._respond_and_settle(
            name, fields, exchange, challenge.challenge_context.session.reveal()
        )

    def _revealed(self, password: Secret) -> str:
        """Return the password itself: the only place that sends it because the service asks for it."""
        if not (self._pool.auth_flow is AuthFlow.CHOICE and self._pool.allow_plain_password):
            raise steps.plain_off(_RESPOND)
        return password.reveal()

    def _respond_and_settle(
        self, name: str, fields: dict[str, str], exchange: AuthExchange, session: str
    ) -> Tokens | Challenge:
        return self._settle(self._respond(name, fields, exchange, session), exchange, _RESPOND)

    def _respond(
        self, name: str, fields: dict[str, str], exchange: AuthExchange, session: str | None
    ) -> wire.Reply:
        fields = wire.with_secret_hash(self._pool, exchange.username, fields)
        if exchange.device is not None:
            fields["DEVICE_KEY"] = exchange.device.key
        exchange.sent = steps.answered_with(name, fields)
        more: dict[str, wire.Parameter] = {"Session": session} if session is not None else {}
        try:
            return self._send(
                exchange.run, _RESPOND, ChallengeName=name, ChallengeResponses=fields, **more
            )
        except AuthError as error:
            error_info = error.error_info
            refused = error_info.code in (ErrorCode.WRONG_CREDENTIALS, ErrorCode.SIGN_IN_REFUSED)
            if name in _DEVICE_STEPS and refused:
                # the password was accepted before, so the stored device is wrong
                raise AuthError(replace(error_info, code=ErrorCode.DEVICE_UNKNOWN)) from None
            if name == _PASSKEY and error_info.code in _PASSKEY_REFUSED:
                raise AuthError(replace(error_info, code=ErrorCode.PASSKEY_REFUSED)) from None
            raise

    def _send(self, run: Run, operation: str, **arguments: wire.Parameter) -> wire.Reply:
        """Send a request within the budget; the admin flow uses the Admin… operations throughout."""
        run.before_request()
        client_id = self._pool.client_id
        if self._pool.auth_flow is AuthFlow.ADMIN:
            return self._api.send_signed(f"Admin{operation}", ClientId=client_id, **arguments)
        return self._api.send(operation, ClientId=client_id, **arguments)

    def _open_proof(self, exchange: AuthExchange) -> str:
        exchange.mine = self._prover.take()
        return exchange.mine.wire
