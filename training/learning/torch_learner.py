"""Trains torch networks, in one process or several. torch is imported when a learner is made."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models import catalog
from models.classifier import Floats
from training.learning.learners import (
    EVALUATION_BATCH,
    Array,
    PartnerLost,
    TrainingError,
    joined,
    kept_part,
    memory_said,
    parted,
)
from training.learning.settings import TrainingSettings
from training.runtime.torchrun import local_rank, ranks

if TYPE_CHECKING:
    import torch
    from torch import nn


class TorchLearner:
    """A torch module, on whichever device, and in as many processes as torchrun has started.

    Args:
        architecture: what the network is, as JSON.
        settings: optimizer, learning rate, weight decay, average of the weights, and precision.
        device: as torch names it.

    Attributes:
        kept: the module that is measured and kept, a running average of the weights if one is asked for (Polyak and
            Juditsky 1992).
    """

    def __init__(
        self, module: nn.Module, architecture: dict[str, Any], settings: TrainingSettings, device: str
    ) -> None:
        import torch
        from torch.optim.swa_utils import AveragedModel

        self.architecture = architecture
        self.rng: np.random.Generator | None = None
        self.parameters = sum(parameter.numel() for parameter in module.parameters())
        self.device = torch.device(device)
        self.precision = _precision(settings.precision, self.device.type)
        self.module = module.to(self.device).to(memory_format=torch.channels_last)
        self.averaged: AveragedModel | None = None
        if settings.ema_decay:
            average = _running_average(settings.ema_decay)
            self.averaged = AveragedModel(module, multi_avg_fn=average, use_buffers=True)
        self.kept: nn.Module = self.averaged.module if self.averaged is not None else self.module
        self.together = torch.distributed.is_available() and torch.distributed.is_initialized()
        self.forward = torch.nn.parallel.DistributedDataParallel(module) if self.together else module
        self.loss = torch.nn.CrossEntropyLoss()
        self.optimizer = _torch_optimizer(module, settings)

    @property
    def learning_rate(self) -> float:
        return float(self.optimizer.param_groups[0]["lr"])

    def set_learning_rate(self, rate: float) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    def learn(self, images: Floats, targets: Floats) -> tuple[float, NDArray[np.int64]]:
        try:
            with memory_said(self.device.type, len(images)):
                return self._step(images, targets)
        except RuntimeError as error:
            if self.together:
                raise PartnerLost("another process of this run has ended ({reason})", reason=error) from error
            raise

    def _step(self, images: Floats, targets: Floats) -> tuple[float, NDArray[np.int64]]:
        import torch

        self.module.train()
        wanted = torch.from_numpy(targets).to(self.device)
        reduced = self.precision != "float32"
        with torch.autocast(self.device.type, getattr(torch, self.precision)) if reduced else nullcontext():
            logits = self.forward(torch.from_numpy(images).to(self.device)).float()
        loss = self.loss(logits, wanted)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        if self.averaged is not None:
            self.averaged.update_parameters(self.module)
        return float(loss.item()), logits.argmax(dim=1).cpu().numpy()

    def logits(self, images: Floats) -> Floats:
        import torch

        module = self.kept.eval()
        with torch.inference_mode(), memory_said(self.device.type, EVALUATION_BATCH):
            batches = torch.from_numpy(images).split(EVALUATION_BATCH)
            return torch.cat([module(batch.to(self.device)).float() for batch in batches]).cpu().numpy()

    def tried(self, image: Floats, target: Floats) -> tuple[Floats, Floats, Floats]:
        import torch

        module, optimizer = copy.deepcopy((self.module, self.optimizer))
        module.eval()
        frame = torch.from_numpy(image[None]).to(self.device).requires_grad_()
        before = module(frame).float()
        optimizer.zero_grad()
        self.loss(before, torch.from_numpy(target[None]).to(self.device)).backward()
        optimizer.step()
        with torch.inference_mode():
            after = module(frame).float()
        assert frame.grad is not None
        arrays = before.detach(), after, frame.grad
        first, second, gradient = (one.cpu().numpy()[0] for one in arrays)
        return first, second, gradient

    def broadcast(self, score: float) -> float:
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

    def training_state(self) -> dict[str, Array]:
        parts = {"module": self.module.state_dict()}
        if self.averaged is not None:
            parts["averaged"] = self.averaged.state_dict()
        for place, remembered in self.optimizer.state_dict()["state"].items():
            parts[f"optimizer-{place}"] = {name: value for name, value in remembered.items() if value is not None}
        return joined({part: {name: tensor.cpu().numpy() for name, tensor in of.items()} for part, of in parts.items()})

    def load_training_state(self, state: Mapping[str, Array]) -> None:
        import torch

        parts = parted({name: torch.from_numpy(array) for name, array in state.items()})
        self.module.load_state_dict(parts["module"])
        if self.averaged is not None:
            self.averaged.load_state_dict(parts["averaged"])
        optimizer = self.optimizer.state_dict()
        optimizer["state"] = {
            int(part.removeprefix("optimizer-")): of for part, of in parts.items() if part.startswith("optimizer-")
        }
        self.optimizer.load_state_dict(optimizer)


def _precision(asked: str, device: str) -> str:
    """What "auto" stands for on a device, as torch says it."""
    import torch

    if asked != "auto":
        return asked
    if device == "cuda":
        quick = torch.cuda.is_bf16_supported(including_emulation=False)
    else:
        said = (getattr(torch.cpu, name, None) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))
        quick = device == "cpu" and any(supported is not None and supported() for supported in said)
    return "bfloat16" if quick else "float32"


def _running_average(ema_decay: float) -> Callable[[Any, Any, Any], None]:
    """An exponential average of lists of tensors."""
    from torch.optim.swa_utils import get_ema_multi_avg_fn

    def update(averages: Any, currents: Any, steps: Any) -> None:
        get_ema_multi_avg_fn(kept_part(ema_decay, int(steps)))(averages, currents, steps)

    return update


def _torch_optimizer(module: nn.Module, settings: TrainingSettings) -> torch.optim.Optimizer:
    """An optimizer with decoupled weight decay, which spares biases and the parameters of batch normalisation."""
    import torch

    decaying = [parameter for parameter in module.parameters() if parameter.ndim > 1]
    others = [parameter for parameter in module.parameters() if parameter.ndim <= 1]
    groups = [{"params": decaying, "weight_decay": settings.weight_decay}, {"params": others, "weight_decay": 0.0}]
    if settings.optimizer == "adam":
        return torch.optim.AdamW(groups, lr=settings.learning_rate)
    momentum = 0.9 if settings.optimizer == "momentum" else 0.0
    return torch.optim.SGD(groups, lr=settings.learning_rate, momentum=momentum, nesterov=momentum > 0)


def torch_learner(network: str, settings: TrainingSettings, device: str | None = None) -> TorchLearner:
    """A network in torch with random first weights, which has joined the other processes of torchrun.

    Args:
        network: an architecture of the catalogue.
        device: by default CUDA if there is one, else the CPU.

    Raises:
        TrainingError: torch, the device or the other processes are missing.
    """
    try:
        import torch
    except ImportError as error:
        raise TrainingError(
            "this network is trained with torch, and {reason}", reason=catalog.torch_missing()
        ) from error
    from models.cnn import NETWORKS

    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    available = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not available[device]:
        raise TrainingError("this machine has no {device} that torch can use; leave --device out", device=device)
    if ranks() > 1:
        device = _join_processes(device)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        module = NETWORKS[network]()
    return TorchLearner(module, {"network": network}, settings, device)


def _join_processes(device: str) -> str:
    """Join the process group of torchrun; return the device of this process."""
    import torch

    place = local_rank()
    if device == "mps" or (device == "cuda" and place >= torch.cuda.device_count()):
        raise TrainingError("there are fewer {device}s than processes; start fewer, or use --device cpu", device=device)
    try:
        if not torch.distributed.is_initialized():
            torch.distributed.init_process_group("nccl" if device == "cuda" else "gloo")
    except (ValueError, RuntimeError) as error:
        raise TrainingError("the processes cannot reach each other; start them with torchrun") from error
    return f"cuda:{place}" if device == "cuda" else device
