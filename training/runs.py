"""A training run from its settings to its weight file: presets, lessons, learner, checkpoints, metadata."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from models import catalog
from models.weights import load_weights, save_weights
from training.calibration import calibrate
from training.data import load_mnist
from training.learners import Learner, NumpyLearner, TorchLearner, TrainingError
from training.lessons import Lessons, mnist_lessons, with_strokes
from training.loop import EpochDone, Event, Finished, Settings, train
from training.pens import load_pens
from training.torchrun import local_rank, rank, ranks

BUNDLED = "bundled"
PRESETS: dict[str, dict[str, Settings]] = {
    "bp": {BUNDLED: Settings(learning_rate=0.002, epochs=30, patience=10, pens=True)},
    "lenet": {
        BUNDLED: Settings(
            learning_rate=0.004,
            batch_size=64,
            epochs=40,
            monitor="loss",
            patience=None,
            warm_up=0.05,
            average=0.999,
            augment=True,
            pens=True,
        ),
        "fast": Settings(learning_rate=0.008, batch_size=64, epochs=4, patience=None, warm_up=0.15, average=0.995),
    },
    "resnet": {
        BUNDLED: Settings(
            learning_rate=0.004,
            batch_size=128,
            epochs=46,
            monitor="loss",
            patience=None,
            weight_decay=0.02,
            warm_up=0.05,
            average=0.999,
            precision="bfloat16",
            augment=True,
            pens=True,
        ),
    },
}
"""Settings by network and name; the first of each are those of the bundled weights."""
SAME_WHEN_RESUMED = ("seed", "validation", "fold", "pens")
"""Settings on which it depends which digits validate."""


class Run:
    """A network on its way from first weights to a weight file.

    Args:
        network: a name of the catalogue.
        output: the weight file to write; while the run goes on the best weights lie beside it, see ``checkpoint``.
        data: the folder of the data sets; by default they are downloaded.
        device: of torch; by default CUDA if there is one.
        resume: weights of a run that was stopped before its last epoch, to go on with.

    Attributes:
        kept_so_far: the file with the best weights of a run that is not over, if there is one.

    Raises:
        DataError, TrainingError, WeightsError: one sentence says why the run cannot begin.
    """

    def __init__(
        self,
        network: str,
        settings: Settings,
        output: Path,
        data: Path | None = None,
        device: str | None = None,
        resume: Path | None = None,
    ) -> None:
        self.network, self.settings, self.output = network, settings, output
        self.rank, self.ranks = rank(), ranks()
        self.seconds = 0.0
        self.kept_so_far: Path | None = None
        if self.first:
            check_writable(output)
        if network == "bp":
            if self.ranks > 1:
                raise TrainingError("the numpy net trains in one process; start it without torchrun")
            self.learner: Learner = _numpy_learner(settings)
        else:
            self.learner = _torch_learner(network, settings, device)
        self.epochs_before = self._resume(resume) if resume else 0
        self.lessons = lessons_of(settings, data)

    @property
    def first(self) -> bool:
        """Whether this is the process that shows and writes, of those that train the network together."""
        return self.rank == 0

    def close(self) -> None:
        """Part from the other processes."""
        if self.ranks > 1:
            import torch

            torch.distributed.destroy_process_group()

    @property
    def checkpoint(self) -> Path:
        return self.output.with_name(f"{self.output.stem}.checkpoint.safetensors")

    def events(self) -> Generator[Event, None, None]:
        """The run itself; hand each of its events to :meth:`keep`."""
        return train(self.learner, self.lessons, self.settings, self.rank, self.ranks, self.epochs_before)

    def keep(self, event: Event) -> None:
        """Write the weights that an event speaks of.

        Raises:
            WeightsError: they cannot be written.
        """
        if not self.first:
            return
        if isinstance(event, EpochDone):
            self.seconds += event.seconds + event.evaluation_seconds
            if event.best:
                figures = {"epochs": event.epoch, "best_epoch": event.epoch, "seconds": round(self.seconds, 1)}
                self._save(self.checkpoint, figures)
                self.kept_so_far = self.checkpoint
        elif isinstance(event, Finished):
            figures = {
                "epochs": event.epochs,
                "best_epoch": event.best_epoch,
                "mnist_accuracy": event.test_accuracy,
                "seconds": round(self.seconds, 1),
            }
            self._save(self.output, figures)
            self.checkpoint.unlink(missing_ok=True)
            self.kept_so_far = None

    def _save(self, path: Path, figures: dict[str, Any]) -> None:
        state, validation = self.learner.state(), self.lessons.validation
        metadata = {
            "name": self.network,
            "architecture": self.learner.architecture,
            "parameters": self.learner.parameters,
            "framing": "centred",
            "data_sets": self.lessons.sources,
            "seed": self.settings.seed,
            "settings": asdict(self.settings),
            "calibration": asdict(calibrate(self.learner.logits(validation.images), validation.labels)),
            **figures,
        }
        save_weights(path, state, metadata)

    def _resume(self, path: Path) -> int:
        """Take over the weights of a stopped run; the epoch that they are from."""
        arrays, metadata = load_weights(path, {name: array.shape for name, array in self.learner.state().items()})
        done, settings = metadata.get("best_epoch"), metadata.get("settings")
        if type(done) is not int or done < 1 or not isinstance(settings, dict):
            raise TrainingError("{file}: does not say which run it is from; it cannot be gone on with", file=path)
        for name in SAME_WHEN_RESUMED:
            if settings.get(name) != getattr(self.settings, name):
                raise TrainingError(
                    "{file}: its run had another {name}, {value}; ask for the same",
                    file=path,
                    name=name,
                    value=settings.get(name),
                )
        if done >= self.settings.epochs:
            raise TrainingError(
                "{file}: its run of {done} epochs is complete; ask for more with --epochs", file=path, done=done
            )
        self.learner.load_state(arrays)
        seconds = metadata.get("seconds")
        self.seconds = float(seconds) if isinstance(seconds, (int, float)) else 0.0
        return done


def lessons_of(settings: Settings, data: Path | None, at_most: int | None = None) -> Lessons:
    """The lessons that settings ask for, with ``at_most`` so many frames of each kind of strokes.

    Raises:
        DataError: a data set is not there and cannot be had.
    """
    mnist = load_mnist(data)
    if not 0 < settings.validation < len(mnist.train):
        raise TrainingError(
            "{validation} digits for validation are too many or too few", validation=settings.validation
        )
    rng = np.random.default_rng([settings.seed, 0])
    lessons = mnist_lessons(mnist, settings.validation, rng, settings.augment)
    if not settings.pens:
        return lessons
    return with_strokes(lessons, load_pens(data), settings.fold, settings.seed, at_most)


def check_writable(path: Path) -> None:
    """Find out before an hour of training, not after it.

    Raises:
        TrainingError: a file of this name cannot be written.
    """
    probe = path.parent / f".{path.name}.probe"
    try:
        if path.is_dir():
            raise IsADirectoryError(0, "is a folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise TrainingError("{file}: cannot be written ({reason})", file=path, reason=error.strerror) from error


def _numpy_learner(settings: Settings) -> Learner:
    from models.bp.network import Network

    network = Network.fully_connected(rng=np.random.default_rng([settings.seed, 1]))
    return NumpyLearner(network, settings.optimizer, settings.learning_rate)


def _torch_learner(network: str, settings: Settings, device: str | None) -> Learner:
    try:
        import torch
    except ImportError as error:
        raise TrainingError(
            "this network is trained with torch, and {reason}", reason=catalog.torch_missing()
        ) from error
    from models.cnn.lenet import LeNet
    from models.cnn.resnet import ResNet

    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    available = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not available[device]:
        raise TrainingError("this machine has no {device} that torch can use; leave --device out", device=device)
    if ranks() > 1:
        device = _join_processes(device)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        module = {"lenet": LeNet, "resnet": ResNet}[network]()
    return TorchLearner(
        module,
        {"network": network},
        settings.optimizer,
        settings.learning_rate,
        device,
        weight_decay=settings.weight_decay,
        average=settings.average,
        precision=settings.precision,
    )


def _join_processes(device: str) -> str:
    """Meet the other processes that torchrun has started; the device of this one."""
    import torch

    place = local_rank()
    if device == "mps" or (device == "cuda" and place >= torch.cuda.device_count()):
        raise TrainingError("there is no {device} for each process; start fewer, or name --device cpu", device=device)
    try:
        if not torch.distributed.is_initialized():
            torch.distributed.init_process_group("nccl" if device == "cuda" else "gloo")
    except (ValueError, RuntimeError) as error:
        raise TrainingError("the processes do not find each other; start them with torchrun") from error
    return f"cuda:{place}" if device == "cuda" else device
