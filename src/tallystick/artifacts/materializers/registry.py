"""From a type to its materializer, and from a recorded name to the class.

A type is looked up along its bases, nearest first.
Materializers that the program defined come before those of this package and of plug-ins.
Plug-ins are entry points of the group `tallystick.materializers`, named after the type:

    [project.entry-points."tallystick.materializers"]
    "acme.Frame" = "acme.tally:FrameMaterializer"
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeAlias

from tallystick.artifacts.dependencies import missing_dependency
from tallystick.artifacts.materializers import registered
from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.names import dotted_name, find_by_name
from tallystick.artifacts.materializers.structured import sort_of
from tallystick.artifacts.materializers.table import EXACT, FALLBACK, FAMILIES, RECORDS
from tallystick.errors import MaterializerError, UnsafeArtifactError

ENTRY_POINTS = "tallystick.materializers"

MaterializerClass: TypeAlias = type[BaseMaterializer]
Choice: TypeAlias = MaterializerClass | str


def find_materializer(
    kind: type[Any], overrides: Choice | Iterable[Choice] | None = None
) -> MaterializerClass:
    """The class that saves values of this type; cloudpickle's if no other does.

    `overrides` is a class, its dotted name, or several, of which the first that names the type
    or a base of it among its `ASSOCIATED_TYPES` is taken, and otherwise the first.
    Raises `MaterializerError` for an override that is no materializer.
    """
    if overrides is not None:
        return _chosen(kind, overrides)
    if kind not in registered.found:
        registered.found[kind] = _look_up(kind)
    return registered.found[kind]


def load_materializer(dotted: str, *, importing: bool = True) -> MaterializerClass:
    """The class that an artifact's record names.

    Without `importing`, only this package, plug-ins and what the program has loaded are used;
    anything else raises `UnsafeArtifactError`.
    Raises `MaterializerError` if there is no such class, `MissingDependencyError` if it needs
    a package that is not installed.
    """
    if dotted in registered.by_name:
        return registered.by_name[dotted]
    trusted = importing or _is_own(dotted) or dotted in _plug_in_names()
    try:
        found = find_by_name(dotted, importing=trusted)
    except ImportError as error:
        if not trusted:
            raise _not_loaded(dotted) from error
        if _is_own(dotted) and error.name and not error.name.startswith("tallystick"):
            raise missing_dependency(error) from error
        raise _unknown(dotted, error) from error
    except AttributeError as error:
        raise _unknown(dotted, error) from error
    return _checked(found, dotted)


def _chosen(kind: type[Any], overrides: Choice | Iterable[Choice]) -> MaterializerClass:
    several: Sequence[Choice] = (
        [overrides] if isinstance(overrides, type | str) else list(overrides)
    )
    classes = [
        load_materializer(each) if isinstance(each, str) else _checked(each, repr(each))
        for each in several
    ]
    if not classes:
        return find_materializer(kind)
    fitting = (each for each in classes if issubclass(kind, each.ASSOCIATED_TYPES))
    return next(fitting, classes[0])


def _look_up(kind: type[Any]) -> MaterializerClass:
    for base in kind.__mro__[:-1]:
        if base in registered.by_type:
            return registered.by_type[base]
    if own := EXACT.get(dotted_name(kind)):
        return load_materializer(own)
    for base in kind.__mro__[:-1]:
        name = dotted_name(base)
        if plug_in := _plug_ins().get(name):
            return _checked(plug_in.load(), plug_in.value)
        if own := FAMILIES.get(name):
            return load_materializer(own)
    if sort := sort_of(kind):
        return load_materializer(RECORDS[sort])
    # A program may have registered `object` to take everything.
    return registered.by_type.get(object) or load_materializer(FALLBACK)


@cache
def _plug_ins() -> dict[str, Any]:
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}


@cache
def _plug_in_names() -> frozenset[str]:
    return frozenset(point.value.replace(":", ".") for point in _plug_ins().values())


def _is_own(dotted: str) -> bool:
    return dotted.startswith("tallystick.")


def _checked(found: Any, name: str) -> MaterializerClass:
    if isinstance(found, type) and issubclass(found, BaseMaterializer):
        return found
    raise MaterializerError(f"{name} is not a subclass of BaseMaterializer, so it cannot be used.")


def _unknown(dotted: str, error: Exception) -> MaterializerError:
    return MaterializerError(
        f"The materializer {dotted} of this artifact cannot be found ({error}). "
        "Import or define it under that name first, or pass one with materializer=...",
        materializer=dotted,
    )


def _not_loaded(dotted: str) -> UnsafeArtifactError:
    return UnsafeArtifactError(
        f"This artifact names the materializer {dotted}, which this program has not imported. "
        "Import it first, if you trust it.",
        materializer=dotted,
    )
