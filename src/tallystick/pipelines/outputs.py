"""The outputs of a step, read off what it is annotated to return."""

from __future__ import annotations

from inspect import Signature
from typing import Annotated, Any, NamedTuple, Never, NoReturn, get_args, get_origin

from tallystick.errors import InvalidArgumentError
from tallystick.pipelines.annotations import Unresolved
from tallystick.pipelines.artifact_config import ArtifactConfig


class Output(NamedTuple):
    """One declared output: its name, the annotated type (Any if none) and the configuration."""

    name: str
    type: Any
    config: ArtifactConfig | None = None
    is_named: bool = False


class NamedOutputs:
    """The older way to name outputs: `-> Output(data=pd.DataFrame, rows=int)`."""

    def __init__(self, **types: Any) -> None:
        self.types = types


def declared_outputs(annotation: Any, returns_something: bool) -> tuple[Output, ...]:
    """The outputs that a return annotation declares.

    `annotation` is `inspect.Signature.empty` for none; then there is one output, `output`, if the
    function returns something. Several outputs are those of a tuple with fixed length; they are
    named by `Annotated[..., "name"]` or `ArtifactConfig(name=...)`, else `output_0`, `output_1`.

    Raises `InvalidArgumentError` where two outputs have the same name.
    """
    if annotation is None or annotation in (type(None), NoReturn, Never):
        return ()
    if isinstance(annotation, NamedOutputs):
        return tuple(Output(name, kind, None, True) for name, kind in annotation.types.items())
    if isinstance(annotation, Unresolved) or annotation is Any:
        return (Output("output", Any),)
    if annotation is Signature.empty:
        return (Output("output", Any),) if returns_something else ()
    parts = _tuple_parts(annotation)
    if parts is None:
        return (_output(annotation, "output"),)
    outputs = tuple(_output(part, f"output_{place}") for place, part in enumerate(parts))
    names = [output.name for output in outputs]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise InvalidArgumentError(
            f"Several outputs are called {' and '.join(sorted(map(repr, twice)))}; "
            "give each its own name."
        )
    return outputs


def _tuple_parts(annotation: Any) -> tuple[Any, ...] | None:
    """The parts of `tuple[A, B]`; None for everything else, `tuple[A, ...]` included."""
    if get_origin(annotation) is not tuple:
        return None
    parts = get_args(annotation)
    return None if not parts or Ellipsis in parts or parts == ((),) else parts


def _output(annotation: Any, default: str) -> Output:
    if get_origin(annotation) is not Annotated:
        return Output(default, annotation)
    kind, *notes = get_args(annotation)
    name: str | None = None
    config: ArtifactConfig | None = None
    for note in notes:
        if isinstance(note, str):
            name = note
        elif isinstance(note, ArtifactConfig):
            config = note
            name = note.name or name
    return Output(name or default, kind, config, name is not None)
