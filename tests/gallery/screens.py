"""`python -m tests.gallery.screens DIR [NAME …]`: whole windows with the screens of the browser and of passkeys.

Every screen in both languages and schemes, in the size of a new window and in the smallest one.
Needs a display with fonts that is large enough, such as
`QT_SCALE_FACTOR=2 xvfb-run -a -s "-screen 0 2400x1800x24"`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtTest import QTest

from desktop_login.domain.account import AccountDetails
from desktop_login.domain.browser import BrowserStage, ContinueInBrowser
from desktop_login.domain.browser_offer import BrowserSignInMode, IdentityProvider
from desktop_login.domain.challenges import ChallengeContext, PasskeyRequired
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.local_prompts import AccountOverview
from desktop_login.domain.passkeys import (
    KeyStage,
    Passkey,
    PasskeyOffers,
    PasskeyRequest,
    SecurityKeyStep,
)
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedOut
from desktop_login.ui.application import make_application
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.page_values import UiConfig
from desktop_login.ui.pages.waiting_for_browser import WaitingForBrowserPage
from desktop_login.ui.presenter import Presenter
from desktop_login.ui.theme import DARK, HIGH_CONTRAST, LIGHT, theme_of
from desktop_login.ui.translation import install_language
from tests.gallery import need_translations
from tests.ui.at_rest import at_rest
from tests.ui.sessions import NOW, ORDINARY, signed_in

SIZES = ((560, 680), (400, 600))
SCHEMES = {"light": LIGHT, "dark": DARK, "high-contrast": HIGH_CONTRAST}
HOST = "acme.auth.eu-west-1.amazoncognito.com"
CALLBACKS = tuple(f"http://127.0.0.1:{port}/callback" for port in (8917, 18917, 28917))
PROVIDERS = (IdentityProvider("acme", "Acme SSO"), IdentityProvider("Google"))
EVERYTHING = PasskeyOffers(key=True, browser=True, host=HOST)
KEYS = (
    Passkey("1", "Blue key", HOST, "cross-platform", NOW),
    Passkey("2", "", HOST, "platform"),
)
FEDERATED: Mapping[str, object] = {
    **ORDINARY,
    "cognito:username": "acme_ann",
    "identities": [{"providerName": "acme", "providerType": "SAML", "userId": "ann"}],
}


class Screen:
    """A window, and the presenter that shows states in it."""

    def __init__(self, mode: BrowserSignInMode = BrowserSignInMode.OFFER) -> None:
        ui_config = UiConfig(
            browser_sign_in=mode,
            identity_providers=PROVIDERS,
            domain_host=HOST,
            password_optional=True,
        )
        self.window = MainWindow(WindowConfig(ui_config=ui_config, now=lambda: NOW))
        self.window.finish()
        self.presenter = Presenter(self.window)
        self.presenter.show(SignedOut())


def waiting(
    stage: BrowserStage, *, pastes: bool = False, error: ErrorCode | None = None
) -> Callable[[Screen], None]:
    def show(screen: Screen) -> None:
        question = ContinueInBrowser(HOST, Secret(f"https://{HOST}/"), stage, CALLBACKS)
        screen.presenter.show(Asked(question, AuthErrorInfo(error) if error else None))
        page = screen.window.page
        if pastes and isinstance(page, WaitingForBrowserPage) and not page.pasting:
            page.lost.click()

    return show


def passkey(offers: PasskeyOffers, *, reachable: bool = True) -> Callable[[Screen], None]:
    context = ChallengeContext("alex", Secret("session"), "alex@example.com")

    def show(screen: Screen) -> None:
        request = PasskeyRequest(HOST, {}, reachable)
        screen.presenter.show(Asked(PasskeyRequired(context, request, offers)))

    return show


def key(stage: KeyStage, **more: object) -> Callable[[Screen], None]:
    step = SecurityKeyStep(stage, HOST, **more)  # type: ignore[arg-type]
    return lambda screen: screen.presenter.show(Asked(step))


def account(
    details: AccountDetails, claims: Mapping[str, object] = ORDINARY
) -> Callable[[Screen], None]:
    def show(screen: Screen) -> None:
        screen.presenter.show(signed_in("fresh", claims))
        screen.presenter.show(Asked(AccountOverview(details)))

    return show


def invited(screen: Screen) -> None:
    screen.presenter.show(signed_in())
    QTest.qWait(30)
    screen.presenter.invite()


def refused(error: ErrorCode, name: str = "") -> Callable[[Screen], None]:
    return lambda screen: screen.presenter.show(SignedOut(AuthErrorInfo(error, name=name)))


MODES = {f"sign-in-{mode.value}": mode for mode in BrowserSignInMode}
SCREENS: Mapping[str, Callable[[Screen], None]] = {
    **{name: lambda screen: None for name in MODES},
    "refused-ports": refused(ErrorCode.BROWSER_PORTS_BUSY, "8917, 18917, 28917"),
    **{f"browser-{stage.name.lower()}": waiting(stage) for stage in BrowserStage},
    "browser-paste": waiting(BrowserStage.WAITING, pastes=True),
    "browser-paste-wrong": waiting(
        BrowserStage.WAITING, pastes=True, error=ErrorCode.BROWSER_OTHER_ADDRESS
    ),
    "passkey-key": passkey(PasskeyOffers(key=True)),
    "passkey-key-and-browser": passkey(EVERYTHING),
    "passkey-system": passkey(PasskeyOffers(system=True, browser=True)),
    "passkey-elsewhere": passkey(EVERYTHING, reachable=False),
    **{f"key-{stage.name.lower()}": key(stage) for stage in KeyStage},
    "key-pin-wrong": key(KeyStage.PIN, wrong_pin=True, tries_left=7),
    "key-no_pin-optional": key(KeyStage.NO_PIN, pin_optional=True),
    "key-touch-to-add": key(KeyStage.TOUCH, registering=True),
    "account-passkeys": account(AccountDetails(passkeys=KEYS, passkey_offers=EVERYTHING)),
    "account-none": account(AccountDetails(passkey_offers=EVERYTHING)),
    "account-federated": account(AccountDetails(), FEDERATED),
    "dashboard-invitation": invited,
}


def main(folder: Path, names: list[str]) -> int:
    need_translations()
    app = make_application("en")
    folder.mkdir(parents=True, exist_ok=True)
    theme_of(app).dress()
    for scheme, colours in SCHEMES.items():
        theme_of(app).pin(colours)
        for language in ("en", "ja"):
            install_language(app, language)
            theme_of(app).renew()
            for name in names or SCREENS:
                screen = Screen(MODES.get(name, BrowserSignInMode.OFFER))
                window = screen.window
                window.show()
                at_rest(window)
                for width, height in SIZES:
                    window.resize(width, height)
                    SCREENS[name](screen)
                    window.resize(width, height)
                    at_rest(window)
                    file = folder / f"{name}-{language}-{scheme}-{width}.png"
                    if not window.grab().save(str(file)):
                        print(f"{file} cannot be written", file=sys.stderr)
                        return 1
                window.close()
                window.deleteLater()
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
