"""A function's signature with annotations that were written as text evaluated, each on its own."""

from __future__ import annotations

import builtins
import inspect
from collections.abc import Callable
from typing import Any

from tallystick.pipelines.surroundings import local_names


class Unresolved:
    """Stands for a name in an annotation that exists for type checkers only."""

    def __getattr__(self, name: str) -> Unresolved:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key: object) -> Unresolved:
        return self

    def __call__(self, *_: object, **__: object) -> Unresolved:
        return self

    def __or__(self, other: object) -> Unresolved:
        return self

    __ror__ = __or__


class _Names(dict[str, Any]):
    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            return getattr(builtins, name)
        return UNRESOLVED


UNRESOLVED = Unresolved()


def signature_of(function: Callable[..., Any]) -> inspect.Signature:
    """The signature of `function`; annotations that are text are evaluated where they stand.

    A name that cannot be found (imported under `TYPE_CHECKING`) is `UNRESOLVED`, and the rest of
    the annotation still holds, so that `Annotated["np.ndarray", "scores"]` keeps its name.
    """
    signature = inspect.signature(function)
    names = _names_around(function)
    return signature.replace(
        parameters=[
            parameter.replace(annotation=_evaluated(parameter.annotation, names))
            for parameter in signature.parameters.values()
        ],
        return_annotation=_evaluated(signature.return_annotation, names),
    )


def _names_around(function: Any) -> _Names:
    function = inspect.unwrap(getattr(function, "func", function))
    function = getattr(function, "__func__", function)
    names = _Names(getattr(function, "__globals__", {}))
    names.update(local_names(function))
    code = getattr(function, "__code__", None)
    closure = getattr(function, "__closure__", None) or ()
    for name, cell in zip(code.co_freevars if code else (), closure, strict=False):
        try:
            names[name] = cell.cell_contents
        except ValueError:
            continue
    return names


def _evaluated(annotation: Any, names: _Names) -> Any:
    # Text within text: a quoted annotation where all annotations are text.
    while isinstance(annotation, str):
        try:
            annotation = eval(annotation, {}, names)  # noqa: S307  the user's own, as Python does
        except Exception:  # noqa: BLE001  any error can come of evaluating people's annotations
            return UNRESOLVED
    return annotation
