"""`demo-server`: runs the embedded Cognito in the foreground, and prints what it would have sent."""

from __future__ import annotations

from desktop_login.cli.arguments import LANG, Option, WrongUse, name, port

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Mapping, Sequence

    from desktop_login.cli.command import Action, Served, Services
    from desktop_login.cli.demo_options import DemoServerOptions, ServedUser

    Listener = Callable[[str, str, str], None]

DESCRIPTION = """\
Run only the embedded Cognito, on 127.0.0.1, for other tools and for pages in a
browser, with its sign-in pages on localhost. Prints its settings, and then
every code that it would have sent, until Ctrl+C."""
EXAMPLE = "desktop-login demo-server --port 8123 --user ann@example.com --group admins"


def _user(text: str) -> ServedUser:
    from desktop_login.cli.demo_options import ServedUser

    return ServedUser(name(text))


OPTIONS = (
    Option("--port", "default: a free one", type=port, default=0, metavar="N"),
    Option(
        "--allow-origin",
        "pages of exactly this origin may use it, for example http://localhost:5173 (may be"
        " repeated; default: none)",
        action="append",
        default=[],
        metavar="ORIGIN",
    ),
    Option(
        "--domain-port",
        "of the sign-in pages for browsers (default: a free one)",
        type=port,
        default=0,
        metavar="N",
    ),
    Option(
        "--redirect-uri",
        "a browser may return to exactly this address after signing in or out, for example"
        " http://localhost:5173/ (may be repeated; the addresses of desktop-login always are)",
        action="append",
        default=[],
        metavar="URI",
    ),
    Option(
        "--user",
        "one more user, by e-mail address or user name (may be repeated); signs in with the"
        " password of all demo users, which is printed at the start",
        type=_user,
        action="append",
        default=[],
        metavar="NAME",
    ),
    Option(
        "--group",
        "after --user: a group of that user, as in cognito:groups (may be repeated)",
        dest="user",
        type=name,
        action="append",
        metavar="NAME",
    ),
    Option(
        "--no-rotation",
        "refresh tokens stay the same, and REFRESH_TOKEN_AUTH works",
        dest="rotation",
        action="store_false",
    ),
    Option("--json", "print settings and messages as JSON, one object a line", action="store_true"),
    LANG,
)


def command(given: Namespace) -> Action:
    from functools import partial

    from desktop_login.cli.demo_options import DemoServerOptions

    return partial(
        run,
        options=DemoServerOptions(
            given.port,
            tuple(given.allow_origin),
            tuple(_with_groups(given.user)),
            given.rotation,
            given.json,
            given.domain_port,
            tuple(given.redirect_uri),
        ),
    )


def _with_groups(users_and_groups: Sequence[ServedUser | str]) -> list[ServedUser]:
    """In the order in which they were given: a group belongs to the user before it."""
    users: list[ServedUser] = []
    for one in users_and_groups:
        if not isinstance(one, str):
            users.append(one)
        elif not users:
            from desktop_login.messages.message import message
            from desktop_login.messages.wrong_use import GROUP_OF_NOBODY

            raise WrongUse(message(GROUP_OF_NOBODY))
        else:
            users[-1] = users[-1]._replace(groups=(*users[-1].groups, one))
    return users


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
