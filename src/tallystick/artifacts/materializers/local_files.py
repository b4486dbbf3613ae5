"""Local files by the names that ZenML's artifact stores give their calls."""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any


class LocalFiles:
    """What user-written materializers reach as `self.artifact_store`."""

    def open(self, path: str, mode: str = "r") -> IO[Any]:
        return Path(path).open(mode, encoding=None if "b" in mode else "utf-8")

    def exists(self, path: str) -> bool:
        return Path(path).exists()

    def isdir(self, path: str) -> bool:
        return Path(path).is_dir()

    def listdir(self, path: str) -> list[str]:
        return [each.name for each in Path(path).iterdir()]

    def glob(self, pattern: str) -> list[str]:
        return glob.glob(pattern)  # noqa: PTH207  # patterns may be absolute

    def makedirs(self, path: str) -> None:
        Path(path).mkdir(parents=True, exist_ok=True)

    def mkdir(self, path: str) -> None:
        Path(path).mkdir()

    def copyfile(self, src: str, dst: str, overwrite: bool = False) -> None:
        if not overwrite and Path(dst).exists():
            raise FileExistsError(f"{dst} is there already; pass overwrite=True to replace it.")
        shutil.copyfile(src, dst)

    def rename(self, src: str, dst: str, overwrite: bool = False) -> None:
        if not overwrite and Path(dst).exists():
            raise FileExistsError(f"{dst} is there already; pass overwrite=True to replace it.")
        Path(src).replace(dst)

    def remove(self, path: str) -> None:
        Path(path).unlink()

    def rmtree(self, path: str) -> None:
        shutil.rmtree(path)

    def size(self, path: str) -> int:
        return Path(path).stat().st_size

    def stat(self, path: str) -> os.stat_result:
        return Path(path).stat()

    def walk(self, top: str, topdown: bool = True) -> Iterator[tuple[str, list[str], list[str]]]:
        return os.walk(top, topdown=topdown)
