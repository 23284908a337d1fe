"""What a good value of a setting looks like, said where one is refused. Loaded only then."""

from __future__ import annotations

from desktop_login.messages.message import Text

SHAPED = Text("setting_wrong_shaped", "{file}, line {line}: {setting} is not valid. {shape}")
SHAPED_NO_LINE = Text("setting_wrong_shaped_no_line", "{file}: {setting} is not valid. {shape}")
SHAPED_NOT_SAVED = Text(
    "setting_not_saved_shaped", "{setting} is not valid, so nothing was saved. {shape}"
)
REGION_SHAPE = Text("shape.region", "It looks like us-east-1, and is the region of the user pool.")
ONE_OF_SHAPE = Text("shape.one_of", "Write one of these: {names}.")
NUMBER_SHAPE = Text("shape.number", "Write a whole number from {low} to {high}.")
ADDRESS_SHAPE = Text("shape.address", "It looks like https://login.example.com/path.")
LINE_SHAPE = Text("shape.line", "Write one line of at most {n} characters.")
COLOUR_SHAPE = Text("shape.colour", "Write a colour like #1e7a46.")
PROFILE_SHAPE = Text("shape.profile", "Write the name of a profile that the file has.")
PROFILES_SHAPE = Text(
    "shape.profiles",
    "Write each profile as a table, [profiles.NAME], with a name of at most {n} characters.",
)
