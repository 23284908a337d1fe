"""Runs the whole story at debug level in a process of its own, and prints its secrets' places. Not a test itself.

Arguments: a folder for logs and data. Secrets are chosen here and handed to the parent over a
pipe, so that the parent can look for them everywhere else.
"""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import sys
import traceback
from pathlib import Path

from desktop_login.demo.pool import PoolConfig
from desktop_login.domain.answers import Code, NewPassword
from desktop_login.domain.errors import LoginError
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedIn
from desktop_login.log import report, set_up
from tests.fakes.world import World, run

SECRET = "canary0client0secret0" + "x" * 20
PASSWORD = "Canary-Passw0rd-1!"
NEW_PASSWORD = "Canary-Passw0rd-2!"


def main(folder: Path, pipe: int) -> None:
    faulthandler.enable()
    set_up("debug", folder / "log" / "canary.log")
    logging.getLogger().setLevel("DEBUG")
    world = World(
        folder / "data", PoolConfig(client_secret=SECRET, id_token_s=300, access_token_s=300)
    )
    secrets = [SECRET, PASSWORD, NEW_PASSWORD]
    with world:
        from desktop_login.demo.pool import Factor, Status

        world.demo.pool.add("new@example.com", PASSWORD, Status.FORCE_CHANGE_PASSWORD)
        world.demo.pool.add(
            "sms@example.com", PASSWORD, factors=(Factor.SMS,), phone="+15555550123"
        )
        world.sign_in("new", PASSWORD)
        secrets.append(world.state.question.ticket.session.reveal())  # type: ignore[union-attr]
        run(world.flow.answer(NewPassword(Secret(NEW_PASSWORD))))
        tokens = world.signed_in.session.tokens
        for token in (tokens.id_token, tokens.access_token, tokens.refresh_token):
            secrets.append(token.reveal())
        world.clock.pass_time(280)
        run(world.keeper.tick())
        tokens = world.signed_in.session.tokens
        for token in (tokens.id_token, tokens.access_token, tokens.refresh_token):
            secrets.append(token.reveal())
        world.start()
        run(world.keeper.restore())
        print(world.state, world.keeper._held, world.pool, world.keychain)
        secrets.extend(world.keychain.entries.values())
        kept = (folder / "kept").resolve()
        kept.mkdir()
        for file in world.files():  # what lies on disk while signed in
            (kept / file.name).write_bytes(file.read_bytes())
        run(world.keeper.sign_out())
        world.sign_in("sms", PASSWORD)
        assert isinstance(world.state, Asked)
        code = world.latest_code()
        secrets.append(code.reveal())
        print(world.state, world.flow.__dict__, Code(code))
        try:
            world.provider.answer(world.state.question, Code(Secret("000000")))
        except LoginError as error:
            report(error, "the story")
            traceback.print_exc()
        try:
            raise RuntimeError(f"a message with {PASSWORD}")
        except RuntimeError as error:
            report(error, "the story")
        run(world.flow.answer(Code(code)))
        assert isinstance(world.state, SignedIn)
        print(repr(world.state))
    Path("environment.txt").write_text(json.dumps(dict(os.environ)), "utf-8")
    Path("arguments.txt").write_text(json.dumps(sys.argv), "utf-8")
    with os.fdopen(pipe, "w") as out:
        json.dump(secrets, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
