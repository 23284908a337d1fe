"""The sentences about a command line that means nothing."""

from __future__ import annotations

from desktop_login.messages.message import Message

# --- whatever the command is --------------------------------------------------------------
MISSING = Message("use.missing", "Missing: {names}")
NOT_UNDERSTOOD = Message("use.not_understood", "Not understood: {text}")
VALUE_MISSING = Message("use.value_missing", "{option} needs a value.")
NO_VALUE = Message("use.no_value", "{option} takes no value.")
NO_CHOICE = Message("use.no_choice", "“{text}” is not one of: {names}")
OF_OPTION = Message("use.of_option", "{option}: {text}")
NOT_TOGETHER = Message("use.not_together", "{option} does not go with {names}.")

# --- values -------------------------------------------------------------------------------
NO_NAME = Message("use.no_name", "“{text}” is no name of a user or a group.")
NO_PORT = Message("use.no_port", "“{text}” is not a port.")
NO_SECONDS = Message("use.no_seconds", "“{text}” is not a number of seconds.")
NO_HEADER = Message("use.no_header", "“{text}” is no name of a header.")
NO_ROLE = Message("use.no_role", "“{text}” is not the ARN of a role.")
NO_AWS_PROFILE = Message("use.no_aws_profile", "“{text}” is no name of an AWS profile.")
NO_VARIABLE = Message("use.no_variable", "“{text}” is no name for a variable with a token.")
NO_PROFILE = Message("use.no_profile", "“{text}” is no name of a profile.")

# --- of one command -----------------------------------------------------------------------
ANSWERS_FROM_TERMINAL = Message(
    "use.answers_from_terminal",
    "--answers-stdin reads a file or a pipe. On a terminal, leave it out.",
)
GROUP_OF_NOBODY = Message("use.group_of_nobody", "--group needs a --user before it.")
SIGNATURE_NEEDS_HEADER = Message(
    "use.signature_needs_header",
    "--sigv4 takes the header Authorization. Name another one with --header-name.",
)
BRAND_CHECK = Message("use.brand_check", "brand check takes one FILE.")
BRAND_PREVIEW = Message("use.brand_preview", "brand preview takes a FILE and a DIR.")
NOBODY_TO_CONFIRM = Message(
    "use.nobody_to_confirm",
    "“{field}” is asked for, and there is no terminal to ask on. To be asked nothing, add --yes.",
)
