"""A request as a line for a shell, with curl. No token is in it, nor in the arguments of what it starts.

Tokens reach curl by its standard input: as header lines, or for a signature as lines of its
configuration. `printf` is a part of the shell, so its arguments are in no list of processes.
"""

from __future__ import annotations

import re
from shlex import quote

from desktop_login.domain.api_refusals import SentToken
from desktop_login.domain.api_request import ACCESS_TOKEN, ID_TOKEN
from desktop_login.flow.api_calls import AUTHORIZATION, ApiRequest

PROGRAM = "desktop-login"
_GLOBS = frozenset("[]{}")  # in an address curl takes them for a list of addresses
_JWT = r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
_AWS = (
    r"user = \"%s:%s\"\nheader = \"X-Amz-Security-Token: %s\"\n",
    '"$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN"',
)


def curl_line(request: ApiRequest, options: str = "", region: str = "") -> str:
    """Return the line.

    Args:
        request: A body is not in the line: it stands for a file.
        options: What the program must be told to mean the same pool, such as ` --profile staging`.
        region: Of the signature.
    """
    if request.token is SentToken.SIGNATURE:
        return _signed(request, options, region)
    sources = _of_token(request, options) + _of_placeholders(request, options)
    curl = f"curl{_arguments(request)}"
    if not sources:
        return f"{curl} {quote(request.url)}"
    source = sources[0] if len(sources) == 1 else f"{{ {'; '.join(sources)}; }}"
    return f"{source} | {curl} -H @- {quote(request.url)}"


def _signed(request: ApiRequest, options: str, region: str) -> str:
    form, values = _AWS
    for name, value in _placed(request):
        form += r"header = \"%s\"\n"
        values += f" {_substituted(f'{name}: {_in_config(value)}', options)}"
    scheme = quote(f"aws:amz:{region}:{request.service}")
    curl = f"curl --config - --aws-sigv4 {scheme}{_arguments(request)} {quote(request.url)}"
    inner = f'printf "{form}" {values} | {curl}'
    return f"{PROGRAM} exec --static{options} -- sh -c {quote(inner)}"


def _of_token(request: ApiRequest, options: str) -> list[str]:
    if request.token is SentToken.NONE:
        return []
    access = " --access" if request.token is SentToken.ACCESS else ""
    name = request.header_name
    named = "" if name.lower() == AUTHORIZATION.lower() else f" --bare --name {quote(name)}"
    return [f"{PROGRAM} header{access}{named}{options}"]


def _of_placeholders(request: ApiRequest, options: str) -> list[str]:
    return [
        f'printf "%s\\n" {_in_quotes(f"{name}: ")}{_substituted(value, options)}'
        for name, value in _placed(request)
    ]


def _placed(request: ApiRequest) -> list[tuple[str, str]]:
    return [each for each in request.headers.items() if _has_placeholder(each[1])]


def _has_placeholder(value: str) -> bool:
    return ID_TOKEN in value or ACCESS_TOKEN in value


def _substituted(value: str, options: str) -> str:
    """The value with a command in place of each token."""
    text = _in_quotes(value)
    text = text.replace(ID_TOKEN, f"$({PROGRAM} token{options})")
    return text.replace(ACCESS_TOKEN, f"$({PROGRAM} token --access{options})")


def _in_quotes(text: str) -> str:
    escaped = re.sub(r'([\\"$`])', r"\\\1", text)
    return f'"{escaped}"'


def _in_config(text: str) -> str:
    """As it stands between quotes in a configuration of curl."""
    return re.sub(r'([\\"])', r"\\\1", text)


def _arguments(request: ApiRequest) -> str:
    usual = "POST" if request.body is not None else "GET"
    words = [] if request.method == usual else ["-X", request.method]
    if request.method == "HEAD":
        words = ["-I"]
    if set(request.url) & _GLOBS:
        words.append("--globoff")
    for name, value in request.headers.items():
        if not _has_placeholder(value):
            words += ["-H", quote(f"{name}: {re.sub(_JWT, '<token>', value)}")]
    if request.body is not None:
        words += ["--data-binary", "@FILE"]
    return "".join(f" {word}" for word in words)
