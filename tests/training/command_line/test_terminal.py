"""A run on a terminal: Ctrl-C at any time, and logs that cannot be written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from models.weights import read_metadata
from tests.helpers import PROJECT, json_lines
from tests.training.command_line.invoked import ALONE, Here, assert_refused, training
from training.__main__ import main
from training.datasets import mnist
from training.datasets.pens import PENS_FILE
from training.learning.learners import NumpyLearner


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_keeps_the_best_weights_so_far_and_the_run_goes_on_from_its_checkpoint(
    digits: Path, tmp_path: Path
) -> None:
    log, weights = tmp_path / "log.jsonl", tmp_path / "bp.safetensors"
    process = subprocess.Popen(
        [
            sys.executable, "-m", "training", *ALONE, "--epochs", "1000", "--patience", "1000",
            "--data", str(digits), "--output", str(weights), "--log", str(log),
        ],
        cwd=PROJECT, stderr=subprocess.PIPE,
    )  # fmt: skip
    watch = threading.Thread(target=interrupt_after_an_epoch, args=(process, log))
    watch.start()
    _, said = process.communicate(timeout=120)
    watch.join()
    assert process.returncode == 0
    assert b"stopped after" in said
    assert b"Traceback" not in said
    assert json_lines(log.read_text())[-1]["interrupted"] is True
    stopped = read_metadata(weights)
    assert stopped["best_epoch"] >= 1
    checkpoint = tmp_path / "bp.checkpoint.safetensors"
    assert f"{checkpoint} holds the best weights so far; --resume goes on from it".encode() in said
    epochs = str(stopped["epochs"] + 1)
    done = training(*ALONE, "--epochs", epochs, "--data", digits, "--resume", checkpoint, "--output", weights)
    assert done.stderr.count("epoch  ") == 1
    assert str(read_metadata(weights)["epochs"]) == epochs
    assert not checkpoint.exists()


def interrupt_after_an_epoch(process: subprocess.Popen[bytes], log: Path) -> None:
    while process.poll() is None and not (log.exists() and '"epoch"' in log.read_text()):
        threading.Event().wait(0.02)
    process.send_signal(signal.SIGINT)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_in_the_first_epoch_writes_nothing(
    digits: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The learner's first step stands for the terminal."""

    def learn(self: NumpyLearner, images: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        os.kill(os.getpid(), signal.SIGINT)
        return 1.0, targets.argmax(axis=1)

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(NumpyLearner, "learn", learn)
    assert main([*ALONE, "--data", str(digits), "--output", str(tmp_path / "bp.safetensors")]) == 130
    assert os.listdir(tmp_path) == []
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are looked up in /proc")
def test_ctrl_c_while_strokes_are_drawn_ends_all_processes(data_folder: Path, tmp_path: Path) -> None:
    if not PENS_FILE.path(data_folder).exists():
        pytest.skip("no recorded pens here")
    process = subprocess.Popen(
        [
            sys.executable, "-m", "training", "bp", "--pens",
            "--data", str(data_folder), "--output", str(tmp_path / "bp"),
        ],
        cwd=PROJECT, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None and len(children.read_text().split()) < 2:
        threading.Event().wait(0.02)
    threading.Event().wait(1)  # they have begun
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=10)  # they do not finish first what they are drawing, half a minute's work
    assert (process.returncode, said) == (130, b"training: stopped\n")


def test_a_network_that_has_learnt_nothing_is_not_passed_over_in_silence(
    here: Here, digits: Path, tmp_path: Path
) -> None:
    done = here(*ALONE, "--epochs", "1", "--learning-rate", "1e6", "--data", digits, "--output", tmp_path / "bp")
    assert done.returncode == 0
    said = "training: the network has learnt next to nothing; try another learning rate than 1e+06"
    assert done.stderr.splitlines()[-1] == said


def test_a_checkpoint_that_cannot_be_written_is_said(here: Here, digits: Path, tmp_path: Path) -> None:
    (tmp_path / "bp.checkpoint.safetensors").mkdir()
    done = here(*ALONE, "--epochs", "1", "--data", digits, "--output", tmp_path / "bp.safetensors")
    assert done.returncode == 0
    assert "bp.checkpoint.safetensors: cannot be written" in done.stderr
    assert "; the run goes on" in done.stderr


def test_a_memory_that_is_too_small_is_one_sentence(
    here: Here, digits: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist.np, "divide", lambda *_, **__: np.empty(1 << 60, np.uint8))
    done = here(*ALONE, "--data", digits, "--output", tmp_path / "bp.safetensors")
    assert_refused(done, 1, "there is not enough memory")


def test_a_log_that_cannot_be_written(here: Here, digits: Path, tmp_path: Path) -> None:
    done = here(
        *ALONE, "--data", digits, "--output", tmp_path / "bp.safetensors", "--log", tmp_path / "none" / "log.jsonl"
    )
    assert_refused(done, 1, "log.jsonl", "cannot be written")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_disk_that_is_full_under_the_log(digits: Path, tmp_path: Path) -> None:
    done = training(*ALONE, "--epochs", "1", "--data", digits, "--output", tmp_path / "bp", "--log", "/dev/full")
    *_, kept, said = done.stderr.splitlines()
    assert (done.returncode, said) == (1, "training: cannot go on (No space left on device)")
    assert kept.startswith(f"training: {tmp_path / 'bp.checkpoint.safetensors'} holds the best weights so far")
    assert read_metadata(tmp_path / "bp.checkpoint.safetensors")["epochs"] == 1
