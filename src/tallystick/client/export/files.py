"""Rows in files, which are there whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from tallystick.client.export.arrow import write_parquet
from tallystick.client.export.cells import CellType, json_text
from tallystick.client.export.rows import Progress, Rows
from tallystick.errors import EntityExistsError, InvalidArgumentError, NotFoundError


class ExportedFile(NamedTuple):
    """A file that was written: where, how many rows and columns, and how large it is."""

    path: Path
    rows: int
    columns: int
    size_bytes: int


def check_free(path: Path, *, overwrite: bool) -> None:
    """An error where no file can be made: `NotFoundError` without a folder for it.

    `EntityExistsError` where there is something that is no file or must not be replaced.
    """
    if not path.parent.is_dir():
        raise NotFoundError(
            f"There is no folder {str(path.parent)!r}; make it first, or name another.",
            given=str(path),
        )
    if not path.exists():
        return
    if not path.is_file():
        raise EntityExistsError(
            f"What is at {str(path)!r} is no file that could be replaced; name another place.",
            given=str(path),
        )
    if not overwrite:
        raise EntityExistsError(
            f"There is something at {str(path)!r} already; pass overwrite=True to replace it.",
            given=str(path),
        )


def export(
    rows: Rows, path: Path, format: str, *, overwrite: bool, progress: Progress
) -> ExportedFile:
    """Write the rows to a file of the format `parquet`, `csv` or `jsonl`.

    The file is there when all of it is written; until then, and after an error, what was there
    before. Raises what `check_free` does.
    """
    write = _WRITERS[format]

    def whole(own: Rows) -> ExportedFile:
        with _whole(path, overwrite=overwrite) as file:
            count = write(own, file, progress)
            size = file.tell()
        return ExportedFile(path, count, len(own.columns), size)

    return rows.tried(whole)


def format_of(path: Path) -> str:
    """The format that the name's ending says. Raises `InvalidArgumentError` for any other."""
    ending = path.suffix.removeprefix(".").lower()
    if ending not in _WRITERS:
        raise InvalidArgumentError(
            "What a file holds is told by its ending, .parquet, .csv or .jsonl; "
            f"got {path.name!r}.",
            given=str(path),
        )
    return ending


@contextlib.contextmanager
def _whole(path: Path, *, overwrite: bool) -> Iterator[BinaryIO]:
    """A file to write, which takes its place when no error leaves this."""
    check_free(path, overwrite=overwrite)
    # What a link points to is replaced, and not the link.
    goal = path.resolve()
    try:
        handle, temporary = tempfile.mkstemp(dir=goal.parent, prefix=f".{goal.name}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    unfinished = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # As any other program would have made it: only the owner may read temporary files.
        unfinished.chmod(0o666 & ~_umask())
        check_free(path, overwrite=overwrite)
        unfinished.replace(goal)
    finally:
        unfinished.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _write_csv(rows: Rows, file: BinaryIO, progress: Progress) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in rows.columns])
    types = [column.type for column in rows.columns]
    written = 0
    for batch in rows.batches():
        columns = [
            [_in_csv(t, each) for each in cells] for t, cells in zip(types, batch, strict=True)
        ]
        writer.writerows(zip(*columns, strict=True))
        written += len(batch[0]) if batch else 0
        progress(written)
    text.flush()
    text.detach()
    return written


def _text(value: Any) -> Any:
    """Times as text in ISO 8601, durations in seconds; all else as it is."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value.total_seconds() if isinstance(value, timedelta) else value


def _in_csv(type_: CellType, value: Any) -> Any:
    """A cell as CSV has it; nothing where it is missing."""
    if value is None:
        return ""
    if type_ in (CellType.TRUTH, CellType.TEXTS):
        return json_text(value)
    return _text(value)


def _write_lines(rows: Rows, file: BinaryIO, progress: Progress) -> int:
    names = [column.name for column in rows.columns]
    types = [column.type for column in rows.columns]
    written = 0
    for batch in rows.batches():
        columns = [
            [_in_json(t, each) for each in cells] for t, cells in zip(types, batch, strict=True)
        ]
        for values in zip(*columns, strict=True):
            line = ", ".join(
                f"{json.dumps(name, ensure_ascii=False)}: {value}"
                for name, value in zip(names, values, strict=True)
            )
            file.write(f"{{{line}}}\n".encode())
        written += len(batch[0]) if batch else 0
        progress(written)
    return written


def _in_json(type_: CellType, value: Any) -> str:
    return value if type_ is CellType.JSON and value is not None else json_text(_text(value))


_WRITERS: dict[str, Callable[[Rows, BinaryIO, Progress], int]] = {
    "parquet": write_parquet,
    "csv": _write_csv,
    "jsonl": _write_lines,
}
