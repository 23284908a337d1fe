"""Names that were given up do not come back: in code as identifiers, in prose where they are marked as code.

A maintainer who finds two words for one thing looks for the difference. `NEW` is the table of the
renaming; docs/architecture.md has the words that are in use.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TREES = ("desktop_login", "tests", "docs", "installer", "infra")
THIS = Path(__file__).resolve()

# Old name → the name in use.
NEW: Mapping[str, str] = {
    # flow and domain
    "FrontDesk": "AuthCoordinator",
    "front_desk": "coordinator",
    "Business": "AuthServices",
    "build_business": "build_services",
    "Arrival": "SignInCompletion",
    "arrival": "complete_sign_in",
    "Held": "SignInContext",
    "SessionInHand": "ActiveSession",
    "session_in_hand": "active_session",
    "SessionKeeper": "SessionManager",
    "session_keeper": "session_manager",
    "keeper": "session_manager",
    "Renewal": "TokenRefresher",
    "renewal": "refresh",
    "SessionOver": "SessionExpired",
    "FirstStep": "InitiateAuth",
    "first_step": "initiate_auth",
    "Ticket": "ChallengeContext",
    "ticket": "challenge_context",
    "Watch": "ServerClock",
    "drift": "clock_skew",
    "dead_from": "expires_at_safe",
    "Moment": "ClockReading",
    "Problem": "ErrorCode",
    "problem": "error_code",
    "Fault": "AuthErrorInfo",
    "fault": "error_info",
    "Trace": "RequestInfo",
    "LoginError": "AuthError",
    "News": "Notice",
    "news": "notice",
    "Wish": "AccountAction",
    "wish": "account_action",
    "Form": "LocalPrompt",
    "forms": "local_prompts",
    "Home": "DashboardState",
    # messages
    "wording": "messages",
    "Text": "Message",
    "Said": "FormattedMessage",
    "said": "message",
    "speak": "translate",
    "told": "notified",
    "_tell": "_notify",
    "plain_text": "sanitize",
    # ui, app, services
    "Desk": "AppWindow",
    "desk": "app_window",
    "Stage": "Presenter",
    "questions": "page_registry",
    "behind": "background_call",
    "Messenger": "SignalBridge",
    "patience": "retry_countdown",
    "surroundings": "desktop_events",
    "Doorbell": "AgentServer",
    "single_window": "single_instance",
    "InstanceServer": "AgentServer",
    "guide": "robot",
    "WindowPlan": "WindowConfig",
    "window_plans": "window_config",
    "SignInLook": "UiConfig",
    "DemoCast": "DemoUsers",
    "DemoOnDesk": "DemoInspector",
    "DemoDesk": "DemoInspector",
    "PoolDoor": "PoolSetup",
    "pool_door": "pool_setup",
    "Door": "PoolSetup",
    "door": "pool_setup",
    "Imported": "PoolConfig",
    # adapters and demo
    "Claim": "SrpInput",
    "Owner": "StoreKey",
    "_Way": "AuthExchange",
    "Calls": "CognitoApi",
    "vault": "token_store",
    "device_book": "device_store",
    "jwt_reader": "token_verifier",
    "worker_pool": "threads",
    "ghost": "dummy_user",
    "_veil": "_pepper",
    "refusal": "service_exception",
    "honesty": "conformance",
}
# Names of the table that also mean something else. Each is allowed there only, and says what it is.
# Not in the table, because the English word is needed more often than the name was: `words` and
# `wanted` (variables), `held`, `lead` (the first paragraph of a page), `home` (the folder), `owner`
# (of an account or a file), `moment`, `trace` (of an exception), `builder`, `Page` (of ui), `Step`,
# `renew*` (what the window says; GetTokensFromRefreshToken and others call it so themselves).
ALLOWED: Mapping[str, tuple[tuple[str, ...], str]] = {
    "patience": (("tests/", "adapters/threads.py"), "time limits of tests, and a timer"),
    "problem": (
        ("desktop_login/ui/", "typed_input.py", "answered.py", "questioner.py", "tests/"),
        "what is wrong, in the words of a person",
    ),
    "Text": (
        (
            "accessible_walk.py",
            "accessible_window.py",
            "accessible_api.py",
            "ui/theme.py",
            "ui/roles.py",
            "test_reading.py",
            "test_menus_for_readers.py",
            "test_ring_around.py",
        ),
        "of AT-SPI and of Qt's accessibility, and a role of Qt's palette",
    ),
    "told": (("background_call.py",), "the signal of a bridge"),
    "stage": (
        ("browser", "passkey", "security_key", "page_registry", "tests/"),
        "how far a browser or a security key is",
    ),
    "forms": (("page_registry.py",), "the alias of local_prompts"),
    "fault": (("tests/",), "what a test injects"),
    "LoginError": (
        (
            "embedding",
            "desktop_login/__init__",
            "tests/public_api",
            "examples/",
            "docs/",
            "desktop_login/qt.py",
        ),
        "the public error of a host; inside the program it is AuthError",
    ),
    "vault": (
        ("embedding", "examples/", "docs/guides/", "desktop_login/testing/", "tests/plugin/"),
        "an argument of Session.open",
    ),
    "questions": (
        ("services/", "cli/", "app/", "embedding", "tests/", "docs/architecture.md"),
        "what a sign-in asks of whoever has no window",
    ),
}
_WORD = re.compile(r"[A-Za-z_]\w*")
_MARKED = re.compile(r"`([^`\n]+)`")


def files() -> Iterator[Path]:
    for tree in TREES:
        for path in sorted((ROOT / tree).rglob("*")):
            if path.suffix in (".py", ".md", ".toml") and path != THIS:
                yield path


def names_in(path: Path) -> set[str]:
    """Identifiers of code, and words between back ticks in comments, docstrings and documents.

    Of a file without a word of the table nothing.
    """
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        return _marked(text)
    if NEW.keys().isdisjoint(_WORD.findall(text)):
        return set()  # what a tokenizer would find is in here, and it takes a hundred times as long
    names: set[str] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME:
            names.add(token.string)
        elif token.type in (tokenize.COMMENT, tokenize.STRING):
            names |= _marked(token.string)
    return names


def _marked(text: str) -> set[str]:
    return {word for marked in _MARKED.findall(text) for word in _WORD.findall(marked)}


def is_allowed(name: str, path: Path) -> bool:
    places, _ = ALLOWED.get(name, ((), ""))
    return any(place in path.relative_to(ROOT).as_posix() for place in places)


@pytest.mark.slow
def test_no_old_name_is_left() -> None:
    left = [
        f"{path.relative_to(ROOT)}: {name} (now {NEW[name]})"
        for path in files()
        for name in sorted(names_in(path) & NEW.keys())
        if not is_allowed(name, path)
    ]
    assert left == []


def test_no_module_has_an_old_name() -> None:
    left = [path for path in files() if path.stem in NEW and not is_allowed(path.stem, path)]
    assert left == []


def test_no_name_in_use_is_an_old_one() -> None:
    assert NEW.keys() & set(NEW.values()) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("class Ticket: ...\n", {"class", "Ticket"}),
        ("# a ticket is no name, `ticket.session` is\n", {"ticket", "session"}),
        ('"""The ticket, as in `Ticket`."""\n', {"Ticket"}),
        ("x = 'ticket'\n", {"x"}),
    ],
)
def test_names_are_identifiers_and_marked_words(tmp_path: Path, text: str, found: set[str]) -> None:
    path = tmp_path / "module.py"
    path.write_text(text, "utf-8")
    assert names_in(path) == found
