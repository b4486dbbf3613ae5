"""`get_step_context`: what a running step may ask and say about itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tallystick.errors import NoContextError, StepContextError
from tallystick.plan.plan import OutputSpec
from tallystick.tracking.current import RunningStep, running_step
from tallystick.tracking.model import Model
from tallystick.tracking.outputs import (
    add_output_tags,
    log_on_output,
    output_metadata,
    output_of,
    remove_output_tags,
)
from tallystick.tracking.saving import payload_path
from tallystick.tracking.tags import Tag, checked_tags

if TYPE_CHECKING:
    from tallystick.artifacts import BaseMaterializer
    from tallystick.client.handles import (
        ArtifactVersions,
        ModelVersionResponse,
        PipelineResponse,
        PipelineRunResponse,
        StepRunResponse,
    )


def get_step_context() -> StepContext:
    """The context of the step that is running here, in its threads and in its hooks.

    Raises `NoContextError` (a `RuntimeError`) elsewhere, the body of a pipeline included.
    """
    step = running_step()
    if step is None:
        raise NoContextError(
            "get_step_context() works only while a step is running; "
            "in the body of a pipeline, use get_pipeline_context()."
        )
    return StepContext(step)


class StepContext:
    """A running step: what it belongs to, what it reads, and its outputs to come.

        context = get_step_context()
        context.model.load_artifact("scaler")
        context.add_output_metadata({"rows": 100}, output_name="train")

    `pipeline`, `pipeline_run`, `step_run`, `inputs` and `model_version` are read when first asked
    for and stay as they were then; a new context has newer ones.
    Methods about an output take its name, or none where the step has one output; they raise
    `StepContextError`, naming the outputs, for another name and where there is none or several.
    """

    def __init__(self, step: RunningStep) -> None:
        self._step = step

    def __repr__(self) -> str:
        return f"<context of step {self._step.name!r} in run {self._step.run_id}>"

    @property
    def step_name(self) -> str:
        """The name of the step within its run: `train`, `train_2`."""
        return self._step.name

    @cached_property
    def step_run(self) -> StepRunResponse:
        """The step run."""
        from tallystick.client.handles import StepRunResponse
        from tallystick.client.handles.reading import get_by_id

        return get_by_id(self._step.session, StepRunResponse, self._step.step_run_id)

    @cached_property
    def pipeline_run(self) -> PipelineRunResponse:
        """The run that the step is part of."""
        from tallystick.client.handles import PipelineRunResponse
        from tallystick.client.handles.reading import get_by_id

        return get_by_id(self._step.session, PipelineRunResponse, self._step.run_id)

    @property
    def pipeline(self) -> PipelineResponse:
        """The pipeline that is run."""
        return self.pipeline_run.pipeline

    @property
    def inputs(self) -> Mapping[str, ArtifactVersions]:
        """The artifact versions that the step reads, by the name of the argument."""
        return self.step_run.inputs

    @property
    def model(self) -> Model:
        """The model that the step or its pipeline is configured with, at the version it works for.

        Raises `StepContextError` where there is none.
        """
        step = self._step
        if step.model is None or step.model_version_id is None:
            raise StepContextError(
                f"Neither step {step.name!r} nor its pipeline has a model. Configure one, as in "
                '@pipeline(model=Model(name="my_model")).'
            )
        return Model.of(step.model, session=step.session, version_id=step.model_version_id)

    @cached_property
    def model_version(self) -> ModelVersionResponse | None:
        """The model version that the step works for; None where it has no model."""
        from tallystick.client.handles import ModelVersionResponse
        from tallystick.client.handles.reading import get_by_id

        id = self._step.model_version_id
        return None if id is None else get_by_id(self._step.session, ModelVersionResponse, id)

    @property
    def pipeline_state(self) -> dict[str, Any]:
        """What hooks and steps of the run keep for each other in memory."""
        return self._step.state

    # -- outputs -------------------------------------------------------------------------------

    def add_output_metadata(
        self, metadata: Mapping[str, Any], output_name: str | None = None
    ) -> None:
        """Attach `metadata` to an output: stored now, and the output's when that exists.

        Raises as `log_metadata` does for what cannot be metadata.
        """
        log_on_output(self._step, self._output(output_name), metadata)

    def get_output_metadata(self, output_name: str | None = None) -> dict[str, Any]:
        """The newest value of each key that was configured for or attached to an output."""
        return output_metadata(self._step, self._output(output_name))

    def add_output_tags(
        self, tags: str | Tag | Iterable[str | Tag], output_name: str | None = None
    ) -> None:
        """Give an output more tags."""
        names = [tag.name for tag in checked_tags(tags)]
        add_output_tags(self._step, self._output(output_name), names)

    def get_output_tags(self, output_name: str | None = None) -> list[str]:
        """The tags that an output will have."""
        return list(self._step.tags_of(self._output(output_name)))

    def remove_output_tags(
        self, tags: str | Tag | Iterable[str | Tag], output_name: str | None = None
    ) -> None:
        """Take tags from an output, configured ones too; those it does not have are no error."""
        names = [tag.name for tag in checked_tags(tags)]
        remove_output_tags(self._step, self._output(output_name), names)

    def get_output_artifact_uri(self, output_name: str | None = None) -> str:
        """Where an output will be: a full path or URL. Nothing is there until the step has ended.

        The place is taken whole when the output is saved: a step must not write there itself.
        """
        output = self._output(output_name)
        path = payload_path(output.artifact, self._step.id_of(output))
        return f"{self._step.session.storage.url.rstrip('/')}/{path}"

    def get_output_materializer(
        self,
        output_name: str | None = None,
        custom_materializer_class: type[BaseMaterializer] | None = None,
        data_type: type[Any] | None = None,
    ) -> BaseMaterializer:
        """A materializer for an output, at the place where that will be.

        It is the given class, else the one configured for the output, else that for `data_type`.
        Raises `StepContextError` where none of these is said.
        """
        from tallystick.artifacts import find_materializer

        output = self._output(output_name)
        choices = custom_materializer_class or output.materializers or None
        if choices is None and data_type is None:
            raise StepContextError(
                f"What output {output.name!r} will hold is not known before step "
                f"{self._step.name!r} has returned; pass data_type."
            )
        kind = find_materializer(data_type or object, choices)
        return kind(self.get_output_artifact_uri(output_name))

    def _output(self, name: str | None) -> OutputSpec:
        return output_of(self._step, name, error=StepContextError)
