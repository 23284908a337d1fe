"""AWS credentials for the AWS CLI and boto3, by a profile and by the endpoint, for longer than an hour; and the commands that give them."""

from __future__ import annotations

import json
import os
import shutil
from typing import Any

import pytest

from tests.processes.test_scripts import NEVER, good, played, refused

JUDGE = os.environ.get("DESKTOP_LOGIN_AWS_CLI", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
        reason="dbus-run-session and gnome-keyring-daemon are not installed",
    ),
]
judged = pytest.mark.skipif(
    not JUDGE,
    reason="DESKTOP_LOGIN_AWS_CLI names no Python with the AWS CLI; dev.py test --all prepares one",
)
OTHERS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return played("aws_play", tmp_path_factory.mktemp("home") / "home", JUDGE)


def key_of(result: dict[str, Any]) -> str:
    return str(json.loads(good(result))["AccessKeyId"])


def test_a_credential_process_prints_what_aws_tools_expect(seen: dict[str, Any]) -> None:
    found = json.loads(good(seen["commands"]["process"]))
    assert set(found) == {
        "Version",
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration",
    }
    assert found["Version"] == 1


def test_a_second_command_finds_the_credentials_of_the_first(seen: dict[str, Any]) -> None:
    commands = seen["commands"]
    assert key_of(commands["again"]) == key_of(commands["process"])
    assert commands["asked"] == 1
    assert commands["kept"] == ["aws.bin", "aws.lock"]


def test_credentials_that_are_kept_load_neither_boto3_nor_qt(seen: dict[str, Any]) -> None:
    modules = set(seen["commands"]["modules"])
    assert "desktop_login.app.script_aws" in modules
    assert not modules & (NEVER | {"boto3", "botocore", "urllib3", "ssl"})


def test_every_format_has_the_same_key(seen: dict[str, Any]) -> None:
    commands = seen["commands"]
    key = key_of(commands["process"])
    for form in ("env", "env-no-export", "fish", "powershell", "windows-cmd"):
        assert key in good(commands[form]).splitlines()[0], form
    assert good(commands["eval"]) == f"{key}\n"


def test_a_role_that_is_not_the_users_is_named_with_those_that_are(seen: dict[str, Any]) -> None:
    status, sentence = refused(seen["commands"]["role"])
    assert status == 6
    assert sentence.startswith("The role arn:aws:iam::123456789012:role/demo-admin is not yours.")


def test_an_identity_pool_that_is_not_there_is_named(seen: dict[str, Any]) -> None:
    status, sentence = refused(seen["commands"]["no pool"])
    assert (status, sentence.startswith("There is no identity pool us-east-1:0000")) == (6, True)


def test_status_tells_for_how_long_the_credentials_are_good(seen: dict[str, Any]) -> None:
    commands = seen["commands"]
    line = next(line for line in good(commands["status"]).splitlines() if line.startswith("AWS "))
    assert line.endswith("   credentials good for 60 minutes")
    found = json.loads(good(commands["status json"]))["aws"]
    assert found["identity_id"].startswith("us-east-1:")
    assert 3500 < found["seconds_left"] <= 3600


@pytest.mark.parametrize("command", ["", "exec "])
def test_a_refusal_has_its_exit_code_before_a_command_is_started(
    seen: dict[str, Any], command: str
) -> None:
    found = seen["refusals"]
    assert refused(found[f"{command}TooManyRequestsException"])[0] == 5
    status, sentence = refused(found[f"{command}InvalidIdentityPoolConfigurationException"])
    assert (status, sentence.startswith("The identity pool has no role for you.")) == (6, True)


@judged
def test_a_written_profile_serves_the_aws_cli(seen: dict[str, Any]) -> None:
    found = seen["profile"]
    assert good(found["write"]) == found["file"]
    assert found["file"].startswith("[profile orders]\nregion = us-east-1\ncredential_process = ")
    assert good(found["cli"]).startswith("The file of us-east-1:")


@judged
@pytest.mark.parametrize(
    ("way", "method"), [("profile", "custom-process"), ("endpoint", "container-role")]
)
def test_boto3_goes_on_for_hours(seen: dict[str, Any], way: str, method: str) -> None:
    rounds = seen[way]["boto3"]
    assert [one["error"] for one in rounds] == [""] * 5
    assert {one["method"] for one in rounds} == {method}
    assert len({one["key"] for one in rounds}) == 5, "50 minutes apart, so each has its own"
    assert len({one["body"] for one in rounds}) == 1
    assert seen[way]["asked"] == 4


@judged
def test_a_command_of_exec_reads_its_own_file(seen: dict[str, Any]) -> None:
    found = seen["endpoint"]
    assert good(found["cli"]).startswith("The file of us-east-1:")
    assert found["static"]["out"] == found["cli"]["out"]
    assert "are not renewed." in found["static"]["err"]


@judged
def test_keys_of_the_default_profile_do_not_win_over_ours(seen: dict[str, Any]) -> None:
    found = seen["endpoint"]["default profile"]
    assert (found["status"], found["out"]) == (0, seen["endpoint"]["cli"]["out"])
    assert "AWS_SHARED_CREDENTIALS_FILE" in found["err"]


def test_a_command_gets_the_endpoint_and_no_other_credentials(seen: dict[str, Any]) -> None:
    environment = json.loads(good(seen["children"]["environment"]))
    assert environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"].startswith("http://127.0.0.1:")
    assert len(environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]) == 43
    assert not set(OTHERS) & set(environment)
    assert environment["AWS_REGION"] == "us-east-1"


def test_a_command_asks_the_endpoint_past_the_proxy_of_the_environment(
    seen: dict[str, Any],
) -> None:
    assert good(seen["children"]["proxied"]) == "200 intern.example,127.0.0.1\n"


def test_a_token_is_in_a_variable_only_where_it_is_asked_for(seen: dict[str, Any]) -> None:
    children = seen["children"]
    assert json.loads(good(children["token"]))["MY_TOKEN"].startswith("eyJ")
    assert "MY_TOKEN" not in json.loads(good(children["environment"]))


def test_the_status_of_the_command_is_ours(seen: dict[str, Any]) -> None:
    children = seen["children"]
    assert children["status"]["status"] == 42
    assert children["killed"]["status"] == 128 + 9
    assert good(children["dashes"]) == "a -- --lang -x "
    assert refused(children["not found"]) == (127, "no-such-program was not found.")
    assert refused(children["not started"])[0] == 126


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_reaches_the_command(seen: dict[str, Any], name: str) -> None:
    assert seen["children"][name] == {"out": "ready\ntold\n", "status": 5}


def test_eight_commands_at_once_ask_the_identity_pool_once(seen: dict[str, Any]) -> None:
    assert seen["at once"] == {"different": 1, "asked": 1, "empty": False}


def test_each_line_of_the_readme_works(seen: dict[str, Any]) -> None:
    lines = seen["readme"]
    assert len(lines) == 5
    for one in lines:
        assert (one["status"], bool(one["out"])) == (0, True), one["line"]


def test_an_open_window_gives_the_credentials_that_it_holds(seen: dict[str, Any]) -> None:
    window = seen["window"]
    keys = {key_of(window[name]) for name in ("first", "again", "without")}
    assert (len(keys), window["asked"]) == (1, 1)
    status, sentence = refused(window["other"])
    assert (status, sentence.startswith("There is no identity pool us-east-1:0000")) == (6, True)


def test_a_sign_out_removes_the_credentials(seen: dict[str, Any]) -> None:
    found = seen["sign out"]
    assert found["kept"] == []
    for command in ("credentials", "exec"):
        status, sentence = refused(found[command])
        assert (status, sentence.startswith("Nobody is signed in")) == (3, True)
