"""Trains in a process of its own: the window sends commands and frames, and receives events and answers.

This module is what the new process imports; it knows neither Tk nor theme. What it sends are the events of
:mod:`training.learning.loop` and :mod:`training.runs.messages`; the last is ``Ended`` or a :class:`PlainError`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from common.errors import PlainError
from common.processes import become_helper
from ink.framing import Frame, Framing
from models import catalog
from models.bp.losses import softmax
from models.catalog import ModelError
from models.weights import WeightsError, read_metadata
from training.datasets import my_digits
from training.datasets.mnist import DataError, Digits, data_folder
from training.datasets.pens import MEASURED_WRITERS, load_pens, place
from training.evaluation.evaluation import framed, scores
from training.learning.learners import Learner, TrainingError
from training.learning.loop import BatchDone, EpochDone, Event, Finished
from training.runs.log import CHECKPOINT, WEIGHTS, RunLog
from training.runs.messages import Ended, LiveAnswer, Look, Preparing, RunCommand
from training.runs.order import RunOrder
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
    try:
        _Training(connection, order, folder, baseline).run(resume)
    except PlainError as error:
        connection.send(error)
    except ConnectionError:
        return  # the window is gone
    except Exception as error:  # whatever it is, the window must hear of it
        connection.send(TrainingError("the training failed ({reason})", reason=f"{type(error).__name__}: {error}"))


class _Training:
    """Connects a run with the pipe to the window and with the log in its folder."""

    def __init__(self, connection: Connection, order: RunOrder, folder: Path, baseline: str) -> None:
        self.connection, self.order, self.folder, self.baseline = connection, order, folder, baseline
        self.desk = _Desk(connection)
        self._told = 0.0

    def run(self, resume: bool) -> None:
        with closing(RunLog(self.folder)) as log:
            log.begin(self.order)
            try:
                self._train(log, resume)
            except PlainError as error:
                log.write("failed", {"reason": str(error)})
                raise

    def _train(self, log: RunLog, resume: bool) -> None:
        output = self.folder / WEIGHTS
        checkpoint = self.folder / CHECKPOINT if resume else None
        run = Run(self.order, output, resume=checkpoint, on_progress=self._prepared)
        events = run.events()
        try:
            event: Event | None = next(events)
            while event is not None:
                run.keep(event)
                self._pass_on(event, log, output)
                stopped = self.desk.attend(run.learner, self.connection.send)
                if stopped and not isinstance(event, Finished):
                    event = events.throw(KeyboardInterrupt())
                else:
                    event = next(events, None)
        except KeyboardInterrupt as error:
            raise TrainingError("stopped before the first epoch was done; there is nothing to keep") from error
        self._compare(run, log, output)

    def _prepared(self, what: str, done: int, total: int) -> None:
        self.connection.send(Preparing(what, done, total))

    def _pass_on(self, event: Event, log: RunLog, output: Path) -> None:
        if isinstance(event, BatchDone):
            if time.monotonic() < self._told + TELLING:
                return
            self._told = time.monotonic()
        elif isinstance(event, EpochDone):
            log.write("epoch", asdict(event))
        else:
            log.write("finished", {**asdict(event), "weights": str(output)})
        self.connection.send(event)

    def _compare(self, run: Run, log: RunLog, output: Path) -> None:
        settings, test = self.order.settings, run.mixture.test
        mine = _own_test_digits() if settings.my_digits else None
        pens = _measured_pens(self.order.data)
        new = scores(catalog.load(self.order.network, output), read_metadata(output), test, pens, mine)
        try:
            baseline = catalog.find(settings.base or self.baseline)
            current = scores(catalog.load(baseline.name), read_metadata(baseline.file), test, pens, mine)
        except (ModelError, WeightsError):
            current = None
        log.write("compared", {"new": asdict(new), "current": asdict(current) if current else None})
        self.connection.send(Ended(output, new, current, run.mixture.tested_with, settings.base is not None))


def _own_test_digits() -> Digits:
    """The user's test digits."""
    _, held_out = my_digits.split(my_digits.load()[0])
    return my_digits.as_digits(held_out)


def _measured_pens(data: Path | None) -> Digits | None:
    """The digits of the measured writers, each drawn once; None if they are not on this machine."""
    try:
        pens = load_pens(data_folder(data))
    except DataError:
        return None
    measured = [digit for digit in pens if digit.writer in MEASURED_WRITERS]
    return framed(list(place(measured, np.random.default_rng(1))), Framing.CENTRED)


class _Desk:
    """Receives the window's messages in a thread; :meth:`attend` acts on them between two batches."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._news = threading.Condition()
        self._paused = self._stopped = False
        self._frame: Frame | None = None
        self._looked = 0.0
        threading.Thread(target=self._receive, name="digitpad-orders", daemon=True).start()

    def _receive(self) -> None:
        try:
            while True:
                self._note(self._connection.recv())
        except (EOFError, OSError):
            return  # the window is gone, and this process is about to go

    def _note(self, message: Any) -> None:
        with self._news:
            if isinstance(message, Look):
                self._frame, self._looked = message.frame, 0.0
            elif message is RunCommand.STOP:
                self._stopped = True
            else:
                self._paused = message is RunCommand.PAUSE
            self._news.notify()

    def attend(self, learner: Learner, send: Callable[[Any], None]) -> bool:
        """Read the frame if one is due and wait while the run is paused; return whether it must stop."""
        while True:
            with self._news:
                frame = self._frame if time.monotonic() >= self._looked + LOOKING else None
                if frame is None and self._paused and not self._stopped:
                    self._news.wait(LOOKING)
                if frame is None and (self._stopped or not self._paused):
                    return self._stopped
                if frame is not None:
                    self._looked = time.monotonic()
            if frame is not None:
                send(LiveAnswer(softmax(learner.logits(frame[np.newaxis]))[0]))
