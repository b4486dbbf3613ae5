"""The plan: which steps run, with what, after which others."""

from __future__ import annotations

from uuid import UUID

import msgspec

from tallystick.errors import InvalidArgumentError, unknown
from tallystick.plan.options import ExecutionMode, Options
from tallystick.records.artifacts import ArtifactType
from tallystick.records.metadata import NewEntry


class FromStep(msgspec.Struct, frozen=True, tag="step"):
    """The output of another invocation."""

    step: str
    output: str


class FromArtifact(msgspec.Struct, frozen=True, tag="artifact"):
    """An artifact version that exists."""

    id: UUID


class FromValue(msgspec.Struct, frozen=True, tag="value"):
    """A value that comes with the program and is stored as an artifact before the step runs.

    `key` finds the value in the program; `artifact` names the artifact.
    """

    key: str
    artifact: str


class FromMany(msgspec.Struct, frozen=True, tag="many"):
    """Several of the above, received as a list."""

    sources: tuple[FromStep | FromArtifact | FromValue, ...]


Source = FromStep | FromArtifact | FromValue | FromMany


class OutputSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about an output before the step runs.

    `artifact` is the name its versions get; `materializer` dotted paths to choose from.
    """

    name: str
    artifact: str
    version: str | None = None
    tags: tuple[str, ...] = ()
    metadata: tuple[NewEntry, ...] = ()
    artifact_type: ArtifactType | None = None
    materializers: tuple[str, ...] = ()


class Invocation(msgspec.Struct, frozen=True, kw_only=True):
    """One call of a step in a pipeline.

    `code` maps parts of the step's code (`step`, `helper.f`) to their SHA-256;
    `source` is the step's source text. `parameters` are wire values.
    """

    name: str
    step: str
    inputs: dict[str, Source] = {}
    parameters: dict[str, msgspec.Raw] = {}
    outputs: tuple[OutputSpec, ...] = ()
    after: tuple[str, ...] = ()
    options: Options = Options()
    code: dict[str, str] = {}
    source: str = ""
    docstring: str = ""

    @property
    def upstream(self) -> tuple[str, ...]:
        """Invocations that must have ended before this one starts, each once."""
        flat: list[str] = list(self.after)
        for source in self.inputs.values():
            parts = source.sources if isinstance(source, FromMany) else (source,)
            flat += [part.step for part in parts if isinstance(part, FromStep)]
        return tuple(dict.fromkeys(flat))


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A pipeline, ready to be run: invocations come after those they depend on."""

    pipeline: str
    invocations: tuple[Invocation, ...]
    run_name: str | None = None
    parameters: dict[str, msgspec.Raw] = {}
    options: Options = Options()
    tags: tuple[str, ...] = ()
    execution_mode: ExecutionMode = ExecutionMode.CONTINUE_ON_FAILURE
    max_parallelism: int = 0
    docstring: str = ""

    @property
    def graph(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each invocation's name with the names of those before it."""
        return tuple((one.name, one.upstream) for one in self.invocations)


def check_plan(plan: Plan) -> None:
    """`InvalidArgumentError` where an invocation waits for one that does not come before it."""
    before: set[str] = set()
    for invocation in plan.invocations:
        for name in invocation.upstream:
            if name not in before:
                raise InvalidArgumentError(
                    f"Step {invocation.name!r} waits for {name!r}: "
                    + unknown("step before it called", name, sorted(before)),
                    given=name,
                )
        before.add(invocation.name)
