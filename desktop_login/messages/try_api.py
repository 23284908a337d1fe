"""The texts of the page on which a person tries out an API."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.api_presets import PresetName
from desktop_login.domain.api_refusals import SentToken
from desktop_login.messages.message import Message
from desktop_login.messages.pages import ID_TOKEN

TRY_API = Message("try_api.heading", "Try an API")

METHOD = Message("try_api.method", "Method")
ADDRESS = Message("try_api.address", "Address")
ADDRESS_EXAMPLE = Message("try_api.address_example", "https://api.example.com/v1/user")
BELOW_API = Message("try_api.below_api", "/v1/user, below {text}")
TOKEN = Message("try_api.token", "Token")
ACCESS_TOKEN = Message("try_api.access_token", "Access token")
AWS_SIGNATURE = Message("try_api.aws_signature", "AWS signature")
WITHOUT_TOKEN = Message("try_api.without_token", "No token")
HEADERS = Message("try_api.headers", "Headers")
HEADERS_EXAMPLE = Message("try_api.headers_example", "X-Tenant: orders")
BODY = Message("try_api.body", "Body")
SEND = Message("try_api.send", "Send")
SAVED_REQUESTS = Message("try_api.saved_requests", "Saved requests")
NONE_SAVED = Message("try_api.none_saved", "No request has been sent yet")
CLEAR_HISTORY = Message("try_api.clear_history", "Clear history")
COPY_AS_CURL = Message("try_api.copy_as_curl", "Copy as curl")
CURL_ELSEWHERE = Message(
    "try_api.curl_elsewhere", "{url} is not {text}. The line sends your token there when it is run."
)
COPY_ANYWAY = Message("try_api.copy_anyway", "Copy it all the same")
CURL_COPIED = Message("try_api.curl_copied", "Copied. No token is in it.")

STATUS = Message("try_api.status", "Status")
STATUS_LINE = Message("try_api.status_line", "{name}, {t}, {size}")
MILLISECONDS = Message("try_api.milliseconds", "{n} ms")
BYTES = Message("try_api.bytes", "{n} bytes")
KILOBYTES = Message("try_api.kilobytes", "{n} kB")
RENEWED = Message("try_api.renewed", "The token was renewed, and the request sent once more.")
REPLY = Message("try_api.reply", "Reply")
REPLY_HEADERS = Message("try_api.reply_headers", "Reply headers")
SHOW_ALL = Message("try_api.show_all", "Show all")
LARGER = Message("try_api.larger", "The first 1 MB is shown. Save the reply to see all of it.")
CUT = Message("try_api.cut", "The reply is larger than {n} MB. The rest was not read.")
COPY_REPLY = Message("try_api.copy_reply", "Copy reply")
REPLY_COPIED = Message("try_api.reply_copied", "Reply copied.")
SAVE_REPLY = Message("try_api.save_reply", "Save reply…")
REPLY_SAVED = Message("try_api.reply_saved", "Reply saved.")
CANCELLED = Message(
    "try_api.cancelled", "Canceled. The request may have been carried out all the same."
)
SEND_THERE = Message("try_api.send_there", "Send the token there")
FOLLOW = Message("try_api.follow", "Follow")
FOLLOW_WITHOUT = Message("try_api.follow_without", "Go there without a token")

TOKENS: Mapping[SentToken, Message] = {
    SentToken.ID: ID_TOKEN,
    SentToken.ACCESS: ACCESS_TOKEN,
    SentToken.SIGNATURE: AWS_SIGNATURE,
    SentToken.NONE: WITHOUT_TOKEN,
}
PRESETS: Mapping[PresetName, Message] = {
    PresetName.USER: Message("try_api.preset_user", "Who I am"),
    PresetName.ADMIN: Message("try_api.preset_admin", "What only an administrator may"),
    PresetName.READ_FILE: Message("try_api.preset_read_file", "My file, through the API"),
    PresetName.OBJECT: Message("try_api.preset_object", "My file, from the bucket"),
}
