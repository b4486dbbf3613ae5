"""The client: reads what a store holds, and changes what people may change."""

from __future__ import annotations

import os

from tallystick.client.arguments import checked_arguments
from tallystick.client.comparing import ComparisonCalls
from tallystick.client.flat.artifacts import ArtifactCalls
from tallystick.client.flat.metadata import MetadataCalls
from tallystick.client.flat.models import ModelCalls
from tallystick.client.flat.pipelines import PipelineCalls
from tallystick.client.flat.runs import RunCalls
from tallystick.client.flat.secrets import SecretCalls
from tallystick.client.flat.stacks import StackCalls
from tallystick.client.flat.surroundings import SurroundingCalls
from tallystick.client.flat.tags import TagCalls
from tallystick.client.session import Session, default_session, session_at
from tallystick.errors import InvalidValueError


@checked_arguments
class Client(
    RunCalls,
    PipelineCalls,
    ArtifactCalls,
    ModelCalls,
    MetadataCalls,
    TagCalls,
    SecretCalls,
    StackCalls,
    SurroundingCalls,
    ComparisonCalls,
):
    """A view of a store.

    client = Client()                     # the store that settings name
    client = Client("./my-store")         # another one

    client.runs.get("training-7")
    client.runs.find(status="completed", sort="desc:evaluation_metrics.accuracy")
    client.models, client.model_versions, client.artifacts, client.artifact_versions
    client.steps, client.pipelines, client.tags, client.secrets

    Collections (`client.runs`, ...) have `get` (one, or an error), `find` (a page, maybe empty),
    and where it makes sense `create`, `update` and `delete`. Names such as `get_pipeline_run` do
    the same under the names that code written for ZenML calls.

    Making a client opens nothing; what it gives are handles, which are as things were when read.
    """

    def __init__(
        self, store: Session | str | os.PathLike[str] | None = None, *, project: str | None = None
    ) -> None:
        """`store` is a URL or folder, or an open session.

        Reading from a folder that is given here and holds no store raises `NotFoundError`.
        Raises `InvalidValueError` for anything else.
        """
        if store is None:
            session = default_session()
        elif isinstance(store, Session):
            session = store
        elif isinstance(store, str | os.PathLike):
            session = session_at(os.fspath(store), must_exist=True)
        else:
            raise InvalidValueError(
                f"A client is of a store's URL or folder; got {store!r} ({type(store).__name__}).",
                path="store",
                type=type(store).__name__,
            )
        super().__init__(session.in_project(project))

    def __repr__(self) -> str:
        return f"<Client of {self.session.settings.shown_store}, project {self.session.project!r}>"
