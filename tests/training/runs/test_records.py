"""A run read back from its folder: what it was made from, how it ended, and what to do with damaged lines."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from tests.helpers import is_one_sentence, save_network
from tests.training.runs.written_runs import FINISHED, ORDER, SCORES, epoch, only_run, write_run
from training.learning.settings import TrainingSettings
from training.runs import history
from training.runs.log import CHECKPOINT, EVENTS, RunLog
from training.runs.records import Status


def test_a_run_is_there_again_with_all_that_it_was_made_from() -> None:
    compared = ("compared", {"new": asdict(SCORES), "current": None})
    write_run(("epoch", epoch(1)), ("epoch", epoch(2, best=False)), FINISHED, compared)
    run = only_run()
    assert run.order == ORDER
    assert run.status is Status.FINISHED
    assert [event["epoch"] for event in run.epochs] == [1, 2]
    assert (run.seconds, run.best_epoch, run.test_accuracy) == (3.0, 1, 0.97)
    assert (run.new, run.current) == (SCORES, None)


def test_a_run_without_an_end_was_interrupted_and_can_go_on() -> None:
    folder = write_run(("epoch", epoch(1)))
    save_network(folder / CHECKPOINT)
    run = only_run()
    assert run.status is Status.INTERRUPTED
    assert run.weights == folder / CHECKPOINT
    assert run.resumable


def test_a_run_that_goes_on_counts_each_epoch_once() -> None:
    folder = write_run(("epoch", epoch(1)), ("epoch", epoch(2)))
    log = RunLog(folder)
    log.begin(ORDER)
    log.write("epoch", epoch(2, best=False))
    log.close()
    assert [(event["epoch"], event["best"]) for event in only_run().epochs] == [(1, True), (2, False)]


def test_a_stopped_and_a_failed_run_say_so() -> None:
    write_run(("epoch", epoch(1)), ("finished", {**FINISHED[1], "interrupted": True}))
    assert only_run().status is Status.STOPPED
    write_run(("failed", {"reason": "the loss grew"}))
    assert {run.status: run.reason for run in history.load_history()[0]}[Status.FAILED] == "the loss grew"


@pytest.mark.parametrize(
    "damage", [b"{", b"nonsense", b'{"event": 3}', b"[1]", b'{"event": "epoch", "epoch": 1}', b"\xff\xfe"]
)
def test_damaged_lines_are_set_aside_and_the_rest_is_there(damage: bytes) -> None:
    folder = write_run(("epoch", epoch(1)), FINISHED)
    lines = (folder / EVENTS).read_bytes().splitlines(keepends=True)
    (folder / EVENTS).write_bytes(b"".join([lines[0], lines[1], damage + b"\n", lines[2]]))
    (run,), (error,) = history.load_history()
    assert run.status is Status.FINISHED
    assert len(run.epochs) == 1
    assert is_one_sentence(error)
    assert (folder / "events.broken.jsonl").read_bytes() == damage + b"\n"
    assert history.load_history() == ([run], []), "it is said once"


def test_settings_of_another_version_are_taken_as_far_as_they_are_known() -> None:
    folder = write_run(FINISHED)
    begun, *rest = (folder / EVENTS).read_text().splitlines()
    event = json.loads(begun)
    event["settings"] = {"epochs": 5, "of_tomorrow": True}
    (folder / EVENTS).write_text("\n".join([json.dumps(event), *rest]) + "\n")
    assert only_run().order.settings == TrainingSettings(epochs=5)
