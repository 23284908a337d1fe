"""The hot path of `token` and `header`: the open window is asked, and what it hands out is printed.

Imports nothing but `os`, `sys` and `_socket`: an import of this program's own would cost more than the
answer of the window. Whatever is not simple here returns None, and the ordinary way is taken. The
places file says without TOML and hashes which socket belongs to a profile; `services/places` writes it.
"""

import os
import sys

TYPE_CHECKING = False  # the module `typing` costs more than the whole request
if TYPE_CHECKING:
    from collections.abc import Sequence

PROFILE_VARIABLE = "DESKTOP_LOGIN_PROFILE"
PLACES, PLACES_VERSION = "places", b"2"
MIN_LEFT_S = 120
RAISE = b"1 raise\n"  # what a second start says to the first window
SILENCE_S, RENEWAL_S = 1.0, 20.0
# After this much silence the stored token will do, if it is fresh; for anything else the window is
# given the rest of the second. It answers within a millisecond, or is busy with itself.
SHORT_SILENCE_S = 0.25
RECORD = "session.bin"  # see system/paths
MOST = (
    512 * 1024 + 1
)  # bytes of an answer, of the places file or of a record; one too many is too long
# Bytes of the longest path of a socket: sun_path in sys/un.h of macOS (104) and of Linux (108) holds
# a closing NUL, and one byte more is left.
LONGEST_PATH = 102 if sys.platform == "darwin" else 106
# Sockets whose windows have not answered this process, and until when it goes on asking there.
silent: dict[str, float] = {}
MARK = 0o600  # the mode of a socket whose window was closed with a session that was not remembered
OURS = "desktop-login"


class Named:
    """What stands in the names of folders, sockets and keychain entries; the id of a brand replaces it
    (`system/paths.use_brand`)."""

    ours = OURS


class Answered:
    """Whether this process has printed a token. Then it may end without more ado."""

    whole = False


class HotForm:
    """One of the simple forms of `token` and `header`."""

    def __init__(self, use: str, before: bytes, profile: str) -> None:
        self.use = use
        self.before = before  # what stands before the token
        self.profile = profile


def answered(arguments: "Sequence[str]") -> int | None:
    """Print what the window hands out and return 0; None if the ordinary way has to be taken."""
    hot = hot_form(arguments)
    place = place_of(hot.profile) if hot is not None else ""
    if hot is None or not place:
        return None
    state, _, token = ask(
        place, f"1 token {hot.use} {MIN_LEFT_S}\n".encode(), SHORT_SILENCE_S
    ).partition(b"\n")
    if state != b"ok" or not token.endswith(b"\n"):
        return None
    return 0 if printed(hot.before + token) else None


def printed(answer: bytes) -> bool:
    """Whether it could be written; why not, the ordinary way says. Raises BrokenPipeError: whoever
    reads has seen enough."""
    try:
        put(answer)
    except BrokenPipeError:
        raise
    except OSError:
        return False
    Answered.whole = True
    return True


def put(answer: bytes) -> None:
    """To standard output, without a buffer that would be left where writing fails. Raises OSError."""
    while answer:
        answer = answer[os.write(1, answer) :]


def hot_form(arguments: "Sequence[str]") -> HotForm | None:
    """None for help, for a wrong use, and for whatever else takes a parser."""
    if not arguments or arguments[0] not in ("token", "header"):
        return None
    is_header = arguments[0] == "header"
    use, bare, profile = "id", False, os.environ.get(PROFILE_VARIABLE, "")
    rest = iter(arguments[1:])
    for one in rest:
        if one == "--access":
            use = "access"
        elif one == "--bare" and is_header:
            bare = True
        elif one == "--profile" and (named := next(rest, "")) and named[0] != "-":
            profile = named
        else:
            return None
    before = b"Authorization: " + (b"" if bare else b"Bearer ") if is_header else b""
    return HotForm(use, before, profile)


def place_of(profile: str) -> str:
    """The name of the folder of a profile's session ("" is the default one), or "" if the places file
    does not say so for certain. Other settings than those of the user's own file may be in force
    where the environment or the working folder name some."""
    if _others_may_name_a_pool():
        return ""
    folder = data_folder()
    lines = read_own(f"{folder}/{PLACES}").split(b"\n") if folder else []
    if lines[:2] != [PLACES_VERSION, program()] or settings_file() not in lines[2:3]:
        return ""
    for line in lines[3:]:
        kind, rest = line[:1], line[1:]
        if kind == b"=" and rest != stamp(rest.split(b" ", 2)[-1]):
            return ""  # the settings have changed
        place, _, name = rest.partition(b" ")
        if kind == b"*" and not profile:
            return place.decode()
        if kind in (b"*", b"+") and profile and name == os.fsencode(profile):
            return place.decode()
    return ""


def _others_may_name_a_pool() -> bool:
    if any(name.startswith("COGNITO_") for name in os.environ):
        return True
    return not is_frozen() and (os.path.lexists(".env") or os.path.lexists(".env.local"))


def stamp(file: bytes) -> bytes:
    """What tells whether a file is still the same."""
    try:
        seen = os.stat(file)  # noqa: PTH116 - no pathlib here
    except OSError:
        return b"- - " + file
    return f"{seen.st_mtime_ns} {seen.st_size} ".encode() + file


def program() -> bytes:
    """An executable reads a settings.toml beside itself, too, and so does its twin for the console."""
    return os.fsencode(os.path.dirname(sys.executable)) if is_frozen() else b"-"  # noqa: PTH120 - no pathlib here


def is_frozen() -> bool:
    return getattr(sys, "frozen", False)


def data_folder() -> str:
    """As `system/paths` says; "" where it takes a library to say so."""
    home, xdg = os.environ.get("HOME", ""), os.environ.get("XDG_DATA_HOME", "")
    below = xdg if xdg.startswith("/") else f"{home.rstrip('/')}/.local/share"
    if sys.platform == "win32" or not below.startswith("/") or not home.startswith("/"):
        return ""
    if sys.platform == "darwin":
        return "" if xdg else f"{home}/Library/Application Support/{Named.ours}"
    return f"{below}/{Named.ours}"


def settings_file() -> bytes:
    """The same for the user's own settings.toml: those of another folder are other settings."""
    home, xdg = os.environ.get("HOME", ""), os.environ.get("XDG_CONFIG_HOME", "")
    if sys.platform == "darwin":
        folder = "" if xdg else f"{home}/Library/Application Support"
    else:
        folder = xdg if xdg.startswith("/") else f"{home.rstrip('/')}/.config"
    return os.fsencode(f"{folder}/{OURS}/settings.toml") if folder else b""


def keychain() -> str:
    """Whatever is kept in the system's keychain has a name below this one."""
    return f"{Named.ours}/v1"


def read_own(file: str) -> bytes:
    """The content of a file that belongs to this user alone, or nothing."""
    if sys.platform == "win32":
        return b""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(handle, MOST) if _is_own(os.fstat(handle)) else b""
    except OSError:
        return b""
    finally:
        os.close(handle)


def socket_path(place: str) -> str:
    """Where a window that holds the session of this place listens; "" where there is no such socket."""
    if sys.platform == "win32":
        return ""
    user, name = os.getuid(), f"agent-{place}"
    variable = "TMPDIR" if sys.platform == "darwin" else "XDG_RUNTIME_DIR"
    for folder in (os.environ.get(variable, ""), f"/run/user/{user}"):
        path = f"{folder.rstrip('/')}/{Named.ours}/{name}"
        if folder.startswith("/") and _is_own_folder(folder) and _is_short(path):
            return path
    folder = data_folder()
    path = f"{folder}/{name}"
    return path if folder and _is_short(path) else f"/tmp/{Named.ours}-{user}/{name}"  # noqa: S108 - is checked


def closed_with_its_session(place: str) -> bool:
    """Whether the last window held a session that was stored nowhere, and has been closed."""
    path = socket_path(place)
    try:
        is_own = bool(path) and _is_own_socket(path)
        return is_own and os.lstat(path).st_mode & 0o777 == MARK
    except OSError:
        return False


def forget_the_closed(place: str) -> None:
    """Somebody has signed in since."""
    if closed_with_its_session(place):
        try:
            os.unlink(socket_path(place))  # noqa: PTH108 - no pathlib here
        except OSError:
            return


def ask(place: str, line: bytes, patience_s: float = SILENCE_S) -> bytes:
    """What the window answers, or b"". After a second without a word it counts as hung, however often
    it is asked; once it says `wait`, a renewal may take its time."""
    path = socket_path(place)
    if sys.platform == "win32" or not path or not _is_own_socket(path):
        return b""
    if path in silent:
        patience_s = min(patience_s, silent[path] - _now())
        if patience_s <= 0:
            return b""
    import _socket

    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    heard, is_renewing = b"", False
    try:
        connection.settimeout(patience_s)
        connection.connect(path)
        connection.sendall(line)
        while len(heard) < MOST and (more := connection.recv(65536)):
            heard += more
            if heard.startswith(b"wait\n"):
                heard, is_renewing = heard[5:], True
                connection.settimeout(RENEWAL_S)
    except TimeoutError:
        silent.setdefault(path, 0.0 if is_renewing else _now() + SILENCE_S - patience_s)
        return b""
    except OSError:  # nobody listens
        silent[path] = 0.0
        return b""
    finally:
        connection.close()
    return heard


def _now() -> float:
    import time

    return time.monotonic()


def _is_short(path: str) -> bool:
    """Whether a socket can be there."""
    return len(os.fsencode(path)) <= LONGEST_PATH


def _is_own(seen: os.stat_result) -> bool:
    return sys.platform != "win32" and seen.st_uid == os.getuid() and not seen.st_mode & 0o022


def _is_own_folder(path: str) -> bool:
    try:
        return _is_own(os.stat(path))  # noqa: PTH116 - the same
    except OSError:
        return False


def _is_own_socket(path: str) -> bool:
    """Nobody else can have put it there: folder and socket are this user's, and no link."""
    try:
        return _is_own(os.lstat(path[: path.rindex("/")])) and _is_own(os.lstat(path))
    except OSError:
        return False
