"""What `doctor` prints, as a text to send to whoever helps. Tries the installation, so it takes seconds; holds no secret."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_login.cli.options import Options


def support_report(options: Options) -> str:
    """The same words as in a terminal. Nothing else prints while a window is open."""
    from desktop_login.app.commands import CommandServices
    from desktop_login.cli.doctor import doctor

    printed = io.StringIO()
    with redirect_stdout(printed):
        doctor(CommandServices(options._replace(demo=False), lambda: 0))
    return printed.getvalue()
