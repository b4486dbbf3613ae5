"""What is said about outputs of the running step, which do not exist yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tallystick.errors import InvalidArgumentError, TallystickError, unknown
from tallystick.plan.plan import OutputSpec
from tallystick.records.commands import LogMetadata
from tallystick.records.metadata import NewEntry
from tallystick.tracking.current import RunningStep
from tallystick.tracking.entries import check_index, new_entries
from tallystick.values import decode


def output_of(
    step: RunningStep, name: object, *, error: type[TallystickError] = InvalidArgumentError
) -> OutputSpec:
    """The output meant by its name or that of its artifact, or the only one for None.

    Raises `error` naming the outputs where there is none, several, or another.
    """
    names = [output.name for output in step.outputs]
    if not names:
        raise error(
            f"Step {step.name!r} has no outputs to attach metadata or tags to. Annotate what it "
            "returns, or speak of the step itself."
        )
    if name is None:
        if len(names) == 1:
            return step.outputs[0]
        raise error(
            f"Step {step.name!r} has several outputs ({', '.join(names)}); say which one.",
            outputs=tuple(names),
        )
    for output in step.outputs:
        if name in (output.name, output.artifact):
            return output
    raise error(
        unknown(f"output of step {step.name!r} called", str(name), names),
        given=name,
        outputs=tuple(names),
    )


def log_on_output(
    step: RunningStep, output: OutputSpec, metadata: Mapping[str, Any], index: float | None = None
) -> None:
    """Every key of `metadata` is an entry about an output of the running step.

    It is stored now, and belongs to the output when that exists; to the step run if it never does.
    """
    entries = new_entries(metadata)
    index = check_index(index)
    if entries:
        step.session.store.apply(about_output(step, output, entries, index))
        remember_about_output(step, output, entries)


def about_output(
    step: RunningStep, output: OutputSpec, entries: tuple[NewEntry, ...], index: float | None
) -> LogMetadata:
    """The command that logs entries about an output of the running step."""
    return step.session.command(
        LogMetadata,
        targets=step.step_target,
        entries=entries,
        index=index,
        publisher=step.step_run_id,
        output=output.name,
    )


def remember_about_output(
    step: RunningStep, output: OutputSpec, entries: tuple[NewEntry, ...]
) -> None:
    """Let `output_metadata` tell what was logged about the output."""
    said = step.output_metadata.setdefault(output.name, {})
    said.update({entry.key: entry.value for entry in entries})


def output_metadata(step: RunningStep, output: OutputSpec) -> dict[str, Any]:
    """The newest value of each key that was configured for the output or logged about it."""
    said = {entry.key: entry.value for entry in output.metadata}
    said |= step.output_metadata.get(output.name, {})
    return {key: decode(value) for key, value in said.items()}


def add_output_tags(step: RunningStep, output: OutputSpec, tags: Iterable[str]) -> None:
    """The output will have these tags, too.

    Raises `InvalidArgumentError` for what cannot be a tag: now, before the step's work is done.
    """
    from tallystick.store.applying.tagging import tagged

    before = step.tags_of(output)
    step.output_tags[output.name] = tagged(before, tuple(tags))


def remove_output_tags(step: RunningStep, output: OutputSpec, tags: Iterable[str]) -> None:
    """The output will not have these tags, whether they were configured or added."""
    gone = frozenset(tags)
    step.output_tags[output.name] = tuple(tag for tag in step.tags_of(output) if tag not in gone)
