from steps import load_data, predict, transform
from zenml import get_pipeline_context, pipeline
from zenml.logger import get_logger

logger = get_logger(__name__)


@pipeline
def inference(random_state: int, target: str):
    model = get_pipeline_context().model
    scaler = model.get_artifact("scaler")
    wines = load_data(random_state=random_state, is_inference=True)
    wines = transform(dataset=wines, scaler=scaler, target=target)
    predict(model=model.get_artifact("wine_classifier"), dataset=wines)
