"""Logger, environment and global configuration, as code written for that API asks for them."""

from __future__ import annotations

import logging
import os
import platform
import sys
from typing import Any, TextIO
from uuid import UUID

from tallystick.client.users import StoreInfo
from tallystick.config import load_settings
from tallystick.records.ids import derived_id
from tallystick.tracking.current import running_step


class _Console(logging.StreamHandler[TextIO]):
    """Prints the bare message to what is the error stream at that moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # it may be replaced at any time
        return sys.stderr


def get_logger(name: str) -> logging.Logger:
    """A logger that prints from the level that settings name.

    Where the program has configured logging, its handlers print; else messages go to the error
    stream as they are.
    """
    if not isinstance(logging.lastResort, _Console):
        # What Python prints with where nobody has configured anything: in nobody's way, unlike a
        # handler on the root logger. Loggers with a level of their own only get here.
        logging.lastResort = _Console()
    logger = logging.getLogger(name)
    if logger.level == logging.NOTSET:
        logger.setLevel(load_settings().log_level)
    return logger


def get_environment() -> str:
    """In one word where the program runs: `notebook`, `colab`, `docker` or `native`."""
    if Environment.in_google_colab():
        return "colab"
    if Environment.in_notebook():
        return "notebook"
    return "docker" if Environment.in_docker() else "native"


def get_run_environment_dict() -> dict[str, Any]:
    """What is known about where the program runs."""
    return {
        "environment": get_environment(),
        **Environment.get_system_info(),
        "python_version": Environment.python_version(),
    }


class Environment:
    """Facts about where the program runs."""

    @property
    def step_is_running(self) -> bool:
        """Whether this is within a step."""
        return running_step() is not None

    @staticmethod
    def get_system_info() -> dict[str, str]:
        """Operating system and version."""
        system = platform.system()
        return {
            "os": {"Darwin": "mac"}.get(system, system.lower()),
            "release": platform.release(),
        }

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

    @staticmethod
    def in_kubernetes() -> bool:
        """Whether this is a pod of Kubernetes."""
        return "KUBERNETES_SERVICE_HOST" in os.environ

    @staticmethod
    def in_ci() -> bool:
        """Whether this is a job of continuous integration."""
        return "CI" in os.environ


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
    def store_configuration(self) -> StoreInfo:
        """The store's `url` and `type`."""
        return StoreInfo(url=load_settings().store)

    zen_store = store_configuration

    @property
    def analytics_opt_in(self) -> bool:
        """Always False: nothing is ever sent anywhere. Setting it changes nothing."""
        return False

    @analytics_opt_in.setter
    def analytics_opt_in(self, value: bool) -> None: ...

    def get_active_stack_id(self) -> UUID:
        """The id of the active stack."""
        from tallystick.client.client import Client

        return Client().active_stack.id

    @property
    def user_id(self) -> UUID:
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
