"""``python -m training``, run as a user runs it, on a MNIST of its true size."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models import catalog
from models.bp.network import Network
from models.weights import read_metadata
from tests.helpers import easy_digits, json_lines, without_torch
from tests.training.command_line.invoked import ALONE, Here, assert_refused, training
from tests.training.datasets.small_mnist import raw_folder
from training.__main__ import main
from training.datasets import mnist
from training.datasets.my_digits import export
from training.reports.personalization import samples
from training.runs import personalization

EPOCH_FIELDS = [
    "event", "epoch", "seconds", "evaluation_seconds", "train_loss", "train_accuracy", "validation_accuracy",
]  # fmt: skip
FINISHED_FIELDS = ["event", "epochs", "best_epoch", "test_accuracy", "seconds", "weights"]


@pytest.fixture(scope="module")
def run(digits: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """One epoch of the numpy net where there is no torch, and the folder with what it wrote."""
    folder = tmp_path_factory.mktemp("run")
    done = training(
        *ALONE, "--epochs", "1", "--seed", "7", "--data", digits,
        "--output", folder / "new" / "bp.safetensors", "--log", folder / "log.jsonl",
        env=without_torch(folder / "blocker"),
    )  # fmt: skip
    return done, folder


Run = tuple[subprocess.CompletedProcess[str], Path]


# --- training ---------------------------------------------------------------------------------------------------------


def test_training_succeeds_without_torch(run: Run) -> None:
    done, _ = run
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "finished after 1 epochs" in done.stderr


def test_the_weights_are_written_and_read_the_digits(run: Run) -> None:
    file = run[1] / "new" / "bp.safetensors"
    assert os.listdir(file.parent) == ["bp.safetensors"]
    test = easy_digits(200, seed=5)
    answers = Network.load(file).predict_proba(test.images).argmax(axis=1)
    assert (answers == test.labels).mean() > 0.9


def test_the_weights_say_how_they_were_made(run: Run) -> None:
    metadata = read_metadata(run[1] / "new" / "bp.safetensors")
    assert metadata["name"] == "bp"
    assert metadata["parameters"] == 79_510
    assert metadata["architecture"] == {"network": "bp", "sizes": [784, 100, 10], "batch_norm": False, "dropout": 0.0}
    assert (metadata["framing"], metadata["data_sets"], metadata["seed"]) == ("centred", ["MNIST"], 7)
    assert metadata["settings"]["epochs"] == 1
    assert 0.9 < metadata["mnist_accuracy"] <= 1


def test_the_log_has_the_events_of_the_design(run: Run) -> None:
    epoch, finished = json_lines((run[1] / "log.jsonl").read_text())
    assert set(EPOCH_FIELDS) <= set(epoch)
    assert set(FINISHED_FIELDS) <= set(finished)
    assert (epoch["event"], epoch["epoch"]) == ("epoch", 1)
    assert (finished["event"], finished["epochs"], finished["best_epoch"]) == ("finished", 1, 1)
    assert finished["weights"] == str(run[1] / "new" / "bp.safetensors")
    assert 0 <= epoch["validation_accuracy"] <= 1


def test_weights_of_a_complete_run_are_no_checkpoint(here: Here, run: Run, digits: Path, tmp_path: Path) -> None:
    weights = run[1] / "new" / "bp.safetensors"
    done = here(*ALONE, "--seed", "7", "--data", digits, "--resume", weights, "--output", tmp_path / "bp")
    assert_refused(done, 1, str(weights), "not a checkpoint of a run that was stopped")


def test_a_net_of_another_shape(digits: Path, tmp_path: Path) -> None:
    options = ["--hidden", "30", "--batch-norm", "--dropout", "0.2", "--deskew"]
    options += ["--weight-decay", "0.01", "--optimizer", "rmsprop"]
    done = training(*ALONE, *options, "--epochs", "1", "--data", digits, "--output", tmp_path / "bp")
    assert done.returncode == 0, done.stderr
    architecture = read_metadata(tmp_path / "bp")["architecture"]
    kind = {"batch_norm": True, "dropout": 0.2, "deskew": True}
    assert architecture == {"network": "bp", "sizes": [784, 30, 10], **kind}
    assert catalog.load("bp", tmp_path / "bp").predict_proba(easy_digits(5).images).shape == (5, 10)


def test_nobody_teaches_where_nobody_is_asked_to(digits: Path, tmp_path: Path) -> None:
    options = ["--preset", "bundled", "--teacher", "nobody", "--no-augment"]
    done = training(*ALONE, *options, "--epochs", "1", "--data", digits, "--output", tmp_path / "bp")
    assert done.returncode == 0, done.stderr
    assert read_metadata(tmp_path / "bp")["settings"]["teacher"] is None


def test_a_teacher_that_cannot_be_had(digits: Path, tmp_path: Path) -> None:
    done = training(
        *ALONE,
        "--teacher",
        "resnet",
        "--data",
        digits,
        "--output",
        tmp_path / "bp",
        env=without_torch(tmp_path / "none"),
    )
    assert_refused(done, 2, "ResNet", "torch is not installed")


def test_weights_of_another_net_cannot_be_gone_on_with(here: Here, run: Run, digits: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    weights = run[1] / "new" / "bp.safetensors"
    done = here("lenet", "--no-pens", "--data", digits, "--resume", weights, "--output", tmp_path / "lenet")
    assert_refused(done, 1, str(weights), "weights of another network")


def test_recorded_pens_that_are_not_there(here: Here, digits: Path, tmp_path: Path) -> None:
    done = here("bp", "--pens", "--data", digits, "--output", tmp_path / "bp")
    assert_refused(done, 1, "pendigits-orig.tra", "not found")


# --- a hand -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of own digits, with a damaged line; few frames are drawn beside them."""
    for name, count in (("VERSIONS", 300), ("STYLES_ALONE", 600), ("TESTED", 300), ("EACH", 4)):
        monkeypatch.setattr(personalization, name, count)
    monkeypatch.setattr(personalization, "REPLAY", dict.fromkeys(personalization.REPLAY, 300))
    export(samples(109, learnt=3, held_out=2), tmp_path / "mine.jsonl")
    with (tmp_path / "mine.jsonl").open("a") as file:
        file.write("nonsense\n")
    return tmp_path / "mine.jsonl"


def test_a_hand_is_learnt(mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    output = ["--output", str(tmp_path / "hand.safetensors"), "--log", str(tmp_path / "log.jsonl")]
    assert main(["hand", "--model", "bp", "--my-digits", str(mine), "--data", str(tmp_path / "data"), *output]) == 0
    printed, said = capsys.readouterr()
    report = json.loads(printed)
    assert (report["model"], report["weights"]) == ("bp", str(tmp_path / "hand.safetensors"))
    assert (report["learnt_from"], report["my_digits"]["before"]["count"]) == (30, 20)
    assert report["tested_with"] == "made strokes"
    assert report["my_digits"]["after"]["errors"] <= report["my_digits"]["before"]["errors"]
    assert "training: mine.jsonl:51: not a line of JSON" in said
    assert "learnt from 30 digits" in said
    assert json_lines((tmp_path / "log.jsonl").read_text())[-1]["event"] == "finished"
    assert catalog.load("bp", tmp_path / "hand.safetensors").predict_proba(easy_digits(5).images).shape == (5, 10)


def test_own_digits_that_are_not_there(here: Here, tmp_path: Path) -> None:
    done = here("hand", "--model", "bp", "--my-digits", tmp_path / "none", "--output", tmp_path / "bp")
    assert_refused(done, 1, str(tmp_path / "none"), "cannot be read")


def test_own_digits_are_learnt_beside_mnist(mine: Path, digits: Path, tmp_path: Path) -> None:
    few = ["--epochs", "1", "--mnist", "0.1", "--my-digits", str(mine)]
    assert main([*ALONE, *few, "--data", str(digits), "--output", str(tmp_path / "bp.safetensors")]) == 0
    assert read_metadata(tmp_path / "bp.safetensors")["data_sets"] == ["MNIST", "my digits"]


# --- what cannot be done ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["bp"], ["evaluate", "--model", "bp"]], ids=["bp", "evaluate"])
def test_a_missing_data_folder(here: Here, tmp_path: Path, command: list[str]) -> None:
    output = ["--output", str(tmp_path / "bp.safetensors")] if command == ["bp"] else []
    done = here(*command, "--data", tmp_path / "nowhere", *output)
    assert_refused(done, 1, str(tmp_path / "nowhere"), "not found")
    assert os.listdir(tmp_path) == []


def test_a_half_downloaded_data_folder(here: Here, digits: Path, tmp_path: Path) -> None:
    raw = raw_folder(tmp_path / "data")
    raw.mkdir(parents=True)
    (raw / mnist.TRAIN_IMAGES.name).write_bytes((raw_folder(digits) / mnist.TRAIN_IMAGES.name).read_bytes()[:5000])
    done = here(*ALONE, "--data", tmp_path / "data", "--output", tmp_path / "bp.safetensors")
    assert_refused(done, 1, mnist.TRAIN_IMAGES.name, "incomplete")


def test_an_output_that_cannot_be_written_is_found_before_training(here: Here, digits: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = here(*ALONE, "--data", digits, "--output", tmp_path / "file" / "bp.safetensors")
    assert_refused(done, 1, str(tmp_path / "file" / "bp.safetensors"), "cannot be written")


def test_a_folder_in_place_of_the_output(here: Here, digits: Path, tmp_path: Path) -> None:
    assert_refused(here(*ALONE, "--data", digits, "--output", tmp_path), 1, "is a folder")


def test_a_learning_rate_that_diverges(here: Here, digits: Path, tmp_path: Path) -> None:
    output = tmp_path / "bp.safetensors"
    done = here(*ALONE, "--data", digits, "--optimizer", "sgd", "--learning-rate", "1e30", "--output", output)
    assert_refused(done, 1, "lower the learning rate")
    assert not output.exists()


def test_a_batch_larger_than_the_data(here: Here, digits: Path, tmp_path: Path) -> None:
    done = here(*ALONE, "--data", digits, "--batch-size", "57001", "--output", tmp_path / "bp.safetensors")
    assert_refused(done, 1, "does not fit into the 57000 digits")


def test_lenet_without_torch(digits: Path, tmp_path: Path) -> None:
    done = training(
        "lenet", "--no-pens", "--data", digits, "--output", tmp_path / "net", env=without_torch(tmp_path / "blocker")
    )
    assert_refused(done, 1, "torch is not installed")


@pytest.mark.skipif(not catalog.has_torch(), reason="torch is not installed")
def test_a_device_that_is_not_there(here: Here, digits: Path, tmp_path: Path) -> None:
    done = here("lenet", "--no-pens", "--data", digits, "--device", "mps", "--output", tmp_path / "net")
    if sys.platform == "darwin":
        pytest.skip("it may be there")
    assert_refused(done, 1, "this machine has no mps")


def test_evaluating_an_unknown_model(here: Here, digits: Path) -> None:
    assert_refused(here("evaluate", "--model", "resnet1000", "--data", digits), 2, "no model 'resnet1000'")
