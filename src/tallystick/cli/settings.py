"""`tally settings`."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import Parameter
from msgspec.structs import asdict

from tallystick.cli.completing import setting_names
from tallystick.cli.nouns import noun
from tallystick.cli.options import Options
from tallystick.cli.printing import words
from tallystick.cli.printing.console import answers, notes
from tallystick.cli.printing.plain import print_json
from tallystick.cli.printing.tables import Column, print_table
from tallystick.config import load_settings, save_setting, setting_sources
from tallystick.errors import InvalidArgumentError

app = noun("settings")

Name = Annotated[str, Parameter(help="The setting's name.", completer=setting_names)]


@app.command(name="show")
def show_settings(*, options: Options = Options()) -> None:
    """Show the settings in force, and where each comes from."""
    settings, sources = _in_force(options)
    if options.json:
        print_json(
            {name: {"value": value, "source": sources[name]} for name, value in settings.items()}
        )
        return
    rows = [
        (name, words.ABSENT if value is None else str(value), sources[name])
        for name, value in settings.items()
    ]
    print_table(answers(), [Column("setting"), Column("value"), Column("source", gives=1)], rows)


@app.command(name="set")
def set_setting(
    name: Name,
    value: Annotated[str, Parameter(help="What it shall be.", allow_leading_hyphen=True)],
    /,
    *,
    options: Options = Options(),
) -> None:
    """Write a setting to the settings file, for every program from now on."""
    save_setting(name, value)
    _say(name, options)


@app.command(name="unset")
def unset_setting(name: Name, /, *, options: Options = Options()) -> None:
    """Take a setting out of the settings file."""
    save_setting(name, None)
    _say(name, options)


def _in_force(options: Options) -> tuple[dict[str, Any], dict[str, str]]:
    """Settings and sources, those of this command line among them."""
    settings, sources = asdict(load_settings()), setting_sources()
    settings |= asdict(options.session.settings)
    settings["token"] = _hidden(settings["token"])
    if options.store is not None:
        sources["store"] = "--store"
    if options.project is not None:
        settings["project"], sources["project"] = options.project, "--project"
    return settings, sources


def _hidden(token: str | None) -> str | None:
    """A token as it may be shown."""
    return None if token is None else "(hidden)"


def _say(name: str, options: Options) -> None:
    try:
        load_settings()
    except InvalidArgumentError as error:
        # What was asked for is done, which this error is not about.
        notes().print(f"{name} is written. But: {error}")
        return
    value, source = asdict(load_settings())[name], setting_sources()[name]
    value = _hidden(value) if name == "token" else value
    if options.json:
        print_json({name: {"value": value, "source": source}})
    else:
        print(f"{name} is {'not set' if value is None else value} now ({source}).")
