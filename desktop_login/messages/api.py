"""The words about requests to an API: why one is not sent, what came back, and what a refusal means."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.api_refusals import Explanation, Meaning, Remedy, SentToken
from desktop_login.domain.api_request import RequestError
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.messages.durations import duration
from desktop_login.messages.message import FormattedMessage, Listed, Message, message
from desktop_login.messages.select import message_of_error

NONE = Message("api.none", "none")

FAULTS: Mapping[RequestError, Message] = {
    RequestError.ADDRESS: Message(
        "api.no_address", "“{url}” is no address. It looks like https://api.example.com/v1/user."
    ),
    RequestError.INSECURE: Message("api.insecure", "A token is sent over https only."),
    RequestError.ELSEWHERE: Message(
        "api.elsewhere", "{url} is not {text}. Your token was not sent there."
    ),
    RequestError.METHOD: Message("api.no_method", "“{name}” is no method. It looks like GET."),
    RequestError.HEADER: Message(
        "api.no_header",
        "A header cannot be sent. It looks like “Name: value”; Host, Connection and Content-Length"
        " are set by the program.",
    ),
    RequestError.TOO_LARGE: Message(
        "api.too_large", "A request holds at most 10 MB, and 64 KB of headers."
    ),
    RequestError.SERVICE: Message(
        "api.no_service", "No AWS service has such a name. It looks like execute-api or s3."
    ),
}
ELSEWHERE_IN_COMMAND = Message(
    "api.elsewhere_command",
    "{url} is not {text}. Add --any-origin to send your token there, or --token none.",
)
UNREACHED = Message("api.unreached", "{url} can’t be reached. Check the address and your network.")
LOST = Message(
    "api.lost", "The connection to {url} was lost. The request may have been carried out."
)
REDIRECTED = Message(
    "api.redirected",
    "The reply points to {url}. It was not followed, and nothing was sent there.",
)
REPLY_TOO_LARGE = Message(
    "api.reply_too_large", "The reply is larger than {n} MB. Save it to a file: --output FILE"
)
REPLY_NOT_SAVED = Message(
    "api.reply_not_saved", "The reply is larger than {n} MB, and was not saved."
)
DATA_UNREADABLE = Message("api.data_unreadable", "{file} can’t be read: {text}")
TRY = Message("api.try", "{text} (Try: {option})")

SENTENCES: Mapping[Meaning, Message] = {
    Meaning.EXPIRED: Message("api.expired", "The token had expired at {date}."),
    Meaning.CLOCK: Message(
        "api.clock",
        "This computer’s clock is off by {m}; the API took the token for one from the future.",
    ),
    Meaning.AUDIENCE: Message(
        "api.audience", "The API expects another app client. This token is for {names}."
    ),
    Meaning.ISSUER: Message(
        "api.issuer", "The API trusts another user pool. This token is from {names}."
    ),
    Meaning.SCOPE: Message(
        "api.scope", "Most likely a scope is missing. The access token has: {names}."
    ),
    Meaning.WANTS_ID_TOKEN: Message("api.wants_id", "Most likely this API wants the ID token."),
    Meaning.WANTS_SCOPE: Message(
        "api.wants_scope",
        "Most likely this API asks for a scope, which only an access token can have.",
    ),
    Meaning.NO_TOKEN: Message("api.no_token", "The API saw no token in the header it looks at."),
    Meaning.NO_SUCH_PLACE: Message(
        "api.no_such_place", "There is no such method and path, or it wants an AWS signature."
    ),
    Meaning.WANTS_SIGNATURE: Message(
        "api.wants_signature", "This API wants an AWS signature, not a token."
    ),
    Meaning.ROLE: Message(
        "api.role", "Your AWS role {name} is not allowed to call this. Your groups: {names}."
    ),
    Meaning.SIGNATURE: Message(
        "api.signature",
        "AWS refused the signature: the clock, the region or the credentials are off.",
    ),
    Meaning.GROUP: Message("api.group", "Most likely a group is missing. Your groups: {names}."),
    Meaning.FIREWALL: Message(
        "api.firewall", "A firewall or CloudFront refused this, not the API."
    ),
}

BUTTONS: Mapping[Remedy, Message] = {
    Remedy.RENEW: Message("api.renew", "Renew and send again"),
    Remedy.SEND_ID_TOKEN: Message("api.send_id", "Send with the ID token"),
    Remedy.SEND_ACCESS_TOKEN: Message("api.send_access", "Send with the access token"),
    Remedy.SIGN: Message("api.sign", "Sign with AWS"),
}


def message_of(explanation: Explanation, *, date: str = "") -> FormattedMessage:
    """Return the sentence; `date` is when the token expired, in the reader's words."""
    names = Listed(explanation.names) if explanation.names else NONE
    return message(
        SENTENCES[explanation.meaning],
        names=names,
        name=explanation.role,
        date=date,
        m=duration(explanation.seconds),
    )


# What a command is told to do about it.
_OPTIONS: Mapping[Remedy, str] = {
    Remedy.SEND_ID_TOKEN: "--token id",
    Remedy.SEND_ACCESS_TOKEN: "--token access",
    Remedy.SIGN: "--sigv4",
}


def message_with_option(
    explanation: Explanation, *, date: str, token: SentToken
) -> FormattedMessage:
    """Return the sentence, for a command also with the option that may help.

    `token` is what was asked for: one that went along unseen was in another header.
    """
    text = message_of(explanation, date=date)
    option = _OPTIONS.get(explanation.remedy) if explanation.remedy is not None else None
    if explanation.meaning is Meaning.NO_TOKEN and token is not SentToken.NONE:
        option = "--header-name Authorization"
    return message(TRY, text=text, option=option) if option else text


def message_of_fault(
    request_error: RequestError, *, url: str, origin: str, method: str, api_url: str
) -> FormattedMessage:
    """Return why a request is not sent; `origin` is that of its URL."""
    shown = origin if request_error is RequestError.ELSEWHERE else url
    return message(FAULTS[request_error], url=shown, text=api_url, name=method)


def message_of_failure(error_info: AuthErrorInfo, origin: str) -> FormattedMessage:
    """Return why there was no reply."""
    if error_info.code is ErrorCode.NO_CONNECTION:
        return message(UNREACHED, url=origin)
    if error_info.code is ErrorCode.CONNECTION_LOST:
        return message(LOST, url=origin)
    return message_of_error(error_info)
