"""Writes a page about the newest training."""

import json
from pathlib import Path

from zenml.client import Client
from zenml.enums import ExecutionStatus

TERMINAL = {ExecutionStatus.COMPLETED, ExecutionStatus.FAILED, ExecutionStatus.CACHED}
PENDING = {ExecutionStatus.INITIALIZING, ExecutionStatus.PROVISIONING, ExecutionStatus.RUNNING}

client = Client()
runs = client.list_pipeline_runs(
    pipeline_name="training_pipeline", sort_by="desc:created", size=1, status="completed"
)
run = runs[0] if runs else None
assert run is not None and run.status in TERMINAL and run.status not in PENDING
metrics = {}
for step_name, step_run in run.steps.items():
    for output_name, artifact in step_run.outputs.items():
        if "metrics" in output_name.lower():
            metrics = artifact.load()
version = run.model_version
metadata = version.run_metadata or {}
page = f"""# {run.pipeline.name if run.pipeline else "unknown"}
{str(run.id)[:8]} {run.status.value} {run.created.strftime("%Y-%m-%d %H:%M UTC")}
{version.model.name} {version.name or version.number}
accuracy {metrics.get("accuracy", 0):.2%} of {metadata["accuracy"]:.2%}
{json.dumps(metadata, default=str)}
"""
Path("report.md").write_text(page)
