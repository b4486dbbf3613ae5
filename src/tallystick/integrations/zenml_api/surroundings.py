"""Logger, environment and global configuration, as code written for that API asks for them."""

from __future__ import annotations

import logging
import platform
import sys
from typing import Any

from tallystick.config import load_settings
from tallystick.records.ids import derived_id
from tallystick.tracking.current import running_step


def get_logger(name: str) -> logging.Logger:
    """A logger that prints from the level that settings name."""
    logger = logging.getLogger(name)
    if logger.level == logging.NOTSET:
        level = logging.getLevelName(load_settings().log_level.upper())
        logger.setLevel(level if isinstance(level, int) else logging.INFO)
    return logger


class Environment:
    """Facts about where the program runs."""

    @property
    def step_is_running(self) -> bool:
        """Whether this is within a step."""
        return running_step() is not None

    @staticmethod
    def get_system_info() -> dict[str, str]:
        """Operating system and version."""
        return {"os": platform.system().lower(), "release": platform.release()}

    @staticmethod
    def python_version() -> str:
        """The interpreter's version."""
        return platform.python_version()

    @staticmethod
    def in_notebook() -> bool:
        """Whether this is a notebook's kernel."""
        shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
        return shell is not None and hasattr(shell, "kernel")

    @staticmethod
    def in_google_colab() -> bool:
        """Whether this is a Colab notebook."""
        return "google.colab" in sys.modules

    @staticmethod
    def in_docker() -> bool:
        """Whether this is a container."""
        from pathlib import Path

        return Path("/.dockerenv").exists()


class GlobalConfiguration:
    """What holds for this user, read off the settings."""

    @property
    def config_directory(self) -> str:
        """The folder for what belongs to this user."""
        return load_settings().home

    @property
    def local_stores_path(self) -> str:
        """The folder of the store."""
        return load_settings().store

    @property
    def store_configuration(self) -> Any:
        """The store's `url` and `type`."""
        from tallystick.client.client import Client

        return Client().zen_store

    @property
    def analytics_opt_in(self) -> bool:
        """Always False: nothing is ever sent anywhere."""
        return False

    @property
    def user_id(self) -> Any:
        """An id that belongs to the author's name."""
        return derived_id("user", load_settings().author)

    @property
    def version(self) -> str:
        """The library's version."""
        import importlib.metadata

        return importlib.metadata.version("tallystick")


def get_run_url(run: Any) -> str | None:  # noqa: ARG001  the API's signature
    """Where a run is shown: None, as no dashboard is running."""
    return None
