"""Runs that tests write into the history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training.learning.metrics import Scores
from training.learning.settings import TrainingSettings
from training.runs import history
from training.runs.history import RunRecord
from training.runs.log import RunLog, new_folder
from training.runs.messages import RunOrder

ORDER = RunOrder("bp", TrainingSettings(epochs=2, seed=7), data=Path("/data"))
SCORES = Scores("bp", 79_510, 0.98, None, 12.0)
FINISHED = ("finished", {"epochs": 2, "best_epoch": 1, "test_accuracy": 0.97, "seconds": 3.0, "interrupted": False})


def epoch(number: int, best: bool = True) -> dict[str, Any]:
    return {
        "epoch": number,
        "seconds": 1.0,
        "evaluation_seconds": 0.5,
        "train_loss": 0.5,
        "train_accuracy": 0.9,
        "validation_loss": 0.4,
        "validation_accuracy": 0.95,
        "best": best,
    }


def write_run(*events: tuple[str, dict[str, Any]], order: RunOrder = ORDER) -> Path:
    folder = new_folder()
    log = RunLog(folder)
    with log.locked():
        log.begin(order)
        for name, record in events:
            log.write(name, record)
    return folder


def only_run() -> RunRecord:
    runs, errors = history.load_history()
    assert not errors
    (run,) = runs
    return run
