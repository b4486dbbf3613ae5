"""How much of a value is described and shown, and where previews stand."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path

from tallystick.artifacts.materializers.base import BaseMaterializer

# Each fact of a column is one more row in the search index of the store.
DESCRIBED_COLUMNS = 100
# Above this many values, statistics are of an evenly spaced sample and say so.
EXACT_VALUES = 50_000_000
SAMPLE_VALUES = 1_000_000

PREVIEW_ROWS = 50
PREVIEW_COLUMNS = 50
PREVIEW_CHARACTERS = 200
PREVIEW_PIXELS = 512
# Files that are their own preview are shown up to this size.
PREVIEW_BYTES = 1 << 20


def preview_file(worker: BaseMaterializer, name: str) -> Path:
    """Where to write a preview: within the payload, so that its checksum covers it."""
    file = Path(worker.uri, ".previews", name)
    file.parent.mkdir(exist_ok=True)
    return file


def preview_table(
    worker: BaseMaterializer, header: Iterable[object], rows: Iterable[Iterable[object]]
) -> Path:
    """A table as CSV: at most `PREVIEW_ROWS` rows, of short texts."""
    file = preview_file(worker, "head.csv")
    with file.open("w", encoding="utf-8", errors="replace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for row in islice(chain([header], rows), PREVIEW_ROWS + 1):
            writer.writerow([_short(cell) for cell in row])
    return file


def _short(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= PREVIEW_CHARACTERS else text[:PREVIEW_CHARACTERS] + "..."
