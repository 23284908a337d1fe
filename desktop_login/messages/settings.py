"""The texts about settings, the files they stand in, and why no window can open."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.messages.browser_parts import SELF_CHECKS_BEYOND
from desktop_login.messages.message import Message

# --- settings and command line ------------------------------------------------------------
SETTING_WRONG = Message("setting_wrong", "{file}, line {line}: {setting} is not valid.")
SETTING_UNKNOWN = Message("setting_unknown", "{file}, line {line}: {setting} is unknown.")
SETTING_WRONG_NO_LINE = Message("setting_wrong_no_line", "{file}: {setting} is not valid.")
SETTING_MISSING = Message("setting_missing", "{file}: {setting} is missing.")
FILE_HAS_NO_POOL = Message("file_has_no_pool", "{file} contains no user pool settings.")
FILE_HAS_CLIENT_ONLY = Message(
    "file_has_client_only",
    "{file} names the app client {text}, but no user pool. Add the user pool ID to the file.",
)
FILE_HAS_POOL_ONLY = Message(
    "file_has_pool_only",
    "{file} names the user pool {text}, but no app client. Add the app client ID to the file.",
)
FILE_HAS_SEVERAL_POOLS = Message(
    "file_has_several_pools",
    "{file} contains several user pools: {names}. Choose one with --pool ID.",
)
POOL_OF_AN_EMULATOR = Message(
    "pool_of_an_emulator",
    "{file}: {text} is a pool of an emulator. Set {setting} to the emulator’s address on"
    " this computer, then import it again.",
)
POOL_NOT_IN_FILE = Message("pool_not_in_file", "{file} does not name the user pool {text}.")
POOL_ID_WRONG = Message(
    "pool_id_wrong",
    "{file}: the user pool ID is not valid. A user pool ID looks like us-east-1_AbCdEfGhI.",
)
SELF_CHECKS: Mapping[str, Message] = {
    "keychain": Message(
        "self_check.keychain", "The password store can save, read and delete a secret."
    ),
    "certificates": Message(
        "self_check.certificates",
        "A secure connection can be made, and an unknown certificate is refused.",
    ),
    "service": Message("self_check.service", "The description of the sign-in service can be read."),
    "proof": Message("self_check.proof", "Fast SRP arithmetic is available."),
    "files": Message("self_check.files", "Styles, translations and icons are in place."),
    **SELF_CHECKS_BEYOND,
}
SETTINGS_WRITTEN = Message("settings_written", "The settings were written to {file}.")
SETTINGS_WRITTEN_PROFILE = Message(
    "settings_written_profile", "The settings were written to {file}, profile “{name}”."
)
FILE_NOT_WRITTEN = Message("file_not_written", "{file} cannot be written.")
NO_SUCH_PROFILE = Message("no_such_profile", "There is no profile “{name}”. Profiles: {names}")
NO_PROFILES = Message("no_profiles", "There is no profile “{name}”: the settings have no profiles.")
FILE_NOT_ORDINARY = Message(
    "file_not_ordinary", "{file} is not an ordinary file. Copy its contents into one."
)
FILE_TOO_LARGE = Message(
    "file_too_large", "{file} is larger than {n} KB and was not read. Choose another file."
)
FILE_MISSING = Message("file_missing", "There is no file {file}. Check its name and folder.")
FILE_NOT_OPENED = Message(
    "file_not_opened", "{file} cannot be opened. Check that you have the right to read it."
)
FILE_UNREADABLE = Message(
    "file_unreadable", "{file}, line {line}: the file cannot be read as settings."
)
ENDPOINT_NOT_HTTPS = Message(
    "endpoint_not_https", "The endpoint must use https, or http on this computer."
)
ENDPOINT_OF_ENVIRONMENT = Message(
    "endpoint_of_environment",
    "With the sign-in method {text}, {setting} cannot come from the environment: the password"
    " would go there. Set endpoint_url in settings.toml, or use the method srp.",
)
ADMIN_NEEDS_PROFILE = Message(
    "admin_needs_profile",
    "The sign-in method admin needs an AWS profile that is named in the settings. Set {setting}.",
)
SECRET_NOT_FOR_ENDPOINT = Message(
    "secret_not_for_endpoint",
    "{file}, line {line}: {setting} is not used with an endpoint from the environment. Set it"
    " there too, or set endpoint_url in the file.",
)
NOT_FOR_A_FOLDER = Message(
    "not_for_a_folder",
    "{file}, line {line}: {setting} is ignored. A file of a folder can set only the user pool, the"
    " app client, the region and the method srp.",
)
ENDPOINT_NOT_IMPORTED = Message(
    "endpoint_not_imported",
    "{file}: {setting} is ignored, because a file must not decide where a password goes. If you"
    " trust it, set it in the environment, or endpoint_url in settings.toml.",
)
FOLDER_NOT_READ = Message(
    "folder_not_read",
    "The settings in {folder} were not used, because you have not agreed to them yet. Add"
    " --trust-folder to use them.",
)
PORT_TAKEN = Message("port_taken", "Port {n} cannot be used. Choose another with --port.")
NO_ORIGIN = Message(
    "no_origin",
    "“{origin}” is not the origin of a page. Write it as a browser does, for example"
    " http://localhost:5173.",
)
USER_TAKEN = Message(
    "user_taken", "The demo already has a user named “{name}”. Choose another name for --user."
)
NO_DISPLAY = Message(
    "no_display",
    "No display was found. Start the program on a desktop, or run desktop-login tour DIR to save"
    " pictures of its screens.",
)
LIBRARY_MISSING = Message(
    "library_missing",
    "No window can be opened, because the system library {name} is missing. To install what is"
    " missing: {text}",
)
LIBRARY_MISSING_SOMEHOW = Message(
    "library_missing_somehow",
    "No window can be opened, because the system library {name} is missing. Install it with the"
    " package manager of this system.",
)
QT_BROKEN = Message("qt_broken", "No window can be opened, because Qt cannot be loaded: {text}")
NO_FONT = Message(
    "no_font", "No window can be opened, because no font is installed. To install one: {text}"
)
NO_FONT_SOMEHOW = Message(
    "no_font_somehow",
    "No window can be opened, because no font is installed. Install one with the package manager"
    " of this system.",
)
NO_BUS = Message(
    "no_bus",
    "No session bus was found, so there is no password store. Start the program on a desktop, or in a"
    " terminal with dbus-run-session.",
)
NO_BUS_PROGRAM = Message(
    "no_bus_program",
    "No session bus was found, so there is no password store. Start the program on a desktop, or in a"
    " terminal with dbus-run-session; to install it: {text}",
)
