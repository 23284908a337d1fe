"""The texts around the pages: the bar at the top, its menus, and the pages that are opened from them."""

from __future__ import annotations

from desktop_login.messages.message import Message

# --- the bar ------------------------------------------------------------------------------
TOP_BAR = Message("frame.top_bar", "User pool and account")
POOLS = Message("frame.pools", "User pool: {name}")
MENU = Message("frame.menu", "Menu")
NO_POOL_YET = Message("frame.no_pool_yet", "No user pool yet")
DEMO = Message("frame.demo", "Demo")
PROFILE_SIGNED_IN_AS = Message("frame.profile_signed_in_as", "signed in as {email}")
PROFILE_SIGNED_IN = Message("frame.profile_signed_in", "signed in")
PROFILE_SIGNED_OUT = Message("frame.profile_signed_out", "signed out")
ADD_POOL = Message("frame.add_pool", "Add a pool…")
EDIT_POOL = Message("frame.edit_pool", "Edit this pool…")
CHECK_POOL = Message("frame.check_pool", "Check connection")
REMOVE_POOL = Message("frame.remove_pool", "Remove this pool…")
TRY_DEMO = Message("frame.try_demo", "Try the demo")
LEAVE_DEMO = Message("frame.leave_demo", "Leave the demo")
SETTINGS = Message("frame.settings", "Settings")
SHORTCUTS = Message("frame.shortcuts", "Keyboard shortcuts")
ABOUT = Message("frame.about", "About")
TRY_API_MENU = Message("try_api.menu", "Try an API…")
SIGN_OUT_EVERYWHERE_MENU = Message("frame.sign_out_everywhere", "Sign out everywhere…")

# --- add, edit, remove a pool ---------------------------------------------------------------
ADD_A_POOL = Message("frame.add_a_pool", "Add a user pool")
EDIT_POOL_HEADING = Message("frame.edit_pool_heading", "Edit this user pool")
POOL_NAME = Message("frame.pool_name", "Name")
POOL_NAME_EXAMPLE = Message("frame.pool_name_example", "production")
POOL_NAME_SHAPE = Message("frame.pool_name_shape", "Enter a name of up to {n} characters.")
POOL_NAME_TAKEN = Message("frame.pool_name_taken", "There’s already a user pool called {name}.")
REMOVE_THIS_POOL = Message("frame.remove_this_pool", "Remove")
ASK_REMOVE_POOL = Message(
    "frame.ask_remove_pool",
    "Remove {name}? Its settings are deleted from this computer and you are signed out here. The"
    " user pool itself and its accounts stay as they are.",
)
POOL_REMOVED = Message("frame.pool_removed", "{name} was removed from this computer.")

# --- while a stored session is read ----------------------------------------------------------
OPENING_SESSION = Message("opening_session", "Opening your session…")

# --- settings -------------------------------------------------------------------------------
LOOK = Message("frame.look", "Language and look")
LANGUAGE = Message("frame.language", "Language")
APPEARANCE = Message("frame.appearance", "Appearance")
AS_THE_SYSTEM = Message("frame.as_the_system", "Same as the system")
LIGHT = Message("frame.light", "Light")
DARK = Message("frame.dark", "Dark")
HIGH_CONTRAST = Message("frame.high_contrast", "High contrast")
PRIVACY = Message("frame.privacy", "Clipboard and log")
CLEAR_CLIPBOARD = Message("frame.clear_clipboard", "Clear a copied token from the clipboard after")
LOG_LEVEL = Message("frame.log_level", "What the log keeps (never a password or a token)")
LOG_WARNING = Message("frame.log_warning", "Only what went wrong")
LOG_INFO = Message("frame.log_info", "What happened (usual)")
LOG_DEBUG = Message("frame.log_debug", "Every detail, for support")
USER_POOLS = Message("frame.user_pools", "User pools")
SHOW_POOL = Message("frame.show_pool", "Switch to this pool")
SHOW_THIS_POOL = Message("frame.show_this_pool", "Switch to {name}")

# --- about ----------------------------------------------------------------------------------
VERSION = Message("frame.version", "Version {version}")
PROGRAM = Message("frame.program", "Desktop Login")
MADE_WITH = Message(
    "frame.made_with", "Made with Desktop Login {version}, free software under the MIT license."
)
OWN_LICENCE = Message("frame.own_licence", "Free software under the MIT license.")
LICENCES = Message("frame.licences", "Made with")
OPEN_LOG_FOLDER = Message("frame.open_log_folder", "Open log folder")
COPY_REPORT = Message("frame.copy_report", "Copy report")
COLLECTING_REPORT = Message("frame.collecting_report", "Collecting…")
ABOUT_REPORT = Message(
    "frame.about_report",
    "The report says which version this is and what works on this computer. It contains no secret.",
)
REPORT_COPIED = Message("frame.report_copied", "The report is on the clipboard.")
NO_REPORT = Message("frame.no_report", "The report couldn’t be made ({text}).")

# --- keyboard shortcuts ---------------------------------------------------------------------
KEYS_EVERYWHERE = Message("frame.keys_everywhere", "Everywhere")
KEYS_IN_FORMS = Message("frame.keys_in_forms", "In forms")
KEYS_SIGNED_IN = Message("frame.keys_signed_in", "While you are signed in")
KEY_SHORTCUTS = Message("frame.key_shortcuts", "Show this page")
KEY_SETTINGS = Message("frame.key_settings", "Open the settings")
KEY_POOLS = Message("frame.key_pools", "Choose a user pool")
KEY_MENU = Message("frame.key_menu", "Open the menu")
KEY_SIGN_OUT = Message("frame.key_sign_out", "Sign out")
KEY_CLOSE = Message("frame.key_close", "Close the window")
KEY_QUIT = Message("frame.key_quit", "Quit")
KEY_SUBMIT = Message("frame.key_submit", "Send the form")
KEY_BACK = Message("frame.key_back", "Go back")
KEY_NEXT = Message("frame.key_next", "Go to the next field")
KEY_LETTERS = Message("frame.key_letters", "Press a button by the letter in its tooltip")
KEY_COPY_TOKEN = Message("frame.key_copy_token", "Copy the ID token")
KEY_REFRESH = Message("frame.key_refresh", "Refresh the token now")
KEY_FILTER = Message("frame.key_filter", "Filter the claims")
KEY_TRY_API = Message("try_api.key", "Try an API")
KEY_SEND_REQUEST = Message("try_api.key_send", "Send the request on “Try an API”")
KEY_SEGMENTS = Message("frame.key_segments", "Go to a part of the token")
KEY_CLAIM_MENU = Message("frame.key_claim_menu", "Open the menu of a claim")

# --- settings: running without a window -----------------------------------------------------
RUNNING = Message("frame.running", "Running in the tray")
WHEN_CLOSED = Message("frame.when_closed", "When the window is closed while you are signed in")
WHEN_CLOSED_ASK = Message("frame.when_closed.ask", "Ask me")
WHEN_CLOSED_KEEP = Message("frame.when_closed.keep", "Keep running, with an icon in the tray")
WHEN_CLOSED_QUIT = Message("frame.when_closed.quit", "Quit")
START = Message("frame.start", "Start")
START_BY_HAND = Message("frame.start.by_hand", "When I open it")
START_WITH_DESKTOP = Message(
    "frame.start.with_desktop", "When I log in to this computer, in the tray"
)
NOT_IN_DEMO = Message("frame.not_in_demo", "What is chosen in the demo ends with it.")
NO_TRAY = Message("frame.no_tray", "This desktop shows no tray icons.")
START_NOT_CHANGED = Message(
    "frame.start_not_changed", "How the program is started couldn’t be changed ({text})."
)

# --- welcome --------------------------------------------------------------------------------
SIGN_IN_TO_A_POOL = Message("frame.sign_in_to_a_pool", "Sign in to an Amazon Cognito user pool.")
CHOOSE_A_FILE = Message("frame.choose_a_file", "Drop or choose a file")
CHOOSE_A_FILE_LINE = Message(
    "frame.choose_a_file_line", "CDK outputs, amplify_outputs.json, .env and others"
)
TYPE_THE_IDS = Message("frame.type_the_ids", "Type the IDs")
TYPE_THE_IDS_LINE = Message("frame.type_the_ids_line", "Or paste the address of the pool")
LOOK_AROUND = Message("frame.look_around", "Just look around")
LOOK_AROUND_LINE = Message("frame.look_around_line", "A demo with users of its own")
OTHER_WAYS = Message("frame.other_ways", "Other ways to begin")
WHERE_THE_IDS_ARE = Message(
    "frame.where_the_ids_are",
    "Both IDs are in the AWS console: Cognito → User pools → your pool → Overview, and App clients.",
)
POOL_ID_EXAMPLE = Message("frame.pool_id_example", "us-east-1_AbCdEfGhI")
CLIENT_ID_EXAMPLE = Message("frame.client_id_example", "1example23456789")

# --- account chooser ------------------------------------------------------------------------
WHO_IS_SIGNING_IN = Message("frame.who_is_signing_in", "Who is signing in?")
ANOTHER_ACCOUNT = Message("frame.another_account", "Use another account")
PASSWORD_NEEDED = Message("frame.password_needed", "Password needed")
REMOVE_FROM_LIST = Message("frame.remove_from_list", "Remove an account from this list")
REMOVE_ACCOUNT = Message("frame.remove_account", "Remove {name}")
ACCOUNT_REMOVED = Message("frame.account_removed", "{name} was removed from this list.")
UNDO = Message("frame.undo", "Undo")
DONE = Message("frame.done", "Done")
