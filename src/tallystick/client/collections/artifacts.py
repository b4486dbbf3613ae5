"""Artifacts and their versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from tallystick.client import payloads
from tallystick.client.arguments import checked_arguments
from tallystick.client.collections.base import Collection
from tallystick.client.handles import ArtifactResponse, ArtifactVersionResponse
from tallystick.client.handles.reading import get
from tallystick.client.references import Named, Version, ref
from tallystick.errors import InvalidArgumentError
from tallystick.store.as_of import AsOf


@checked_arguments
class Artifacts(Collection[ArtifactResponse]):
    """The artifacts of a project."""

    handle: ClassVar[type[Any]] = ArtifactResponse
    what: ClassVar[str] = "artifact"

    def get(self, artifact: Named, *, as_of: AsOf | None = None) -> ArtifactResponse:
        """The artifact with this name or id, or a unique beginning of the id.

        `as_of` is a number of the journal or a time: the artifact as it was recorded then.
        Raises `NotFoundError` with close matches, `AmbiguousReferenceError` with the candidates.
        """
        reference = ref(artifact, self.what, project=self.session.project, prefixes=False)
        return get(self.session.at(as_of), ArtifactResponse, reference)

    def update(
        self,
        artifact: Named,
        *,
        name: str | None = None,
        description: str | None = None,
        add_tags: Iterable[str] | None = None,
        remove_tags: Iterable[str] | None = None,
    ) -> ArtifactResponse:
        """The artifact after the change.

        Raises what `get` does, and `EntityExistsError` for a taken name.
        """
        return self._changed(
            self.get(artifact),
            name=name,
            description=description,
            add_tags=add_tags,
            remove_tags=remove_tags,
        )

    def delete(self, artifact: Named, *, files: bool = True) -> int:
        """Remove the artifact with all its versions; how many bytes that gave back.

        `files=False` leaves the stored bytes where they are. Bytes that were registered in place
        always stay. Raises what `get` does.
        """
        found = self.get(artifact)
        versions = [version.record for version in found.versions.values()]
        self._deleted(found)
        return payloads.give_back(self.session, versions) if files else 0


@checked_arguments
class ArtifactVersions(Collection[ArtifactVersionResponse]):
    """The artifact versions of a project."""

    handle: ClassVar[type[Any]] = ArtifactVersionResponse
    what: ClassVar[str] = "artifact version"

    def get(
        self, artifact: Named, version: Version = None, *, as_of: AsOf | None = None
    ) -> ArtifactVersionResponse:
        """A version of the artifact with this name or id; or the version with this id.

        `version` is a version's name or number; None is the newest. With a version's own id it is
        not looked at.
        `as_of` is a number of the journal or a time: the version as it was recorded then.
        Raises `NotFoundError` with close matches, `AmbiguousReferenceError` with
        the candidates.
        """
        reference = ref(artifact, self.what, project=self.session.project, version=version)
        return get(self.session.at(as_of), ArtifactVersionResponse, reference)

    def update(
        self,
        artifact: Named,
        version: Version = None,
        *,
        new_version: str | None = None,
        add_tags: Iterable[str] | None = None,
        remove_tags: Iterable[str] | None = None,
    ) -> ArtifactVersionResponse:
        """The version after the change.

        Raises what `get` does, and `EntityExistsError` where there is a version `new_version`.
        """
        return self._changed(
            self.get(artifact, version),
            name=new_version,
            add_tags=add_tags,
            remove_tags=remove_tags,
        )

    def delete(
        self, artifact: Named, version: Version = None, *, record: bool = True, files: bool = True
    ) -> int:
        """Remove one version; how many bytes that gave back.

        `record=False` keeps what is known about it, `files=False` its bytes. Bytes that were
        registered in place always stay. Raises what `get` does, and `InvalidArgumentError` where
        nothing is to be removed.
        """
        if not (record or files):
            raise InvalidArgumentError(
                "Neither the record nor the files of the artifact version are to be deleted."
            )
        found = self.get(artifact, version)
        if record:
            self._deleted(found)
            return payloads.give_back(self.session, [found.record]) if files else 0
        return payloads.remove(self.session, found.record)
