"""Images come back pixel by pixel in the same mode."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tallystick.artifacts import open_storage, save
from tallystick.artifacts.materializers.pillow import PillowMaterializer
from tallystick.testing.materializer_contract import MaterializerContract, load_saved

MODES = ["1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX"]
MODES += ["CMYK", "YCbCr", "LAB", "HSV", "I", "F", "I;16"]


def an_image(mode: str, size: tuple[int, int] = (7, 5)) -> Image.Image:
    """An image with different pixels."""
    pixels = Image.effect_noise(size, 80)
    if mode == "P":
        return pixels.convert("RGB").quantize(9)
    if mode in ("PA", "La", "RGBa", "HSV", "LAB", "I;16"):
        image = Image.new(mode, size)
        data = pixels.tobytes() * (len(image.tobytes()) // len(pixels.tobytes()))
        return Image.frombytes(mode, size, data)
    return pixels.convert(mode)


def same(loaded: Any, value: Any) -> bool:
    """Equal in mode, size, pixels and palette."""
    return (
        type(loaded) is type(value)
        and (loaded.mode, loaded.size) == (value.mode, value.size)
        and loaded.tobytes() == value.tobytes()
        and loaded.getpalette() == value.getpalette()
    )


class TestPillow(MaterializerContract):
    materializer = PillowMaterializer

    @pytest.fixture(params=["RGB", "P", "F"])
    def value(self, request: pytest.FixtureRequest) -> Any:
        return an_image(request.param)

    def equal(self, loaded: Any, value: Any) -> bool:
        return same(loaded, value)


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_comes_back(tmp_path: Path, mode: str) -> None:
    """Safely, and found by its type."""
    storage = open_storage(tmp_path)
    image = an_image(mode)

    saved = save(storage, "v", image)

    assert saved.problems == ()
    assert same(load_saved(storage, saved, allow_unsafe=False), image)


def test_an_opened_file_is_an_image(tmp_path: Path) -> None:
    """What was opened lazily is saved, whatever the file's format, and loads as an image."""
    an_image("RGB").save(tmp_path / "x.jpg")
    storage = open_storage(tmp_path / "artifacts")

    with Image.open(tmp_path / "x.jpg") as opened:
        saved = save(storage, "v", opened)
        pixels = opened.tobytes()

    assert saved.facts["format"] == "JPEG"
    assert load_saved(storage, saved).tobytes() == pixels


def test_very_large_images_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow refuses to open large PNG files."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    storage = open_storage(tmp_path)
    image = an_image("RGB")

    loaded = load_saved(storage, save(storage, "v", image))

    assert loaded.tobytes() == image.tobytes()


def test_previews_are_small(tmp_path: Path) -> None:
    """A large image has a thumbnail."""
    saved = save(open_storage(tmp_path), "v", an_image("L", (2000, 100)))

    (preview,) = saved.previews
    with Image.open(tmp_path / "v" / preview.path) as shown:
        assert shown.size == (512, 26)
