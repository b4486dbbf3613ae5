from typing import Annotated, Any

import pandas as pd
from zenml import log_metadata, step


@step
def check_data(frame: pd.DataFrame, min_rows: int = 10) -> Annotated[pd.DataFrame, "checked"]:
    log_metadata(
        {
            "row_count": len(frame),
            "missing": frame.isna().sum().to_dict(),
            "dtypes": {column: str(kind) for column, kind in frame.dtypes.items()},
        },
        infer_artifact=True,
    )
    if len(frame) < min_rows:
        raise ValueError(f"only {len(frame)} rows")
    return frame


@step
def check_model(metrics: dict[str, Any], min_accuracy: float) -> None:
    if metrics["accuracy"] < min_accuracy:
        raise ValueError(f"accuracy {metrics['accuracy']:.2f} is below {min_accuracy}")
