"""Looking into torch networks. Import this module late: it imports torch."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from explain.inside import LastLayer
from models.classifier import Classifier, Floats
from models.cnn import BATCH, TorchClassifier


class InsideTorch:
    """A torch network, looked into by autograd."""

    def __init__(self, classifier: Classifier) -> None:
        assert isinstance(classifier, TorchClassifier)
        self._module, self._temperature = classifier.module, classifier.calibration.temperature

    def logits(self, frames: Floats) -> Floats:
        with torch.inference_mode():
            return torch.cat([self._module(batch) for batch in as_tensor(frames).split(BATCH)]).numpy()

    def gradient(self, frames: Floats, directions: Floats) -> tuple[Floats, Floats]:
        with torch.enable_grad():
            batch = as_tensor(frames).requires_grad_()
            logits: Tensor = self._module(batch)
            [gradient] = torch.autograd.grad((logits * as_tensor(directions)).sum(), batch)
        return logits.detach().numpy(), gradient.numpy()

    def last_layer(self, frame: Floats) -> LastLayer:
        layer = last_linear(self._module)
        weights = np.ascontiguousarray(layer.weight.detach().numpy().T)
        return LastLayer(self.features(frame[None])[0], weights, layer.bias.detach().numpy(), self._temperature)

    def features(self, frames: Floats) -> Floats:
        came: list[Tensor] = []
        hook = last_linear(self._module).register_forward_pre_hook(lambda module, inputs: came.append(inputs[0]))
        try:
            self.logits(frames)
        finally:
            hook.remove()
        return torch.cat(came).flatten(1).numpy()


def as_tensor(array: Floats) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array, dtype=np.float32))


def last_linear(module: nn.Module) -> nn.Linear:
    """The layer that makes the logits."""
    return [layer for layer in module.modules() if isinstance(layer, nn.Linear)][-1]
