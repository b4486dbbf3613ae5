"""Attributes that are not there, with those that may have been meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from tallystick.errors import close_matches

_CALLED_ELSEWHERE = {
    "all": "find",
    "artifacts": "artifact_versions",
    "elapsed": "duration_s",
    "end": "ended_at",
    "list": "find",
    "metadata": "run_metadata",
    "metrics": "run_metadata",
    "params": "parameters",
    "search": "find",
    "start": "started_at",
    "state": "status",
}
"""What other libraries call things."""


class Suggesting:
    """Names close attributes where one is asked for that is not there.

    `_spoken` is what a thing of the class is called in the sentence.
    """

    _spoken: ClassVar[str] = "This"

    # A type checker would take every name for an attribute.
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if hasattr(type(self), name):
                # A property failed with an error of this class; what it said is lost otherwise.
                return object.__getattribute__(self, name)
            raise no_attribute(self, name, self._spoken)


def no_attribute(thing: object, name: str, spoken: str) -> AttributeError:
    """The error for an attribute that a thing does not have, with those that may be meant."""
    if name.startswith("_"):
        return AttributeError(name, name=name, obj=thing)
    known = [one for one in dir(type(thing)) if not one.startswith("_")]
    near = [_CALLED_ELSEWHERE.get(name, ""), *close_matches(name, known)]
    near = [one for one in dict.fromkeys(near) if one in known]
    hint = f" Did you mean {' or '.join(map(repr, near[:3]))}?" if near else ""
    return AttributeError(f"{spoken} has no attribute {name!r}.{hint}", name=name, obj=thing)
