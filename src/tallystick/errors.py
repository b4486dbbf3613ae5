"""Every error Tallystick raises.

    TallystickError
    ├── InvalidValueError (TypeError)       a value that metadata cannot hold
    │   ├── ValueTooLargeError              (ValueError too) above the size limit
    │   └── WrongTypeError                  (ValueError too) not what the function is annotated with
    ├── InvalidArgumentError (ValueError)   arguments that contradict each other or make no sense
    │   ├── InvalidQueryError               a filter, sort or page that cannot be understood
    │   └── RequestTooLargeError            more at once than a server takes
    ├── NotFoundError (KeyError)            no such entity
    │   ├── AmbiguousReferenceError         a prefix that several entities share
    │   └── NoRunError                      (RuntimeError too) a pipeline without such a run yet
    ├── EntityExistsError                   a name or version that is taken
    ├── StageTakenError (RuntimeError)      a stage that another version holds
    ├── NoContextError (RuntimeError)       a step or pipeline context asked for outside of one
    ├── StepContextError                    a step context that cannot answer what was asked
    ├── PipelineFailedError (RuntimeError)  a run with failed steps
    ├── ArtifactError
    │   ├── ArtifactMissingError (FileNotFoundError)
    │   ├── ArtifactCorruptError            bytes that are not those that were recorded
    │   ├── UnsafeArtifactError             loading would execute code from a shared store
    │   └── MaterializerError (TypeError)   no materializer, or one that failed
    ├── MissingDependencyError (ImportError)
    └── StoreError
        ├── StoreBusyError (TimeoutError)   other writers kept the store for too long
        ├── StoreUnwritableError (OSError)  read-only, full or vanished disk
        ├── StoreVersionError               made by another version of Tallystick, or behind one
        ├── StoreCorruptError               a journal or file that does not check out
        ├── StoreUnreachableError (ConnectionError)  no server where one should be, or none of ours
        ├── AccessDeniedError (PermissionError)      a server that does not let this one in
        └── ServerError                     a server that failed; its log says why

The class docstring is the default message.
Facts an error knows are its attributes, so that programs need not read the text.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


class TallystickError(Exception):
    """Something went wrong in Tallystick."""

    def __init__(self, message: str | None = None, **facts: object) -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        self.facts = facts
        super().__init__(self.message)

    def __getattr__(self, name: str) -> object:
        if name != "facts" and name in self.__dict__.get("facts", ()):
            return self.facts[name]
        raise AttributeError(name)

    # KeyError shows the repr of its argument; people should see the sentence.
    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.facts))


def _rebuild(
    kind: type[TallystickError], message: str, facts: dict[str, object]
) -> TallystickError:
    return kind(message, **facts)


class InvalidValueError(TallystickError, TypeError):
    """A value of this type cannot be metadata."""


class ValueTooLargeError(InvalidValueError, ValueError):
    """The value is larger than metadata may be."""


class WrongTypeError(InvalidValueError, ValueError):
    """The value is not of the annotated type."""


class InvalidArgumentError(TallystickError, ValueError):
    """The arguments do not make sense together."""


class InvalidQueryError(InvalidArgumentError):
    """The filter cannot be understood."""


class RequestTooLargeError(InvalidArgumentError):
    """This is more than a server takes at once."""


class NotFoundError(TallystickError, KeyError):
    """There is no such thing."""


class AmbiguousReferenceError(NotFoundError):
    """Several things match; say which."""


class NoRunError(NotFoundError, RuntimeError):
    """The pipeline has no such run yet."""


class EntityExistsError(TallystickError):
    """The name is taken."""


class StageTakenError(TallystickError, RuntimeError):
    """Another version holds this stage."""


class NoContextError(TallystickError, RuntimeError):
    """This works only while a step is running."""


class StepContextError(TallystickError):
    """The running step cannot answer this."""


class PipelineFailedError(TallystickError, RuntimeError):
    """Steps of the run failed."""


class ArtifactError(TallystickError):
    """An artifact cannot be saved or loaded."""


class ArtifactMissingError(ArtifactError, FileNotFoundError):
    """The artifact's files are gone."""


class ArtifactCorruptError(ArtifactError):
    """The artifact's bytes are not those that were recorded."""


class UnsafeArtifactError(ArtifactError):
    """Loading this artifact could execute code."""


class MaterializerError(ArtifactError, TypeError):
    """The value cannot be saved with this materializer."""


class MissingDependencyError(TallystickError, ImportError):
    """An optional package is not installed."""


class StoreError(TallystickError):
    """The store cannot do this."""


class StoreBusyError(StoreError, TimeoutError):
    """Other writers kept the store for too long."""


class StoreUnwritableError(StoreError, OSError):
    """The store cannot be written."""


class StoreVersionError(StoreError):
    """The store was made by another version of Tallystick."""


class StoreCorruptError(StoreError):
    """The store is damaged."""


class StoreUnreachableError(StoreError, ConnectionError):
    """No server answers there."""


class AccessDeniedError(StoreError, PermissionError):
    """The server does not let you do this."""


class ServerError(StoreError):
    """The server failed."""


class QueryWarning(UserWarning):
    """A query that was understood asks for what nothing has."""


_LONGEST_SHOWN = 255
"""As long as a name can be."""


def close_matches(given: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """Names in `known` that a person who typed `given` may have meant, best first."""
    return difflib.get_close_matches(given, list(known), n=most, cutoff=0.6)


def unknown(what: str, given: object, known: Sequence[str], *, hint: str = "") -> str:
    """One sentence for a name that does not exist: what was given, what there is, what to do.

    >>> unknown("step", "trian", ["load", "train"])
    "There is no step 'trian'. Did you mean 'train'? Known: load, train."
    """
    # Members of enums are named by their text.
    names = [str(name) for name in known]
    parts = [f"There is no {what} {_quoted(given)}."]
    if near := close_matches(str(given), names):
        parts.append("Did you mean " + " or ".join(_quoted(name) for name in near) + "?")
    # Who is shown what was meant does not need a long list.
    if names and not (near and len(names) > 10):
        shown = [_listed(name) for name in sorted(names)[:10]] + ["..."] * (len(names) > 10)
        parts.append(f"Known: {', '.join(shown)}.")
    if hint:
        parts.append(hint)
    return " ".join(parts)


def _listed(name: str) -> str:
    """A name among others: in quotes where it would steer a terminal or be taken for several."""
    plain = name.isprintable() and name == name.strip() and name and "," not in name
    return name if plain and len(name) <= _LONGEST_SHOWN else _quoted(name)


def _quoted(name: object) -> str:
    long = isinstance(name, str) and len(name) > _LONGEST_SHOWN
    return repr(f"{str(name)[:_LONGEST_SHOWN]}..." if long else name)
