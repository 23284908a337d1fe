"""The sentences of the command line only: a use that means nothing, and what `doctor` found."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.messages.message import Message

COMMAND_UNKNOWN = Message(
    "cli.command_unknown", "There is no command “{name}”. The commands are: {names}."
)
OPTION_ELSEWHERE = Message(
    "cli.option_elsewhere", "{option} does not go with {name}. It belongs to: {names}."
)
OPTION_NEEDS_COMMAND = Message("cli.option_needs_command", "{option} belongs to: {names}.")
FLAG_WITH_COMMAND = Message(
    "cli.flag_with_command", "{option} is a command itself, and does not go with {name}."
)
FLAGS_EXCLUDE = Message("cli.flags_exclude", "Only one of these can be used: {options}.")
FOLDER_NOT_LOOKED_AT = Message(
    "cli.folder_not_looked_at",
    "--trust-folder does not go with --settings: no file of the folder is read then.",
)
TOUR_NEEDS_DEMO = Message(
    "cli.tour_needs_demo", "--tour needs --demo. Or run: desktop-login tour DIR"
)
NO_POOL_TO_CHECK = Message(
    "no_pool_to_check",
    "No user pool is configured yet. Run desktop-login to connect one in the window, or:"
    " desktop-login import FILE",
)
NO_HOME_FOLDER = Message(
    "cli.no_home_folder",
    "This user has no home folder, so there is no place for settings. Set HOME to a folder, or"
    " XDG_CONFIG_HOME, XDG_DATA_HOME and XDG_STATE_HOME.",
)

# In place of the sentence of a part in `settings.SELF_CHECKS` when that part does not work.
DOCTOR_FAILED: Mapping[str, Message] = {
    "keychain": Message(
        "doctor.no_keychain", "The password store cannot save, read and delete a secret."
    ),
    "certificates": Message(
        "doctor.no_certificates",
        "No secure connection can be made, or an unknown certificate is not refused.",
    ),
    "service": Message(
        "doctor.no_service", "The description of the sign-in service cannot be read."
    ),
    "proof": Message("doctor.no_proof", "Fast SRP arithmetic is not available."),
    "files": Message("doctor.no_files", "Styles, translations or icons are missing."),
    "browser": Message("doctor.no_browser", "The browser cannot return to this computer."),
    "passkeys": Message("doctor.no_passkeys", "Security keys cannot be used."),
}
DOCTOR_VERSION = Message("doctor.version", "Version {version}, Python {python}, {system}")
DOCTOR_SETTINGS = Message("doctor.settings", "Settings: {file}")
DOCTOR_PROFILE = Message("doctor.profile", "Profile “{name}” is in use. Profiles: {names}.")
DOCTOR_POOL = Message("doctor.pool", "User pool {text}, app client {client}")
DOCTOR_NO_POOL = Message("doctor.no_pool", "No user pool is configured yet.")
DOCTOR_ORIGIN = Message("doctor.origin", "{setting} is set in {file}.")
DOCTOR_SESSIONS = Message("doctor.sessions", "Sessions and devices: {file}")
DOCTOR_SESSION_KEPT = Message("doctor.session_kept", "A session of this user pool is kept.")
DOCTOR_LOG = Message("doctor.log", "Log: {file}")
DOCTOR_NOT_THERE = Message("doctor.not_there", "Not there yet; created when needed.")
