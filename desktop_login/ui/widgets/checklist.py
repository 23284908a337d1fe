"""The password rules, all at once, ticking as one types. Asks the policy; decides nothing about passwords."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop_login.domain.password_policy import PasswordPolicy, Rule
from desktop_login.flow.typed_input import QUIET, rule_message
from desktop_login.messages.pages import RULE_MET, RULE_NOT_MET
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import sentence
from desktop_login.ui.widgets.flow import SelfPlaced
from desktop_login.ui.widgets.painted import Tick

_BESIDE_TICK = GRID
_BETWEEN_COLUMNS = 2 * GRID
_BETWEEN_LINES = 1
_BELOW = 6  # the title of the next field follows


class Checklist(SelfPlaced):
    """As high as it is from the first letter on, so that nothing moves while somebody types.

    In two columns where every rule fits into half the width, and else in one.
    """

    def __init__(self, policy: PasswordPolicy) -> None:
        super().__init__()
        self._policy = policy
        self._insists = False
        self._rows: dict[Rule, tuple[Tick, QLabel, str]] = {}
        for rule in Rule:
            if rule in QUIET:
                continue
            words = translate(rule_message(rule, policy))
            tick, text = Tick(), sentence(words, "small")
            for part in (tick, text):
                part.setParent(self)
            self._rows[rule] = (tick, text, words)
        size = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        size.setHeightForWidth(True)
        self.setSizePolicy(size)
        self.show_for("")

    def show_for(self, password: str) -> tuple[Rule, ...]:
        """Ticks what holds and returns what does not."""
        broken = self._policy.broken(password)
        for rule, (tick, text, words) in self._rows.items():
            met = rule not in broken
            tick.set_met(met)
            text.setAccessibleName(f"{words} {tr(RULE_MET if met else RULE_NOT_MET)}")
            wrong = self._insists and not met
            tick.set_wrong(wrong)
            role = "error" if wrong else "small"
            if text.property("loginRole") != role:
                text.setProperty("loginRole", role)
                text.style().polish(text)
        return broken

    def insist(self, insists: bool, password: str) -> None:
        """Whether what does not hold is marked as wrong: not before somebody has left the field."""
        self._insists = insists
        self.show_for(password)

    def sizeHint(self) -> QSize:
        """All rules below each other."""
        wide = self._widest()
        return QSize(wide, self._place(wide, move=False))

    def minimumSizeHint(self) -> QSize:
        """The least height at any width; how high it is at one says `heightForWidth`."""
        return QSize(80, self._place(2 * self._widest() + _BETWEEN_COLUMNS, move=False))

    def _widest(self) -> int:
        """What the longest rule takes on one line, with its tick."""
        wide = 0
        for tick, text, words in self._rows.values():
            text.ensurePolished()
            needed = text.fontMetrics().horizontalAdvance(words) + 2
            wide = max(wide, tick.size().width() + _BESIDE_TICK + needed)
        return wide

    def _place(self, width: int, *, move: bool) -> int:
        """Each line as high as its highest rule; returns the height of all."""
        half = (width - _BETWEEN_COLUMNS) // 2
        columns, wide = (2, half) if self._widest() <= half else (1, width)
        rows, top = list(self._rows.values()), 0
        for first in range(0, len(rows), columns):
            line = rows[first : first + columns]
            high = max(self._high(tick, text, wide) for tick, text, _ in line)
            for place, (tick, text, _) in enumerate(line if move else ()):
                left, size = place * (wide + _BETWEEN_COLUMNS), tick.size()
                tick.setGeometry(QRect(QPoint(left, top + (high - size.height()) // 2), size))
                beside = left + size.width() + _BESIDE_TICK
                text.setGeometry(QRect(beside, top, left + wide - beside, high))
            top += high + _BETWEEN_LINES
        return top - _BETWEEN_LINES + _BELOW

    @staticmethod
    def _high(tick: Tick, text: QLabel, width: int) -> int:
        beside = width - tick.size().width() - _BESIDE_TICK
        return max(tick.size().height(), text.heightForWidth(max(1, beside)))
