"""A torch module as a :class:`models.classifier.Classifier`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from models.classifier import Calibration, Floats
from models.weights import load_weights

BATCH = 1000
"""Frames per forward pass; more would cost memory without being faster."""


class TorchClassifier:
    """A module with trained weights, in evaluation mode, on the CPU."""

    def __init__(self, name: str, module: nn.Module, calibration: Calibration | None = None) -> None:
        self.name = name
        self.module = module.eval()
        self.calibration = calibration or Calibration()

    @classmethod
    def load(cls, name: str, module: nn.Module, path: Path) -> TorchClassifier:
        """Load a file's weights into a module.

        Raises:
            WeightsError: see :func:`models.weights.load_weights`.
        """
        shapes = {key: tuple(tensor.shape) for key, tensor in module.state_dict().items()}
        arrays, metadata = load_weights(path, shapes)
        module.load_state_dict({key: torch.from_numpy(array) for key, array in arrays.items()})
        return cls(name, fused(module.eval()).to(memory_format=torch.channels_last), Calibration.of(metadata))

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
