"""`tally completion`."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.completion import detect_shell
from cyclopts.completion.detect import ShellDetectionError

from tallystick.cli.nouns import noun, root
from tallystick.cli.options import Options
from tallystick.cli.printing.plain import print_json
from tallystick.errors import InvalidArgumentError

app = noun("completion")

Name = Literal["bash", "zsh", "fish", "powershell"]
Shell = Annotated[Name | None, Parameter(help="The shell. By default the one this is called from.")]


@app.command(name="show")
def show_completion(shell: Shell = None, /, *, options: Options = Options()) -> None:
    """Print the script that makes a shell complete commands, options and choices."""
    script = root().generate_completion(shell=_shell(shell))
    if options.json:
        print_json({"shell": _shell(shell), "script": script})
    else:
        sys.stdout.write(script)


@app.command(name="install")
def install_completion(
    shell: Shell = None,
    /,
    *,
    startup: Annotated[
        bool,
        Parameter(
            negative="--no-startup",
            help="Let the shell's start-up file load it, where the shell needs that.",
        ),
    ] = True,
    options: Options = Options(),
) -> None:
    """Write the script to where the shell looks for it."""
    name = _shell(shell)
    path = root().install_completion(shell=name, add_to_startup=startup)
    if options.json:
        print_json({"shell": name, "path": str(path)})
    else:
        print(f"Completion for {name} is in {path}. Open a new shell to have it.")


def _shell(given: Name | None) -> Name:
    if given is not None:
        return given
    try:
        return detect_shell()
    except ShellDetectionError:
        raise InvalidArgumentError(
            "Which shell this is called from cannot be told; name it: bash, zsh, fish, powershell."
        ) from None
