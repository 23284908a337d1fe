"""Which command and which options an invocation means, in the new form and in the old, and what is refused."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from desktop_login.cli.commands import COMMANDS, WINDOW, Row
from desktop_login.cli.main import parse
from desktop_login.cli.options import Options
from desktop_login.cli.parser import Parser
from desktop_login.messages.message import in_english
from installer import freeze

NEEDS = {
    "import": ["outputs.json"],
    "tour": ["pictures"],
    "completion": ["bash"],
    "brand": ["preview", "acme.toml", "pictures"],
    "request": ["/x"],
    "exec": ["true"],
}
FLAGGED = [row for row in COMMANDS if row.flag]  # those that were there before there were commands
# What each command takes, beside --help; written out, so that an option that is lost is missed.
TAKES = {
    "": {"--version", "--settings", "--profile", "--trust-folder", "--lang", "--log-level"},
    "demo": {"--auth-flow", "--lang", "--log-level"},
    "tour": {"--brief", "--lang", "--log-level"},
    "demo-server": {
        *(
            "--port",
            "--allow-origin",
            "--user",
            "--group",
            "--no-rotation",
            "--domain-port",
            "--redirect-uri",
            "--json",
            "--lang",
        ),
    },
    "import": {"--pool", "--accept-issuer", "--profile", "--settings", "--lang"},
    "token": {
        *("--access", "--min-left", "--force", "--json", "--exec-credential"),
        *("--settings", "--profile", "--lang"),
    },
    "header": {"--access", "--name", "--bare", "--settings", "--profile", "--lang"},
    "status": {"--json", "--settings", "--profile", "--lang"},
    "request": {
        *("--data", "--token", "--header-name", "--include", "--json", "--output", "--follow"),
        *("--any-origin", "--as-curl", "--sigv4", "--settings", "--profile", "--lang"),
    },
    "profiles": {"--json", "--names", "--settings", "--lang"},
    "sign-in": {"--answers-stdin", "--no-input", "--settings", "--profile", "--lang"},
    "sign-out": {"--everywhere", "--yes", "--settings", "--profile", "--lang"},
    "credentials": {
        *("--format", "--role", "--write-profile", "--settings", "--profile", "--lang"),
    },
    "exec": {"--static", "--role", "--with-token", "--settings", "--profile", "--lang"},
    "completion": {"--lang"},
    "brand": {"--brief", "--lang", "--log-level"},
    "check": {"--settings", "--profile", "--trust-folder", "--lang"},
    "doctor": {"--settings", "--profile", "--lang"},
}
VALUES = {
    "--settings": "s.toml", "--profile": "p", "--lang": "en", "--log-level": "debug", "--pool": "x",
    "--auth-flow": "choice", "--port": "5", "--domain-port": "6",
    "--redirect-uri": "http://localhost:1/", "--allow-origin": "http://x", "--user": "u",
    "--group": "g", "--min-left": "5", "--name": "X-Token", "--data": "x",
    "--token": "id", "--header-name": "X-Token", "--output": "f", "--sigv4": "s3",
    "--format": "env", "--role": "arn:aws:iam::123456789012:role/x", "--write-profile": "x",
    "--with-token": "MY_TOKEN",
}  # fmt: skip


def row_ids(row: Row) -> str:
    return row.name or "window"


def refused_with(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence below the usage."""
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    usage, sentence = err.splitlines()
    assert (out, usage[:7]) == ("", "usage: ")
    return sentence.removeprefix("desktop-login: error: ")


def new_form(row: Row) -> list[str]:
    return [row.name, *NEEDS.get(row.name, [])] if row.name else []


def old_form(row: Row) -> list[str]:
    before = ["--demo"] if row.name == "tour" else []
    return [*before, row.flag, *NEEDS.get(row.name, [])]


@pytest.mark.parametrize("row", [WINDOW, *COMMANDS], ids=row_ids)
def test_help_of_a_command_is_short_and_shows_an_example_that_parses(
    row: Row, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse([*([row.name] if row.name else []), "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert len(text.splitlines()) < (40 if row.name else 48)  # the window's lists the commands
    assert max(len(line) for line in text.splitlines()) <= 80
    (example,) = re.findall(r"^example:\n  desktop-login (.*)$", text, re.MULTILINE)
    assert parse(example.split()).options is not None
    assert (row.name or "-") in example or not row.name
    assert row.load().EXAMPLE in text
    assert not re.search(r"\w'\w", text), "a typewriter's apostrophe"


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("exec", "usage: desktop-login exec [OPTIONS] -- COMMAND\n"),
        ("brand", "usage: desktop-login brand {check FILE | preview FILE DIR} [OPTIONS]\n"),
        ("token", "usage: desktop-login token [OPTIONS]\n"),
        ("request", "  --sigv4 [SERVICE] "),
    ],
)
def test_help_shows_what_may_be_left_out_and_in_which_order(
    command: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse([command, "--help"])
    assert shown in capsys.readouterr().out


@pytest.mark.parametrize("row", [WINDOW, *COMMANDS], ids=row_ids)
def test_each_option_belongs_to_the_commands_where_it_means_something(
    row: Row, capsys: pytest.CaptureFixture[str]
) -> None:
    for option in set().union(*TAKES.values()) - {"--version", "--group"}:
        given = [*new_form(row), option, *([VALUES[option]] if option in VALUES else [])]
        if option in TAKES[row.name]:
            parse(given)
        else:
            owners = [name for name, options in TAKES.items() if option in options]
            sentence = refused_with(given, capsys)
            assert sentence.startswith(f"{option} ")
            names = sentence.partition(": ")[2].rstrip(".").split(", ")
            assert names == [f"desktop-login {name}".strip() for name in owners]


@pytest.mark.parametrize("row", FLAGGED, ids=row_ids)
def test_the_old_flag_means_the_same_with_the_same_options(row: Row) -> None:
    for option in TAKES[row.name] - {"--group"}:
        more = [option, *([VALUES[option]] if option in VALUES else [])]
        new, old = parse([*new_form(row), *more]), parse([*more, *old_form(row)])
        assert new.options == old.options
        if row.name == "doctor":  # the old one prints the parts alone
            continue
        if isinstance(new.action, partial) and isinstance(old.action, partial):
            assert new.action.keywords == old.action.keywords
            assert new.action.func == old.action.func
        else:
            assert new.action == old.action


def test_the_old_self_check_prints_no_places_and_doctor_does() -> None:
    shown = [parse([word]).action for word in ("doctor", "--self-check")]
    assert [isinstance(one, partial) and one.keywords["with_places"] for one in shown] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    list(itertools.permutations([row for row in FLAGGED if row.name != "tour"], 2)),
)
def test_two_old_flags_are_refused(
    one: Row, other: Row, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = refused_with([*old_form(one), *old_form(other)], capsys)
    assert sentence.startswith("Only one of these can be used: ")
    assert {one.flag, other.flag} == set(sentence.partition(": ")[2].rstrip(".").split(", "))


@pytest.mark.parametrize(
    ("one", "other"),
    [(one, other) for one, other in itertools.product(COMMANDS, FLAGGED) if one is not other],
)
def test_a_command_and_an_old_flag_are_refused(
    one: Row, other: Row, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = refused_with([*new_form(one), other.flag, *NEEDS.get(other.name, [])], capsys)
    assert sentence == f"{other.flag} is a command itself, and does not go with {one.name}."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nonsense"], "There is no command “nonsense”. The commands are: demo, tour,"),
        (["--lang", "ja", "nonsense"], "「nonsense」というコマンドはありません。"),
        (["check", "--lang=ja", "--json"], "--json は check では使えません。"),
        (["--tour", "x"], "--tour needs --demo."),
        (["tour", "x", "--demo"], "--demo is a command itself"),
        (["check", "--demo-users"], "Not understood: --demo-users"),
        (["check", "more"], "Not understood: more"),
        (["check", "demo"], "Not understood: demo"),
        (["--port", "5"], "--port belongs to: desktop-login demo-server."),
        (["--trust-folder", "--settings", "s"], "--trust-folder does not go with --settings: "),
        (["check", "--settings=s", "--trust-folder"], "--trust-folder does not go with --settings"),
        (["import"], "Missing: FILE"),
        (["--import"], "--import needs a value."),
        (["--import", "--pool", "x"], "--import needs a value."),
        (["--check", "--profile"], "--profile needs a value."),
        (["--auth-flow=srp", "demo", "--lang", "xx"], "--lang: “xx” is not one of: en, ja"),
        (["status", "--json=yes"], "--json takes no value."),
        (["completion", "cmd.exe"], "“cmd.exe” is not one of: bash, zsh,"),
        (["token", "--min-left", "soon"], "--min-left: “soon” is not a number of seconds."),
        (["demo-server", "--port", "65536"], "--port: “65536” is not a port."),
        (["demo-server", "--user", "a b"], "--user: “a b” is no name of a user or a group."),
        (["demo-server", "--group", "g"], "--group needs a --user before it."),
        (["header", "--name", "a:b"], "--name: “a:b” is no name of a header."),
        (["exec", "--role", "x", "--", "x"], "--role: “x” is not the ARN of a role."),
        (["exec", "--with-token", "PATH", "x"], "--with-token: “PATH” is no name for a variable"),
        (["exec"], "Missing: COMMAND"),
        (["credentials", "--write-profile", "]"], "--write-profile: “]” is no name of an AWS prof"),
        (["status", "--profile", ""], "--profile: “” is no name of a profile."),
        (["request", "--sigv4"], "Missing: ADDRESS"),
        (["request", "--sigv4", "--token=id", "/"], "--sigv4 takes the header Authorization. Name"),
        (["request", "/", "--json", "--include"], "--json does not go with --include, --output."),
        (["token", "--json", "--exec-credential"], "--json does not go with --exec-credential."),
        (["profiles", "--json", "--names"], "--json does not go with --names."),
        (["credentials", "--write-profile=x", "--format=env"], "--format does not go with --write"),
        (["sign-in", "--answers-stdin", "--no-input"], "--answers-stdin does not go with --no-inp"),
        (["brand"], "Missing: {check,preview}, FILE"),
        (["brand", "check", "x", "y"], "brand check takes one FILE."),
        (["brand", "preview", "x"], "brand preview takes a FILE and a DIR."),
        (["-"], "Not understood: -"),
        ([""], "There is no command “”"),
    ],
)
def test_wrong_use_is_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused_with(arguments, capsys).startswith(sentence)


def wrong_uses(row: Row) -> Iterator[list[str]]:
    """Each option without its value, with one too many, and with one that is none."""
    begun = [row.name] if row.name else []
    for option in row.load().OPTIONS:
        more = option.more
        if not option.name.startswith("-"):
            if more.get("nargs") not in ("?", "*"):
                yield begun
            if "choices" in more:
                yield [*begun, "neither"]
        elif more.get("action", "store") not in ("store", "append"):
            yield [*new_form(row), f"{option.name}=x"]
        elif more.get("nargs") != "?":
            yield [*new_form(row), option.name]
            if "choices" in more:
                yield [*new_form(row), option.name, "neither"]
    yield [*new_form(row), "--no-such-option"]


@pytest.mark.parametrize("row", [WINDOW, *COMMANDS], ids=row_ids)
def test_every_wrong_use_is_told_in_the_language_that_is_asked_for(
    row: Row, capsys: pytest.CaptureFixture[str]
) -> None:
    """argparse speaks English only, and its next version may say something new."""
    for arguments in wrong_uses(row):
        if arguments[-1] != "--lang":
            sentence = refused_with(["--lang", "ja", *arguments], capsys)
            assert re.search("[ぁ-ん]", sentence), (arguments, sentence)


def test_what_is_new_in_argparse_is_said_in_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("something new", "argument --json: something new"):
        with pytest.raises(SystemExit):
            Parser(WINDOW, WINDOW.load(), in_english).error(text)
        assert capsys.readouterr().err.endswith(f"desktop-login: error: {text}\n")


def test_shared_options_may_stand_before_the_command() -> None:
    given = parse(["--settings", "check", "--lang", "ja", "--profile=demo", "check"])
    assert given.options == Options(settings=Path("check"), lang="ja", profile="demo")
    assert given.action is not None
    assert given.action.__name__ == "check"


def test_a_file_called_like_a_command_or_a_flag_is_a_file() -> None:
    for arguments in (["import", "check"], ["--import", "check"], ["--import=--check"]):
        action = parse(arguments).action
        assert isinstance(action, partial)
        assert action.keywords["source"] == Path(arguments[-1].removeprefix("--import="))


def test_an_executable_has_every_module_of_the_command_line() -> None:
    assert {f"desktop_login.cli.{row.module}" for row in (WINDOW, *COMMANDS)} < set(
        freeze.commands()
    )


def test_every_command_is_in_the_readme() -> None:
    text = (Path(__file__).parent.parent.parent / "README.md").read_text("utf-8")
    assert [row.name for row in COMMANDS if f"desktop-login {row.name}" not in text] == []
