"""What a function imports when it runs: the user's own modules, read and not imported.

Steps often import late, so that a cached run need not wait for it. Importing such a module to
look at its functions would undo that, so its whole text counts.
"""

from __future__ import annotations

import ast
import importlib.machinery
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from tallystick.pipelines.source import parsed, text_digest


def imported_modules(source: str, package: str) -> dict[str, str]:
    """Digests of the user's modules that code with this source imports, and those they import.

    By the module's name. `package` is what relative imports are relative to. Modules of the
    standard library and installed packages are left out, and what cannot be found.
    """
    found: dict[str, str] = {}
    waiting = list(_imports(source, package))
    while waiting:
        name = waiting.pop()
        path = None if name in found else _file_of(name)
        if path is None:
            continue
        text = _text(path, path.stat().st_mtime_ns)
        found[name] = text_digest(text) or ""
        inside = name if path.name == "__init__.py" else name.rpartition(".")[0]
        waiting += _imports(text, inside)
    return found


@lru_cache(maxsize=2048)
def _imports(source: str, package: str) -> tuple[str, ...]:
    tree = parsed(source)
    names: list[str] = []
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Import):
            for alias in node.names:
                names += _prefixes(alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node.module or "", node.level, package)
            # `from package import module` looks like `from module import name`.
            names += [*_prefixes(base), *(f"{base}.{alias.name}" for alias in node.names)]
    return tuple(dict.fromkeys(names))


def _prefixes(name: str) -> Iterator[str]:
    """`a`, `a.b`, `a.b.c`: importing the last one runs them all."""
    parts = name.split(".")
    return (".".join(parts[: n + 1]) for n in range(len(parts)))


def _absolute(module: str, level: int, package: str) -> str:
    if not level:
        return module
    parts = package.split(".")
    kept = parts[: len(parts) - level + 1]
    return ".".join([*kept, *([module] if module else [])])


def _file_of(name: str) -> Path | None:
    """The source of a module of the user's, found without importing its packages."""
    top, *rest = name.split(".")
    if not top or top in sys.stdlib_module_names or top in ("tallystick", "zenml"):
        return None
    places: list[str] | None = None
    spec = None
    for part in (top, *rest):
        spec = importlib.machinery.PathFinder.find_spec(part, places)
        if spec is None:
            return None
        places = list(spec.submodule_search_locations or ())
    path = Path(spec.origin) if spec and spec.origin else None
    if path is None or path.suffix != ".py":
        return None
    return None if {"site-packages", "dist-packages"} & set(path.parts) else path


@lru_cache(maxsize=512)
def _text(path: Path, changed_at_ns: int) -> str:  # noqa: ARG001  a newer file is another text
    return path.read_text(encoding="utf-8", errors="replace")
