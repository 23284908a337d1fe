"""From the template to the dashboard: the stack of infra/, created by a CloudFormation that nobody here wrote.

Settings come from the stack outputs alone; only the address of the emulator is added. Once with
each app client, from the temporary password of a user whom an administrator made.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.adapters.token_store import keychain
from desktop_login.app.gui import Program
from desktop_login.app.settings_in_force import load_settings
from desktop_login.cli.options import Options
from desktop_login.ui.application import LoopHolder
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.new_password import NewPasswordPage
from tests.fakes.keychains import MemoryBackend
from tests.fakes.ministack import REGION, Ministack, python
from tests.fakes.synth import STACK, synthesized
from tests.patience import STEP_MS
from tests.ui.conftest import Hand, loop, qapp

pytestmark = pytest.mark.slow

__all__ = ["loop", "qapp"]
TEMPORARY, CHOSEN = "Temp0rary-Pass!", "My-0wn-Passw0rd"


class Deployed:
    """The stack in ministack, and what `cdk deploy --outputs-file` would have written."""

    def __init__(self, server: Ministack, template: str) -> None:
        self.server = server
        self._cloudformation = boto3.client(
            "cloudformation",
            region_name=REGION,
            endpoint_url=server.url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        self._cloudformation.create_stack(
            StackName=STACK, TemplateBody=template, Capabilities=["CAPABILITY_IAM"]
        )
        self.outputs = self._wait()

    def _wait(self) -> dict[str, str]:
        for _ in range(150):
            stack = self._cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
            if not stack["StackStatus"].endswith("IN_PROGRESS"):
                break
            time.sleep(0.1)
        assert stack["StackStatus"] == "CREATE_COMPLETE", self._reasons()
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def _reasons(self) -> list[str]:
        events = self._cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
        return [str(event.get("ResourceStatusReason")) for event in events]

    def invite(self, email: str) -> None:
        self.server.admin().admin_create_user(
            UserPoolId=self.outputs["UserPoolId"],
            Username=email.partition("@")[0],
            TemporaryPassword=TEMPORARY,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": email},
                {"Name": "email_verified", "Value": "true"},
            ],
        )

    def remove_everybody(self) -> None:
        admin, pool = self.server.admin(), self.outputs["UserPoolId"]
        for user in admin.list_users(UserPoolId=pool)["Users"]:
            admin.admin_delete_user(UserPoolId=pool, Username=user["Username"])

    def outputs_file(self, folder: Path) -> Path:
        file = folder / "outputs.json"
        file.write_text(json.dumps({STACK: self.outputs}), "utf-8")
        return file

    def described_private_client(self, folder: Path) -> Path:
        """`aws cognito-idp describe-user-pool-client`, as the README of infra/ pipes it."""
        described = self.server.admin().describe_user_pool_client(
            UserPoolId=self.outputs["UserPoolId"], ClientId=self.outputs["PrivateClientId"]
        )
        file = folder / "client.json"
        client: dict[str, Any] = described["UserPoolClient"]
        file.write_text(json.dumps({"UserPoolClient": client}, default=str), "utf-8")
        return file


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    python()  # skips without ministack
    template = synthesized(tmp_path_factory.mktemp("cdk")).text
    server = Ministack(tmp_path_factory.mktemp("ministack"))
    server.wait()
    try:
        yield Deployed(server, template)
    finally:
        server.stop()


@pytest.fixture
def program(
    qapp: QApplication, loop: LoopHolder, deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    backend = MemoryBackend()
    monkeypatch.setattr(keychain, "system_backend", lambda: backend)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setenv("COGNITO_ENDPOINT_URL", deployed.server.url)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    options = Options()
    made = Program(qapp, options, load_settings(options), loop)
    yield made
    made._close()
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.mark.parametrize("client", ["DesktopClientId", "PrivateClientId"])
def test_from_the_template_to_the_dashboard(
    program: Program, deployed: Deployed, qtbot: QtBot, tmp_path: Path, client: str
) -> None:
    email = f"{client.lower()}@example.com"
    deployed.invite(email)
    program.open()
    assert program._app_window is not None
    app_window = program._app_window
    page = app_window.window.page
    assert isinstance(page, ConnectPoolPage)
    file = (
        deployed.outputs_file(tmp_path)
        if client == "DesktopClientId"
        else deployed.described_private_client(tmp_path)
    )
    page.import_from(file)
    qtbot.waitUntil(lambda: not page.locked, timeout=STEP_MS)
    assert page.client_id.text() == deployed.outputs[client]
    page.primary.click()
    qtbot.waitUntil(lambda: program._app_window is not app_window, timeout=STEP_MS)
    app_window = program._app_window
    with qtbot.waitSignal(app_window.opened, timeout=STEP_MS):
        pass

    hand = Hand(app_window, None, qtbot)  # type: ignore[arg-type]
    hand.type("Email", email)
    hand.type("Password", TEMPORARY)
    hand.press("Sign in")
    hand.arrive(NewPasswordPage)
    hand.type("New password", CHOSEN)
    hand.type("Confirm password", CHOSEN)
    hand.press("Change password")
    hand.arrive(Dashboard)
    assert hand.who == f"Signed in as {email}"
    hand.renew()
