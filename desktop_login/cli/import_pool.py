"""`import FILE`: takes a user pool out of an ordinary file, and writes it into settings.toml."""

from __future__ import annotations

import sys

from desktop_login.cli.arguments import LANG, PROFILE_TO_WRITE, SETTINGS, Option, path
from desktop_login.cli.status import DONE

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from desktop_login.cli.command import Action, PoolSetup, Services
    from desktop_login.settings.imports import PoolConfig

DESCRIPTION = """\
Take the user pool from CDK or Terraform outputs, amplify_outputs.json,
aws-exports.js, an .env or another text file, and write it into settings.toml. A
client secret goes into the password store of the system."""
EXAMPLE = "desktop-login import outputs.json --profile staging"
_STANDARD_INPUT = "-"
OPTIONS = (
    Option("source", "the file; - reads standard input", type=path, metavar="FILE"),
    Option("--pool", "this one, if the file names several", default="", metavar="ID"),
    Option(
        "--accept-issuer",
        "take an issuer that is not Amazon Cognito’s, whose keys will then check the tokens",
        action="store_true",
    ),
    PROFILE_TO_WRITE,
    SETTINGS,
    LANG,
)


def command(given: Namespace) -> Action:
    from functools import partial

    return partial(run, source=given.source, pool_id=given.pool, accept_issuer=given.accept_issuer)


def run(services: Services, *, source: Path, pool_id: str = "", accept_issuer: bool = False) -> int:
    """`pool_id` chooses where a file names several. Returns 0, also where everything but the secret
    was saved because the keychain refused it. Raises `SettingsError`, and has written nothing
    then."""
    from desktop_login.messages.connect import SECRET_LEFT_OUT
    from desktop_login.messages.message import FormattedMessage, message
    from desktop_login.messages.select import of_import
    from desktop_login.messages.settings import (
        FILE_HAS_CLIENT_ONLY,
        FILE_HAS_POOL_ONLY,
        SETTINGS_WRITTEN,
        SETTINGS_WRITTEN_PROFILE,
    )
    from desktop_login.settings import SCHEMA, SettingsError
    from desktop_login.settings.imports import left_out, read_bytes, read_file

    setup, translate, profile = (
        services.pool_setup_for_import(),
        services.translate,
        services.profile,
    )
    name = source.name
    if str(source) == _STANDARD_INPUT:
        name = "standard input"
        found = read_bytes(_standard_input(), name, pool_id, emulated=setup.emulated)
    else:
        found = read_file(source, pool_id, emulated=setup.emulated)
    if not found.user_pool_id:
        raise SettingsError(message(FILE_HAS_CLIENT_ONLY, file=name, text=found.client_id))
    if not found.client_id:
        raise SettingsError(message(FILE_HAS_POOL_ONLY, file=name, text=found.user_pool_id))
    kept = _save(setup, found, accept_issuer=accept_issuer)
    print(translate(of_import(name, *found.summary)))
    where = {"file": str(setup.file), "name": profile}
    print(
        translate(
            FormattedMessage(SETTINGS_WRITTEN_PROFILE if profile else SETTINGS_WRITTEN, where)
        )
    )
    for words in left_out(found, name, emulated=setup.emulated):
        print(translate(words), file=sys.stderr)
    if not kept:
        words = message(SECRET_LEFT_OUT, setting=SCHEMA["client_secret"][0])
        print(translate(words), file=sys.stderr)
    return DONE


def _save(setup: PoolSetup, found: PoolConfig, *, accept_issuer: bool) -> bool:
    """False where everything but the secret was saved. Raises `SettingsError`."""
    from desktop_login.messages.connect import ISSUER_NOT_ACCEPTED
    from desktop_login.messages.message import message
    from desktop_login.settings import SettingsError
    from desktop_login.settings.imports import SecretNotKept

    host = setup.foreign_issuer(found)
    if host and not accept_issuer:
        raise SettingsError(message(ISSUER_NOT_ACCEPTED, host=host))
    try:
        setup.save(found, accept_issuer=accept_issuer)
    except SecretNotKept:
        setup.save(found, accept_issuer=accept_issuer, without_secret=True)
        return False
    return True


def _standard_input() -> bytes:
    """Never more than one byte above the limit, however much there is."""
    from desktop_login.messages.message import message
    from desktop_login.messages.settings import FILE_NOT_OPENED
    from desktop_login.settings import SettingsError
    from desktop_login.settings.imports import MAX_BYTES

    try:
        if sys.stdin is None:  # closed by the shell, or a program without a console
            raise OSError
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError:
        raise SettingsError(message(FILE_NOT_OPENED, file="standard input")) from None
