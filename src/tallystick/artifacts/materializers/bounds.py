"""How much of a value is described and shown, and where previews stand."""

from __future__ import annotations

from pathlib import Path

from tallystick.artifacts.materializers.base import BaseMaterializer

# Each fact of a column is one more row in the search index of the store.
DESCRIBED_COLUMNS = 100
# Above this many values, statistics are of an evenly spaced sample and say so.
EXACT_VALUES = 50_000_000
SAMPLE_VALUES = 1_000_000

PREVIEW_ROWS = 50
PREVIEW_COLUMNS = 50
PREVIEW_PIXELS = 512
# Files that are their own preview are shown up to this size.
PREVIEW_BYTES = 1 << 20


def preview_file(worker: BaseMaterializer, name: str) -> Path:
    """Where to write a preview: within the payload, so that its checksum covers it."""
    file = Path(worker.uri, ".previews", name)
    file.parent.mkdir(exist_ok=True)
    return file
