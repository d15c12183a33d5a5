"""What the training loop drives: a network with its optimizer, in numpy or in torch, behind the same few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.bp.losses import SoftmaxCrossEntropy
from models.bp.network import Network
from training.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from torch import nn

Array = NDArray[Any]
EVALUATION_BATCH = 1000


class Learner(Protocol):
    """A network that learns from batches.

    Attributes:
        architecture: what the network is, as JSON.
        learning_rate: may be set between two batches.
    """

    architecture: dict[str, Any]
    learning_rate: float

    def learn(self, images: NDArray[np.float32], labels: NDArray[np.int64]) -> tuple[float, int]:
        """One step on a batch, (N, 28, 28) and (N,): its mean loss before the step, and how many it read right."""
        ...

    def answers(self, images: NDArray[np.float32]) -> NDArray[np.int64]:
        """The digit that it reads in each frame: (N, 28, 28) -> (N,)."""
        ...

    def state(self) -> dict[str, Array]:
        """A copy of the weights, by name."""
        ...

    def load_state(self, state: Mapping[str, Array]) -> None: ...


class NumpyLearner:
    """The numpy net. Numbers may grow beyond all bounds: the loop says so in its own words, from the loss."""

    def __init__(self, network: Network, optimizer: str, learning_rate: float) -> None:
        self.network = network
        self.architecture = network.architecture
        self.loss = SoftmaxCrossEntropy()
        self.optimizer = OPTIMIZERS[optimizer](network.parameters().values(), learning_rate)

    @property
    def learning_rate(self) -> float:
        return float(self.optimizer.learning_rate)

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self.optimizer.learning_rate = rate

    @np.errstate(over="ignore", invalid="ignore")
    def learn(self, images: NDArray[np.float32], labels: NDArray[np.int64]) -> tuple[float, int]:
        logits = self.network.forward(images, training=True)
        loss = self.loss.forward(logits, labels)
        self.network.backward(self.loss.backward())
        self.optimizer.step()
        return loss, int((logits.argmax(axis=1) == labels).sum())

    @np.errstate(over="ignore", invalid="ignore")
    def answers(self, images: NDArray[np.float32]) -> NDArray[np.int64]:
        answers: NDArray[np.int64] = self.network.forward(images).argmax(axis=1)
        return answers

    def state(self) -> dict[str, Array]:
        return {name: array.copy() for name, array in self.network.state().items()}

    def load_state(self, state: Mapping[str, Array]) -> None:
        self.network.load_state(state)


class TorchLearner:
    """A torch module, on whichever device."""

    def __init__(
        self, module: nn.Module, architecture: dict[str, Any], optimizer: str, learning_rate: float, device: str
    ) -> None:
        import torch

        self.architecture = architecture
        self.device = torch.device(device)
        self.module = module.to(self.device)
        self.loss = torch.nn.CrossEntropyLoss()
        kinds = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}
        self.optimizer = kinds[optimizer](module.parameters(), lr=learning_rate)

    @property
    def learning_rate(self) -> float:
        return float(self.optimizer.param_groups[0]["lr"])

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    def learn(self, images: NDArray[np.float32], labels: NDArray[np.int64]) -> tuple[float, int]:
        import torch

        self.module.train()
        targets = torch.from_numpy(labels).to(self.device)
        logits = self.module(torch.from_numpy(images).to(self.device))
        loss = self.loss(logits, targets)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return float(loss.item()), int((logits.argmax(dim=1) == targets).sum().item())

    def answers(self, images: NDArray[np.float32]) -> NDArray[np.int64]:
        import torch

        self.module.eval()
        with torch.inference_mode():
            batches = torch.from_numpy(images).split(EVALUATION_BATCH)
            digits = torch.cat([self.module(batch.to(self.device)).argmax(dim=1) for batch in batches])
        return np.asarray(digits.cpu().numpy(), dtype=np.int64)

    def state(self) -> dict[str, Array]:
        return {name: tensor.detach().cpu().numpy().copy() for name, tensor in self.module.state_dict().items()}

    def load_state(self, state: Mapping[str, Array]) -> None:
        import torch

        self.module.load_state_dict({name: torch.from_numpy(array) for name, array in state.items()})
