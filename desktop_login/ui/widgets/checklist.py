"""The password rules, all at once, ticking as one types. Asks the policy; decides nothing about passwords."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_login.domain.password_policy import PasswordPolicy, Rule
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.pages import PASSWORD_RULES, RULE_MET, RULE_NOT_MET
from desktop_login.messages.select import RULES
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.widgets.basics import label, sentence
from desktop_login.ui.widgets.painted import Tick

# Rules that are shown only once they are broken.
_QUIET = frozenset({Rule.NOT_TOO_LONG, Rule.OUTER_SPACE})


def rule_message(rule: Rule, policy: PasswordPolicy) -> FormattedMessage:
    values = {"n": policy.min_length} if rule is Rule.LENGTH else {}
    return message(RULES[rule], **values)


class Checklist(QWidget):
    """`heading` adds the words "Password rules" above."""

    def __init__(self, policy: PasswordPolicy, *, heading: bool = True) -> None:
        super().__init__()
        self._policy = policy
        self._rows: dict[Rule, tuple[QWidget, Tick, QLabel, str]] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        if heading:
            layout.addWidget(label(tr(PASSWORD_RULES), "small"))
        for rule in Rule:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(8)
            tick = Tick()
            words = translate(rule_message(rule, policy))
            text = sentence(words, "small")
            line.addWidget(tick)
            line.addWidget(text, 1)
            layout.addWidget(row)
            self._rows[rule] = (row, tick, text, words)
        self.show_for("")

    def unmet_rules(self) -> str:
        """The rules that do not hold, for a screen reader."""
        return " ".join(words for _, tick, _, words in self._rows.values() if not tick.met)

    def show_for(self, password: str) -> tuple[Rule, ...]:
        """Ticks what holds and returns what does not."""
        broken = self._policy.broken(password)
        for rule, (row, tick, text, words) in self._rows.items():
            met = rule not in broken
            tick.set_met(met)
            text.setAccessibleName(f"{words} {tr(RULE_MET if met else RULE_NOT_MET)}")
            if rule in _QUIET:
                row.setVisible(not met)
        return broken
