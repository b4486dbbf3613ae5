"""PyTorch tensors and modules come back with their weights."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tallystick.artifacts import ArtifactType, open_storage, save
from tallystick.artifacts.materializers.torch import (
    TorchModuleMaterializer,
    TorchTensorMaterializer,
)
from tallystick.testing.materializer_contract import MaterializerContract, load_saved

if find_spec("torch") is None:
    # PyTorch is several times the size of everything else; it is not among the test dependencies.
    pytest.skip("PyTorch is not installed", allow_module_level=True)

import torch
from torch import nn

TENSORS: dict[str, Any] = {
    "matrix": torch.arange(6.0).reshape(2, 3),
    "transposed": torch.arange(6.0).reshape(2, 3).T,
    "view": torch.arange(1000)[3:5],
    "zero_d": torch.tensor(3, dtype=torch.bfloat16),
    "empty": torch.empty((0, 3)),
    "bools": torch.tensor([True, False]),
    "gradient": torch.ones(2, requires_grad=True),
    "parameter": nn.Parameter(torch.ones(2)),
    "frozen": nn.Parameter(torch.ones(2), requires_grad=False),
    "sparse": torch.tensor([0.0, 1.0]).to_sparse(),
}


class TestTensors(MaterializerContract):
    materializer = TorchTensorMaterializer

    @pytest.fixture(params=TENSORS)
    def value(self, request: pytest.FixtureRequest) -> Any:
        return TENSORS[request.param]

    def equal(self, loaded: Any, value: Any) -> bool:
        same = type(loaded) is type(value) and loaded.dtype == value.dtype
        dense = value.to_dense() if value.is_sparse else value
        found = loaded.to_dense() if loaded.is_sparse else loaded
        return same and torch.equal(found, dense) and loaded.requires_grad == value.requires_grad


class TestModules(MaterializerContract):
    materializer = TorchModuleMaterializer

    @pytest.fixture
    def value(self) -> Any:
        return nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))

    def equal(self, loaded: Any, value: Any) -> bool:
        pairs = zip(loaded.state_dict().values(), value.state_dict().values(), strict=True)
        return type(loaded) is type(value) and all(torch.equal(a, b) for a, b in pairs)


def test_a_state_dict_is_safe(tmp_path: Path) -> None:
    """Weights alone need no pickle."""
    storage = open_storage(tmp_path)
    module = nn.Linear(2, 3)

    saved = save(storage, "v", module.state_dict())
    loaded = load_saved(storage, saved, allow_unsafe=False)

    assert saved.safe
    assert list(loaded) == ["weight", "bias"]
    nn.Linear(2, 3).load_state_dict(loaded)


def test_facts_count_parameters(tmp_path: Path) -> None:
    """The artifact is a model."""
    module = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    module[0].bias.requires_grad = False

    saved = save(open_storage(tmp_path), "v", module)

    assert saved.artifact_type is ArtifactType.MODEL
    assert saved.facts["parameter_count"] == 9
    assert saved.facts["trainable_parameter_count"] == 6
