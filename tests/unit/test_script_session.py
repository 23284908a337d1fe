"""Why a script gets no token: each reason has its exit code and a sentence that is true without the lines above it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop_login.agent.exit_codes import INTERRUPTED, KEYCHAIN, OUR_MISTAKE
from desktop_login.app.run import run
from desktop_login.app.script_session import SessionOfProfile, profiles_seen
from desktop_login.cli.options import Options
from desktop_login.cli.status import Refused
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.messages.message import in_english, message
from desktop_login.messages.scripts import KEYCHAIN_LOCKED
from desktop_login.services.token_source import Why

SETTINGS = """\
profile = "production"
[profiles.staging]
user_pool_id = "us-east-1_AbCdEfGhI"
client_id = "1example23456789"
[profiles.production]
user_pool_id = "eu-west-1_AbCdEfGhI"
client_id = "9example23456789"
"""


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Options:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("DESKTOP_LOGIN_PROFILE", raising=False)
    file = tmp_path / "my settings.toml"
    file.write_text(SETTINGS, "utf-8")
    return Options(settings=file)


def session(options: Options) -> SessionOfProfile:
    return SessionOfProfile(options, in_english)


NO_CONNECTION = AuthErrorInfo(ErrorCode.NO_CONNECTION)


@pytest.mark.parametrize(
    ("why", "status", "sentence"),
    [
        (Why(nobody=True), 3, "Nobody is signed in to staging. Run: desktop-login sign-in"),
        (Why(nobody=True, window_closed=True), 3, "The session was not remembered and its window "),
        (Why(ended=True, account="a@b.example"), 3, "The session of a@b.example has ended. "),
        (Why(ended=True), 3, "The session of staging has ended. "),
        (Why(keychain="Locked"), 4, "The keychain is locked. "),
        (Why(keychain="NoService"), 4, "No keychain service was found. "),
        (Why(keychain="NoKeyringError"), 4, "No keychain service was found. "),
        (Why(keychain="SecretServiceNotAvailableException"), 4, "No keychain service was found. "),
        (Why(keychain="NoAnswer"), 4, "The keychain did not answer (NoAnswer). "),
        (Why(still_locked=True), 5, "Another program is renewing this session "),
        (Why(error_info=AuthErrorInfo(ErrorCode.BUSY)), 5, "AWS is busy right now. "),
        (Why(error_info=NO_CONNECTION), 5, "The token has expired and could not be renewed: "),
        (Why(error_info=NO_CONNECTION, was_good=True), 5, "The token could not be renewed: "),
        (Why(error_info=AuthErrorInfo(ErrorCode.SECRET_WRONG)), 6, "The token has expired and "),
    ],
)
@pytest.mark.skipif(sys.platform == "darwin", reason="its keychain has a sentence of its own")
def test_each_reason_has_its_exit_code_and_its_sentence(
    why: Why, status: int, sentence: str, options: Options
) -> None:
    refused = session(options._replace(profile="staging"))._refused(why)
    assert (refused.status, in_english(refused.message)[: len(sentence)]) == (status, sentence)


def test_the_command_that_is_named_means_the_same_pool(options: Options) -> None:
    refused = session(options._replace(profile="staging"))._refused(Why(nobody=True))
    assert in_english(refused.message).endswith(
        f"desktop-login sign-in --settings '{options.settings}' --profile staging"
    )


@pytest.mark.parametrize(
    ("option", "variable", "profile", "chosen_by"),
    [
        ("staging", "production", "staging", "--profile"),
        (None, "staging", "staging", "DESKTOP_LOGIN_PROFILE"),
        (None, "", "production", "settings.toml"),
    ],
)
def test_which_profile_is_meant_and_by_what_it_was_chosen(
    option: str | None,
    variable: str,
    profile: str,
    chosen_by: str,
    options: Options,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DESKTOP_LOGIN_PROFILE", variable)
    seen = session(options._replace(profile=option)).seen()
    assert (seen.profile, seen.chosen_by, seen.account) == (profile, chosen_by, None)


def test_the_first_profile_is_the_last_resort(options: Options) -> None:
    assert options.settings is not None
    options.settings.write_text(SETTINGS.partition("\n")[2], "utf-8")
    seen = session(options).seen()
    assert (seen.profile, seen.chosen_by) == ("staging", "first")
    assert [(one.name, one.chosen) for one in profiles_seen(options)] == [
        ("staging", True),
        ("production", False),
    ]


def test_profiles_are_listed_beside_the_pool_of_the_environment(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COGNITO_USER_POOL_ID", "ap-northeast-1_AbCdEfGhI")
    monkeypatch.setenv("COGNITO_CLIENT_ID", "5example23456789")
    assert [(one.name, one.pool_id, one.chosen) for one in profiles_seen(options)] == [
        ("", "ap-northeast-1_AbCdEfGhI", True),
        ("staging", "us-east-1_AbCdEfGhI", False),
        ("production", "eu-west-1_AbCdEfGhI", False),
    ]
    monkeypatch.setenv("DESKTOP_LOGIN_PROFILE", "staging")
    assert [(one.name, one.pool_id, one.chosen) for one in profiles_seen(options)] == [
        ("staging", "us-east-1_AbCdEfGhI", True),
        ("production", "eu-west-1_AbCdEfGhI", False),
    ]


def test_without_a_pool_and_where_scripts_are_off_nothing_is_looked_for(options: Options) -> None:
    assert options.settings is not None
    for text, status in (("", 2), (f"scripts = false\n{SETTINGS}", 6)):
        options.settings.write_text(text, "utf-8")
        with pytest.raises(Refused) as refused:
            session(options).seen()
        assert refused.value.status == status
        with pytest.raises(Refused) as refused:
            profiles_seen(options)
        assert refused.value.status == status


def test_without_a_terminal_a_script_gets_its_exit_code_and_no_box(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> int:
        raise Refused(message(KEYCHAIN_LOCKED), KEYCHAIN)

    monkeypatch.setattr(sys, "stderr", None)
    assert run(options._replace(scripted=True), refuse) == KEYCHAIN


def test_a_mistake_of_ours_is_one_sentence_and_its_details_are_in_the_log(
    options: Options, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reported: list[str] = []
    monkeypatch.setattr("desktop_login.app.process.start_log", lambda *_: None)
    monkeypatch.setattr("desktop_login.system.log.report", lambda _, where: reported.append(where))

    def fail(_: object) -> int:
        raise RuntimeError("canary-of-a-token")

    assert run(options._replace(scripted=True, lang="en"), fail) == OUR_MISTAKE
    out, err = capsys.readouterr()
    assert (out, reported) == ("", ["a command"])
    assert err.startswith("Something went wrong in Desktop Login. The log is at ")
    assert "canary" not in err
    with pytest.raises(RuntimeError):
        run(options, fail)


def test_an_interrupt_has_its_exit_code(options: Options) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    assert run(options, interrupted) == INTERRUPTED
