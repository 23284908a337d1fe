"""The password rules, all at once, ticking as one types. Asks the policy; decides nothing about passwords."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_login.domain.password_policy import PasswordPolicy, Rule
from desktop_login.flow.typed_input import QUIET, rule_message
from desktop_login.messages.pages import PASSWORD_RULES, RULE_MET, RULE_NOT_MET
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.widgets.basics import label, sentence
from desktop_login.ui.widgets.painted import Tick


class Checklist(QWidget):
    """As high as it is from the first letter on, so that nothing moves while somebody types."""

    def __init__(self, policy: PasswordPolicy) -> None:
        super().__init__()
        self._policy = policy
        self._rows: dict[Rule, tuple[Tick, QLabel, str]] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(2)
        layout.addWidget(label(tr(PASSWORD_RULES), "small"))
        for rule in Rule:
            if rule in QUIET:
                continue
            line = QHBoxLayout()
            line.setSpacing(8)
            tick = Tick()
            words = translate(rule_message(rule, policy))
            text = sentence(words, "small")
            line.addWidget(tick)
            line.addWidget(text, 1)
            layout.addLayout(line)
            self._rows[rule] = (tick, text, words)
        self.show_for("")

    def show_for(self, password: str) -> tuple[Rule, ...]:
        """Ticks what holds and returns what does not."""
        broken = self._policy.broken(password)
        for rule, (tick, text, words) in self._rows.items():
            met = rule not in broken
            tick.set_met(met)
            text.setAccessibleName(f"{words} {tr(RULE_MET if met else RULE_NOT_MET)}")
        return broken
