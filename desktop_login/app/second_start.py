"""A second start of the same kind brings the window of the first one forward, in place of one of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_login.system import paths

if TYPE_CHECKING:
    from desktop_login.cli.options import Options
    from desktop_login.ui.single_instance import InstanceServer


class SecondStart:
    """Args:
    come_forward: Called when the program is started once more.
    """

    def __init__(self, options: Options, come_forward: Callable[[], None]) -> None:
        self._options = options
        self._come_forward = come_forward
        self._channel = ""
        self._server: InstanceServer | None = None

    def is_open_already(self) -> bool:
        """Another window of the same kind was there, and has come forward."""
        from desktop_login.ui.single_instance import channel, raise_first

        asked = (str(self._options.settings or ""), self._options.profile or "")
        kind = "demo" if self._options.demo else "|".join(asked).removesuffix("|")
        self._channel = channel(paths.data_folder(), kind)
        return raise_first(self._channel)

    def listen(self) -> None:
        """Once, and not before the first paint: Qt's network module is not loaded then."""
        if not self._channel or self._server is not None:
            return
        from desktop_login.ui.single_instance import InstanceServer

        self._server = InstanceServer(self._channel, self._come_forward)
        self._server.listen()

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
