"""The table of commands: a row here and a module of this folder are all that a new one needs. Loads no module by itself."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from desktop_login.cli.command import CommandModule


class Row:
    """`name` is what a person types, `module` the file of this folder.

    `target` is the name of the one argument that the command needs, as help shows it. `form` is
    what follows the name in the usage line, where that is not the target and the options. `flag` is
    the option by which it was asked for before there were commands; "" for later ones. `demo`: its
    window has the demo behind it. `scripted`: scripts use it, so it says what is wrong in one line.
    """

    def __init__(
        self,
        name: str,
        summary: str,
        *,
        module: str = "",
        target: str = "",
        form: str = "",
        flag: str = "",
        demo: bool = False,
        scripted: bool = False,
    ) -> None:
        self.name = name
        self.summary = summary
        self.module = module or name.replace("-", "_")
        self.target = target
        self.form = form or f"{target} [OPTIONS]".lstrip()
        self.flag = flag
        self.demo = demo
        self.scripted = scripted

    def load(self) -> CommandModule:
        found: CommandModule = import_module(f"desktop_login.cli.{self.module}")
        return found


WINDOW = Row("", "sign in", module="window")
COMMANDS = (
    Row(
        "demo", "try everything with an embedded Cognito, no AWS account", flag="--demo", demo=True
    ),
    Row("tour", "play the demo by itself, with pictures", target="DIR", flag="--tour", demo=True),
    Row("demo-server", "run only the embedded Cognito, for other tools", flag="--demo-server"),
    Row(
        "import",
        "write the user pool of a file into settings.toml",
        module="import_pool",
        target="FILE",
        flag="--import",
    ),
    Row("token", "print a token of the session, for scripts", scripted=True),
    Row("header", "print it as a header line, for curl -H @-", scripted=True),
    Row(
        "status",
        "who is signed in, until when, and who renews",
        module="session_status",
        scripted=True,
    ),
    Row("request", "send a request to your API with a token", target="ADDRESS", scripted=True),
    Row(
        "profiles",
        "the user pools, and where somebody is signed in",
        scripted=True,
    ),
    Row("sign-in", "sign in on the terminal", target="[NAME]", scripted=True),
    Row("sign-out", "sign out here, or everywhere", scripted=True),
    Row("credentials", "print AWS credentials of the identity pool", scripted=True),
    Row(
        "exec",
        "run a command with AWS credentials that stay good",
        module="exec_command",
        target="COMMAND",
        form="[OPTIONS] -- COMMAND",
        scripted=True,
    ),
    Row("completion", "print the completions for a shell", target="SHELL", scripted=True),
    Row(
        "brand",
        "examine a brand file, or take pictures with it",
        target="WHAT FILE",
        form="{check FILE | preview FILE DIR} [OPTIONS]",
    ),
    Row("check", "examine the settings against the user pool", flag="--check"),
    Row("doctor", "examine this installation, and name its files", flag="--self-check"),
)
