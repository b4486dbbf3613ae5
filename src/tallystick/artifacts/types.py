"""The sorts of artifacts and of previews."""

from __future__ import annotations

from tallystick.records.artifacts import ArtifactType, Preview, VisualizationType

__all__ = ["ArtifactType", "Preview", "VisualizationType"]
