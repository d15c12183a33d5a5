"""What the training loop drives: a network with its optimizer, in numpy or in torch, behind the same few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ink.errors import PlainError
from models.bp.losses import SoftmaxCrossEntropy
from models.bp.network import Network
from models.classifier import DIGITS, Floats
from training.data import NO_DIGIT
from training.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    import torch
    from torch import nn

Array = NDArray[Any]
EVALUATION_BATCH = 500
TORCH_OPTIMIZERS = ("sgd", "momentum", "adam")

_TARGETS = np.vstack([np.eye(DIGITS), np.full((1, DIGITS), 1 / DIGITS)]).astype(np.float32)
assert NO_DIGIT == -1, "the last row is that of what is no digit"


class TrainingError(PlainError):
    """A run that cannot go on; the message is fit for a user."""


class PartnerLost(TrainingError):
    """One of several processes that train a network together is gone."""


@contextmanager
def _memory_said(device: str, size: int) -> Iterator[None]:
    """Say in one sentence that the memory is not enough, however numpy or torch put it."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and not any(
            said in str(error).lower() for said in ("out of memory", "allocate memory")
        ):
            raise
        raise TrainingError(
            "{device} is out of memory; lower --batch-size ({size})", device=device, size=size
        ) from error


def targets(labels: NDArray[np.int64]) -> Floats:
    """The probabilities that a network should give, (N,) -> (N, 10): 1 to a digit's label; for NO_DIGIT 0.1 to each."""
    return np.asarray(_TARGETS[labels])


class Learner(Protocol):
    """A network that learns from batches.

    Attributes:
        architecture: what the network is, as JSON.
        parameters: how many numbers it learns.
        learning_rate: may be set between two batches.
    """

    architecture: dict[str, Any]
    parameters: int
    learning_rate: float

    def learn(self, images: Floats, labels: NDArray[np.int64]) -> tuple[float, int]:
        """One step on a batch, (N, 28, 28) and (N,): its mean loss before the step, and how many it read right.

        Raises:
            TrainingError: the memory is not enough.
        """
        ...

    def agree(self, score: float) -> float:
        """The score of the first of the processes that train this network together: what all of them go by."""
        ...

    def logits(self, images: Floats) -> Floats:
        """What it makes of frames: (N, 28, 28) -> (N, 10)."""
        ...

    def state(self) -> dict[str, Array]:
        """A copy of the weights, by name."""
        ...

    def load_state(self, state: Mapping[str, Array]) -> None:
        """Take over weights as :meth:`state` gave them."""
        ...


class NumpyLearner:
    """The numpy net. Numbers may grow beyond all bounds: the loop says so in its own words, from the loss."""

    def __init__(self, network: Network, optimizer: str, learning_rate: float) -> None:
        self.network = network
        self.architecture = network.architecture
        self.parameters = sum(parameter.value.size for parameter in network.parameters().values())
        self.loss = SoftmaxCrossEntropy()
        self.optimizer = OPTIMIZERS[optimizer](network.parameters().values(), learning_rate)

    @property
    def learning_rate(self) -> float:
        return float(self.optimizer.learning_rate)

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self.optimizer.learning_rate = rate

    @np.errstate(over="ignore", invalid="ignore")
    def learn(self, images: Floats, labels: NDArray[np.int64]) -> tuple[float, int]:
        with _memory_said("the machine", len(images)):
            logits = self.network.forward(images, training=True)
            loss = self.loss.forward(logits, targets(labels))
            self.network.backward(self.loss.backward())
            self.optimizer.step()
        return loss, int((logits.argmax(axis=1) == labels).sum())

    @np.errstate(over="ignore", invalid="ignore")
    def logits(self, images: Floats) -> Floats:
        batches = range(0, len(images), EVALUATION_BATCH)
        return np.concatenate([self.network.forward(images[start : start + EVALUATION_BATCH]) for start in batches])

    def agree(self, score: float) -> float:
        return score

    def state(self) -> dict[str, Array]:
        return {name: array.copy() for name, array in self.network.state().items()}

    def load_state(self, state: Mapping[str, Array]) -> None:
        self.network.load_state(state)


class TorchLearner:
    """A torch module, on whichever device, and in as many processes as torchrun has started.

    What is measured and kept is a running average of the weights, if one is asked for (Polyak and Juditsky 1992).

    Args:
        average: the part of the average that each step keeps, 0 for no average.
        precision: of the multiplications in training: "float32", or "bfloat16" where the processor is faster with it.
    """

    def __init__(
        self,
        module: nn.Module,
        architecture: dict[str, Any],
        optimizer: str,
        learning_rate: float,
        device: str,
        *,
        weight_decay: float = 0.0,
        average: float = 0.0,
        precision: str = "float32",
    ) -> None:
        import torch
        from torch.optim.swa_utils import AveragedModel

        self.architecture = architecture
        self.parameters = sum(parameter.numel() for parameter in module.parameters())
        self.device = torch.device(device)
        self.precision = getattr(torch, precision)
        self.module = module.to(self.device).to(memory_format=torch.channels_last)
        self.averaged = (
            AveragedModel(module, multi_avg_fn=_running_average(average), use_buffers=True) if average else None
        )
        self.together = torch.distributed.is_available() and torch.distributed.is_initialized()
        self.forward = torch.nn.parallel.DistributedDataParallel(module) if self.together else module
        self.loss = torch.nn.CrossEntropyLoss()
        self.optimizer = _torch_optimizer(optimizer, module, learning_rate, weight_decay)

    @property
    def learning_rate(self) -> float:
        return float(self.optimizer.param_groups[0]["lr"])

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    @property
    def kept(self) -> nn.Module:
        """The module that is measured and kept."""
        return self.averaged.module if self.averaged is not None else self.module

    def learn(self, images: Floats, labels: NDArray[np.int64]) -> tuple[float, int]:
        try:
            with _memory_said(self.device.type, len(images)):
                return self._step(images, labels)
        except RuntimeError as error:
            if self.together:
                raise PartnerLost("another process of this run is gone ({reason})", reason=error) from error
            raise

    def _step(self, images: Floats, labels: NDArray[np.int64]) -> tuple[float, int]:
        import torch

        self.module.train()
        wanted = torch.from_numpy(targets(labels)).to(self.device)
        reduced = self.precision is not torch.float32
        with torch.autocast(self.device.type, self.precision) if reduced else nullcontext():
            logits = self.forward(torch.from_numpy(images).to(self.device)).float()
        loss = self.loss(logits, wanted)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        if self.averaged is not None:
            self.averaged.update_parameters(self.module)
        return float(loss.item()), int((logits.argmax(dim=1).cpu().numpy() == labels).sum())

    def logits(self, images: Floats) -> Floats:
        import torch

        module = self.kept.eval()
        with torch.inference_mode(), _memory_said(self.device.type, EVALUATION_BATCH):
            batches = torch.from_numpy(images).split(EVALUATION_BATCH)
            return torch.cat([module(batch.to(self.device)).float() for batch in batches]).cpu().numpy()

    def agree(self, score: float) -> float:
        if not self.together:
            return score
        import torch

        shared = torch.tensor([score], dtype=torch.float64, device=self.device)
        torch.distributed.broadcast(shared, src=0)
        return float(shared.item())

    def state(self) -> dict[str, Array]:
        return {name: tensor.detach().cpu().numpy().copy() for name, tensor in self.kept.state_dict().items()}

    def load_state(self, state: Mapping[str, Array]) -> None:
        import torch

        tensors = {name: torch.from_numpy(array) for name, array in state.items()}
        for module in (self.module, self.kept):
            module.load_state_dict(tensors)


def _running_average(keep: float) -> Callable[[Any, Any, Any], None]:
    """An exponential average of lists of tensors that forgets faster at first, when what it holds is hardly trained."""
    from torch.optim.swa_utils import get_ema_multi_avg_fn

    def update(averages: Any, currents: Any, steps: Any) -> None:
        kept = min(keep, (1 + int(steps)) / (10 + int(steps)))
        get_ema_multi_avg_fn(kept)(averages, currents, steps)

    return update


def _torch_optimizer(name: str, module: nn.Module, learning_rate: float, weight_decay: float) -> torch.optim.Optimizer:
    """An optimizer with decoupled weight decay, which spares biases and the parameters of batch normalisation."""
    import torch

    parameters = list(module.parameters())
    groups = [
        {"params": [parameter for parameter in parameters if parameter.ndim > 1], "weight_decay": weight_decay},
        {"params": [parameter for parameter in parameters if parameter.ndim <= 1], "weight_decay": 0.0},
    ]
    if name == "adam":
        return torch.optim.AdamW(groups, lr=learning_rate)
    momentum = 0.9 if name == "momentum" else 0.0
    return torch.optim.SGD(groups, lr=learning_rate, momentum=momentum, nesterov=momentum > 0)
