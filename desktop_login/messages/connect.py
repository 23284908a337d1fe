"""The texts of the page that connects a user pool, and of what a file or a folder names."""

from __future__ import annotations

from desktop_login.messages.message import Message

# --- connect a pool -----------------------------------------------------------------------
CONNECT_POOL = Message("connect_pool", "Connect a user pool")
TELL_WHICH_POOL = Message("tell_which_pool", "Tell us which Cognito user pool to use.")
POOL_ID = Message("pool_id", "User pool ID")
CLIENT_ID = Message("client_id", "App client ID")
CLIENT_SECRET = Message("client_secret", "Client secret")
OPTIONAL = Message("optional", "optional")
IMPORT_FILE = Message("import_file", "Import file")
CHECK_CONNECTION = Message("check_connection", "Check connection")
POOL_READ = Message("pool_read", "Read from {file}: user pool {pool}, app client {client}.")
POOL_READ_FROM_PART = Message(
    "pool_read_from_part", "Read from {file} ({where}): user pool {pool}, app client {client}."
)
LINE = Message("line", "line {n}")
POOL_ID_SHAPE = Message("pool_id_shape", "A user pool ID looks like us-east-1_AbCdEfGhI.")
CLIENT_ID_SHAPE = Message("client_id_shape", "An app client ID has only letters and digits.")
SECRET_SHAPE = Message("secret_shape", "A client secret has 24 to 64 characters.")
IMPORTABLE_FILES = Message("importable_files", "Settings of a user pool")
ALL_FILES = Message("all_files", "All files")
GO_ON_ANYWAY = Message(
    "go_on_anyway",
    "Some settings look wrong. Fix them, or choose Continue anyway to use them as they are.",
)
SECRET_NOT_STORED = Message(
    "secret_not_stored",
    "The client secret couldn’t be kept in your password store, so nothing was saved."
    " Unlock the password store, or use an app client without a secret.",
)
SECRET_CAN_WAIT = Message(
    "secret_can_wait",
    "Choose Continue again to save everything else. Then set {setting} in the"
    " environment, or enter the secret here once your password store works.",
)
SECRET_LEFT_OUT = Message(
    "secret_left_out",
    "The client secret couldn’t be kept in your password store; everything else was"
    " saved. Set {setting} in the environment, or import the file again once your"
    " password store works.",
)
READING_FILE = Message("reading_file", "Reading the file…")
CHOOSE_POOL = Message("choose_pool", "{file} contains several user pools. Choose one.")
POOL_CHOICE = Message("pool_choice", "User pool {pool}, app client {client}")
POOL_CHOICE_IN = Message("pool_choice_in", "User pool {pool}, app client {client}, in {where}")
POOL_CHOICE_CLIENT = Message("pool_choice_client", "App client {client}")
POOL_CHOICE_CLIENT_IN = Message("pool_choice_client_in", "{where} · app client {client}")
USE_THIS_POOL = Message("use_this_pool", "Use this user pool")
ASK_FOREIGN_ISSUER = Message(
    "ask_foreign_issuer",
    "Tokens of this pool would be checked with keys of {host}. Use them only if you know whose"
    " address that is.",
)
USE_THESE_KEYS = Message("use_these_keys", "Use these keys")
ISSUER_NOT_ACCEPTED = Message(
    "issuer_not_accepted",
    "Tokens of this pool would be checked with keys of {host}. If that is right, add"
    " --accept-issuer; nothing was saved.",
)
PROFILE_OF_SETTINGS = Message("profile_of_settings", "User pool")
CDK_LINE = Message("cdk_line", "In the CDK stack: {text}")
TRY_THE_DEMO = Message("try_the_demo", "Try the demo")

# --- settings of the working folder -------------------------------------------------------
ASK_FOLDER = Message("ask_folder", "Use the settings of this folder?")
ABOUT_FOLDER = Message(
    "about_folder",
    "The folder in which the app was started contains settings. They decide which user pool you"
    " sign in to, so use them only if you know where they come from.",
)
USE_FOLDER = Message("use_folder", "Use this folder’s settings")
MORE_THAN_ONE = Message("more_than_one", "{first}\n\n{second}")
