"""The process that holds torch: it answers, it survives, and it ends with the window."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, NamedTuple

import numpy as np
import pytest

from models import catalog, user_models, worker
from models.catalog import ModelError
from models.worker import Answer, Question, Ready

PATIENCE = 120
"""Seconds after which a process that says nothing is taken for dead."""


class Worker(NamedTuple):
    process: SpawnProcess
    connection: Connection

    def ask(self, model: str, frames: np.ndarray) -> Answer:
        self.connection.send(Question(model, frames))
        return self.hear()

    def hear(self) -> Any:
        assert self.connection.poll(PATIENCE), "the worker says nothing"
        return self.connection.recv()


@pytest.fixture(scope="module")
def running() -> Iterator[Worker]:
    """A worker that has loaded torch; one for all tests that do not end it."""
    pytest.importorskip("torch")
    started = start()
    assert isinstance(started.hear(), Ready)
    yield started
    stop(started)


def start() -> Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=worker.serve, args=(theirs,))
    process.start()
    theirs.close()
    return Worker(process, ours)


def stop(worker: Worker) -> None:
    worker.connection.close()
    worker.process.join(PATIENCE)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()
        pytest.fail("the worker outlived its window")


@pytest.fixture
def frames() -> np.ndarray:
    return np.random.default_rng(0).random((3, 28, 28), dtype=np.float32)


@pytest.mark.parametrize("model", ["bp", "lenet", "resnet"])
def test_it_answers_as_the_model_itself_does(running: Worker, frames: np.ndarray, model: str) -> None:
    answer = running.ask(model, frames)
    assert answer.error is None
    np.testing.assert_allclose(answer.probabilities, catalog.load(model).predict_proba(frames), atol=1e-6)


def test_it_answers_for_networks_that_are_kept_while_it_runs(frames: np.ndarray) -> None:
    pytest.importorskip("torch")
    one = start()  # in this test's own home
    assert isinstance(one.hear(), Ready)
    for architecture in ("lenet", "bp"):
        user_models.keep(catalog.WEIGHTS / f"{architecture}.safetensors", "mine")
        expected = catalog.load(architecture).predict_proba(frames)
        np.testing.assert_allclose(one.ask("mine", frames).probabilities, expected, atol=1e-6)
        user_models.delete("mine")
        assert "there is no model 'mine'" in str(one.ask("mine", frames).error)
    stop(one)


def test_an_unknown_model_is_an_error_and_not_the_end(running: Worker, frames: np.ndarray) -> None:
    answer = running.ask("resnet1000", frames)
    assert answer.probabilities is None
    assert isinstance(answer.error, ModelError)
    assert "there is no model 'resnet1000'" in str(answer.error)
    assert running.ask("lenet", frames).error is None


def test_frames_of_a_wrong_shape_are_an_error_and_not_the_end(running: Worker, frames: np.ndarray) -> None:
    answer = running.ask("lenet", frames[:, :5, :5])
    assert answer.probabilities is None
    assert "LeNet" in str(answer.error) or "lenet" in str(answer.error)
    assert running.ask("lenet", frames).error is None


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_it_ignores_ctrl_c(running: Worker, frames: np.ndarray) -> None:
    os.kill(running.process.pid or 0, signal.SIGINT)
    assert running.ask("lenet", frames).error is None


def test_it_ends_when_the_window_is_gone() -> None:
    one = start()
    one.hear()
    stop(one)
    assert one.process.exitcode == 0


def test_it_ends_when_the_window_goes_before_torch_is_there() -> None:
    one = start()
    stop(one)
    assert one.process.exitcode == 0


def test_without_torch_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    said = worker._load_torch()
    assert isinstance(said, Answer)
    assert "torch does not start here" in str(said.error)
