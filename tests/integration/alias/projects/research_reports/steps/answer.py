from typing import Annotated

from materializers.state_materializer import ResearchStateMaterializer
from utils.state import Finding, ResearchState
from zenml import get_step_context, log_metadata, step


@step(output_materializers=ResearchStateMaterializer)
def answer(state: ResearchState, number: int) -> Annotated[ResearchState, "answered"]:
    name = get_step_context().step_name
    if number < len(state.parts):
        part = state.parts[number]
        state.findings = {
            part: Finding(
                part=part, text=part.upper(), sources=[name], confidence=0.5 + number / 10
            )
        }
    log_metadata({"answered": number < len(state.parts), "by": name})
    return state


@step(output_materializers=ResearchStateMaterializer)
def merge(state: ResearchState, prefix: str, count: int) -> Annotated[ResearchState, "merged"]:
    from zenml.client import Client

    context = get_step_context()
    run = Client().get_pipeline_run(context.pipeline_run.id)
    for number in range(count):
        artifact = run.steps[f"{prefix}{number}"].outputs["answered"][0]
        state.findings.update(artifact.load().findings)
    log_metadata(
        metadata={"mean_confidence": sum(f.confidence for f in state.findings.values()) / count},
        infer_artifact=True,
        artifact_name="merged",
    )
    return state
