"""The code a step consists of: hashes of everything of the user's that it calls."""

from __future__ import annotations

import dis
import functools
import inspect
import sys
import sysconfig
import uuid
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from tallystick.errors import InvalidValueError
from tallystick.pipelines.imports import imported_modules
from tallystick.pipelines.source import class_digest, code_source, function_digest, names_changed
from tallystick.plan.caching import digest
from tallystick.values import encode

# The second and third stand in bodies of classes.
_READS_GLOBAL = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS")


def code_parts(function: Callable[..., Any], *, also: Iterable[type] = ()) -> dict[str, str]:
    """What the result of calling `function` depends on in the user's code, each part with its hash.

    * `code`: the function itself.
    * `helper.<module>.<name>`: functions and classes it refers to by global names, by closure or
      through modules, and those they refer to in turn, as long as they are the user's own
      (not of the standard library or an installed package).
    * `constant.<module>.<name>`: global values that metadata could hold, and defaults of helpers,
      unless this code changes them itself; and what a `partial` or a method is bound to.
    * `module.<name>`: the user's modules that it imports while it runs, as a whole.

    `also` are classes that it uses otherwise. What is reached through other objects is not seen.
    """
    collected = _Collected()
    target, bound = _unbound(function)
    innermost = inspect.unwrap(target)
    code = getattr(innermost, "__code__", None)
    kind: Any = type(target)
    collected.parts["code"] = function_digest(code, is_step=True) if code else class_digest(kind)
    for place, value in enumerate(bound):
        collected.parts[f"constant.bound.{place}"] = _bound_digest(value)
    collected.references(innermost if code else kind)
    if target is not innermost:
        collected.add_referred("", "", target)
    for kind in also:
        collected.helper(kind)
    return collected.settled()


def _unbound(function: Any) -> tuple[Any, list[Any]]:
    """The function itself, and what partials and methods have bound to it."""
    bound: list[Any] = []
    while True:
        if isinstance(function, functools.partial):
            bound += [list(function.args), dict(function.keywords)]
            function = function.func
        elif isinstance(function, MethodType):
            bound.append(vars(function.__self__) if hasattr(function.__self__, "__dict__") else "")
            function = function.__func__
        elif not isinstance(function, FunctionType) and not isinstance(function, type):
            return function, [*bound, getattr(function, "__dict__", "")]
        else:
            return function, bound


def _bound_digest(value: Any) -> str:
    try:
        return digest(encode(value))
    except InvalidValueError:
        # Nobody can tell whether it is the same as last time, so it never is.
        return str(uuid.uuid4())


class _Collected:
    """The parts found so far."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self._seen: set[int] = set()
        self._changed: set[str] = set()

    def settled(self) -> dict[str, str]:
        """The parts, without constants that the code itself changes: those are its state."""
        return {name: part for name, part in self.parts.items() if name not in self._changed}

    def references(self, thing: Any) -> None:
        """Add what the code of a function or of a class's methods refers to."""
        self._seen.add(id(thing))
        if isinstance(thing, type):
            for member in vars(thing).values():
                for function in _functions_of(member):
                    self.references(function)
            for base in thing.__bases__:
                self.add_referred("", "", base)
            return
        self.add_referred("", "", _wrapped(thing))
        if not isinstance(thing, FunctionType):
            return
        module = thing.__globals__.get("__name__", "")
        for name, part in imported_modules(
            code_source(thing.__code__), thing.__globals__.get("__package__") or ""
        ).items():
            self.parts[f"module.{name}"] = part
        names = _names(thing.__code__)
        around = f"{module}.{thing.__qualname__}"
        for name in names_changed(thing.__code__):
            place = around if name in thing.__code__.co_freevars else module
            self._changed.add(f"constant.{place}.{name}")
        for name in sorted(_global_names(thing.__code__) & thing.__globals__.keys()):
            self.add_referred(module, name, thing.__globals__[name], names)
        for name, cell in zip(thing.__code__.co_freevars, thing.__closure__ or (), strict=False):
            try:
                self.add_referred(around, name, cell.cell_contents, names)
            except ValueError:
                continue

    def add_referred(
        self, module: str, name: str, value: Any, names: frozenset[str] = frozenset()
    ) -> None:
        """Add what `name` in `module` stands for; `names` are those the code may ask it for."""
        if type(value).__module__.startswith("tallystick.pipelines."):
            value = value.entrypoint
        if isinstance(value, ModuleType):
            self._module(value, names)
        elif isinstance(value, FunctionType | type):
            self.helper(value)
        elif name:
            # Objects that wrap a function, such as functools.lru_cache, and instances.
            self.add_referred("", "", _wrapped(value))
            self.helper(type(value))
            if not callable(value):
                self._constant(f"constant.{module}.{name}", value)

    def _module(self, module: ModuleType, names: frozenset[str]) -> None:
        if id(module) in self._seen or not _is_users(module.__name__):
            return
        self._seen.add(id(module))
        for name in sorted(names & vars(module).keys()):
            self.add_referred(module.__name__, name, vars(module)[name], names)
        # Another function may name other members of it.
        self._seen.discard(id(module))

    def helper(self, value: FunctionType | type) -> None:
        """Add a function or class, if it is the user's, and what it refers to."""
        if isinstance(value, type):
            module, name = value.__module__, value.__qualname__
        else:
            # Not its own word for it: functools.wraps makes a wrapper say what it wraps.
            module, name = value.__globals__.get("__name__", ""), value.__code__.co_qualname
        if id(value) in self._seen or not _is_users(module):
            if not isinstance(value, type) and id(value) not in self._seen:
                self.add_referred("", "", _wrapped(value))
            return
        part = f"helper.{module}.{name}"
        if isinstance(value, type):
            own = class_digest(value)
        else:
            own = function_digest(value.__code__)
            self._constant(f"constant.{module}.{name} defaults", _defaults(value))
        # Several may share a name, such as what a decorator makes of each function.
        self.parts[part] = digest(self.parts[part], own) if part in self.parts else own
        self.references(value)

    def _constant(self, part: str, value: Any) -> None:
        if value is None and part.endswith(" defaults"):
            return
        try:
            self.parts[part] = digest(encode(value))
        except InvalidValueError:
            return


def _wrapped(value: Any) -> Any:
    """What a decorator has put `value` around. Looked up plainly: some objects have every name."""
    return getattr(value, "__dict__", {}).get("__wrapped__")


def _defaults(function: FunctionType) -> Any:
    positional, named = function.__defaults__ or (), function.__kwdefaults__ or {}
    return [list(positional), named] if positional or named else None


def _functions_of(member: Any) -> Iterator[FunctionType]:
    """The functions behind an attribute of a class: method, property, class or static method."""
    for inner in (
        member,
        *(getattr(member, name, None) for name in ("__func__", "fget", "fset", "func")),
    ):
        if isinstance(inner, FunctionType):
            yield inner


@lru_cache(maxsize=4096)
def _names(code: CodeType) -> frozenset[str]:
    """Global names and attributes that the code asks for, and what is defined in it does."""
    names = set(code.co_names)
    for inner in _defined_in(code):
        names |= _names(inner)
    return frozenset(names)


@lru_cache(maxsize=4096)
def _global_names(code: CodeType) -> frozenset[str]:
    """The global names among them: `model.fit` asks for no function of the name `fit`."""
    names = {one.argval for one in dis.get_instructions(code) if one.opname in _READS_GLOBAL}
    for inner in _defined_in(code):
        names |= _global_names(inner)
    return frozenset(names)


def _defined_in(code: CodeType) -> Iterator[CodeType]:
    return (constant for constant in code.co_consts if isinstance(constant, CodeType))


@lru_cache(maxsize=1024)
def _is_users(module: str | None) -> bool:
    """Whether a module is neither built in, nor of the standard library, nor installed."""
    top = (module or "").partition(".")[0]
    if not top or top in sys.stdlib_module_names - {"__main__"} or top in ("tallystick", "zenml"):
        return False
    file = getattr(sys.modules.get(str(module)), "__file__", None)
    if file is None:
        return top in ("__main__", "__mp_main__")
    installed = {sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")}
    if any(str(file).startswith(path) for path in installed if path):
        return False
    return not {"site-packages", "dist-packages"} & set(Path(file).parts)
