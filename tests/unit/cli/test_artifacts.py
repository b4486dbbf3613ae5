from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tallystick import Client, log_metadata, register_artifact, save_artifact


@pytest.fixture
def numbers(world):
    """Three versions of the artifact `numbers`."""
    return [save_artifact([number], "numbers", tags=["kept"]) for number in range(3)]


class Terminal(io.StringIO):
    """A terminal at which somebody types."""

    def isatty(self) -> bool:
        return True


class TestList:
    def test_with_size_and_run(self, tally, world):
        world.trained("first")

        head, *rows = tally("artifacts", "list").lines

        assert head.split() == ["artifact", "version", "type", "size", "created", "run"]
        assert rows[0].split()[:3] == ["classifier", "1", "ModelArtifact"]
        assert rows[0].split()[-1] == "first"

    def test_filters(self, tally, world, numbers):
        world.trained("first")

        def names(*words):
            rows = tally("artifacts", "list", "--columns", "artifact,version", *words).lines[1:]
            return [" ".join(row.split()) for row in rows]

        assert names("--name", "numbers", "--limit", "2") == ["numbers 4", "numbers 3"]
        assert names("--type", "model") == ["classifier 1"]
        assert names("--run", "first") == ["classifier 1", "numbers 4"]
        assert names("--model", "churn") == ["classifier 1", "numbers 4"]
        assert names("--tag", "kept") == ["numbers 3", "numbers 2", "numbers 1"]

    def test_of_no_run(self, tally, numbers):
        assert tally("artifacts", "list", "--columns", "version,run").lines[1] == "3        -"


class TestShow:
    def test_a_version_and_the_others(self, tally, numbers):
        answer = tally("artifacts", "show", "numbers", "2")

        assert answer.lines[0] == "artifact numbers 2"
        assert f"  id       {numbers[1].id}" in answer.lines
        assert "  tags     kept" in answer.lines
        assert "  made by  manual" in answer.lines
        assert "  length        1" in answer.lines
        assert "3 versions" in answer.lines
        assert [line.split()[:2] for line in answer.lines if line.startswith("*")] == [["*", "2"]]

    def test_what_was_logged_before_what_was_found_out(self, tally, client):
        save_artifact([1, 2], name="pair", user_metadata={"owner": "ada", "terms": {"eu": True}})
        log_metadata({"reviewed": True}, artifact_name="pair", artifact_version="1")

        lines = tally("artifacts", "show", "pair").lines

        titles = [line for line in lines if line and not line.startswith(" ")]
        assert titles == ["artifact pair 1", "metadata", "terms", "facts"]
        logged, facts = lines.index("metadata"), lines.index("facts")
        assert [line.split()[0] for line in lines[logged + 1 : logged + 3]] == ["owner", "reviewed"]
        assert "  length        2" in lines[facts:]

    def test_tables_have_a_row_for_each_column(self, tally, client):
        pandas = pytest.importorskip("pandas")
        frame = pandas.DataFrame({"size": [1.0, 2.0, None], "kind": ["a", "b", "c"]})
        save_artifact(frame, name="frame")

        lines = tally("artifacts", "show", "frame").lines

        place = lines.index("2 columns")
        assert [line.split() for line in lines[place + 1 : place + 4]] == [
            ["name", "type", "missing", "min", "max", "mean", "std"],
            ["size", "float64", "1", "1.0", "2.0", "1.5", "0.707107"],
            ["kind", *lines[place + 3].split()[1:2], "0", "-", "-", "-", "-"],
        ]
        assert "  columns" not in " ".join(lines)
        assert "dtype" not in lines

    def test_wide_tables_show_their_first_columns(self, tally, client):
        pandas = pytest.importorskip("pandas")
        save_artifact(pandas.DataFrame({f"c{n}": [n] for n in range(20)}), name="frame")

        beginning, whole = (
            tally("artifacts", "show", "frame", *words).lines for words in ([], ["--full"])
        )

        assert "20 columns, none with missing values" in beginning
        assert beginning[-1] == "… 7 more, with --full"
        assert whole[-1].split()[0] == "c19"

    def test_the_newest_without_a_version(self, tally, numbers):
        assert tally("artifacts", "show", "numbers").lines[0] == "artifact numbers 3"

    def test_which_step_made_it(self, tally, world):
        world.trained("first")

        answer = tally("artifacts", "show", "classifier")

        assert "  made by  step train of run first" in answer.lines

    def test_after_its_run_was_deleted(self, tally, world, client):
        world.trained("first")
        client.runs.delete("first")

        answer = tally("artifacts", "show", "classifier")

        assert "  made by  a step that was deleted" in answer.lines

    def test_in_json(self, tally, world):
        world.trained("first")

        answer = tally("artifacts", "show", "numbers", "--json").json

        assert answer["artifact"] == "numbers"
        assert answer["version"] == "1"
        assert answer["metadata"]["source"] == "s3://data/numbers.csv"
        assert Path(answer["full_uri"]).exists()

    def test_long_cards_are_shown_whole_when_asked(self, tally, client):
        save_artifact(1, "wide", user_metadata={"card": {f"key{n}": n for n in range(40)}})

        short, full = (
            tally("artifacts", "show", "wide"),
            tally("artifacts", "show", "wide", "--full"),
        )

        assert "… 27 more, with --full" in short.out
        assert "key39" not in short.out
        assert "  key39  39" in full.lines

    def test_an_unknown_version_lists_those_there_are(self, tally, numbers):
        answer = tally("artifacts", "show", "numbers", "7")

        assert answer.code == 3
        assert "1, 2, 3" in answer.err


class TestDelete:
    def test_a_version_gives_its_bytes_back(self, tally, numbers, client):
        place = Path(numbers[0].uri)

        answer = tally("artifacts", "delete", "numbers", "1", "--yes")

        assert answer.code == 0
        assert answer.out.startswith("Deleted version 1 of artifact 'numbers';")
        assert not place.exists()
        assert [one.version for one in client.artifact_versions.find(sort="created")] == ["2", "3"]

    def test_its_files_can_be_kept(self, tally, numbers):
        place = Path(numbers[0].uri)

        answer = tally("artifacts", "delete", "numbers", "1", "--yes", "--keep-files", "--json")

        assert answer.json == {"deleted": "version 1 of artifact 'numbers'", "freed_bytes": 0}
        assert place.exists()

    def test_all_versions(self, tally, numbers, client):
        answer = tally("artifacts", "delete", "numbers", "--all", "--yes")

        assert "with 3 versions" in answer.out
        assert client.artifacts.find().total == 0

    @pytest.mark.parametrize("words", [[], ["1", "--all"]])
    def test_which_versions_has_to_be_said(self, tally, numbers, client, words):
        answer = tally("artifacts", "delete", "numbers", *words, "--yes")

        assert answer.code == 2
        assert "Say which version to delete, or --all" in answer.err
        assert client.artifact_versions.find().total == 3

    def test_is_refused_where_nobody_can_be_asked(self, tally, numbers, client, monkeypatch):
        monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))

        answer = tally("artifacts", "delete", "numbers", "1")

        assert answer.code == 2
        assert "add --yes" in answer.err
        assert client.artifact_versions.find().total == 3

    @pytest.mark.parametrize(("typed", "left"), [("y\n", 2), ("yes\n", 2), ("\n", 3), ("n\n", 3)])
    def test_asks_at_a_terminal(self, tally, numbers, client, monkeypatch, typed, left):
        monkeypatch.setattr("sys.stdin", Terminal(typed))

        answer = tally("artifacts", "delete", "numbers", "1")

        assert "Delete version 1 of artifact 'numbers'" in answer.err
        assert answer.code == (0 if left == 2 else 1)
        assert ("Nothing was changed." in answer.err) is (left == 3)
        assert client.artifact_versions.find().total == left

    def test_of_what_is_not_there(self, tally, client: Client):
        assert tally("artifacts", "delete", "nothing", "1", "--yes").code == 3


class TestDownload:
    def test_into_a_folder(self, tally, numbers, tmp_path):
        goal = tmp_path / "new" / "folder"

        answer = tally("artifacts", "download", "numbers", str(goal), "--version", "1")

        assert answer.out == f"Version 1 of artifact numbers is in {goal} now, in 1 file.\n"
        assert [path.name for path in goal.iterdir()] == ["value.json"]
        assert b"0" in (goal / "value.json").read_bytes()

    def test_into_an_archive(self, tally, numbers, tmp_path):
        goal = tmp_path / "numbers.zip"

        answer = tally("artifacts", "download", "numbers", str(goal), "--json").json

        assert answer == {"path": str(goal), "files": ["value.json"]}
        with zipfile.ZipFile(goal) as archive:
            assert archive.namelist() == ["value.json"]

    @pytest.mark.parametrize("goal", ["folder", "archive.zip"])
    def test_what_is_there_stays_unless_it_may_be_replaced(self, tally, numbers, tmp_path, goal):
        place = tmp_path / goal
        file = place if place.suffix else place / "value.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text("mine")

        refused = tally("artifacts", "download", "numbers", str(place))

        assert refused.code == 1
        assert "add --overwrite" in refused.err
        assert file.read_text() == "mine"
        assert tally("artifacts", "download", "numbers", str(place), "--overwrite").code == 0
        assert file.read_bytes() != b"mine"

    def test_previews_stay_behind(self, tally, client, tmp_path):
        pandas = pytest.importorskip("pandas")
        save_artifact(pandas.DataFrame({"a": [1]}), name="frame")

        files = tally("artifacts", "download", "frame", str(tmp_path / "f"), "--json").json["files"]

        assert "data.parquet" in files
        assert not any("preview" in name for name in files)

    def test_altered_bytes_are_refused(self, tally, numbers, tmp_path):
        next(path for path in Path(numbers[2].uri).rglob("*") if path.is_file()).write_text("[7]")

        answer = tally("artifacts", "download", "numbers", str(tmp_path / "folder"))

        assert answer.code == 1
        assert not (tmp_path / "folder").exists()

    def test_what_was_registered_in_place(self, tally, client, tmp_path):
        (tmp_path / "rows.csv").write_text("a,b")
        register_artifact(str(tmp_path / "rows.csv"), name="rows")

        tally("artifacts", "download", "rows", str(tmp_path / "copy"))

        assert (tmp_path / "copy" / "rows.csv").read_text() == "a,b"
