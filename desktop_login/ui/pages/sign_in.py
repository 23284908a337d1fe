"""E-mail and password, or the browser. Decides what blocks the button; does not sign in by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop_login.domain.browser_offer import BrowserSignInMode, with_a_button
from desktop_login.domain.password_policy import (
    MAX_PASSWORD,
    MAX_USERNAME,
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
    PASSWORD,
    PASSWORD_EXAMPLE,
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
from desktop_login.ui.page_values import UiConfig
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import accelerate, button, label, retitle, set_accelerator
from desktop_login.ui.widgets.field import Field
from desktop_login.ui.widgets.fitting import FittingLabel
from desktop_login.ui.widgets.page import Page
from desktop_login.ui.widgets.password_field import PasswordField
from desktop_login.ui.widgets.plain_tip import set_tip
from desktop_login.ui.widgets.row import WrappingRow

if TYPE_CHECKING:
    from desktop_login.domain.browser_offer import IdentityProvider
    from desktop_login.settings.brand import BrandShow
    from desktop_login.ui.error_view import ErrorView
    from desktop_login.ui.widgets.browser_offer import BrowserOffer

__all__ = ["SignInPage", "UiConfig"]

_OR = 2 * GRID  # the line above the buttons that lead to the browser
# After so many refused passwords the way to a new one is pointed out.
_FORGOTTEN_AFTER = 3


class SignInPage(Page):
    """Emits `submitted(Credentials)`.

    A malformed address or an empty password blocks. The rules for passwords are advice: an
    older or temporary password must get through, unless the settings make the rules strict.
    Emits `check_settings()` where a refusal points at them and `offers_check` is set, and
    `browser(BrowserSignIn)` for a sign-in in the browser.
    """

    browser = Signal(object)
    check_settings = Signal()
    create_account = Signal(str, bool)
    forgot_password = Signal(str, bool)

    def __init__(self, ui_config: UiConfig) -> None:
        self._ui_config = ui_config
        self._mode = ui_config.browser_sign_in
        self.offer: BrowserOffer | None = None
        super().__init__(ui_config.heading or WELCOME, back=None)
        self.offers_check = False
        self._came_by: tuple[str | None, str] = None, ""
        self._check_connected = False
        if ui_config.username_label:
            self.username = Field(USERNAME, self._check_username)
        else:
            self.username = Field(EMAIL, self._check_username, example=EMAIL_EXAMPLE)
        example = PASSWORD_EXAMPLE
        if ui_config.password_optional:
            from desktop_login.messages.connect import OPTIONAL

            example = OPTIONAL
        self.password = PasswordField(
            PASSWORD,
            self._check_password,
            example=example,
            required=not ui_config.password_optional,
        )
        if self._mode is BrowserSignInMode.FIRST:
            self._offer_first()
        if self._only_browser:  # what belongs to a password is there, and never seen
            for field in (self.username, self.password):
                field.setParent(self.card)
                field.hide()
        else:
            self.add_field(self.username)
            self.add_field(self.password)
        self._refusals = 0
        self.remember = QCheckBox(tr(REMEMBER_ME))
        self.remember.setAccessibleName(tr(REMEMBER_ME))
        self.remember.setToolTip(tr(REMEMBER_ME_TIP))
        set_accelerator(self.remember, "R")
        self.remember.setChecked(True)
        self.forgotten = button(tr(FORGOT_PASSWORD), "link", "F")
        self.forgotten.clicked.connect(self._forgot)
        self._add_choices(ui_config.show)
        self.lock_too(self.remember, self.forgotten)
        if self._only_browser:
            self._offer_only()
        else:
            self.finish(SIGN_IN, "S")
            if ui_config.domain_host:
                self.offer_browser()
        self.password.input.editingFinished.connect(self._advise)
        self.password.edited.connect(lambda: self.password.advise(""))

    def _add_choices(self, show: BrandShow) -> None:
        """To be remembered, and the way to a new password, as far as a brand leaves them."""
        forgotten = show.forgot_password and not self._only_browser
        if not forgotten:
            self.forgotten.hide()
        if not show.remember_me:  # nobody can say yes, so nothing is kept
            self.remember.setChecked(False)
            self.remember.hide()
        if forgotten or show.remember_me:
            second = self._with_cancel() if forgotten else self.forgotten
            self.card.body.addWidget(WrappingRow(self.remember, second))
            return
        for hidden in (self.remember, self.forgotten):
            hidden.setParent(self.card)
            hidden.hide()

    def _with_cancel(self) -> QWidget:
        """The way to a new password is closed while something is under way, and Cancel takes its
        place: a row of its own below the card would push the page out of a usual window."""
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.forgotten)
        row.addStretch(1)
        self.lead_away_in(row, self.forgotten)
        return made

    @property
    def _only_browser(self) -> bool:
        return self._mode is BrowserSignInMode.ONLY

    @property
    def lacks_offer(self) -> bool:
        """Whether the browser may be offered, and it is not known yet where it would go."""
        return self._mode is BrowserSignInMode.OFFER and self.offer is None

    def offer_browser(self) -> None:
        """Below the password, once it is known where the browser would go; nothing above it moves."""
        if not self.lacks_offer:
            return
        from desktop_login.ui.widgets.browser_offer import BrowserOffer
        from desktop_login.ui.widgets.tab_order import reach_in_turn

        offer = BrowserOffer(self._ui_config.identity_providers, line="above")
        offer.setEnabled(not self.locked)
        self._add_offer(offer)
        reach_in_turn(self.primary, *offer.buttons)
        if self.primary.property("accelerated"):
            accelerate(offer)

    def _offer_first(self) -> None:
        """Above the password, whose button is the small one then."""
        from desktop_login.ui.widgets.browser_offer import BrowserOffer

        providers = self._ui_config.identity_providers
        self._add_offer(BrowserOffer(providers, line="below", first=True))
        self.primary.setProperty("kind", "")

    def _offer_only(self) -> None:
        """The great button of the page is that of the browser."""
        from desktop_login.messages.browser_offer import SIGN_IN_WITH_BROWSER
        from desktop_login.ui.widgets.browser_offer import BROWSER_KEY, BrowserOffer

        providers = self._ui_config.identity_providers
        if providers:
            self.card.body.addSpacing(GRID)
            self._add_offer(BrowserOffer(providers, own_page=False))
        self.finish(SIGN_IN_WITH_BROWSER, BROWSER_KEY)
        if providers:  # one more of the same buttons: no space above it
            self.card.body.takeAt(self.card.body.count() - 2)

    def _add_offer(self, offer: BrowserOffer) -> None:
        self.offer = offer
        offer.wanted.connect(self._open_browser)
        self.card.body.addWidget(offer)
        self.lock_too(offer)

    def yet_to_come(self) -> int:
        """The buttons for the browser, where they may be offered: nothing moves when they are."""
        if not self.lacks_offer:
            return 0
        buttons = len(with_a_button(self._ui_config.identity_providers)) + 1
        one = self.primary.sizeHint().height() + GRID
        return self.card.body.spacing() + _OR + buttons * one

    def _open_browser(self, provider: IdentityProvider | None) -> None:
        """What stands in the form goes along as a hint, if it can be a name at all."""
        if self.locked or not self.may_submit():
            return
        from desktop_login.domain.answers import typed_username
        from desktop_login.domain.browser import BrowserSignIn
        from desktop_login.messages.browser import OPENING_BROWSER
        from desktop_login.messages.translate import language_in_use

        typed = typed_username(self.username.text())
        hint = typed if self._check_username(typed) is None else ""
        request = BrowserSignIn(hint, provider, self.remember.isChecked(), language_in_use())
        self.came_by(provider.name if provider is not None else "")
        self.password.set_text("")
        self.lock(OPENING_BROWSER, lambda: self._open_browser(provider))
        if self.offer is not None and (provider is not None or not self._only_browser):
            retitle(self.primary, self._idle_text)  # it is another one that works
            self.offer.say_opening(provider, OPENING_BROWSER)
        self.browser.emit(request)

    def unlock(self) -> None:
        super().unlock()
        if self.offer is not None:
            self.offer.say_names()

    def add_above_heading(self, column: QVBoxLayout) -> None:
        if self._ui_config.logo:
            from desktop_login.ui.widgets.logo import Logo

            logo = Logo(self._ui_config.logo, self._ui_config.logo_dark, self._ui_config.app_name)
            if logo.is_picture:
                column.addWidget(logo)

    def add_above_card(self, column: QVBoxLayout) -> None:
        if not self._ui_config.sign_up or self._only_browser:
            return  # in the browser, the pool's own page offers it
        create = button(tr(CREATE_ACCOUNT), "link", "N")
        create.clicked.connect(self._create)
        words = label(tr(NO_ACCOUNT_YET), "muted")
        column.addWidget(WrappingRow(words, create, centred=True))
        self.lock_too(create)

    def add_below_card(self, column: QVBoxLayout) -> None:
        if self._ui_config.pool:
            self.pool = FittingLabel("small", centred=True)
            self.pool.set_wordings([translate(words) for words in self._ui_config.pool])
            self.pool.setAccessibleDescription(self._ui_config.pool_details)
            set_tip(self.pool, self._ui_config.pool_details)
            self.pool.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
            column.addWidget(self.pool)
        if self._ui_config.support:
            words = label(
                tr(CONTACT, text=self._ui_config.support), "small", wrap=True, centred=True
            )
            words.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
            column.addWidget(words)
        if any(self._ui_config.links):
            from desktop_login.ui.widgets.brand_links import BrandLinksRow

            column.addWidget(BrandLinksRow(self._ui_config.links))

    def submit(self) -> None:
        if self._only_browser:
            self._open_browser(None)
            return
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

    def show_error(self, view: ErrorView) -> None:
        from desktop_login.domain.errors import CLEARS_PASSWORD, POINTS_AT_SETTINGS, ErrorCode

        if view.code in (
            ErrorCode.WRONG_CREDENTIALS,
            ErrorCode.OTHER_SPELLING,
            ErrorCode.MAYBE_CAPITALS,
            ErrorCode.MAYBE_COUNTRY,
        ):
            self._refusals += 1
            if self._refusals >= _FORGOTTEN_AFTER and self._ui_config.show.forgot_password:
                from desktop_login.messages.inputs import PERHAPS_FORGOTTEN

                words = message(PERHAPS_FORGOTTEN, problem=view.message, link=FORGOT_PASSWORD)
                view = view._replace(message=words)
        super().show_error(view)
        if self.offers_check and view.code in POINTS_AT_SETTINGS:
            if not self._check_connected:
                self._check_connected = True
                self.bar.check_settings.connect(self.check_settings)
            self.bar.offer_check(True)
        if view.code in CLEARS_PASSWORD:
            self.password.refused()
            self._advise()
            self.password.focus(select=True)

    def came_by(self, provider: str | None) -> None:
        """How the person whose name is in the form signs in: through a provider of the pool, through
        the pool's own page if this is empty, or with a password. That way has the focus at `start`,
        because whoever comes through a company has no password here."""
        self._came_by = provider, self.username.text()

    def start(self) -> None:
        provider, who = self._came_by
        way = None
        if self.offer is not None and provider is not None and who == self.username.text():
            way = self.offer.button_to(provider)
        if way is not None:
            way.setFocus()
        elif self._only_browser:
            self.primary.setFocus()
        else:
            (self.password if self.username.text() else self.username).focus()

    def forget(self) -> None:
        """The address stays: it is offered again; the password and old sentences go."""
        address = self.username.text()
        super().forget()
        self.password.advise("")
        self._refusals = 0
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
            from desktop_login.flow.typed_input import rule_message

            for rule in self._ui_config.policy.broken(text):
                return rule_message(rule, self._ui_config.policy)
        return None

    def _advise(self) -> None:
        """Once the field is left, and after a refusal: what new passwords need may point at a slip.
        An outer space has a hint of its own, and too long blocks."""
        from desktop_login.flow.typed_input import QUIET, rule_message
        from desktop_login.messages.inputs import NOT_BY_THE_RULES

        text, policy = self.password.text(), self._ui_config.policy
        unmet = [rule for rule in policy.broken(text) if rule not in QUIET] if text else []
        rules = " ".join(translate(rule_message(rule, policy)) for rule in unmet)
        self.password.advise(tr(NOT_BY_THE_RULES) if unmet else "", rules)
