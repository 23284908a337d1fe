"""The sentences of a sign-in and a sign-out in the terminal."""

from __future__ import annotations

from desktop_login.messages.message import Message

# --- questions ----------------------------------------------------------------------------
SIGN_IN_TO = Message("terminal.sign_in_to", "Sign in to {name} ({text})")
SIGN_IN_TO_POOL = Message("terminal.sign_in_to_pool", "Sign in to {text}")
PROMPT = Message("terminal.prompt", "{field}: ")
PROMPT_OR_AGAIN = Message("terminal.prompt_or_again", "{field} (r sends it again): ")
PROMPT_OR_SKIP = Message("terminal.prompt_or_skip", "{field} (r sends it again, Enter skips): ")
CODE = Message("terminal.code", "Code")
NUMBER = Message("terminal.number", "Number")
FIELD = Message("terminal.field", "{field}")
THEIR_WORDS = Message("terminal.their_words", "{text}")
NO_SUCH_CHOICE = Message("terminal.no_such_choice", "Enter a number from 1 to {n}.")
YES_OR_NO = Message("terminal.yes_or_no", "{text} [y/N] ")
REMEMBER_LEAD = Message(
    "terminal.remember_lead",
    "No code will be needed on this computer next time. Do not choose it on a shared computer.",
)

# --- how it ends --------------------------------------------------------------------------
KEPT = Message(
    "terminal.kept", "Signed in as {account}. The session is kept in the system’s keychain."
)
ALREADY = Message("terminal.already", "{account} is signed in already.")
SOMEBODY_ELSE = Message(
    "terminal.somebody_else",
    "{account} is signed in here. Sign out first: desktop-login sign-out{option}",
)
STOPPED = Message("terminal.stopped", "Nobody was signed in.")
NOBODY_TO_ASK = Message(
    "terminal.nobody_to_ask", "“{field}” is asked for, and there is no terminal to ask on."
)
NO_MORE_LINES = Message(
    "terminal.no_more_lines", "“{field}” is asked for, and standard input has no more lines."
)
LINE_UNFIT = Message(
    "terminal.line_unfit",
    "The line for “{field}” on standard input is not UTF-8, or is longer than {n} bytes.",
)
WINDOW_NEEDED = Message(
    "terminal.window_needed", "This step needs the window. Run: desktop-login{option}"
)
WOULD_BE_LOST = Message(
    "terminal.would_be_lost",
    "{why} Without the keychain, this sign-in would be lost when the command ends.",
)
SIGNED_OUT = Message(
    "terminal.signed_out", "Signed out. An ID token that was copied stays valid until {time}."
)
NOBODY_WAS_SIGNED_IN = Message("terminal.nobody_was_signed_in", "Nobody is signed in.")
