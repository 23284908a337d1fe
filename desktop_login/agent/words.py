"""The lines of the agent: one question of at most 4 KB, one answer. No JSON: to import it costs more than the answer.

1 token id 120     a token with at least 120 seconds left (or half its life, if that is less)
1 token access now a token that is renewed first
1 status           who is signed in, and until when
1 look             the stored session has changed
1 sign-out         sign out here; `1 sign-out everywhere` on all devices
1 raise            come forward
1 credentials POOL ROLE
                   AWS credentials of this identity pool; without a role that of the settings

ok                 and what was asked for in the lines below
no 3 CODE account  the exit code of the command, an `ErrorCode` or "", and whose session it was
wait               another of these follows, once the tokens are renewed
"""

# Annotations are values here: a named tuple compiles each one that is text.

from typing import NamedTuple

from desktop_login.quick import MIN_LEFT_S

LONGEST_LINE = 4096
WAIT = b"wait\n"
_VERSION = "1"
_USES = ("id", "access")
_BARE = ("status", "look", "raise", "sign-out")
_NOW = "now"
_MOST_DIGITS = 7


class Question(NamedTuple):
    """What is asked for. `left_s` and `now` are for a token: how long it must be good, or that it
    is renewed first. `everywhere` is for `sign-out`, the last two are for credentials."""

    word: str
    use: str = "id"
    left_s: int = MIN_LEFT_S
    now: bool = False
    everywhere: bool = False
    identity_pool_id: str = ""
    role: str = ""

    def line(self) -> bytes:
        if self.word == "credentials":
            return f"{_VERSION} credentials {self.identity_pool_id} {self.role}\n".encode()
        if self.word == "sign-out":
            return f"{_VERSION} sign-out{' everywhere' * self.everywhere}\n".encode()
        if self.word != "token":
            return f"{_VERSION} {self.word}\n".encode()
        return f"{_VERSION} token {self.use} {_NOW if self.now else self.left_s}\n".encode()


class HandedCredentials(NamedTuple):
    """What `credentials` tells, as texts: three words, two numbers, and who it is in the identity
    pool. Not to be printed."""

    key_id: str
    secret: str
    session_token: str
    expiration: str
    clock_skew: str
    identity_id: str


class SignedInAs(NamedTuple):
    """What `status` tells. `left_s`: for how long the tokens are good."""

    account: str
    groups: tuple[str, ...]
    left_s: int
    kept: bool


class Handed(NamedTuple):
    """What was asked for. Not to be printed: it may be a token."""

    text: str


class Declined(NamedTuple):
    """Why it was not handed out: an exit code, the name of an `ErrorCode` or "", and whose session
    it was."""

    exit_code: int
    code: str = ""
    account: str = ""


Answer = Handed | Declined


def question_of(line: bytes) -> Question | None:
    """None for what is no question, or one of another version."""
    if len(line) > LONGEST_LINE or not line.endswith(b"\n") or not line.isascii():
        return None
    match line[:-1].decode("ascii").split(" "):
        case [version, word] if version == _VERSION and word in _BARE:
            return Question(word)
        case [version, "credentials", pool, role] if version == _VERSION:
            return Question("credentials", identity_pool_id=pool, role=role)
        case [version, "sign-out", "everywhere"] if version == _VERSION:
            return Question("sign-out", everywhere=True)
        case [version, "token", use, left] if version == _VERSION and use in _USES:
            if left == _NOW:
                return Question("token", use, now=True)
            if left.isdecimal() and len(left) <= _MOST_DIGITS:
                return Question("token", use, int(left))
    return None


def line_of(answer: Answer) -> bytes:
    """An answer as it is sent."""
    if isinstance(answer, Handed):
        return f"ok\n{answer.text}\n".encode()
    return f"no {answer.exit_code} {answer.code} {_one_line(answer.account)}\n".encode()


def answer_of(heard: bytes) -> Answer | None:
    """None for what is no answer: then nobody is there."""
    first, _, rest = heard.decode("utf-8", "replace").partition("\n")
    if first == "ok" and rest.endswith("\n"):
        return Handed(rest[:-1])
    word, _, why = first.partition(" ")
    number, _, why = why.partition(" ")
    code, _, account = why.partition(" ")
    if word == "no" and number.isdecimal() and len(number) <= 3:
        return Declined(int(number), code, account)
    return None


def handed_user(user: SignedInAs) -> Handed:
    lines = (user.account, str(user.left_s), "kept" if user.kept else "-", *user.groups)
    return Handed("\n".join(map(_one_line, lines)))


def user_of(handed: Handed) -> SignedInAs | None:
    match handed.text.split("\n"):
        case [account, left, kept, *groups] if left.isdecimal() and len(left) <= _MOST_DIGITS + 3:
            return SignedInAs(account, tuple(groups), int(left), kept == "kept")
    return None


def credentials_of(handed: Handed) -> HandedCredentials | None:
    parts = handed.text.split("\n")
    return HandedCredentials(*parts) if len(parts) == len(HandedCredentials._fields) else None


def handed_left(until: float, code: str = "") -> Handed:
    """A sign-out that is done: when a copied ID token expires (epoch s), and the name of an
    `ErrorCode` if not all of it could be done."""
    return Handed(f"{int(until)} {code}".rstrip())


def left_of(handed: Handed) -> tuple[float, str] | None:
    """What `handed_left` says."""
    until, _, code = handed.text.partition(" ")
    if until.isascii() and until.isdecimal() and len(until) <= _MOST_DIGITS + 5:
        return float(until), code
    return None


def _one_line(text: str) -> str:
    """Claims are foreign text."""
    return "".join(one if one.isprintable() else " " for one in text)
