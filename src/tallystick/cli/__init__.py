"""The command `tally`: one thin file per noun."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line this process was started with, and end the process with its code."""
    from tallystick.cli.app import run

    sys.exit(run(sys.argv[1:]))
