from __future__ import annotations

import sys
from pathlib import Path

from tallystick import step
from tallystick.config import load_settings


class TestList:
    def test_with_the_names_of_their_runs(self, tally, world):
        world.trained("first")

        answer = tally("steps", "list")

        head, *rows = answer.lines
        assert head.split() == ["name", "status", "run", "started", "duration"]
        assert [row.split()[:3] for row in rows] == [
            ["train", "completed", "first"],
            ["load", "completed", "first"],
        ]

    def test_filters(self, tally, world):
        world.trained("first", depth=1)
        world.trained("second", depth=2)
        world.failed()

        def names(*words):
            rows = tally("steps", "list", "--columns", "run,name", *words).lines[1:]
            return [tuple(row.split()) for row in rows]

        assert names("--run", "first") == [("first", "train"), ("first", "load")]
        assert names("--status", "cached") == [("second", "load")]
        assert names("--name", "train") == [("second", "train"), ("first", "train")]
        assert len(names("--pipeline", "division")) == 1
        assert names("--model", "churn", "--limit", "1") == [("second", "train")]
        assert names("--filter", "evaluation_metrics.accuracy:0.1") == [("first", "train")]

    def test_of_an_unknown_run(self, tally, client):
        assert tally("steps", "list", "--run", "nothing").code == 3

    def test_in_json_the_run_is_a_column_too(self, tally, world):
        world.trained("first")

        answer = tally("steps", "list", "--json", "--columns", "name,run").json

        assert answer["items"][0] == {"name": "train", "run": "first"}


class TestShow:
    def test_deleted_artifacts_are_said_to_be(self, tally, world, client):
        world.trained("first")
        gone = client.get_artifact_version("numbers").id
        tally("artifacts", "delete", "numbers", "--all", "--yes")

        maker, reader = (tally("steps", "show", name).lines for name in ("load", "train"))
        run = tally("runs", "show", "first").lines

        assert f"  numbers  deleted ({gone})" in maker
        assert f"  numbers  deleted ({gone})" in reader
        assert any(line.endswith("numbers (deleted)") for line in run)

    def test_one_that_has_not_run_says_why(self, tally, world):
        run = world.stopped_short()
        said = (
            f"Error: Step 'report' of run '{run.name}' has not run: step 'divide', which it "
            "depends on, failed.\n"
        )

        assert tally("steps", "show", "report") == (3, "", said)
        assert tally("steps", "show", "report", "--run", run.name) == (3, "", said)
        assert tally("steps", "logs", "report").err == said

    def test_an_unknown_one_is_named_with_close_ones(self, tally, world):
        world.trained()

        for name in ("trian", "deed"):
            assert tally("steps", "show", name).code == 3
        assert "Did you mean 'train'" in tally("steps", "show", "trian").err

    def test_facts_inputs_outputs_and_cards(self, tally, world):
        world.trained("first", depth=9)

        answer = tally("steps", "show", "train", "--run", "first")

        assert answer.code == 0
        assert answer.lines[0] == "step train completed"
        for line in (
            "  cache        Executed: no earlier result.",
            "  model        churn first",
            "  about        Learn from numbers.",
            "  depth  9",
            "  numbers  numbers 1",
            "  classifier  classifier 1",
            "  loss  0.0833333  (3 entries)",
            "  accuracy  0.9",
        ):
            assert line in answer.lines

    def test_by_name_alone_the_newest(self, tally, world):
        world.trained("first", depth=1)
        world.trained("second", depth=2)

        assert "  run          second" in tally("steps", "show", "train").lines

    def test_by_id(self, tally, world):
        run = world.trained("first")
        id = str(run.steps["load"].id)

        assert tally("steps", "show", id, "--json").json["id"] == id

    def test_a_cached_step_names_its_original(self, tally, world):
        first = world.trained("first", depth=1)
        world.trained("second", depth=2)

        answer = tally("steps", "show", "load", "--run", "second")

        assert answer.lines[0] == "step load cached"
        assert str(first.steps["load"].id) in answer.out

    def test_a_failed_one_shows_its_traceback_and_what_it_logged(self, tally, world):
        world.failed()

        answer = tally("steps", "show", "divide")

        assert "ZeroDivisionError: division by zero" in answer.out
        assert "  by  0" in answer.lines

    def test_in_json_with_its_source(self, tally, world):
        world.trained("first", depth=9)

        answer = tally("steps", "show", "train", "--json").json

        assert "def train(" in answer["source_code"]
        assert answer["parameters"] == {"depth": 9}
        assert answer["upstream"] == ["load"]

    def test_an_unknown_step_of_a_run(self, tally, world):
        world.trained("first")

        answer = tally("steps", "show", "trian", "--run", "first")

        assert answer.code == 3
        assert "Did you mean 'train'" in answer.err


class TestLogs:
    def test_are_printed_as_they_were_written(self, tally, world):
        world.trained("first")

        assert tally("steps", "logs", "load", "--run", "first").out == "read 3 rows\n"

    def test_of_a_step_that_printed_nothing(self, tally, world):
        world.trained("first")

        assert tally("steps", "logs", "train") == (0, "", "Nothing was printed.\n")
        assert tally("steps", "logs", "train", "--json").json["logs"] == ""

    def test_that_were_not_kept(self, tally, client):
        @step(enable_step_logs=False)
        def loud() -> None:
            sys.stdout.write("heard by nobody later\n")

        loud()

        answer = tally("steps", "logs", "loud")
        assert answer == (0, "", "Its log was not kept: enable_step_logs is off.\n")

    def test_that_are_gone(self, tally, world):
        load = world.trained("first").steps["load"]
        (Path(load_settings().logs) / load.log).unlink()

        answer = tally("steps", "logs", "load")
        assert answer.code == 0
        assert answer.out == ""
        assert answer.err.startswith(f"Its log is gone: there is no '{load.log}'")

    def test_following_one_that_has_ended(self, tally, world):
        world.trained("first")

        assert tally("steps", "logs", "load", "--follow") == (0, "read 3 rows\n", "")
        assert tally("steps", "logs", "train", "-f") == (0, "", "Nothing was printed.\n")

    def test_following_in_json_is_refused(self, tally, world):
        world.trained("first")

        answer = tally("steps", "logs", "load", "--follow", "--json")
        assert answer.code == 2
        assert "choose one" in answer.err

    def test_in_json(self, tally, world):
        world.trained("first")

        assert tally("steps", "logs", "load", "--json").json["logs"] == "read 3 rows\n"


def test_lists_of_every_noun_are_asked_in_the_language(tally, world):
    world.trained("first", depth=9)
    world.trained("second", depth=3)

    for noun, where, sort, rows in (
        ("steps", "loss < 0.2 and run = first", "loss desc, name", 1),
        ("steps", "not loss exists", "name", 2),
        ("artifacts", "size_bytes < 1 GB and run ~ *", "size_bytes desc, name", 3),
        ("artifacts", "no upstream run (parameters.depth > 5)", "name", 0),
        ("models", "model = churn and name = second", "number desc", 1),
    ):
        answer = tally(noun, "list", "--where", where, "--sort", sort)
        assert (answer.code, len(answer.lines) - 1) == (0, rows), (where, answer)

        refused = tally(noun, "list", "--where", f"{where} and")
        assert refused.code == 2
        assert refused.err.endswith("^\n")
