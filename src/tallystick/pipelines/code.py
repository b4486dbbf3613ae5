"""The code a step consists of: its source, and hashes of everything of the user's it calls."""

from __future__ import annotations

import ast
import inspect
import sys
import sysconfig
import textwrap
from collections.abc import Callable
from functools import lru_cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tallystick.plan.caching import digest

_CONSTANTS = (bool, int, float, complex, str, bytes, type(None))


def source_of(function: Callable[..., Any]) -> str:
    """The function's source, without common indentation; empty where there is none to be found."""
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return ""


def code_parts(function: Callable[..., Any]) -> dict[str, str]:
    """What the result of calling `function` depends on in the user's code, each part with its hash.

    `step` is the function itself; `helper.<module>.<name>` are functions and classes it refers to
    by global names, and those they refer to in turn, as long as they are the user's own
    (not of the standard library or an installed package); `constant.<name>` are plain global
    values. Helpers reached through instances and attributes of modules that are not the user's
    are not seen.
    """
    parts = {"step": _digest(function)}
    seen: set[int] = {id(function)}
    _collect(function, parts, seen)
    return parts


def _collect(thing: Any, parts: dict[str, str], seen: set[int]) -> None:
    for name, value in _referred(thing):
        value = inspect.unwrap(value) if callable(value) else value
        value = getattr(value, "entrypoint", value)
        if isinstance(value, _CONSTANTS):
            parts.setdefault(f"constant.{name}", digest(repr(value)))
            continue
        is_code = isinstance(value, FunctionType | type)
        if not is_code or id(value) in seen or not _is_users(value.__module__):
            continue
        seen.add(id(value))
        parts[f"helper.{value.__module__}.{value.__qualname__}"] = _digest(value)
        _collect(value, parts, seen)


def _referred(thing: Any) -> list[tuple[str, Any]]:
    """Global values that the code of a function, or of a class's methods, names."""
    if isinstance(thing, type):
        found: list[tuple[str, Any]] = []
        for member in vars(thing).values():
            member = getattr(member, "__func__", getattr(member, "fget", member))
            if isinstance(member, FunctionType):
                found += _referred(member)
        return found + [(base.__qualname__, base) for base in thing.__bases__]
    if not isinstance(thing, FunctionType):
        return []
    names = sorted(_names(thing.__code__))
    values = [(name, thing.__globals__[name]) for name in names if name in thing.__globals__]
    for name, cell in zip(thing.__code__.co_freevars, thing.__closure__ or (), strict=False):
        try:
            values.append((name, cell.cell_contents))
        except ValueError:
            continue
    return values + _module_members(thing.__code__, values)


def _module_members(code: CodeType, values: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """`helpers.clean` where the user's own module `helpers` is referred to."""
    modules = [v for _, v in values if isinstance(v, ModuleType) and _is_users(v.__name__)]
    names = _names(code)
    return [
        (f"{module.__name__}.{name}", vars(module)[name])
        for module in modules
        for name in sorted(names)
        if name in vars(module)
    ]


def _names(code: CodeType) -> set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _names(constant)
    return names


def _digest(thing: Any) -> str:
    source = source_of(thing)
    if source:
        return digest(_without_decorators(source))
    code = getattr(thing, "__code__", None)
    return digest(code.co_code, repr(code.co_consts)) if code else digest(repr(thing))


def _without_decorators(source: str) -> str:
    """The source without decorators, comments and layout: what they change, options cover."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            node.decorator_list = []
    return ast.dump(tree)


@lru_cache(maxsize=1024)
def _is_users(module: str | None) -> bool:
    """Whether a module is neither built in, nor of the standard library, nor installed."""
    if module is None or module.partition(".")[0] in sys.stdlib_module_names - {"__main__"}:
        return False
    if module.partition(".")[0] in ("tallystick", "zenml"):
        return False
    file = getattr(sys.modules.get(module), "__file__", None)
    if file is None:
        return module == "__main__"
    installed = {sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")}
    return not any(str(file).startswith(path) for path in installed if path)


def returns_something(function: Callable[..., Any]) -> bool:
    """Whether an unannotated function has a `return` with a value (True where unknown)."""
    source = source_of(function)
    if not source:
        return True
    try:
        body = ast.parse(source).body[0]
    except (SyntaxError, IndexError):
        return True
    if not isinstance(body, ast.FunctionDef | ast.AsyncFunctionDef):
        return True
    return any(_value_returned(node) for node in _own_nodes(body))


def _value_returned(node: ast.AST) -> bool:
    return isinstance(node, ast.Return) and not (
        node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)
    )


def _own_nodes(function: ast.AST) -> list[ast.AST]:
    """Nodes of the function that are not of a function within it."""
    own: list[ast.AST] = []
    for child in ast.iter_child_nodes(function):
        own.append(child)
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            own += _own_nodes(child)
    return own
