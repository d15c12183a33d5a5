"""Trains one network: builds its learner and its mixture, saves checkpoints, and writes the weight file."""

from __future__ import annotations

import os
import uuid
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from common.file_errors import CANNOT_WRITE, file_errors
from models import catalog
from models.classifier import Calibration
from models.weights import WeightsError, load_weights, save_weights
from training.datasets.my_digits import MyDigit
from training.datasets.my_digits import load as load_my_digits
from training.learning.learners import Array, Learner, TrainingError, numpy_learner
from training.learning.loop import EpochDone, Event, Finished, Progress, train
from training.learning.metrics import calibrate
from training.learning.torch_learner import torch_learner
from training.mixture.mixture import MNIST
from training.runs.checkpoints import load_checkpoint, save_checkpoint
from training.runs.messages import RunOrder
from training.runs.training_data import mixture_of
from training.runtime.progress import OnProgress, no_progress
from training.runtime.torchrun import rank, ranks


class Run:
    """A training run, which writes a checkpoint after each epoch and the best weights at the end.

    Args:
        order: what to train, and how.
        output: the weight file to write; until the end the best weights are beside it, see ``checkpoint``.
        resume: the checkpoint of a stopped run; with the same order this run ends with the same weights.
        start: a weight file to start from, in place of random first weights.
        my_digits: the user's own digits, for settings that ask for them; by default those that the app keeps.
        on_progress: told how far the preparations are.

    Attributes:
        checkpoint: the file for the checkpoint, beside the output.
        kept_so_far: the checkpoint, while there is one.
        unsaved: why the last epoch could not be saved, if it could not; the run goes on, and tries again.
        first: whether this is the process that reports and writes files, of those that torchrun has started.
        seconds: spent on the epochs so far.

    Raises:
        DataError, TrainingError, WeightsError: the run cannot begin.
    """

    def __init__(
        self,
        order: RunOrder,
        output: Path,
        *,
        resume: Path | None = None,
        start: Path | None = None,
        my_digits: Sequence[MyDigit] | None = None,
        on_progress: OnProgress = no_progress,
    ) -> None:
        self.order, self.settings, self.output = order, order.settings, output
        self.checkpoint = output.with_name(f"{output.stem}.checkpoint.safetensors")
        self.kept_so_far: Path | None = None
        self.unsaved: WeightsError | None = None
        self.first = rank() == 0
        if self.first:
            check_writable(output)
        self.base = _base_of(order)
        self.learner: Learner = (
            numpy_learner(self.settings, self.base)
            if order.network == "bp"
            else torch_learner(order.network, self.settings, order.device)
        )
        self.settings = replace(self.settings, precision=self.learner.precision)
        self.started_from: dict[str, Any] = {}
        self._origin: dict[str, Array] | None = None
        if self.settings.blend < 1 and start is None:
            raise TrainingError("there are no weights to blend with: name their file with --start")
        if first_weights := self.base or start:
            shapes = {name: array.shape for name, array in self.learner.state().items()}
            weights, stated = load_weights(first_weights, shapes)
            self.learner.load_state(weights)
            if self.settings.blend < 1:
                self._origin = weights
            if not self.base:
                names = ("settings", "seconds", "epochs", "started_from")
                self.started_from = {name: stated[name] for name in names if name in stated}
        self.progress, self.seconds = Progress.start(self.settings), 0.0
        self._of_the_best: dict[str, Any] = {}
        if resume:
            self.progress, self.seconds, self._of_the_best = load_checkpoint(resume, self.learner, self.settings)
        if my_digits is None:
            my_digits = load_my_digits()[0] if self.settings.my_digits else []
        self.mixture = mixture_of(self.settings, order.data, on_progress=on_progress, my_digits=my_digits)

    def close(self) -> None:
        """Leave the process group of torchrun."""
        if ranks() > 1:
            import torch

            torch.distributed.destroy_process_group()

    def events(self) -> Generator[Event, None, None]:
        """Train; pass each event on to :meth:`keep`."""
        return train(self.learner, self.mixture, self.settings, self.progress, self._origin)

    def keep(self, event: Event) -> None:
        """Write a checkpoint after an epoch, and the weight file at the end.

        Raises:
            WeightsError: the weight file cannot be written.
        """
        if not self.first:
            return
        if isinstance(event, EpochDone):
            self.seconds += event.seconds + event.evaluation_seconds
            if event.best:
                self._of_the_best = {"calibration": self._calibration(), "best_epoch": event.epoch}
            self._save_checkpoint(event.epoch)
        elif isinstance(event, Finished):
            if self._origin is not None:
                self._of_the_best["calibration"] = self._calibration()
            tested = event.test_accuracy if self.mixture.tested_with == MNIST else None
            metadata = self._metadata({"epochs": event.epochs, "mnist_accuracy": tested})
            save_weights(self.output, self.learner.state(), metadata)
            if not event.interrupted:
                with suppress(OSError):  # such as a virus scanner that holds it
                    self.checkpoint.unlink(missing_ok=True)
                self.kept_so_far = None

    def _save_checkpoint(self, epoch: int) -> None:
        try:
            save_checkpoint(self.checkpoint, self.learner, self.progress, self._metadata({"epochs": epoch}))
        except WeightsError as error:
            self.unsaved = error
        else:
            self.kept_so_far, self.unsaved = self.checkpoint, None

    def _metadata(self, figures: dict[str, Any]) -> dict[str, Any]:
        """What the weight file states about its network, with figures that depend on when it is written."""
        return {
            "name": self.order.network,
            "architecture": self.learner.architecture,
            "parameters": self.learner.parameters,
            "framing": "centred",
            "data_sets": self.mixture.sources,
            "my_digits": self.mixture.my_digits,
            "seed": self.settings.seed,
            "settings": replace(self.settings, rate_changes=tuple(self.progress.rate_changes)).to_json(),
            "seconds": round(self.seconds, 1),
            **({"started_from": self.started_from} if self.started_from else {}),
            **self._of_the_best,
            **figures,
        }

    def _calibration(self) -> dict[str, float]:
        """The calibration of the base, which a personalized network keeps; else one from the validation digits."""
        if self.base:
            return Calibration.of(catalog.stated(self.base)).to_json()
        validation = self.mixture.validation
        logits = self.learner.logits(validation.images)
        return calibrate(logits, validation.labels, self.settings.refused).to_json()


def _base_of(order: RunOrder) -> Path | None:
    """The weight file of the model that the settings personalize, if they do."""
    if order.settings.base is None:
        return None
    model = catalog.find(order.settings.base)
    if why := model.why_unavailable():
        raise why
    if model.architecture != order.network:
        raise TrainingError(
            "{base} is a network of another kind than {network}", base=model.title, network=order.network
        )
    return model.file


def check_writable(path: Path) -> None:
    """Check before a long computation that its file can be written.

    Raises:
        TrainingError: it cannot.
    """
    path = Path(os.path.realpath(path))  # where a link leads is where it will be written
    probe = path.parent / f".{path.name}.{uuid.uuid4().hex}.part"
    with file_errors(TrainingError, CANNOT_WRITE, path):
        if path.is_dir():
            raise IsADirectoryError(0, "is a folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        probe.touch(exist_ok=False)
        probe.unlink()
