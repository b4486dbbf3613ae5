"""`tally runs`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from tallystick.cli.columns import names_of_model_versions
from tallystick.cli.completing import model_names, pipeline_names, run_names
from tallystick.cli.confirming import confirm
from tallystick.cli.export import Exporting, Goal, export
from tallystick.cli.listing import (
    NEWEST_FIRST,
    Listing,
    columns_to_show,
    print_list,
    sort_by,
)
from tallystick.cli.nouns import noun
from tallystick.cli.options import Full, Options, ReadingOptions, flag
from tallystick.cli.paths import Discovery, prefix_of, print_paths
from tallystick.cli.printing import cards, plain, words
from tallystick.cli.printing.console import answers
from tallystick.cli.printing.failures import print_failure
from tallystick.cli.printing.tables import Column, print_table
from tallystick.cli.tagging import TagNames, tag, untag
from tallystick.client.handles import PipelineRunResponse, StepRunResponse
from tallystick.client.views.text import duration
from tallystick.errors import NotFoundError
from tallystick.records.runs import Status

app = noun("runs")

_COLUMNS = ("name", "status", "pipeline", "started_at", "duration_s")


@Parameter(name="*")
@dataclass(frozen=True)
class RunListing(Listing):
    """A listing that knows whose paths its orders and columns are."""

    sort: Annotated[str, sort_by("runs")] = NEWEST_FIRST
    columns: Annotated[str | None, columns_to_show("runs")] = None


@app.command(name="list")
def list_runs(
    *,
    pipeline: Annotated[
        str | None, Parameter(help="Only runs of this pipeline.", completer=pipeline_names)
    ] = None,
    status: Annotated[Status | None, Parameter(help="Only runs that stand so.")] = None,
    model: Annotated[
        str | None, Parameter(help="Only runs for a version of this model.", completer=model_names)
    ] = None,
    tag: Annotated[tuple[str, ...] | None, Parameter(help="Only runs with this tag.")] = None,
    listing: RunListing = RunListing(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """List runs, the newest first."""
    client = options.client
    of = None if pipeline is None else client.pipelines.get(pipeline)
    page = listing.find(client.runs, pipeline=of, status=status, model=model, tags=tag)
    derived = {"model": names_of_model_versions(client)}
    print_list(options, listing, page, client.runs, _COLUMNS, derived)


@app.command(name="paths")
def show_paths(
    prefix: Annotated[str, prefix_of("runs")] = "",
    /,
    *,
    discovery: Discovery = Discovery(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Show which paths there are into metadata and parameters of runs, and what is there."""
    print_paths(options, options.client.runs, prefix, discovery)


@app.command(name="export")
def export_runs(
    *,
    goal: Goal,
    exporting: Exporting = Exporting(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Write runs to a file, a row each."""
    export(options, options.client.runs, goal, exporting)


@app.command(name="show")
def show_run(
    run: Annotated[
        str | None,
        Parameter(
            help="The run's name or id, or their beginning. By default the newest run.",
            completer=run_names,
        ),
    ] = None,
    /,
    *,
    full: Full = False,
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Show a run: its facts, steps, metadata, and what went wrong."""
    found = options.client.runs.get(run) if run is not None else _newest(options)
    if options.json:
        plain.print_json(
            {**plain.thing(found), "steps": [plain.thing(one) for one in found.step_runs]}
        )
    else:
        _print(answers(), found, full=full)


RunName = Annotated[
    str, Parameter(help="The run's name or id, or the beginning of either.", completer=run_names)
]


@app.command(name="delete")
def delete_run(
    run: RunName,
    /,
    *,
    yes: Annotated[bool, flag("Do not ask.")] = False,
    options: Options = Options(),
) -> None:
    """Delete a run with its steps, their metadata and what they printed.

    Artifacts that it made stay, and the journal keeps that the run was.
    """
    found = options.client.runs.get(run)
    what = f"run {found.name!r} with {words.count(len(found.step_runs), 'step run')}"
    confirm(f"Delete {what}?", yes=yes)
    options.client.runs.delete(found)
    if options.json:
        plain.print_json({"deleted": what, "id": str(found.id)})
    else:
        answers().print(f"Deleted {what}; artifacts it made are still there.")


@app.command(name="tag")
def tag_run(
    run: RunName,
    /,
    *tags: TagNames,
    options: Options = Options(),
) -> None:
    """Give a run tags; an exclusive one is taken from what had it."""
    tag(options, options.client.runs.get(run), tags)


@app.command(name="untag")
def untag_run(
    run: RunName,
    /,
    *tags: TagNames,
    options: Options = Options(),
) -> None:
    """Take tags from a run."""
    untag(options, options.client.runs.get(run), tags)


def _newest(options: Options) -> PipelineRunResponse:
    for run in options.client.runs.find(limit=1):
        return run
    raise NotFoundError("There are no runs yet. Run a pipeline, or name another --store.")


def _print(console: Console, run: PipelineRunResponse, *, full: bool) -> None:
    cards.print_heading(console, "run", run.name, run.status)
    cards.print_facts(console, _facts(console, run))
    if run.failure is not None:
        whose = (name for name, step in run.steps.items() if step.failure == run.failure)
        print_failure(console, run.failure, step=next(whose, None))
    _print_steps(console, run)
    cards.print_values(console, "parameters", run.parameters)
    cards.print_metadata(console, run.run_metadata, full=full)


def _facts(console: Console, run: PipelineRunResponse) -> dict[str, Any]:
    record, code = run.record, run.code
    commit = str(code.get("commit") or "")[:12]
    version = run.model_version
    return {
        "pipeline": record.pipeline,
        "started": words.when(record.started_at, terminal=console.is_terminal),
        "duration": duration(record.duration_s),
        "author": record.author,
        "model": f"{version.record.model} {version.name}" if version else None,
        "tags": ", ".join(record.tags),
        "code": commit + (" with changes" if commit and code.get("dirty") else ""),
        "program": code.get("entrypoint"),
        "id": str(record.id),
    }


def _status(step: StepRunResponse, *, terminal: bool) -> Text:
    text = words.status(step.status, terminal=terminal)
    return text + Text(f", attempt {step.attempt}", "dim") if step.attempt > 1 else text


def _outputs(step: StepRunResponse) -> str:
    words_: list[str] = []
    for name in step.record.outputs:
        words_ += [f"{one.name} {one.version}" for one in step.outputs.get(name, ())]
        words_ += [f"{name} (deleted)" for _ in step.missing_outputs.get(name, ())]
    return ", ".join(words_)


def _print_steps(console: Console, run: PipelineRunResponse) -> None:
    """A line for each step, then one for each of the plan that has not run."""
    steps = list(run.steps.values())
    unstarted = [name for name in run.graph if name not in run.steps]
    cards.print_title(console, words.count(len(steps) + len(unstarted), "step"))
    timed = Column("duration", numeric=True)
    columns = [Column("name", gives=2), Column("status"), timed, Column("outputs", gives=1)]
    rows: list[tuple[str | Text, ...]] = [
        (
            step.name,
            _status(step, terminal=console.is_terminal),
            duration(step.duration_s) or words.ABSENT,
            _outputs(step),
        )
        for step in steps
    ]
    word = Text("not run" if run.status.is_finished else "waiting", "dim")
    rows += [(name, word, words.ABSENT, "") for name in unstarted]
    print_table(console, columns, rows)
