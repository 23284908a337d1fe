"""What a form is made of, for the gallery: fields in every state, rules, choices, lists, an examination, a code to scan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop_login.domain.password_policy import PasswordPolicy
from desktop_login.domain.pool_report import Finding, Verdict
from desktop_login.flow.typed_input import email_problem
from desktop_login.messages.message import message
from desktop_login.messages.pages import (
    EMAIL,
    EMAIL_EXAMPLE,
    PASSWORD,
    POOL_FROM,
    REMEMBER_ME,
    SIGN_IN,
)
from desktop_login.messages.translate import tr
from desktop_login.ui.widgets.basics import button
from desktop_login.ui.widgets.checklist import Checklist
from desktop_login.ui.widgets.choices import Choices
from desktop_login.ui.widgets.code_field import CodeField
from desktop_login.ui.widgets.drop_down import DropDown
from desktop_login.ui.widgets.field import Field
from desktop_login.ui.widgets.password_field import PasswordField
from desktop_login.ui.widgets.qr_code import QrCode
from desktop_login.ui.widgets.report_list import ReportList

Shown = Iterator[tuple[str, QWidget]]
_WIDE = 372
_KINDS = ("", "primary", "quiet", "quiet-danger", "destroy", "danger", "link", "disclose")


def buttons() -> Shown:
    for kind in _KINDS:
        for state in ("idle", "off", "focus"):
            made = button(tr(SIGN_IN), kind)
            made.setFixedWidth(160)
            made.setEnabled(state != "off")
            yield f"{kind or 'plain'}, {state}", made


def fields() -> Shown:
    for state in ("empty", "typed", "focus", "wrong", "off"):
        made = Field(EMAIL, email_problem, example=EMAIL_EXAMPLE)
        if state != "empty":
            made.set_text("alex@" if state == "wrong" else "alex@example.com")
        if state == "wrong":
            made.insist()
        made.setEnabled(state != "off")
        yield state, _wide(made)
    for state in ("hidden", "refused", "unseen"):
        password = PasswordField(PASSWORD)
        password.add_toggle()
        password.set_text("secret-1\u200b" if state == "unseen" else "secret-1")
        password.edited.emit()
        if state == "refused":
            password.refused()
        yield f"password, {state}", _wide(password)
    for state in ("empty", "wrong"):
        code = CodeField()
        if state == "wrong":
            code.set_text("12")
            code.insist()
        yield f"code, {state}", _wide(code)


def choices() -> Shown:
    names = [message(POOL_FROM, text=text, names="settings.toml") for text in ("a", "b" * 60)]
    yield "two", _wide(Choices(names))
    for state in ("unticked", "ticked", "focus"):
        box = QCheckBox(tr(REMEMBER_ME))
        box.setChecked(state == "ticked")
        yield f"box, {state}", box
    for state in ("short", "long", "focus", "off"):
        made = DropDown()
        made.addItem("GET" if state != "long" else "a-long-name-of-a-profile " * 4)
        made.setEnabled(state != "off")
        yield f"list, {state}", _wide(made)


def rules() -> Shown:
    for typed in ("", "abcD", "Abcdefg1!"):
        made = Checklist(PasswordPolicy())
        made.show_for(typed)
        yield typed or "nothing", _wide(made)


def report() -> Shown:
    for width in (_WIDE, 278):
        made = ReportList()
        made.show_report(
            (
                Finding(Verdict.POOL_FOUND, {"region": "us-east-1"}),
                Finding(Verdict.CLOCK_OFF, {"seconds": 720}),
                Finding(Verdict.CLIENT_UNKNOWN),
            )
        )
        yield str(width), _wide(made, width)


def qr_code() -> Shown:
    made = QrCode()
    made.show_text("otpauth://totp/Example:alex@example.com?secret=" + "ABCD" * 13)
    yield "code", made


def _wide(widget: QWidget, width: int = _WIDE) -> QWidget:
    """In a holder, whose height follows from the width."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    holder.setFixedWidth(width)
    return holder


FORMS: Mapping[str, Callable[[], Shown]] = {
    made.__name__: made for made in (buttons, fields, choices, rules, report, qr_code)
}
