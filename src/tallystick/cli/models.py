"""`tally models`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from rich.console import Console

from tallystick.cli.completing import model_names, versions_of
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
from tallystick.cli.printing.versions import print_versions
from tallystick.cli.tagging import TagNames, tag, untag
from tallystick.client.handles import ModelVersionResponse
from tallystick.client.views.text import size
from tallystick.errors import StageTakenError
from tallystick.records.models import Stage

app = noun("models")

_COLUMNS = ("model", "name", "number", "stage", "created_at")

StageName = Literal["none", "staging", "production", "archived"]

ModelName = Annotated[
    str,
    Parameter(
        help="The model's name or id, or a version's id or the id's beginning.",
        completer=model_names,
    ),
]


@Parameter(name="*")
@dataclass(frozen=True)
class ModelListing(Listing):
    """A listing that knows whose paths its orders and columns are."""

    sort: Annotated[str, sort_by("model_versions")] = NEWEST_FIRST
    columns: Annotated[str | None, columns_to_show("model_versions")] = None


@app.command(name="list")
def list_models(
    *,
    name: Annotated[
        str | None, Parameter(help="Only versions of this model.", completer=model_names)
    ] = None,
    stage: Annotated[StageName | None, Parameter(help="Only versions in this stage.")] = None,
    tag: Annotated[tuple[str, ...] | None, Parameter(help="Only versions with this tag.")] = None,
    listing: ModelListing = ModelListing(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """List model versions, the newest first."""
    client = options.client
    versions = client.model_versions
    of = None if name is None else client.models.get(name)
    page = listing.find(versions, model=of, stage=stage, tags=tag)
    print_list(options, listing, page, versions, _COLUMNS)


@app.command(name="paths")
def show_paths(
    prefix: Annotated[str, prefix_of("model_versions")] = "",
    /,
    *,
    discovery: Discovery = Discovery(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Show which paths there are into metadata of model versions, and what is there."""
    print_paths(options, options.client.model_versions, prefix, discovery)


@app.command(name="export")
def export_model_versions(
    *,
    goal: Goal,
    exporting: Exporting = Exporting(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Write model versions to a file, a row each."""
    export(options, options.client.model_versions, goal, exporting)


@app.command(name="show")
def show_model(
    model: ModelName,
    version: Annotated[
        str | None,
        Parameter(
            help="The version's name, number or stage. By default the newest.",
            completer=versions_of("model"),
        ),
    ] = None,
    /,
    *,
    full: Full = False,
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Show a model version: its facts, artifacts and metadata, and the model's other versions."""
    found = options.client.model_versions.get(model, version)
    if options.json:
        artifacts = [plain.thing(one) for one in found.artifact_versions]
        runs = [{"id": str(run.id), "name": run.name} for run in found.pipeline_runs.values()]
        plain.print_json({**plain.thing(found), "artifact_versions": artifacts, "runs": runs})
    else:
        _print(answers(), found, full=full)


@app.command(name="promote")
def promote_model(
    model: ModelName,
    version: Annotated[
        str,
        Parameter(help="The version's name, number or stage.", completer=versions_of("model")),
    ],
    stage: Annotated[StageName, Parameter(help="Where it shall stand; none takes it out of any.")],
    /,
    *,
    force: Annotated[bool, flag("Archive the version that is in this stage already.")] = False,
    options: Options = Options(),
) -> None:
    """Put a model version into a stage."""
    found = options.client.model_versions.get(model, version)
    before = found.stage
    former = _holder(options, found, stage)
    try:
        found.set_stage(stage, force=force)
    except StageTakenError as error:
        text = error.message.replace("pass force=True", "add --force")
        raise StageTakenError(text, **error.facts) from error
    if options.json:
        plain.print_json(plain.thing(found))
    else:
        answers().print(_promoted(found, before, former))


@app.command(name="tag")
def tag_model(
    model: ModelName,
    /,
    *tags: TagNames,
    version: Annotated[
        str | None,
        Parameter(help="The version. By default the newest.", completer=versions_of("model")),
    ] = None,
    options: Options = Options(),
) -> None:
    """Give a model version tags; an exclusive one is taken from what had it."""
    tag(options, options.client.model_versions.get(model, version), tags)


@app.command(name="untag")
def untag_model(
    model: ModelName,
    /,
    *tags: TagNames,
    version: Annotated[
        str | None,
        Parameter(help="The version. By default the newest.", completer=versions_of("model")),
    ] = None,
    options: Options = Options(),
) -> None:
    """Take tags from a model version."""
    untag(options, options.client.model_versions.get(model, version), tags)


@app.command(name="delete")
def delete_model(
    model: ModelName,
    version: Annotated[
        str | None,
        Parameter(help="The version's name, number or stage.", completer=versions_of("model")),
    ] = None,
    /,
    *,
    all: Annotated[bool, flag("Delete the model with all its versions.")] = False,
    yes: Annotated[bool, flag("Do not ask.")] = False,
    options: Options = Options(),
) -> None:
    """Delete a model version, or all of them; artifacts and runs linked to it stay."""
    check_which(version, all=all, noun="model")
    client = options.client
    if all:
        whole = client.models.get(model)
        what = f"model {whole.name!r} with {words.count(len(whole.versions), 'version')}"
        confirm(f"Delete {what}?", yes=yes)
        client.models.delete(whole)
    else:
        one = client.model_versions.get(model, version)
        what = f"version {one.name!r} of model {one.record.model!r}"
        confirm(f"Delete {what}?", yes=yes)
        client.model_versions.delete(one)
    if options.json:
        plain.print_json({"deleted": what})
    else:
        answers().print(f"Deleted {what}.")


def _holder(options: Options, version: ModelVersionResponse, stage: str) -> str | None:
    """The version that has to leave a stage of which there is one."""
    if stage not in (Stage.STAGING, Stage.PRODUCTION):
        return None
    held = options.client.model_versions.find(model=version.model, stage=stage, limit=1)
    return next((one.name for one in held if one != version), None)


def _promoted(version: ModelVersionResponse, before: Stage, former: str | None) -> str:
    what, stage = f"Version {version.name} of model {version.record.model}", version.stage
    if stage == before:
        return (
            f"{what} is in {stage} already." if stage != Stage.NONE else f"{what} is in no stage."
        )
    archived = f" Version {former} is archived now." if former is not None else ""
    return f"{what} went from {before} to {stage}.{archived}"


def _print(console: Console, version: ModelVersionResponse, *, full: bool) -> None:
    heading = f"{version.record.model} {version.name}"
    stage = None if version.stage is Stage.NONE else version.stage
    cards.print_heading(console, "model", heading, stage)
    cards.print_facts(console, _facts(console, version))
    artifacts = {
        f"{one.name} {one.version}": f"{one.type}, {size(one.size_bytes)}"
        for one in version.artifact_versions
    }
    cards.print_values(console, "artifacts", artifacts)
    cards.print_metadata(console, version.run_metadata, full=full)
    print_versions(console, version, version.model.versions, "name", "stage")


def _facts(console: Console, version: ModelVersionResponse) -> dict[str, Any]:
    record, model = version.record, version.model
    return {
        "number": str(record.number),
        "description": record.description or model.description,
        "licence": model.license,
        "created": words.when(record.created_at, terminal=console.is_terminal),
        "tags": ", ".join(record.tags),
        "runs": ", ".join(list(version.pipeline_runs)[:-6:-1]),
        "id": str(record.id),
    }
