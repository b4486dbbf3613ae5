"""Optional packages, and the extras that install them."""

from __future__ import annotations

import importlib
from types import ModuleType

from tallystick.errors import MissingDependencyError

# Import name, and the extra of the distribution that brings it.
EXTRAS = {
    "numpy": "numpy",
    "pandas": "pandas",
    "pyarrow": "pandas",
    "polars": "polars",
    "sklearn": "sklearn",
    "skops": "sklearn",
    "safetensors": "torch",
    "PIL": "images",
    "matplotlib": "plots",
    "plotly": "plots",
    "pydantic": "pydantic",
    "httpx": "remote",
    "httptools": "server",
    "litestar": "server",
    "uvicorn": "server",
}

# URL scheme, and the package that teaches it to fsspec.
FILE_SYSTEMS = {"s3": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs"}


def need(module: str) -> ModuleType:
    """The module, imported now; raises `MissingDependencyError`, which says what to install."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise missing_dependency(error, module) from error


def missing_dependency(error: ImportError, wanted: str = "") -> MissingDependencyError:
    """The error for an import that failed, naming the extra or the package to install.

    `wanted` is a module or a URL scheme, for errors that do not name the module.
    """
    package = (error.name or wanted).split(".", 1)[0] or "a package"
    package = FILE_SYSTEMS.get(wanted, package)
    extra = EXTRAS.get(package)
    remedy = f'pip install "tallystick[{extra}]"' if extra else f"pip install {package}"
    return MissingDependencyError(
        f"{package} is needed for this and cannot be imported ({error}). Install it: {remedy}",
        package=package,
        extra=extra,
        remedy=remedy,
    )
