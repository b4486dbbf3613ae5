"""Texts come back as the sort they are, and are shown as that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tallystick.artifacts import (
    CSVString,
    HTMLString,
    JSONString,
    MarkdownString,
    open_storage,
    save,
)
from tallystick.artifacts.materializers.text import TextMaterializer
from tallystick.testing.materializer_contract import MaterializerContract

TEXTS = [
    HTMLString("<b>ünï</b>"),
    MarkdownString("# Title\r\n\n* a\n"),
    CSVString("a,b\n1,2\n"),
    JSONString('{"a": 1}'),
    MarkdownString(""),
]


class TestTexts(MaterializerContract):
    materializer = TextMaterializer

    @pytest.fixture(params=range(len(TEXTS)))
    def value(self, request: pytest.FixtureRequest) -> Any:
        return TEXTS[request.param]


@pytest.mark.parametrize(
    ("text", "sort"), list(zip(TEXTS[:4], ["html", "markdown", "csv", "json"], strict=True))
)
def test_the_text_is_its_own_preview(tmp_path: Path, text: str, sort: str) -> None:
    """It is stored once."""
    saved = save(open_storage(tmp_path), "v", text)

    (preview,) = saved.previews
    assert preview.type == sort
    assert saved.files == ((preview.path, len(text.encode())),)
