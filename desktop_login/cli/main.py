"""The command line: what may be said on it, and what it means. Starts nothing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop_login.cli.options import Options, ServedUser
from desktop_login.settings.sources import MAX_PROFILE_NAME

DEMO_FLOWS = ("srp", "password", "choice", "custom")
_SERVED = ("port", "allow_origin", "user", "json")
LEVELS = ("debug", "info", "warning")


def parse(arguments: Sequence[str], *, version: str, log_file: str) -> Options:
    """Raises SystemExit, as argparse does: 0 after --help and --version, 2 for a wrong use."""
    parser = argparse.ArgumentParser(
        prog="desktop-login",
        usage="%(prog)s [OPTIONS]",  # all of them would bury the sentence of a refusal
        description="Sign in to an Amazon Cognito user pool from a desktop window.",
        epilog=f"The log is written to {log_file}.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {version}")
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help="read and write this settings.toml instead of the user's own",
    )
    parser.add_argument(
        "--profile",
        type=_profile,
        metavar="NAME",
        help="use this profile of settings.toml ([profiles.NAME])",
    )
    parser.add_argument(
        "--import",
        dest="import_from",
        type=Path,
        metavar="FILE",
        help="take the user pool from CDK or Terraform outputs, amplify_outputs.json,"
        " aws-exports.js, an .env or another text file (- reads standard input), write"
        " settings.toml, and end",
    )
    parser.add_argument(
        "--pool",
        default="",
        metavar="ID",
        help="with --import: this one, if the file names several",
    )
    parser.add_argument(
        "--accept-issuer",
        action="store_true",
        help="with --import: take an issuer that is not Amazon Cognito's, whose keys will then"
        " check the tokens",
    )
    if not _frozen():
        parser.add_argument(
            "--trust-folder",
            action="store_true",
            help="use the .env and .env.local of the working folder, now and as long as they do"
            " not change (user pool, app client, region, flow srp)",
        )
    parser.add_argument(
        "--check",
        action="store_true",
        help="examine the settings against the pool, and end (status 0 right, 1 wrong, 2 no pool)",
    )
    parser.add_argument(
        "--self-check",
        action="store_true",
        help="examine this installation (keychain, certificates, files), and end (status 0 right,"
        " 1 wrong)",
    )
    parser.add_argument(
        "--lang", choices=("en", "ja"), help="language of what is said (default: the system's)"
    )
    parser.add_argument(
        "--demo",
        action="store_true",
        help="try everything with an embedded Cognito, no AWS account",
    )
    parser.add_argument(
        "--auth-flow",
        choices=DEMO_FLOWS,
        default="srp",
        help="with --demo: how its sign-ins begin (default: srp); choice and custom have users"
        " of their own",
    )
    parser.add_argument(
        "--tour",
        type=Path,
        metavar="DIR",
        help="with --demo: play the whole story and save a picture of every screen in DIR, in both"
        " languages or the one of --lang",
    )
    parser.add_argument(
        "--brief",
        action="store_true",
        help="with --tour: only sign in, renew and sign out, and print what was seen",
    )
    parser.add_argument(
        "--demo-server", action="store_true", help="run only the embedded Cognito, for other tools"
    )
    parser.add_argument(
        "--port", type=_port, default=0, metavar="N", help="with --demo-server: the port to use"
    )
    parser.add_argument(
        "--allow-origin",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="with --demo-server: pages of exactly this origin may use it, for example"
        " http://localhost:5173 (may be repeated; default: none)",
    )
    parser.add_argument(
        "--user",
        type=_user,
        action="append",
        default=[],
        metavar="NAME",
        help="with --demo-server: one more user, by e-mail address or user name (may be repeated);"
        " signs in with the password of all demo users, which is printed at the start",
    )
    parser.add_argument(
        "--group",
        type=_name,
        action=_Joined,
        metavar="NAME",
        help="after --user: a group of that user, as in cognito:groups (may be repeated)",
    )
    parser.add_argument(
        "--no-rotation",
        dest="rotation",
        action="store_false",
        help="with --demo-server: refresh tokens stay the same, and REFRESH_TOKEN_AUTH works",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="with --demo-server: print settings and messages as JSON, one object a line",
    )
    parser.add_argument(
        "--log-level", choices=LEVELS, default="info", help="how much is logged (default: info)"
    )
    given = parser.parse_args(arguments)
    if given.tour is not None and not given.demo:
        parser.error("--tour needs --demo")
    if given.brief and given.tour is None:
        parser.error("--brief needs --tour")
    if given.auth_flow != "srp" and not given.demo:
        parser.error("--auth-flow needs --demo")
    alone = [given.import_from is not None, given.check, given.self_check, given.demo]
    if sum(alone) > 1:
        parser.error("--import, --check, --self-check and --demo exclude one another")
    if given.accept_issuer and given.import_from is None:
        parser.error("--accept-issuer needs --import")
    without_settings = sum(alone) - given.check + given.demo_server
    if getattr(given, "trust_folder", False) and without_settings:
        parser.error("--trust-folder goes only with a window or --check")
    if given.pool and given.import_from is None:
        parser.error("--pool needs --import")
    for name in _SERVED:
        if getattr(given, name) and not given.demo_server:
            parser.error(f"--{name.replace('_', '-')} needs --demo-server")
    if not given.rotation and not given.demo_server:
        parser.error("--no-rotation needs --demo-server")
    given.allow_origin, given.user = tuple(given.allow_origin), tuple(given.user)
    return Options(**vars(given))


class _Joined(argparse.Action):
    """A group belongs to the user before it."""

    # `more` is whatever argparse has for an action
    def __init__(self, option_strings: Sequence[str], dest: str, **more: Any) -> None:
        super().__init__(option_strings, dest, default=argparse.SUPPRESS, **more)

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        del option_string
        if not namespace.user:
            parser.error("--group needs a --user before it")
        *others, last = namespace.user
        namespace.user = [*others, last._replace(groups=(*last.groups, values))]


def _user(text: str) -> ServedUser:
    return ServedUser(_name(text))


def _name(text: str) -> str:
    """What Cognito accepts as the name of a user or a group: no blanks, no control characters."""
    if not 0 < len(text) <= 128 or not text.isprintable() or " " in text:
        raise argparse.ArgumentTypeError(f"{text!r} is no name of a user or a group")
    return text


def _profile(text: str) -> str:
    if not text or not text.isprintable() or len(text) > MAX_PROFILE_NAME:
        raise argparse.ArgumentTypeError(f"{text!r} is no name of a profile")
    return text


def _port(text: str) -> int:
    if len(text) > 5 or not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port")
    return int(text)


def _frozen() -> bool:
    """An executable reads no file of the working folder, so there is nothing to trust."""
    return bool(getattr(sys, "frozen", False))
