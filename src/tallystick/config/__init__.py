"""Settings as data: what can be chosen about where and how things are kept, and where it was."""

from tallystick.config.files import locked, replace_file
from tallystick.config.places import (
    check_store,
    is_database,
    is_served,
    places_beside,
    spool_folder,
    store_folder,
    without_password,
)
from tallystick.config.settings import (
    SETTABLE,
    Settings,
    load_settings,
    save_setting,
    setting_sources,
    use_fallback_names,
)

__all__ = [
    "SETTABLE",
    "Settings",
    "check_store",
    "is_database",
    "is_served",
    "load_settings",
    "locked",
    "places_beside",
    "replace_file",
    "save_setting",
    "setting_sources",
    "spool_folder",
    "store_folder",
    "use_fallback_names",
    "without_password",
]
