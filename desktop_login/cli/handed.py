"""What the commands for scripts share: which token, and how an answer is printed. Starts nothing."""

from __future__ import annotations

from desktop_login.cli.arguments import Option

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_login.agent.words import Question

WHICH_TOKEN = (Option("--access", "the access token instead of the ID token", action="store_true"),)
JSON = Option("--json", "a JSON object instead of lines", action="store_true")


def wanted(access: bool, left_s: int = 120, *, new: bool = False) -> Question:
    from desktop_login.agent.words import Question

    return Question("token", "access" if access else "id", left_s, new)


def printed(text: str) -> None:
    """One answer: bytes, because text on Windows would end lines as no script expects them."""
    written(f"{text}\n".encode())


def written(answer: bytes) -> None:
    """The same, as it is."""
    from desktop_login.quick import put

    try:
        put(answer)
    except BrokenPipeError:
        raise  # whoever reads has seen enough
    except OSError as error:
        from desktop_login.cli.status import SOMETHING_IS_WRONG, Refused
        from desktop_login.messages.message import message
        from desktop_login.messages.scripts import OUTPUT_FAILED

        why = message(OUTPUT_FAILED, text=str(error.strerror or error))
        raise Refused(why, SOMETHING_IS_WRONG) from None


def printed_object(answer: Mapping[str, object]) -> None:
    """JSON in ASCII: it means the same in every encoding."""
    import json

    printed(json.dumps(answer))
