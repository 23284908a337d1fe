"""`--import` and `--check`: connecting and examining a pool in a terminal. Knows what lies behind only as a Protocol."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from desktop_login.domain.pool import PoolClient
from desktop_login.domain.pool_report import Report, all_good
from desktop_login.messages.checks import line_of
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.pages import (
    CDK_LINE,
    FILE_HAS_CLIENT_ONLY,
    FILE_HAS_POOL_ONLY,
    FILE_NOT_OPENED,
    ISSUER_NOT_ACCEPTED,
    NO_POOL_TO_CHECK,
    SECRET_LEFT_OUT,
    SETTINGS_WRITTEN,
    SETTINGS_WRITTEN_PROFILE,
)
from desktop_login.messages.select import of_import
from desktop_login.settings import SCHEMA, SettingsError
from desktop_login.settings.imports import (
    MAX_BYTES,
    PoolConfig,
    SecretNotKept,
    read_bytes,
    read_file,
)

Speak = Callable[[FormattedMessage], str]
STANDARD_INPUT = "-"
EXIT_SOMETHING_IS_WRONG = 1
EXIT_NO_POOL = 2


class PoolSetup(Protocol):
    @property
    def file(self) -> Path: ...

    @property
    def emulated(self) -> bool: ...

    def foreign_issuer(self, wanted: PoolConfig) -> str: ...

    def save(
        self, wanted: PoolConfig, *, accept_issuer: bool = False, without_secret: bool = False
    ) -> None: ...

    def check_configured(self, pool: PoolClient) -> Report: ...


def import_pool(
    source: Path,
    door: PoolSetup,
    profile: str,
    translate: Speak,
    *,
    pool_id: str = "",
    accept_issuer: bool = False,
) -> int:
    """`pool_id` chooses where a file names several. Returns 0, also where everything but the secret
    was saved because the keychain refused it. Raises `SettingsError`, and has written nothing
    then."""
    name = source.name
    if str(source) == STANDARD_INPUT:
        name = "standard input"
        found = read_bytes(_standard_input(), name, pool_id, emulated=door.emulated)
    else:
        found = read_file(source, pool_id, emulated=door.emulated)
    if not found.user_pool_id:
        raise SettingsError(message(FILE_HAS_CLIENT_ONLY, file=name, text=found.client_id))
    if not found.client_id:
        raise SettingsError(message(FILE_HAS_POOL_ONLY, file=name, text=found.user_pool_id))
    host = door.foreign_issuer(found)
    if host and not accept_issuer:
        raise SettingsError(message(ISSUER_NOT_ACCEPTED, host=host))
    kept = True
    try:
        door.save(found, accept_issuer=accept_issuer)
    except SecretNotKept:
        kept = False
        door.save(found, accept_issuer=accept_issuer, without_secret=True)
    print(translate(of_import(name, *found.summary)))
    where = {"file": str(door.file), "name": profile}
    print(
        translate(
            FormattedMessage(SETTINGS_WRITTEN_PROFILE if profile else SETTINGS_WRITTEN, where)
        )
    )
    if not kept:
        words = message(SECRET_LEFT_OUT, setting=SCHEMA["client_secret"][0])
        print(translate(words), file=sys.stderr)
    return 0


def check(pool: PoolClient | None, door: PoolSetup, translate: Speak) -> int:
    """Prints one finding a line, and what to change below it. 0: everything is right."""
    if pool is None:
        print(translate(message(NO_POOL_TO_CHECK)), file=sys.stderr)
        return EXIT_NO_POOL
    report = door.check_configured(pool)
    for finding in report:
        line = line_of(finding)
        print(f"{'ok' if line.good else '!!'}  {translate(line.sentence)}")
        if line.remedy is not None:
            print(f"    {translate(line.remedy)}")
        if line.cdk:
            print(f"    {translate(message(CDK_LINE, text=line.cdk))}")
    return 0 if all_good(report) else EXIT_SOMETHING_IS_WRONG


def _standard_input() -> bytes:
    """Never more than one byte above the limit, however much there is."""
    try:
        if sys.stdin is None:  # closed by the shell, or a program without a console
            raise OSError
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError:
        raise SettingsError(message(FILE_NOT_OPENED, file="standard input")) from None
