"""E-mail and password. Decides what blocks the button; does not sign in by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from desktop_login.domain.password_policy import (
    MAX_PASSWORD,
    MAX_USERNAME,
    Rule,
    is_email,
)
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.pages import (
    CONTACT,
    CREATE_ACCOUNT,
    EMAIL,
    EMAIL_EXAMPLE,
    FORGOT_PASSWORD,
    INVALID_EMAIL,
    NO_ACCOUNT_YET,
    OPTIONAL,
    PASSWORD,
    PASSWORD_EXAMPLE,
    PROFILE_OF_SETTINGS,
    REMEMBER_ME,
    REMEMBER_ME_TIP,
    RULE_NOT_TOO_LONG,
    SIGN_IN,
    SIGNING_IN,
    USERNAME,
    USERNAME_TOO_LONG,
    WELCOME,
)
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button, label, set_accelerator
from desktop_login.ui.widgets.field import PAUSE_MS, Field, PasswordField
from desktop_login.ui.widgets.fitting import FittingLabel
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.row import WrappingRow
from desktop_login.ui.window_values import UiConfig

if TYPE_CHECKING:
    from desktop_login.ui.error_view import ErrorView
    from desktop_login.ui.widgets.checklist import Checklist

__all__ = ["SignInPage", "UiConfig"]

_LOGO_HEIGHT = 48


class SignInPage(Page):
    """Emits `submitted(Credentials)`.

    A malformed address or an empty password blocks. The rules for passwords are advice: an
    older or temporary password must get through, unless the settings make the rules strict.
    Emits `check_settings()` where a refusal points at them and `offers_check` is set, and
    `profile_chosen(name)`.
    """

    check_settings = Signal()
    create_account = Signal(str, bool)
    forgot_password = Signal(str, bool)
    profile_chosen = Signal(str)

    def __init__(
        self, ui_config: UiConfig, profiles: Sequence[str] = (), profile: str = ""
    ) -> None:
        self._ui_config = ui_config
        super().__init__(ui_config.heading or WELCOME, back=None)
        self.offers_check = False
        if len(profiles) > 1:
            self._add_profiles(profiles, profile)
        self._check_connected = False
        if ui_config.username_label:
            self.username = Field(USERNAME, self._check_username)
        else:
            self.username = Field(EMAIL, self._check_username, example=EMAIL_EXAMPLE)
        self.password = PasswordField(
            PASSWORD,
            self._check_password,
            example=OPTIONAL if ui_config.password_optional else PASSWORD_EXAMPLE,
            required=not ui_config.password_optional,
        )
        self.add_field(self.username)
        self.add_field(self.password)
        self._rules: Checklist | None = None
        self.remember = QCheckBox(tr(REMEMBER_ME))
        self.remember.setAccessibleName(tr(REMEMBER_ME))
        self.remember.setToolTip(tr(REMEMBER_ME_TIP))
        set_accelerator(self.remember, "R")
        self.remember.setChecked(True)
        self.forgotten = button(tr(FORGOT_PASSWORD), "link", "F")
        self.forgotten.clicked.connect(self._forgot)
        self.card.body.addWidget(WrappingRow(self.remember, self.forgotten))
        self.lock_too(self.remember, self.forgotten)
        self.finish(SIGN_IN, "S")
        self._advise = QTimer(self)
        self._advise.setSingleShot(True)
        self._advise.setInterval(PAUSE_MS)
        self._advise.timeout.connect(self._show_advice)
        self.password.input.editingFinished.connect(self._show_advice)
        self.password.edited.connect(self._password_edited)

    def add_above_heading(self, column: QVBoxLayout) -> None:
        if self._ui_config.logo:
            from desktop_login.ui.widgets.logo import picture_of

            picture = picture_of(self._ui_config.logo, _LOGO_HEIGHT)
            if picture is not None:
                logo = label("", centred=True)
                logo.setPixmap(picture)
                column.addWidget(logo)

    def add_above_card(self, column: QVBoxLayout) -> None:
        if not self._ui_config.sign_up:
            return
        create = button(tr(CREATE_ACCOUNT), "link", "N")
        create.clicked.connect(self._create)
        words = label(tr(NO_ACCOUNT_YET), "muted")
        column.addWidget(WrappingRow(words, create, centred=True))
        self.lock_too(create)

    @property
    def rules(self) -> Checklist:
        """The advice below the password."""
        if self._rules is None:
            from desktop_login.ui.widgets.checklist import Checklist

            self._rules = Checklist(self._ui_config.policy, heading=False)
            self._rules.hide()
            self.card.body.insertWidget(self.card.body.indexOf(self.password) + 1, self._rules)
        return self._rules

    def add_below_card(self, column: QVBoxLayout) -> None:
        if self._ui_config.pool:
            self.pool = FittingLabel("small", centred=True)
            self.pool.set_wordings([translate(words) for words in self._ui_config.pool])
            self.pool.setAccessibleDescription(self._ui_config.pool_details)
            self.pool.setToolTip(self._ui_config.pool_details)
            self.pool.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
            column.addWidget(self.pool)
        if self._ui_config.support:
            words = label(
                tr(CONTACT, text=self._ui_config.support), "small", wrap=True, centred=True
            )
            column.addWidget(words)

    def submit(self) -> None:
        if not self.may_send():
            return
        from desktop_login.domain.answers import Credentials
        from desktop_login.domain.secret import Secret
        from desktop_login.flow.phone_numbers import typed_account

        credentials = Credentials(
            typed_account(self.username.text()),
            Secret(self.password.text()),
            self.remember.isChecked(),
        )
        self.lock(SIGNING_IN)
        self.submitted.emit(credentials)

    def _create(self) -> None:
        self.create_account.emit(self.username.text().strip(), self.remember.isChecked())

    def _forgot(self) -> None:
        self.forgot_password.emit(self.username.text().strip(), self.remember.isChecked())

    def _add_profiles(self, profiles: Sequence[str], profile: str) -> None:
        """Which pool this is about stands above everything else."""
        from PySide6.QtWidgets import QComboBox

        choice = QComboBox()
        choice.setAccessibleName(tr(PROFILE_OF_SETTINGS))
        choice.addItems(list(profiles))
        choice.setCurrentText(profile)
        choice.textActivated.connect(self._choose_profile)
        title = label(tr(PROFILE_OF_SETTINGS), "label")
        title.setBuddy(choice)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(title)
        column.addWidget(choice)
        self.card.body.addLayout(column)
        self._profile = profile
        self.lock_too(choice)

    def _choose_profile(self, name: str) -> None:
        if name != self._profile:
            self.profile_chosen.emit(name)

    def show_error(self, view: ErrorView) -> None:
        from desktop_login.domain.errors import CLEARS_PASSWORD, POINTS_AT_SETTINGS

        super().show_error(view)
        if self.offers_check and view.code in POINTS_AT_SETTINGS:
            if not self._check_connected:
                self._check_connected = True
                self.bar.check_settings.connect(self.check_settings)
            self.bar.offer_check(True)
        if view.code in CLEARS_PASSWORD:
            self.password.refused()
            self.password.focus(select=True)

    def start(self) -> None:
        (self.password if self.username.text() else self.username).focus()

    def forget(self) -> None:
        """The address stays: it is offered again; the password and old sentences go."""
        address = self.username.text()
        super().forget()
        if self._rules is not None:
            self._rules.hide()
        self.username.set_text(address)

    def _check_username(self, text: str) -> FormattedMessage | None:
        from desktop_login.domain.answers import typed_username

        typed = typed_username(text)
        if len(typed) > MAX_USERNAME:
            return message(USERNAME_TOO_LONG)
        if not self._ui_config.username_label and not is_email(typed):
            return message(INVALID_EMAIL)
        return None

    def _check_password(self, text: str) -> FormattedMessage | None:
        if len(text) > MAX_PASSWORD:
            return message(RULE_NOT_TOO_LONG)
        if self._ui_config.strict_password_check:
            from desktop_login.ui.widgets.checklist import rule_message

            for rule in self._ui_config.policy.broken(text):
                return rule_message(rule, self._ui_config.policy)
        return None

    def _password_edited(self) -> None:
        broken = self.rules.show_for(self.password.text())
        if not self._advised(broken) or not self.password.text():
            self.rules.hide()
            self.password.describe("")
        self._advise.start()

    def _show_advice(self) -> None:
        self._advise.stop()
        text = self.password.text()
        advised = self._advised(self.rules.show_for(text)) if text else ()
        self.rules.setVisible(bool(advised))
        self.password.describe(self.rules.unmet_rules() if advised else "")

    @staticmethod
    def _advised(broken: tuple[Rule, ...]) -> tuple[Rule, ...]:
        """An outer space has a hint of its own, and too long blocks."""
        return tuple(r for r in broken if r not in (Rule.OUTER_SPACE, Rule.NOT_TOO_LONG))
