import time
from typing import Annotated

from materializers.state_materializer import ResearchStateMaterializer
from utils.state import ResearchState
from zenml import log_metadata, step
from zenml.logger import get_logger

logger = get_logger(__name__)


@step(output_materializers=ResearchStateMaterializer)
def decompose(state: ResearchState, parts: int = 2) -> Annotated[ResearchState, "decomposed"]:
    started = time.time()
    state.parts = state.query.split("-")[:parts]
    log_metadata(
        metadata={
            "decomposition": {
                "execution_time_seconds": time.time() - started,
                "parts": state.parts,
                "succeeded": True,
            }
        }
    )
    log_metadata(metadata={"part_names": state.parts}, infer_artifact=True)
    return state
