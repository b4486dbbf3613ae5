"""Source text of functions and classes: found, read and freed of what changes nothing."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import CodeType, MappingProxyType
from typing import Any

from tallystick.plan.caching import digest

_CHANGING = frozenset(
    name
    for kind, fixed in ((list, tuple), (set, frozenset), (dict, MappingProxyType))
    for name in vars(kind).keys() - vars(fixed).keys()
    if not name.startswith("__")
)
"""Methods by which lists, sets and dictionaries are changed."""

_LAMBDA = "<lambda>"


def source_of(function: Callable[..., Any]) -> str:
    """The function's source, without common indentation; empty where there is none to be found."""
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return ""


def function_digest(code: CodeType, *, is_step: bool = False) -> str:
    """A hash of what a function does: of its source, or of its bytecode where there is none.

    Comments, docstrings and layout do not count, and of a step neither what `@step` says: that is
    configuration. Lambdas go by their bytecode, since several may stand in one line.
    """
    return text_digest(code_source(code), is_step) or _bytecode_digest(code)


@lru_cache(maxsize=2048)
def text_digest(source: str, is_step: bool = False) -> str | None:
    """A hash of source text, without comments, docstrings and layout; None where it is none."""
    tree = parsed(source)
    if tree is None:
        return None
    node = tree.body[0]
    if is_step and isinstance(node, ast.FunctionDef):
        node.decorator_list = _below_step(node.decorator_list)
    return digest(_dump(tree))


def code_source(code: Any) -> str:
    """The source of a function's code; empty for lambdas, which share lines, and where unknown."""
    return "" if code.co_name == _LAMBDA else source_of(code)


@lru_cache(maxsize=512)
def class_digest(kind: Any) -> str:
    """The same for a class: its source, or the bytecode of its methods."""
    tree = parsed(source_of(kind))
    if tree is not None:
        return digest(_dump(tree))
    members = sorted(vars(kind).items())
    codes = [(name, getattr(member, "__code__", None)) for name, member in members]
    return digest(
        kind.__qualname__,
        *(text for name, code in codes if code for text in (name, _bytecode_digest(code))),
    )


def names_changed(code: CodeType) -> frozenset[str]:
    """Names whose values the function changes: they are state, not constants.

    That is by `global` or `nonlocal`, by items, or by methods of lists, sets and dictionaries.
    """
    return _names_changed(code_source(code))


@lru_cache(maxsize=2048)
def _names_changed(source: str) -> frozenset[str]:
    tree = parsed(source)
    changed: set[str] = set()
    for node in ast.walk(tree) if tree else ():
        match node:
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                changed.update(names)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                changed.add(name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if (
                method in _CHANGING
            ):
                changed.add(name)
    return frozenset(changed)


def returns_something(function: Callable[..., Any]) -> bool:
    """Whether an unannotated function has a `return` with a value (True where unknown)."""
    code = getattr(function, "__code__", None)
    tree = None if code is None else parsed(code_source(code))
    if tree is None or not isinstance(tree.body[0], ast.FunctionDef | ast.AsyncFunctionDef):
        return True
    return any(_value_returned(node) for node in _own_nodes(tree.body[0]))


def parsed(source: str) -> ast.Module | None:
    """The syntax of `source`, a new tree each time; None where it has none."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return None
    return tree if tree.body else None


def _below_step(decorators: list[ast.expr]) -> list[ast.expr]:
    """The decorators that `@step` was put on top of: they are part of what it runs."""
    for place, decorator in enumerate(decorators):
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if getattr(called, "attr", getattr(called, "id", "")) == "step":
            return decorators[place + 1 :]
    return decorators


def _dump(tree: ast.Module) -> str:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            body = node.body
            if ast.get_docstring(node, clean=False) is not None:
                node.body = body[1:] or [ast.Pass()]
    return ast.dump(tree)


def _bytecode_digest(code: CodeType) -> str:
    parts: list[str | bytes] = [code.co_code, repr(code.co_names), repr(code.co_varnames)]
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            # Its repr holds an address, which differs every time.
            parts.append(_bytecode_digest(constant))
        elif isinstance(constant, frozenset):
            parts.append(repr(sorted(map(repr, constant))))
        else:
            parts.append(repr(constant))
    return digest(*parts)


def _value_returned(node: ast.AST) -> bool:
    return isinstance(node, ast.Return) and not (
        node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)
    )


def _own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Nodes of the function that are not of a function within it."""
    for child in ast.iter_child_nodes(function):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _own_nodes(child)
