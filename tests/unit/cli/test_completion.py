from __future__ import annotations

import pytest

SHELLS = ["bash", "zsh", "fish", "powershell"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_knows_commands_options_and_choices(tally, shell):
    script = tally("completion", "show", shell).out

    for word in ("runs", "history", "promote", "columns", "completed", "production"):
        assert word in script


def test_in_json(tally):
    answer = tally("completion", "show", "bash", "--json").json

    assert answer["shell"] == "bash"
    assert "tally" in answer["script"]


def test_installed_where_the_shell_looks(tally, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))

    answer = tally("completion", "install", "fish")

    place = tmp_path / ".config/fish/completions/tally.fish"
    assert place.read_text() == tally("completion", "show", "fish").out
    assert str(place) in answer.out


def test_the_start_up_file_is_left_alone_when_asked(tally, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))

    tally("completion", "install", "bash", "--no-startup")
    assert not (tmp_path / ".bashrc").exists()

    tally("completion", "install", "bash")
    assert "tally" in (tmp_path / ".bashrc").read_text()


def test_a_shell_that_cannot_be_told_has_to_be_named(tally, monkeypatch):
    monkeypatch.setattr("tallystick.cli.completion.detect_shell", fail_to_detect)

    answer = tally("completion", "show")

    assert answer.code == 2
    assert "bash, zsh, fish, powershell" in answer.err


def fail_to_detect():
    from cyclopts.completion.detect import ShellDetectionError

    raise ShellDetectionError
