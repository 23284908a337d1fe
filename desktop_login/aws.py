"""AWS credentials of who is signed in, for boto3: `boto3_session`, `credentials`. Needs an identity pool in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botocore.credentials import DeferredRefreshableCredentials

    from desktop_login.embedding.boto3_session import AwsSession
    from desktop_login.embedding.session import Session

__all__ = ["boto3_session", "credentials"]


def boto3_session(session: Session, role: str = "") -> AwsSession:
    """Return a `boto3.Session` whose credentials are renewed as long as the program runs.

    Its attribute `identity_id` is the id of the user in the identity pool, which is the name of
    their own folder in a bucket. The region is that of the settings.

    Args:
        session: Who is signed in.
        role: The ARN of one of the user's roles; empty for that of the settings, or else for the one
            that the identity pool chooses.

    Raises:
        LoginFailed: NO_IDENTITY_POOL.
    """
    from desktop_login.embedding.boto3_session import AwsSession
    from desktop_login.embedding.session import inside

    return AwsSession(inside(session), role)


def credentials(session: Session, role: str = "") -> DeferredRefreshableCredentials:
    """Return the same credentials for a client of your own; the arguments are those of `boto3_session`.

    They are asked for when they are used for the first time. botocore renews them 15 minutes before
    their end in the background, and 10 minutes before it waits for new ones. What is raised then is
    what `Session.token` raises.
    """
    from desktop_login.embedding.boto3_session import credentials_of
    from desktop_login.embedding.session import inside

    return credentials_of(inside(session), role)
