"""Options that say what metadata is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Parameter

from tallystick.cli.completing import artifact_names, model_names, run_names, step_names
from tallystick.cli.options import Options
from tallystick.cli.steps import step_named
from tallystick.client.handles import Handle
from tallystick.errors import InvalidArgumentError


@Parameter(name="*")
@dataclass(frozen=True)
class About:
    """A run, a step of it, an artifact version or a model version."""

    run: Annotated[
        str | None,
        Parameter(help="The run, by name or id or their beginning.", completer=run_names),
    ] = None
    step: Annotated[
        str | None,
        Parameter(help="The step, by its name in --run, or by its own id.", completer=step_names),
    ] = None
    artifact: Annotated[
        str | None, Parameter(help="The artifact, by name or id.", completer=artifact_names)
    ] = None
    model: Annotated[
        str | None, Parameter(help="The model, by name or id.", completer=model_names)
    ] = None
    version: Annotated[
        str | None,
        Parameter(
            help="The version of --artifact or --model: its name or number; of a model also a "
            "stage. By default the newest."
        ),
    ] = None

    def handle(self, options: Options) -> Handle[Any]:
        """The one thing that is meant.

        Raises `InvalidArgumentError` where the options contradict each other or say nothing.
        """
        self._check()
        client = options.client
        if self.step is not None:
            return step_named(options, self.step, self.run)
        if self.run is not None:
            return client.runs.get(self.run)
        if self.artifact is not None:
            return client.artifact_versions.get(self.artifact, self.version)
        return client.model_versions.get(str(self.model), self.version)

    def _check(self) -> None:
        names = ("run", "step", "artifact", "model")
        given = [f"--{name}" for name in names if getattr(self, name) is not None]
        if given not in (["--run"], ["--step"], ["--run", "--step"], ["--artifact"], ["--model"]):
            said = f"got {' and '.join(given)}" if given else "none of them was given"
            raise InvalidArgumentError(
                f"Say what it is about: --run, --step (with --run), --artifact or --model; {said}.",
                given=tuple(given),
            )
        if self.version is not None and given[0] in ("--run", "--step"):
            raise InvalidArgumentError(
                f"--version belongs to --artifact and --model; got it with {given[0]}.",
                given=self.version,
            )


def described(handle: Handle[Any]) -> str:
    """What a thing is called in a sentence."""
    record = handle.record
    match handle.kind.value:
        case "run":
            return f"run {record.name}"
        case "step_run":
            return f"step {record.name} of run {handle.run.name}"  # type: ignore[attr-defined]  # of a step
        case "pipeline":
            return f"pipeline {record.name}"
        case "artifact_version":
            return f"version {record.version} of artifact {record.artifact}"
        case _:
            return f"version {record.name} of model {record.model}"
