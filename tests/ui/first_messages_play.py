"""One start of the window in Japanese, up to its first picture; prints the keys that only the whole catalogue has. A program."""

from __future__ import annotations

import os
import sys

from desktop_login.app.gui import Program
from desktop_login.app.settings_in_force import load_settings
from desktop_login.cli.options import Options
from desktop_login.messages import translate
from desktop_login.settings import Settings
from desktop_login.ui.application import LoopHolder, make_application


def main(start: str) -> None:
    late: list[str] = []
    real = translate.Catalogue._read_all

    def read_all(catalogue: translate.Catalogue) -> object:
        frame = sys._getframe(1)
        late.append(frame.f_locals["text"].key)
        return real(catalogue)

    translate.Catalogue._read_all = read_all  # type: ignore[method-assign,assignment]
    app = make_application("ja")
    options = Options(lang="ja", demo=start == "demo")
    program = Program(
        app, options, Settings() if options.demo else load_settings(options), LoopHolder(app)
    )
    program.open()
    assert program._app_window is not None

    def painted() -> None:
        print(" ".join(late), flush=True)
        os._exit(0)  # nothing that comes after the first picture is wanted

    program._app_window.window.first_painted.connect(painted)
    app.exec()


if __name__ == "__main__":
    main(sys.argv[1])
