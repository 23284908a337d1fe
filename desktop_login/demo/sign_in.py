"""InitiateAuth and RespondToAuthChallenge: checks the caller and passes the request on by flow and challenge."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop_login.demo.challenge_sessions import ChallengeSession, ChallengeSessions
from desktop_login.demo.client import Client, Reply, Request, text, texts
from desktop_login.demo.custom import CustomQuestions
from desktop_login.demo.devices import Devices
from desktop_login.demo.first_factors import FirstFactors
from desktop_login.demo.password_step import PasswordStep
from desktop_login.demo.pool import CHOICE, CUSTOM, PASSWORD, SRP, Pool, Status
from desktop_login.demo.service_exception import ServiceException, invalid_parameter, not_authorized
from desktop_login.demo.token_operations import TokenOperations

_REFRESH = ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN")  # two names of one flow
Handler = Callable[[ChallengeSession, Mapping[str, str]], Reply]


class SignIn:
    """`handlers` answer the challenges that have a Session, by name."""

    def __init__(
        self,
        pool: Pool,
        client: Client,
        challenge_sessions: ChallengeSessions,
        passwords: PasswordStep,
        first: FirstFactors,
        custom: CustomQuestions,
        devices: Devices,
        tokens: TokenOperations,
        handlers: Mapping[str, Handler],
    ) -> None:
        self._pool = pool
        self._config = pool.config
        self._client = client
        self._challenge_sessions = challenge_sessions
        self._passwords = passwords
        self._first = first
        self._custom = custom
        self._devices = devices
        self._tokens = tokens
        self._handlers = handlers

    def initiate_auth(self, request: Request) -> Reply:
        self._client.check(request)
        flow = text(request, "AuthFlow")
        parameters = texts(request, "AuthParameters")
        if flow in _REFRESH:
            return self._tokens.refresh_token_auth(parameters)
        if flow not in (SRP, PASSWORD, CHOICE, CUSTOM):
            raise invalid_parameter(f"{flow} is not supported by the demo")
        if flow not in self._config.flows:
            raise invalid_parameter(f"{flow} flow not enabled for this client")
        username = parameters.get("USERNAME")
        if not username or len(username) > 128:
            raise invalid_parameter("Missing required parameter USERNAME")
        self._client.check_secret_hash(parameters, username)
        return self.begin(flow, username, parameters)

    def begin(self, flow: str, username: str, parameters: Mapping[str, str]) -> Reply:
        """Begin a sign-in by any flow, whichever the client may use. Raises `ServiceException`."""
        found = self._pool.find(username)
        if found is None and not self._config.hide_existence:
            raise ServiceException("UserNotFoundException", "User does not exist.")
        user = found or self._pool.dummy_user(username)
        if user.status is Status.EXTERNAL_PROVIDER:
            raise not_authorized("User is not authorized to get auth details.")
        self._passwords.refuse_unusable(user)
        device_key = self._devices.known(user, parameters) if found else ""
        claim = self._passwords.claim(
            user, real=found is not None, device_key=device_key, custom=flow == CUSTOM
        )
        match flow:
            case "USER_PASSWORD_AUTH":
                return self._passwords.check(claim, parameters)
            case "USER_AUTH":
                return self._first.begin(claim, parameters)
            case "CUSTOM_AUTH" if parameters.get("CHALLENGE_NAME") != "SRP_A":
                return self._custom.ask(user, real=claim.real, device_key=device_key)
            case _:
                return self._passwords.begin(claim, parameters)

    def respond_to_auth_challenge(self, request: Request) -> Reply:
        self._client.check(request)
        name = text(request, "ChallengeName")
        responses = texts(request, "ChallengeResponses")
        username = responses.get("USERNAME")
        if not username:
            raise invalid_parameter("Missing required parameter USERNAME")
        self._client.check_secret_hash(responses, username)
        return self.respond(name, username, responses, request.get("Session"))

    def respond(
        self, name: str, username: str, responses: Mapping[str, str], session: object
    ) -> Reply:
        """Answer an open challenge. Raises `ServiceException`."""
        match name:
            case "PASSWORD_VERIFIER":
                return self._passwords.finish(username, responses, session)
            case "DEVICE_PASSWORD_VERIFIER":
                return self._devices.finish(responses, session)
        handler = self._handlers.get(name)
        if handler is None:
            raise invalid_parameter(f"{name} cannot be answered in the demo")
        challenge_session = self._challenge_sessions.find(
            session, name, self._config.client_id, username
        )
        challenge_session.device_key = (
            self._devices.known(challenge_session.user, responses) or challenge_session.device_key
        )
        return handler(challenge_session, responses)
