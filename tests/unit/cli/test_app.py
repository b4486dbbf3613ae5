from __future__ import annotations

import sys

import pytest

from tallystick import __version__
from tallystick.cli import app
from tallystick.cli.failing import ExitCode
from tallystick.errors import StoreBusyError


def test_version(tally):
    assert tally("version").out == f"tallystick {__version__}\n"
    assert tally("--version").out.strip() == __version__
    assert tally("version", "--json").json == {"version": __version__}


def test_help_lists_the_commands(tally):
    answer = tally("--help")

    assert answer.code == 0
    for name in ("runs", "steps", "artifacts", "models", "log", "history", "store", "settings"):
        assert f" {name} " in answer.out


def test_without_a_command_there_is_help(tally):
    assert "Usage: tally COMMAND" in tally().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rnus"], 'Did you mean "runs"'),
        (["runs", "lsit"], 'Did you mean "list"'),
        (["runs", "list", "--limt", "3"], "Did you mean --limit"),
        (["runs", "list", "--limit", "many"], "--limit"),
        (["runs", "list", "--status", "done"], "--status"),
        (["steps", "show"], "STEP"),
        (["models", "promote", "churn"], "VERSION"),
    ],
)
def test_a_command_line_that_cannot_be_understood(tally, client, words, said):
    answer = tally(*words)

    assert answer.code == ExitCode.USAGE
    assert said in answer.err
    assert "See: tally" in answer.err
    assert answer.out == ""


def test_an_error_of_the_store_is_an_error(tally, client, monkeypatch):
    def busy(*_: object, **__: object) -> None:
        raise StoreBusyError("Others kept the store for 30 s. Try again.")

    monkeypatch.setattr("tallystick.store.memory.MemoryStore.find", busy)

    answer = tally("runs", "list")

    assert answer.code == ExitCode.ERROR
    assert answer.err == "Error: Others kept the store for 30 s. Try again.\n"


def test_a_store_that_is_unknown(tally):
    answer = tally("runs", "list", "--store", "ftp://somewhere")

    assert answer.code == ExitCode.USAGE
    assert "ftp://somewhere" in answer.err


def test_a_store_that_is_damaged(tally, tmp_path):
    (tmp_path / "store.db").write_text("no database" * 100)

    answer = tally("runs", "list", "--store", str(tmp_path))

    assert answer.code == ExitCode.ERROR
    assert "store.db" in answer.err


def test_another_project_is_another_namespace(tally, world):
    world.trained("first")

    assert tally("runs", "show", "first", "--project", "other").code == ExitCode.NOT_FOUND
    assert len(tally("runs", "list", "--project", "other").lines) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "runs", "list"],
        ["runs", "--json", "list"],
        ["--project", "default", "--json", "runs", "list"],
        ["--project=default", "runs", "--json", "list", "--limit", "1"],
    ],
)
def test_options_of_every_command_may_be_before_it(tally, world, words):
    world.trained("first")

    assert [run["name"] for run in tally(*words).json["items"]] == ["first"]


def test_options_alone_are_no_command(tally):
    assert "Usage: tally COMMAND" in tally("--json").out


def test_other_options_before_a_command_are_unknown(tally):
    answer = tally("--limit", "3", "runs", "list")

    assert answer.code == ExitCode.USAGE
    assert "--limit" in answer.err


def test_an_interrupt_ends_quietly(monkeypatch, capsys):
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "_call", interrupt)

    assert app.run(["runs", "list"]) == ExitCode.INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_a_defect_is_not_hidden(monkeypatch):
    def break_down(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(app, "_call", break_down)

    with pytest.raises(ZeroDivisionError):
        app.run(["runs", "list"])


def test_messages_with_odd_characters_are_shown(tally, client):
    answer = tally("runs", "show", "[bold]x[/bold] ü \x1b[2J")

    assert answer.code == ExitCode.NOT_FOUND
    assert "[bold]x[/bold]" in answer.err
    assert "\x1b" not in answer.err


def test_main_ends_the_process_with_the_code(monkeypatch, capsys):
    from tallystick.cli import main

    monkeypatch.setattr(sys, "argv", ["tally", "nothing"])

    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == ExitCode.USAGE
