"""The page on the command line describes every command, option, field and exit code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cyclopts import App

from tallystick.cli.failing import ExitCode
from tallystick.cli.nouns import root
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.metadata import Entry
from tallystick.records.models import ModelVersion
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"
TEXT = PAGE.read_text()

EVERYWHERE = "Options of every command"
SHARED = {"list": "Lists", "paths": "Paths", "export": "Exports"}
"""Sections about commands that several nouns have."""


def commands(app: App, *path: str) -> dict[str, App]:
    """The commands that do something, by what people type."""
    named = {name: app[name] for name in app if not name.startswith("-")}
    if not named:
        return {" ".join(path): app}
    found: dict[str, App] = {}
    for name, inner in named.items():
        found |= commands(inner, *path, name)
    return found


def options(command: str) -> set[str]:
    """The options that the command takes, with what it has from the commands above."""
    with ROOT.app_stack(command.split()[1:]):
        collection = COMMANDS[command].assemble_argument_collection()
    return {name for one in collection for name in one.names if name.startswith("--")}


def section(title: str) -> str:
    """The text under a heading, up to the next one."""
    match = re.search(rf"^##+ {re.escape(title)}\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert match, f"{PAGE.name} has no section {title!r}"
    return match[1]


def described(text: str) -> set[str]:
    """The options in the first column of its tables."""
    rows = re.findall(r"^\| (`--.*?) \|", text, re.MULTILINE)
    return {option for row in rows for option in re.findall(r"`(--[a-z-]+)`", row)}


ROOT = root()
COMMANDS = commands(ROOT, "tally")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_with_its_options_and_no_others(name):
    shared = described(section(EVERYWHERE))
    # Projects are counted, not found: there are few of them.
    shared_section = SHARED.get(name.split()[-1]) if name != "tally projects list" else None
    if shared_section:
        shared |= described(section(shared_section))

    own = described(section(f"`{name}`"))

    assert options(name) == own | shared
    assert not own & shared


def test_no_command_that_is_not_there():
    headings = re.findall(r"^### `(tally .*?)`$", TEXT, re.MULTILINE)

    assert sorted(headings) == sorted(COMMANDS)


def test_every_command_has_help_for_itself_and_every_argument():
    for name, app in COMMANDS.items():
        assert app.help, name
        for argument in app.assemble_argument_collection():
            if argument.show:
                assert argument.parameter.help, f"{name}: {argument.name}"


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code(code):
    assert f"| {code.value} |" in section("Exit codes")


@pytest.mark.parametrize(
    ("thing", "record"),
    [
        ("run", Run),
        ("step run", StepRun),
        ("artifact version", ArtifactVersion),
        ("model version", ModelVersion),
    ],
)
def test_every_field_of_the_json(thing, record):
    computed = ["duration_s"] if hasattr(record, "duration_s") else []

    assert fields(thing) == {*record.__struct_fields__, *computed, "metadata"}


def test_every_field_of_an_entry():
    assert fields("entry") == {*Entry.__struct_fields__} - {"change", "output"}


def fields(thing: str) -> set[str]:
    (row,) = re.findall(rf"^\| {thing} \| (.*) \|$", section("JSON"), re.MULTILINE)
    return set(re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", row)))


def test_links_lead_somewhere():
    headings = {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)
    }
    for page, anchor in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", TEXT):
        if page:
            assert (PAGE.parent / page).exists(), page
        else:
            assert anchor in headings, anchor
