"""The auth object for `requests`. The only module that imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from requests.auth import AuthBase
from requests.cookies import extract_cookies_to_jar

from desktop_login.embedding.bearer import REDIRECTS

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

    from desktop_login.embedding.bearer import Bearer

# What requests calls a hook with, and `send` takes.
How = dict[str, Any]


class RequestsAuth(AuthBase):  # type: ignore[misc,unused-ignore] # typed where it is installed
    """Made by `desktop_login.http.requests_auth`. May be shared between threads."""

    def __init__(self, bearer: Bearer) -> None:
        self._bearer = bearer

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        bearer = self._bearer
        if not bearer.may_go(str(request.url)):
            return request
        request.headers[bearer.header] = bearer.value()
        body: Any = request.body  # a text, a file, or whatever can be sent
        place = _place_in(body)
        repeats = body is None or isinstance(body, str | bytes) or place is not None
        tries = [1] if repeats else []

        # what the hook is called with goes to `send` as it is
        def answered(response: Response, **how: Any) -> Response:
            if response.status_code in REDIRECTS:
                bearer.check_redirect(str(response.url), response.headers.get("location", ""))
            elif response.status_code == 401 and tries:
                tries.pop()
                return self._again(response, place, how)
            return response

        request.register_hook("response", answered)
        return request

    def _again(self, response: Response, place: int | None, how: How) -> Response:
        """Once more with a renewed token, where the first one was sent."""
        bearer, refused = self._bearer, response.request.headers.get(self._bearer.header)
        if refused is None or not bearer.may_go(str(response.url)):
            return response
        try:
            value = bearer.other_value(str(refused))
        except BaseException:
            response.close()  # nobody will read it
            raise
        if value is None:
            return response
        response.content  # noqa: B018 - the connection is free once the answer is read
        response.close()
        request: Any = response.request  # its types hide what requests' own digest uses
        if place is not None:
            request.body.seek(place)
        # in the request itself: a redirect of the answer is made from it
        request.headers[bearer.header] = value
        extract_cookies_to_jar(request._cookies, request, response.raw)  # noqa: SLF001 - the same
        again = response.connection.send(request, **how)  # type: ignore[attr-defined,unused-ignore] # set by the adapter
        again.history.append(response)
        again.request = request
        if again.status_code in REDIRECTS:
            bearer.check_redirect(str(again.url), again.headers.get("location", ""))
        return again  # type: ignore[no-any-return,unused-ignore] # the adapter's


# a body is a text, a file, or whatever can be sent
def _place_in(body: Any) -> int | None:
    """Where a file stands that can be read again; None for a pipe, which only looks like one."""
    if not (hasattr(body, "tell") and hasattr(body, "seek")):
        return None
    try:
        place: int = body.tell()
    except OSError:
        return None
    return place
