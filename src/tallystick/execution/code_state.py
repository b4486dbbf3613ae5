"""Where the code of a run came from: git's view of the folder it was started in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from tallystick.execution.redaction import redact, redact_arguments

_TIMEOUT_S = 5


class CodeState:
    """Git, asked in the background: ask early, `collect` when it is needed."""

    def __init__(self) -> None:
        self._folder = _entry_folder()
        self._git: subprocess.Popen[str] | None = None
        if _in_repository(self._folder):
            command = ["git", "status", "--porcelain=v2", "--branch", "--untracked-files=no"]
            try:
                self._git = subprocess.Popen(
                    command,
                    cwd=self._folder,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                    env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
                )
            except OSError:
                self._git = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nobody will `collect` what has not been."""
        if self._git is not None and self._git.returncode is None:
            self._git.kill()
            self._git.communicate()

    def collect(self) -> dict[str, Any]:
        """`entrypoint`, `arguments`; in a git repository `commit`, `branch`, `dirty`, `remote`.

        `dirty` says whether files that git knows are changed. What git does not tell in time is
        left out.
        """
        state: dict[str, Any] = {
            "entrypoint": sys.argv[0] if sys.argv else "",
            "arguments": redact_arguments(sys.argv[1:]),
        }
        if self._git is None:
            return state
        try:
            answer, _ = self._git.communicate(timeout=_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._git.kill()
            self._git.communicate()
            return state
        if self._git.returncode == 0:
            state.update(_parse_status(answer), remote=_remote(self._folder))
        return state


def _parse_status(answer: str) -> dict[str, Any]:
    lines = answer.splitlines()
    heads = dict(line[2:].split(" ", 1) for line in lines if line.startswith("# "))
    oid = heads.get("branch.oid")
    return {
        "commit": None if oid == "(initial)" else oid,
        "branch": heads.get("branch.head"),
        "dirty": any(not line.startswith("#") for line in lines),
    }


def _entry_folder() -> Path:
    script = Path(sys.argv[0]) if sys.argv and sys.argv[0] else None
    if script is None or not script.is_file():
        return Path.cwd()
    folder = script.resolve().parent
    # Commands such as jupyter and pytest are installed; the user's code is where they are called.
    return Path.cwd() if folder.is_relative_to(Path(sys.prefix).resolve()) else folder


def _in_repository(folder: Path) -> bool:
    return any((parent / ".git").exists() for parent in (folder, *folder.parents))


def _git_folder(git: Path) -> Path:
    """The folder itself, or the repository's that a work tree's file points to."""
    if not git.is_file():
        return git
    own = git.parent / git.read_text(errors="replace").removeprefix("gitdir:").strip()
    common = own / "commondir"
    return own / common.read_text().strip() if common.is_file() else own


def _remote(folder: Path) -> str | None:
    """The URL of `origin` as the repository's configuration has it, without credentials."""
    for parent in (folder, *folder.parents):
        config = _git_folder(parent / ".git") / "config"
        if config.is_file():
            in_origin = False
            for line in config.read_text(errors="replace").splitlines():
                if line.startswith("["):
                    in_origin = line.strip() == '[remote "origin"]'
                elif in_origin and line.strip().startswith("url"):
                    return redact(line.partition("=")[2].strip())
    return None
