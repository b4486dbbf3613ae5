"""Constants of that API that programs import."""

from __future__ import annotations

API_VERSION = "0.98.0+tallystick.0.1.0"
"""The release of that API whose behaviour programs find, and the library that provides it."""

DEFAULT_SERVICE_START_STOP_TIMEOUT = 60
"""Seconds that a service has for starting and for stopping."""

METADATA_DEPLOYED_MODEL_URL = "deployed_model_url"
METADATA_EXPERIMENT_TRACKER_URL = "experiment_tracker_url"
METADATA_ORCHESTRATOR_LOGS_URL = "orchestrator_logs_url"
METADATA_ORCHESTRATOR_RUN_ID = "orchestrator_run_id"
METADATA_ORCHESTRATOR_URL = "orchestrator_url"

ENV_AUTO_OPEN_DASHBOARD = "AUTO_OPEN_DASHBOARD"
ENV_ZENML_ANALYTICS_OPT_IN = "ZENML_ANALYTICS_OPT_IN"
ENV_ZENML_CONFIG_PATH = "ZENML_CONFIG_PATH"
ENV_ZENML_LOCAL_STORES_PATH = "ZENML_LOCAL_STORES_PATH"
ENV_ZENML_LOGGING_VERBOSITY = "ZENML_LOGGING_VERBOSITY"
