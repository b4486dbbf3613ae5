"""From what a person logs to commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from msgspec import Raw

from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.records.commands import LogMetadata
from tallystick.records.metadata import NewEntry
from tallystick.records.targets import Target
from tallystick.tracking.current import running_step, session_here
from tallystick.values import check_key, encode

if TYPE_CHECKING:
    from tallystick.client.session import Session


def new_entries(metadata: Mapping[str, Any]) -> tuple[NewEntry, ...]:
    """`metadata` as entries in wire form.

    Raises `InvalidValueError` where it is not a mapping or holds what metadata cannot,
    `InvalidArgumentError` for keys that are empty, too long or hold `::`.
    """
    if not isinstance(metadata, Mapping):
        raise InvalidValueError(
            f"Metadata is a dictionary of keys and values; got {type(metadata).__name__}. "
            'Give the value a key: {"name": value}.',
            path="",
            type=type(metadata).__name__,
        )
    return tuple(
        NewEntry(check_key(key), Raw(encode(value, path=key))) for key, value in metadata.items()
    )


def check_index(index: float | None) -> float | None:
    """The position of a point in its series; a number that is not NaN or infinite."""
    if index is None:
        return None
    try:
        number = float("nan") if isinstance(index, str | bytes | bool) else float(index)
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    if number - number != 0:
        raise InvalidArgumentError(
            f"index is the point's position, such as the epoch: a finite number; got {index!r}.",
            given=index,
        )
    return number


def log_entries(
    session: Session,
    targets: tuple[Target, ...],
    metadata: Mapping[str, Any],
    *,
    index: float | None = None,
    publisher: UUID | None = None,
) -> None:
    """Every key of `metadata` is an entry of every target, in one transaction."""
    entries = new_entries(metadata)
    index = check_index(index)
    if entries:
        session.store.apply(
            session.command(
                LogMetadata, targets=targets, entries=entries, index=index, publisher=publisher
            )
        )


def log_here(
    targets: tuple[Target, ...],
    metadata: Mapping[str, Any],
    index: float | None,
    *,
    session: Session | None = None,
) -> None:
    """The same, said by the running step if there is one, in its store unless another is given."""
    step = running_step()
    log_entries(
        session or session_here(),
        targets,
        metadata,
        index=index,
        publisher=None if step is None else step.step_run_id,
    )
