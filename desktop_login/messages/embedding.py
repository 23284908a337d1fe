"""The sentences of the errors that a program gets which is built on this library. They name no command and no window."""

from __future__ import annotations

from desktop_login.messages.message import Message

NOBODY = Message("embedding.nobody", "Nobody is signed in. Please sign in.")
ENDED = Message("embedding.ended", "The session of {account} has ended. Please sign in again.")
NO_POOL = Message("embedding.no_pool", "No user pool is configured for this program.")
NO_POOL_ANYWHERE = Message(
    "embedding.no_pool_anywhere",
    "No user pool is configured for this program: neither {file} nor the environment names one.",
)
OUR_MISTAKE = Message(
    "embedding.our_mistake", "Something went wrong while signing in ({text}). Try again."
)
NOT_VERIFIED = Message(
    "embedding.not_verified",
    "The sign-in could not be verified yet, because the keys of the user pool cannot be read.",
)
REDIRECT_REFUSED = Message(
    "embedding.redirect_refused",
    "The server redirects to another address. The token is not sent there.",
)
STOPPED = Message("embedding.stopped", "The sign-in was canceled.")
WINDOW_NEEDED = Message(
    "embedding.window_needed", "This account signs in with a step that only a window can do."
)
NO_IDENTITY_POOL = Message(
    "embedding.no_identity_pool", "No identity pool is configured, so there are no AWS credentials."
)
OTHER_BRAND = Message(
    "embedding.other_brand", "This program runs under the name {name}, and cannot have another."
)
