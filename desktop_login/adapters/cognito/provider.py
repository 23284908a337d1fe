"""The `Provider` port over boto3: one method a use case. Decides the order of requests; shows and stores nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from desktop_login.adapters.cognito import challenge_wire, srp, steps, wire
from desktop_login.adapters.cognito.calls import Calls
from desktop_login.adapters.cognito.faults import naming_attributes
from desktop_login.adapters.cognito.prover import Claim, Prover, prove
from desktop_login.adapters.cognito.refresh import Refresher
from desktop_login.adapters.cognito.steps import Sent
from desktop_login.domain.answers import (
    Address,
    Answer,
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
    Method,
    MethodRequired,
    PasswordRequired,
    Purpose,
    Ticket,
)
from desktop_login.domain.devices import Device
from desktop_login.domain.errors import LoginError, Problem
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.flow.request_budget import Proof, Run

_CLOCK_OFF_S = 60.0
_INITIATE, _RESPOND = "InitiateAuth", "RespondToAuthChallenge"
_DEVICE_STEPS = ("DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER")
_PROOF_FLOWS = (AuthFlow.SRP, AuthFlow.CHOICE, AuthFlow.CUSTOM)


@dataclass
class _Way:
    """What one sign-in carries from reply to request: `sent` is what the last request contained,
    `mine` the SRP pair of an open proof, and `proved` says that the password's was made."""

    run: Run
    typed: str
    account: str = ""
    username: str = ""
    password: Secret | None = None
    device: Device | None = None
    sent: Sent = Sent.NAME
    mine: srp.Ephemeral | None = None
    proved: bool = False
    drift: float = 0.0

    def ticket(self, session: Secret) -> Ticket:
        return Ticket(self.username or self.typed, session, self.account, self.device)


class CognitoProvider:
    """Thread-safe."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._pool: PoolClient = calls.pool
        self._prover = Prover()
        self._refresher = Refresher(calls)

    def prepare(self) -> None:
        """Makes the client, and the SRP pair of the next attempt."""
        self._calls.prepare()
        if self._pool.auth_flow in _PROOF_FLOWS:
            self._prover.prepare()

    def sign_in(
        self, credentials: Credentials, run: Run, device: Device | None = None
    ) -> Tokens | Challenge:
        try:
            return self._begin(credentials, run, device)
        except LoginError as error:
            never_sent = error.fault.problem is Problem.NO_CONNECTION
            if not (never_sent and error.fault.trace.operation.endswith(_RESPOND)):
                raise
            if not run.begin_again():
                raise
        # the proof is stale by now, so begin again with a fresh `a`
        return self._begin(credentials, run, device)

    def answer(self, challenge: Challenge, answer: Answer, run: Run) -> Tokens | Challenge:
        ticket = challenge.ticket
        assert ticket is not None  # noqa: S101 - only what is set up by choice has none
        typed = typed_username(ticket.account)
        way = _Way(run, typed, ticket.account, ticket.username, device=ticket.device)
        match challenge, answer:
            case MethodRequired(purpose=Purpose.SET_UP), Chosen(option=option):
                if option.method is Method.EMAIL:
                    return AddressRequired(ticket)
                return self._associate(way, ticket.session)
            case AuthenticatorSetUp(), Code(code=code):
                return self._verify_authenticator(way, ticket.session, code)
            case AddressRequired(), Address(address=address):
                return self._set_up_email(way, ticket.session, address)
            case PasswordRequired(), Password(password=password):
                return self._password_after_all(way, challenge, password)
            case _:
                attributes = answer.attributes if isinstance(answer, NewPassword) else {}
                name, fields = challenge_wire.encode(challenge, answer)
                with naming_attributes(attributes):
                    return self._respond_and_settle(name, fields, way, ticket.session.reveal())

    def refresh(self, tokens: Tokens) -> Tokens:
        return self._refresher(tokens)

    def revoke(self, refresh_token: Secret) -> None:
        self._calls.send_as_client("RevokeToken", Token=refresh_token.reveal())

    def sign_out_everywhere(self, access_token: Secret) -> None:
        self._calls.send_as_user("GlobalSignOut", access_token)

    def _begin(
        self, credentials: Credentials, run: Run, device: Device | None
    ) -> Tokens | Challenge:
        way = _Way(run, typed_username(credentials.username), credentials.label, device=device)
        if credentials.password:
            way.password = credentials.password
        try:
            reply = self._initiate(way)
            return self._settle(reply, way, _INITIATE)
        except LoginError as error:
            fault = error.fault
            refused = fault.problem is Problem.WRONG_CREDENTIALS and way.proved
            if refused and abs(way.drift) > _CLOCK_OFF_S:
                # a proof is also refused for its time
                clock = replace(fault, problem=Problem.CLOCK_OFF, seconds=abs(way.drift))
                raise LoginError(clock) from None
            raise

    def _initiate(self, way: _Way) -> wire.Reply:
        flow = wire.AUTH_FLOWS[self._pool.auth_flow]
        fields = wire.with_secret_hash(self._pool, way.typed, self._first_fields(way))
        way.sent = steps.begun_with(fields)
        if way.device is not None:
            fields["DEVICE_KEY"] = way.device.key
        try:
            return self._send(way.run, _INITIATE, AuthFlow=flow, AuthParameters=fields)
        except LoginError as error:
            if error.fault.problem is Problem.FLOW_TURNED_OFF:
                named = replace(error.fault, name=f"ALLOW_{flow}")
                raise LoginError(named) from None
            raise

    def _first_fields(self, way: _Way) -> dict[str, str]:
        flow, password = self._pool.auth_flow, way.password
        if flow in (AuthFlow.PASSWORD, AuthFlow.ADMIN):
            return {"PASSWORD": password.reveal() if password else ""}
        if password is None:
            wanted = self._pool.preferred if flow is AuthFlow.CHOICE else ""
            preferred = wire.PREFERRED.get(wanted)
            return {"PREFERRED_CHALLENGE": preferred} if preferred else {}
        proof = {"SRP_A": self._open_proof(way)}
        match flow:
            case AuthFlow.CHOICE:
                return proof | {"PREFERRED_CHALLENGE": "PASSWORD_SRP"}
            case AuthFlow.CUSTOM:
                return proof | {"CHALLENGE_NAME": "SRP_A"}
            case _:
                return proof

    def _settle(self, reply: wire.Reply, way: _Way, operation: str) -> Tokens | Challenge:
        """Answers by itself what asks nothing of the person: proofs, and the secret of an
        authenticator where nothing else can be set up."""
        while True:
            way.drift = self._calls.drift(reply)
            way.username = wire.canonical_username(reply, way.username, way.typed)
            result = wire.decode_tokens_of(reply, operation, way.drift)
            name = wire.challenge_name(reply)
            steps.check(self._pool, way.sent, name, operation)
            if result is not None:
                known = way.device.key if way.device is not None else ""
                return replace(result, device_key=known)
            fields = self._answer_by_itself(name, reply, way)
            if fields is None:
                return self._question(reply, way, operation)
            reply = self._respond(name, fields, way, wire.session_of(reply))
            operation = _RESPOND

    def _answer_by_itself(self, name: str, reply: wire.Reply, way: _Way) -> dict[str, str] | None:
        """ChallengeResponses; None where the person has to be asked."""
        device = way.device
        if name == "PASSWORD_VERIFIER" and way.password:
            claim = Claim(self._pool.pool_name, way.password)
            way.proved = True
            return self._prove(Proof.PASSWORD, claim, reply, way)
        if name == "DEVICE_SRP_AUTH" and device is not None:
            return {"SRP_A": self._open_proof(way)}
        if name == "DEVICE_PASSWORD_VERIFIER" and device is not None:
            claim = Claim(device.group_key, device.password, device.key)
            return self._prove(Proof.DEVICE, claim, reply, way)
        return None

    def _prove(
        self, proof: Proof, claim: Claim, reply: wire.Reply, way: _Way
    ) -> dict[str, str] | None:
        """A pair serves one proof, and only if it was opened before."""
        mine, way.mine = way.mine, None
        if mine is None:
            return None
        way.run.before_proof(proof)
        return prove(claim, mine, reply, self._calls.server_time(way.drift))

    def _question(self, reply: wire.Reply, way: _Way, operation: str) -> Challenge:
        asked = challenge_wire.decode(reply, way.ticket, operation)
        match asked:
            case MethodRequired(purpose=Purpose.SET_UP):
                return self._only_way(asked, way)
            case MethodRequired(purpose=Purpose.FIRST_FACTOR):
                return steps.offered(self._pool, asked, operation)
            case _:
                return asked

    def _only_way(self, asked: MethodRequired, way: _Way) -> Challenge:
        """A single thing to set up needs no choice."""
        if len(asked.options) > 1:
            return asked
        if asked.options[0].method is Method.EMAIL:
            return AddressRequired(asked.ticket)
        return self._associate(way, asked.ticket.session)

    def _associate(self, way: _Way, session: Secret) -> Challenge:
        operation = "AssociateSoftwareToken"
        way.run.before_request()
        reply = self._calls.send(operation, Session=session.reveal())
        secret, renewed = wire.secret_code(reply, operation), wire.session_of(reply)
        if renewed is None:
            raise wire.incomplete(operation)
        return AuthenticatorSetUp(way.ticket(Secret(renewed)), secret, way.account)

    def _verify_authenticator(self, way: _Way, session: Secret, code: Secret) -> Tokens | Challenge:
        operation = "VerifySoftwareToken"
        way.run.before_request()
        reply = self._calls.send(operation, Session=session.reveal(), UserCode=code.reveal())
        wire.check_verified(reply, operation)
        renewed = wire.session_of(reply)
        if renewed is None:
            raise wire.incomplete(operation)
        return self._respond_and_settle("MFA_SETUP", {}, way, renewed)

    def _set_up_email(self, way: _Way, session: Secret, address: str) -> Tokens | Challenge:
        try:
            return self._respond_and_settle("MFA_SETUP", {"EMAIL": address}, way, session.reveal())
        except LoginError as error:
            if error.fault.problem is Problem.INPUT_NOT_VALID:
                # not documented for every pool: where it is refused, only an administrator helps
                raise LoginError(replace(error.fault, problem=Problem.CANNOT_SET_UP)) from None
            raise

    def _password_after_all(
        self, way: _Way, challenge: PasswordRequired, password: Secret
    ) -> Tokens | Challenge:
        way.password = password
        fields = {"ANSWER": challenge.name} if challenge.selecting else {}
        if challenge.name == "PASSWORD_SRP":
            fields["SRP_A"] = self._open_proof(way)
        else:
            fields["PASSWORD"] = self._revealed(password)
        name = "SELECT_CHALLENGE" if challenge.selecting else challenge.name
        return self._respond_and_settle(name, fields, way, challenge.ticket.session.reveal())

    def _revealed(self, password: Secret) -> str:
        """The only place where a password leaves this computer at the service's wish."""
        if not (self._pool.auth_flow is AuthFlow.CHOICE and self._pool.allow_plain_password):
            raise steps.plain_off(_RESPOND)
        return password.reveal()

    def _respond_and_settle(
        self, name: str, fields: dict[str, str], way: _Way, session: str
    ) -> Tokens | Challenge:
        return self._settle(self._respond(name, fields, way, session), way, _RESPOND)

    def _respond(
        self, name: str, fields: dict[str, str], way: _Way, session: str | None
    ) -> wire.Reply:
        fields = wire.with_secret_hash(self._pool, way.username, fields)
        if way.device is not None:
            fields["DEVICE_KEY"] = way.device.key
        way.sent = steps.answered_with(name, fields)
        more: dict[str, Any] = {"Session": session} if session is not None else {}
        try:
            return self._send(
                way.run, _RESPOND, ChallengeName=name, ChallengeResponses=fields, **more
            )
        except LoginError as error:
            fault = error.fault
            refused = fault.problem in (Problem.WRONG_CREDENTIALS, Problem.SIGN_IN_REFUSED)
            if name in _DEVICE_STEPS and refused:
                # the password was right before; it is what we know of this device that is not
                raise LoginError(replace(fault, problem=Problem.DEVICE_UNKNOWN)) from None
            raise

    def _send(self, run: Run, operation: str, **arguments: Any) -> wire.Reply:
        """A flow that began with Admin… is answered with Admin…."""
        run.before_request()
        client_id = self._pool.client_id
        if self._pool.auth_flow is AuthFlow.ADMIN:
            return self._calls.send_signed(f"Admin{operation}", ClientId=client_id, **arguments)
        return self._calls.send(operation, ClientId=client_id, **arguments)

    def _open_proof(self, way: _Way) -> str:
        way.mine = self._prover.take()
        return way.mine.wire
