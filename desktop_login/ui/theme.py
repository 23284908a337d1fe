"""Colours and sizes: one palette table, one style template. Follows the system's scheme; knows no page.

The program dresses its application. A window in somebody else's program is dressed alone: nothing
of the application changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from desktop_login.messages.translate import language_in_use
from desktop_login.settings.brand import NO_BRAND, Brand
from desktop_login.system.resources import resource
from desktop_login.ui.fonts import family_of, medium_weight

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

# The name of every window of ours: in another program the style sheet reaches what is below it.
WINDOW_NAME = "desktopLogin"

GRID = 8
CARD_WIDTH = 420
DASHBOARD_WIDTH = 880
_MIDDLE = 128
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-_.+")

# Sizes and weights of type, and the corners: one scale for every page. Sizes in the style sheet are
# these (a test says so); spaces are multiples of GRID, and half of it inside a component.
SCALE: Mapping[str, str] = {
    "size_small": "12px",
    "size_copy": "13px",  # ids, code and what stands beside a value
    "size_body": "14px",
    "size_title": "16px",
    "size_status": "20px",
    "size_heading": "24px",
    "weight_medium": "500",
    "weight_strong": "600",
    "weight_heading": "700",
    "corner": "8px",
    "corner_inner": "8px",  # of what is low: Qt leaves corners out that do not fit
    "corner_segment": "6px",
    "corner_small": "4px",
    "corner_bar": "3px",
}

# `tests/ui/test_contrast.py` computes the contrast of everything that meets on screen. `field_line`
# is what shows where an input or a box is, so it stands out; `button_line` and `line` only divide.
# `off` is weaker than small print, or a link that is off would look like some.
LIGHT: Mapping[str, str] = {
    "background": "#f5f6f8",
    "card": "#ffffff",
    "side": "#fbfbfc",
    "banner": "#eef4fe",
    "warning": "#7a4100",
    "warning_back": "#fff1d6",
    "warning_line": "#e6b566",
    "line": "#e1e4e9",
    "field": "#ffffff",
    "field_line": "#858b96",
    "button_line": "#c5cad3",
    "hover": "#f3f5f8",
    "selected": "#e3edfd",
    "text": "#171a20",
    "muted": "#5d6570",
    "placeholder": "#5d6570",
    "off": "#777e89",
    "off_line": "#e1e4e9",
    "hint": "#6b5310",
    "accent": "#1b64d8",
    "accent_hover": "#1758bf",
    "accent_down": "#134aa2",
    "accent_edge": "#1b64d8",
    "accent_off": "#d1e0f7",
    "accent_off_line": "#d1e0f7",
    "on_accent": "#ffffff",
    "on_accent_off": "#195cc7",
    "tick": "check.png",
    "arrow": "arrow.png",
    "link": "#1b5fcb",
    "focus": "#1b64d8",
    "focus_on_accent": "#171a20",
    "error": "#b3261e",
    "error_line": "#f0c4c1",
    "error_back": "#fdf1f0",
    "on_error": "#ffffff",
    "focus_on_error": "#171a20",
    "error_hover": "#981f18",
    "good": "#1e6b34",
    "good_line": "#bfe0c8",
    "good_back": "#effaf2",
    # the dashboard
    "track": "#dfe4ec",
    "renewal": "#1e6b34",
    "chip": "#eef1f6",
    "segments": "#e9edf3",
    "segment": "#ffffff",
    "token_header": "#a3175f",
    "token_payload": "#4a3fc6",
    "token_signature": "#0b6287",
    "token_mark": "#fff3c4",
    "toast": "#20242c",
    "on_toast": "#ffffff",
    "toast_link": "#9cc4ff",
}
DARK: Mapping[str, str] = {
    "background": "#131418",
    "card": "#1b1d22",
    "side": "#17191d",
    "banner": "#16233a",
    "warning": "#ffc66b",
    "warning_back": "#33240c",
    "warning_line": "#6b4c17",
    "line": "#2c2f36",
    "field": "#22252b",
    "field_line": "#737a86",
    "button_line": "#434852",
    "hover": "#262930",
    "selected": "#223756",
    "text": "#e9ebee",
    "muted": "#9ba3ae",
    "placeholder": "#9ba3ae",
    "off": "#7f8691",
    "off_line": "#2c2f36",
    "hint": "#e0c068",
    "accent": "#2a72e5",
    "accent_hover": "#2566cd",
    "accent_down": "#2056ac",
    "accent_edge": "#2a72e5",
    "accent_off": "#203a64",
    "accent_off_line": "#203a64",
    "on_accent": "#ffffff",
    "on_accent_off": "#a3c2f4",
    "tick": "check.png",
    "arrow": "arrow.png",
    "link": "#6ea8ff",
    "focus": "#6ea8ff",
    "focus_on_accent": "#e9ebee",
    "error": "#ff9a92",
    "error_line": "#5f302d",
    "error_back": "#2c1b1b",
    "on_error": "#2c0f0d",
    "focus_on_error": "#e9ebee",
    "error_hover": "#ffb3ad",
    "good": "#7fd99a",
    "good_line": "#2b5639",
    "good_back": "#17271c",
    # the dashboard
    "track": "#30343c",
    "renewal": "#7fd99a",
    "chip": "#282c34",
    "segments": "#22252b",
    "segment": "#3a3f49",
    "token_header": "#ff8fc4",
    "token_payload": "#a9a2ff",
    "token_signature": "#6cc7ee",
    "token_mark": "#3d3617",
    "toast": "#eceef2",
    "on_toast": "#171a20",
    "toast_link": "#134aa2",
}
HIGH_CONTRAST: Mapping[str, str] = {
    **DARK,
    "background": "#000000",
    "card": "#000000",
    "side": "#000000",
    "banner": "#000000",
    "warning": "#ffff00",
    "warning_back": "#000000",
    "warning_line": "#ffff00",
    "line": "#ffffff",
    "field": "#000000",
    "field_line": "#ffffff",
    "button_line": "#ffffff",
    "hover": "#1f1f1f",
    "selected": "#0b3a8f",
    "text": "#ffffff",
    "muted": "#ffffff",
    "placeholder": "#b4b4b4",  # or an example would look as if it were typed
    "off": "#b4b4b4",
    "off_line": "#8c8c8c",
    "hint": "#ffff00",
    "accent": "#1a5fff",
    "accent_hover": "#0f4fe0",
    "accent_down": "#0a3fb8",
    "accent_edge": "#8ab4ff",
    "accent_off": "#1f1f1f",
    "accent_off_line": "#8c8c8c",
    "on_accent_off": "#b4b4b4",
    "link": "#8ab4ff",
    "focus": "#ffff00",
    "focus_on_accent": "#ffff00",
    "error": "#ff9a92",
    "error_line": "#ff9a92",
    "error_back": "#000000",
    "on_error": "#000000",
    "focus_on_error": "#ffff00",
    "good": "#7fd99a",
    "good_line": "#7fd99a",
    "good_back": "#000000",
    # the dashboard
    "track": "#595959",
    "chip": "#000000",
    "segments": "#000000",
    "segment": "#1a5fff",
    "token_mark": "#333300",
    "toast": "#000000",
    "on_toast": "#ffffff",
    "toast_link": "#8ab4ff",
    "arrow": "arrow-white.png",
}


_CHOICES: Mapping[str, Mapping[str, str]] = {
    "light": LIGHT,
    "dark": DARK,
    "contrast": HIGH_CONTRAST,
}


class Theme(QObject):
    """Keeps the application, or one window, in the scheme of the system or the one that is asked for.

    A window in another program keeps that program's font: to load one would change the text of all.

    A brand has a colour, `#rrggbb`, and perhaps another one for the dark scheme. Everything that follows the accent in the light and
    the dark scheme is derived from it; high contrast ignores it, because who asks for that asks for
    its colours.
    """

    def __init__(self, dressed: QApplication | QWidget, brand: Brand = NO_BRAND) -> None:
        super().__init__(dressed)
        self._wearer = dressed
        self._is_guest = not isinstance(dressed, QApplication)
        self._accents = (brand.accent, brand.accent_dark)
        self._scale = SCALE if brand.radius is None else {**SCALE, **_corners(brand.radius)}
        self._pictures = _find_pictures()
        self._template = Template(resource("styles", "window.qss").read_text("utf-8"))
        family = self._family = "" if self._is_guest else family_of(brand.font)
        self._font = f'QWidget {{ font-family: "{family}"; }}\n' if family else ""
        self._colours: Mapping[str, str] = LIGHT
        self._base: Mapping[str, str] = LIGHT
        self._pinned = False
        self._dressed = False
        self._follows = False
        # not `window()`: a brush is one more type for PySide to build
        self._lightness = QApplication.palette().color(QPalette.ColorRole.Window).lightness()
        self.use(LIGHT if self._lightness > _MIDDLE else DARK)

    @property
    def colours(self) -> Mapping[str, str]:
        return self._colours

    def dress(self) -> None:
        """Sets the style sheet, once the first window is built: with a style sheet in force, each
        widget would be styled anew for each parent that it gets while the window is built."""
        if not self._dressed:
            self._dressed = True
            self._set_style_sheet()

    def renew(self) -> None:
        """The window speaks another language: its letters may have other weights."""
        if self._dressed:
            self._set_style_sheet()

    def set_accent(self, accent: str, dark: str = "") -> None:
        """Another profile's colour."""
        if (accent, dark) != self._accents:
            self._accents = (accent, dark)
            self.use(self._base)

    def follow(self) -> None:
        """Applies the palette that the system asks for now.

        Before the first paint the lightness of the system's own palette says the same, and
        asking for the scheme would cost as much as the page (see `qt_constants`).
        """
        self._listen()
        wanted = self._wanted()
        if not self._pinned and wanted is not self._base:
            self.use(wanted)

    def pin(self, colours: Mapping[str, str]) -> None:
        """Use one palette, whatever scheme the system has: for pictures."""
        self._pinned = True
        self.use(colours)

    def choose(self, appearance: str) -> None:
        """One palette by its name in the settings; "system" follows the system again."""
        chosen = _CHOICES.get(appearance)
        self._pinned = chosen is not None
        if chosen is None:
            chosen = self._wanted() if self._dressed else self._base
        if chosen is not self._base:
            self.use(chosen)

    def use(self, colours: Mapping[str, str]) -> None:
        self._base = colours
        accent, dark = self._accents
        if colours is not LIGHT:
            accent = dark or accent
        if accent and colours is not HIGH_CONTRAST:
            from desktop_login.ui.accents import shades

            colours = {**colours, **shades(accent, colours, dark=colours is not LIGHT)}
        self._colours = colours
        self.palette = _palette(colours)
        self._wearer.setPalette(self.palette)
        if self._dressed:
            self._set_style_sheet()

    def _set_style_sheet(self) -> None:
        weight = medium_weight(self._family, language_in_use())
        sheet = self._template.substitute(
            {**self._scale, "weight_medium": weight, **self._pictures, **self._colours}
        )
        if self._is_guest:
            from desktop_login.ui.scoped_sheet import scoped

            sheet = scoped(sheet, WINDOW_NAME)
        self._wearer.setStyleSheet(self._font + sheet)

    def _listen(self) -> None:
        """Once, and not before the first paint, for the same reason as in `follow`."""
        if self._follows:
            return
        self._follows = True
        hints = QApplication.styleHints()
        hints.colorSchemeChanged.connect(self.follow)
        accessibility = getattr(hints, "accessibility", None)  # since Qt 6.10
        if accessibility is not None:
            accessibility().contrastPreferenceChanged.connect(self.follow)

    def _wanted(self) -> Mapping[str, str]:
        from PySide6.QtCore import Qt

        hints = QApplication.styleHints()
        accessibility = getattr(hints, "accessibility", None)  # since Qt 6.10
        if accessibility is not None and hasattr(Qt, "ContrastPreference"):
            preference = accessibility().contrastPreference()
            if preference == Qt.ContrastPreference.HighContrast:
                return HIGH_CONTRAST
        match hints.colorScheme():
            case Qt.ColorScheme.Dark:
                return DARK
            case Qt.ColorScheme.Light:
                return LIGHT
            case _:
                return LIGHT if self._lightness > _MIDDLE else DARK


class _InForce:
    """For what is painted by hand: one theme a process, the latest where windows differ."""

    theme: Theme


def put_in_force(theme: Theme) -> Theme:
    """From now on colours are taken from it."""
    _InForce.theme = theme
    return theme


def _corners(radius: int) -> Mapping[str, str]:
    return {
        "corner": f"{radius}px",
        "corner_inner": f"{min(radius, GRID)}px",
        "corner_segment": f"{min(radius, 6)}px",
        "corner_small": f"{min(radius, GRID // 2)}px",
        "corner_bar": f"{min(radius, 3)}px",
    }


def colour_in_force(name: str) -> str:
    """The colour of that name, as `#rrggbb`."""
    return _InForce.theme.colours[name]


def colours_in_force() -> Mapping[str, str]:
    """Every colour by its name."""
    return _InForce.theme.colours


def palette_in_force() -> QPalette:
    """The same colours by the roles of Qt."""
    return _InForce.theme.palette


def theme_of(app: QApplication) -> Theme:  # noqa: ARG001 - whose it is; there is one a process
    """The theme of the application."""
    return _InForce.theme


def _find_pictures() -> dict[str, str]:
    """What stands before the names of pictures in the style sheet.

    A folder, where its path is plain. Qt's style sheets cannot say every path: there is no escape
    for a quotation mark or a backslash in `url("…")`, and one that cannot be parsed loses the whole
    look. Other folders get a search path (https://doc.qt.io/qt-6/qdir.html#setSearchPaths), which is
    not used for all because the type QDir takes PySide a hundredth of the start to build. Search paths
    are those of a process: another program may have its own `icons:`.
    """
    before = {}
    for name in ("icons", "styles"):
        folder = str(resource(name))
        if _PLAIN.issuperset(folder):
            before[name] = f"{folder}/"
        else:
            from PySide6.QtCore import QDir

            QDir.setSearchPaths(f"{WINDOW_NAME}{name}", [folder])
            before[name] = f"{WINDOW_NAME}{name}:"
    return before


def _palette(colours: Mapping[str, str]) -> QPalette:
    """The same colours for what no style sheet reaches, such as our own painting."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "background",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "card",
        QPalette.ColorRole.AlternateBase: "hover",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.Button: "card",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.PlaceholderText: "muted",
        QPalette.ColorRole.Mid: "line",
        QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "on_accent",
        QPalette.ColorRole.Link: "link",
        QPalette.ColorRole.ToolTipBase: "card",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.BrightText: "good",
        QPalette.ColorRole.LinkVisited: "error",  # Qt has no role for it, and we no visited links
    }
    for role, name in roles.items():
        palette.setColor(role, QColor(colours[name]))
    return palette
