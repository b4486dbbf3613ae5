"""`tally artifacts`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import Console

from tallystick.cli.columns import names_of_runs
from tallystick.cli.completing import artifact_names, model_names, run_names, versions_of
from tallystick.cli.confirming import check_which, confirm
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
from tallystick.cli.printing.data import print_data
from tallystick.cli.printing.versions import print_versions
from tallystick.cli.tagging import TagNames, tag, untag
from tallystick.client import payloads
from tallystick.client.handles import ArtifactVersionResponse
from tallystick.client.views.text import size
from tallystick.errors import EntityExistsError, NotFoundError
from tallystick.records.artifacts import ArtifactType
from tallystick.tracking.saving import check_stored

app = noun("artifacts")

_COLUMNS = ("artifact", "version", "type", "size_bytes", "created_at", "run")

Artifact = Annotated[
    str,
    Parameter(
        help="The artifact's name or id, or a version's id or the id's beginning.",
        completer=artifact_names,
    ),
]


@Parameter(name="*")
@dataclass(frozen=True)
class ArtifactListing(Listing):
    """A listing that knows whose paths its orders and columns are."""

    sort: Annotated[str, sort_by("artifact_versions")] = NEWEST_FIRST
    columns: Annotated[str | None, columns_to_show("artifact_versions")] = None


@app.command(name="list")
def list_artifacts(
    *,
    name: Annotated[
        str | None, Parameter(help="Only versions of this artifact.", completer=artifact_names)
    ] = None,
    type: Annotated[ArtifactType | None, Parameter(help="Only values of this sort.")] = None,
    run: Annotated[
        str | None, Parameter(help="Only what this run made.", completer=run_names)
    ] = None,
    model: Annotated[
        str | None, Parameter(help="Only what versions of this model use.", completer=model_names)
    ] = None,
    tag: Annotated[tuple[str, ...] | None, Parameter(help="Only versions with this tag.")] = None,
    listing: ArtifactListing = ArtifactListing(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """List artifact versions, the newest first."""
    client = options.client
    of = None if name is None else client.artifacts.get(name)
    page = listing.find(
        client.artifact_versions, artifact=of, type=type, pipeline_run=run, model=model, tags=tag
    )
    derived = {"run": names_of_runs(client, "producer_run_id")}
    print_list(options, listing, page, client.artifact_versions, _COLUMNS, derived)


@app.command(name="paths")
def show_paths(
    prefix: Annotated[str, prefix_of("artifact_versions")] = "",
    /,
    *,
    discovery: Discovery = Discovery(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Show which paths there are into metadata of artifact versions, and what is there."""
    print_paths(options, options.client.artifact_versions, prefix, discovery)


@app.command(name="export")
def export_artifact_versions(
    *,
    goal: Goal,
    exporting: Exporting = Exporting(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Write artifact versions to a file, a row each."""
    export(options, options.client.artifact_versions, goal, exporting)


@app.command(name="show")
def show_artifact(
    artifact: Artifact,
    version: Annotated[
        str | None,
        Parameter(
            help="The version's name or number. By default the newest.",
            completer=versions_of("artifact"),
        ),
    ] = None,
    /,
    *,
    full: Full = False,
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Show an artifact version: its facts, its metadata, and which other versions there are."""
    found = options.client.artifact_versions.get(artifact, version)
    if options.json:
        plain.print_json({**plain.thing(found), "full_uri": found.uri})
    else:
        _print(answers(), found, full=full)


@app.command(name="download")
def download_artifact(
    artifact: Artifact,
    goal: Annotated[
        Path, Parameter(name="GOAL", help="A folder for the files, or a .zip archive of them.")
    ],
    /,
    *,
    version: Annotated[
        str | None,
        Parameter(help="The version. By default the newest.", completer=versions_of("artifact")),
    ] = None,
    overwrite: Annotated[bool, flag("Replace files that are there already.")] = False,
    options: Options = Options(),
) -> None:
    """Copy the stored files of an artifact version, after checking that they are as recorded."""
    client = options.client
    found = client.artifact_versions.get(artifact, version)
    check_stored(client.session, found.record)
    try:
        write = payloads.download if goal.suffix == ".zip" else payloads.copy
        files = write(client.session, found.record, goal, overwrite=overwrite)
    except EntityExistsError as error:
        text = error.message.replace("pass overwrite=True", "add --overwrite")
        raise EntityExistsError(text, **error.facts) from None
    if options.json:
        plain.print_json({"path": str(goal), "files": files})
    else:
        what = f"Version {found.version} of artifact {found.name}"
        answers().print(f"{what} is in {goal} now, in {words.count(len(files), 'file')}.")


@app.command(name="tag")
def tag_artifact(
    artifact: Artifact,
    /,
    *tags: TagNames,
    version: Annotated[
        str | None,
        Parameter(help="The version. By default the newest.", completer=versions_of("artifact")),
    ] = None,
    options: Options = Options(),
) -> None:
    """Give an artifact version tags; an exclusive one is taken from what had it."""
    tag(options, options.client.artifact_versions.get(artifact, version), tags)


@app.command(name="untag")
def untag_artifact(
    artifact: Artifact,
    /,
    *tags: TagNames,
    version: Annotated[
        str | None,
        Parameter(help="The version. By default the newest.", completer=versions_of("artifact")),
    ] = None,
    options: Options = Options(),
) -> None:
    """Take tags from an artifact version."""
    untag(options, options.client.artifact_versions.get(artifact, version), tags)


@app.command(name="delete")
def delete_artifact(
    artifact: Artifact,
    version: Annotated[
        str | None,
        Parameter(help="The version's name or number.", completer=versions_of("artifact")),
    ] = None,
    /,
    *,
    all: Annotated[bool, flag("Delete the artifact with all its versions.")] = False,
    keep_files: Annotated[bool, flag("Leave the stored files where they are.")] = False,
    yes: Annotated[bool, flag("Do not ask.")] = False,
    options: Options = Options(),
) -> None:
    """Delete an artifact version, or all of them, and give the disk space back.

    Steps that read or made it still say so, and the journal keeps that it was.
    """
    check_which(version, all=all, noun="artifact")
    client, files = options.client, not keep_files
    if all:
        whole = client.artifacts.get(artifact)
        count = words.count(len(whole.versions), "version")
        what = f"artifact {whole.name!r} with {count}"
        confirm(f"Delete {what}?", yes=yes)
        freed = client.artifacts.delete(whole, files=files)
    else:
        one = client.artifact_versions.get(artifact, version)
        what = f"version {one.version} of artifact {one.name!r}"
        confirm(f"Delete {what} ({size(one.size_bytes)})?", yes=yes)
        freed = client.artifact_versions.delete(one, files=files)
    if options.json:
        plain.print_json({"deleted": what, "freed_bytes": freed})
    else:
        answers().print(f"Deleted {what}; {size(freed)} given back.")


def _print(console: Console, version: ArtifactVersionResponse, *, full: bool) -> None:
    cards.print_heading(console, "artifact", f"{version.name} {version.version}")
    cards.print_facts(console, _facts(console, version))
    print_data(console, version, full=full)
    print_versions(console, version, list(version.artifact.versions.values()), "version")


def _maker(version: ArtifactVersionResponse) -> str:
    if version.producer_step_run_id is None:
        return version.save_type.value
    try:
        return f"step {version.step.name} of run {version.run.name}"
    except NotFoundError:
        return "a step that was deleted"


def _facts(console: Console, version: ArtifactVersionResponse) -> dict[str, Any]:
    record = version.record
    return {
        "type": record.type.value,
        "value": record.data_type,
        "size": words.exact_size(record.size_bytes),
        "created": words.when(record.created_at, terminal=console.is_terminal),
        "made by": _maker(version),
        "tags": ", ".join(record.tags),
        "loading": None if record.safe else "executes code (pickle)",
        "files": version.uri,
        "sha256": record.sha256,
        "id": str(record.id),
    }
