"""What the pages of managed login look like, step by step. Decides nothing that follows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from desktop_login.demo.browsers import Step
from desktop_login.demo.managed_pages import Button, Input, Key, Link, View
from desktop_login.demo.managed_words import Words
from desktop_login.demo.oauth import Asked
from desktop_login.demo.pool import COGNITO, COMPANY, DemoPoolConfig
from desktop_login.demo.service_exception import ServiceException

INCORRECT = "Incorrect username or password."
ATTRIBUTE = "userAttributes."
_ISSUER = "Demo Cognito"  # above the code in an authenticator app
NO_PASSKEY = "Incorrect passkey."
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


def can_be_set_up(step: Step) -> list[str]:
    """A text message cannot be set up on these pages: the engine asks for a number elsewhere."""
    possible = json.loads(step.parameters["MFAS_CAN_SETUP"])
    return [name for name in ("SOFTWARE_TOKEN_MFA", "EMAIL_OTP") if name in possible]


class Views:
    """The pages of one pool."""

    def __init__(self, config: DemoPoolConfig) -> None:
        self._config = config

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
                    inputs=(_sent_code_input(say),),
                    buttons=(Button(say("continue")), _resend(say)),
                )
            case "reset":
                return page._replace(
                    title=say("reset"),
                    lead=_to(step, say),
                    inputs=(_sent_code_input(say), _new_password_input(say)),
                    buttons=(Button(say("continue")), _resend(say)),
                )
            case "enrol":
                return page._replace(
                    title=say("enrol"),
                    lead=say("enrol_lead"),
                    key=_key(step, say),
                    then=say("enrol_then"),
                    inputs=(_code_input(say),),
                    buttons=(Button(say("continue")),),
                )
            case "address":
                known = step.name if "@" in step.name else ""
                return page._replace(
                    title=say("address"),
                    lead=say("address_lead"),
                    inputs=(Input("email", say("email_field"), "email", known, "email", "email"),),
                    buttons=(Button(say("continue")),),
                )
            case "SELECT_CHALLENGE" | "SELECT_MFA_TYPE":
                return _choosing_page(page, step, say)
            case "MFA_SETUP":
                return _set_up_page(page, step, say)
            case "WEB_AUTHN":
                return _passkey_page(page, step, say)
            case "NEW_PASSWORD_REQUIRED":
                return _new_password_page(page, step, say)
            case _:
                return _code_page(page, step, say)

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


def company_view(say: Words, action: str, name: str, bad: str = "") -> View:
    """The page of the company, which asks who it is and nothing else."""
    return View(
        say("company_sign_in"),
        say("company"),
        say("company_lead"),
        inputs=(Input("name", say("company_name"), value=name, complete="name"),),
        buttons=(
            Button(say("continue")),
            Button(say("cancel"), "do", "cancel", quiet=True, unchecked=True),
        ),
        bad=bad,
        action=action,
        company=True,
    )


def refused_words(error: ServiceException, say: Words) -> str:
    """Why an answer was refused, in words for the person."""
    if error.code == "NotAuthorizedException":
        text = error.text
        if text == INCORRECT:
            return say("wrong")
        if text == NO_PASSKEY:
            return say("passkey_refused")
        if text == "Password attempts exceeded":
            return say("too_many")
        if text == "User is disabled.":
            return say("disabled")
        if text.startswith("Invalid session"):
            return say("over")
    key = _REFUSALS.get(error.code)
    return say(key) if key else say("not_allowed", text=error.text)


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


def _sent_code_input(say: Words) -> Input:
    return _code_input(say)._replace(hint=say("code_where"))


def _key(step: Step, say: Words) -> Key:
    """For an authenticator app: https://github.com/google/google-authenticator/wiki/Key-Uri-Format"""
    import segno

    secret = step.parameters["secret"]
    values = urlencode({"secret": secret, "issuer": _ISSUER}, quote_via=quote)
    uri = f"otpauth://totp/{quote(_ISSUER)}:{quote(step.name)}?{values}"
    code = segno.make(uri, micro=False, error="m")
    picture = code.svg_data_uri(border=4, light="#fff", omitsize=True, encode_minimal=True)
    groups = tuple(secret[at : at + 4] for at in range(0, len(secret), 4))  # as people type
    return Key(say("key"), groups, picture, say("qr_code"))


def _resend(say: Words) -> Button:
    return Button(say("resend"), "do", "resend", quiet=True, unchecked=True)


def _choices(names: list[str], say: Words) -> tuple[Button, ...]:
    return tuple(
        Button(say(name), "answer", name, quiet=index > 0) for index, name in enumerate(names)
    )


def _choosing_page(page: View, step: Step, say: Words) -> View:
    offered = step.parameters.get("offered") or step.parameters["MFAS_CAN_CHOOSE"]
    names = [name for name in json.loads(offered) if name in say]
    return page._replace(title=say("choose"), buttons=_choices(names, say))


def _passkey_page(page: View, step: Step, say: Words) -> View:
    return page._replace(
        title=say("use_passkey"),
        lead=say("use_passkey_lead", name=step.name),
        buttons=(Button(say("use_passkey")),),
        ceremony="get",
        options=step.parameters["CREDENTIAL_REQUEST_OPTIONS"],
    )


def _code_page(page: View, step: Step, say: Words) -> View:
    app = step.kind == "SOFTWARE_TOKEN_MFA"
    return page._replace(
        title=say("code"),
        lead=say("code_app") if app else _to(step, say),
        inputs=(_code_input(say) if app else _sent_code_input(say),),
        buttons=(Button(say("continue")),),
    )


def _set_up_page(page: View, step: Step, say: Words) -> View:
    names = can_be_set_up(step)
    return page._replace(title=say("set_up"), lead=say("set_up_lead"), buttons=_choices(names, say))


def _new_password_page(page: View, step: Step, say: Words) -> View:
    missing = json.loads(step.parameters["requiredAttributes"])
    more = [Input(n, say("required", name=n.removeprefix(ATTRIBUTE))) for n in missing]
    return page._replace(
        title=say("new_password"),
        lead=say("new_password_lead"),
        inputs=(_new_password_input(say), *more),
        buttons=(Button(say("continue")),),
    )
