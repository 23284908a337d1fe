"""`status`: who is signed in, to which pool, until when, and who renews. Renews nothing."""

from __future__ import annotations

from desktop_login.cli.arguments import LANG, PROFILE, SETTINGS
from desktop_login.cli.handed import JSON, printed, printed_object
from desktop_login.cli.status import DONE, NOBODY

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from desktop_login.cli.command import Action, Services, Speak
    from desktop_login.cli.session_values import AwsSeen, SessionSeen
    from desktop_login.messages.message import FormattedMessage, Message

DESCRIPTION = """\
Say who is signed in, to which user pool, for how long the tokens are good and
who renews them. Renews nothing. Ends with 0 if somebody is signed in, else
with 3."""
EXAMPLE = "desktop-login status --json"
OPTIONS = (JSON, SETTINGS, PROFILE, LANG)


def command(given: Namespace) -> Action:
    from functools import partial

    return partial(status, as_json=given.json)


def status(services: Services, *, as_json: bool) -> int:
    seen = services.session().seen()
    if as_json:
        printed_object(_object(seen))
    else:
        printed("\n".join(_lines(seen, services.translate)))
    return DONE if seen.account is not None else NOBODY


def _object(seen: SessionSeen) -> dict[str, object]:
    shown: dict[str, object] = {
        "version": 1,
        "profile": seen.profile,
        "profile_from": seen.chosen_by,
        "user_pool_id": seen.pool_id,
        "client_id": seen.client_id,
        "signed_in": seen.account is not None,
    }
    if seen.account is not None:
        shown |= {
            "account": seen.account,
            "groups": list(seen.groups),
            "expires": seen.expires,
            "seconds_left": seen.left_s,
            "renewed_by": "window" if seen.in_window else "command",
            "stored": seen.kept,
        }
    if seen.aws is not None:
        shown["aws"] = {
            "identity_pool_id": seen.aws.identity_pool_id,
            "identity_id": seen.aws.identity_id,
            "role": seen.aws.role,
            "preferred_role": seen.aws.preferred,
            "expires": seen.aws.expires,
            "seconds_left": seen.aws.left_s,
        }
    return shown


def _lines(seen: SessionSeen, translate: Speak) -> Sequence[str]:
    from desktop_login.cli.session_values import BY_ENVIRONMENT, BY_ORDER
    from desktop_login.messages import scripts as words
    from desktop_login.messages.aws import AWS
    from desktop_login.messages.durations import duration
    from desktop_login.messages.message import Listed, message

    translated = {BY_ORDER: words.FROM_ORDER, BY_ENVIRONMENT: words.FROM_ENVIRONMENT}
    origin = translated.get(seen.chosen_by, seen.chosen_by)
    profile = message(words.PROFILE_OF, name=seen.profile, text=origin)
    if not seen.profile:
        profile = message(words.NO_PROFILE, text=origin)
    pool = message(words.POOL_AND_CLIENT, text=seen.pool_id, client=seen.client_id)
    rows: list[tuple[Message, FormattedMessage]] = [(words.PROFILE, profile), (words.POOL, pool)]
    if seen.account is None:
        rows.append((words.SIGNED_IN, message(words.NOBODY_THERE)))
    else:
        who = message(words.WHO, account=seen.account)
        if seen.groups:
            names = Listed(tuple(seen.groups))
            who = message(words.WHO_WITH_GROUPS, account=seen.account, names=names)
        tokens = message(words.RENEWED_WHEN_NEEDED)
        if seen.left_s > 0:
            good = words.GOOD_WINDOW if seen.in_window else words.GOOD_COMMAND
            tokens = message(good, duration=duration(seen.left_s))
        rows += [(words.SIGNED_IN, who), (words.TOKENS, tokens)]
    if seen.aws is not None:
        rows.append((AWS, _of_aws(seen.aws)))
    labels = [translate(message(label)) for label, _ in rows]
    wide = max(map(_columns, labels)) + 3
    return [
        label + " " * (wide - _columns(label)) + translate(text)
        for label, (_, text) in zip(labels, rows, strict=True)
    ]


def _of_aws(seen: AwsSeen) -> FormattedMessage:
    """Which role the credentials have is known only where one was asked for."""
    from desktop_login.domain.aws_credentials import role_name
    from desktop_login.messages import aws as words
    from desktop_login.messages.durations import duration
    from desktop_login.messages.message import message

    if seen.left_s <= 0:
        return message(words.NO_CREDENTIALS_YET)
    left = duration(seen.left_s)
    if seen.role:
        return message(words.WITH_ROLE, name=role_name(seen.role), duration=left)
    if seen.preferred:
        return message(words.WITH_PREFERRED, name=role_name(seen.preferred), duration=left)
    return message(words.WITHOUT_ROLE, duration=left)


def _columns(text: str) -> int:
    """What a terminal needs: a Japanese character takes two."""
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)
