"""Who is to be offered a passkey: whoever has none and could make one here. Trouble of any kind means nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_login.demo.server import DemoCognito
from desktop_login.domain.errors import ErrorCode, failed
from desktop_login.domain.passkeys import Passkey
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.flow.passkey_invitation import PasskeyInvitation
from desktop_login.services.build import build_demo
from tests.fakes.world import World, inline, run


class Listed:
    """The passkeys of an account, and how often they were asked for."""

    def __init__(self, *found: Passkey, error: ErrorCode | None = None) -> None:
        self.found = found
        self.error = error
        self.asked = 0
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, access_token: Secret) -> tuple[Passkey, ...]:
        assert access_token.reveal()
        self.asked += 1
        self.meanwhile()
        if self.error is not None:
            raise failed(self.error)
        return self.found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as made:
        made.sign_in("confirmed")
        yield made


def is_due(world: World, listed: Listed, *, can_make: bool = True) -> bool:
    invitation = PasskeyInvitation(listed, lambda: can_make, world.session_manager, inline)
    return bool(run(invitation.is_due()))


def test_who_has_none_is_offered_one(world: World) -> None:
    assert is_due(world, Listed())


def test_who_has_one_is_not(world: World) -> None:
    assert not is_due(world, Listed(Passkey("id", "key")))


def test_computer_that_can_make_none_asks_nothing(world: World) -> None:
    listed = Listed()
    assert not is_due(world, listed, can_make=False)
    assert listed.asked == 0


@pytest.mark.parametrize("error", [ErrorCode.PASSKEYS_NOT_SET_UP, ErrorCode.NO_CONNECTION])
def test_trouble_with_the_list_means_no(world: World, error: ErrorCode) -> None:
    assert not is_due(world, Listed(error=error))


def test_nobody_who_has_signed_out_meanwhile_is_offered_one(world: World) -> None:
    listed = Listed()
    listed.meanwhile = lambda: run(world.session_manager.sign_out(False))
    assert not is_due(world, listed)
    listed.meanwhile = lambda: None
    assert not is_due(world, listed)
    assert listed.asked == 1


@pytest.mark.parametrize("flow", [one for one in AuthFlow if one is not AuthFlow.ADMIN])
def test_only_a_sign_in_by_choice_has_an_invitation(flow: AuthFlow) -> None:
    with DemoCognito() as demo:
        services = build_demo(demo, flow, lambda state: None)
        assert (services.invitation is not None) is (flow is AuthFlow.CHOICE)
