"""What the convolutions and poolings of a torch network make of a frame. Import late: imports torch and torchvision."""

from __future__ import annotations

import torch
from torch import Tensor, fx, nn
from torch.nn import functional
from torchvision.models.feature_extraction import create_feature_extractor, get_graph_node_names

from explain.maps import CONVOLUTION, MAX_POOLING, MEAN_POOLING, Maps, PixelSum
from explain.torch_inside import as_tensor
from models.classifier import Floats

Layer = nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d | nn.AdaptiveAvgPool2d


class FeatureMaps:
    """A network whose convolutions and poolings can be looked at.

    Args:
        module: maps frames (B, 28, 28) to logits (B, 10); in evaluation mode.
    """

    def __init__(self, module: nn.Module) -> None:
        names = get_graph_node_names(module)[1][1:]  # without the input
        self._extractor = create_feature_extractor(module, names).eval()
        modules = dict(module.named_modules())
        [output] = (node for node in self._extractor.graph.nodes if node.op == "output")
        named: dict[fx.Node, str] = {node: name for name, node in output.args[0].items()}
        self._layers: dict[str, Layer] = {}
        self._sources: dict[str, str] = {}
        for node, name in named.items():
            layer = modules.get(str(node.target)) if node.op == "call_module" else None
            if isinstance(layer, Layer):
                self._layers[name], self._sources[name] = layer, named[node.args[0]]  # type: ignore[index]

    def maps(self, frame: Floats) -> list[Maps]:
        """What each of these layers makes of a frame (28, 28), from the first to the last."""
        values = self._values(frame[None])
        return [Maps(name, _kind(layer), values[name][0].numpy()) for name, layer in self._layers.items()]

    def pixel(self, frame: Floats, layer: str, unit: int, row: int, column: int) -> PixelSum:
        """How a pixel of a layer's map of this unit came about.

        Raises:
            LookupError: there is no such layer, unit or pixel.
        """
        values = self._values(frame[None])
        made, came, value = self._layers[layer], values[self._sources[layer]][0], values[layer][0, unit, row, column]
        if isinstance(made, nn.Conv2d):
            kernel = made.weight[unit].detach()
            patch = _window(came, made.kernel_size, made.stride, made.padding, row, column)
            bias = 0.0 if made.bias is None else float(made.bias[unit].detach())
            return PixelSum(CONVOLUTION, patch.numpy(), float(value), kernel.numpy(), bias)
        own = came[unit : unit + 1]
        if isinstance(made, nn.AdaptiveAvgPool2d):
            return PixelSum(MEAN_POOLING, own.numpy(), float(value))
        patch = _window(own, made.kernel_size, made.stride, 0, row, column, cut=True)
        return PixelSum(_kind(made), patch.numpy(), float(value))

    def kernels(self, layer: str) -> Floats | None:
        """The kernels of a convolution, float32 (C out, C in, h, w); None for a pooling."""
        made = self._layers[layer]
        return made.weight.detach().numpy().copy() if isinstance(made, nn.Conv2d) else None

    def largest(self, frames: Floats) -> dict[str, Floats]:
        """By layer, the largest value (C,) of each unit over frames (N, 28, 28).

        A convolution's unit whose largest value is not above 0 puts out nothing but 0 after a ReLU: it is dead.
        """
        return {name: values.amax(dim=(0, 2, 3)).numpy() for name, values in self._values(frames).items()}

    def _values(self, frames: Floats) -> dict[str, Tensor]:
        with torch.inference_mode():
            found: dict[str, Tensor] = self._extractor(as_tensor(frames))
        return {name: value.contiguous() for name, value in found.items() if value.dim() == 4}


def _kind(layer: Layer) -> str:
    if isinstance(layer, nn.Conv2d):
        return CONVOLUTION
    return MAX_POOLING if isinstance(layer, nn.MaxPool2d) else MEAN_POOLING


def _window(
    values: Tensor,
    size: int | tuple[int, ...],
    stride: int | tuple[int, ...],
    padding: str | int | tuple[int, ...],
    row: int,
    column: int,
    cut: bool = False,
) -> Tensor:
    """The part (C, h, w) of values (C, H, W) that a window of this size sees at a pixel of the output.

    Args:
        cut: leave out what lies beyond the edge instead of filling it with 0.
    """
    (height, width), (down, across) = _pair(size), _pair(stride)
    above, left = (0, 0) if isinstance(padding, str) else _pair(padding)
    padded = functional.pad(values, (left, left, above, above))
    part = padded[:, row * down : row * down + height, column * across : column * across + width]
    missing = height - part.shape[1], width - part.shape[2]
    return part if cut or not any(missing) else functional.pad(part, (0, missing[1], 0, missing[0]))


def _pair(value: int | tuple[int, ...]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])
