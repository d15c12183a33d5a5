"""The convolutional nets, in torch. Import this module late: it imports torch."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from models.classifier import Calibration, Floats, check_outputs
from models.weights import load_weights

STEM = 24
STAGES = ((48, 1), (72, 2), (96, 1))
"""Of the ResNet: channels and blocks of each stage; its first block halves width and height."""
BATCH = 100
"""Frames per forward pass; of 1000, which do not fit into the processor's cache, each would take half as long again."""


class LeNet(nn.Module):
    """The report's CNN, with max pooling and ReLU (LeCun et al. 1998, "Gradient-based learning").

    11,978 parameters, about 0.28 million multiplications per digit. 99.30 % on MNIST's test set and 99.4 % on recorded
    pens after 90 epochs that take 18 minutes on one core.
    """

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, kernel_size=5),  # (B, 8, 24, 24)
            nn.ReLU(),
            nn.MaxPool2d(2),  # (B, 8, 12, 12)
            nn.Conv2d(8, 16, kernel_size=5),  # (B, 16, 8, 8)
            nn.ReLU(),
            nn.MaxPool2d(2),  # (B, 16, 4, 4)
        )
        self.head = nn.Sequential(
            nn.Flatten(),  # (B, 256)
            nn.Linear(256, 32),
            nn.ReLU(),
            nn.Linear(32, 10),
        )

    def forward(self, frames: Tensor) -> Tensor:
        """(B, 28, 28) in 0-1 -> logits (B, 10)."""
        return cast(Tensor, self.head(self.features(frames.unsqueeze(1))))


class Block(nn.Module):
    """x -> relu(f(x) + x), where f is two convolutions with batch normalisation; x is projected where shapes differ."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.residual = nn.Sequential(
            nn.Conv2d(inputs, outputs, kernel_size=3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.shortcut = (
            nn.Identity()
            if (inputs, stride) == (outputs, 1)
            else nn.Sequential(
                nn.AvgPool2d(stride, ceil_mode=True), nn.Conv2d(inputs, outputs, kernel_size=1, bias=False)
            )
        )

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.relu(self.residual(x) + self.shortcut(x))


class ResNet(nn.Module):
    """A small residual net (He et al. 2016, "Deep residual learning for image recognition"), the app's default.

    361,234 parameters in 1.5 MB, about 18 million multiplications per digit, 1 ms on one core. 99.75 % on MNIST's test
    set and 99.7 % on recorded pens after 88 epochs that take 2.3 hours on two cores.
    """

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [
            nn.Conv2d(1, STEM, kernel_size=3, padding=1, bias=False),  # (B, 24, 28, 28)
            nn.BatchNorm2d(STEM),
            nn.ReLU(),
        ]
        channels = STEM
        for outputs, blocks in STAGES:  # (B, 48, 14, 14), (B, 72, 7, 7), (B, 96, 4, 4)
            for index in range(blocks):
                layers.append(Block(channels, outputs, stride=2 if index == 0 else 1))
                channels = outputs
        self.features = nn.Sequential(*layers)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))

    def forward(self, frames: Tensor) -> Tensor:
        """(B, 28, 28) in 0-1 -> logits (B, 10)."""
        return cast(Tensor, self.head(self.features(frames.unsqueeze(1))))


NETWORKS: dict[str, type[LeNet | ResNet]] = {"lenet": LeNet, "resnet": ResNet}
"""By name of the architecture: modules that turn frames (B, 28, 28) in 0-1 into logits (B, 10)."""


class TorchClassifier:
    """A module with trained weights, in evaluation mode, on the CPU."""

    def __init__(self, name: str, module: nn.Module, calibration: Calibration | None = None) -> None:
        self.name = name
        self.module = module.eval()
        self.calibration = calibration or Calibration()

    @classmethod
    def load(cls, name: str, path: Path) -> TorchClassifier:
        """A network of ``NETWORKS`` with a file's weights.

        Raises:
            WeightsError: see :func:`models.weights.load_weights` and :func:`models.classifier.check_outputs`.
        """
        module = NETWORKS[name]()
        shapes = {key: tuple(tensor.shape) for key, tensor in module.state_dict().items()}
        arrays, metadata = load_weights(path, shapes)
        module.load_state_dict({key: torch.from_numpy(array) for key, array in arrays.items()})
        fast = fused(module.eval()).to(memory_format=torch.channels_last)
        classifier = cls(name, fast, Calibration.of(metadata))
        check_outputs(classifier, path)
        return classifier

    @torch.inference_mode()
    def predict_proba(self, frames: Floats) -> Floats:
        """See :class:`models.classifier.Classifier`."""
        batches = torch.from_numpy(np.ascontiguousarray(frames, dtype=np.float32)).split(BATCH)
        logits = torch.cat([self.module(batch) for batch in batches])
        return (logits / self.calibration.temperature).softmax(dim=1).numpy()


def fused(module: nn.Module) -> nn.Module:
    """Fuse each batch normalisation into the convolution before it, for inference. Modifies the module."""
    for name, child in module.named_children():
        setattr(module, name, fused(child))
    if not isinstance(module, nn.Sequential):
        return module
    layers: list[nn.Module] = []
    for layer in module:
        if isinstance(layer, nn.BatchNorm2d) and layers and isinstance(layers[-1], nn.Conv2d):
            layers[-1] = fuse_conv_bn_eval(layers[-1], layer)
        else:
            layers.append(layer)
    return nn.Sequential(*layers)
