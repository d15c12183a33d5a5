"""Saves a run after each epoch, and resumes it from there to the same weights as if it had not been stopped.

A checkpoint is a weight file with the best weights so far, so it can be used as a model. Further arrays, whose names
begin with TRAINING, and its metadata hold the state of the learner, of early stopping and of the random numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models.weights import TRAINING, load_training, load_weights, save_weights
from training.learning.learners import Learner, TrainingError
from training.learning.loop import EarlyStopping, Progress
from training.learning.settings import TrainingSettings

SAME_WHEN_RESUMED = (
    "seed", "validation", "fold", "pens", "teacher", "monitor", "optimizer", "average", "my_digits", "base",
)  # fmt: skip
"""Settings, by their names in files, that a resumed run must share with the one that was stopped."""
OF_THE_BEST = ("calibration", "best_epoch")
"""Metadata of the best weights so far."""


def save_checkpoint(file: Path, learner: Learner, progress: Progress, metadata: Mapping[str, Any]) -> None:
    """Write a checkpoint.

    Args:
        metadata: of the weight file, see :class:`training.runs.run.Run`.

    Raises:
        WeightsError: it cannot be written.
    """
    training = {f"{TRAINING}{name}": array for name, array in learner.training_state().items()}
    stopping = progress.stopping
    stated = {
        "epochs": stopping.epochs,
        "best_epoch": stopping.best_epoch,
        "best_score": stopping.best_score,
        "rng": progress.rng.bit_generator.state,
        "learner_rng": learner.rng.bit_generator.state if learner.rng else None,
    }
    save_weights(file, {**progress.best, **training}, {**metadata, "progress": stated})


def load_checkpoint(file: Path, learner: Learner, settings: TrainingSettings) -> tuple[Progress, float, dict[str, Any]]:
    """Put the learner into the state in which a run was stopped.

    Returns:
        The run's progress, the seconds spent on its epochs, and the metadata of the best weights, see OF_THE_BEST.

    Raises:
        TrainingError: the file is not a checkpoint, its run is complete, or it had other settings or another network.
        WeightsError: the file cannot be read, or holds weights of another shape.
    """
    best, metadata = load_weights(file, {name: array.shape for name, array in learner.state().items()})
    if metadata.get("architecture") != learner.architecture:
        raise TrainingError("{file}: its run trained another network; choose that one", file=file)
    stated, progress = metadata.get("settings"), metadata.get("progress")
    if not isinstance(stated, dict) or not isinstance(progress, dict):
        raise TrainingError("{file}: not a checkpoint of a run that was stopped", file=file)
    _check_settings(file, stated, settings)
    try:
        if (epochs := int(progress["epochs"])) >= settings.epochs:
            raise TrainingError("its run of {epochs} epochs is complete; set more with --epochs", epochs=epochs)
        learner.load_training_state({name.removeprefix(TRAINING): array for name, array in load_training(file).items()})
        if learner.rng:
            learner.rng.bit_generator.state = progress["learner_rng"]
        rng = np.random.default_rng()
        rng.bit_generator.state = progress["rng"]
        stopping = EarlyStopping(settings.patience, epochs, int(progress["best_epoch"]), float(progress["best_score"]))
        seconds = float(metadata["seconds"])
        if not math.isfinite(seconds) or not math.isfinite(stopping.best_score):
            raise ValueError("not finite")
        return (
            Progress(rng, stopping, best, list(settings.rate_changes)),
            seconds,
            {name: metadata[name] for name in OF_THE_BEST},
        )
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RuntimeError) as error:
        raise TrainingError("{file}: not a checkpoint of a run that was stopped", file=file) from error


def _check_settings(file: Path, stated: Mapping[str, Any], settings: TrainingSettings) -> None:
    """Refuse to resume with settings that would make it another run."""
    ours, usual = settings.to_json(), TrainingSettings().to_json()
    for name in SAME_WHEN_RESUMED:
        if stated.get(name, usual[name]) != ours[name]:
            raise TrainingError(
                "{file}: its run used another {name}, {value}; use the same",
                file=file,
                name=name,
                value=stated.get(name),
            )
