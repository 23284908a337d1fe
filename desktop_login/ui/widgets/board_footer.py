"""The last line of the dashboard: where the session is kept, who has used it, of which pool it is, and when it was renewed."""

from __future__ import annotations

from desktop_login.domain.history import Event
from desktop_login.domain.states import SignedIn
from desktop_login.messages.dashboard import FOOTER_KEPT, FOOTER_NOT_KEPT, FOOTER_RENEWED
from desktop_login.messages.sanitize import defused
from desktop_login.messages.scripts import LAST_USED
from desktop_login.messages.translate import tr
from desktop_login.ui.moments import clock_time, span
from desktop_login.ui.widgets.live_text import LiveText

_LAST = 8  # entries of the history in which the last renewal is looked for
_RENEWALS = (Event.RENEWED, Event.RENEWED_BY_HAND)


class BoardFooter(LiveText):
    """In a `demo` nothing is kept, whatever the session says."""

    def __init__(self, *, demo: bool) -> None:
        super().__init__("small")
        self._demo = demo

    def tell(self, state: SignedIn, now: float) -> None:
        parts = [tr(FOOTER_KEPT if state.kept and not self._demo else FOOTER_NOT_KEPT)]
        pool = str(state.session.identity.claims.get("iss", "")).rpartition("/")[2]
        if pool:
            parts.append(defused(pool, 60))
        use = state.last_use
        if use is not None and use.program:
            when = clock_time(use.at, now)
            parts.insert(1, tr(LAST_USED, name=defused(use.program, 32), time=when))
        renewals = [entry.at for entry in state.history[-_LAST:] if entry.event in _RENEWALS]
        if renewals:
            parts.append(tr(FOOTER_RENEWED, t=span(max(1.0, now - renewals[-1]))))
        self.set_words("  ·  ".join(parts), shorter=parts[0])
