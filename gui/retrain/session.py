"""Starts, controls and follows a training process. Has no widgets and never blocks."""

from __future__ import annotations

import shutil
import time
from enum import StrEnum
from multiprocessing.connection import Connection
from typing import Any

from common.errors import PlainError
from common.translation import mark
from gui.background.child_process import ChildProcess
from ink.framing import Frame
from models.classifier import Floats
from training.learning.loop import BatchDone, EpochDone, Finished
from training.plots.curves import CurveRecorder
from training.runs.history import RunRecord
from training.runs.log import CHECKPOINT, WEIGHTS, new_folder
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

NICENESS = 15
"""Of training, which takes what the window and its other helpers leave."""
LOST_BUT_KEPT = mark("The training process ended unexpectedly; the best weights that could be saved are kept")
LOST = mark("The training process ended unexpectedly, before anything was saved")
COUNTING = 1.0
"""Seconds between two measurements of the images per second."""


class Stopwatch:
    """Counts seconds between each start and stop."""

    def __init__(self) -> None:
        self._before = 0.0
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        """Counted so far, without the pauses."""
        return self._before + (time.monotonic() - self._since if self._since is not None else 0.0)

    def start(self) -> None:
        self._since = time.monotonic()

    def stop(self) -> None:
        self._before, self._since = self.seconds, None


class Phase(StrEnum):
    """The state of a run."""

    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    COMPARING = "comparing"
    ENDED = "ended"
    FAILED = "failed"
    CANCELLED = "cancelled"


def serve(connection: Connection, *arguments: Any) -> None:
    """The process's target. Its import happens there: the window needs little of it."""
    from training.runs.process import serve_training

    serve_training(connection, *arguments)


class Session:
    """A run in its process. Call :meth:`poll` regularly; it returns whether there is something new.

    Args:
        order: what to train.
        baseline: the name of the model to compare it with in the end.
        resumed: a run that was interrupted or stopped, and is to go on.

    Attributes:
        recorder: collects the curves.
        batch, last, best: the figures of the newest batch, the newest epoch and the best epoch.
        images_per_second: measured over the last :data:`COUNTING` seconds.
        answer: the probabilities that the network in training gives the frame of :meth:`look`, (10,).
        tried: what one step on a frame would do, as it was asked about last.
        unsaved: what could not be saved although the run goes on, until somebody has been told.
        ended, error: how the run ended; None while it is alive.
    """

    def __init__(self, order: RunOrder, baseline: str, resumed: RunRecord | None = None) -> None:
        self.order = order
        self.folder = resumed.folder if resumed else new_folder()
        self.resumed = resumed is not None
        self.phase = Phase.PREPARING
        self.preparing: Preparing | None = None
        self.batch: BatchDone | None = None
        self.last: EpochDone | None = None
        self.best: EpochDone | None = None
        self.recorder = CurveRecorder(resumed.epochs if resumed else ())
        self.images_per_second = 0.0
        self.answer: Floats | None = None
        self.tried: StepTried | None = None
        self.unsaved: PlainError | None = None
        self.ended: Ended | None = None
        self.error: PlainError | None = None
        self._clock = Stopwatch()
        self._begun = 0.0  # fraction done when the clock started: a resumed run starts in its middle
        self._counted = 0.0, 0  # time and number of images at the last measurement
        self._frame: Frame | None = None  # the newest
        self._frame_sent, self._frame_answered = True, True
        arguments = (order, self.folder, baseline, self.resumed)
        self._process = ChildProcess("digitpad-training", serve, *arguments, niceness=NICENESS)

    # --- what the user asks for --------------------------------------------------------------------------------------

    def look(self, frame: Frame | None) -> None:
        """Let the network in training read a frame, and again as it learns; None ends that."""
        self._frame, self._frame_sent = frame, False
        if frame is None:
            self.answer = None
        self._send_frame()

    def change_rate(self, rate: float) -> None:
        """Set the highest learning rate from the next batch on."""
        if self.phase in (Phase.RUNNING, Phase.PAUSED):
            self._process.send(ChangeRate(rate))

    def try_step(self, frame: Frame, label: int) -> None:
        """Ask what one step on a frame would do; see ``tried``."""
        if self.phase in (Phase.RUNNING, Phase.PAUSED):
            self._process.send(TryStep(frame, label))

    def pause(self) -> None:
        if self.phase is Phase.RUNNING:
            self._process.send(RunCommand.PAUSE)
            self.phase = Phase.PAUSED
            self._clock.stop()

    def resume(self) -> None:
        if self.phase is Phase.PAUSED:
            self._counted = 0.0, 0
            self._process.send(RunCommand.RESUME)
            self.phase = Phase.RUNNING
            self._clock.start()

    def stop(self) -> None:
        """End after the present batch and keep the best weights."""
        if self.phase in (Phase.RUNNING, Phase.PAUSED) and self.best is not None:
            self._process.send(RunCommand.STOP)
            self.phase = Phase.STOPPING

    def cancel(self) -> None:
        """End at once; :meth:`clear_away` must follow, in a thread that may wait. A resumed run stays as last saved."""
        self.kill()
        if self.phase not in (Phase.ENDED, Phase.FAILED):
            self.phase = Phase.CANCELLED

    def clear_away(self) -> None:
        """Wait for the end of the process; delete a run that was cancelled, unless it was resumed."""
        self._process.wait()
        if self.phase is Phase.CANCELLED and not self.resumed:
            shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """End the process at once; what it has saved stays."""
        self._process.kill()

    # --- its progress -----------------------------------------------------------------------------------------------

    def alive(self) -> bool:
        """Whether it has not ended, failed or been cancelled."""
        return self.phase not in (Phase.ENDED, Phase.FAILED, Phase.CANCELLED)

    @property
    def frame(self) -> Frame | None:
        """The frame that the network in training reads."""
        return self._frame

    @property
    def done(self) -> float:
        """The fraction of all epochs that is done."""
        epochs = self.last.epoch if self.last else 0.0
        if self.batch is not None and self.batch.epoch > epochs:
            epochs = self.batch.epoch - 1 + self.batch.done / self.batch.total
        return epochs / self.order.settings.epochs

    @property
    def seconds_left(self) -> float | None:
        """Until all epochs are done; None before the first batch."""
        done = self.done - self._begun
        return self._clock.seconds / done * (1 - self.done) if done > 0 else None

    def poll(self) -> bool:
        """Handle what the process has sent; returns whether there was anything."""
        messages = list(self._process.messages())
        for message in messages:
            self._take(message)
        lost = self._process.gone and self.alive()
        if lost:
            kept = (self.folder / CHECKPOINT).exists() or (self.folder / WEIGHTS).exists()
            self.error, self.phase = PlainError(LOST_BUT_KEPT if kept else LOST), Phase.FAILED
        return lost or bool(messages)

    def _take(self, message: Any) -> None:
        if isinstance(message, BatchDone):
            self._note_batch(message)
        elif isinstance(message, EpochDone):
            self.last = message
            self.recorder.add(message)
            if message.best:
                self.best = message
        elif isinstance(message, LiveAnswer):
            self._frame_answered = True
            if self._frame is not None:
                self.answer = message.probabilities
            self._send_frame()
        elif isinstance(message, StepTried):
            self.tried = message
        elif isinstance(message, Preparing):
            self.preparing = message
        elif isinstance(message, Unsaved):
            self.unsaved = message.reason
        elif isinstance(message, Finished):
            self.phase = Phase.COMPARING
            self._clock.stop()
        elif isinstance(message, Ended):
            self.ended, self.phase = message, Phase.ENDED
            self._process.kill()
        else:
            self.error, self.phase = message, Phase.FAILED
            self._process.kill()

    def _note_batch(self, batch: BatchDone) -> None:
        now = time.monotonic()
        if self.phase is Phase.PREPARING:
            self.phase, self._begun = Phase.RUNNING, (batch.epoch - 1) / self.order.settings.epochs
            self._clock.start()
        images = (batch.epoch - 1) * batch.total + batch.done
        since, seen = self._counted
        if now >= since + COUNTING:
            self.images_per_second = max(0.0, (images - seen) / (now - since)) if since else 0.0
            self._counted = now, images
        self.batch = batch
        self.recorder.add(batch)

    def _send_frame(self) -> None:
        """Send the newest frame once the one before has been answered; None, which has no answer, at once."""
        if not self._frame_sent and (self._frame_answered or self._frame is None):
            self._frame_sent, self._frame_answered = True, self._frame is None
            self._process.send(Look(self._frame))
