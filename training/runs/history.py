"""The history of training runs: reads them back from their folders, marks one as kept or discarded, removes one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from common.file_errors import CANNOT_READ, CANNOT_REMOVE, file_errors
from training.learning.metrics import Scores
from training.runs.log import CHECKPOINT, EVENTS, WEIGHTS, HistoryError, RunLog, runs_folder
from training.runs.messages import RunOrder

LARGEST = 1e100
"""Of the figures of an epoch; larger ones are damaged."""


class Status(StrEnum):
    """The state of a run."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"


@dataclass(frozen=True)
class RunRecord:
    """A training run, read from its folder.

    Attributes:
        epochs: one event for each epoch, as ``--log`` writes them.
        seconds: spent on all epochs.
        best_epoch: the last one whose event says that it is the best so far.
        test_accuracy: of the best weights on MNIST's test set, once the run has ended.
        new, current: scores of its network, and of the one in use when it ended.
        kept_as: the name under which its network was kept, if it was.
        reason: why it failed.
        weights: the file with its best weights, if there is one.
        resumable: whether it has a checkpoint and no process works on it.
    """

    folder: Path
    order: RunOrder
    started: datetime
    status: Status
    epochs: tuple[dict[str, Any], ...]
    seconds: float
    best_epoch: int | None
    test_accuracy: float | None
    new: Scores | None
    current: Scores | None
    kept_as: str | None
    reason: str | None
    weights: Path | None
    resumable: bool

    @property
    def id(self) -> str:
        """The name of its folder."""
        return self.folder.name


def load_history() -> tuple[list[RunRecord], list[HistoryError]]:
    """All runs, newest first, and an error for each that is damaged or cannot be read."""
    try:
        folders = sorted((entry for entry in runs_folder().iterdir() if (entry / EVENTS).exists()), reverse=True)
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [HistoryError(CANNOT_READ, file=runs_folder(), reason=error.strerror)]
    runs, errors = [], []
    for folder in folders:
        log = RunLog(folder)
        try:
            record, damaged = _load_run(folder, log)
        except HistoryError as error:
            errors.append(error)
            continue
        if damaged:
            file = log.broken
            errors.append(
                HistoryError("{count} damaged lines of the run history were moved to {file}", count=damaged, file=file)
            )
        if record is not None:
            runs.append(record)
    return runs, errors


def note_kept(folder: Path, name: str | None) -> None:
    """Note that a run's network was kept under a name, or discarded (None), and delete the run's weight files.

    Raises:
        HistoryError: the folder cannot be written, or another process works in it.
    """
    log = RunLog(folder)
    with log.locked(), file_errors(HistoryError, CANNOT_REMOVE, folder):
        log.write("kept" if name else "discarded", {"name": name} if name else {})
        for file in (WEIGHTS, CHECKPOINT):
            (folder / file).unlink(missing_ok=True)


def forget(folder: Path) -> None:
    """Delete a run's folder. A network that was kept stays among the user's networks.

    Raises:
        HistoryError: the folder cannot be deleted, or another process works in it.
    """
    log = RunLog(folder)
    if log.is_locked():
        raise log.busy
    with file_errors(HistoryError, CANNOT_REMOVE, folder), suppress(FileNotFoundError):
        shutil.rmtree(folder)


# --- reading one run --------------------------------------------------------------------------------------------------


def _load_run(folder: Path, log: RunLog) -> tuple[RunRecord | None, int]:
    """Read a run; also return how many lines of its events were damaged and set aside.

    The run is None if its first event, which states the order, is missing or damaged.

    Raises:
        HistoryError: its events cannot be read, or damaged ones cannot be set aside.
    """
    running = log.is_locked()
    parsed = [(_parse(line), line) for line in log.read() if line.strip()]
    events = [event for event, _ in parsed if event is not None]
    begun = _begun(events)
    damaged = [line for event, line in parsed if event is None or begun is None]
    if damaged and not running:
        with log.locked():
            log.set_aside(damaged)
    if begun is None:
        return None, len(damaged)
    return _record(folder, *begun, events, running), 0 if running else len(damaged)


def _begun(events: Sequence[dict[str, Any]]) -> tuple[RunOrder, datetime] | None:
    """The order in a run's first event, and its time; None if that event is missing or damaged."""
    if not events or events[0]["event"] != "started":
        return None
    try:
        return RunOrder.from_json(events[0]), datetime.fromisoformat(events[0]["time"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _record(
    folder: Path, order: RunOrder, started: datetime, events: Sequence[dict[str, Any]], running: bool
) -> RunRecord:
    by_epoch = {event["epoch"]: event for event in events if event["event"] == "epoch"}
    epochs = tuple(by_epoch[number] for number in sorted(by_epoch))
    last = {event["event"]: event for event in events}
    ended, failed = last.get("finished"), last.get("failed")
    if running:
        status = Status.RUNNING
    elif ended is not None:
        status = Status.STOPPED if ended.get("interrupted") else Status.FINISHED
    else:
        status = Status.FAILED if failed else Status.INTERRUPTED
    compared, kept = last.get("compared", {}), last.get("kept", {})
    weights = next((folder / name for name in (WEIGHTS, CHECKPOINT) if (folder / name).exists()), None)
    best = [event["epoch"] for event in epochs if event.get("best")]
    return RunRecord(
        folder=folder,
        order=order,
        started=started,
        status=status,
        epochs=epochs,
        seconds=sum(event["seconds"] + event["evaluation_seconds"] for event in epochs),
        best_epoch=best[-1] if best else None,
        test_accuracy=ended.get("test_accuracy") if ended else None,
        new=_scores(compared.get("new")),
        current=_scores(compared.get("current")),
        kept_as=kept.get("name"),
        reason=failed.get("reason") if failed and status is Status.FAILED else None,
        weights=None if running else weights,
        resumable=not running and (folder / CHECKPOINT).exists(),
    )


def _parse(line: bytes) -> dict[str, Any] | None:
    """The event on a line, or None if the line is damaged."""
    numbers = ("epoch", "seconds", "evaluation_seconds", "train_loss", "validation_accuracy")
    try:
        event: dict[str, Any] = json.loads(line)
        if event["event"] == "epoch":
            whole = all(isinstance(event[name], float | int) and not abs(event[name]) > LARGEST for name in numbers)
        else:
            whole = isinstance(event["event"], str)
    except (ValueError, RecursionError, TypeError, KeyError):
        return None
    return event if whole else None


def _scores(stated: Any) -> Scores | None:
    """Scores from a "compared" event, or None if there are none."""
    try:
        return Scores(**stated)
    except TypeError:
        return None
