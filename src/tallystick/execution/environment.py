"""The environment a run takes place in: interpreter, packages, host and hardware."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from tallystick.client.processes import host_name
from tallystick.execution.redaction import redact_variables
from tallystick.records.documents import Document, document

_VARIABLES = (
    "CONDA_",
    "CUDA_",
    "KUBERNETES_",
    "LANG",
    "MKL_",
    "NCCL_",
    "NUMEXPR_",
    "OMP_",
    "OPENBLAS_",
    "PYTHON",
    "RANK",
    "SLURM_",
    "TALLYSTICK_",
    "TZ",
    "VIRTUAL_ENV",
    "WORLD_SIZE",
    "ZENML_",
)
"""Beginnings of names of environment variables that change results; no others are recorded."""


def environment_document() -> Document:
    """The environment as JSON; the same document as long as nothing in it changes."""
    facts = {**_machine(), "variables": _variables()}
    return document(msgspec.json.encode(facts, order="deterministic").decode())


def _variables() -> dict[str, str]:
    chosen = {name: value for name, value in os.environ.items() if name.startswith(_VARIABLES)}
    return redact_variables(chosen)


@lru_cache(maxsize=1)
def _machine() -> dict[str, Any]:
    system = os.uname() if hasattr(os, "uname") else None
    return {
        "python": platform.python_version(),
        "implementation": sys.implementation.name,
        "platform": f"{system.sysname}-{system.release}-{system.machine}"
        if system
        else sys.platform,
        "host": host_name(),
        "cpu_count": os.cpu_count(),
        "memory_bytes": _memory_bytes(),
        "gpus": _gpus(),
        "packages": _packages(),
    }


def _memory_bytes() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None


def _gpus() -> list[str]:
    # Asking costs a process, so only where the driver is loaded.
    if not Path("/proc/driver/nvidia/version").exists():
        return []
    command = [
        "nvidia-smi",
        "--query-gpu=name,memory.total,driver_version",
        "--format=csv,noheader",
    ]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return ["nvidia (details unavailable)"]
    return answer.stdout.splitlines()


def _packages() -> dict[str, str]:
    """Installed distributions and their versions, read off the names of their folders.

    Reading each one's metadata would cost a hundred times as much; the names are those that
    the packaging standard prescribes for `.dist-info` folders.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208  thousands of names, which Path makes slow
        except OSError:
            continue
        for name in names:
            stem, dot, kind = name.rpartition(".")
            if dot and kind in ("dist-info", "egg-info") and "-" in stem:
                package, _, version = stem.partition("-")
                found.setdefault(package.replace("_", "-").lower(), version.partition("-")[0])
    return dict(sorted(found.items()))
