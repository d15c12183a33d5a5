"""A training run from its settings to its weight file: presets, mixture, learner, checkpoints, metadata."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models import catalog
from models.catalog import Model
from models.classifier import Calibration
from models.weights import TRAINING, load_training, load_weights, save_weights
from training.datasets.mnist import load_mnist
from training.datasets.my_digits import MyDigit
from training.datasets.my_digits import load as load_my_digits
from training.datasets.pens import load_pens
from training.learning.calibration import calibrate
from training.learning.early_stopping import EarlyStopping
from training.learning.learners import Array, Learner, NumpyLearner, TrainingError
from training.learning.loop import EpochDone, Event, Finished, Progress, train
from training.learning.settings import TrainingSettings
from training.learning.torch_learner import TorchLearner
from training.mixture.distillation import taught_by
from training.mixture.mixture import MNIST, Mixture, mnist_mixture, with_strokes
from training.runs.personalization import personal_mixture, with_my_digits
from training.runtime.progress import OnProgress, no_progress
from training.runtime.torchrun import local_rank, rank, ranks

SAME_WHEN_RESUMED = (
    "seed", "validation", "fold", "pens", "teacher", "monitor", "optimizer", "average", "my_digits", "base",
)  # fmt: skip
"""Settings, by their names in files, that a resumed run must share with the one that was stopped."""


class Run:
    """A network on its way from first weights to a weight file.

    Args:
        network: a name of the catalogue.
        output: the weight file to write; while the run goes on the best weights lie beside it, see ``checkpoint``.
        data: the folder of the data sets; by default they are downloaded.
        device: of torch; by default CUDA if there is one.
        resume: the checkpoint of a run that was stopped; with the same settings this one ends as that would have.
        start: the weight file of a network that is trained on, in place of random first weights.
        on_progress: hears how far the preparations are.
        my_digits: the user's own, where the settings ask for them; by default those that the app keeps.

    Attributes:
        kept_so_far: the file with the best weights of a run that is not over, if there is one.

    Raises:
        DataError, TrainingError, WeightsError: one sentence says why the run cannot begin.
    """

    def __init__(
        self,
        network: str,
        settings: TrainingSettings,
        output: Path,
        data: Path | None = None,
        device: str | None = None,
        resume: Path | None = None,
        on_progress: OnProgress = no_progress,
        my_digits: Sequence[MyDigit] | None = None,
        start: Path | None = None,
    ) -> None:
        self.network, self.settings, self.output = network, settings, output
        self.rank, self.ranks = rank(), ranks()
        self.seconds = 0.0
        self.about_the_best: dict[str, Any] = {}
        self.kept_so_far: Path | None = None
        if self.first:
            check_writable(output)
        self.base = _base_of(network, settings)
        if network == "bp":
            if self.ranks > 1:
                raise TrainingError("the numpy net trains in one process; start it without torchrun")
            self.learner: Learner = _numpy_learner(settings, self.base)
        else:
            self.learner = torch_learner(network, settings, device)
        self.before: dict[str, Any] = {}
        if self.base:
            self._begin_as(self.base.file)
        elif start:
            self.before = self._begin_as(start)
        self.progress = self._resume(resume) if resume else Progress.start(settings)
        if my_digits is None:
            my_digits = load_my_digits()[0] if settings.my_digits else []
        self.my_digits = my_digits
        self.mixture = mixture_of(settings, data, on_progress=on_progress, my_digits=my_digits)

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
        return train(self.learner, self.mixture, self.settings, self.progress, self.rank, self.ranks)

    def keep(self, event: Event) -> None:
        """Write what an event speaks of: after each epoch a checkpoint, at the end the weights.

        Raises:
            WeightsError: they cannot be written.
        """
        if not self.first:
            return
        if isinstance(event, EpochDone):
            self.seconds += event.seconds + event.evaluation_seconds
            if event.best:
                self.about_the_best = {"calibration": self._calibration(), "best_epoch": event.epoch}
            self._save_checkpoint(event)
        elif isinstance(event, Finished):
            tested = event.test_accuracy if self.mixture.tested_with == MNIST else None
            figures = {"epochs": event.epochs, "mnist_accuracy": tested}
            save_weights(self.output, self.learner.state(), self._metadata(figures))
            if not event.interrupted:
                self.checkpoint.unlink(missing_ok=True)
                self.kept_so_far = None

    def _save_checkpoint(self, event: EpochDone) -> None:
        """The best weights so far, as a weight file; and beside them all that going on depends on."""
        training = {f"{TRAINING}{name}": array for name, array in self.learner.training_state().items()}
        stopping = self.progress.stopping
        progress = {
            "epochs": stopping.epochs,
            "best_epoch": stopping.best_epoch,
            "best_score": stopping.best_score,
            "rng": self.progress.rng.bit_generator.state,
            "learner_rng": self.learner.rng.bit_generator.state if self.learner.rng else None,
        }
        metadata = self._metadata({"epochs": event.epoch, "progress": progress})
        save_weights(self.checkpoint, {**self.progress.best, **training}, metadata)
        self.kept_so_far = self.checkpoint

    def _metadata(self, figures: dict[str, Any]) -> dict[str, Any]:
        return {
            "name": self.network,
            "architecture": self.learner.architecture,
            "parameters": self.learner.parameters,
            "framing": "centred",
            "data_sets": self.mixture.sources,
            "my_digits": self.mixture.my_digits,
            "seed": self.settings.seed,
            "settings": self.settings.to_json(),
            "seconds": round(self.seconds, 1),
            **({"started_from": self.before} if self.before else {}),
            **self.about_the_best,
            **figures,
        }

    def _begin_as(self, file: Path) -> dict[str, Any]:
        """Give the learner the weights of a network that is trained already; what its file says of its training."""
        shapes = {name: array.shape for name, array in self.learner.state().items()}
        weights, metadata = load_weights(file, shapes)
        self.learner.load_state(weights)
        return {name: metadata.get(name) for name in ("settings", "seconds", "epochs")}

    def _calibration(self) -> dict[str, float]:
        """That of the base, which its answers stay as sure as; else that of the validation digits."""
        if self.base:
            return Calibration.of(catalog.stated(self.base.file)).to_json()
        validation = self.mixture.validation
        return calibrate(self.learner.logits(validation.images), validation.labels).to_json()

    def _resume(self, path: Path) -> Progress:
        """Put the learner where a stopped run was, and say how far that is."""
        best, metadata = load_weights(path, {name: array.shape for name, array in self.learner.state().items()})
        if metadata.get("architecture") != self.learner.architecture:
            raise TrainingError("{file}: its run trained another network; ask for the same", file=path)
        settings, progress = metadata.get("settings"), metadata.get("progress")
        if not isinstance(settings, dict) or not isinstance(progress, dict):
            raise TrainingError("{file}: not a checkpoint of a run that was stopped", file=path)
        ours, usual = self.settings.to_json(), TrainingSettings().to_json()
        for name in SAME_WHEN_RESUMED:
            if settings.get(name, usual[name]) != ours[name]:
                raise TrainingError(
                    "{file}: its run had another {name}, {value}; ask for the same",
                    file=path,
                    name=name,
                    value=settings.get(name),
                )
        try:
            return self._take_over(best, load_training(path), metadata, progress)
        except (KeyError, ValueError, TypeError, RuntimeError) as error:
            raise TrainingError("{file}: not a checkpoint of a run that was stopped", file=path) from error

    def _take_over(
        self, best: dict[str, Array], training: dict[str, Array], metadata: dict[str, Any], progress: dict[str, Any]
    ) -> Progress:
        epochs = int(progress["epochs"])
        if epochs >= self.settings.epochs:
            raise TrainingError("its run of {epochs} epochs is complete; ask for more with --epochs", epochs=epochs)
        self.learner.load_training_state({name.removeprefix(TRAINING): array for name, array in training.items()})
        if self.learner.rng:
            self.learner.rng.bit_generator.state = progress["learner_rng"]
        rng = np.random.default_rng()
        rng.bit_generator.state = progress["rng"]
        self.seconds = float(metadata["seconds"])
        self.about_the_best = {name: metadata[name] for name in ("calibration", "best_epoch")}
        marks = epochs, int(progress["best_epoch"]), float(progress["best_score"])
        return Progress(rng, EarlyStopping(self.settings.patience, *marks), best)


def mixture_of(
    settings: TrainingSettings,
    data: Path | None,
    at_most: int | None = None,
    on_progress: OnProgress = no_progress,
    my_digits: Sequence[MyDigit] = (),
) -> Mixture:
    """The mixture that settings ask for, with ``at_most`` so many frames of each kind of strokes.

    Raises:
        DataError: a data set is not there and cannot be had.
        TrainingError: the settings leave nothing to learn from.
    """
    if settings.base:
        strength = settings.strength if settings.augment else 0.0
        return personal_mixture(my_digits, catalog.load(settings.base), data, settings.seed, strength, on_progress)
    mnist = load_mnist(data)
    if not 0 < settings.validation < len(mnist.train):
        raise TrainingError(
            "{validation} digits for validation are too many or too few", validation=settings.validation
        )
    rng = np.random.default_rng([settings.seed, 0])
    strength = settings.strength if settings.augment else 0.0
    mixture = mnist_mixture(mnist, settings.validation, rng, strength, settings.mnist)
    if settings.pens:
        shares = settings.strokes, settings.scrawls
        mixture = with_strokes(mixture, load_pens(data), settings.fold, settings.seed, *shares, at_most, on_progress)
    if not mixture.pools and not settings.my_digits:
        raise TrainingError("there is nothing to learn from; take MNIST, or pens, or both")
    if settings.teacher:
        mixture = taught_by(catalog.load(settings.teacher), mixture, rng, on_progress=on_progress)
    if settings.my_digits:  # whoever wrote them knows their labels better than a teacher
        mixture = with_my_digits(mixture, my_digits, settings.seed, on_progress)
    return mixture


def _base_of(network: str, settings: TrainingSettings) -> Model | None:
    """The model that goes on learning, if one does."""
    if settings.base is None:
        return None
    model = catalog.find(settings.base)
    if why := model.why_unavailable():
        raise why
    if model.architecture != network:
        raise TrainingError("{base} is a network of another kind than {network}", base=model.title, network=network)
    return model


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


def _numpy_learner(settings: TrainingSettings, base: Model | None) -> Learner:
    from models.bp.network import REPORT_SIZES, Network

    rng = np.random.default_rng([settings.seed, 1])
    if base:
        like = Network.load(base.file).architecture
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
    """A network in torch with its first weights, on a device, and in contact with the processes of torchrun.

    Raises:
        TrainingError: torch or the device is missing, or the other processes are.
    """
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
        ema_decay=settings.ema_decay,
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
