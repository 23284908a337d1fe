"""The table of commands: a row here and a module of this folder are all that a new one needs. Loads no module by itself."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from desktop_login.cli.command import CommandModule


class Row:
    """`name` is what a person types, `module` the file of this folder.

    `target` is the name of the one argument that the command needs, as help shows it. `flag` is
    the option by which version 1.0 was asked for the same; "" for commands that came later.
    """

    def __init__(
        self, name: str, summary: str, *, module: str = "", target: str = "", flag: str = ""
    ) -> None:
        self.name = name
        self.summary = summary
        self.module = module or name.replace("-", "_")
        self.target = target
        self.flag = flag

    def load(self) -> CommandModule:
        found: CommandModule = import_module(f"desktop_login.cli.{self.module}")
        return found


WINDOW = Row("", "sign in", module="window")
COMMANDS = (
    Row("demo", "try everything with an embedded Cognito, no AWS account", flag="--demo"),
    Row("tour", "play the demo by itself, with pictures", target="DIR", flag="--tour"),
    Row("demo-server", "run only the embedded Cognito, for other tools", flag="--demo-server"),
    Row(
        "import",
        "write the user pool of a file into settings.toml",
        module="import_pool",
        target="FILE",
        flag="--import",
    ),
    Row("check", "examine the settings against the user pool", flag="--check"),
    Row("doctor", "examine this installation, and name its files", flag="--self-check"),
)
