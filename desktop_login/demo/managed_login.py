"""The demo's domain as a web site: which request reaches which page or endpoint, and with which cookies.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote, urlencode

from desktop_login.demo import company, managed_pages
from desktop_login.demo.browsers import STEP_S, Browsers, Step, Visit
from desktop_login.demo.client import Client, Reply, Request
from desktop_login.demo.dialogue import START, Admitted, Dialogue
from desktop_login.demo.dialogue_views import Views, company_view, passkey_view, refused_words
from desktop_login.demo.endpoints import FOR_PROGRAMS, Endpoints
from desktop_login.demo.exchange import Answer
from desktop_login.demo.interception import Interceptions
from desktop_login.demo.managed_pages import View
from desktop_login.demo.managed_words import LANGUAGES, Words, preferred
from desktop_login.demo.oauth import (
    Asked,
    GoesBack,
    Malformed,
    OAuth,
    StaysHere,
    asked,
    fields_of,
)
from desktop_login.demo.operations import Operations
from desktop_login.demo.pool import COGNITO, COMPANY, Pool, Status, User
from desktop_login.demo.request_head import BadRequest, Head
from desktop_login.demo.service_exception import ServiceException
from desktop_login.demo.web_forms import (
    cookies_in,
    form_of,
    form_targets,
    in_other_language,
    json_of,
    language_in,
    redirect_to,
    set_cookie,
    with_query,
    without,
    without_step,
)

_THEN = "then=passkey"  # of a sign-in that is to end at `/passkeys/add`
_RANDOM = re.compile(r"[A-Za-z0-9_-]{43}")
logger = logging.getLogger(__name__)

# What a posted form leads to, and the page that shows it: with what was typed, and what is wrong.
_Take = Callable[[Mapping[str, str]], Step | Admitted]
_Show = Callable[[Asked, Words, str, Mapping[str, str], str], View]


class Caller(NamedTuple):
    """A browser with its request.

    Attributes:
        browser: The cookie that its forms and steps belong to.
        visit: The cookie of who is signed in.
        new: Whether `browser` is new and has to be set.
    """

    path: str
    query: str
    form: Mapping[str, str]
    posted: bool
    browser: str
    visit: str
    new: bool
    accepts: str


class ManagedLogin:
    """Pages and endpoints of one pool at `url`."""

    def __init__(self, pool: Pool, operations: Operations, calls: Interceptions, url: str) -> None:
        self._pool = pool
        self._config = pool.config
        self._url = url
        self._host = url.removeprefix("http://")
        port = self._host.rpartition(":")[2]
        self._cookie, self._visit_cookie = f"demo-browser-{port}", f"demo-visit-{port}"
        self._oauth = OAuth(pool, operations.tokens)
        self._endpoints = Endpoints(self._oauth)
        self._passkeys = operations.passkeys
        self._browsers = Browsers(pool.now, self._config.browser_session_s)

        def operate(name: str, request: Request) -> Reply:
            operation = calls.find(name)
            assert operation is not None, name  # noqa: S101 - the table has it
            return operation(request)

        self._views = Views(self._config)
        self._dialogue = Dialogue(pool, operations.browser, Client(self._config), operate)
        self._pages: Mapping[str, Callable[[Caller], Answer]] = {
            "/": self._about,
            "/oauth2/authorize": self._authorize,
            "/login": self._login,
            "/signup": self._sign_up,
            "/forgotPassword": self._forgot,
            "/company": self._company,
            "/passkeys/add": self._add_passkey,
            "/logout": self._logout,
            "/error": self._error,
        }

    # --- the site --------------------------------------------------------------------------

    def admit(self, head: Head) -> None:
        """Refuse a foreign Host (DNS rebinding), and a form of another page."""
        if head.fields.get("host") != self._host:
            raise BadRequest(403, "ForbiddenException", "Forbidden")
        path = head.target.partition("?")[0]
        origin = head.fields.get("origin")
        if path not in FOR_PROGRAMS and origin not in (None, self._url):
            raise BadRequest(403, "ForbiddenException", "Forbidden")

    def answer(self, head: Head, body: bytes) -> Answer:
        path, _, query = head.target.partition("?")
        try:
            if path in FOR_PROGRAMS:
                return self._endpoints.answer(head, path, body)
            page = self._pages.get(path)
            if page is None:
                return self._plain(head, 404, "not_found")
            if head.method not in ("GET", "POST"):
                raise BadRequest(405, "MethodNotAllowed", "Only GET and POST are understood")
            return self._answered(page, self._caller(head, path, query, body))
        except GoesBack as error:
            return redirect_to(error.address, posted=head.method == "POST")
        except StaysHere as error:
            there = urlencode({"error": error.error, "client_id": error.client_id}, quote_via=quote)
            # in the app's language, which need not be the browser's own
            query_string = "&".join(part for part in (there, language_in(query)) if part)
            return redirect_to(f"/error?{query_string}", posted=head.method == "POST")
        except Malformed:
            return self._plain(head, 400, "bad_request")
        except BadRequest:
            raise
        except Exception as error:  # noqa: BLE001 - the browser gets an answer whatever happens
            logger.error("the demo failed: %s", type(error).__name__)  # noqa: TRY400
            return self._plain(head, 500, "error")

    def _answered(self, page: Callable[[Caller], Answer], caller: Caller) -> Answer:
        answer = page(caller)
        cookie = set_cookie(self._cookie, caller.browser)
        return answer._replace(cookies=(*answer.cookies, cookie)) if caller.new else answer

    def refused(self, bad: BadRequest) -> Answer:
        return Answer(
            bad.status,
            f"{bad.text}\n".encode(),
            "text/plain; charset=utf-8",
            {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        )

    def fields(self, _head: Head | None) -> Mapping[str, str]:
        return {}

    def _caller(self, head: Head, path: str, query: str, body: bytes) -> Caller:
        """Raises `Malformed`, and `BadRequest` for a body that is no form of this site."""
        cookies = cookies_in(head.fields.get("cookie", ""))
        browser = cookies.get(self._cookie, "")
        known = _RANDOM.fullmatch(browser) is not None
        posted = head.method == "POST"
        form = form_of(head, body) if posted else {}
        if posted and not (known and self._browsers.is_token(browser, form.get("_csrf", ""))):
            accepts = head.fields.get("accept-language", "")
            raise BadRequest(403, "ForbiddenException", _words(query, accepts)("forged"))
        return Caller(
            path,
            query,
            form,
            posted,
            browser if known else self._browsers.new_browser(),
            cookies.get(self._visit_cookie, ""),
            not known,
            head.fields.get("accept-language", ""),
        )

    # --- pages -----------------------------------------------------------------------------

    def _authorize(self, caller: Caller) -> Answer:
        if caller.posted:
            raise BadRequest(405, "MethodNotAllowed", "Only GET is understood")
        wanted = asked(self._config, caller.query)
        found = self._signed_in(caller, wanted)
        if found is not None and "login" not in wanted.prompts:
            visit, user = found
            return redirect_to(
                wanted.back_with_code(self._oauth.code(wanted, user, visit.auth_time))
            )
        if "none" in wanted.prompts:
            raise GoesBack(wanted.back_with_error("login_required"))
        page = "/company" if wanted.provider == COMPANY else "/login"
        return redirect_to(f"{page}?{caller.query}")

    def _signed_in(self, caller: Caller, wanted: Asked) -> tuple[Visit, User] | None:
        """Who is signed in in this browser, through a provider that will do."""
        visit = self._browsers.visit(caller.visit)
        user = self._pool.by_sub(visit.sub) if visit is not None else None
        if visit is None or user is None or not user.enabled:
            return None
        return (visit, user) if wanted.provider in ("", visit.provider) else None

    def _login(self, caller: Caller) -> Answer:
        """The step that the address names, or the first one."""
        name, query = without_step(caller.query)
        wanted = asked(self._config, query)
        say = self._say(wanted, caller)
        step = Step(START, "" if wanted.provider else wanted.hint)
        bad = ""
        if name:
            found = self._browsers.step(name, caller.browser)
            step, bad = (found, "") if found is not None else (step, say("over"))
        if caller.posted and not bad:
            try:
                return self._follow(caller, wanted, self._dialogue.answer(step, caller.form))
            except ServiceException as error:
                bad = refused_words(error, say)
                if step.kind == START:
                    step = replace(step, name=caller.form.get("username", "")[:128])
                elif error.code == "NotAuthorizedException":  # the engine has ended the step
                    step = Step(START, step.name)
        action = caller.path if step.kind == START else f"{caller.path}?step={name}"
        view = self._views.view(step, wanted, say, with_query(action, query), bad)
        return self._page(view, wanted, say, caller, 400 if bad else 200)

    def _sign_up(self, caller: Caller) -> Answer:
        wanted = asked(self._config, caller.query)
        say = self._say(wanted, caller)
        if not self._config.self_sign_up or wanted.provider not in ("", COGNITO):
            return self._failed(say, 404, say("not_found"), caller.query)
        return self._form(caller, wanted, self._dialogue.sign_up, self._views.sign_up_view)

    def _forgot(self, caller: Caller) -> Answer:
        wanted = asked(self._config, caller.query)
        return self._form(caller, wanted, self._dialogue.forgot, self._views.forgot_view)

    def _form(self, caller: Caller, wanted: Asked, take: _Take, show: _Show) -> Answer:
        """A page with one form: taken if it was posted, and shown again with what is wrong with it."""
        say, bad = self._say(wanted, caller), ""
        if caller.posted:
            try:
                return self._follow(caller, wanted, take(caller.form))
            except ServiceException as error:
                bad = refused_words(error, say)
        action = with_query(caller.path, caller.query)
        view = show(wanted, say, action, caller.form, bad)
        return self._page(view, wanted, say, caller, 400 if bad else 200)

    def _company(self, caller: Caller) -> Answer:
        wanted = asked(self._config, caller.query)
        say, bad = self._say(wanted, caller), ""
        if wanted.provider != COMPANY:
            return self._failed(say, 404, say("not_found"), caller.query)
        if caller.posted:
            if caller.form.get("do") == "cancel":
                raise GoesBack(
                    wanted.back_with_error("access_denied", "The person cancelled the sign-in.")
                )
            try:
                user = company.person(self._pool, caller.form.get("name", ""))
                return self._admit(caller, wanted, user, COMPANY)
            except company.NoName:
                bad = say("no_name")
        name = caller.form.get("name", "Alex Company")[:128]
        view = company_view(say, with_query(caller.path, caller.query), name, bad)
        return self._page(view, wanted, say, caller, 400 if bad else 200)

    def _add_passkey(self, caller: Caller) -> Answer:
        """Adds a passkey to the account of who is signed in; who is not signs in first.

        Then the browser goes back to the app with a code, like after a sign-in.
        """
        wanted = asked(self._config, caller.query)
        say, bad = self._say(wanted, caller), ""
        found = self._signed_in(caller, wanted)
        if found is None:
            page = "/company" if wanted.provider == COMPANY else "/login"
            return redirect_to(f"{page}?{caller.query}&{_THEN}", posted=caller.posted)
        visit, user = found
        if caller.posted and caller.form.get("do") == "cancel":
            raise GoesBack(wanted.back_with_error("access_denied", "No passkey was added."))
        if user.status is Status.EXTERNAL_PROVIDER:
            raise GoesBack(wanted.back_with_error("invalid_request", "This account has none."))
        if caller.posted:
            try:
                self._passkeys.register(user, json_of(caller.form.get("credential", "")))
                code = self._oauth.code(wanted, user, visit.auth_time)
                return redirect_to(wanted.back_with_code(code), posted=True)
            except ServiceException:
                bad = say("passkey_refused")
        try:
            options = json.dumps(self._passkeys.registration_options(user))
        except ServiceException as error:
            raise GoesBack(wanted.back_with_error("invalid_request", error.text)) from None
        view = passkey_view(say, with_query(caller.path, caller.query), options, bad)
        return self._page(view, wanted, say, caller, 400 if bad else 200)

    def _logout(self, caller: Caller) -> Answer:
        """Ends the visit, if it is known where to go then. The tokens stay as they are."""
        given = fields_of(caller.query)
        if caller.posted or given.get("client_id") != self._config.client_id:
            raise StaysHere("invalid_client", given.get("client_id", ""))
        if "logout_uri" in given:
            if given["logout_uri"] not in self._config.sign_out_uris:
                raise StaysHere("logout_mismatch", given["client_id"])
            there = given["logout_uri"]
        else:
            asked(self._config, caller.query)
            there = f"/login?{caller.query}"
        self._browsers.sign_out(caller.visit)
        gone = set_cookie(self._visit_cookie, "", 0)
        return redirect_to(there)._replace(cookies=(gone,))

    def _error(self, caller: Caller) -> Answer:
        error = fields_of(caller.query).get("error", "")
        say = _words(caller.query, caller.accepts)
        known = ("redirect_mismatch", "invalid_client", "logout_mismatch")
        text = say(error) if error in known else error or say("bad_request")
        return self._failed(say, 400, text, caller.query)

    def _about(self, caller: Caller) -> Answer:
        say = _words(caller.query, caller.accepts)
        return self._message(say, 200, View(say("pool"), say("pool"), say("about")), caller.query)

    def _follow(self, caller: Caller, wanted: Asked, after: Step | Admitted) -> Answer:
        if isinstance(after, Admitted):
            return self._admit(caller, wanted, after.user, COGNITO)
        expires_at = self._pool.now() + STEP_S
        name = self._browsers.keep(replace(after, browser=caller.browser, expires_at=expires_at))
        return redirect_to(with_query(f"/login?step={name}", wanted.query), posted=True)

    def _admit(self, caller: Caller, wanted: Asked, user: User, provider: str) -> Answer:
        cookie = self._browsers.sign_in(user.sub, provider, caller.visit)
        there = f"/passkeys/add?{without(wanted.query, _THEN)}"
        if _THEN not in wanted.query.split("&"):
            there = wanted.back_with_code(self._oauth.code(wanted, user, self._pool.now()))
        signed_in = set_cookie(self._visit_cookie, cookie, self._config.browser_session_s)
        return redirect_to(there, posted=True)._replace(cookies=(signed_in,))

    def _page(self, view: View, wanted: Asked, say: Words, caller: Caller, status: int) -> Answer:
        token = self._browsers.token(caller.browser)
        address = with_query(caller.path, in_other_language(caller.query, say.language))
        text = managed_pages.html(view, say, token, address)
        targets = form_targets(wanted.redirect_uri)
        fields = managed_pages.fields(targets, with_script=bool(view.ceremony))
        return Answer(status, text.encode(), fields=fields)

    def _failed(self, say: Words, status: int, text: str, query: str) -> Answer:
        view = View(say("error"), say("pool"), text, then=say("go_back"))
        return self._message(say, status, view, query)

    def _message(self, say: Words, status: int, view: View, query: str) -> Answer:
        """A page without a form. Its other language is at the path that it was asked for."""
        address = with_query("", in_other_language(query, say.language))
        page = managed_pages.html(view, say, "", address)
        return Answer(status, page.encode(), fields=managed_pages.fields("'none'"))

    def _plain(self, head: Head, status: int, key: str) -> Answer:
        query = head.target.partition("?")[2]
        say = _words(query, head.fields.get("accept-language", ""))
        return self._failed(say, status, say(key), query)

    @staticmethod
    def _say(wanted: Asked, caller: Caller) -> Words:
        known = wanted.language in LANGUAGES
        return Words(wanted.language if known else preferred(caller.accepts))


def _words(query: str, accepts: str) -> Words:
    """Of a page that is no part of a sign-in."""
    return Words(language_in(query).removeprefix("lang=") or preferred(accepts))
