import logging

from steps.answer import answer, merge
from steps.decompose import decompose
from steps.report import write_report
from utils.state import ResearchState
from zenml import get_pipeline_context, pipeline
from zenml.config import DockerSettings, ResourceSettings
from zenml.config.retry_config import StepRetryConfig

docker = DockerSettings(
    requirements="requirements.txt",
    python_package_installer="uv",
    environment={"HF_HOME": "/tmp"},
    prevent_build_reuse=False,
)
PREFIX = "answer_"


@pipeline(
    enable_cache=False,
    name="research_pipeline",
    settings={"docker": docker, "resources": ResourceSettings(memory="1GB")},
    tags=["research", "reports"],
    retry=StepRetryConfig(max_retries=1, delay=0, backoff=1),
)
def research(query: str = "what", parts: int = 2):
    logging.info("composing %s", get_pipeline_context().name)
    state = decompose(state=ResearchState(query=query), parts=parts)
    after = []
    for number in range(parts):
        answer(state=state, number=number, id=f"{PREFIX}{number}", after="decompose")
        after.append(f"{PREFIX}{number}")
    merged = merge(state=state, prefix=PREFIX, count=parts, after=after)
    return write_report(state=merged)
