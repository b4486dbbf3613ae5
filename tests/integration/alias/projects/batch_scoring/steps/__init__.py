from .alerts import notify_on_failure, notify_on_success
from .data import load_customers, split_customers, stop_on_drift
from .inference import score
from .promotion import measure_both, promote_better
from .search import pick_best, search_once
from .training import evaluate_model, train_model
