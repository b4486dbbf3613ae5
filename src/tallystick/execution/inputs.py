"""The inputs of an invocation: found, stored where they are external, and loaded."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from tallystick.execution.program import own_copy
from tallystick.execution.run_context import RunContext, StoredValue
from tallystick.plan.plan import FromArtifact, FromMany, FromStep, FromValue, Invocation, Source
from tallystick.records.artifacts import ArtifactVersion, SaveType
from tallystick.records.references import Ref
from tallystick.tracking.saving import apply_saved, load_stored, saved_artifact

_storing = threading.Lock()

Inputs = Mapping[str, tuple[StoredValue, ...]]


def find_inputs(run: RunContext, invocation: Invocation) -> Inputs:
    """The stored values behind each input, in order; external ones are stored now.

    Raises `NotFoundError` for an artifact version that does not exist any more, and what saving
    raises.
    """
    return {name: _found(run, source) for name, source in invocation.inputs.items()}


def _found(run: RunContext, source: Source) -> tuple[StoredValue, ...]:
    match source:
        case FromStep(step, output):
            return (run.outputs[step][output],)
        case FromArtifact(id):
            ref = Ref.to(id, project=run.session.project)
            return (run.session.store.get(ArtifactVersion, ref).record,)
        case FromMany(sources):
            return tuple(value for part in sources for value in _found(run, part))
        case FromValue():
            return (_stored_external(run, source),)


def _stored_external(run: RunContext, source: FromValue) -> StoredValue:
    """Stored once a run, however many steps take it."""
    key = f"external {source.key}"
    with _storing:
        if key not in run.outputs:
            external = run.program.external[source.key]
            command = saved_artifact(
                run.session,
                external.value,
                artifact=source.artifact,
                materializer=external.materializer,
                extract_metadata=external.extract_metadata,
                previews=external.previews,
                save_type=SaveType.EXTERNAL,
                producer_run_id=run.run_id,
            )
            apply_saved(run.session, command)
            run.outputs[key] = {"value": command}
        return run.outputs[key]["value"]


def load_inputs(run: RunContext, invocation: Invocation, inputs: Inputs) -> dict[str, Any]:
    """The values to call the step with, its own. Raises what loading an artifact raises."""
    parameters = run.program.parameters.get(invocation.name, {})
    loaded = {name: own_copy(value) for name, value in parameters.items()}
    for name, stored in inputs.items():
        values = [load_stored(run.session, one) for one in stored]
        loaded[name] = values if isinstance(invocation.inputs[name], FromMany) else values[0]
    return loaded
