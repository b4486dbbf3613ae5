from __future__ import annotations

import pytest
from tests.unit.cli.conftest import divide

from tallystick import log_metadata, pipeline, step
from tallystick.errors import PipelineFailedError


class TestList:
    def test_the_newest_come_first_with_their_facts(self, tally, world):
        world.trained("older")
        world.trained("newer")

        answer = tally("runs", "list")

        assert answer.code == 0
        head, first, second = answer.lines
        assert head.split() == ["name", "status", "pipeline", "started", "duration"]
        assert first.split()[:3] == ["newer", "completed", "training"]
        assert second.split()[:3] == ["older", "completed", "training"]
        assert " UTC " in first

    def test_where_nobody_looks_lines_are_whole_and_plain(self, tally, world, monkeypatch):
        monkeypatch.setenv("COLUMNS", "20")
        world.trained("a-name-that-is-longer-than-a-terminal-of-twenty-columns-is-wide")

        answer = tally("runs", "list")

        assert "a-name-that-is-longer-than-a-terminal-of-twenty-columns-is-wide" in answer.out
        assert "\x1b" not in answer.out
        assert all(line == line.rstrip() for line in answer.lines)

    def test_columns_are_fields_and_metadata_paths(self, tally, world):
        world.trained("first", depth=9)

        columns = "name,started,evaluation_metrics.accuracy,train::loss"
        answer = tally("runs", "list", "--columns", columns)

        head, row = answer.lines
        assert head.split() == ["name", "started", "evaluation_metrics.accuracy", "train::loss"]
        assert row.split()[0] == "first"
        assert row.split()[-2:] == ["0.9", "0.0833333"]

    def test_columns_after_a_plus_come_after_the_usual_ones(self, tally, world):
        world.trained()

        head = tally("runs", "list", "--columns", "+evaluation_metrics.size,author").lines[0]

        assert head.split()[0] == "name"
        assert head.split()[-2:] == ["evaluation_metrics.size", "author"]

    def test_what_a_run_lacks_is_a_dash(self, tally, world):
        world.trained("with", depth=5)
        world.failed()

        answer = tally("runs", "list", "--columns", "status,evaluation_metrics.accuracy")

        rows = [line.split() for line in answer.lines[1:]]
        assert rows == [["failed", "-"], ["completed", "0.5"]]

    def test_an_unknown_column_is_named_with_close_ones(self, tally, world):
        world.trained()

        answer = tally("runs", "list", "--columns", "evaluation_metrics.acuracy")

        assert answer.code == 2
        assert "Did you mean 'evaluation_metrics.accuracy'" in answer.err
        assert answer.out == ""

    def test_metadata_that_nothing_has_is_asked_for_with_a_prefix(self, tally, world):
        world.trained()

        assert tally("runs", "list", "--columns", "metadata.nothing").lines == ["nothing", "-"]

    @pytest.mark.parametrize("columns", ["", "+", ",", "a,,b", 'a,"b'])
    def test_columns_that_cannot_be_read_are_refused(self, tally, client, columns):
        answer = tally("runs", "list", "--columns", columns)

        assert answer.code == 2
        assert "--columns takes names with commas between them" in answer.err

    def test_sorted_by_metadata(self, tally, world):
        for name, depth in (("low", 1), ("high", 9), ("middle", 5)):
            world.trained(name, depth=depth)

        answer = tally(
            "runs", "list", "--sort", "desc:evaluation_metrics.accuracy", "--columns", "name"
        )

        assert answer.lines == ["name", "high", "middle", "low"]

    def test_filters(self, tally, world):
        world.trained("low", depth=1)
        world.trained("high", depth=9, tags=("kept",))
        world.failed()

        def names(*words):
            return tally("runs", "list", "--columns", "name", *words).lines[1:]

        assert names("--status", "completed") == ["high", "low"]
        assert names("--pipeline", "training", "--limit", "1") == ["high"]
        assert names("--tag", "kept") == ["high"]
        assert names("--model", "churn") == ["high", "low"]
        assert names("--filter", "evaluation_metrics.accuracy:lt:0.5") == ["low"]
        both = ["--filter", "evaluation_metrics.accuracy:gt:0", "--filter", "loss:gt:0.1"]
        assert names(*both) == ["low"]

    def test_says_that_there_is_more(self, tally, world):
        for name in ("a", "b", "c"):
            world.trained(name)

        some = tally("runs", "list", "--limit", "2")
        everything = tally("runs", "list", "--limit", "0")

        assert len(some.lines) == 3
        assert "2 of 3 shown" in some.err
        assert len(everything.lines) == 4
        assert everything.err == ""

    def test_nothing_is_a_table_without_rows(self, tally, client):
        head = "name  status  pipeline  started  duration\n"

        assert tally("runs", "list") == (0, head, "Nothing found.\n")
        assert tally("runs", "list", "--columns", "name,loss").out == "name  loss\n"
        assert tally("runs", "list", "--json").json == {"items": [], "total": 0}

    def test_metadata_that_nothing_has_is_noted_with_close_names(self, tally, world):
        world.trained()

        def noted(*words):
            answer = tally("runs", "list", *words)
            assert answer.code == 0
            return answer.err.splitlines()[0]

        said = "No run has metadata called evaluation_metrics.acuracy. "
        said += "Did you mean evaluation_metrics.accuracy?"
        assert noted("--filter", "evaluation_metrics.acuracy:gt:0.5") == said
        assert noted("--where", "not evaluation_metrics.acuracy > 0.5") == said
        assert noted("--sort", "metadata.evaluation_metrics.acuracy desc") == said
        assert noted("--filter", "train::los:lt:1") == (
            "No run has metadata called train::los. Did you mean train::loss?"
        )

    def test_metadata_that_something_has_is_not_noted(self, tally, world):
        world.trained()

        for words in (
            ["--filter", "evaluation_metrics.accuracy:gt:5"],
            ["--filter", "train::evaluation_metrics.accuracy:gt:5"],
            ["--filter", "evaluation_metrics:contains:nothing"],
            ["--where", "evaluation_metrics.accuracy > 5 and status = failed"],
        ):
            assert tally("runs", "list", *words).err == "Nothing found.\n"

    def test_nothing_is_noted_where_there_is_nothing(self, tally, client):
        assert tally("runs", "list", "--filter", "a:1").err == "Nothing found.\n"

    def test_tags_that_nothing_has_are_noted(self, tally, world):
        world.trained(tags=("nightly",))

        answer = tally("runs", "list", "--tag", "nigthly")

        assert answer.err == (
            "Nothing has the tag nigthly. Did you mean nightly?\nNothing found.\n"
        )

    def test_an_unknown_pipeline_is_an_error(self, tally, world):
        world.trained()

        for noun in ("runs", "steps"):
            answer = tally(noun, "list", "--pipeline", "trainign")
            assert answer.code == 3
            assert "Did you mean 'training'" in answer.err

    def test_a_negative_limit_is_refused(self, tally, client):
        answer = tally("runs", "list", "--limit", "-1")

        assert answer.code == 2
        assert "--limit is how many to list" in answer.err

    def test_in_json_with_everything(self, tally, world):
        run = world.trained(depth=9)

        answer = tally("runs", "list", "--json").json

        assert answer["total"] == 1
        (item,) = answer["items"]
        assert item["id"] == str(run.id)
        assert item["status"] == "completed"
        assert item["started_at"].endswith("Z")
        assert item["duration_s"] >= 0
        assert item["parameters"] == {"depth": 9}
        assert item["metadata"]["evaluation_metrics"] == {"accuracy": 0.9, "size": 2048}

    def test_in_json_with_the_columns_asked_for(self, tally, world):
        world.trained(depth=9)

        answer = tally(
            "runs",
            "list",
            "--json",
            "--columns",
            "name,duration,evaluation_metrics.accuracy,metadata.nothing",
        ).json

        (item,) = answer["items"]
        assert list(item) == [
            "name",
            "duration_s",
            "evaluation_metrics.accuracy",
            "metadata.nothing",
        ]
        assert item["evaluation_metrics.accuracy"] == 0.9
        assert item["metadata.nothing"] is None

    def test_text_cannot_steer_the_terminal(self, tally, world):
        world.trained()
        log_metadata({"note": "\x1b[2Jgone"}, run_id_name_or_prefix="first")

        answer = tally("runs", "list", "--columns", "note")

        assert answer.lines == ["note", "\\x1b[2Jgone"]


class TestShow:
    def test_facts_steps_parameters_and_cards(self, tally, world):
        run = world.trained(depth=9, tags=("kept",))

        answer = tally("runs", "show", "first")

        assert answer.code == 0
        assert answer.lines[0] == "run first completed"
        for line in (
            "  pipeline  training",
            "  author    ada",
            "  model     churn first",
            "  tags      kept",
            f"  id        {run.id}",
            "2 steps",
            "parameters",
            "  depth  9",
            "evaluation_metrics",
            "  accuracy  0.9",
            "  size      2.00 KiB",
        ):
            assert line in answer.lines
        assert any(line.split()[:2] == ["train", "completed"] for line in answer.lines)
        assert any("numbers 1" in line for line in answer.lines)

    def test_steps_that_were_tried_again_say_how_often(self, tally, world):
        world.persisted()

        lines = tally("runs", "show").lines

        place = lines.index("1 step")
        assert lines[place + 2].split()[:4] == ["try_again", "completed,", "attempt", "3"]

    def test_keys_logged_often_say_how_often(self, tally, world):
        world.trained(depth=9)

        assert "  loss  0.0833333  (3 entries)" in tally("runs", "show", "first").lines

    def test_without_a_name_the_newest(self, tally, world):
        world.trained("older")
        world.trained("newer")

        assert tally("runs", "show").lines[0] == "run newer completed"

    def test_a_failed_run_shows_the_traceback_of_the_step(self, tally, world):
        run = world.failed()

        answer = tally("runs", "show", run.name)

        assert answer.lines[0] == f"run {run.name} failed"
        assert "failure of step 'divide'" in answer.lines
        assert "    return 1 / by" in answer.out
        assert "ZeroDivisionError: division by zero" in answer.out
        assert "tallystick/execution" not in answer.out

    def test_steps_that_were_not_run_are_listed(self, tally, world):
        @step
        def halve(number: float) -> float:
            return number / 2

        @pipeline
        def two():
            halve(divide(0))

        with pytest.raises(PipelineFailedError):
            two()

        answer = tally("runs", "show")

        start = answer.lines.index("2 steps")
        assert [line.split()[:2] for line in answer.lines[start + 2 : start + 4]] == [
            ["divide", "failed"],
            ["halve", "not"],
        ]

    def test_in_json_with_its_steps(self, tally, world):
        world.trained(depth=9)

        answer = tally("runs", "show", "first", "--json").json

        assert answer["name"] == "first"
        assert answer["failure"] is None
        assert [one["name"] for one in answer["steps"]] == ["load", "train"]
        assert answer["steps"][1]["metadata"]["evaluation_metrics"]["accuracy"] == 0.9

    def test_an_unknown_run_is_not_found_and_close_ones_are_named(self, tally, world):
        world.trained("forest")

        answer = tally("runs", "show", "forst")

        assert answer.code == 3
        assert "Did you mean 'forest'" in answer.err

    def test_a_beginning_of_several_names_lists_them(self, tally, world):
        world.trained("forest-1")
        world.trained("forest-2")

        answer = tally("runs", "show", "forest")

        assert answer.code == 2
        assert "forest-1" in answer.err
        assert "forest-2" in answer.err

    def test_in_an_empty_store(self, tally, client):
        answer = tally("runs", "show")

        assert answer.code == 3
        assert "There are no runs yet" in answer.err


class TestWhere:
    def test_runs_are_found_and_ordered(self, tally, world):
        for name, depth in (("low", 3), ("best", 9), ("high", 8)):
            world.trained(name, depth=depth)

        where = "evaluation_metrics.accuracy > 0.5 and status = completed"
        answer = tally(
            "runs", "list", "--where", where, "--sort", "evaluation_metrics.accuracy desc"
        )

        assert [line.split()[0] for line in answer.lines[1:]] == ["best", "high"]

    def test_an_error_points_at_its_place(self, tally, world):
        answer = tally("runs", "list", "--where", "status = complet")

        assert answer.code == 2
        assert answer.out == ""
        assert "Column 10: 'status' is one of" in answer.err
        assert answer.err.endswith("\n  status = complet\n           ^\n")


class TestDelete:
    def test_a_run_with_its_steps(self, tally, world, client):
        run = world.trained("first")

        answer = tally("runs", "delete", "first", "--yes")

        assert answer.out == (
            "Deleted run 'first' with 2 step runs; artifacts it made are still there.\n"
        )
        assert client.runs.find().total == 0
        assert client.steps.find().total == 0
        assert client.get_artifact_version("numbers").producer_pipeline_run_id == run.id

    def test_in_json(self, tally, world):
        run = world.trained("first")

        answer = tally("runs", "delete", "first", "--yes", "--json").json

        assert answer == {"deleted": "run 'first' with 2 step runs", "id": str(run.id)}

    def test_asks_first(self, tally, world, client):
        world.trained("first")

        answer = tally("runs", "delete", "first")

        assert answer.code == 2
        assert "Delete run 'first' with 2 step runs?" in answer.err
        assert client.runs.find().total == 1

    def test_what_is_not_there_is_not_found(self, tally, world):
        world.trained("first")

        assert tally("runs", "delete", "fisrt", "--yes").code == 3


class TestColumns:
    def test_parameters_and_the_model(self, tally, world):
        world.trained("first", depth=3)
        world.failed()

        columns = ("--columns", "name,model,parameters.depth")
        lines = tally("runs", "list", *columns, "--sort", "parameters.depth").lines

        assert lines[0].split() == ["name", "model", "parameters.depth"]
        assert lines[1].split() == ["first", "churn", "first", "3"]
        assert lines[2].split()[1:] == ["-", "-"]

    def test_parameters_in_json(self, tally, world):
        world.trained("first", depth=3)

        answer = tally("runs", "list", "--columns", "parameters.depth,model", "--json").json

        assert answer["items"] == [{"parameters.depth": 3, "model": "churn first"}]

    def test_of_what_only_others_have(self, tally, world):
        world.trained("first")
        world.failed()

        lines = tally(
            "runs", "list", "--limit", "1", "--columns", "loss,parameters.depth,train::loss"
        ).lines

        assert lines[1].split() == ["-", "-", "-"]

    def test_what_nothing_has_names_close_ones(self, tally, world):
        world.trained("first")

        answer = tally("runs", "list", "--columns", "parameters.detph")

        assert answer.code == 2
        assert "Did you mean 'parameters.depth'" in answer.err

    def test_facts_that_are_made_of_others_are_in_words(self, tally, world):
        world.failed()

        runs = tally("runs", "list", "--columns", "failure,graph,process").lines[1]
        steps = tally("steps", "list", "--columns", "cache_key,failure").lines[1]

        assert runs.startswith("ZeroDivisionError: division by zero  divide  process ")
        assert steps.split()[1:] == ["ZeroDivisionError:", "division", "by", "zero"]
        assert "Failure(" not in runs + steps

    def test_they_are_named_as_in_queries(self, tally, world):
        world.trained("first", depth=9)

        columns = 'name,parameters.depth,step("train").status,step(train).loss,train::loss'
        answer = tally("runs", "list", "--columns", columns)

        assert answer.lines[1].split() == ["first", "9", "completed", "0.0833333", "0.0833333"]

    def test_one_that_nothing_has_is_named_with_close_ones(self, tally, world):
        world.trained()

        answer = tally("runs", "list", "--columns", "parameters.dept")

        assert answer.code == 2
        assert "Did you mean 'parameters.depth'" in answer.err
