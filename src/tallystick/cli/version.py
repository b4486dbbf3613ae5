"""`tally version`."""

from __future__ import annotations

from tallystick import __version__
from tallystick.cli.nouns import verb
from tallystick.cli.options import Options

app = verb("version")


@app.default
def version(*, options: Options = Options()) -> None:
    """Show which release this is."""
    if options.json:
        from tallystick.cli.printing.plain import print_json

        print_json({"version": __version__})
    else:
        print(f"tallystick {__version__}")
