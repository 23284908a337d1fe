"""What the demo's domain remembers of browsers: who is signed in, and which page waits for an answer.

All of it is here and none of it in the pages: a cookie is a random number, and so is the name of a
step. A step belongs to the browser that began it, so its address is worth nothing elsewhere.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_login.demo.pool import Now

STEP_S = 900.0  # the engine's own times are shorter
_MAX_STEPS = 1000


@dataclass(frozen=True)
class Visit:
    """Somebody who is signed in in a browser, through a provider, since `auth_time`."""

    sub: str
    provider: str
    auth_time: float
    expires_at: float


@dataclass(frozen=True)
class Step:
    """A page that waits for an answer.

    Attributes:
        kind: The challenge, or one of the words in `dialogue`.
        name: What the person called themselves.
        username: What the engine calls them.
        browser: Whose it is.
        notice: Which words stand above the form.
    """

    kind: str
    name: str
    username: str = ""
    session: str = field(default="", repr=False)
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    notice: str = ""
    browser: str = field(default="", repr=False)
    expires_at: float = 0.0


class Browsers:
    """Thread-safe."""

    def __init__(self, now: Now, visit_s: float) -> None:
        self._now = now
        self._visit_s = visit_s
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._visits: dict[str, Visit] = {}
        self._steps: dict[str, Step] = {}

    @staticmethod
    def new_browser() -> str:
        return secrets.token_urlsafe(32)

    def token(self, browser: str) -> str:
        """What a form of this browser must bring; nobody can make it from the cookie."""
        return hmac.new(self._key, browser.encode(), "sha256").hexdigest()

    def is_token(self, browser: str, given: str) -> bool:
        return bool(browser) and hmac.compare_digest(self.token(browser).encode(), given.encode())

    def sign_in(self, sub: str, provider: str, before: str) -> str:
        """Return the new cookie; the one from before is no longer valid."""
        now, cookie = self._now(), secrets.token_urlsafe(32)
        with self._lock:
            self._visits = {
                k: v for k, v in self._visits.items() if v.expires_at > now and k != before
            }
            self._visits[cookie] = Visit(sub, provider, now, now + self._visit_s)
        return cookie

    def visit(self, cookie: str) -> Visit | None:
        with self._lock:
            visit = self._visits.get(cookie)
        return visit if visit is not None and visit.expires_at > self._now() else None

    def sign_out(self, cookie: str) -> None:
        with self._lock:
            self._visits.pop(cookie, None)

    def keep(self, step: Step) -> str:
        """Return the name of the step."""
        now, name = self._now(), secrets.token_urlsafe(32)
        with self._lock:
            alive = [(k, s) for k, s in self._steps.items() if s.expires_at > now]
            self._steps = {**dict(alive[-_MAX_STEPS:]), name: step}
        return name

    def step(self, name: str, browser: str) -> Step | None:
        with self._lock:
            step = self._steps.get(name)
        if step is None or step.browser != browser or step.expires_at <= self._now():
            return None
        return step
