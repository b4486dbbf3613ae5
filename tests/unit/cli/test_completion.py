from __future__ import annotations

import pytest

SHELLS = ["bash", "zsh", "fish", "powershell"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_knows_commands_options_and_choices(tally, shell):
    script = tally("completion", "show", shell).out

    for word in ("runs", "history", "promote", "columns", "completed", "production"):
        assert word in script


@pytest.fixture
def offered(tally):
    """What a shell is offered for the last of these words."""

    def complete(*words: str) -> list[str]:
        return tally("__complete", *words, "").out.partition("\x1fbegin\n")[2].splitlines()

    return complete


@pytest.fixture
def offered_for(tally):
    """What a shell is offered for the last of these words, which is begun."""

    def complete(*words: str) -> list[str]:
        return tally("__complete", *words).out.partition("\x1fbegin\n")[2].splitlines()

    return complete


class TestNames:
    def test_of_runs_the_newest_first(self, offered, world):
        world.trained("older")
        world.trained("newer")

        assert offered("runs", "show") == ["newer", "older"]
        assert offered("log", "a=1", "--run") == ["newer", "older"]

    def test_of_steps_in_the_run_that_is_named(self, offered, world):
        world.trained("first")
        world.failed()

        assert offered("steps", "show") == ["divide"]
        assert offered("steps", "show", "--run", "first") == ["load", "train"]

    def test_of_pipelines_artifacts_models_and_their_versions(self, offered, world):
        world.trained("first")

        assert offered("runs", "list", "--pipeline") == ["training"]
        assert sorted(offered("artifacts", "show")) == ["classifier", "numbers"]
        assert offered("artifacts", "show", "numbers") == ["1"]
        assert offered("models", "show") == ["churn"]
        assert offered("models", "promote", "churn") == ["first"]

    @pytest.mark.parametrize(
        ("noun", "path"),
        [
            ("runs", "evaluation_metrics.accuracy"),
            ("steps", "loss"),
            ("artifacts", "length"),
            ("models", "number"),
        ],
    )
    def test_of_fields_and_paths_after_the_last_comma(self, offered_for, world, noun, path):
        world.trained("first")

        for option in ("--sort", "--columns"):
            offered = offered_for(noun, "list", option, path[:3])
            assert path in offered
            assert offered_for(noun, "list", option, f"+created_at,{path[:3]}") == [
                f"+created_at,{each}" for each in offered
            ]
        assert "created_at" in offered_for("runs", "list", "--columns", "cre")
        assert offered_for("runs", "list", "--columns", "nothing_is_called_so") == []

    def test_of_settings(self, offered):
        assert "durability" in offered("settings", "set")

    def test_in_another_store_and_where_there_is_none(self, offered, world, home):
        world.trained("first")

        assert offered("runs", "show", "--store", str(home / "none")) == []
        assert offered("runs", "show", "--project", "other") == []
        assert offered("models", "show", "nothing") == []
        assert not (home / "none").exists()


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
