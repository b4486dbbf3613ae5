from zenml import get_step_context, step
from zenml.client import Client
from zenml.utils.dashboard_utils import get_run_url

alerter = Client().active_stack.alerter
NOTES = "notes.txt"


def build_message(status: str) -> str:
    context = get_step_context()
    return (
        f"Pipeline `{context.pipeline.name}` [{context.pipeline.id}] {status}! "
        f"Run `{context.pipeline_run.name}` [{context.pipeline_run.id}] "
        f"URL: {get_run_url(context.pipeline_run)}\n"
    )


def notify_on_failure() -> None:
    """Used as a hook."""
    context = get_step_context()
    if alerter and context.pipeline_run.config.extra["notify_on_failure"]:
        alerter.post(message=build_message(status="failed"))
    if context.pipeline_run.config.extra["notify_on_failure"]:
        with open(NOTES, "a") as file:
            file.write(build_message(status="failed"))


@step(enable_cache=False)
def notify_on_success(notify: bool = True) -> None:
    if alerter and notify:
        alerter.post(message=build_message(status="succeeded"))
    if notify:
        with open(NOTES, "a") as file:
            file.write(build_message(status="succeeded"))
