"""PyTorch tensors by safetensors, and modules as pickles with their weights beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cloudpickle

from tallystick.artifacts.dependencies import need
from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.folders import unsafe
from tallystick.artifacts.materializers.names import dotted_name
from tallystick.artifacts.materializers.pickled import is_pickled, load_pickled, save_pickled
from tallystick.artifacts.types import ArtifactType
from tallystick.values import DType

TENSOR = "tensor.safetensors"
ABOUT = "tallystick"
MODULE = "module.pt"
# Above this many values, statistics would take long and much memory.
DESCRIBED_VALUES = 10_000_000


class TorchTensorMaterializer(BaseMaterializer):
    """Tensors and parameters in `tensor.safetensors`, loaded onto the CPU.

    Sparse and quantized tensors are pickled.
    """

    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: Any) -> None:
        safetensors = need("safetensors.torch")
        try:
            # A view may be a small part of a large storage; safetensors refuses those.
            flat = data.detach().to("cpu").contiguous()
            alone = flat.clone() if flat.untyped_storage().nbytes() != flat.nbytes else flat
            # One entry, as safetensors writes several in any order.
            about = {ABOUT: json.dumps([type(data).__name__, data.requires_grad])}
            safetensors.save_file({"tensor": alone}, Path(self.uri, TENSOR), metadata=about)
        except (RuntimeError, ValueError, KeyError, NotImplementedError) as error:
            save_pickled(self, data, because=error)

    def load(self, data_type: type[Any]) -> Any:
        if is_pickled(self):
            return load_pickled(self, data_type)
        torch, safetensors = need("torch"), need("safetensors")
        with safetensors.safe_open(Path(self.uri, TENSOR), framework="pt") as file:
            tensor = file.get_tensor("tensor")
            kind, grad = json.loads(file.metadata()[ABOUT])
        if kind == "Parameter":
            return torch.nn.Parameter(tensor, requires_grad=grad)
        return tensor.requires_grad_() if grad else tensor

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "shape": list(data.shape),
            "dtype": DType(str(data.dtype).removeprefix("torch.")),
            "device": str(data.device),
        }
        dense = str(data.layout) == "torch.strided" and data.dtype.is_floating_point
        if dense and 0 < data.numel() <= DESCRIBED_VALUES:
            values = data.detach().double()
            facts |= {"min": values.min().item(), "max": values.max().item()}
            facts |= {
                "mean": values.mean().item(),
                "std": values.std(correction=0).item(),
            }
        return facts


class TorchModuleMaterializer(BaseMaterializer):
    """Modules in `module.pt`: a pickle, since a module is code and not only weights.

    To load weights where pickles are not allowed, save `module.state_dict()`.
    """

    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.MODEL
    SKIP_REGISTRATION = True
    SAFE = False

    def save(self, data: Any) -> None:
        # Tensors are streamed into the file instead of being copied into the pickle.
        need("torch").save(data, Path(self.uri, MODULE), pickle_module=cloudpickle)
        self.notes.append(
            f"{dotted_name(type(data))} was saved as a pickle, which may execute code when it is "
            "loaded. Save its state_dict() as well to keep the weights for longer."
        )

    def load(self, data_type: type[Any]) -> Any:
        if not self.allow_unsafe:
            raise unsafe(dotted_name(data_type), "it is a pickle, which may execute code")
        torch = need("torch")
        return torch.load(
            Path(self.uri, MODULE),
            map_location="cpu",
            weights_only=False,
        )

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        parameters = list(data.parameters())
        return {
            "parameter_count": sum(each.numel() for each in parameters),
            "trainable_parameter_count": sum(
                each.numel() for each in parameters if each.requires_grad
            ),
            "layer_count": sum(1 for _ in data.modules()),
        }
