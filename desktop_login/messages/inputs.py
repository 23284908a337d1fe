"""The texts of what forms say by themselves: after a pause, below a field, about an address."""

from __future__ import annotations

from desktop_login.messages.message import Message

TRY_AGAIN_NOW = Message("inputs.try_again_now", "You can try again now.")

# --- sign in ------------------------------------------------------------------------------
NOT_BY_THE_RULES = Message(
    "inputs.not_by_the_rules", "This doesn’t meet the rules for new passwords."
)
PERHAPS_FORGOTTEN = Message(
    "inputs.perhaps_forgotten", "{problem} You can choose a new password with “{link}”."
)

# --- around sign-up -----------------------------------------------------------------------
ACCOUNT_CONFIRMED = Message("inputs.account_confirmed", "Your account is confirmed.")
CHANGE_ADDRESS = Message("inputs.change_address", "Change address")

# --- account ------------------------------------------------------------------------------
SIGN_IN_SECTION = Message("inputs.sign_in_section", "Sign-in")
DANGER_SECTION = Message("inputs.danger_section", "Danger zone")
ON_EVERY_DEVICE = Message("inputs.on_every_device", "Every device that is signed in")
FOR_GOOD = Message("inputs.for_good", "This account and all of its data")

# --- demo panel ---------------------------------------------------------------------------
DEMO_USER_COUNT = Message("inputs.demo_user_count", "Demo users ({n})")
DEMO_ORDINARY = Message("inputs.demo_ordinary", "Ordinary")
DEMO_SECOND_STEP = Message("inputs.demo_second_step", "With a second step")
DEMO_TROUBLE = Message("inputs.demo_trouble", "With trouble")
DEMO_CHOSEN = Message("inputs.demo_chosen", "{text} (chosen)")
DEMO_SIGN_OUT_FIRST = Message("inputs.demo_sign_out_first", "Sign out and try")
DEMO_TRY_ANOTHER = Message("inputs.demo_try_another", "Choose a user to sign out and try.")
DEMO_SIGNED_IN = Message("inputs.demo_signed_in", "{text} (signed in)")
USE_CODE = Message("inputs.use_code", "Use code")

# --- connecting a pool --------------------------------------------------------------------
SHOW_SECRET = Message("inputs.show_secret", "Show client secret")
HIDE_SECRET = Message("inputs.hide_secret", "Hide client secret")
FILES_THAT_WORK = Message(
    "inputs.files_that_work",
    "Files that work: CDK outputs, amplify_outputs.json, aws-exports, .env, or a settings.toml.",
)
