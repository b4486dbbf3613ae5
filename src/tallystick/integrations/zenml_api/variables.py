"""Environment variables that programs for that API set, understood from the alias's import on.

`TALLYSTICK_*` variables win over them. `ZENML_ANALYTICS_OPT_IN` and `AUTO_OPEN_DASHBOARD` need
no counterpart: nothing is ever sent, and no window is ever opened.
"""

from __future__ import annotations

from tallystick.config import use_fallback_names

FALLBACKS = {
    "home": "ZENML_CONFIG_PATH",
    "store": "ZENML_LOCAL_STORES_PATH",
    "log_level": "ZENML_LOGGING_VERBOSITY",
}
"""Setting by setting, the variable that holds it where `TALLYSTICK_<NAME>` is not set."""

use_fallback_names(FALLBACKS)
