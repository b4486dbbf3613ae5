from steps import load_customers, notify_on_failure, notify_on_success, score, stop_on_drift
from zenml import get_pipeline_context, pipeline
from zenml.artifacts.external_artifact import ExternalArtifact


@pipeline(on_failure=notify_on_failure)
def batch_scoring():
    model = get_pipeline_context().model
    batch, target, _ = load_customers(is_inference=True)
    report = stop_on_drift(reference=model.get_artifact("train"), batch=batch, na_limit=5)
    score(
        batch=batch,
        target=target,
        seed=ExternalArtifact(value=7),
        after=[report],
    )
    notify_on_success(after=["score"])
