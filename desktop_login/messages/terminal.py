"""The sentences of a sign-in and a sign-out in the terminal."""

from __future__ import annotations

from desktop_login.messages.message import Message

CODE = Message("terminal.code", "Code")
FIELD = Message("terminal.field", "{field}")
THEIR_WORDS = Message("terminal.their_words", "{text}")
NO_SUCH_CHOICE = Message("terminal.no_such_choice", "Enter a number from 1 to {n}.")
REMEMBER_LEAD = Message(
    "terminal.remember_lead",
    "No code will be needed on this computer next time. Do not choose it on a shared computer.",
)
