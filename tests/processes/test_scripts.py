"""The commands for scripts as processes, against a real keychain: what each prints, loads and ends with, and many of them at once."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_login.messages.scripts import NOT_STORED
from desktop_login.quick import SHORT_SILENCE_S, SILENCE_S
from tests.fakes.session_bus import in_session
from tests.patience import STEP_S, within

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
        reason="dbus-run-session and gnome-keyring-daemon are not installed",
    ),
]

LOCKED_S = 0.5
# What no command for scripts may load, whatever it does.
NEVER = {"PySide6", "qasync", "asyncio"}
WITHOUT_RENEWAL = NEVER | {"boto3", "botocore", "keyring", "jwt", "urllib3", "ssl"}
# What commands get by without that neither renew nor say what a sign-in has answered.
NO_CONVERSATION = {
    *("filelock", "desktop_login.domain.states", "desktop_login.flow.ports"),
    "desktop_login.messages.select",
}
HOT_FROM_RECORD = WITHOUT_RENEWAL | {"argparse", "tomllib", "dataclasses", "pathlib", "logging"}


def played(name: str, home: Path, *arguments: str) -> dict[str, Any]:
    words = " ".join(arguments)
    done = in_session(f'"{sys.executable}" -m tests.processes.{name} {words}', home)
    assert done.returncode == 0, done.stderr[-6000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return played("commands_play", tmp_path_factory.mktemp("home") / "home")


def good(result: dict[str, Any]) -> str:
    """What it printed. It said nothing else, and ended with 0."""
    assert (result["err"], result["status"]) == ("", 0)
    out: str = result["out"]
    return out


def refused(result: dict[str, Any]) -> tuple[int, str]:
    """The exit code and the one sentence; a half answer would be worse than none."""
    assert result["out"] == ""
    (sentence,) = result["err"].splitlines()
    return result["status"], sentence


def test_a_token_is_printed_and_nothing_else(seen: dict[str, Any]) -> None:
    works = seen["works"]
    assert {name: good(works[name]) for name in ("first", "token", "access", "header", "bare")} == {
        "first": "<id token>\n",
        "token": "<id token>\n",
        "access": "<access token>\n",
        "header": "Authorization: Bearer <id token>\n",
        "bare": "X-Token: <id token>\n",
    }


def test_the_shapes_for_machines_name_their_version_and_when_the_token_expires(
    seen: dict[str, Any],
) -> None:
    found = json.loads(good(seen["works"]["json"]))
    assert (found["version"], found["token"], found["use"]) == (1, "<id token>", "id")
    kubectl = json.loads(good(seen["works"]["kubectl"]))
    assert (kubectl["kind"], kubectl["apiVersion"]) == (
        "ExecCredential",
        "client.authentication.k8s.io/v1",
    )
    assert kubectl["status"] == {
        "token": "<id token>",
        "expirationTimestamp": found["expires"],
    }
    assert found["expires"].endswith("Z")


def test_status_says_who_is_signed_in_and_who_renews(seen: dict[str, Any]) -> None:
    works = seen["works"]
    found = json.loads(good(works["status"]))
    assert (found["account"], found["renewed_by"]) == ("confirmed@example.com", "command")
    assert json.loads(good(works["window"]["status"]))["renewed_by"] == "window"
    assert "signed in   confirmed@example.com\n" in good(works["words"])
    assert "サインイン       confirmed@example.com\n" in good(works["words ja"])
    (profile,) = json.loads(good(works["profiles"]))["profiles"]
    assert (profile["window_open"], profile["session_stored"]) == (False, True)


def test_the_window_hands_out_what_the_record_holds_and_renews_when_forced(
    seen: dict[str, Any],
) -> None:
    window = seen["works"]["window"]
    assert good(window["token"]) == "<id token>\n"
    assert good(window["force"]) == "<token>\n", "another one"


def test_a_command_that_has_printed_the_token_of_the_window_ends_without_more_ado(
    seen: dict[str, Any],
) -> None:
    """What Python does at its end takes as long as a sixth of all that it does."""
    ends = seen["works"]["window"]["ends"]
    assert ends == {"token": "", "token --json": "in order\n", "--version": "in order\n"}


def test_the_hot_path_loads_os_sys_and_the_socket_alone(seen: dict[str, Any]) -> None:
    ours = ["desktop_login", "desktop_login.__main__", "desktop_login.quick"]
    loaded = seen["works"]["window"]["modules"]
    # what measures coverage may have loaded the socket before
    assert set(loaded) - set(ours) <= {"_socket"}


@pytest.mark.parametrize(
    ("command", "never"),
    [
        ("token", HOT_FROM_RECORD),
        ("token --json", WITHOUT_RENEWAL | {"tomllib"}),
        ("status", WITHOUT_RENEWAL | NO_CONVERSATION),
        ("profiles", WITHOUT_RENEWAL | NO_CONVERSATION | {"secretstorage", "cryptography"}),
        ("request /v1/user", NEVER | {"boto3", "botocore", "keyring", "jwt", "requests"}),
        ("request --sigv4 /v1/user", NEVER | {"keyring", "jwt", "requests"}),
        ("request --as-curl /v1/user", WITHOUT_RENEWAL | {"secretstorage", "cryptography"}),
        (
            "completion bash",
            WITHOUT_RENEWAL | {"tomllib", "secretstorage", "desktop_login.app.gui"},
        ),
    ],
)
def test_a_command_loads_only_what_it_needs(
    command: str, never: set[str], seen: dict[str, Any]
) -> None:
    loaded = set(seen["works"]["modules"][command])
    assert "desktop_login" in loaded
    assert never & loaded == set()


@pytest.mark.parametrize(
    ("command", "never"),
    [
        ("header", HOT_FROM_RECORD),
        ("exec -- true", NEVER),
        ("sign-in", WITHOUT_RENEWAL),  # somebody is
        ("sign-out", NEVER),
        ("sign-in --no-input", NEVER),  # nobody is any more
    ],
)
def test_no_command_that_needs_no_window_loads_one(
    command: str, never: set[str], seen: dict[str, Any]
) -> None:
    loaded = set(seen["not"]["modules"][command])
    assert "desktop_login" in loaded
    assert never & loaded == set()


def test_a_request_prints_the_reply_and_says_why_it_was_refused(seen: dict[str, Any]) -> None:
    works = seen["works"]
    assert json.loads(good(works["request"]))["email"] == "confirmed@example.com"
    arn = json.loads(good(works["request signed"]))["arn"]
    assert arn.endswith(":assumed-role/demo-user/CognitoIdentityCredentials")
    for name, sentence in (
        ("request refused", "401. Most likely this API wants the ID token. (Try: --token id)\n"),
        (
            "request signed, refused",
            "403. Your AWS role demo-user is not allowed to call this. Your groups: none.\n",
        ),
        ("request ja", "403. グループが不足している可能性があります。あなたのグループ: なし\n"),
    ):
        assert (works[name]["status"], works[name]["err"]) == (1, sentence)
        assert "message" in works[name]["out"].lower()


def test_no_token_and_no_key_lies_in_a_file_after_requests(seen: dict[str, Any]) -> None:
    left = seen["works"]["left behind"]
    assert {"session.bin", "aws.bin"} <= left.keys()
    assert [name for name, readable in left.items() if readable] == []


def test_every_line_of_the_readme_does_what_it_says(seen: dict[str, Any]) -> None:
    assert len(seen["readme"]) > 8
    assert [one for one in seen["readme"] if one["status"] != 0] == []
    (curl,) = (one for one in seen["readme"] if "| curl" in one["line"])
    assert "Authorization: Bearer eyJ" in curl["out"]
    assert "eyJ" not in curl["out"].splitlines()[0], "no token among the arguments"


def test_a_profile_that_is_not_there_is_a_wrong_use(seen: dict[str, Any]) -> None:
    for name in ("no such profile", "no profiles"):
        assert refused(seen["works"][name])[0] == 2


def test_a_locked_keychain_is_said_at_once_in_both_languages(seen: dict[str, Any]) -> None:
    locked = seen["not"]["locked"]
    assert refused(locked["en"]) == (
        4,
        "The keychain is locked. Unlock it, or sign in to the desktop, and try again.",
    )
    assert refused(locked["ja"])[0] == 4
    assert "ロック" in locked["ja"]["err"]
    assert (WITHOUT_RENEWAL | NO_CONVERSATION) & set(seen["not"]["locked, modules"]) == set()
    fastest = min(one["seconds"] for one in (*locked.values(), seen["not"]["locked, hot form"]))
    assert fastest < within(LOCKED_S)


def test_without_a_bus_there_is_no_keychain(seen: dict[str, Any]) -> None:
    code, sentence = refused(seen["not"]["no bus"])
    assert (code, sentence[:29]) == (4, "No keychain service was found")


def test_a_bus_that_has_no_time_for_a_while_is_waited_for(seen: dict[str, Any]) -> None:
    assert good(seen["not"]["busy bus"]) == "<token>\n"


@pytest.mark.parametrize("name", ["stale socket", "foreign owner"])
def test_a_socket_behind_which_nobody_of_this_user_listens_is_passed_by(
    name: str, seen: dict[str, Any]
) -> None:
    assert good(seen["not"][name]) == "<token>\n"
    assert seen["not"][name]["seconds"] < 15


def test_an_answer_that_cannot_be_written_is_no_success(seen: dict[str, Any]) -> None:
    full = seen["not"]["disk full"]
    assert (full["err"], full["status"]) == (
        "The answer could not be written: No space left on device\n",
        1,
    )
    assert seen["not"]["closed pipe"] == {"err": "", "status": 1}


def test_scripts_that_are_turned_off_get_nothing(seen: dict[str, Any]) -> None:
    for result in seen["not"]["off"].values():
        assert refused(result) == (
            6,
            "This installation does not hand out tokens to scripts. Ask your administrator.",
        )


def test_nobody_signed_in_is_an_exit_code_and_one_sentence(seen: dict[str, Any]) -> None:
    nobody = seen["not"]["nobody"]
    sentence = "Nobody is signed in to us-east-1_DemoPool1. Run: desktop-login sign-in"
    assert refused(nobody["token"]) == refused(nobody["header"]) == (3, sentence)
    assert refused(nobody["token --lang ja"])[0] == 3
    status = nobody["status --json"]
    assert (json.loads(status["out"])["signed_in"], status["status"]) == (False, 3)


def check(table: dict[str, Any], clients: int) -> None:
    """One token for all; one request where it was too old. Where the first was killed with its answer
    on the way, there is one more: of somebody who waited, unless the token is good as it is."""
    needed = {"fresh": 0, "due": 1, "dead": 1}
    lost = {"window killed": -1, "renewal killed half-way": 1}
    assert set(table) == {
        f"{who}, {age}"
        for who in ("none", "window", "window killed half-way", *lost)
        for age in needed
    }
    for name, row in table.items():
        who, _, age = name.partition(", ")
        assert (row["good"], row["tokens"], row["said"]) == (clients, 1, []), name
        assert row["requests"] == max(0, needed[age] + lost.get(who, 0)), name


@pytest.fixture(scope="module")
def renewals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return played("renewals_play", tmp_path_factory.mktemp("home") / "home")


def test_a_service_that_is_busy_costs_no_token_that_is_still_good(renewals: dict[str, Any]) -> None:
    due, dead = (renewals["busy"][age] for age in ("due", "dead"))
    assert (due["out"], due["err"], due["status"]) == ("eyJ", "", 0)
    assert refused(dead) == (5, "AWS is busy right now. Try again in a moment.")


@pytest.mark.parametrize("age", ["due", "dead"])
@pytest.mark.parametrize(
    ("fault", "printed"),
    [
        ("proxy", ""),  # this computer is asked without one
        ("disk full", f"{NOT_STORED.source}\n"),
    ],
)
def test_a_renewal_that_succeeds_all_the_same_hands_out_its_token(
    fault: str, printed: str, age: str, renewals: dict[str, Any]
) -> None:
    seen = renewals[fault][age]
    assert (seen["out"], seen["err"], seen["status"]) == ("eyJ", printed, 0)
    assert seen["requests"] == 1


@pytest.mark.parametrize("clock", ["ahead", "behind"])
def test_a_clock_that_is_two_hours_off_makes_no_token_old_or_young(
    clock: str, renewals: dict[str, Any]
) -> None:
    seen = renewals["clock"][clock]
    assert good(seen["token"]) == good(seen["forced"]) == "eyJ"
    assert 3600 - STEP_S < seen["left_s"] <= 3600
    assert seen["requests"] == 1, "the forced one"


def test_a_record_that_is_replaced_while_it_is_read_is_read_whole(renewals: dict[str, Any]) -> None:
    assert renewals["replaced"] == {"tokens": 1, "good": 5, "said": [""], "requests": 0}


def test_three_at_once_get_one_token_by_one_request(tmp_path: Path) -> None:
    result = played("scripts_play", tmp_path / "home", "--clients", "3")
    check(result["table"], 3)
    for age, requests, patience_s in (("fresh", 0, SHORT_SILENCE_S), ("due", 1, SILENCE_S)):
        hung = result["hung"][age]
        assert (hung["token"], hung["said"], hung["status"]) == ("eyJ", "", 0), age
        assert hung["waited_s"] >= patience_s, "it was asked"
        assert hung["requests"] == requests


@pytest.mark.exhaustive
def test_twenty_at_once_get_one_token_by_one_request(tmp_path: Path) -> None:
    check(played("scripts_play", tmp_path / "home", "--clients", "20")["table"], 20)
