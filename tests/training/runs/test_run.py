"""Runs: one process or several, checkpoints, and going on from them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from common.errors import PlainError
from models import catalog
from models.weights import read_metadata, save_weights
from tests.helpers import PROJECT, easy_mnist, is_one_sentence
from training.learning.learners import TrainingError
from training.learning.loop import EpochDone
from training.learning.optimizers import OPTIMIZERS
from training.learning.settings import AGAIN, BUNDLED, HANDS, LETTERS, PRESETS, TrainingSettings
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
    ("bp", replace(SHORT, batch_norm=True, dropout=0.5, deskew=True, ema_decay=0.9, weight_decay=0.1, hidden=30)),
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


NO_PROGRESS = [
    *(lambda progress: None, lambda progress: {}, lambda progress: [1], damaged),
    *(lambda progress, name=name: {**progress, name: 10**400} for name in ("best_score", "rng")),
    lambda progress: {**progress, "rng": {**progress["rng"], "state": {"state": 10**400, "inc": -1}}},
]


@pytest.mark.parametrize("change", NO_PROGRESS, ids=range(len(NO_PROGRESS)))
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
        ({"deskew": True}, "weights of another network"),
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


def test_a_checkpoint_that_cannot_be_written_does_not_end_the_run(few_digits: None, tmp_path: Path) -> None:
    """A folder in its place refuses to be replaced, as a file does that a virus scanner holds."""
    run = Run(RunOrder("bp", SHORT), tmp_path / "bp.safetensors")
    run.checkpoint.mkdir()
    for event in run.events():
        run.keep(event)
        if isinstance(event, EpochDone) and event.epoch == 1:
            assert is_one_sentence(str(run.unsaved))
            assert run.kept_so_far is None
            run.checkpoint.rmdir()
        elif isinstance(event, EpochDone):
            assert (run.unsaved, run.kept_so_far) == (None, run.checkpoint)
    assert [path.name for path in tmp_path.iterdir()] == ["bp.safetensors"]


def test_a_look_whether_a_file_can_be_written_follows_no_link(few_digits: None, tmp_path: Path) -> None:
    (tmp_path / ".bp.safetensors.probe").symlink_to(tmp_path / "target")
    Run(RunOrder("bp", SHORT), tmp_path / "bp.safetensors")
    assert not (tmp_path / "target").exists()


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


@pytest.mark.parametrize(
    ("network", "presets"),
    [
        ("bp", [HANDS]),
        ("lenet", [BUNDLED, AGAIN, HANDS]),
        ("resnet", [BUNDLED, AGAIN, LETTERS, HANDS]),
    ],
)
def test_the_bundled_weights_were_made_with_the_presets(network: str, presets: list[str]) -> None:
    stated = read_metadata(catalog.find(network).file)
    assert stated["seed"] == PRESETS[network][presets[-1]].seed
    for preset in reversed(presets):
        settings = TrainingSettings.from_json(stated["settings"])
        assert settings == replace(PRESETS[network][preset], precision=settings.precision), "which the device chose"
        stated = stated.get("started_from", {})
    assert stated == {}


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


@pytest.mark.usefixtures("few_digits")
def test_half_of_the_new_weights_is_kept_where_that_is_wanted(tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{name}.safetensors" for name in ("first", "second", "third"))
    to_the_end(Run(RunOrder("bp", SHORT), first))
    for part, output in ((1.0, second), (0.5, third)):
        to_the_end(Run(RunOrder("bp", replace(SHORT, blend=part)), output, start=first))
    old, new, half = (load_file(path) for path in (first, second, third))
    for name, array in half.items():
        np.testing.assert_allclose(array, (old[name] + new[name]) / 2, atol=1e-6)
    accuracies = [read_metadata(path)["mnist_accuracy"] for path in (second, third)]
    assert all(accuracy > 0.9 for accuracy in accuracies)


def test_blending_needs_weights_to_start_from(tmp_path: Path) -> None:
    with pytest.raises(TrainingError) as refused:
        Run(RunOrder("bp", replace(SHORT, blend=0.5)), tmp_path / "bp.safetensors")
    assert is_one_sentence(refused.value)


def to_the_end(run: Run) -> None:
    for event in run.events():
        run.keep(event)
