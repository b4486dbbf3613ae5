"""`tally pipelines`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from cyclopts import Parameter
from rich.console import Console

from tallystick.cli.columns import Derive
from tallystick.cli.completing import pipeline_names
from tallystick.cli.export import Exporting, Goal, export
from tallystick.cli.listing import Listing, print_list
from tallystick.cli.nouns import noun
from tallystick.cli.options import Full, Options, ReadingOptions
from tallystick.cli.paths import Discovery, prefix_of, print_paths
from tallystick.cli.printing import cards, plain, words
from tallystick.cli.printing.console import answers
from tallystick.cli.printing.tables import Column, print_table
from tallystick.cli.tagging import TagNames, tag, untag
from tallystick.client.handles import Handle, PipelineResponse, PipelineRunResponse
from tallystick.client.views.text import duration

app = noun("pipelines")

_COLUMNS = ("name", "runs", "status", "last_run", "created_at")
_NEWEST = 10

PipelineName = Annotated[
    str,
    Parameter(
        help="The pipeline's name or id, or the beginning of either.", completer=pipeline_names
    ),
]


@app.command(name="list")
def list_pipelines(
    *,
    tag: Annotated[tuple[str, ...] | None, Parameter(help="Only pipelines with this tag.")] = None,
    listing: Listing = Listing(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """List pipelines, the newest first, with how often and how they ran."""
    pipelines = options.client.pipelines
    page = listing.find(pipelines, tags=tag)
    derived: dict[str, Derive] = {
        "runs": _counts,
        "status": _statuses,
        "last_run": _last_runs,
    }
    print_list(options, listing, page, pipelines, _COLUMNS, derived)


@app.command(name="paths")
def show_paths(
    prefix: Annotated[str, prefix_of("pipelines")] = "",
    /,
    *,
    discovery: Discovery = Discovery(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Show which paths there are into metadata of pipelines, and what is there."""
    print_paths(options, options.client.pipelines, prefix, discovery)


@app.command(name="export")
def export_pipelines(
    *,
    goal: Goal,
    exporting: Exporting = Exporting(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Write pipelines to a file, a row each."""
    export(options, options.client.pipelines, goal, exporting)


@app.command(name="show")
def show_pipeline(
    pipeline: PipelineName,
    /,
    *,
    full: Full = False,
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Show a pipeline: its facts, its newest runs and its metadata."""
    found = options.client.pipelines.get(pipeline)
    if options.json:
        runs = [{"id": str(run.id), "name": run.name, "status": run.status} for run in found.runs]
        plain.print_json({**plain.thing(found), "num_runs": found.num_runs, "runs": runs})
    else:
        _print(answers(), found, full=full)


@app.command(name="tag")
def tag_pipeline(
    pipeline: PipelineName,
    /,
    *tags: TagNames,
    options: Options = Options(),
) -> None:
    """Give a pipeline tags; an exclusive one is taken from what had it."""
    tag(options, options.client.pipelines.get(pipeline), tags)


@app.command(name="untag")
def untag_pipeline(
    pipeline: PipelineName,
    /,
    *tags: TagNames,
    options: Options = Options(),
) -> None:
    """Take tags from a pipeline."""
    untag(options, options.client.pipelines.get(pipeline), tags)


def _counts(pipelines: Sequence[Handle[Any]]) -> dict[UUID, int]:
    return {one.id: one.num_runs for one in pipelines if isinstance(one, PipelineResponse)}


def _newest(pipelines: Sequence[Handle[Any]]) -> dict[UUID, PipelineRunResponse]:
    own = [one for one in pipelines if isinstance(one, PipelineResponse)]
    return {one.id: run for one in own for run in one.get_runs(limit=1)}


def _statuses(pipelines: Sequence[Handle[Any]]) -> dict[UUID, str]:
    return {id: run.status for id, run in _newest(pipelines).items()}


def _last_runs(pipelines: Sequence[Handle[Any]]) -> dict[UUID, str]:
    return {id: run.name for id, run in _newest(pipelines).items()}


def _print(console: Console, pipeline: PipelineResponse, *, full: bool) -> None:
    record, count = pipeline.record, pipeline.num_runs
    cards.print_heading(console, "pipeline", pipeline.name)
    facts = {
        "about": record.description,
        "created": words.when(record.created_at, terminal=console.is_terminal),
        "tags": ", ".join(record.tags),
        "id": str(record.id),
    }
    cards.print_facts(console, facts)
    more = f", the newest {_NEWEST}" if count > _NEWEST else ""
    cards.print_title(console, words.count(count, "run") + more)
    if count:
        _print_runs(console, pipeline.get_runs(limit=_NEWEST))
    cards.print_metadata(console, pipeline.run_metadata, full=full)


def _print_runs(console: Console, runs: Sequence[PipelineRunResponse]) -> None:
    terminal = console.is_terminal
    columns = [Column("name", gives=1), Column("status"), Column("started")]
    rows = [
        (
            run.name,
            words.status(run.status, terminal=terminal),
            words.fact("started_at", run.started_at, terminal=terminal),
            duration(run.duration_s) or words.ABSENT,
        )
        for run in runs
    ]
    print_table(console, [*columns, Column("duration", numeric=True)], rows)
