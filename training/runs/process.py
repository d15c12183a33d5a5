"""Trains in a process of its own: the window sends commands and frames, and receives events and answers.

This module is what the new process imports; it knows neither Tk nor theme. What it sends are the events of
:mod:`training.learning.loop` and :mod:`training.runs.messages`; the last is ``Ended`` or a :class:`PlainError`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from common.errors import PlainError
from common.processes import become_helper
from common.translation import mark
from ink.framing import Frame, Framing
from models import catalog
from models.bp.losses import SoftmaxCrossEntropy, softmax
from models.catalog import ModelError
from models.weights import WeightsError, read_metadata
from training.datasets import my_digits
from training.datasets.mnist import DataError, Digits, data_folder
from training.datasets.pens import MEASURED_WRITERS, load_pens, place
from training.evaluation.evaluation import framed, scores
from training.learning.learners import FULL, Learner, TrainingError
from training.learning.loop import BatchDone, EpochDone, Event, Finished
from training.mixture.mixture import certain
from training.runs.log import CHECKPOINT, WEIGHTS, HistoryError, RunLog
from training.runs.messages import (
    ChangeRate,
    Ended,
    LiveAnswer,
    Look,
    Preparing,
    RunCommand,
    RunOrder,
    StepTried,
    TryStep,
    Unsaved,
)
from training.runs.run import Run

TELLING = 0.1
"""Least seconds between two BatchDone events that are sent."""
LOOKING = 0.3
"""Seconds after which the network in training reads the same frame again."""


def serve_training(connection: Connection, order: RunOrder, folder: Path, baseline: str, resume: bool) -> None:
    """Do a run until it ends or the process is killed.

    Args:
        folder: of the run, see :mod:`training.runs.log`.
        baseline: the model of the catalogue to set beside the new one.
        resume: go on from the checkpoint in the folder.
    """
    become_helper()
    log = RunLog(folder)
    try:
        with log.locked():
            log.begin(order)
            _Training(connection, order, folder, baseline, log).run(resume)
    except PlainError as error:
        connection.send(error)


class _Training:
    """Connects a run with the pipe to the window and with the log in its folder."""

    def __init__(self, connection: Connection, order: RunOrder, folder: Path, baseline: str, log: RunLog) -> None:
        self.connection, self.order, self.folder, self.baseline, self.log = connection, order, folder, baseline, log
        self.output = folder / WEIGHTS
        self.desk = _Desk(connection)
        self._told = 0.0

    def run(self, resume: bool) -> None:
        try:
            self._train(resume)
        except PlainError as error:
            self._write("failed", {"reason": str(error)})
            self.connection.send(error)
        except ConnectionError:
            return  # the window is gone
        except MemoryError:
            self.connection.send(TrainingError(FULL))
        except Exception as error:  # whatever it is, the window must hear of it
            reason = f"{type(error).__name__}: {error}"
            self.connection.send(TrainingError("the training failed ({reason})", reason=reason))

    def _train(self, resume: bool) -> None:
        checkpoint = self.folder / CHECKPOINT if resume else None
        order = replace(self.order, data=data_folder(self.order.data))  # where none is named, they would be downloaded
        run = Run(
            order, self.output, resume=checkpoint, on_progress=lambda *done: self.connection.send(Preparing(*done))
        )
        try:
            for event in self._events(run):
                run.keep(event)
                if run.unsaved and isinstance(event, EpochDone):
                    self._complain(run.unsaved)
                self._pass_on(event)
        except KeyboardInterrupt as error:
            raise TrainingError("stopped before the first epoch was done; there is nothing to keep") from error
        self._compare(run)

    def _events(self, run: Run) -> Iterator[Event]:
        """The run's events, between which the window's messages are acted on."""
        events = run.events()
        for event in events:
            yield event
            stopped = self.desk.attend(run.learner)
            if isinstance(event, Finished):
                continue
            self._change_rate(run, event)
            if stopped:
                yield events.throw(KeyboardInterrupt())

    def _change_rate(self, run: Run, event: BatchDone | EpochDone) -> None:
        """Take over a learning rate that the user has set, from the batch after this event on."""
        wanted, self.desk.rate = self.desk.rate, None
        if wanted is None:
            return
        place = (event.epoch, event.done) if isinstance(event, BatchDone) else (event.epoch + 1, 0)
        run.progress.rate_changes.append((*place, wanted))
        self._write("rate", {"epoch": place[0], "done": place[1], "rate": wanted})

    def _pass_on(self, event: Event) -> None:
        if isinstance(event, BatchDone):
            if time.monotonic() < self._told + TELLING:
                return
            self._told = time.monotonic()
        elif isinstance(event, EpochDone):
            self._write("epoch", asdict(event))
        else:
            self._write("finished", {**asdict(event), "weights": str(self.output)})
        self.connection.send(event)

    def _write(self, event: str, record: Mapping[str, Any]) -> None:
        """Write an event into the run's history, which a run can do without."""
        try:
            self.log.write(event, record)
        except HistoryError as error:
            self._complain(error)

    def _complain(self, error: PlainError) -> None:
        self.connection.send(Unsaved(PlainError(mark("{reason}; the run goes on"), reason=error)))

    def _compare(self, run: Run) -> None:
        """Measure the new network and the current one on digits that neither was trained with."""
        settings, test, mine = self.order.settings, run.mixture.test, None
        if settings.my_digits:
            _, held_out = my_digits.split(my_digits.load()[0])
            mine = my_digits.as_digits(held_out)
        pens = _measured_pens(self.order.data)
        new = scores(catalog.load(self.order.network, self.output), read_metadata(self.output), test, pens, mine)
        try:
            baseline = catalog.find(settings.base or self.baseline)
            current = scores(catalog.load(baseline.name), read_metadata(baseline.file), test, pens, mine)
        except (ModelError, WeightsError):
            current = None
        self._write("compared", {"new": asdict(new), "current": asdict(current) if current else None})
        self.connection.send(Ended(self.output, new, current, run.mixture.tested_with, settings.base is not None))


def _measured_pens(data: Path | None) -> Digits | None:
    """The digits of the measured writers, each drawn once; None if they are not on this machine."""
    try:
        pens = load_pens(data_folder(data))
    except DataError:
        return None
    measured = [digit for digit in pens if digit.writer in MEASURED_WRITERS]
    return framed(list(place(measured, np.random.default_rng(1))), Framing.CENTRED)


def _tried(learner: Learner, asked: TryStep) -> StepTried:
    target = certain(np.array(asked.label))
    before, after, gradient = learner.tried(asked.frame, target)
    shares = softmax(np.stack([before, after]))
    loss = SoftmaxCrossEntropy()
    losses = abs(loss.forward(before[None], target[None])), abs(loss.forward(after[None], target[None]))  # no -0
    return StepTried(asked.frame, asked.label, shares[0], shares[1], losses, gradient, learner.learning_rate)


class _Desk:
    """Receives the window's messages in a thread, at once; :meth:`attend` acts on them between two batches."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._messages: SimpleQueue[Any] = SimpleQueue()
        self._paused = self._stopped = False
        self.rate: float | None = None  # the learning rate that is to be taken over
        self._frame: Frame | None = None
        self._looked = 0.0
        self._tries: list[TryStep] = []
        threading.Thread(target=self._receive, name="digitpad-orders", daemon=True).start()

    def _receive(self) -> None:
        with suppress(EOFError, OSError):  # the window is gone, and this process is about to go
            while True:
                self._messages.put(self._connection.recv())

    def _note(self, message: Any) -> None:
        if isinstance(message, Look):
            self._frame, self._looked = message.frame, 0.0
        elif isinstance(message, ChangeRate):
            self.rate = message.learning_rate
        elif isinstance(message, TryStep):
            self._tries = [message]
        elif message is RunCommand.STOP:
            self._stopped = True
        else:
            self._paused = message is RunCommand.PAUSE

    def attend(self, learner: Learner) -> bool:
        """Read the frame if one is due and wait while the run is paused; return whether it must stop."""
        while True:
            while not self._messages.empty():
                self._note(self._messages.get())
            if self._frame is not None and time.monotonic() >= self._looked + LOOKING:
                self._looked = time.monotonic()
                self._connection.send(LiveAnswer(softmax(learner.logits(self._frame[np.newaxis]))[0]))
            while self._tries:
                self._connection.send(_tried(learner, self._tries.pop()))
            if self._stopped or not self._paused:
                return self._stopped
            with suppress(Empty):
                self._note(self._messages.get(timeout=LOOKING))
