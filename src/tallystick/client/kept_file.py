"""Small facts of this machine: a JSON file that is changed under a lock and replaced as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from tallystick.config import locked, replace_file
from tallystick.errors import InvalidArgumentError, StoreCorruptError, StoreUnwritableError


class KeptFile:
    """A JSON object in a file that only its owner may read. Reading makes nothing."""

    def __init__(self, home: str, name: str) -> None:
        self._path = Path(home, name)

    def read(self) -> dict[str, Any]:
        """What it holds; empty where there is no file. Raises `StoreCorruptError`."""
        try:
            held = msgspec.json.decode(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.DecodeError, UnicodeError) as error:
            raise self._unreadable(str(error)) from error
        if not isinstance(held, dict):
            raise self._unreadable("it holds no JSON object")
        return held

    @contextmanager
    def change(self) -> Iterator[dict[str, Any]]:
        """What it holds, to be changed within the block, alone among processes.

        Where the block raises, nothing is changed. Raises `StoreUnwritableError` where the folder
        cannot be written, and `InvalidArgumentError` for text that UTF-8 cannot hold.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self._path.with_name(f".{self._path.name}.lock")):
                held = self.read()
                yield held
                text = msgspec.json.format(msgspec.json.encode(held, order="sorted"), indent=2)
                replace_file(self._path, text.decode() + "\n")
        except UnicodeEncodeError:
            # Without the text, which may be a secret.
            raise InvalidArgumentError(
                "A name or value has a lone surrogate in it, which UTF-8 cannot hold; remove it."
            ) from None
        except OSError as error:
            raise StoreUnwritableError(
                f"The file {str(self._path)!r} cannot be written: {error}.", path=str(self._path)
            ) from error

    def _unreadable(self, problem: str) -> StoreCorruptError:
        return StoreCorruptError(
            f"The file {str(self._path)!r} cannot be read: {problem}. Mend it or move it away.",
            path=str(self._path),
        )
