"""A request to an API, for a script: with the session of its profile, and the API of its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login.agent.exit_codes import REFUSED
from desktop_login.agent.words import Question
from desktop_login.app.script_session import SessionOfProfile
from desktop_login.app.settings_in_force import settings_file
from desktop_login.cli.status import Refused
from desktop_login.domain.errors import AuthErrorInfo
from desktop_login.domain.secret import Secret
from desktop_login.flow.api_calls import called

if TYPE_CHECKING:
    from desktop_login.domain.api_request import HttpCall, HttpReply
    from desktop_login.flow.api_calls import ApiAnswer, ApiRequest


class ApiOfProfile(SessionOfProfile):
    """`cli.command.ApiSession`."""

    @property
    def api_url(self) -> str:
        if not self._settings.scripts:
            from desktop_login.messages.message import message
            from desktop_login.messages.scripts import SWITCHED_OFF

            raise Refused(message(SWITCHED_OFF), REFUSED)
        return self._settings.aws.api_url

    def call(self, request: ApiRequest, limit: int) -> ApiAnswer:
        from desktop_login.adapters.http_call import send
        from desktop_login.adapters.token_store.sealed_reading import usual_keychain
        from desktop_login.services.api_session import SessionProofs
        from desktop_login.services.at_once import inline, run_now
        from desktop_login.services.aws_source import sealed_beside_session
        from desktop_login.system.paths import data_folder

        async def send_now(call: HttpCall) -> HttpReply:
            return send(call, limit=limit)

        async def give(use: str, new: bool) -> Secret | AuthErrorInfo:
            return Secret(self.token(Question("token", use, now=new)).text)

        settings, pool = self._settings, self._settings.pool
        if pool is None:
            from desktop_login.messages.message import message
            from desktop_login.messages.scripts import NO_POOL

            raise Refused(message(NO_POOL))
        place = (settings.profile or pool.pool_id, str(settings_file(self._options)))
        kept = sealed_beside_session(settings, data_folder(), usual_keychain())
        proofs = SessionProofs(pool, settings.aws, place, give, inline, kept)
        return run_now(called(request, proofs, send_now))

    def curl(self, request: ApiRequest) -> str:
        from desktop_login.domain.pool import region_in
        from desktop_login.flow.api_curl import curl_line

        region = region_in(request.url) or self._settings.aws.region
        return curl_line(request, self._option, region)
