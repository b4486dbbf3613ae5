"""What the flat names delegate to."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from tallystick.client.collections.artifacts import Artifacts, ArtifactVersions
from tallystick.client.collections.base import Collection
from tallystick.client.collections.models import Models, ModelVersions
from tallystick.client.collections.pipelines import Pipelines
from tallystick.client.collections.runs import Runs
from tallystick.client.collections.steps import Steps
from tallystick.client.filters import condition
from tallystick.client.handles import Handle
from tallystick.client.pages import Page, check_page_exists, page_bounds
from tallystick.client.references import InProject
from tallystick.client.session import Session
from tallystick.client.suggesting import Suggesting
from tallystick.client.users import Project

H = TypeVar("H", bound=Handle[Any])

# Accepted of every list: handles always come whole.
_WITHOUT_EFFECT = ("hydrate", "include_full_metadata")


class Collections(Suggesting):
    """The nouns of one project."""

    _spoken: ClassVar[str] = "A client"

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def runs(self) -> Runs:
        """The runs."""
        return Runs(self.session)

    @property
    def steps(self) -> Steps:
        """The step runs."""
        return Steps(self.session)

    @property
    def pipelines(self) -> Pipelines:
        """The pipelines."""
        return Pipelines(self.session)

    @property
    def artifacts(self) -> Artifacts:
        """The artifacts."""
        return Artifacts(self.session)

    @property
    def artifact_versions(self) -> ArtifactVersions:
        """The artifact versions."""
        return ArtifactVersions(self.session)

    @property
    def models(self) -> Models:
        """The models."""
        return Models(self.session)

    @property
    def model_versions(self) -> ModelVersions:
        """The model versions."""
        return ModelVersions(self.session)

    def _in(self, project: InProject) -> Collections:
        """The nouns of another project; None is this one."""
        name = project.name if isinstance(project, Project) else project
        session = self.session.in_project(name)
        return self if session is self.session else Collections(session)


def listed(
    collection: Collection[H],
    caller: str,
    filters: dict[str, Any],
    *,
    sort_by: str,
    page: int,
    size: int,
    logical_operator: str,
) -> Page[H]:
    """Page number `page` of what satisfies the filters.

    Raises `TypeError` for an unknown argument; `InvalidQueryError` (a `ValueError`) for a filter or
    order that cannot be understood, a page beyond the last, and a size that is not 1 to 10,000.
    """
    limit, offset = page_bounds(page, size)
    said = {name: given for name, given in filters.items() if name not in _WITHOUT_EFFECT}
    where = condition(
        collection.session,
        collection.kind,
        said,
        logical_operator=logical_operator,
        caller=caller,
    )
    found = collection.page(where, sort_by, limit=limit, offset=offset)
    check_page_exists(found)
    return found
