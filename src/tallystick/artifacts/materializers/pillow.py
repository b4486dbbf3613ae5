"""Pillow images, without loss."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PIL import Image

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.bounds import PREVIEW_PIXELS, preview_file
from tallystick.artifacts.types import ArtifactType, VisualizationType

PNG = "image.png"
RAW = "image.bin"
ABOUT = "about.json"
# PNG gives these back pixel by pixel in the same mode.
_PNG_MODES = {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}

_SHOWN_AS = {"La": "LA", "PA": "RGBA", "RGBa": "RGBA"}


class PillowMaterializer(BaseMaterializer):
    """Images in `image.png`; modes that PNG lacks, and very large images, as their pixels.

    Loading gives a plain `Image` with the same mode, size and pixels, whatever file it came from.
    """

    ASSOCIATED_TYPES = (Image.Image,)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: Any) -> None:
        if _fits_png(data):
            data.save(Path(self.uri, PNG), optimize=False)
            return
        about: dict[str, Any] = {"mode": data.mode, "size": data.size}
        if data.palette is not None:
            about["palette"] = [data.palette.mode, list(data.palette.getdata()[1])]
        Path(self.uri, RAW).write_bytes(data.tobytes())
        Path(self.uri, ABOUT).write_text(json.dumps(about))

    def load(self, data_type: type[Any]) -> Any:
        if Path(self.uri, PNG).exists():
            with Image.open(Path(self.uri, PNG)) as opened:
                opened.load()
                return opened.copy()
        about = json.loads(Path(self.uri, ABOUT).read_text())
        pixels = Path(self.uri, RAW).read_bytes()
        image = Image.frombytes(about["mode"], tuple(about["size"]), pixels)
        if "palette" in about:
            mode, colours = about["palette"]
            image.putpalette(bytes(colours), mode)
        return image

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        facts = {"width": data.width, "height": data.height, "mode": data.mode}
        return facts | ({"format": data.format} if data.format else {})

    def save_visualizations(self, data: Any) -> dict[str, VisualizationType]:
        png = Path(self.uri, PNG)
        if png.exists() and max(data.size) <= PREVIEW_PIXELS:
            return {str(png): VisualizationType.IMAGE}
        file = preview_file(self, "thumbnail.png")
        thumbnail = data.copy()
        thumbnail.thumbnail((PREVIEW_PIXELS, PREVIEW_PIXELS))
        if thumbnail.mode not in _PNG_MODES:
            thumbnail = thumbnail.convert(_SHOWN_AS.get(thumbnail.mode, "RGB"))
        thumbnail.save(file)
        return {str(file): VisualizationType.IMAGE}


def _fits_png(image: Any) -> bool:
    # Pillow refuses to open files that are larger, as they may be made to fill the memory.
    most = Image.MAX_IMAGE_PIXELS
    small = most is None or image.width * image.height <= most
    plain_palette = image.palette is None or image.palette.mode == "RGB"
    return image.mode in _PNG_MODES and small and plain_palette and 0 not in image.size
