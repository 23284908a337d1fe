"""`demo-server`: runs the embedded Cognito in the foreground, and prints what it would have sent."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from desktop_login.cli.arguments import add_lang, name, port

if TYPE_CHECKING:
    from desktop_login.cli.arguments import Parser
    from desktop_login.cli.command import Action, Served, Services
    from desktop_login.cli.options import DemoServerOptions, ServedUser

DESCRIPTION = """\
Run only the embedded Cognito, on 127.0.0.1, for other tools and for pages in a
browser. Prints its settings, and then every code that it would have sent, until
Ctrl+C."""
EXAMPLE = "desktop-login demo-server --port 8123 --user ann@example.com --group admins"


def add_options(parser: Parser) -> None:
    parser.add_argument("--port", type=port, default=0, metavar="N", help="default: a free one")
    parser.add_argument(
        "--allow-origin",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="pages of exactly this origin may use it, for example http://localhost:5173 (may be"
        " repeated; default: none)",
    )
    parser.add_argument(
        "--user",
        type=_user,
        action="append",
        default=[],
        metavar="NAME",
        help="one more user, by e-mail address or user name (may be repeated); signs in with the"
        " password of all demo users, which is printed at the start",
    )
    parser.add_argument(
        "--group",
        type=name,
        action=_Joined,
        metavar="NAME",
        help="after --user: a group of that user, as in cognito:groups (may be repeated)",
    )
    parser.add_argument(
        "--no-rotation",
        dest="rotation",
        action="store_false",
        help="refresh tokens stay the same, and REFRESH_TOKEN_AUTH works",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="print settings and messages as JSON, one object a line",
    )
    add_lang(parser)


def command(given: argparse.Namespace) -> Action:
    from desktop_login.cli.options import DemoServerOptions

    return partial(
        run,
        options=DemoServerOptions(
            given.port, tuple(given.allow_origin), tuple(given.user), given.rotation, given.json
        ),
    )


def run(services: Services, *, options: DemoServerOptions) -> int:
    with services.demo_server(options) as served:
        return serve(served, as_json=options.json)


def serve(demo: Served, *, as_json: bool = False) -> int:
    """Returns 0 after Ctrl+C or a termination signal. `as_json`: one object a line, the settings
    first, then each message."""
    import signal
    import threading

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    write = _write_json if as_json else _write_lines
    write(demo.settings(), demo.on_message)
    while not stop.wait(0.5):  # a plain wait() would not see the signal on Windows
        pass
    return 0


Listener = Callable[[str, str, str], None]


def _write_lines(settings: Mapping[str, str], on_message: Callable[[Listener], None]) -> None:
    from desktop_login.messages.sanitize import defused

    # any program on this computer may name the recipient, terminal escapes included
    on_message(lambda medium, to, code: print(f"{medium} to={defused(to)} code={code}", flush=True))
    for key, value in settings.items():
        print(f"{key}={value}", flush=True)


def _write_json(settings: Mapping[str, str], on_message: Callable[[Listener], None]) -> None:
    import json

    def say(value: Mapping[str, str]) -> None:
        print(json.dumps(value), flush=True)

    on_message(lambda medium, to, code: say({"medium": medium, "to": to, "code": code}))
    say(settings)


class _Joined(argparse.Action):
    """A group belongs to the user before it."""

    def __init__(self, option_strings: Sequence[str], dest: str, **more: Any) -> None:
        super().__init__(option_strings, dest, default=argparse.SUPPRESS, **more)

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        del option_string
        if not namespace.user:
            parser.error("--group needs a --user before it")
        *others, last = namespace.user
        namespace.user = [*others, last._replace(groups=(*last.groups, values))]


def _user(text: str) -> ServedUser:
    from desktop_login.cli.options import ServedUser

    return ServedUser(name(text))
