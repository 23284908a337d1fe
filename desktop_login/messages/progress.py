"""The texts of what goes on by itself, and of what follows from an answer: checking, ways to sign in, ways out."""

from __future__ import annotations

from desktop_login.messages.message import Message

# --- connecting a pool --------------------------------------------------------------------
CONTINUE_ANYWAY = Message("progress.continue_anyway", "Continue anyway")
