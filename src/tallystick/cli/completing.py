"""Names out of the store, for shells that complete what is being typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cyclopts.completion import CompletionContext

    from tallystick.client.client import Client
    from tallystick.client.collections.base import Collection

_MOST = 200


def run_names(context: CompletionContext) -> list[str]:
    """The newest runs."""
    return [run.name for run in client_of(context).runs.find(limit=_MOST)]


def step_names(context: CompletionContext) -> list[str]:
    """The steps of the run that is named before, or of the newest."""
    client, run = client_of(context), _typed(context, "run")
    found = client.runs.get(run) if run else next(iter(client.runs.find(limit=1)), None)
    return [] if found is None else list(found.steps)


def pipeline_names(context: CompletionContext) -> list[str]:
    """The pipelines."""
    return [pipeline.name for pipeline in client_of(context).pipelines.find(limit=_MOST)]


def artifact_names(context: CompletionContext) -> list[str]:
    """The artifacts."""
    return [artifact.name for artifact in client_of(context).artifacts.find(limit=_MOST)]


def model_names(context: CompletionContext) -> list[str]:
    """The models."""
    return [model.name for model in client_of(context).models.find(limit=_MOST)]


def versions_of(thing: str) -> Callable[[CompletionContext], list[str]]:
    """The versions of the artifact or model that is named before."""

    def complete(context: CompletionContext) -> list[str]:
        client, name = client_of(context), _typed(context, thing)
        if not name:
            return []
        if thing == "artifact":
            return list(client.artifacts.get(name).versions)
        return [version.name for version in client.models.get(name).versions]

    return complete


def tag_names(context: CompletionContext) -> list[str]:
    """The tags that there are."""
    return [tag.name for tag in client_of(context).tags.find()]


def paths_in(collection: str) -> Callable[[CompletionContext], list[str]]:
    """Texts with commas between fields and paths, the last of which is completed.

    `collection` is the client's that has things with such paths. A plus before the first stays, and
    so does what is before the last comma.
    """

    def complete(context: CompletionContext) -> list[str]:
        from tallystick.query.fields import FIELDS

        typed = context.incomplete
        begin = max(typed.rfind(mark) for mark in ",+") + 1
        things: Collection[Any] = getattr(client_of(context), collection)
        prefix = typed[begin:]
        fields = [name for name in FIELDS[things.kind] if name.startswith(prefix)]
        found = things.paths(prefix=prefix, limit=_MOST, values=0)
        return [typed[:begin] + name for name in (*fields, *found)]

    return complete


def setting_names(_: CompletionContext) -> list[str]:
    """What can be set."""
    from tallystick.config import SETTABLE

    return list(SETTABLE)


def client_of(context: CompletionContext) -> Client:
    """A client of the store and project that were typed."""
    from tallystick.client.client import Client

    return Client(_typed(context, "store"), project=_typed(context, "project"))


def _typed(context: CompletionContext, option: str) -> Any:
    """What was typed for another option or argument; None where nothing was."""
    value = context.get(option)
    return None if value is None else value.raw
