"""Causes between runs that were recorded by hand: which there are, in which order, and why."""

from __future__ import annotations

import pytest
from tests.unit.comparison.causes.recorded import ENVIRONMENT, Recorded

from tallystick.comparison import MISSING
from tallystick.comparison.causes.cause import Cause, CauseKind, Standing
from tallystick.comparison.causes.explanation import Explanation
from tallystick.query.query import Query
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.commands import Delete
from tallystick.records.runs import Status
from tallystick.records.targets import Kind
from tallystick.testing.commands import an_artifact, command, target


@pytest.fixture
def recorded() -> Recorded:
    return Recorded()


def said(explanation: Explanation) -> list[tuple[str, str, str, str]]:
    return [
        (cause.kind.value, cause.standing.value, cause.step, cause.name)
        for cause in explanation.causes
    ]


def only(explanation: Explanation) -> Cause:
    (cause,) = explanation.causes
    return cause


class TestMatching:
    def test_a_step_that_was_renamed_is_found_by_its_function(self, recorded: Recorded):
        recorded.run("a").step("train", makes="model", parameters={"depth": 3})
        recorded.run("b").step(
            "train_2", step="train", makes="model", content="new", parameters={"depth": 4}
        )

        assert said(recorded.why("a", "b")) == [("parameter", "likely", "train_2", "depth")]

    def test_several_calls_of_one_function_are_matched_in_order(self, recorded: Recorded):
        for name, seed in (("a", 1), ("b", 2)):
            run = recorded.run(name)
            for place in (1, 2):
                run.step(
                    f"{name}_{place}",
                    step="fold",
                    makes=f"score_{place}",
                    content=f"{seed * (place - 1)}",
                    parameters={"seed": seed * (place - 1)},
                )

        assert said(recorded.why("a", "b")) == [("parameter", "likely", "b_2", "seed")]

    def test_an_input_that_was_renamed_is_matched_by_its_place(self, recorded: Recorded):
        for name, artifact in (("a", "data"), ("b", "table")):
            recorded.run(name).step("load", makes=artifact, content=name, code=name).step(
                "train", reads=(artifact,), makes="model", content=name
            )

        explanation = recorded.why("a", "b")

        assert said(explanation) == [("code", "likely", "load", "")]
        assert [one.input for one in only(explanation).consequences] == ["table"]

    def test_steps_that_one_run_did_not_reach_are_no_difference(self, recorded: Recorded):
        graph = (("load", ()), ("train", ("load",)))
        first = recorded.run("a", graph=graph).step("load", makes="data", parameters={"n": 1})
        first.step("train", reads=("data",), makes="model")
        recorded.run("b", graph=graph, status=Status.FAILED).step(
            "load", failed=True, parameters={"n": 2}
        )

        assert said(recorded.why("a", "b")) == [("parameter", "likely", "load", "n")]

    def test_steps_that_only_one_run_has(self, recorded: Recorded):
        recorded.run("a").step("load", makes="data").step("check", metadata={"rows": 3})
        recorded.run("b").step("load", makes="data").step("idle")

        explanation = recorded.why("a", "b")

        assert said(explanation) == [("step", "likely", "check", ""), ("step", "idle", "idle", "")]
        assert (explanation.causes[0].before, explanation.causes[0].after) == ("check", MISSING)


class TestCode:
    def test_a_diff_of_the_sources(self, recorded: Recorded):
        for name, line in (("a", "x = 1"), ("b", "x = 2")):
            source = f"def train():\n    {line}\n"
            recorded.run(name).step("train", makes="m", content=name, code=name, source=source)

        cause = only(recorded.why("a", "b"))

        assert cause.diff.splitlines()[2:] == [
            "@@ -1,2 +1,2 @@",
            " def train():",
            "-    x = 1",
            "+    x = 2",
        ]
        assert (cause.before, cause.after) == ("a", "b")

    def test_a_helper_is_named_where_the_step_is_the_same(self, recorded: Recorded):
        for name in "ab":
            parts = {"code": "same", "helper.features.scale": name, "module.util": "same"}
            recorded.run(name).step(
                "train", makes="m", content=name, code=parts, source="def t(): ..."
            )

        cause = only(recorded.why("a", "b"))

        assert cause.note.endswith("what it uses changed: helper features.scale.")
        assert not cause.diff

    def test_comments_are_no_cause(self, recorded: Recorded):
        for name in "ab":
            recorded.run(name).step("train", makes="m", code="same", source=f"# {name}\n")

        assert recorded.why("a", "b").causes == ()

    def test_the_commit_where_no_step_has_other_code(self, recorded: Recorded):
        for name in "ab":
            recorded.run(name, code={"commit": name, "dirty": False}).step(
                "load", makes="data", content=name
            )
        for name in "cd":
            recorded.run(name, code={"commit": name, "dirty": False}).step(
                "load", makes="data", content=name, code=name
            )
        for name in "ef":
            recorded.run(name, code={"commit": name}).step("load", makes="data")

        assert said(recorded.why("a", "b")) == [
            ("unexplained", "likely", "load", ""),
            ("commit", "possible", "", "commit"),
        ]
        assert said(recorded.why("c", "d")) == [("code", "likely", "load", "")]
        assert said(recorded.why("e", "f")) == [("commit", "idle", "", "commit")]


class TestParameters:
    def test_each_leaf_is_a_cause(self, recorded: Recorded):
        for name, depth in (("a", 3), ("b", 4)):
            given = {"settings": {"depth": depth, "trees": 10}, name: 1}
            recorded.run(name).step("train", makes="m", content=name, parameters=given)

        found = {cause.name: (cause.before, cause.after) for cause in recorded.why("a", "b").causes}

        assert found == {"settings.depth": (3, 4), "a": (1, MISSING), "b": (MISSING, 1)}

    def test_a_parameter_of_the_pipeline_that_a_step_has_is_told_once(self, recorded: Recorded):
        for name, depth in (("a", 3), ("b", 4)):
            recorded.run(name, parameters={"model": {"depth": depth}}).step(
                "train", makes="m", content=name, parameters={"depth": depth}
            )

        assert said(recorded.why("a", "b")) == [("parameter", "likely", "train", "depth")]

    def test_a_parameter_of_the_pipeline_that_no_step_has(self, recorded: Recorded):
        for name, depth in (("a", 3), ("b", 4)):
            recorded.run(name, parameters={"depth": depth}).step("train", makes="m")

        assert said(recorded.why("a", "b")) == [("parameter", "idle", "", "depth")]

    def test_configuration_and_arguments(self, recorded: Recorded):
        for name in "ab":
            recorded.run(name, code={"arguments": [name]}).step(
                "train",
                makes="m",
                content=name,
                config={"extra": {"mode": name}, "enable_cache": name == "a"},
            )

        assert said(recorded.why("a", "b")) == [
            ("configuration", "likely", "train", "extra.mode"),
            ("configuration", "possible", "", "arguments"),
        ]


class TestInputs:
    def test_artifacts_that_no_step_made_with_how_their_profile_moved(self, recorded: Recorded):
        for name, rows in (("a", 100), ("b", 120)):
            given = an_artifact(
                "table",
                sha256=name * 64,
                facts={
                    "dtype": {"x": "int64", name: "str"},
                    "mean": {"x": float(rows), "y": 2.0 if name == "a" else 2.1},
                    "row_count": rows,
                },
            )
            recorded.store.apply(given)
            recorded.run(name).step("train", reads=(given,), makes="m", content=name)

        cause = only(recorded.why("a", "b"))

        assert (cause.kind, cause.step, cause.name) == (CauseKind.INPUT, "train", "table")
        assert (cause.before, cause.after) == ("table@1", "table@2")
        assert [change.path for change in cause.changes] == [
            "row_count",
            "dtype.a",
            "dtype.b",
            "mean.x",
            "mean.y",
        ]

    def test_the_same_content_under_another_version_is_the_same(self, recorded: Recorded):
        for name in "ab":
            given = an_artifact("table", sha256="c" * 64)
            recorded.store.apply(given)
            recorded.run(name).step("train", reads=(given,), makes="m")

        assert recorded.why("a", "b").causes == ()

    def test_one_artifact_that_several_steps_read_is_one_cause(self, recorded: Recorded):
        for name in "ab":
            given = an_artifact("table", sha256=name * 64)
            recorded.store.apply(given)
            run = recorded.run(name).step("train", reads=(given,), makes="m", content=name)
            run.step("check", reads=(given,), metadata={"rows": ord(name)})

        cause = only(recorded.why("a", "b"))

        assert (cause.step, cause.name) == ("train", "table")
        assert [effect.change.path for effect in cause.effects] == ["rows"]

    def test_inputs_that_were_deleted_are_others_where_their_ids_are(self, recorded: Recorded):
        for name in "ab":
            given = an_artifact("table", sha256="c" * 64)
            recorded.store.apply(given)
            recorded.run(name).step("train", reads=(given,), makes="m", content=name)
            recorded.store.apply(command(Delete, target=target(given)))

        cause = only(recorded.why("a", "b"))

        assert cause.kind is CauseKind.INPUT
        assert str(cause.before).startswith("not here (")

    def test_an_input_that_is_new(self, recorded: Recorded):
        extra = an_artifact("extra")
        recorded.store.apply(extra)
        recorded.run("a").step("train", makes="m")
        recorded.run("b").step("train", reads=(extra,), makes="m", content="new")

        cause = only(recorded.why("a", "b"))

        assert (cause.kind, cause.name) == (CauseKind.INPUT, "extra")
        assert (cause.before, cause.after) == (MISSING, "extra@1")


class TestSurroundings:
    def test_packages_that_the_step_speaks_of_come_first(self, recorded: Recorded):
        other = {
            "python": "3.13.0",
            "host": "grace",
            "packages": {"numpy": "2.2", "zlib-ng": "1.1", "aaa": "1"},
        }
        for name, environment in (("a", ENVIRONMENT), ("b", other)):
            recorded.run(name, environment=environment).step(
                "load", makes="data", content=name, source="def load():\n    return np.ones(3)\n"
            )

        causes = recorded.why("a", "b").causes

        assert [(cause.kind.value, cause.name) for cause in causes] == [
            ("package", "numpy"),
            ("python", "python"),
            ("package", "aaa"),
            ("package", "zlib-ng"),
            ("host", "host"),
        ]
        assert causes[0].note == "The step uses numpy."
        assert {cause.standing for cause in causes} == {Standing.LIKELY}

    def test_the_types_of_what_a_step_made_speak_of_packages(self, recorded: Recorded):
        packages = [
            {"pandas": "2.2", "scikit-learn": "1.5"},
            {"pandas": "2.3", "scikit-learn": "1.6"},
        ]
        for name, installed in zip("ab", packages, strict=True):
            recorded.run(name, environment={"packages": installed}).step(
                "fit", makes="model", content=name, data_type="sklearn.svm.SVC"
            )

        assert [cause.name for cause in recorded.why("a", "b").causes] == ["scikit-learn", "pandas"]

    def test_they_are_possible_where_something_else_explains_the_result(self, recorded: Recorded):
        for name in "ab":
            environment = {**ENVIRONMENT, "host": name}
            recorded.run(name, environment=environment).step("load", makes="data").step(
                "train", reads=("data",), makes="m", content=name, parameters={"depth": name}
            )

        assert said(recorded.why("a", "b")) == [
            ("parameter", "likely", "train", "depth"),
            ("host", "possible", "", "host"),
        ]

    def test_they_are_idle_where_nothing_moved(self, recorded: Recorded):
        for name in "ab":
            environment = {**ENVIRONMENT, "host": name}
            recorded.run(name, environment=environment).step("load", makes="data")

        assert said(recorded.why("a", "b")) == [("host", "idle", "", "host")]

    def test_a_cached_result_has_the_surroundings_of_its_original(self, recorded: Recorded):
        first = recorded.run("a").step("load", makes="data", metadata={"loss": 1})
        elsewhere = {**ENVIRONMENT, "host": "elsewhere"}
        recorded.run("b", environment=elsewhere).step("load", makes="data", cached_from=first)

        assert said(recorded.why("a", "b")) == []

    def test_a_cached_result_that_is_another(self, recorded: Recorded):
        recorded.run("a").step("load", makes="data", content="a")
        between = recorded.run("between").step("load", makes="data", content="b")
        recorded.run("b").step("load", makes="data", cached_from=between)

        cause = only(recorded.why("a", "b"))

        assert (cause.kind, cause.step) == (CauseKind.CACHE, "load")
        assert (cause.before, cause.after) == ("executed", "cached from between")


class TestUnexplained:
    def test_without_a_seed(self, recorded: Recorded):
        for name in "ab":
            recorded.run(name).step("load", makes="data", content=name)

        explanation = recorded.why("a", "b")

        assert said(explanation) == [("unexplained", "likely", "load", "")]
        assert only(explanation).note == (
            "Not explained by anything recorded. No seed is among the recorded parameters: chance, "
            "time, or what is read from elsewhere may have made the difference."
        )
        assert not explanation.is_explained

    def test_with_seeds_that_are_the_same(self, recorded: Recorded):
        for name in "ab":
            recorded.run(name).step(
                "load", makes="data", content=name, parameters={"options": {"random_state": 7}}
            )

        assert "(load.options.random_state = 7)" in only(recorded.why("a", "b")).note

    def test_it_is_the_one_furthest_upstream(self, recorded: Recorded):
        for name in "ab":
            run = recorded.run(name).step("load", makes="data", content=name)
            run.step("train", reads=("data",), makes="m", content=name, metadata={"loss": name})

        explanation = recorded.why("a", "b")

        assert said(explanation) == [("unexplained", "likely", "load", "")]
        assert only(explanation).chain == ("load", "train")
        assert [effect.change.path for effect in only(explanation).effects] == ["loss"]

    def test_metrics_that_no_step_logged(self, recorded: Recorded):
        for name, loss in (("a", 1), ("b", 2)):
            recorded.run(name, metadata={"loss": loss}).step("load", makes="data")

        cause = only(recorded.why("a", "b"))

        assert (cause.kind, cause.step) == (CauseKind.UNEXPLAINED, "")
        assert [effect.change.path for effect in cause.effects] == ["loss"]

    def test_what_was_only_logged_is_blamed_after_everything_else(self, recorded: Recorded):
        for name, depth in (("a", 3), ("b", 4)):
            run = recorded.run(name).step("load", makes="data", metadata={"seconds": depth * 1.1})
            run.step("train", reads=("data",), makes="m", content=name, parameters={"depth": depth})

        assert said(recorded.why("a", "b")) == [
            ("parameter", "likely", "train", "depth"),
            ("unexplained", "possible", "load", ""),
        ]

    def test_files_of_formats_that_are_never_the_same(self, recorded: Recorded):
        for name in "ab":
            recorded.run(name).step(
                "fit", makes="m", content=name, materializer="mine.Custom", facts={"size": 3}
            )

        explanation = recorded.why("a", "b")

        assert said(explanation) == [("unexplained", "idle", "fit", "")]
        assert only(explanation).note.startswith("Its files differ, and nothing else")

    def test_a_failure_says_with_what(self, recorded: Recorded):
        recorded.run("a").step("load", makes="data")
        recorded.run("b", status=Status.FAILED).step("load", failed=True)

        cause = only(recorded.why("a", "b"))

        assert cause.kind is CauseKind.UNEXPLAINED
        assert [(c.path, c.before, c.after) for c in cause.changes] == [
            ("status", "completed", "failed"),
            ("failure", MISSING, "ValueError: bad data"),
        ]


class TestFolding:
    def test_a_consequence_is_told_once_beneath_the_first_cause(self, recorded: Recorded):
        for name in "ab":
            run = recorded.run(name)
            run.step("load", makes="data", content=name, code=name)
            run.step("clean", reads=("data",), makes="clean", content=name, code=name)
            run.step("train", reads=("clean",), makes="m", content=name)

        first, second = recorded.why("a", "b").causes

        assert [(one.step, one.input) for one in first.consequences] == [
            ("clean", "data"),
            ("train", "clean"),
        ]
        assert second.consequences == ()
        assert (first.chain, second.chain) == (("load", "clean", "train"), ("clean", "train"))

    def test_it_ends_where_content_is_the_same_again(self, recorded: Recorded):
        for name in "ab":
            run = recorded.run(name).step("load", makes="data", content=name, code=name)
            run.step("count", reads=("data",), makes="count", content="same")
            run.step("report", reads=("count",), makes="report")

        cause = only(recorded.why("a", "b"))

        assert cause.chain == ("load", "count")
        assert [one.step for one in cause.consequences] == ["count"]

    def test_the_chain_is_the_longest_way(self, recorded: Recorded):
        for name in "ab":
            run = recorded.run(name).step("load", makes="data", content=name, code=name)
            run.step("split", reads=("data",), makes="part", content=name)
            run.step("train", reads=("data", "part"), makes="m", content=name, metadata={"l": name})

        assert only(recorded.why("a", "b")).chain == ("load", "split", "train")


class TestProducts:
    def test_versions_that_no_step_made(self, recorded: Recorded):
        for name in "ab":
            recorded.store.apply(
                an_artifact("table", version=name, sha256=name * 64, facts={"row_count": ord(name)})
            )
        ids = [
            item.record.id for item in recorded.store.find(Query(kind=Kind.ARTIFACT_VERSION)).items
        ]

        cause = only(recorded.why(str(ids[1]), str(ids[0]), ArtifactVersion))

        assert (cause.kind, cause.name) == (CauseKind.INPUT, "table")
        assert (cause.before, cause.after) == ("table@a", "table@b")
        assert [change.path for change in cause.changes] == ["row_count"]
