"""What follows an answer on a page of managed login. The rules are the engine's, the looks those of `dialogue_views`.

A page is a `Step`: a challenge of the engine, or one of the kinds below.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from desktop_login.demo.browsers import Step
from desktop_login.demo.client import Client, Reply, Request
from desktop_login.demo.dialogue_views import ATTRIBUTE, INCORRECT, NO_PASSKEY, can_be_set_up
from desktop_login.demo.engine import Engine
from desktop_login.demo.pool import CHOICE, PASSWORD, Pool, User
from desktop_login.demo.service_exception import ServiceException

# Kinds of steps that are no challenge.
START, CONFIRM, RESET, ENROL, TYPED = "start", "confirm", "reset", "enrol", "password"
ADDRESS = "address"
PASSKEY = "WEB_AUTHN"


class Admitted(NamedTuple):
    """The sign-in is complete."""

    user: User


class Dialogue:
    """`operate` sends a request of the API, as this client would."""

    def __init__(
        self,
        pool: Pool,
        engine: Engine,
        client: Client,
        operate: Callable[[str, Request], Reply],
    ) -> None:
        self._pool = pool
        self._config = pool.config
        self._engine = engine
        self._client = client
        self._operate = operate
        self._answers: Mapping[str, Callable[[Step, Mapping[str, str]], Step | Admitted]] = {
            TYPED: self._typed,
            CONFIRM: self._confirm,
            RESET: self._reset,
            ENROL: self._enrol,
            ADDRESS: self._address,
            "SELECT_CHALLENGE": self._select,
            "SELECT_MFA_TYPE": self._select,
            "MFA_SETUP": self._set_up,
            "NEW_PASSWORD_REQUIRED": self._new_password,
            PASSKEY: self._passkey,
        }

    def answer(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        """Return what follows. Raises `ServiceException`: the page is shown again."""
        if step.kind == START:
            return self._start(form)
        return self._answers.get(step.kind, self._code)(step, form)

    def sign_up(self, form: Mapping[str, str]) -> Step | Admitted:
        """Create an account. Raises `ServiceException`."""
        wanted = ("email", *self._config.required_attributes)
        attributes = {n: form[n] for n in wanted if form.get(n)}
        name = form.get("username", "") or form.get("email", "")
        reply = self._operate(
            "SignUp",
            self._client.request(
                name,
                Password=form.get("password", ""),
                UserAttributes=[{"Name": n, "Value": v} for n, v in attributes.items()],
            ),
        )
        if reply["UserConfirmed"]:
            return Step(START, name, notice="confirmed")
        return _sent(Step(CONFIRM, name), reply)

    def forgot(self, form: Mapping[str, str]) -> Step:
        """Send a code for a new password. Raises `ServiceException`."""
        return self._forgotten(form.get("username", ""))

    def _start(self, form: Mapping[str, str]) -> Step | Admitted:
        name = form.get("username", "").strip()
        if not name or len(name) > 128:
            raise ServiceException("NotAuthorizedException", INCORRECT)
        sign_in = self._engine.sign_in
        try:
            if form.get("do") == "way":
                return self._after(sign_in.begin(CHOICE, name, {"USERNAME": name}), name)
            return self._after(sign_in.begin(PASSWORD, name, _password(form)), name)
        except ServiceException as error:
            return self._way_out(error, name)

    def _way_out(self, error: ServiceException, name: str) -> Step:
        """What the person can do about a refusal that is not for ever; raises the others again."""
        match error.code:
            case "UserNotConfirmedException":
                reply = self._operate("ResendConfirmationCode", self._client.request(name))
                return _sent(Step(CONFIRM, name), reply)
            case "PasswordResetRequiredException":
                return self._forgotten(name)
        raise error

    def _forgotten(self, name: str) -> Step:
        return _sent(Step(RESET, name), self._operate("ForgotPassword", self._client.request(name)))

    def _confirm(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        if form.get("do") == "resend":
            reply = self._operate("ResendConfirmationCode", self._client.request(step.name))
            return _sent(replace(step, notice="resent"), reply)
        request = self._client.request(step.name, ConfirmationCode=_code_of(form))
        self._operate("ConfirmSignUp", request)
        return Step(START, step.name, notice="confirmed")

    def _reset(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        if form.get("do") == "resend":
            return replace(self._forgotten(step.name), notice="resent")
        request = self._client.request(
            step.name, ConfirmationCode=_code_of(form), Password=form.get("new_password", "")
        )
        self._operate("ConfirmForgotPassword", request)
        return Step(START, step.name, notice="reset_done")

    def _select(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        answer = form.get("answer", "")
        if step.kind == "SELECT_CHALLENGE" and answer == "PASSWORD":
            return replace(step, kind=TYPED)
        return self._respond(step, {"ANSWER": answer})

    def _typed(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        try:
            chosen = replace(step, kind="SELECT_CHALLENGE")
            return self._respond(chosen, {"ANSWER": "PASSWORD", **_password(form)})
        except ServiceException as error:
            return self._way_out(error, step.name)

    def _set_up(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        if form.get("answer") != "SOFTWARE_TOKEN_MFA":
            return replace(step, kind=ADDRESS)
        reply = self._engine.authenticators.associate_software_token({"Session": step.session})
        return replace(
            step,
            kind=ENROL,
            session=reply["Session"],
            parameters={"secret": reply["SecretCode"]},
        )

    def _address(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        email = form.get("email", "").strip()
        return self._respond(replace(step, kind="MFA_SETUP"), {"EMAIL": email})

    def _enrol(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        reply = self._engine.authenticators.verify_software_token(
            {"Session": step.session, "UserCode": _code_of(form)}
        )
        return self._respond(replace(step, kind="MFA_SETUP", session=reply["Session"]), {})

    def _new_password(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        given = {name: value for name, value in form.items() if name.startswith(ATTRIBUTE)}
        return self._respond(step, {"NEW_PASSWORD": form.get("new_password", ""), **given})

    def _passkey(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        try:
            return self._respond(step, {"CREDENTIAL": form.get("credential", "")})
        except ServiceException as error:
            if error.text == INCORRECT:
                raise ServiceException("NotAuthorizedException", NO_PASSKEY) from None
            raise

    def _code(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        return self._respond(step, {f"{step.kind}_CODE": _code_of(form)})

    def _respond(self, step: Step, responses: Mapping[str, str]) -> Step | Admitted:
        sign_in = self._engine.sign_in
        named = {"USERNAME": step.username, **responses}
        return self._after(
            sign_in.respond(step.kind, step.username, named, step.session), step.name
        )

    def _after(self, reply: Reply, name: str) -> Step | Admitted:
        if "User" in reply:
            return Admitted(reply["User"])
        kind, session = reply["ChallengeName"], reply["Session"]
        username = self._engine.challenge_sessions.find_set_up(session, kind).user.username
        parameters = dict(reply["ChallengeParameters"])
        if "AvailableChallenges" in reply:
            parameters["offered"] = json.dumps(
                [one for one in reply["AvailableChallenges"] if one != "PASSWORD_SRP"]
            )
        step = Step(kind, name, username, session, parameters)
        if kind == "MFA_SETUP" and len(ways := can_be_set_up(step)) == 1:  # nothing to choose
            return self._set_up(step, {"answer": ways[0]})
        return step


def _sent(step: Step, reply: Reply) -> Step:
    details = reply["CodeDeliveryDetails"]
    return replace(step, parameters={"CODE_DELIVERY_DESTINATION": details["Destination"]})


def _password(form: Mapping[str, str]) -> dict[str, str]:
    """Empty is a wrong password, not a missing parameter."""
    password = form.get("password", "")
    if not password or len(password) > 256:
        raise ServiceException("NotAuthorizedException", INCORRECT)
    return {"PASSWORD": password}


def _code_of(form: Mapping[str, str]) -> str:
    """A code as people type it: with blanks. One that is no code at all is wrong."""
    code = "".join(form.get("code", "").split())
    if not (code.isascii() and code.isdecimal()) or len(code) > 8:
        raise ServiceException("CodeMismatchException", "This is no code")
    return code
