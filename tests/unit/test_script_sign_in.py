"""`sign-in` and `sign-out` as commands of this process: what each stores, says and ends with. The keychain is one of memory."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from desktop_login import quick
from desktop_login.adapters.token_store import keychain, sealed_reading
from desktop_login.adapters.token_store.keychain import OsKeychain
from desktop_login.agent.words import Answer, Declined, Handed, Question, handed_left
from desktop_login.app.run import run
from desktop_login.cli import console
from desktop_login.cli.main import parse
from desktop_login.demo.pool import DemoPoolConfig, Tracking
from desktop_login.demo.server import DemoCognito
from desktop_login.demo.service_exception import ServiceException
from desktop_login.services import signing_out
from desktop_login.system import child
from tests.fakes.answering import NEW_PASSWORD
from tests.fakes.keychains import MemoryBackend
from tests.fakes.world import PASSWORD


class Ended(NamedTuple):
    status: int
    out: str
    err: str


class Computer:
    """One user's files and keychain, with a demo as the pool of settings.toml."""

    def __init__(
        self,
        demo: DemoCognito,
        home: Path,
        patch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        self.demo = demo
        self.backend = MemoryBackend()
        self.backend_of_now: Callable[[], Any] = lambda: self.backend
        self.settings = home / "settings.toml"
        self.data = home / "data" / "desktop-login"
        self._is_connected = True
        self._patch = patch
        self._capfd = capfd
        self.configure()

    def opened(self) -> Any:
        return self.backend_of_now()

    def configure(self, more: str = "") -> None:
        config = self.demo.config
        self.settings.write_text(
            f'user_pool_id = "{config.pool_id}"\nclient_id = "{config.client_id}"\n'
            f'endpoint_url = "{self.demo.url}"\n{more}',
            "utf-8",
        )

    def does(self, *arguments: str, lines: str | bytes = "") -> Ended:
        typed = lines.encode() if isinstance(lines, str) else lines
        stdin = io.TextIOWrapper(io.BytesIO(typed))
        self._patch.setattr(sys, "stdin", stdin)
        self._capfd.readouterr()
        command, *rest = arguments
        start = parse([command, "--settings", str(self.settings), *rest])
        status = run(*start)
        seen = self._capfd.readouterr()
        return Ended(status, seen.out, seen.err.strip())

    def signs_in(self, *lines: str, lang: str = "en") -> Ended:
        text = "".join(f"{line}\n" for line in lines)
        return self.does("sign-in", "--answers-stdin", "--lang", lang, lines=text)

    def disconnect(self) -> None:
        """No server is there any more."""
        if self._is_connected:
            self._is_connected = False
            self.demo.stop()

    def records(self) -> list[str]:
        return sorted(path.name for path in self.data.rglob("*.bin"))

    def nothing_is_left(self) -> bool:
        return not self.records() and not self.backend.entries


@pytest.fixture
def computer(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Computer]:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(quick, "silent", {})
    monkeypatch.setattr(console, "open_console", lambda: None)
    demo = DemoCognito(getattr(request, "param", None))
    demo.start()
    made = Computer(demo, tmp_path, monkeypatch, capfd)
    try:
        monkeypatch.setattr(keychain, "system_backend", made.opened)
        monkeypatch.setattr(
            sealed_reading,
            "usual_keychain",
            lambda: OsKeychain(made.opened, patience_s=5.0),
        )
        yield made
    finally:
        made.disconnect()


KEPT = "Signed in as confirmed@example.com. The session is kept in the system’s keychain."


def test_signed_in_by_lines_the_session_is_there_for_the_other_commands(computer: Computer) -> None:
    assert computer.signs_in("confirmed@example.com", PASSWORD) == Ended(0, "", KEPT)
    assert computer.records() == ["session.bin"]
    status = json.loads(computer.does("status", "--json").out)
    assert (status["account"], status["stored"]) == ("confirmed@example.com", True)
    again = computer.does("sign-in", "--no-input", "--lang", "en")
    assert again == Ended(0, "", "confirmed@example.com is signed in already.")
    same = computer.does("sign-in", "Confirmed@example.com", "--lang", "en")
    assert same.status == 0
    other = computer.does("sign-in", "totp@example.com", "--lang", "en")
    assert (other.status, other.out) == (1, "")
    assert other.err.startswith("confirmed@example.com is signed in here. Sign out first: ")


def test_sentences_are_in_the_language_that_is_asked_for(computer: Computer) -> None:
    assert computer.signs_in("confirmed@example.com", PASSWORD, lang="ja").err.startswith(
        "confirmed@example.com としてサインインしました。"
    )
    assert computer.does("sign-out", "--lang", "ja").err.startswith("サインアウトしました。")


@pytest.mark.parametrize(
    ("lines", "status", "sentence"),
    [
        ((), 7, "“Email” is asked for, and standard input has no more lines."),
        (("confirmed@example.com",), 7, "“Password” is asked for, and standard input "),
        (("confirmed",), 6, "Enter a valid email address."),
        (("confirmed@example.com", "Wrong-1!"), 6, "The email address or password is incorrect."),
        (("disabled@example.com", PASSWORD), 6, "This account is disabled."),
        (("sms-code@example.com", PASSWORD, "000000"), 6, ""),
        (("setup-choice@example.com", PASSWORD, "9"), 6, "Enter a number from 1 to 2."),
    ],
)
def test_refused_sign_in_has_its_exit_code_and_its_sentence_and_leaves_nothing(
    lines: tuple[str, ...], status: int, sentence: str, computer: Computer
) -> None:
    ended = computer.signs_in(*lines)
    assert (ended.status, ended.out) == (status, "")
    assert ended.err.startswith(sentence)
    assert len(ended.err.splitlines()) == 1
    assert computer.nothing_is_left()


def test_where_nobody_can_be_asked_it_is_said_what_for(computer: Computer) -> None:
    for arguments in (("sign-in",), ("sign-in", "--no-input")):
        ended = computer.does(*arguments, "--lang", "en")
        sentence = "“Email” is asked for, and there is no terminal to ask on."
        assert ended == Ended(7, "", sentence)


def test_no_connection_may_be_tried_again_later(computer: Computer) -> None:
    computer.disconnect()
    ended = computer.signs_in("confirmed@example.com", PASSWORD)
    assert (ended.status, ended.out) == (5, "")


def test_pool_whose_sign_in_is_only_in_the_browser_needs_the_window(computer: Computer) -> None:
    computer.configure('browser_sign_in = "only"\n')
    ended = computer.signs_in("confirmed@example.com", PASSWORD)
    assert ended.status == 7
    assert ended.err.startswith("This step needs the window. Run: desktop-login --settings ")


class Locked(Exception):
    """As a keychain that is locked."""


def locked() -> Any:
    raise Locked


def test_keychain_is_tried_before_a_password_is_asked_for(computer: Computer) -> None:
    computer.backend_of_now = locked
    ended = computer.signs_in()
    assert (ended.status, ended.out) == (4, "")
    assert ended.err.endswith("this sign-in would be lost when the command ends.")
    assert not computer.records()


def test_session_that_cannot_be_stored_after_all_is_revoked(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Locked

    def answered(request: Any, answer: Any) -> Any:
        monkeypatch.setattr(MemoryBackend, "set_password", refuse)
        return answer(request)

    computer.demo.intercept("InitiateAuth", answered)
    ended = computer.signs_in("confirmed@example.com", PASSWORD)
    assert (ended.status, ended.out) == (4, "")
    assert [grant.revoked for grant in computer.demo.grants] == [True]
    assert not computer.records()


@pytest.mark.parametrize("computer", [DemoPoolConfig(tracking=Tracking.ASK)], indirect=True)
def test_answers_are_taken_in_the_order_of_the_questions(computer: Computer) -> None:
    ended = computer.signs_in("new-password@example.com", PASSWORD, NEW_PASSWORD, "remember")
    assert ended.status == 0
    assert ended.err.splitlines()[0] == "This computer will be remembered."
    assert computer.records() == ["devices.bin", "session.bin"]


@pytest.mark.parametrize("computer", [DemoPoolConfig(tracking=Tracking.ASK)], indirect=True)
def test_answer_that_is_missing_at_the_end_takes_everything_back(computer: Computer) -> None:
    ended = computer.signs_in("new-password@example.com", PASSWORD, NEW_PASSWORD)
    assert ended.status == 7
    assert computer.nothing_is_left()
    assert [grant.revoked for grant in computer.demo.grants] == [True]


def test_sign_out_removes_and_revokes_and_says_what_stays(computer: Computer) -> None:
    computer.signs_in("confirmed@example.com", PASSWORD)
    ended = computer.does("sign-out", "--lang", "en")
    assert (ended.status, ended.out) == (0, "")
    assert ended.err.startswith("Signed out. An ID token that was copied stays valid until ")
    assert computer.nothing_is_left()
    assert [grant.revoked for grant in computer.demo.grants] == [True]
    assert computer.does("sign-out", "--lang", "en") == Ended(0, "", "Nobody is signed in.")
    assert computer.does("status").status == 3


def test_sign_out_everywhere_asks_and_nobody_there_means_no(computer: Computer) -> None:
    computer.signs_in("confirmed@example.com", PASSWORD)
    asked = computer.does("sign-out", "--everywhere", "--lang", "en")
    assert (asked.status, asked.out) == (7, "")
    assert asked.err.endswith("To be asked nothing, add --yes.")
    assert computer.records() == ["session.bin"]
    computer.signs_in("confirmed@example.com", PASSWORD)
    assert computer.does("sign-out", "--everywhere", "--yes").status == 0
    assert all(grant.revoked for grant in computer.demo.grants)


def test_service_that_hears_nothing_of_a_sign_out_is_reported(computer: Computer) -> None:
    computer.signs_in("confirmed@example.com", PASSWORD)
    computer.disconnect()
    ended = computer.does("sign-out", "--lang", "en")
    receipt, warning = ended.err.splitlines()
    assert receipt.startswith("Signed out. ")
    assert warning
    assert ended.status == 5
    assert computer.nothing_is_left(), "here it is over all the same"


def test_sign_out_behind_a_locked_keychain_is_not_claimed(computer: Computer) -> None:
    computer.signs_in("confirmed@example.com", PASSWORD)
    computer.backend_of_now = locked
    assert computer.does("sign-out", "--lang", "en").status == 4
    assert computer.records() == ["session.bin"]


def test_session_that_has_ended_meanwhile_is_nobodys(computer: Computer) -> None:
    computer.signs_in("confirmed@example.com", PASSWORD)

    def ended(request: Any, answer: Any) -> Any:
        raise ServiceException("NotAuthorizedException", "Refresh Token has been revoked")

    computer.demo.intercept("GetTokensFromRefreshToken", ended)
    assert computer.does("token", "--force").status == 3
    assert computer.nothing_is_left()
    again = computer.signs_in("confirmed@example.com", PASSWORD)
    assert again == Ended(0, "", KEPT)


def test_open_window_signs_out_itself_and_says_what_it_could_not_do(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer.signs_in("confirmed@example.com", PASSWORD)
    asked: list[Question] = []

    def window(answer: Answer) -> Callable[[str, Question], Answer]:
        def asked_for(place: str, question: Question) -> Answer:
            asked.append(question)
            return answer

        return asked_for

    monkeypatch.setattr(signing_out, "asked", window(handed_left(0.0, "NOT_EVERYWHERE")))
    ended = computer.does("sign-out", "--everywhere", "--yes", "--lang", "en")
    assert asked == [Question("sign-out", everywhere=True)]
    assert ended.status == 5
    assert len(ended.err.splitlines()) == 2
    assert computer.records() == ["session.bin"], "the window removes what it has stored"
    for nothing in (Declined(3), Handed("rubbish")):
        monkeypatch.setattr(signing_out, "asked", window(nothing))
        if computer.does("sign-out").status == 0:
            computer.signs_in("confirmed@example.com", PASSWORD)
    computer.does("sign-out")
    assert computer.nothing_is_left()


def test_window_that_is_open_is_told_to_look(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_login.agent import client

    words: list[str] = []

    def asked(place: str, question: Question) -> None:
        words.append(question.word)

    monkeypatch.setattr(client, "asked", asked)
    assert computer.signs_in("confirmed@example.com", PASSWORD).status == 0
    assert words[-1] == "look"


def test_keychain_that_a_person_opens_shows_who_is_signed_in(computer: Computer) -> None:
    computer.signs_in("confirmed@example.com", PASSWORD)
    calls: list[object] = []

    def opens_at_the_second_look() -> Any:
        calls.append(None)
        if len(calls) == 1:
            raise Locked
        return computer.backend

    computer.backend_of_now = opens_at_the_second_look
    ended = computer.does("sign-in", "--no-input", "--lang", "en")
    assert ended == Ended(0, "", "confirmed@example.com is signed in already.")


def test_session_that_cannot_be_renewed_for_now_is_no_reason_to_sign_in(computer: Computer) -> None:
    computer.signs_in("confirmed@example.com", PASSWORD)
    computer.disconnect()
    assert computer.does("token", "--force").status == 5
    assert computer.does("sign-in", "--no-input").status == 0, "the token is still good"


def test_options_that_exclude_one_another_are_a_wrong_use(
    computer: Computer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        computer.does("sign-in", "--answers-stdin", "--no-input")
    assert ended.value.code == 2

    class OnTerminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", OnTerminal())
    with pytest.raises(SystemExit) as ended:
        parse(["sign-in", "--answers-stdin"])
    assert ended.value.code == 2
    assert "--answers-stdin reads a file or a pipe" in capfd.readouterr().err


class OwnTerminal:
    """`cli.console.Console` whose person types these lines."""

    def __init__(self, *lines: str) -> None:
        self._lines = list(lines)
        self.shown: list[str] = []
        self.closed = False

    def say(self, text: str = "", *, end: str = "\n") -> None:
        self.shown.append(text)

    def read(self, prompt: str, *, hidden: bool = False) -> str:
        self.shown.append(prompt)
        if not self._lines:
            raise console.NoMoreInput
        return self._lines.pop(0)

    def close(self) -> None:
        self.closed = True


def test_person_on_a_terminal_reads_everything_there(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = computer.demo.config
    computer.settings.write_text(
        f'[profiles.staging]\nuser_pool_id = "{config.pool_id}"\n'
        f'client_id = "{config.client_id}"\nendpoint_url = "{computer.demo.url}"\n',
        "utf-8",
    )
    own = OwnTerminal("confirmed@example.com", PASSWORD)
    monkeypatch.setattr(console, "open_console", lambda: own)
    assert computer.does("sign-in", "--lang", "en") == Ended(0, "", "")
    assert own.shown == [
        f"Sign in to staging ({config.pool_id})",
        "Email: ",
        "Password: ",
        KEPT,
    ]
    assert own.closed


def test_person_who_closes_the_input_has_signed_nobody_in(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = OwnTerminal("confirmed@example.com")
    monkeypatch.setattr(console, "open_console", lambda: own)
    assert computer.does("sign-in", "--lang", "en") == Ended(130, "", "Nobody was signed in.")
    assert own.closed
    assert computer.nothing_is_left()


@pytest.mark.parametrize(("answer", "status", "left"), [("n", 1, ["session.bin"]), ("y", 0, [])])
def test_person_is_asked_before_all_devices_are_signed_out(
    answer: str, status: int, left: list[str], computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer.signs_in("confirmed@example.com", PASSWORD)
    own = OwnTerminal(answer)
    monkeypatch.setattr(console, "open_console", lambda: own)
    assert computer.does("sign-out", "--everywhere", "--lang", "en").status == status
    assert own.shown[0].endswith(" [y/N] ")
    assert computer.records() == left


def test_passkey_alone_needs_the_window(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_login.services.answered import Asking
    from desktop_login.services.questioner import Ending, NotSignedIn

    def only_a_passkey(*_: object) -> None:
        raise NotSignedIn(Ending.WINDOW_NEEDED)

    monkeypatch.setattr(Asking, "answer", only_a_passkey)
    ended = computer.signs_in("totp@example.com", PASSWORD)
    assert ended.status == 7
    assert ended.err.startswith("This step needs the window.")
    assert computer.nothing_is_left()


@pytest.mark.medium
def test_session_that_ends_while_it_is_signed_out_is_nobodys(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer.signs_in("confirmed@example.com", PASSWORD)
    (record,) = computer.data.rglob("session.bin")

    def gone(place: str, question: Question) -> None:
        record.unlink()

    monkeypatch.setattr(signing_out, "asked", gone)
    assert computer.does("sign-out", "--lang", "en") == Ended(0, "", "Nobody is signed in.")


def test_keychain_that_is_locked_during_a_sign_out_is_not_taken_for_nobody(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer.signs_in("confirmed@example.com", PASSWORD)

    def lock(place: str, question: Question) -> None:
        computer.backend_of_now = locked

    monkeypatch.setattr(signing_out, "asked", lock)
    assert computer.does("sign-out", "--lang", "en").status == 4
    assert computer.records() == ["session.bin"]


@pytest.mark.parametrize("line", [b"p\xe4ssword\n", b"x" * 4097 + b"\n"])
def test_line_that_would_be_another_answer_is_not_sent(line: bytes, computer: Computer) -> None:
    lines = b"confirmed@example.com\n" + line
    ended = computer.does("sign-in", "--answers-stdin", "--lang", "en", lines=lines)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("The line for “Password” on standard input is not UTF-8")


@pytest.mark.parametrize("option", [("--static",), ("--role", "arn:aws:iam::123456789012:role/x")])
def test_command_that_would_miss_its_credentials_is_not_started(
    option: tuple[str, ...], computer: Computer
) -> None:
    computer.signs_in("confirmed@example.com", PASSWORD)
    ended = computer.does("exec", "--with-token", "MY_TOKEN", *option, "--", "true")
    assert (ended.status, ended.out) == (2, "")


def test_batch_file_whose_arguments_would_be_run_is_named(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise child.ReadAsCommands

    computer.signs_in("confirmed@example.com", PASSWORD)
    monkeypatch.setattr(child, "run_child", refuse)
    ended = computer.does(
        "exec", "--with-token", "MY_TOKEN", "--lang", "en", "--", "cdk.cmd", "a&b"
    )
    assert (ended.status, ended.out) == (126, "")
    assert ended.err.startswith("cdk.cmd is a batch file, and Windows would run a part of its")


_RUDE = "\x1b]0;title\x07\x9b2J\u202e\r\nok"


class Shown:
    """A terminal that keeps what it is shown, and types the lines one by one, then nothing more."""

    columns = 80

    def __init__(self, *lines: str) -> None:
        self.text = ""
        self._lines = iter(lines)

    def can_show(self, text: str) -> bool:
        del text
        return False

    def say(self, text: str = "", *, end: str = "\n") -> None:
        self.text += text + end

    def read(self, prompt: str, *, hidden: bool = False) -> str:
        del hidden
        self.say(prompt)
        line = next(self._lines, None)
        if line is None:
            raise console.NoMoreInput
        return line

    def close(self) -> None:
        """It is nobody's."""


def _rude(reply: Any) -> Any:
    """Each text of a reply that a person may read."""
    parameters = reply.get("ChallengeParameters", {})
    if "CODE_DELIVERY_DESTINATION" in parameters:
        parameters["CODE_DELIVERY_DESTINATION"] = _RUDE
    if reply.get("ChallengeName") == "SOFTWARE_TOKEN_MFA":
        parameters["FRIENDLY_DEVICE_NAME"] = _RUDE
    if "requiredAttributes" in parameters:
        parameters["requiredAttributes"] = json.dumps([f"userAttributes.custom:{_RUDE}"])
    if reply.get("ChallengeName") == "CUSTOM_CHALLENGE":
        parameters |= {"question": _RUDE, "title": _RUDE, "prompt": _RUDE}
    if "SecretCode" in reply:
        reply["SecretCode"] = _RUDE
    return reply


@pytest.mark.parametrize(
    ("computer", "flow", "lines", "titled"),
    [
        (None, "srp", ("sms-code@example.com", PASSWORD), True),
        (None, "srp", ("totp@example.com", PASSWORD), True),
        # a name that no attribute has is not asked for, and a key that is none is not shown
        (None, "srp", ("new-password@example.com", PASSWORD, *2 * [NEW_PASSWORD]), False),
        (None, "srp", ("setup-mfa@example.com", PASSWORD), False),
        (None, "custom", ("custom@example.com",), True),
        (None, "srp", ("no-rule@example.com", PASSWORD), True),
    ],
    indirect=["computer"],
)
def test_words_of_a_hostile_pool_do_nothing_to_a_terminal(
    computer: Computer,
    flow: str,
    lines: tuple[str, ...],
    titled: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = Shown(*lines)
    monkeypatch.setattr(console, "open_console", lambda: shown)

    def answered(request: Any, answer: Any) -> Any:
        if lines[0].startswith("no-rule"):
            words = f"PreAuthentication failed with error {_RUDE}."
            raise ServiceException("UserLambdaValidationException", words)
        return _rude(answer(request))

    for name in ("InitiateAuth", "RespondToAuthChallenge", "AssociateSoftwareToken"):
        computer.demo.intercept(name, answered)
    computer.configure(f'auth_flow = "{flow}"\n')
    ended = computer.does("sign-in", "--lang", "en")
    everything = shown.text + ended.err
    assert ("title" in everything) is titled
    assert all(one.isprintable() or one == "\n" for one in everything), ascii(everything)
