"""Builds the learner of a network: its first weights, its optimizer and, in torch, its device and processes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from models import catalog
from models.bp.network import REPORT_SIZES, Network
from training.learning.learners import Learner, NumpyLearner, TrainingError
from training.learning.settings import TrainingSettings
from training.learning.torch_learner import TorchLearner
from training.runtime.torchrun import local_rank, ranks


def build_learner(
    network: str, settings: TrainingSettings, device: str | None = None, base: Path | None = None
) -> Learner:
    """A network with random first weights, ready to be trained.

    Args:
        network: an architecture of the catalogue.
        device: of torch; by default CUDA if there is one, else the CPU.
        base: the weight file of a numpy net whose shape is taken, in place of that in the settings.

    Raises:
        TrainingError: torch, the device or the other processes of torchrun are missing.
        WeightsError: the base is damaged.
    """
    if network != "bp":
        return torch_learner(network, settings, device)
    if ranks() > 1:
        raise TrainingError("the numpy net trains in one process; start it without torchrun")
    return numpy_learner(settings, base)


def numpy_learner(settings: TrainingSettings, base: Path | None = None) -> Learner:
    """The numpy net; see :func:`build_learner`."""
    rng = np.random.default_rng([settings.seed, 1])
    if base:
        like = Network.load(base).architecture
        network = Network.fully_connected(
            like["sizes"], rng=rng, batch_norm=like["batch_norm"], dropout=like["dropout"]
        )
    else:
        sizes = (REPORT_SIZES[0], settings.hidden, REPORT_SIZES[-1])
        network = Network.fully_connected(sizes, rng=rng, batch_norm=settings.batch_norm, dropout=settings.dropout)
    return NumpyLearner(
        network,
        settings.optimizer,
        settings.learning_rate,
        weight_decay=settings.weight_decay,
        ema_decay=settings.ema_decay,
        rng=rng,
    )


def torch_learner(network: str, settings: TrainingSettings, device: str | None = None) -> Learner:
    """A network in torch, which has joined the other processes of torchrun; see :func:`build_learner`."""
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
