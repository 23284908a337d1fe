"""The domain's endpoints for programs: tokens, what they say, revocation. Reads no cookie, so that any page may ask."""

from __future__ import annotations

import json
from collections.abc import Mapping

from desktop_login.demo.exchange import Answer
from desktop_login.demo.oauth import Malformed, OAuth, TokenError
from desktop_login.demo.request_head import BadRequest, Head
from desktop_login.demo.web_forms import form_of

FOR_PROGRAMS = frozenset({"/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke", "/revoke"})
_CORS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store", "Pragma": "no-cache"}
_PREFLIGHT = {
    **_CORS,
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Max-Age": "86400",
}


class Endpoints:
    """Over one `OAuth`."""

    def __init__(self, oauth: OAuth) -> None:
        self._oauth = oauth

    def answer(self, head: Head, path: str, body: bytes) -> Answer:
        authorization = head.fields.get("authorization")
        if head.method == "OPTIONS":
            return Answer(204, fields=_PREFLIGHT)
        try:
            if path == "/oauth2/userInfo":
                if head.method not in ("GET", "POST"):
                    raise TokenError("invalid_request", "Only GET is understood", 405)
                return _json(200, self._oauth.user_info(authorization))
            if head.method != "POST":
                raise TokenError("invalid_request", "Only POST is understood", 405)
            try:
                form = form_of(head, body)
            except (Malformed, BadRequest):
                raise TokenError("invalid_request", "This is no form") from None
            if path == "/oauth2/token":
                return _json(200, self._oauth.token(form, authorization))
            self._oauth.revoke(form, authorization)
            return Answer(200, kind="application/json", fields=_CORS)
        except TokenError as error:
            text = {"error_description": error.text} if error.text else {}
            return _json(error.status, {"error": error.code, **text})


def _json(status: int, value: Mapping[str, object]) -> Answer:
    fields: Mapping[str, str] = _CORS
    if status == 401:
        fields = {**_CORS, "WWW-Authenticate": f'Bearer error="{value["error"]}"'}
    return Answer(status, json.dumps(value).encode(), "application/json;charset=UTF-8", fields)
