"""Every argument of every public method is refused where it is of another type than it says."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tallystick.client.client import Client
from tallystick.client.collections.artifacts import Artifacts, ArtifactVersions
from tallystick.client.collections.models import Models, ModelVersions
from tallystick.client.collections.pipelines import Pipelines
from tallystick.client.collections.runs import Runs
from tallystick.client.collections.steps import Steps
from tallystick.client.handles import (
    ArtifactResponse,
    ArtifactVersionResponse,
    ModelResponse,
    ModelVersionResponse,
    PipelineResponse,
    PipelineRunResponse,
    StepRunResponse,
)
from tallystick.client.kept_stacks import Stacks
from tallystick.client.metadata import RunMetadata
from tallystick.client.previews import Previews
from tallystick.client.secrets import Secrets
from tallystick.client.tags import Tags
from tallystick.errors import (
    InvalidArgumentError,
    InvalidQueryError,
    InvalidValueError,
    NotFoundError,
)


class Case(NamedTuple):
    """An argument of a method, and what is given for it."""

    of: type[Any]
    method: str
    argument: str
    given: Any


class Nothing:
    """Something that no argument is."""


PUBLIC = (
    Client,
    Runs,
    Steps,
    Pipelines,
    Artifacts,
    ArtifactVersions,
    Models,
    ModelVersions,
    PipelineRunResponse,
    StepRunResponse,
    PipelineResponse,
    ArtifactResponse,
    ArtifactVersionResponse,
    ModelResponse,
    ModelVersionResponse,
    Tags,
    Secrets,
    Stacks,
    Previews,
    RunMetadata,
)

# What is internal to the client although other modules of it call it, and what dicts have.
APART = {
    Tags: {"known", "remember", "taken_from_others", "taken_from_versions", "attach", "detach"},
    RunMetadata: {"get", "pop", "popitem", "setdefault", "update", "clear", "items", "values"},
    Runs: {"logs_of"},
    Previews: {"count", "index"},
}
FOR_ALL = {"page"}

WRONG: dict[str, list[Any]] = {
    "str": [3, b"text", ["text"], None],
    "int": ["3", 2.5, True],
    "bool": ["yes", 1, None],
    "Iterable[str]": ["text", 3],
    "Mapping": [["key"], "text"],
}
"""For arguments that are of such a type, or None, and nothing else."""

RIGHT: dict[str, Any] = {
    "before": "training-1",
    "after": "training-1",
    "model": "rf",
    "model_name_or_id": "rf",
    "version_name_or_id": "first",
    "tags": ["t"],
    "components": {},
    "configuration": {},
    "values": {"k": "v"},
    "metadata": {"k": 1},
    "path": "somewhere.zip",
    "page": 1,
    "size": 1,
    "sort": "desc:created",
    "limit": 1,
    "offset": 0,
    "where": None,
    "type": "orchestrator",
    "component_type": "orchestrator",
}


TOGETHER: dict[str, dict[str, Any]] = {
    "history.things": {"key": "k"},
    "history.where": {"key": "k"},
    "history.sort": {"key": "k", "where": "name = x"},
}
"""What else is given where an argument is not looked at alone."""


def methods(of: type[Any]) -> Iterator[tuple[str, inspect.Signature]]:
    for name, member in inspect.getmembers(of, inspect.isfunction):
        apart = FOR_ALL | APART.get(of, set())
        if not name.startswith("_") and name not in apart and member.__module__ != "builtins":
            yield name, inspect.signature(member)


def cases() -> Iterator[Case]:
    several = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    for of in PUBLIC:
        for method, signature in methods(of):
            for name, parameter in list(signature.parameters.items())[1:]:
                if parameter.kind in several:
                    continue
                yield Case(of, method, name, Nothing())
                kind, *others = str(parameter.annotation).split(" | ")
                if others in ([], ["None"]):
                    for given in WRONG.get(kind.split("[str, ")[0], []):
                        if given is not None or not (others or method == "get_stack"):
                            yield Case(of, method, name, given)


CASES = list(cases())


@pytest.fixture
def things(world) -> dict[type[Any], Any]:
    """One of each."""
    client = world.client
    run = world.run(metadata={"k": 1})
    step = world.step(run, outputs={"data": [1]})
    world.link(world.model_version("rf", "first"), client.get_artifact_version("data").id)
    handles = [
        client.get_pipeline_run(run),
        client.get_run_step(step),
        client.get_pipeline("training"),
        client.get_artifact("data"),
        client.get_artifact_version("data"),
        client.get_model("rf"),
        client.get_model_version("rf"),
    ]
    others = [
        client,
        client.runs,
        client.steps,
        client.pipelines,
        client.artifacts,
        client.artifact_versions,
        client.models,
        client.model_versions,
        client.tags,
        client.secrets,
        client.stacks,
        handles[4].visualize(),
        handles[0].run_metadata,
    ]
    return {type(thing): thing for thing in (*handles, *others)}


@pytest.mark.parametrize(
    "case", CASES, ids=lambda c: f"{c.of.__name__}.{c.method}-{c.argument}-{type(c.given).__name__}"
)
def test_arguments_of_other_types_are_refused_by_name(
    case: Case, things, world, home: Path
) -> None:
    call = getattr(things[case.of], case.method)
    arguments = {
        name: RIGHT.get(name, "x")
        for name, parameter in inspect.signature(call).parameters.items()
        if parameter.default is parameter.empty
        and parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    }
    together = TOGETHER.get(f"{case.method}.{case.argument}", {})
    before, files = world.journal_length(), sorted(home.rglob("*"))

    with pytest.raises((InvalidValueError, InvalidArgumentError, NotFoundError)) as raised:
        call(**{**arguments, **together, case.argument: case.given})

    said = str(raised.value)
    if case.argument not in ("values", "add", "add_or_update_values", "configuration"):
        assert repr(case.given) in said or str(case.given) in said
    if isinstance(raised.value, InvalidValueError):
        assert type(case.given).__name__ in said
        assert raised.value.type == type(case.given).__name__
    assert world.journal_length() == before
    assert sorted(home.rglob("*")) == files


def test_most_methods_are_looked_at():
    assert len({(case.of, case.method) for case in CASES}) > 90


@pytest.mark.parametrize("given", ["3", 2.5, True, [1], int])
@pytest.mark.parametrize("argument", ["limit", "offset"])
def test_pages_of_other_sizes_are_bad_queries(client, argument, given):
    with pytest.raises(InvalidQueryError, match=rf"{argument}= of find\(\) is a whole number"):
        client.runs.find(**{argument: given})


@pytest.mark.parametrize("argument", ["limit", "offset"])
def test_negative_sizes_are_refused(client, argument):
    with pytest.raises(InvalidQueryError, match=argument):
        client.runs.find(**{argument: -1})


def test_whole_numbers_of_numpy_are_numbers(client, world):
    numpy = pytest.importorskip("numpy")
    world.run("one")
    world.run("two")

    page = client.runs.find(limit=numpy.int64(1), offset=numpy.int8(1))

    assert [run.name for run in page] == ["one"]
    assert client.runs.get("one", prefixes=numpy.bool_(True)).name == "one"


def test_signatures_stay_what_they_were():
    assert list(inspect.signature(Client.get_pipeline_run).parameters)[:2] == [
        "self",
        "name_id_or_prefix",
    ]
    assert Client.get_pipeline_run.__doc__.startswith("The run with this name or id")


def test_too_many_arguments_are_for_python_to_say(client):
    with pytest.raises(TypeError, match="takes 2 positional arguments but 3 were given"):
        client.models.get("a", "b")
    with pytest.raises(TypeError, match="unexpected keyword argument 'nmae'"):
        client.models.get(nmae="a")


class TestHandlesOfOtherKinds:
    def test_are_refused_as_names(self, client, things):
        step, version = things[StepRunResponse], things[ArtifactVersionResponse]

        with pytest.raises(InvalidValueError, match="A run is expected; got a step run, 'train'"):
            client.runs.get(step)
        with pytest.raises(InvalidValueError, match="An artifact is expected; got an artifact v"):
            client.get_artifact(version)
        with pytest.raises(InvalidValueError, match="A model version is expected; got a run"):
            client.get_model_version(things[PipelineRunResponse])

    def test_are_refused_as_versions(self, client, things):
        with pytest.raises(InvalidValueError, match="A model version is expected; got an artifact"):
            client.get_model_version("rf", things[ArtifactVersionResponse])


class TestHandles:
    def test_name_things_everywhere(self, client, things):
        """Whatever takes a name or an id takes the handle."""
        run, step = things[PipelineRunResponse], things[StepRunResponse]
        artifact, version = things[ArtifactResponse], things[ArtifactVersionResponse]
        model, model_version = things[ModelResponse], things[ModelVersionResponse]

        assert client.get_pipeline_run(run) == run
        assert client.get_run_step(step) == step
        assert client.steps.get("train", run=run) == step
        assert client.get_pipeline(things[PipelineResponse]) == run.pipeline
        assert client.get_artifact(artifact) == artifact
        assert client.get_artifact_version(version) == version
        assert client.get_artifact_version(artifact) == version
        assert client.get_artifact_version("data", version) == version
        assert client.get_model(model) == model
        assert client.get_model_version(model_version) == model_version
        assert client.get_model_version(model) == model_version
        assert client.get_model_version(model, model_version) == model_version
        assert client.get_model_version(None, model_version) == model_version
        assert model_version.get_artifact(artifact) == version
        assert model_version.get_artifact(version) == version
        assert model_version.get_artifact("data", version) == version
        assert client.list_model_versions(model).items == [model_version]
        assert client.list_model_versions(client.get_model("rf")).total == 1

    @pytest.mark.parametrize(
        ("calls", "argument", "of"),
        [
            ("list_pipeline_runs", "pipeline", PipelineResponse),
            ("list_pipeline_runs", "pipeline_id", PipelineResponse),
            ("list_pipeline_runs", "pipeline_name", PipelineResponse),
            ("list_pipeline_runs", "id", PipelineRunResponse),
            ("list_run_steps", "pipeline_run_id", PipelineRunResponse),
            ("list_artifact_versions", "artifact", ArtifactResponse),
            ("list_artifact_versions", "artifact_id", ArtifactResponse),
            ("list_artifact_versions", "pipeline_run", PipelineRunResponse),
            ("list_artifact_versions", "producer_step_run_id", StepRunResponse),
            ("list_artifact_versions", "model", ModelResponse),
            ("list_artifact_versions", "model_version_id", ModelVersionResponse),
            ("list_model_versions", "model", ModelResponse),
            ("list_model_versions", "model_id", ModelResponse),
        ],
    )
    def test_name_things_in_filters(self, client, things, world, calls, argument, of):
        world.run("other", pipeline="other")

        found = getattr(client, calls)(**{argument: things[of]})

        assert found.total == 1

    def test_of_tags_secrets_stacks_and_projects(self, client):
        tag = client.create_tag("t")
        secret = client.create_secret("s", {"k": "v"})

        assert client.get_tag(tag) == tag
        assert client.get_secret(secret).secret_values == {"k": "v"}
        assert client.get_stack(client.active_stack).name == "default"
        orchestrator = client.active_stack.orchestrator
        assert client.get_stack_component("orchestrator", orchestrator).name == "local"
        assert client.list_pipeline_runs(project=client.active_project).total == 0
