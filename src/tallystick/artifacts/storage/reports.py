"""The errors that all storages raise alike."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tallystick.errors import ArtifactMissingError, EntityExistsError, StoreUnwritableError

PROBE_BYTES = 1 << 20

REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than this process may write",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "this user may not write there",
    errno.EPERM: "this user may not write there",
    errno.EIO: "the disk reports an error",
    errno.ENOTDIR: "part of the path is a file",
}

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def is_of_disk(error: OSError, folder: Path) -> bool:
    """Whether the error is about writing into `folder`, and not about another file or a socket."""
    elsewhere = isinstance(error.filename, str) and not error.filename.startswith(str(folder))
    return error.errno in REASONS and not elsewhere


def ask_disk(folder: Path) -> OSError | None:
    """Why nothing can be written into `folder`, if that is so.

    For libraries whose errors do not say that the disk was the reason.
    """
    probe = folder / "probe"
    try:
        probe.write_bytes(bytes(PROBE_BYTES))
    except OSError as error:
        return error if error.errno in REASONS else None
    finally:
        with suppress(OSError):
            probe.unlink()
    return None


def unwritable(error: OSError, place: str) -> StoreUnwritableError:
    """The error to raise for one that writing to `place` met."""
    reason = REASONS.get(error.errno or 0) or error.strerror or str(error) or "it cannot be written"
    remedy = "Free room" if error.errno in _NO_ROOM else "Mend that"
    return StoreUnwritableError(
        f"Nothing was saved in {place}: {reason}. {remedy} or choose another store, then retry.",
        place=place,
        reason=reason,
    )


@contextmanager
def writing(place: str) -> Iterator[None]:
    """Turn errors of the disk inside the block into `StoreUnwritableError`."""
    try:
        yield
    except StoreUnwritableError:
        raise
    except OSError as error:
        if error.errno in REASONS:
            raise unwritable(error, place) from error
        raise


def missing(path: str, url: str) -> ArtifactMissingError:
    """The error for a payload, or a file of one, that is not there."""
    return ArtifactMissingError(
        f"The files of the artifact at {path!r} are gone from {url}. "
        "Restore them from a copy, or run the step that made the artifact again.",
        path=path,
        url=url,
    )


def taken(path: str) -> EntityExistsError:
    """The error for a payload that is there already."""
    return EntityExistsError(f"There is an artifact at {path!r} already.", path=path)
