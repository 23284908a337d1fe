"""`python -m tests.gallery.pages DIR [NAME …]`: every page of the window with the longest values that may stand on it.

In every scheme and both languages, at the size of a new window, of the smallest one and of a wide
one. The names are those of `tests.ui.all_pages.ALL`. Needs a display with fonts.
"""

from __future__ import annotations

import sys
from pathlib import Path

from desktop_login.ui.application import make_application
from desktop_login.ui.theme import DARK, HIGH_CONTRAST, LIGHT, theme_of
from desktop_login.ui.translation import install_language
from tests.gallery import need_translations
from tests.ui.all_pages import ALL
from tests.ui.at_rest import at_rest

SCHEMES = {"light": LIGHT, "dark": DARK, "high-contrast": HIGH_CONTRAST}
SIZES = ((560, 680), (400, 600), (920, 760))


def main(folder: Path, names: list[str]) -> int:
    need_translations()
    app = make_application("en")
    folder.mkdir(parents=True, exist_ok=True)
    theme_of(app).dress()
    for scheme, colours in SCHEMES.items():
        theme_of(app).pin(colours)
        for language in ("en", "ja"):
            install_language(app, language)
            for name in names or ALL:
                shown = ALL[name]()
                shown.window.show()
                shown.top.show()
                for width, height in SIZES:
                    shown.window.resize(width, height)
                    at_rest(shown.window)
                    slug = name.replace(",", "").replace(" ", "-")
                    file = folder / f"{slug}-{language}-{scheme}-{width}.png"
                    if not shown.top.grab().save(str(file)):
                        print(f"{file} cannot be written", file=sys.stderr)
                        return 1
                shown.close()
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
