"""Runs of before: the history knows them, and writes them as it did."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.compatibility.before import (
    ANNA,
    CHINESE,
    COMPARED,
    DISCARDED,
    FAILED,
    HAND,
    INTERRUPTED,
    KEPT,
    KEPT_LENET,
    STOPPED,
    events,
    runs,
    without,
)
from tests.helpers import json_lines
from training.learning.loop import EpochDone, Finished
from training.learning.metrics import Scores
from training.learning.settings import TrainingSettings
from training.runs.history import Status
from training.runs.log import CHECKPOINT, EVENTS, WEIGHTS, RunLog
from training.runs.messages import RunOrder

BP = TrainingSettings(
    learning_rate=0.001, batch_size=32, epochs=4, patience=None, weight_decay=0.001, warm_up=0.1, ema_decay=0.99,
    hidden=6, batch_norm=True, dropout=0.05, augment=True, strength=0.2, calm=0.25, mnist=0.02, seed=7,
)  # fmt: skip
LENET = TrainingSettings(
    learning_rate=0.004, batch_size=64, epochs=3, patience=None, ema_decay=0.9, mnist=0.01, validation=500
)
NOTHING_LEFT_OUT = TrainingSettings(
    optimizer="momentum", learning_rate=0.05, batch_size=256, epochs=30, monitor="loss", patience=4, weight_decay=0.05,
    schedule="constant", warm_up=0.05, ema_decay=0.999, precision="bfloat16", hidden=50, batch_norm=True, dropout=0.25,
    teacher="lenet", augment=True, strength=0.75, calm=0.2, mnist=0.5, pens=True, strokes=0.5, scrawls=0.4,
    my_digits=True, base="Not kept any more", fold=2, validation=2_000, seed=11,
)  # fmt: skip
LEARNT_A_HAND = TrainingSettings(
    learning_rate=0.0003, epochs=2, monitor="last", patience=None, ema_decay=0.98, augment=True, my_digits=True,
    base=ANNA, seed=3,
)  # fmt: skip
EASY, REAL = Path("/tmp/digitpad/easy"), Path("/tmp/digitpad/real")
ORDERS = {
    **dict.fromkeys((KEPT, COMPARED, INTERRUPTED, DISCARDED), RunOrder("bp", BP, data=EASY)),
    KEPT_LENET: RunOrder("lenet", LENET, "cpu", EASY),
    STOPPED: RunOrder("lenet", replace(LENET, optimizer="momentum", learning_rate=0.03, epochs=50), "cpu", EASY),
    FAILED: RunOrder("resnet", NOTHING_LEFT_OUT, "cuda"),
    HAND: RunOrder("bp", LEARNT_A_HAND, data=REAL),
}
each_run = pytest.mark.parametrize("run", ORDERS)


@pytest.mark.usefixtures("home")
def test_all_runs_are_there_with_what_they_were_made_from() -> None:
    assert {name: record.order for name, record in runs().items()} == ORDERS
    assert list(runs()) == sorted(ORDERS, reverse=True)


@pytest.mark.usefixtures("home")
def test_runs_have_the_same_state_end_and_name() -> None:
    assert {
        name: (record.status, record.best_epoch, record.test_accuracy, record.kept_as)
        for name, record in runs().items()
    } == {
        KEPT: (Status.FINISHED, 4, 0.874, ANNA),
        COMPARED: (Status.FINISHED, 4, 0.874, None),
        INTERRUPTED: (Status.INTERRUPTED, 2, None, None),
        KEPT_LENET: (Status.FINISHED, 3, 0.901, CHINESE),
        STOPPED: (Status.STOPPED, 1, 0.105, None),
        DISCARDED: (Status.FINISHED, 4, 0.874, None),
        FAILED: (Status.FAILED, None, None, None),
        HAND: (Status.FINISHED, 2, 0.0502, None),
    }
    assert str(runs()[FAILED].reason).startswith("there is no model 'Not kept any more'")


@each_run
@pytest.mark.usefixtures("home")
def test_runs_have_the_same_times_and_epochs(run: str) -> None:
    record, (begun, *others) = runs()[run], events(run)
    epochs = [event for event in others if event["event"] == "epoch"]
    assert record.started.isoformat() == begun["time"]
    assert list(record.epochs) == epochs
    assert record.seconds == sum(epoch["seconds"] + epoch["evaluation_seconds"] for epoch in epochs)


@pytest.mark.usefixtures("home")
def test_runs_have_the_same_marks() -> None:
    compared, hand = runs()[COMPARED], runs()[HAND]
    assert compared.new == Scores(name="bp", parameters=4_792, mnist=0.874, pens=None, seconds=0.3, mine=None)
    assert compared.current == Scores(name="bp", parameters=79_510, mnist=0.134, pens=None, seconds=109.7, mine=None)
    assert hand.new == Scores(name="bp", parameters=4_792, mnist=0.0502, pens=0.022697, seconds=0.0, mine=0.0)
    assert hand.current == Scores(name=ANNA, parameters=4_792, mnist=0.0595, pens=0.031375, seconds=0.2, mine=0.0)
    assert {name for name, record in runs().items() if record.new is None} == {INTERRUPTED, FAILED}


def test_the_weights_of_runs_are_found(home: Path) -> None:
    assert {name: record.weights for name, record in runs().items() if record.weights} == {
        COMPARED: home / "runs" / COMPARED / WEIGHTS,
        INTERRUPTED: home / "runs" / INTERRUPTED / CHECKPOINT,
        STOPPED: home / "runs" / STOPPED / WEIGHTS,
        HAND: home / "runs" / HAND / WEIGHTS,
    }
    assert {name for name, record in runs().items() if record.resumable} == {INTERRUPTED, STOPPED}


@each_run
def test_a_run_is_written_as_it_was(run: str, tmp_path: Path) -> None:
    begun, *others = events(run)
    log = RunLog(tmp_path / "run")
    with log.locked():
        log.begin(ORDERS[run])
    (written,) = json_lines((tmp_path / "run" / EVENTS).read_text())
    known = {name: written["settings"][name] for name in begun["settings"]}  # there are more by now
    assert {**written, "time": begun["time"], "settings": known} == begun
    for event in others:
        if event["event"] == "epoch":
            assert {"event": "epoch", **asdict(EpochDone(**without(event, "event")))} == event
        if event["event"] == "finished":
            ended = Finished(**without(event, "event", "weights"))
            assert {"event": "finished", **asdict(ended), "weights": event["weights"]} == event
