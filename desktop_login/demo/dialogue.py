"""What the pages of managed login ask, and what follows an answer. The rules are the engine's.

A page is a `Step`: a challenge of the engine, or one of the kinds below. Every refusal is one of
the engine, in words that a person understands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote

from desktop_login.demo.browsers import Step
from desktop_login.demo.client import Client, Reply, Request
from desktop_login.demo.engine import Engine
from desktop_login.demo.managed_pages import Button, Input, Link, View
from desktop_login.demo.managed_words import Words
from desktop_login.demo.oauth import Asked
from desktop_login.demo.pool import CHOICE, COGNITO, COMPANY, PASSWORD, Pool, User
from desktop_login.demo.service_exception import ServiceException

# Kinds of steps that are no challenge.
START, CONFIRM, RESET, ENROL, TYPED = "start", "confirm", "reset", "enrol", "password"
PASSKEY = "WEB_AUTHN"
_ATTRIBUTE = "userAttributes."
_INCORRECT = "Incorrect username or password."
_NO_PASSKEY = "Incorrect passkey."

_REFUSALS: Mapping[str, str] = {
    "UserNotFoundException": "no_such_user",
    "CodeMismatchException": "wrong_code",
    "EnableSoftwareTokenMFAException": "wrong_code",
    "ExpiredCodeException": "old_code",
    "InvalidPasswordException": "weak",
    "PasswordHistoryPolicyViolationException": "used_before",
    "UsernameExistsException": "taken",
    "AliasExistsException": "taken",
    "LimitExceededException": "too_many",
    "TooManyFailedAttemptsException": "too_many",
}


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
            raise ServiceException("NotAuthorizedException", _INCORRECT)
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
            return self._respond(step, {"EMAIL": form.get("email", "").strip()})
        reply = self._engine.authenticators.associate_software_token({"Session": step.session})
        return replace(
            step,
            kind=ENROL,
            session=reply["Session"],
            parameters={"secret": reply["SecretCode"]},
        )

    def _enrol(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        reply = self._engine.authenticators.verify_software_token(
            {"Session": step.session, "UserCode": _code_of(form)}
        )
        return self._respond(replace(step, kind="MFA_SETUP", session=reply["Session"]), {})

    def _new_password(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        given = {name: value for name, value in form.items() if name.startswith(_ATTRIBUTE)}
        return self._respond(step, {"NEW_PASSWORD": form.get("new_password", ""), **given})

    def _passkey(self, step: Step, form: Mapping[str, str]) -> Step | Admitted:
        try:
            return self._respond(step, {"CREDENTIAL": form.get("credential", "")})
        except ServiceException as error:
            if error.text == _INCORRECT:
                raise ServiceException("NotAuthorizedException", _NO_PASSKEY) from None
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
        return Step(kind, name, username, session, parameters)

    # --- what the pages look like ----------------------------------------------------------

    def view(self, step: Step, asked: Asked, say: Words, action: str, bad: str = "") -> View:
        """The page of a step. `bad`: why the last answer was refused."""
        back = (Link(say("back"), f"/login?{asked.query}"),)
        page = View("", say("pool"), action=action, bad=bad, links=back)
        page = page._replace(good=say(step.notice) if step.notice and not bad else "")
        match step.kind:
            case "start":
                return self._start_page(page, step, asked, say)
            case "password":
                return page._replace(
                    title=say("password"),
                    lead=step.name,
                    inputs=(_password_input(say),),
                    buttons=(Button(say("sign_in")),),
                )
            case "confirm":
                return page._replace(
                    title=say("confirm"),
                    lead=_to(step, say),
                    inputs=(_code_input(say),),
                    buttons=(Button(say("continue")), _resend(say)),
                )
            case "reset":
                return page._replace(
                    title=say("reset"),
                    lead=_to(step, say),
                    inputs=(_code_input(say), _new_password_input(say)),
                    buttons=(Button(say("continue")), _resend(say)),
                )
            case "enrol":
                return page._replace(
                    title=say("enrol"),
                    lead=say("enrol_lead"),
                    facts=((say("key"), step.parameters["secret"]),),
                    inputs=(_code_input(say),),
                    buttons=(Button(say("continue")),),
                )
            case "SELECT_CHALLENGE" | "SELECT_MFA_TYPE":
                offered = step.parameters.get("offered") or step.parameters["MFAS_CAN_CHOOSE"]
                names = [name for name in json.loads(offered) if name in say]
                return page._replace(title=say("choose"), buttons=_choices(names, say))
            case "MFA_SETUP":
                return _set_up_page(page, step, say)
            case "WEB_AUTHN":
                return page._replace(
                    title=say("use_passkey"),
                    lead=say("use_passkey_lead", name=step.name),
                    buttons=(Button(say("use_passkey")),),
                    ceremony="get",
                    options=step.parameters["CREDENTIAL_REQUEST_OPTIONS"],
                )
            case "NEW_PASSWORD_REQUIRED":
                return _new_password_page(page, step, say)
            case _:
                app = step.kind == "SOFTWARE_TOKEN_MFA"
                return page._replace(
                    title=say("code"),
                    lead=say("code_app") if app else _to(step, say),
                    inputs=(_code_input(say),),
                    buttons=(Button(say("continue")),),
                )

    def _start_page(self, page: View, step: Step, asked: Asked, say: Words) -> View:
        company = asked.provider == "" and COMPANY in self._config.providers
        address = f"/oauth2/authorize?{asked.query}&identity_provider={quote(COMPANY)}"
        page = page._replace(
            title=say("sign_in"), provider=Link(say("with_company"), address) if company else None
        )
        if COGNITO not in self._config.providers:
            return page._replace(action="", links=())
        links = [Link(say("forgot"), f"/forgotPassword?{asked.query}")]
        if self._config.self_sign_up:
            links.append(Link(say("no_account"), f"/signup?{asked.query}"))
        return page._replace(
            inputs=(_name_input(say, step.name), _password_input(say)),
            buttons=(
                Button(say("sign_in")),
                Button(say("another_way"), "do", "way", quiet=True, unchecked=True),
            ),
            links=tuple(links),
        )

    def sign_up_view(
        self, asked: Asked, say: Words, action: str, form: Mapping[str, str], bad: str = ""
    ) -> View:
        """The page that asks for what an account needs. `form`: what was typed already."""
        own_name = (
            []
            if self._config.names_by_attribute
            else [
                Input(
                    "username",
                    say("username_field"),
                    value=form.get("username", ""),
                    complete="username",
                )
            ]
        )
        email = Input("email", say("email_field"), "email", form.get("email", ""), "email", "email")
        more = [
            Input(name, say("required", name=name), value=form.get(name, ""))
            for name in self._config.required_attributes
            if name != "email"
        ]
        password = _new_password_input(say)._replace(name="password", label=say("password"))
        return View(
            say("sign_up"),
            say("pool"),
            say("sign_up_lead"),
            inputs=(*own_name, email, *more, password),
            buttons=(Button(say("continue")),),
            links=(Link(say("back"), f"/login?{asked.query}"),),
            bad=bad,
            action=action,
        )

    def forgot_view(
        self, asked: Asked, say: Words, action: str, form: Mapping[str, str], bad: str = ""
    ) -> View:
        """The page that asks whose password was forgotten."""
        return View(
            say("reset"),
            say("pool"),
            say("reset_lead"),
            inputs=(_name_input(say, form.get("username", asked.hint)),),
            buttons=(Button(say("continue")),),
            links=(Link(say("back"), f"/login?{asked.query}"),),
            bad=bad,
            action=action,
        )


def passkey_view(say: Words, action: str, options: str, bad: str = "") -> View:
    """The page that adds a passkey to the account of who is signed in."""
    return View(
        say("add_passkey"),
        say("pool"),
        say("add_passkey_lead"),
        buttons=(
            Button(say("add_passkey")),
            Button(say("not_now"), "do", "cancel", quiet=True, unchecked=True),
        ),
        bad=bad,
        action=action,
        ceremony="create",
        options=options,
    )


def refused_words(error: ServiceException, say: Words) -> str:
    """Why an answer was refused, in words for the person."""
    if error.code == "NotAuthorizedException":
        text = error.text
        if text == _INCORRECT:
            return say("wrong")
        if text == _NO_PASSKEY:
            return say("passkey_refused")
        if text == "Password attempts exceeded":
            return say("too_many")
        if text == "User is disabled.":
            return say("disabled")
        if text.startswith("Invalid session"):
            return say("over")
    key = _REFUSALS.get(error.code)
    return say(key) if key else say("not_allowed", text=error.text)


def _sent(step: Step, reply: Reply) -> Step:
    details = reply["CodeDeliveryDetails"]
    return replace(step, parameters={"CODE_DELIVERY_DESTINATION": details["Destination"]})


def _password(form: Mapping[str, str]) -> dict[str, str]:
    """Empty is a wrong password, not a missing parameter."""
    password = form.get("password", "")
    if not password or len(password) > 256:
        raise ServiceException("NotAuthorizedException", _INCORRECT)
    return {"PASSWORD": password}


def _code_of(form: Mapping[str, str]) -> str:
    """A code as people type it: with blanks. One that is no code at all is wrong."""
    code = "".join(form.get("code", "").split())
    if not (code.isascii() and code.isdecimal()) or len(code) > 8:
        raise ServiceException("CodeMismatchException", "This is no code")
    return code


def _to(step: Step, say: Words) -> str:
    return say("code_sent", to=step.parameters.get("CODE_DELIVERY_DESTINATION", ""))


def _name_input(say: Words, value: str) -> Input:
    return Input("username", say("name"), value=value, complete="username")


def _password_input(say: Words) -> Input:
    return Input("password", say("password"), "password", complete="current-password")


def _new_password_input(say: Words) -> Input:
    return Input(
        "new_password",
        say("new_password_field"),
        "password",
        complete="new-password",
        hint=say("password_rules"),
    )


def _code_input(say: Words) -> Input:
    return Input("code", say("code_field"), complete="one-time-code", mode="numeric")


def _resend(say: Words) -> Button:
    return Button(say("resend"), "do", "resend", quiet=True, unchecked=True)


def _choices(names: list[str], say: Words) -> tuple[Button, ...]:
    return tuple(
        Button(say(name), "answer", name, quiet=index > 0) for index, name in enumerate(names)
    )


def _set_up_page(page: View, step: Step, say: Words) -> View:
    """A text message cannot be set up on these pages: the engine asks for a number elsewhere."""
    possible = json.loads(step.parameters["MFAS_CAN_SETUP"])
    names = [name for name in ("SOFTWARE_TOKEN_MFA", "EMAIL_OTP") if name in possible]
    address = (
        (Input("email", say("email_field"), "email", complete="email", optional=True),)
        if "EMAIL_OTP" in names
        else ()
    )
    return page._replace(
        title=say("set_up"), lead=say("set_up_lead"), inputs=address, buttons=_choices(names, say)
    )


def _new_password_page(page: View, step: Step, say: Words) -> View:
    missing = json.loads(step.parameters["requiredAttributes"])
    more = [Input(n, say("required", name=n.removeprefix(_ATTRIBUTE))) for n in missing]
    return page._replace(
        title=say("new_password"),
        lead=say("new_password_lead"),
        inputs=(_new_password_input(say), *more),
        buttons=(Button(say("continue")),),
    )
