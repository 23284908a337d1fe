"""The demo as the window's side panel and the command line see it. Belongs to bootstrap: it knows both sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_login.demo import redirects
from desktop_login.demo.origins import NoOrigin
from desktop_login.demo.pool import COMPANY, DemoPoolConfig
from desktop_login.demo.seed import NameTaken
from desktop_login.demo.server import DemoCognito, DomainPortTaken
from desktop_login.demo.stories import PASSWORD, address
from desktop_login.messages.demo_domain import DOMAIN_PORT_TAKEN, NO_REDIRECT
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.settings import NO_ORIGIN, PORT_TAKEN, USER_TAKEN

if TYPE_CHECKING:
    from desktop_login.demo.demo_key import DemoKey


class NotServed(Exception):
    """The demo server cannot begin; `words` say why."""

    def __init__(self, words: FormattedMessage) -> None:
        super().__init__(words)
        self.message = words


@dataclass(frozen=True)
class DemoKeyBridge:
    """The demo's security key as the side panel uses it."""

    _key: DemoKey

    @property
    def pin(self) -> str:
        """The PIN that it has at first."""
        from desktop_login.demo.demo_key import DEMO_PIN

        return DEMO_PIN

    @property
    def is_inserted(self) -> bool:
        """Whether it is plugged in."""
        return self._key.is_inserted

    @property
    def waits_for_touch(self) -> bool:
        """Whether a request waits for a touch."""
        return self._key.waits_for_touch

    def insert(self) -> None:
        """Plug it in."""
        self._key.insert()

    def remove(self) -> None:
        """Pull it out."""
        self._key.remove()

    def touch(self) -> None:
        """Touch it."""
        self._key.touch()

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each change, on the thread that made it."""
        self._key.on_change = listener


@dataclass(frozen=True)
class DemoBridge:
    """The demo as the side panel sees it."""

    demo: DemoCognito

    def messages(self) -> Sequence[tuple[str, str]]:
        """Return recipient and code of each message that the demo has sent."""
        return [(message.to, message.code) for message in self.demo.pool.mailbox.messages]

    def authenticators(self) -> Sequence[tuple[str, str, str]]:
        """Return e-mail address, TOTP secret and current code of each user with an authenticator app."""
        return self.demo.authenticators()

    def on_message(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each message, on the server's thread."""
        self.demo.pool.mailbox.on_message = lambda _: listener()

    def key(self) -> DemoKeyBridge:
        """Return the security key that belongs to the demo."""
        return DemoKeyBridge(self.demo.key)


@dataclass(frozen=True)
class DemoServed:
    """The demo as `demo-server` prints it."""

    demo: DemoCognito

    @classmethod
    def of(
        cls,
        *,
        port: int,
        rotation: bool,
        users: Sequence[tuple[str, Sequence[str]]],
        allowed_origins: Sequence[str],
        domain_port: int = 0,
        redirect_uris: Sequence[str] = (),
    ) -> DemoServed:
        """Listens already, and has the users that were named. Raises `NotServed`."""
        plain = DemoPoolConfig(rotation=rotation)
        try:
            more = tuple(redirects.check(one) for one in redirect_uris)
            return cls(
                DemoCognito(
                    replace(
                        plain,
                        redirect_uris=(*plain.redirect_uris, *more),
                        sign_out_uris=(*plain.sign_out_uris, *more),
                    ),
                    port=port,
                    domain_port=domain_port,
                    more_users=users,
                    allowed_origins=allowed_origins,
                )
            )
        except NoOrigin as error:
            raise NotServed(message(NO_ORIGIN, origin=error.text)) from None
        except NameTaken as error:
            raise NotServed(message(USER_TAKEN, name=error.name)) from None
        except redirects.NoRedirect as error:
            raise NotServed(message(NO_REDIRECT, address=error.text)) from None
        except DomainPortTaken:
            raise NotServed(message(DOMAIN_PORT_TAKEN, n=domain_port)) from None
        except OSError:
            raise NotServed(message(PORT_TAKEN, n=port)) from None

    def settings(self) -> Mapping[str, str]:
        """Return the environment variables with which a client reaches the demo."""
        config = self.demo.config
        secrets = {email: secret for email, secret, _ in self.demo.authenticators()}
        return {
            "COGNITO_ENDPOINT_URL": self.demo.url,
            "COGNITO_REGION": config.region,
            "COGNITO_USER_POOL_ID": config.pool_id,
            "COGNITO_CLIENT_ID": config.client_id,
            "COGNITO_IDENTITY_POOL_ID": config.identity_pool_id,
            "BACKEND_API_ENDPOINT": self.demo.url,
            "COGNITO_DOMAIN": self.demo.domain_url,
            "COGNITO_REDIRECT_URIS": ",".join(config.redirect_uris),
            "DEMO_IDENTITY_PROVIDER": COMPANY,
            "DEMO_PASSWORD": PASSWORD,
            "DEMO_TOTP_SECRET": secrets[address("totp")],
        }

    def on_message(self, listener: Callable[[str, str, str], None]) -> None:
        """Call `listener` with medium, recipient and code of each message, on the server's thread."""
        self.demo.pool.mailbox.on_message = lambda message: listener(
            message.medium, message.to, message.code
        )
