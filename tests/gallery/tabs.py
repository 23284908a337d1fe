"""`python -m tests.gallery.tabs DIR`: what the browser's tab shows, in a real Chromium: the demo's pages, and the last page.

In both languages and schemes, as wide as a window and as narrow as the narrowest phone.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from desktop_login.adapters.browser.tab_pages import Look, Outcome, page
from desktop_login.demo.managed_words import WORDS
from desktop_login.demo.server import DemoCognito
from tests.demo.browser import PASSWORD, authorize, query
from tests.reference.chromium import Chromium, chromium

LANGUAGES = ("en", "ja")
SCHEMES = ("light", "dark")
SIZES = ((900, 700, 1), (320, 640, 2))


def last_pages(browser: Chromium, language: str) -> Iterator[str]:
    """Show the program's own pages one after another; yields the name of each."""
    for outcome in Outcome:
        made = base64.b64encode(page(outcome, language, Look()).body).decode()
        browser.open(f"data:text/html;base64,{made}")
        shown = f"!!document.querySelector('.{outcome.value}')"
        browser.wait(partial(browser.run, shown), outcome.value)
        yield f"tab-{outcome.value}"


def demo_pages(browser: Chromium, demo: DemoCognito, language: str) -> Iterator[str]:
    """Walk through the pages of the demo; yields the name of each while it is shown."""

    def say(key: str) -> str:
        return WORDS[key][LANGUAGES.index(language)]

    def begin(path: str = "", **changes: str) -> None:
        browser.call("Network.clearBrowserCookies")
        changes["lang"] = language
        target = f"{path}?{query(demo, **changes)}" if path else authorize(demo, **changes)
        browser.open(demo.domain_url + target)

    def sign_in(story: str) -> Callable[[], None]:
        def act() -> None:
            begin()
            browser.wait_for(say("sign_in"))
            browser.type("username", f"{story}@example.com")
            browser.type("password", PASSWORD)
            browser.press(say("sign_in"))

        return act

    def set_up_codes_by_email() -> None:
        sign_in("setup-choice")()
        browser.wait_for(say("set_up"))
        browser.press(say("EMAIL_OTP"))

    steps: tuple[tuple[str, Callable[[], None], str], ...] = (
        ("sign-in", begin, "sign_in"),
        ("code", sign_in("email-code"), "code"),
        ("new-password", sign_in("new-password"), "new_password"),
        ("choose", sign_in("choose-mfa"), "choose"),
        ("set-up", sign_in("setup-choice"), "set_up"),
        ("enrol", lambda: browser.press(say("SOFTWARE_TOKEN_MFA")), "enrol"),
        ("address", set_up_codes_by_email, "address"),
        ("company", lambda: begin(identity_provider="DemoCompany"), "company_sign_in"),
        ("sign-up", lambda: begin("/signup"), "sign_up"),
        ("forgot", lambda: begin("/forgotPassword"), "reset"),
        ("error", lambda: begin(redirect_uri="http://127.0.0.1:1/x"), "error"),
    )
    for name, act, heading in steps:
        act()
        browser.wait_for(say(heading))
        yield f"demo-{name}"
    begin("/passkeys/add")
    browser.wait_for(say("sign_in"))
    browser.type("username", "x")
    browser.type("password", "y")
    browser.press(say("sign_in"))
    browser.wait(lambda: bool(browser.run("!!document.querySelector('.bad')")), "the refusal")
    yield "demo-refused"
    browser.type("username", "passkey@example.com")
    browser.type("password", PASSWORD)
    browser.press(say("sign_in"))
    browser.wait_for(say("add_passkey"))
    yield "demo-passkey"


def look_at(browser: Chromium, scheme: str, width: int, height: int, ratio: int) -> None:
    browser.call(
        "Emulation.setEmulatedMedia",
        features=[{"name": "prefers-color-scheme", "value": scheme}],
    )
    browser.call(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=height,
        deviceScaleFactor=ratio,
        mobile=False,
    )


def main(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile, chromium(Path(profile)) as browser:
        for scheme in SCHEMES:
            for size in SIZES:
                look_at(browser, scheme, *size)
                for language in LANGUAGES:
                    with DemoCognito() as demo:
                        for pages in (
                            last_pages(browser, language),
                            demo_pages(browser, demo, language),
                        ):
                            for name in pages:
                                file = folder / f"{name}-{language}-{scheme}-{size[0]}.png"
                                made = browser.call("Page.captureScreenshot", format="png")
                                file.write_bytes(base64.b64decode(made["data"]))
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
