"""The program's sign-in with the browser, judged by oidc-provider, a certified OpenID provider, in a real Chromium.

It demands PKCE, compares redirects byte by byte, and takes a code once.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.browser.token_endpoint import CognitoTokenEndpoint
from desktop_login.domain.browser import BrowserStage, ContinueInBrowser
from desktop_login.domain.browser_rounds import Round
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedIn, SignedOut, State
from desktop_login.domain.tokens import Signature, Tokens
from tests.fakes.browsing import free_ports
from tests.fakes.browsing import play as play_story
from tests.patience import PROCESS_S, STEP_S
from tests.reference.chromium import Chromium, chromium
from tests.reference.program import Program, programs
from tests.reference.reference import FOLDER, NPM

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Chromium is driven over pipes of its own"),
]
PERSON = "somebody@example.com"
SECRET = "s3cretOfAConfidentialClient"
# Its pages name a font of a server on the network.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


class Provider:
    """One process, which ends with its standard input."""

    def __init__(self, redirects: list[str], secret: str = "") -> None:
        if not shutil.which("node"):
            pytest.skip("Node.js is not installed")
        modules = Path(os.environ.get(NPM, ""), "node_modules")
        if not (modules / "oidc-provider").is_dir():
            pytest.skip(f"{NPM} names no folder with oidc-provider; `dev.py test --all` makes one")
        self.client = "1example23456789"
        self.secret = secret
        self._process = subprocess.Popen(
            ["node", str(FOLDER / "provider.mjs")],
            env={"PATH": os.environ["PATH"]},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        facts = {
            "modules": str(modules),
            "client": self.client,
            "secret": secret,
            "redirects": redirects,
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(facts) + "\n")
        self._process.stdin.flush()
        self._lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = f"http://127.0.0.1:{self._lines.get(timeout=STEP_S)['port']}"
        self._seen: list[dict[str, Any]] = []

    def events(self) -> list[str]:
        """What it has reported up to now: `grant.success`, or the word of an error."""
        while not self._lines.empty():
            self._seen.append(self._lines.get())
        return [one.get("error") or one["event"] for one in self._seen]

    def stop(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PROCESS_S)
        self._reader.join(STEP_S)
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(json.loads(line))


@pytest.fixture
def redirects() -> list[str]:
    return [f"http://127.0.0.1:{port}/callback" for port in free_ports(4)]


@pytest.fixture
def provider(request: pytest.FixtureRequest, redirects: list[str]) -> Iterator[Provider]:
    given = getattr(request, "param", {})
    provider = Provider(given.get("redirects", redirects), given.get("secret", ""))
    yield provider
    provider.stop()


@pytest.fixture
def program(provider: Provider, redirects: list[str], tmp_path: Path) -> Iterator[Program]:
    pool = PoolClient(
        "us-east-1",
        "us-east-1_Provider1",
        provider.client,
        Secret(provider.secret) if provider.secret else None,
        issuer=provider.url,
        endpoint_url=provider.url,
        domain=provider.url,
        redirect_uris=tuple(redirects),
    )
    with chromium(tmp_path, OFFLINE) as browser, programs():
        yield Program(pool, browser)


def with_password(browser: Chromium, name: str = PERSON) -> None:
    browser.wait_for("Sign-in")
    if name:
        browser.type("login", name)
    browser.type("password", "any will do")
    browser.press("Sign-in")
    browser.wait_for("Authorize")
    browser.press("Continue")
    browser.wait(lambda: "/done" in browser.address, "the last page")


def with_the_name_that_is_there(browser: Chromium) -> None:
    with_password(browser, "")


def confirms(browser: Chromium) -> None:
    """No password is asked for again; a native program's client has to be confirmed each time."""
    browser.wait_for("Authorize")
    browser.press("Continue")
    browser.wait_for("You are signed in.")


def cancels(browser: Chromium) -> None:
    browser.wait_for("Sign-in")
    browser.press("[ Cancel ]")
    browser.wait(lambda: "/done" in browser.address, "the last page")


def somebody_is_signed_in(state: State) -> None:
    assert isinstance(state, SignedIn), state
    assert state.session.identity.email == PERSON
    assert state.session.identity.signature is Signature.VERIFIED


@pytest.mark.parametrize(
    "provider", [{}, {"secret": SECRET}], indirect=True, ids=["public", "secret"]
)
def test_there_and_back_and_without_a_password_the_second_time(
    program: Program, provider: Provider
) -> None:
    async def story() -> None:
        somebody_is_signed_in(await program.sign_in(with_password))
        assert "code=" not in program.browser.address
        await program.sign_out()
        somebody_is_signed_in(await program.sign_in(confirms))

    play_story(story())
    events = provider.events()
    assert events.count("grant.success") == 2
    assert "invalid_grant" not in events


def test_hint_stands_in_the_field_of_the_page(program: Program) -> None:
    async def story() -> None:
        somebody_is_signed_in(await program.sign_in(with_the_name_that_is_there, hint=PERSON))

    play_story(story())


def test_person_who_cancels_is_told_so_and_can_sign_in_afterwards(program: Program) -> None:
    async def story() -> None:
        state = await program.sign_in(cancels)
        assert isinstance(state, SignedOut)
        assert state.error_info is not None
        assert state.error_info.code is ErrorCode.BROWSER_CANCELLED
        somebody_is_signed_in(await program.sign_in(with_password))

    play_story(story())


@pytest.mark.parametrize(
    "provider", [{"redirects": ["http://127.0.0.1:8917/other"]}], indirect=True, ids=["other"]
)
def test_redirect_that_is_not_registered_opens_no_browser(
    program: Program, redirects: list[str]
) -> None:
    async def story() -> None:
        state = await program.sign_in(confirms)
        assert isinstance(state, Asked)
        assert isinstance(state.question, ContinueInBrowser)
        assert state.question.stage is BrowserStage.NOT_REGISTERED
        assert state.question.callback_urls == tuple(redirects)
        assert program.opened == 0

    play_story(story())


def test_code_without_its_proof_is_refused_and_nobody_is_signed_in(
    program: Program, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The judge looks at the proof: with another one there are no tokens."""
    redeem = CognitoTokenEndpoint.redeem

    def with_another_proof(
        self: CognitoTokenEndpoint, domain: str, one: Round, code: Secret
    ) -> Tokens:
        return redeem(self, domain, replace(one, verifier=Secret("x" * 43)), code)

    monkeypatch.setattr(CognitoTokenEndpoint, "redeem", with_another_proof)

    async def story() -> None:
        state = await program.sign_in(with_password)
        assert isinstance(state, SignedOut)
        assert state.error_info is not None
        assert state.error_info.code is ErrorCode.BROWSER_TOO_LATE

    play_story(story())
    assert "invalid_grant" in provider.events()
