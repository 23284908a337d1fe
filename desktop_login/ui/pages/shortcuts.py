"""Which keys do what, as one sheet. Carries out none of them."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout

from desktop_login.messages import frame as words
from desktop_login.messages.message import Message
from desktop_login.messages.translate import tr
from desktop_login.settings.brand import ALL_SHOWN, BrandShow
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import label, sentence
from desktop_login.ui.widgets.sheet import Sheet

EVERYWHERE: tuple[tuple[str, Message], ...] = (
    ("F1, Ctrl+?", words.KEY_SHORTCUTS),
    ("Ctrl+,", words.KEY_SETTINGS),
    ("Alt+L", words.KEY_POOLS),
    ("Alt+M", words.KEY_MENU),
    ("Alt+O", words.KEY_SIGN_OUT),
    ("Ctrl+W", words.KEY_CLOSE),
    ("Ctrl+Q", words.KEY_QUIT),
)
IN_FORMS: tuple[tuple[str, Message], ...] = (
    ("Enter", words.KEY_SUBMIT),
    ("Esc", words.KEY_BACK),
    ("Tab", words.KEY_NEXT),
    ("Alt", words.KEY_LETTERS),
)
SIGNED_IN: tuple[tuple[str, Message], ...] = (
    ("Ctrl+Shift+C", words.KEY_COPY_TOKEN),
    ("Ctrl+R", words.KEY_REFRESH),
    ("Ctrl+F", words.KEY_FILTER),
    ("Ctrl+1 … 5", words.KEY_SEGMENTS),
    ("Shift+F10", words.KEY_CLAIM_MENU),
    ("Ctrl+T", words.KEY_TRY_API),
    ("Ctrl+Enter", words.KEY_SEND_REQUEST),
)


# What a brand hides has no key.
_OF_SWITCHES = (
    ("api_tryout", "Ctrl+T"),
    ("api_tryout", "Ctrl+Enter"),
    ("id_token", "Ctrl+Shift+C"),
    ("claims", "Shift+F10"),
)


class ShortcutsPage(Sheet):
    """One section for each place where keys mean something."""

    def __init__(self, show: BrandShow = ALL_SHOWN) -> None:
        super().__init__(words.SHORTCUTS)
        without = frozenset(key for name, key in _OF_SWITCHES if not getattr(show, name))
        for head, keys in (
            (words.KEYS_EVERYWHERE, EVERYWHERE),
            (words.KEYS_SIGNED_IN, [row for row in SIGNED_IN if row[0] not in without]),
            (words.KEYS_IN_FORMS, IN_FORMS),
        ):
            grid = QGridLayout()
            grid.setHorizontalSpacing(3 * GRID)
            grid.setVerticalSpacing(GRID)
            grid.setColumnStretch(1, 1)
            grid.setColumnMinimumWidth(0, 14 * GRID)
            for at, (key, what) in enumerate(keys):
                shown = label(key, "label")
                does = sentence(tr(what))
                does.setAccessibleName(f"{key}: {tr(what)}")
                grid.addWidget(shown, at, 0)
                grid.addWidget(does, at, 1)
            self.add_section(head).addLayout(grid)
        self.finish()
