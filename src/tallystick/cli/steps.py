"""`tally steps`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from cyclopts import Parameter
from rich.console import Console

from tallystick.cli.columns import names_of_model_versions, names_of_runs
from tallystick.cli.completing import model_names, pipeline_names, run_names, step_names
from tallystick.cli.export import Exporting, Goal, export
from tallystick.cli.listing import (
    NEWEST_FIRST,
    Listing,
    columns_to_show,
    print_list,
    sort_by,
)
from tallystick.cli.nouns import noun
from tallystick.cli.options import Full, Options, ReadingOptions
from tallystick.cli.paths import Discovery, prefix_of, print_paths
from tallystick.cli.printing import cards, plain, words
from tallystick.cli.printing.console import answers, notes
from tallystick.cli.printing.failures import print_failure
from tallystick.client.handles import ArtifactVersionResponse, StepRunResponse
from tallystick.client.references import is_like_id
from tallystick.client.views.text import duration
from tallystick.errors import InvalidArgumentError, NotFoundError, unknown
from tallystick.records.runs import Status
from tallystick.values import StorageSize

app = noun("steps")

_MOST_LOOKED_AT = 500
_MOST_RUNS = 50

_COLUMNS = ("name", "status", "run", "started_at", "duration_s")

StepName = Annotated[
    str,
    Parameter(
        help="The step's name within the run, or the step run's id or its beginning.",
        completer=step_names,
    ),
]
OfRun = Annotated[
    str | None,
    Parameter(
        help="The run, by name or id or their beginning. By default the newest that has it.",
        completer=run_names,
    ),
]


@Parameter(name="*")
@dataclass(frozen=True)
class StepListing(Listing):
    """A listing that knows whose paths its orders and columns are."""

    sort: Annotated[str, sort_by("steps")] = NEWEST_FIRST
    columns: Annotated[str | None, columns_to_show("steps")] = None


@app.command(name="list")
def list_steps(
    *,
    run: Annotated[
        str | None, Parameter(help="Only steps of this run.", completer=run_names)
    ] = None,
    pipeline: Annotated[
        str | None, Parameter(help="Only steps of this pipeline's runs.", completer=pipeline_names)
    ] = None,
    name: Annotated[str | None, Parameter(help="Only steps of this name.")] = None,
    status: Annotated[Status | None, Parameter(help="Only steps that stand so.")] = None,
    model: Annotated[
        str | None, Parameter(help="Only steps for a version of this model.", completer=model_names)
    ] = None,
    listing: StepListing = StepListing(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """List executions of steps, the newest first."""
    client = options.client
    within = None if run is None else client.runs.get(run)
    of = None if pipeline is None else client.pipelines.get(pipeline)
    page = listing.find(
        client.steps, run_id=within, pipeline=of, name=name, status=status, model=model
    )
    derived = {"run": names_of_runs(client, "run_id"), "model": names_of_model_versions(client)}
    print_list(options, listing, page, client.steps, _COLUMNS, derived)


@app.command(name="paths")
def show_paths(
    prefix: Annotated[str, prefix_of("steps")] = "",
    /,
    *,
    discovery: Discovery = Discovery(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Show which paths there are into metadata and parameters of step runs, and what is there."""
    print_paths(options, options.client.steps, prefix, discovery)


@app.command(name="export")
def export_steps(
    *,
    goal: Goal,
    exporting: Exporting = Exporting(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Write step runs to a file, a row each."""
    export(options, options.client.steps, goal, exporting)


@app.command(name="show")
def show_step(
    step: StepName,
    /,
    *,
    run: OfRun = None,
    full: Full = False,
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Show one execution of a step: its facts, inputs, outputs, metadata, what went wrong."""
    found = step_named(options, step, run)
    if options.json:
        plain.print_json({**plain.thing(found), "source_code": found.source_code})
    else:
        _print(answers(), found, full=full)


@app.command(name="logs")
def print_logs(
    step: StepName,
    /,
    *,
    run: OfRun = None,
    follow: Annotated[
        bool,
        Parameter(name=("--follow", "-f"), help="Go on until the step ends, as it prints."),
    ] = False,
    options: Options = Options(),
) -> None:
    """Print what a step printed and logged while it was executed, as it was written."""
    if follow and options.json:
        raise InvalidArgumentError("--follow prints as it comes and --json at the end; choose one.")
    found = step_named(options, step, run)
    if options.json:
        plain.print_json({"id": str(found.id), "logs": found.logs})
        return
    printed = False
    for part in found.follow_logs() if follow else [found.logs]:
        sys.stdout.write(part)
        sys.stdout.flush()
        printed = printed or bool(part)
    if not printed:
        notes().print(_why_nothing(found.refresh()), style="dim")


def _why_nothing(step: StepRunResponse) -> str:
    if step.config.enable_step_logs is False:
        return "Its log was not kept: enable_step_logs is off."
    if step.record.logs is not None:
        return f"Its log is gone: there is no {step.log!r} in the folder for logs."
    return "Nothing was printed." if step.status.is_finished else "Nothing was printed so far."


def step_named(options: Options, step: str, run: str | None) -> StepRunResponse:
    """The step run with this id or, without a run, the newest of this name.

    Raises `NotFoundError` for a step that has not run, which says why, and with close matches
    among the newest steps.
    """
    steps = options.client.steps
    if run is None:
        for newest in steps.find(name=f"equals:{step}", limit=1):
            return newest
        for planned in options.client.runs.find(limit=_MOST_RUNS):
            if step in planned.graph:
                return planned.steps[step]
        if not is_like_id(step):
            raise _unknown(options, step)
    return steps.get(step, run=run)


def _unknown(options: Options, step: str) -> NotFoundError:
    newest = options.client.steps.find(limit=_MOST_LOOKED_AT)
    known = list(dict.fromkeys(one.name for one in newest))
    return NotFoundError(unknown("step", step, known), given=step)


def _print(console: Console, step: StepRunResponse, *, full: bool) -> None:
    cards.print_heading(console, "step", step.name, step.status)
    cards.print_facts(console, _facts(console, step))
    if step.failure is not None:
        print_failure(console, step.failure)
    cards.print_values(console, "parameters", step.parameters)
    record = step.record
    inputs = _versions(record.inputs, step.inputs, step.missing_inputs)
    outputs = _versions(record.outputs, step.outputs, step.missing_outputs)
    cards.print_values(console, "inputs", inputs)
    cards.print_values(console, "outputs", outputs)
    cards.print_metadata(console, step.run_metadata, full=full)


def _facts(console: Console, step: StepRunResponse) -> dict[str, Any]:
    record, version = step.record, step.model_version
    memory = step.usage.get("peak_memory_bytes")
    return {
        "run": step.run.name,
        "started": words.when(record.started_at, terminal=console.is_terminal),
        "duration": duration(record.duration_s),
        "attempt": str(record.attempt) if record.attempt > 1 else None,
        "cache": record.cache_explanation,
        "model": f"{version.record.model} {version.name}" if version else None,
        "peak memory": words.shown(StorageSize(memory)) if memory else None,
        "about": record.docstring.partition("\n")[0],
        "id": str(record.id),
    }


def _versions(
    names: Iterable[str],
    there: Mapping[str, Sequence[ArtifactVersionResponse]],
    gone: Mapping[str, Sequence[UUID]],
) -> dict[str, str]:
    """Artifact versions in words by the name a step gave them; of those deleted since, the id."""
    return {
        name: ", ".join(
            [
                *(f"{version.name} {version.version}" for version in there.get(name, ())),
                *(f"deleted ({id})" for id in gone.get(name, ())),
            ]
        )
        for name in names
    }
