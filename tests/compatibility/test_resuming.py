"""Checkpoints of before: a run goes on from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models import user_models
from models.weights import Array, load_training, read_metadata
from tests.compatibility.before import (
    COMPARED,
    FILES,
    INTERRUPTED,
    STOPPED,
    checksum,
    events,
    needs_torch,
    runs,
    without,
)
from tests.helpers import json_lines
from training.__main__ import main as train
from training.learning.loop import EpochDone
from training.runs.log import CHECKPOINT, WEIGHTS
from training.runs.run import Run


def finish(run: Run) -> int:
    """Do a run to its end; how many epochs that took."""
    epochs = 0
    for event in run.events():
        run.keep(event)
        epochs += isinstance(event, EpochDone)
    return epochs


def determined(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Weights without what rounding decides, which differs between processors.

    A bias before batch normalisation changes nothing and has no gradient; the running mean follows it, somewhat late.
    """
    others = {name: array for name, array in arrays.items() if name != "0.bias"}
    return {**others, "1.running_mean": arrays["1.running_mean"] - arrays["0.bias"]}


def test_an_interrupted_run_goes_on_to_the_weights_that_it_would_have_had(home: Path, digits: Path) -> None:
    """Another run of then, with the same order, was not interrupted."""
    record = runs()[INTERRUPTED]
    order, output, checkpoint = record.order, record.folder / WEIGHTS, record.folder / CHECKPOINT
    assert finish(Run(replace(order, data=digits), output, resume=checkpoint)) == 2
    assert not checkpoint.exists()
    (arrays, metadata), (expected, said) = map(user_models.read_network, (output, home / "runs" / COMPARED / WEIGHTS))
    assert set(arrays) == set(expected)
    now, then = determined(arrays), determined(expected)
    for name, array in then.items():
        np.testing.assert_allclose(now[name], array, rtol=0, atol=1e-3, err_msg=name)
    measured = ("seconds", "calibration", "mnist_accuracy")
    assert without(metadata, *measured, "settings") == without(said, *measured, "settings")
    assert said["settings"].items() <= metadata["settings"].items(), "there are more by now"
    assert metadata["calibration"] == pytest.approx(said["calibration"], abs=0.01)
    assert metadata["mnist_accuracy"] == pytest.approx(said["mnist_accuracy"], abs=0.01)


def test_the_command_line_goes_on_from_a_checkpoint(home: Path, digits: Path, tmp_path: Path) -> None:
    checkpoint, output, log = home / "runs" / INTERRUPTED / CHECKPOINT, tmp_path / "bp.safetensors", tmp_path / "log"
    status = train(
        [
            "bp", "--preset", "quick", "--hidden", "6", "--batch-norm", "--dropout", "0.05", "--mnist", "0.02",
            "--seed", "7", "--epochs", "3", "--resume", str(checkpoint), "--output", str(output), "--log", str(log),
            "--data", str(digits),
        ]
    )  # fmt: skip
    assert status == 0
    epoch, finished = json_lines(log.read_text())
    then = {event["event"]: set(event) for event in events(COMPARED)}
    assert (epoch["epoch"], set(epoch)) == (3, then["epoch"])
    assert (finished["epochs"], set(finished)) == (3, then["finished"])
    assert read_metadata(output)["epochs"] == 3


@needs_torch
@pytest.mark.usefixtures("home")
def test_a_stopped_run_of_a_torch_net_goes_on(digits: Path) -> None:
    record = runs()[STOPPED]
    settings = replace(record.order.settings, epochs=2)
    output, checkpoint = record.folder / WEIGHTS, record.folder / CHECKPOINT
    run = Run(replace(record.order, settings=settings, data=digits), output, resume=checkpoint)
    before = load_training(FILES / "home/runs" / STOPPED / CHECKPOINT)
    now = {f"training.{name}": array for name, array in run.learner.training_state().items()}
    assert checksum(now) == checksum(before)
    assert finish(run) == 1
    assert read_metadata(output)["epochs"] == 2
