"""Step metadata by the older function, inside the step and afterwards."""

from zenml import log_step_metadata, pipeline, step
from zenml.client import Client


@step
def count(limit: int = 3) -> int:
    log_step_metadata(metadata={"counting": {"limit": limit, "unit": "things"}})
    return limit


@pipeline
def my_pipeline():
    count()


run = my_pipeline()
client = Client()
found = client.get_pipeline_run(run.id).steps["count"]
assert found.run_metadata["counting"].value == {"limit": 3, "unit": "things"}

log_step_metadata(
    metadata={"some_metadata": {"a_number": 3}},
    pipeline_name_id_or_prefix="my_pipeline",
    step_name="count",
    run_id=run.name,
)
log_step_metadata(
    metadata={"later": 1}, pipeline_name_id_or_prefix="my_pipeline", step_name="count"
)
found = client.get_pipeline("my_pipeline").last_run.steps["count"]
assert found.run_metadata["some_metadata"].value["a_number"] == 3
assert found.run_metadata["later"].value == 1
print("done")
