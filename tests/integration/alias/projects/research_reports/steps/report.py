from typing import Annotated

from utils.page import page
from utils.state import ResearchState
from zenml import ArtifactConfig, add_tags, log_metadata, step
from zenml.enums import ArtifactType
from zenml.types import HTMLString, MarkdownString


@step
def write_report(
    state: ResearchState,
) -> tuple[
    Annotated[
        HTMLString,
        ArtifactConfig(
            name="final_report",
            artifact_type=ArtifactType.DATA_ANALYSIS,
            tags=["report"],
            run_metadata={"kind": "html"},
        ),
    ],
    Annotated[MarkdownString, "summary"],
    Annotated[dict, "statistics"],
]:
    lines = [f"{name}: {finding.text}" for name, finding in state.findings.items()]
    html = HTMLString(page(state.query, "<br>".join(lines)))
    add_tags(tags=["final"], artifact_name="final_report", infer_artifact=True)
    log_metadata(
        metadata={"length": len(html), "lines": len(lines)},
        infer_artifact=True,
        artifact_name="final_report",
    )
    statistics = {
        "lines": lines,
        "confidence": {n: f.confidence for n, f in state.findings.items()},
    }
    return html, MarkdownString("\n".join(f"* {line}" for line in lines)), statistics
