"""Previews: the small files that show an artifact version."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator, Sequence
from html import escape
from typing import overload

from tallystick.client import payloads
from tallystick.client.arguments import checked_arguments
from tallystick.client.session import Session
from tallystick.client.views.html import html_table
from tallystick.records.artifacts import ArtifactVersion, Preview, VisualizationType

_ROWS = 200
_IMAGES = {
    b"\x89PNG": "png",
    b"\xff\xd8": "jpeg",
    b"GIF8": "gif",
    b"RIFF": "webp",
}


@checked_arguments
class Previews(Sequence[Preview]):
    """What shows an artifact version, in order. Notebooks display it; `read(i)` gives the bytes."""

    def __init__(self, session: Session, version: ArtifactVersion) -> None:
        self._session = session
        self._version = version

    @overload
    def __getitem__(self, index: int) -> Preview: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Preview]: ...
    def __getitem__(self, index: int | slice) -> Preview | Sequence[Preview]:
        return self._version.previews[index]

    def __len__(self) -> int:
        return len(self._version.previews)

    def __iter__(self) -> Iterator[Preview]:
        return iter(self._version.previews)

    def read(self, index: int = 0) -> bytes:
        """The bytes of one. Raises `IndexError`, and `ArtifactMissingError` if they are gone."""
        return payloads.read(self._session, self._version, self[index].path)

    def __repr__(self) -> str:
        shown = ", ".join(f"{preview.name} ({preview.type})" for preview in self)
        of = f"version {self._version.version!r} of artifact {self._version.artifact!r}"
        return f"<Previews of {of}: {shown or 'none'}>"

    def _repr_html_(self) -> str:
        parts = [_html(preview, self.read(place)) for place, preview in enumerate(self)]
        return "".join(parts) or f"<small>{escape(repr(self))}</small>"


def _html(preview: Preview, content: bytes) -> str:
    """One preview; what it says is shown and never executed in the page."""
    if preview.type is VisualizationType.IMAGE:
        sort = next((s for magic, s in _IMAGES.items() if content.startswith(magic)), "png")
        data = base64.b64encode(content).decode()
        return f'<img alt="{escape(preview.name)}" src="data:image/{sort};base64,{data}">'
    text = content.decode(errors="replace")
    if preview.type is VisualizationType.HTML:
        # A frame without origin: scripts of the preview may draw, but cannot reach the notebook.
        return (
            '<iframe sandbox="allow-scripts" style="width:100%;height:30em;border:0;'
            f'background:white" srcdoc="{escape(text)}"></iframe>'
        )
    if preview.type is VisualizationType.CSV:
        head, *rows = list(csv.reader(io.StringIO(text))) or [[]]
        more = f" (first {_ROWS} of {len(rows)} rows)" if len(rows) > _ROWS else ""
        return html_table(head, rows[:_ROWS], preview.name + more)
    return f"<pre>{escape(text)}</pre>"
