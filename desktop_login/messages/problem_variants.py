"""The sentences that replace one of `problems` where more is known of the case."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.errors import ErrorCode
from desktop_login.messages.message import Message

P = ErrorCode
# Used instead if the service named the destination of the code.
WITH_DESTINATION: Mapping[ErrorCode, Message] = {
    P.NOT_CONFIRMED: Message(
        "problem_with_destination.not_confirmed",
        "Confirm your email first. We sent a code to {dest}.",
    ),
    P.RESET_REQUIRED: Message(
        "problem_with_destination.reset_required",
        "You must reset your password. We sent a code to {dest}.",
    ),
}
# Used instead if people sign in with a user name: an e-mail may not have been sent.
WITH_USERNAME_AND_DESTINATION: Mapping[ErrorCode, Message] = {
    P.NOT_CONFIRMED: Message(
        "username_not_confirmed.destination",
        "Confirm your account first. We sent a code to {dest}.",
    ),
}
# Used instead if the access token lacks the scope.
FOR_WANT_OF_SCOPE: Mapping[ErrorCode, Message] = {
    P.DEVICE_NOT_REMEMBERED: Message(
        "problem_of_scope.device_not_remembered",
        "You’re signed in, but this computer couldn’t be remembered: your session doesn’t"
        " include the scope {name}. You may have to sign in again in about an hour.",
    ),
    P.NOT_EVERYWHERE: Message(
        "problem_of_scope.not_everywhere",
        "You couldn’t be signed out everywhere, because your session didn’t include the scope"
        " {name}. You’re signed out on this computer.",
    ),
}
# Used instead if an environment variable replaces the system's certificates.
CERTIFICATES_ELSEWHERE = Message(
    "certificates_elsewhere",
    "The secure connection failed with the certificates from {name}. Remove {name} to use"
    " the certificate store of this system, where a company’s own certificate belongs.",
)
# Used instead if people sign in with a user name.
WITH_USERNAME: Mapping[ErrorCode, Message] = {
    P.WRONG_CREDENTIALS: Message("wrong_username", "The username or password is incorrect."),
    P.OTHER_SPELLING: Message(
        "wrong_username.other_spelling",
        "The username or password is incorrect. Upper and lower case may matter: try {name}.",
    ),
    P.USERNAME_TAKEN: Message(
        "username_taken", "An account with this username already exists. Sign in instead?"
    ),
    P.NOT_CONFIRMED: Message(
        "username_not_confirmed", "Confirm your account first. We sent you a code."
    ),
}
