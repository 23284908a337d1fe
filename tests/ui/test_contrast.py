"""Whatever the accent and the scheme, what is read stands out 4.5 : 1, and what must be seen 3 : 1.

So does what is off, of which WCAG 1.4.3 asks nothing: at 4.5 : 1 it looked like what is on.

The pairs come from the style sheet: for each of its rules the colours that are in force there, after
the rules that it refines. What lies under something without a background of its own may be any
surface that it stands on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from desktop_login.domain.colours import SHAPE, TEXT, contrast
from desktop_login.system.resources import resource
from desktop_login.ui import theme
from desktop_login.ui.theme import DARK, HIGH_CONTRAST, LIGHT, SCALE, Theme

ACCENTS = [
    "",
    "#8a3ffc",
    "#ff9900",
    "#10b981",
    "#1a73e8",
    "#ffeb3b",
    "#ffffff",
    "#000000",
    "#e11d48",
    "#0f172a",
    "#7f7f7f",
]
SCHEMES = {"light": LIGHT, "dark": DARK, "high contrast": HIGH_CONTRAST}
# Where text and controls without a background of their own stand.
PLACES = ("background", "card", "side", "banner", "hover", "error_back", "good_back", "selected")
# What only divides or decorates: whoever does not see it misses nothing.
DECORATION = frozenset(
    {
        "line",
        "off_line",
        "button_line",
        "error_line",
        "good_line",
        "warning_line",
        "transparent",
        "hover",
        "accent_off",
        "accent_off_line",
    }
)
EMPTY = frozenset({"line", "shadow", "outline"})  # frames with nothing inside
# Painted by hand with a role of the palette: ticks, crosses, the eye, the dismiss cross, the busy
# line. The third column is how much it must stand out.
PAINTED = [
    *((name, place, SHAPE) for name in ("good", "error", "muted") for place in ("card", "field")),
    ("muted", "error_back", SHAPE),
    ("muted", "good_back", SHAPE),
    ("accent_edge", "card", SHAPE),
    ("text", "selected", TEXT),
    # the dashboard: chips, the parts of a token, JSON, the life of a token, the line of a toast
    ("text", "chip", TEXT),
    ("good", "good_back", TEXT),
    *((name, "card", TEXT) for name in ("token_header", "token_payload", "token_signature")),
    *((name, "token_mark", TEXT) for name in ("token_header", "token_payload", "token_signature")),
    *((name, "card", TEXT) for name in ("good", "warning", "error")),
    *((name, "card", SHAPE) for name in ("renewal", "warning", "error")),
    *((name, "track", SHAPE) for name in ("link", "warning", "error")),
    ("toast_link", "toast", SHAPE),
]


class Selector(NamedTuple):
    """One compound of a style sheet: `QFrame#bar[tone="error"]::part:state`, with its ancestor."""

    ancestor: str
    kind: str
    name: str
    attributes: frozenset[str]
    part: str
    states: frozenset[str]

    def refines(self, other: Selector) -> bool:
        """Whatever this selects, `other` selects too."""
        return (
            other.ancestor in ("", self.ancestor)
            and other.kind in ("QWidget", self.kind)
            and other.name in ("", self.name)
            and other.attributes <= self.attributes
            and other.part == self.part
            and other.states <= self.states
        )


def _selector(text: str) -> Selector:
    *ancestors, compound = text.split()
    kind = re.match(r"\w*", compound)
    name = re.search(r"#([\w-]+)", compound)
    part = re.search(r"::([\w-]+)", compound)
    plain = re.sub(r"::[\w-]+|\[[^\]]*\]", "", compound)
    return Selector(
        " ".join(ancestors),
        kind[0] if kind else "",
        name[1] if name else "",
        frozenset(re.findall(r"\[([^\]]*)\]", compound)),
        part[1] if part else "",
        frozenset(re.findall(r":([\w-]+)", plain)),
    )


def _rules() -> list[tuple[Selector, dict[str, str]]]:
    sheet = resource("styles", "window.qss").read_text("utf-8")
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    found = []
    for selectors, body in re.findall(r"([^{}]+)\{([^}]*)\}", sheet):
        lines = [line.partition(":") for line in body.split(";") if ":" in line]
        declared = {key.strip(): value.strip() for key, _, value in lines}
        found += [(_selector(one.strip()), declared) for one in selectors.split(",")]
    return found


RULES = _rules()


def _in_force(selector: Selector) -> dict[str, str]:
    """The colours of a rule together with those that it inherits from what it refines."""
    force: dict[str, str] = {}
    for other, declared in RULES:
        if selector.refines(other):
            for key, value in declared.items():
                names = re.findall(r"\$(\w+)", value) or [value.split()[-1]]
                if key in ("color", "background", "selection-color", "placeholder-text-color"):
                    force[key] = names[0]
                elif key in ("background-color", "selection-background-color"):
                    force[key.removesuffix("-color")] = names[0]
                elif key in ("border", "border-color") and ("$" in value or "transparent" in value):
                    force["border"] = names[0]
    return force


def _ground(ancestor: str) -> str:
    """The background that something inside has under it; empty if the sheet names none."""
    if not ancestor:
        return ""
    ground = _in_force(_selector(ancestor)).get("background", "")
    return "" if ground in ("transparent", "none", "0") else ground


def pairs() -> Iterator[tuple[str, str, float, str]]:
    """What stands before what, how much it must stand out, and the rule that says so."""
    for selector, declared in RULES:
        force = _in_force(selector)
        where = f"{selector.kind}#{selector.name}{sorted(selector.attributes)}:{sorted(selector.states)}"
        own = force.get("background", "transparent")
        ground = _ground(selector.ancestor)
        places = (ground,) if ground else PLACES
        under = places if own in ("transparent", "none", "0") else (own,)
        if "color" in force and not selector.part and selector.name not in EMPTY:
            enough = SHAPE if force["color"] == "off" else TEXT
            yield from ((force["color"], place, enough, where) for place in under)
        if "placeholder-text-color" in force:
            yield from ((force["placeholder-text-color"], place, TEXT, where) for place in under)
        if "selection-background" in force:
            yield force["selection-color"], force["selection-background"], TEXT, where
        edge = force.get("border", "transparent")
        changes = any(key.startswith("border") for key in declared)
        if changes and edge not in DECORATION and re.fullmatch(r"[a-z_]+", edge):
            # seen against what it stands on; only the ring of a filled button against its own fill
            usual = (ground,) if ground else ("card", "background", "field")
            around = (own,) if edge == "focus_on_accent" else usual
            yield from ((edge, place, SHAPE, where) for place in around)


def test_pairs_of_the_sheet_are_found() -> None:
    found = {(front, back) for front, back, _, _ in pairs()}
    assert {
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("on_accent_off", "accent_off"),
        ("focus_on_accent", "accent"),
        ("field_line", "card"),
        ("muted", "field"),
        ("link", "error_back"),
        ("error", "error_back"),
        ("muted", "hover"),
        ("text", "selected"),
        ("warning", "warning_back"),
    } <= found


def test_only_what_is_off_has_its_colour() -> None:
    off = [selector for selector, declared in RULES if declared.get("color") == "$off"]
    assert off
    assert all("disabled" in selector.states for selector in off)


def test_in_high_contrast_each_state_is_told_by_more_than_a_dim_fill() -> None:
    colours = HIGH_CONTRAST
    assert contrast(colours["segment"], colours["segments"]) >= SHAPE, "the chosen segment"
    assert contrast(colours["accent_off_line"], colours["card"]) >= SHAPE, "what is off has an edge"
    assert colours["focus_on_error"] == colours["focus"] == colours["focus_on_accent"]
    assert contrast(colours["text"], colours["placeholder"]) >= 1.8, "an example is not typed"


@pytest.mark.parametrize("name", SCHEMES)
def test_what_is_off_is_weaker_than_small_print(name: str) -> None:
    colours = SCHEMES[name]
    strength = {one: contrast(colours[one], colours["card"]) for one in ("off", "muted", "text")}
    assert strength["off"] * 1.4 <= strength["muted"] <= strength["text"]


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Mapping[tuple[str, str], Mapping[str, str]]]:
    """The colours in force, for each scheme and accent, as a window gets them."""
    one = Theme(qapp)
    found = {}
    for name, scheme in SCHEMES.items():
        for accent in ACCENTS:
            one.set_accent(accent)
            one.pin(scheme)
            found[name, accent] = dict(one.colours)
    yield found
    one.set_accent("")
    one.pin(LIGHT)
    one.deleteLater()


def test_everything_that_meets_on_screen_stands_out(
    themes: Mapping[tuple[str, str], Mapping[str, str]],
) -> None:
    wanted = {(front, back, ratio): where for front, back, ratio, where in pairs()}
    wanted |= {pair: "painted" for pair in PAINTED}
    weak = [
        f"{scheme}, accent {accent or 'our own'}: {front} {colours[front]} on {back} "
        f"{colours[back]} is {contrast(colours[front], colours[back]):.2f}, not {ratio}; {where}"
        for (scheme, accent), colours in themes.items()
        for (front, back, ratio), where in wanted.items()
        if contrast(colours[front], colours[back]) < ratio
    ]
    assert not weak, "\n".join(weak)


def test_high_contrast_ignores_the_accent(
    themes: Mapping[tuple[str, str], Mapping[str, str]],
) -> None:
    assert all(themes["high contrast", accent] == HIGH_CONTRAST for accent in ACCENTS)


@pytest.mark.parametrize("name", SCHEMES)
def test_the_arrow_of_a_menu_is_seen_and_as_strong_as_small_print_in_high_contrast(
    name: str,
) -> None:
    colours = SCHEMES[name]
    image = QImage(str(resource("icons", colours["arrow"])))
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    strongest = max(pixels, key=QColor.alpha).name()
    assert all(contrast(strongest, colours[place]) >= SHAPE for place in ("card", "field"))
    if name == "high contrast":
        assert strongest == colours["muted"]


def test_an_accent_is_kept_where_it_is_readable(
    themes: Mapping[tuple[str, str], Mapping[str, str]],
) -> None:
    for accent in ("#8a3ffc", "#ff9900", "#10b981", "#e11d48"):
        assert themes["light", accent]["accent"] == accent
        assert themes["dark", accent]["accent"] == accent


def test_the_better_of_white_and_ink_stands_on_the_accent(
    themes: Mapping[tuple[str, str], Mapping[str, str]],
) -> None:
    assert themes["light", "#8a3ffc"]["on_accent"] == "#ffffff"
    assert themes["light", "#ff9900"]["on_accent"] != "#ffffff"
    assert themes["light", "#10b981"]["on_accent"] != "#ffffff"
    assert themes["light", "#10b981"]["tick"] == "check-dark.png"


def test_high_contrast_is_followed_while_the_program_runs(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Theme(qapp)
    try:
        one.follow()
        accessibility = getattr(qapp.styleHints(), "accessibility", None)
        if accessibility is None:
            pytest.skip("Qt before 6.10 does not tell")
        wanted: Mapping[str, str] = HIGH_CONTRAST
        monkeypatch.setattr(one, "_wanted", lambda: wanted)
        hints = accessibility()
        hints.contrastPreferenceChanged.emit(hints.contrastPreference())
        assert one.colours is HIGH_CONTRAST
    finally:
        one.pin(LIGHT)
        one.deleteLater()


def test_every_colour_and_size_of_the_tables_is_used() -> None:
    """In the style sheet, or painted by hand."""
    sheet = set(re.findall(r"\$\{?([a-z_]+)", resource("styles", "window.qss").read_text("utf-8")))
    ui = Path(theme.__file__).parent
    painted = {
        word
        for path in ui.rglob("*.py")
        if path.name != "accents.py"
        for word in re.findall(r'"([a-z_]+)"(?!: ")', path.read_text("utf-8"))
    }
    assert sorted({*LIGHT, *DARK, *HIGH_CONTRAST, *SCALE} - sheet - painted) == []
    assert LIGHT.keys() == DARK.keys() == HIGH_CONTRAST.keys()


def test_sizes_and_weights_of_type_come_from_the_table() -> None:
    sheet = resource("styles", "window.qss").read_text("utf-8")
    assert re.findall(r"font-(?:size|weight): *\d+", sheet) == []


def test_every_rule_of_the_style_sheet_finds_a_widget() -> None:
    """By the name or the property that it asks for, which the code gives to one."""
    sheet = resource("styles", "window.qss").read_text("utf-8")
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    selectors = re.sub(r"\{.*?\}", "", re.sub(r"\$\{?\w+\}?", "", sheet), flags=re.DOTALL)
    ui = Path(theme.__file__).parent
    code = "\n".join(path.read_text("utf-8") for path in ui.rglob("*.py"))
    asked = {*re.findall(r'="([a-z-]+)"\]', selectors), *re.findall(r"#([A-Za-z-]+)", selectors)}
    assert len(asked) > 40
    asked -= {"true", "false"}
    assert sorted(name for name in asked if f'"{name}"' not in code) == []
