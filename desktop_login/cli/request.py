"""`request`: sends one request to an API with a token of the session, and prints the reply's body."""

from __future__ import annotations

import sys

from desktop_login.cli.arguments import LANG, PROFILE, SETTINGS, Option, header_name
from desktop_login.cli.handed import printed, printed_object, written
from desktop_login.cli.status import DONE, LATER, REFUSED, SOMETHING_IS_WRONG, WRONG_USE, Refused

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace

    from desktop_login.cli.command import Action, ApiSession, Services
    from desktop_login.domain.api_refusals import SentToken
    from desktop_login.domain.api_request import RequestError
    from desktop_login.flow.api_calls import ApiAnswer, ApiRequest

DESCRIPTION = """\
Send one request to an API with a token of the session, and print the body of
the reply. Nobody is asked anything. A token goes over https only, or to this
computer; with api_url in the settings to its origin only. Redirects are told,
not followed. Ends with 1 if the status is 400 or more, or a redirect; why a
token was refused stands on standard error. In the value of a header
{id_token} and {access_token} stand for a token."""
EXAMPLE = "desktop-login request --token access https://api.example.com/v1/user"
_EXECUTE_API = "execute-api"
_MEGABYTE = 1024 * 1024
OPTIONS = (
    Option(
        "address",
        "the address; one that begins with / is below api_url",
        metavar="ADDRESS",
        nargs="?",
        default="",
    ),
    Option(
        "-X", "the method (default: GET, with --data POST)", metavar="METHOD", dest="method", default=""
    ),
    Option(
        "-H",
        "a header, “Name: value”; may be given more than once",
        metavar="HEADER",
        dest="header",
        action="append",
        default=[],
    ),
    Option("--data", "the body: a text, @FILE, or @- for standard input", metavar="TEXT"),
    Option(
        "--token",
        "which token goes along (default: id)",
        choices=("id", "access", "none"),
        default="",
    ),
    Option(
        "--header-name",
        "the header of the token; in another one than Authorization it stands alone",
        type=header_name,
        metavar="NAME",
        default="Authorization",
    ),
    Option(
        "--sigv4",
        "sign with the AWS credentials of the session, for SERVICE (default: execute-api)",
        metavar="SERVICE",
        nargs="?",
        const=_EXECUTE_API,
        default="",
    ),
    Option("--include", "print status and headers before the body", action="store_true"),
    Option("--json", "a JSON object with status, headers, body and explanation", action="store_true"),
    Option("--output", "write the body into a file, up to 64 MB", metavar="FILE", default=""),
    Option("--follow", "follow a redirect of a GET within the same origin", action="store_true"),
    Option("--any-origin", "send the token to another origin than that of api_url", action="store_true"),
    Option("--as-curl", "print a line for curl instead, without a token in it", action="store_true"),
    SETTINGS,
    PROFILE,
    LANG,
)  # fmt: skip


def command(given: Namespace) -> Action:
    from functools import partial

    from desktop_login.cli.arguments import WrongUse

    if given.sigv4 and not given.address and _is_address(given.sigv4):
        given.address, given.sigv4 = given.sigv4, _EXECUTE_API  # `--sigv4 /v1/admin`
    if not given.address:
        from desktop_login.messages.message import message
        from desktop_login.messages.wrong_use import MISSING

        raise WrongUse(message(MISSING, names="ADDRESS"))
    if given.json and (given.include or given.output):
        raise WrongUse.together("--json", "--include", "--output")
    of_token = given.header_name.lower() == "authorization"
    if given.sigv4 and given.token in ("id", "access") and of_token:
        from desktop_login.messages.message import message
        from desktop_login.messages.wrong_use import SIGNATURE_NEEDS_HEADER

        raise WrongUse(message(SIGNATURE_NEEDS_HEADER))
    return partial(request, given=given)


def _is_address(text: str) -> bool:
    return text.startswith("/") or "://" in text


def request(services: Services, *, given: Namespace) -> int:
    session = services.api()
    asked = _asked_for(given, session.api_url)
    _check(asked, session.api_url, elsewhere=given.any_origin)
    if given.as_curl:
        printed(session.curl(asked))
        return DONE
    answer = _answer(session, asked, 64 * _MEGABYTE if given.output else _MEGABYTE)
    explanation = _explained(services, answer, asked.token)
    if given.json:
        printed_object(_object(answer, explanation))
    else:
        _print(answer, given)
    bad = answer.reply.status >= 400 or bool(answer.redirect)
    if bad and sys.stderr is not None:
        print(explanation, file=sys.stderr)
    return SOMETHING_IS_WRONG if bad else DONE


def _asked_for(given: Namespace, api_url: str) -> ApiRequest:
    from desktop_login.domain import api_request
    from desktop_login.domain.api_refusals import SentToken
    from desktop_login.domain.api_request import header_of, whole_address
    from desktop_login.flow.api_calls import ApiRequest

    headers: dict[str, str] = {}
    for line in given.header:
        read = header_of(line)
        if read is None:
            raise _fault(api_request.RequestError.HEADER)
        headers[read[0]] = read[1]
    body = _body(given.data) if given.data is not None else None
    if body is not None and _is_json(body) and "content-type" not in map(str.lower, headers):
        headers["Content-Type"] = "application/json"
    token = SentToken(given.token or ("none" if given.sigv4 else "id"))
    if given.sigv4:
        if token is not SentToken.NONE:
            headers[given.header_name] = f"{{{token.value}_token}}"
        token = SentToken.SIGNATURE
    return ApiRequest(
        (given.method or ("GET" if body is None else "POST")).upper(),
        whole_address(given.address, api_url),
        headers,
        body,
        token,
        given.header_name,
        given.sigv4 or _EXECUTE_API,
        given.follow,
    )


def _body(data: str) -> bytes:
    if not data.startswith("@"):
        # an argument may be any bytes
        return data.encode("utf-8", sys.getfilesystemencodeerrors())
    from desktop_login.domain.api_request import MAX_SENT
    from desktop_login.messages.api import DATA_UNREADABLE
    from desktop_login.messages.message import message

    name = data[1:]
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_SENT + 1) if sys.stdin is not None else b""
        with open(name, "rb") as file:  # noqa: PTH123 - a path as the person wrote it
            return file.read(MAX_SENT + 1)
    except OSError as error:
        why = str(error.strerror or error)
        raise Refused(message(DATA_UNREADABLE, file=name, text=why)) from None


def _is_json(body: bytes) -> bool:
    import json

    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _check(asked: ApiRequest, api_url: str, *, elsewhere: bool) -> None:
    request_error = asked.request_error(api_url, elsewhere=elsewhere)
    if request_error is not None:
        raise _fault(request_error, asked, api_url)


def _fault(
    request_error: RequestError, asked: ApiRequest | None = None, api_url: str = ""
) -> Refused:
    from desktop_login.domain import api_request
    from desktop_login.domain.api_request import shown_origin
    from desktop_login.messages.api import ELSEWHERE_IN_COMMAND, message_of_fault
    from desktop_login.messages.message import message

    url = asked.url if asked is not None else ""
    method = asked.method if asked is not None else ""
    if request_error is api_request.RequestError.ELSEWHERE:
        words = message(ELSEWHERE_IN_COMMAND, url=shown_origin(url), text=shown_origin(api_url))
        return Refused(words)
    origin = shown_origin(url)
    words = message_of_fault(request_error, url=url, origin=origin, method=method, api_url=api_url)
    return Refused(words)


def _answer(session: ApiSession, asked: ApiRequest, limit: int) -> ApiAnswer:
    from desktop_login.domain.api_request import shown_origin
    from desktop_login.domain.errors import TRANSIENT, AuthError, ErrorCode
    from desktop_login.messages.api import (
        REPLY_NOT_SAVED,
        REPLY_TOO_LARGE,
        message_of_failure,
    )
    from desktop_login.messages.message import message

    try:
        answer = session.call(asked, limit)
    except AuthError as error:
        code = error.error_info.code
        words = message_of_failure(error.error_info, shown_origin(asked.url))
        status = (
            WRONG_USE
            if code is ErrorCode.NO_IDENTITY_POOL
            else LATER
            if code in TRANSIENT
            else REFUSED
        )
        raise Refused(words, status) from None
    if answer.reply.cut:
        sentence = REPLY_TOO_LARGE if limit == _MEGABYTE else REPLY_NOT_SAVED
        raise Refused(message(sentence, n=limit // _MEGABYTE), LATER)
    return answer


def _explained(services: Services, answer: ApiAnswer, token: SentToken) -> str:
    """The last line on standard error; "" for a good reply."""
    from desktop_login.cli.session_values import utc
    from desktop_login.messages.api import REDIRECTED, message_with_option
    from desktop_login.messages.message import message

    reply = answer.reply
    if answer.redirect:
        return services.translate(message(REDIRECTED, url=answer.redirect))
    if answer.explanation is None:
        return f"{reply.status} {reply.reason}".rstrip() if reply.status >= 400 else ""
    explanation = answer.explanation
    words = message_with_option(explanation, date=utc(explanation.seconds), token=token)
    return f"{reply.status}. {services.translate(words)}"


def _object(answer: ApiAnswer, explanation: str) -> dict[str, object]:
    from base64 import b64encode

    reply = answer.reply
    shown: dict[str, object] = {
        "version": 1,
        "status": reply.status,
        "reason": reply.reason,
        "headers": dict(reply.headers),
        "seconds": round(reply.seconds, 3),
        "renewed": answer.renewed,
    }
    try:
        shown["body"] = reply.body.decode("utf-8")
    except UnicodeDecodeError:
        shown["body_base64"] = b64encode(reply.body).decode("ascii")
    if explanation:
        shown["explanation"] = explanation
    if answer.explanation is not None:
        shown["certain"] = answer.explanation.certain
    if answer.redirect:
        shown["redirect"] = answer.redirect
    return shown


def _print(answer: ApiAnswer, given: Namespace) -> None:
    reply = answer.reply
    head = b""
    if given.include:
        lines = [f"HTTP/1.1 {reply.status} {reply.reason}".rstrip()]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        head = "\n".join([*lines, "", ""]).encode()
    if given.output:
        _save(given.output, reply.body)
    shown = head if given.output else head + reply.body
    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    written(_for_a_terminal(shown) if is_terminal else shown)


def _for_a_terminal(answer: bytes) -> bytes:
    """What a foreign server says must not move the cursor or change a title."""
    text = answer.decode("utf-8", "replace").replace("\r\n", "\n")
    safe = "".join(one if one.isprintable() or one in "\n\t" else "\N{REPLACEMENT CHARACTER}" for one in text)  # fmt: skip
    return safe.encode()


def _save(file: str, body: bytes) -> None:
    from desktop_login.cli.arguments import path
    from desktop_login.messages.message import message
    from desktop_login.messages.scripts import OUTPUT_FAILED
    from desktop_login.system.files import save_for_person

    try:
        save_for_person(path(file), body)
    except OSError as error:
        why = message(OUTPUT_FAILED, text=str(error.strerror or error))
        raise Refused(why, SOMETHING_IS_WRONG) from None
