from __future__ import annotations

from tallystick.config import load_settings


def test_shows_what_is_in_force_and_why(tally, home, monkeypatch):
    tally("settings", "set", "durability", "full")
    monkeypatch.setenv("TALLYSTICK_PROJECT", "vision")

    rows = {line.split()[0]: line.split()[1:] for line in tally("settings", "show").lines[1:]}

    assert rows["durability"] == ["full", str(home / "settings.toml")]
    assert rows["project"] == ["vision", "TALLYSTICK_PROJECT"]
    assert rows["store"] == [str(home / "store"), "default"]
    assert rows["allow_unsafe"] == ["-", "default"]


def test_in_json_and_for_this_command_line(tally, tmp_path):
    words = ["settings", "show", "--json", "--store", str(tmp_path / "s"), "--project", "p"]
    answer = tally(*words).json

    assert answer["store"] == {"value": str(tmp_path / "s"), "source": "--store"}
    assert answer["artifact_storage"]["value"] == str(tmp_path / "s" / "artifacts")
    assert answer["project"] == {"value": "p", "source": "--project"}
    assert answer["max_parallelism"] == {"value": 1, "source": "default"}


def test_reading_creates_nothing(tally, home):
    tally("settings", "show")
    tally("version")

    assert not home.exists()


def test_set_and_unset(tally, home):
    said = tally("settings", "set", "max_parallelism", "4")
    taken_out = tally("settings", "unset", "max_parallelism", "--json")

    assert said.out == f"max_parallelism is 4 now ({home / 'settings.toml'}).\n"
    assert taken_out.json == {"max_parallelism": {"value": 1, "source": "default"}}
    assert load_settings().max_parallelism == 1


def test_a_variable_that_hides_the_file_is_named(tally, monkeypatch):
    monkeypatch.setenv("TALLYSTICK_AUTHOR", "ada")

    assert (
        tally("settings", "set", "author", "grace").out
        == "author is ada now (TALLYSTICK_AUTHOR).\n"
    )


def test_what_cannot_be_set_is_refused(tally, home):
    unknown = tally("settings", "set", "durabilty", "full")
    senseless = tally("settings", "set", "durability", "never")

    assert (unknown.code, senseless.code) == (2, 2)
    assert "Did you mean 'durability'" in unknown.err
    assert "durability is 'normal' (what was logged" in senseless.err
    assert load_settings().durability == "normal"


def test_a_wrong_value_is_named_and_can_be_mended(tally, home):
    home.mkdir()
    (home / "settings.toml").write_text('max_parallelism = 0\nauthor = ""\n')

    shown = tally("settings", "show")
    first = tally("settings", "set", "max_parallelism", "2")
    second = tally("settings", "unset", "author")

    file = str(home / "settings.toml")
    assert shown.code == 2
    assert shown.err == (
        f"Error: max_parallelism in the settings file '{file}' is 0. max_parallelism is how many "
        "steps may be executed at a time: a whole number, 1 or more.\n"
    )
    assert first.code == 0
    assert first.err.startswith("max_parallelism is written. But: author in the settings file")
    assert second.code == 0
    assert second.err == ""
    assert load_settings().max_parallelism == 2


def test_a_wrong_variable_and_option_are_named(tally, monkeypatch):
    option = tally("runs", "list", "--store", "htp://x")
    monkeypatch.setenv("TALLYSTICK_LOG_LEVEL", "LOUD")
    variable = tally("settings", "show")

    assert (option.code, variable.code) == (2, 2)
    assert "No store is known for 'htp://x'. Give a folder" in option.err
    assert variable.err.startswith("Error: The environment variable TALLYSTICK_LOG_LEVEL is 'LOUD'")


def test_a_damaged_file_is_named(tally, home):
    home.mkdir()
    (home / "settings.toml").write_text("store = ")

    answer = tally("runs", "list")

    assert answer.code == 2
    assert str(home / "settings.toml") in answer.err
