"""Tags: a few short texts on a thing, each once."""

from __future__ import annotations

from tallystick.errors import InvalidArgumentError
from tallystick.records.names import check_name


def tagged(old: tuple[str, ...], add: tuple[str, ...]) -> tuple[str, ...]:
    """`old` and what of `add` it does not have yet, in order.

    Raises `InvalidArgumentError` for what cannot be a tag.
    """
    for tag in add:
        check_name("tag", tag)
    return tuple(dict.fromkeys((*old, *add))) if add else old


def retagged(
    old: tuple[str, ...], *, add: tuple[str, ...], remove: tuple[str, ...]
) -> tuple[str, ...]:
    """`old` with the tags to add and without those to remove.

    Raises `InvalidArgumentError` for a tag that is to be both.
    """
    if both := [tag for tag in add if tag in remove]:
        raise InvalidArgumentError(
            f"The tag {both[0]!r} is to be added and removed at once; say one.", given=both[0]
        )
    return tagged(tuple(tag for tag in old if tag not in remove), add)
