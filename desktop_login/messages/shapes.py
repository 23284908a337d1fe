"""What a valid value of each setting looks like. Imported only when a value is refused."""

from __future__ import annotations

from desktop_login.messages.message import Message

SHAPED = Message("setting_wrong_shaped", "{file}, line {line}: {setting} is not valid. {shape}")
SHAPED_NO_LINE = Message("setting_wrong_shaped_no_line", "{file}: {setting} is not valid. {shape}")
SHAPED_NOT_SAVED = Message(
    "setting_not_saved_shaped", "{setting} is not valid, so nothing was saved. {shape}"
)
REGION_SHAPE = Message(
    "shape.region", "It looks like us-east-1, and is the region of the user pool."
)
ONE_OF_SHAPE = Message("shape.one_of", "Write one of these: {names}.")
NUMBER_SHAPE = Message("shape.number", "Write a whole number from {low} to {high}.")
ADDRESS_SHAPE = Message("shape.address", "It looks like https://login.example.com/path.")
LINE_SHAPE = Message("shape.line", "Write one line of at most {n} characters.")
COLOUR_SHAPE = Message("shape.colour", "Write a color like #1e7a46.")
PROFILE_SHAPE = Message("shape.profile", "Write the name of a profile that the file has.")
PROFILES_SHAPE = Message(
    "shape.profiles",
    "Write each profile as a table, [profiles.NAME], with a name of at most {n} characters.",
)
BRAND_SHAPE = Message(
    "shape.brand", "Write the name of a brand file of this computer, or a table [brand]."
)
FILE_SHAPE = Message(
    "shape.file", "Write the name of a file of this computer, of at most {n} characters."
)
DOMAIN_SHAPE = Message(
    "shape.domain", "It looks like https://acme.auth.us-east-1.amazoncognito.com, without a path."
)
REDIRECTS_SHAPE = Message(
    "shape.redirects", "Write addresses of this computer with a port, like {text}."
)
SCOPES_SHAPE = Message("shape.scopes", "Write names of scopes, and openid among them.")
PROVIDERS_SHAPE = Message(
    "shape.providers",
    "Write at most eight providers of the pool, each as NAME or as NAME=what the button says.",
)
