"""aws-amplify's signInWithRedirect, in a real Chromium, against the demo's domain."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from desktop_login.demo.pool import COMPANY, DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from tests.demo.browser import PASSWORD
from tests.patience import PROCESS_S
from tests.reference.chromium import Chromium, chromium
from tests.reference.reference import FOLDER, NPM

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Chromium is driven over pipes of its own"),
]
# amplify knows https only; Chromium is told to ask the demo instead.
DOMAIN = "demo.auth.example.com"


class App(NamedTuple):
    demo: DemoCognito
    browser: Chromium
    address: str

    def open(self) -> None:
        self.browser.open(self.address)
        self.browser.wait(lambda: bool(self.browser.run("!!window.app")), "the page is there")

    def is_back(self) -> bool:
        """Back on its own page, and amplify has told how it ended."""
        return self.browser.address.startswith(self.address) and bool(
            self.browser.run("!!window.app && app.heard().some(([name]) => /Redirect/.test(name))")
        )


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    modules = Path(os.environ.get(NPM, ""), "node_modules")
    esbuild = modules / ".bin" / "esbuild"
    if not (esbuild.exists() and (modules / "aws-amplify").is_dir()):
        pytest.skip(f"{NPM} names no folder with aws-amplify; `dev.py test --all` prepares one")
    made = tmp_path_factory.mktemp("bundle") / "redirect.js"
    options = ["--bundle", "--format=iife", "--log-level=error", f"--outfile={made}"]
    subprocess.run(
        [str(esbuild), str(FOLDER / "redirect.js"), *options],
        env={"PATH": os.environ["PATH"], "NODE_PATH": str(modules)},
        check=True,
        timeout=PROCESS_S,
    )
    return made.read_bytes()


class Pages(BaseHTTPRequestHandler):
    """The page, its script, and nothing else."""

    page = b""
    script = b""

    def do_GET(self) -> None:
        is_script = self.path == "/redirect.js"
        body = self.script if is_script else self.page
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if is_script else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: the addresses have codes."""


@pytest.fixture
def app(bundle: bytes, tmp_path: Path) -> Iterator[App]:
    handler = type("OfThisTest", (Pages,), {"script": bundle})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    origin = f"http://localhost:{server.server_port}"
    config = DemoPoolConfig(redirect_uris=(f"{origin}/",), sign_out_uris=(f"{origin}/",))
    with (
        server,
        DemoCognito(config, allowed_origins=(origin,)) as demo,
        chromium(tmp_path) as browser,
    ):
        facts = {
            "pool": config.pool_id,
            "client": config.client_id,
            "endpoint": demo.url,
            "domain": DOMAIN,
        }
        page = (
            f"<script>const facts = {json.dumps(facts)}</script><script src=/redirect.js></script>"
        )
        handler.page = f"<!doctype html><title>app</title>{page}".encode()  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, name="page of amplify")
        thread.start()
        browser.route(f"https://{DOMAIN}", demo.domain_url)
        try:
            yield App(demo, browser, f"{origin}/")
        finally:
            server.shutdown()
            thread.join()


def sign_in(app: App) -> None:
    app.open()
    app.browser.run("app.begin()")
    app.browser.wait_for("Sign in")
    app.browser.type("username", "confirmed@example.com")
    app.browser.type("password", PASSWORD)
    app.browser.press("Sign in")
    app.browser.wait(app.is_back, "signed in")


def test_signs_in_renews_and_signs_out(app: App) -> None:
    sign_in(app)
    browser = app.browser
    assert ["signInWithRedirect", ""] in browser.run("app.heard()")
    assert browser.run("app.session()")["email"] == "confirmed@example.com"
    assert browser.run("app.attributes()")["name"] == "Alex Demo"
    assert browser.run("app.renewed()") is True
    (grant,) = app.demo.grants
    browser.run("app.end()")
    browser.wait(lambda: grant.revoked, "the token is revoked")
    browser.wait(lambda: "/logout?" in " ".join(browser.requests()), "signed out in the browser")
    app.open()
    assert browser.run("app.session()") is None
    browser.run("app.begin()")
    browser.wait_for("Sign in")


def test_company_without_the_pools_own_page(app: App) -> None:
    app.open()
    app.browser.run(f"app.begin({json.dumps(COMPANY)})")
    app.browser.wait_for("Sign in to Demo Company")
    app.browser.type("name", "Ann Lee")
    app.browser.press("Continue")
    app.browser.wait(app.is_back, "signed in")
    seen = app.browser.run("app.session()")
    assert seen["cognito:username"] == "DemoCompany_ann.lee"
    assert seen["identities"][0]["providerName"] == COMPANY


def test_cancelling_is_understood(app: App) -> None:
    app.open()
    app.browser.run(f"app.begin({json.dumps(COMPANY)})")
    app.browser.wait_for("Sign in to Demo Company")
    app.browser.press("Cancel")
    app.browser.wait(app.is_back, "back")
    assert "signInWithRedirect_failure" in dict(app.browser.run("app.heard()"))
    assert app.browser.run("app.session()") is None
