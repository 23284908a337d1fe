"""The fields for a pool, what may stand in each, and whether somebody is still typing. Asks nobody about the pool."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_login.domain.pool import is_client_id, is_emulated_pool_id, is_pool_id
from desktop_login.domain.pool_report import Report, Verdict
from desktop_login.domain.secret import Secret
from desktop_login.domain.typed_text import cleaned
from desktop_login.messages.checks import line_of
from desktop_login.messages.connect import (
    CLIENT_ID,
    CLIENT_ID_SHAPE,
    CLIENT_SECRET,
    OPTIONAL,
    POOL_ID,
    POOL_ID_SHAPE,
    SECRET_SHAPE,
)
from desktop_login.messages.frame import (
    CLIENT_ID_EXAMPLE,
    POOL_ID_EXAMPLE,
    POOL_NAME,
    POOL_NAME_EXAMPLE,
    POOL_NAME_SHAPE,
    POOL_NAME_TAKEN,
)
from desktop_login.messages.inputs import HIDE_SECRET, SHOW_SECRET
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.settings.imports import PoolConfig
from desktop_login.settings.schema import is_client_secret
from desktop_login.settings.values import MAX_PROFILE_NAME
from desktop_login.ui.widgets.field import Field
from desktop_login.ui.widgets.password_field import PasswordField

# Of which field a verdict speaks.
_OF_POOL_ID = frozenset({Verdict.POOL_UNKNOWN, Verdict.REGION_UNFIT})
_OF_CLIENT_ID = frozenset({Verdict.CLIENT_UNKNOWN})
_OF_SECRET = frozenset({Verdict.SECRET_MISSING, Verdict.SECRET_UNWANTED, Verdict.SECRET_WRONG})
# As Cognito makes them. Another length is allowed, and is whole once the field is left.
_USUAL_POOL_NAME, _USUAL_CLIENT_ID = 9, 26


class PoolFields:
    """`name` is there where a pool is added to others, whose names are `taken`."""

    def __init__(self, *, emulated: bool, adding: bool, taken: Sequence[str]) -> None:
        self._emulated = emulated
        self._taken = frozenset(taken)
        self.name: Field | None = None
        if adding:
            self.name = Field(POOL_NAME, self._check_name, example=POOL_NAME_EXAMPLE)
        self.pool_id = Field(POOL_ID, self._check_pool_id, example=POOL_ID_EXAMPLE)
        self.client_id = Field(CLIENT_ID, self._check_client_id, example=CLIENT_ID_EXAMPLE)
        self.secret = PasswordField(  # without hints: what surrounds a secret is left out by itself
            CLIENT_SECRET,
            self._check_secret,
            example=OPTIONAL,
            outer_space_hint=False,
            unseen_hint=False,
            required=False,
            toggle=(SHOW_SECRET, HIDE_SECRET),
        )

    @property
    def of_pool(self) -> tuple[Field, ...]:
        return self.pool_id, self.client_id, self.secret

    def fill_in(self, found: PoolConfig) -> None:
        self.pool_id.set_text(found.user_pool_id)
        self.client_id.set_text(found.client_id)
        self.secret.set_text(found.secret.reveal() if found.secret else "")

    def value(self, rest: PoolConfig) -> PoolConfig:
        """What stands in the fields, and `rest` for what has none."""
        secret = cleaned(self.secret.text())
        return rest._replace(
            user_pool_id=cleaned(self.pool_id.text()),
            client_id=cleaned(self.client_id.text()),
            secret=Secret(secret) if secret else None,
        )

    def are_whole(self, wanted: PoolConfig, *, given: bool) -> bool:
        """Nothing is sent that is still being typed: each field has its usual length, or was left.
        What was read or pasted is `given`."""
        if not (wanted.user_pool_id and wanted.client_id):
            return False
        if not all(field.is_right() for field in self.of_pool):
            return False
        if given:
            return True
        name = wanted.user_pool_id.rpartition("_")[2]
        unfinished = (
            (self.pool_id, len(name) != _USUAL_POOL_NAME),
            (self.client_id, len(wanted.client_id) != _USUAL_CLIENT_ID),
            (self.secret, wanted.secret is not None),
        )
        return not any(field.input.hasFocus() and unusual for field, unusual in unfinished)

    def refuse(self, report: Report) -> Field | None:
        """Mark each field of which the report says something wrong; return the first of them."""
        marked: list[Field] = []
        for field, verdicts in zip(
            self.of_pool, (_OF_POOL_ID, _OF_CLIENT_ID, _OF_SECRET), strict=True
        ):
            wrong = [finding for finding in report if finding.verdict in verdicts]
            if wrong:
                field.refuse(line_of(wrong[0]).sentence)
                marked.append(field)
        return marked[0] if marked else None

    def forgive(self) -> None:
        """What was found wrong holds no longer: another field was changed."""
        for field in self.of_pool:
            field.take_back()

    def _check_name(self, text: str) -> FormattedMessage | None:
        text = cleaned(text)
        if text in self._taken:
            return message(POOL_NAME_TAKEN, name=text)
        if not text or len(text) > MAX_PROFILE_NAME or not text.isprintable():
            return message(POOL_NAME_SHAPE, n=MAX_PROFILE_NAME)
        return None

    def _check_pool_id(self, text: str) -> FormattedMessage | None:
        text = cleaned(text)
        good = is_emulated_pool_id if self._emulated else is_pool_id
        return None if not text or good(text) else message(POOL_ID_SHAPE)

    def _check_client_id(self, text: str) -> FormattedMessage | None:
        text = cleaned(text)
        return None if not text or is_client_id(text) else message(CLIENT_ID_SHAPE)

    def _check_secret(self, text: str) -> FormattedMessage | None:
        text = cleaned(text)
        return None if not text or is_client_secret(text) else message(SECRET_SHAPE)
