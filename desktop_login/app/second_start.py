"""Where other processes of this user reach this one: a second start brings the window of the first one forward, and commands get tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_login.system import paths

if TYPE_CHECKING:
    from desktop_login.cli.options import Options
    from desktop_login.settings import Settings
    from desktop_login.ui.agent_server import AgentServer
    from desktop_login.ui.live_session import LiveSession
    from desktop_login.ui.single_task import Spawn


class SecondStart:
    """Args:
    come_forward: Called when the program is started once more.
    spawn: Starts a coroutine.
    """

    def __init__(self, options: Options, come_forward: Callable[[], None], spawn: Spawn) -> None:
        self._spawn = spawn
        self._options = options
        self._come_forward = come_forward
        self._channel = ""
        self._server: AgentServer | None = None

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
        from desktop_login.ui.agent_server import AgentServer

        self._server = AgentServer(self._come_forward, self._spawn)
        self._server.listen(self._channel)

    def serve(self, settings: Settings, session: LiveSession | None) -> None:
        """Commands get their tokens from this session, as long as somebody is signed in there."""
        server = self._server
        if session is None or settings.pool is None or server is None or not settings.scripts:
            return
        from desktop_login.agent.client import channel_of
        from desktop_login.services.places import place_of, write_places
        from desktop_login.ui.session_agent import attend

        if name := channel_of(place_of(settings)):
            attend(server, name, session)
        if self._options.settings is None:
            from desktop_login.system import threads

            threads.start(lambda: write_places(paths.data_folder()), "places", finish=True)

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
