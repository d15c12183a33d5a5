"""The history of training runs: reads them back from their folders, marks one as kept or discarded, removes one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from common.errors import PlainError
from common.file_errors import CANNOT_READ, CANNOT_REMOVE, file_errors
from common.translation import mark
from training.learning.metrics import Scores
from training.runs.events import is_number, parse_event
from training.runs.log import CHECKPOINT, EVENTS, PARTS, WEIGHTS, HistoryError, RunLog, runs_folder
from training.runs.messages import RunOrder


class Status(StrEnum):
    """The state of a run."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class RunRecord:
    """A training run, read from its folder.

    Attributes:
        order: what was to be trained; None if that is damaged, and then nothing but its weights is known.
        epochs: one event for each epoch, as ``--log`` writes them.
        seconds: spent on all epochs.
        best_epoch: the last one whose event says that it is the best so far.
        test_accuracy: of the best weights on MNIST's test set, once the run has ended.
        new, current: scores of its network, and of the one in use when it ended.
        kept_as: the name under which its network was kept, if it was.
        reason: why it failed, or why it cannot be read.
        weights: the file with its best weights, if there is one.
        resumable: whether it has a checkpoint and no process works on it.
    """

    folder: Path
    order: RunOrder | None
    started: datetime
    status: Status
    epochs: tuple[dict[str, Any], ...]
    seconds: float
    best_epoch: int | None
    test_accuracy: float | None
    new: Scores | None
    current: Scores | None
    kept_as: str | None
    reason: PlainError | None
    weights: Path | None
    resumable: bool

    @property
    def id(self) -> str:
        """The name of its folder."""
        return self.folder.name


def load_history() -> tuple[list[RunRecord], list[HistoryError]]:
    """All runs, newest first, one that cannot be read among them, and an error for each that had damaged lines."""
    try:
        names = sorted(os.listdir(runs_folder()), reverse=True)
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [HistoryError(CANNOT_READ, file=runs_folder(), reason=error.strerror)]
    runs: list[RunRecord] = []
    errors: list[HistoryError] = []
    for folder in (runs_folder() / name for name in names if os.path.lexists(runs_folder() / name / EVENTS)):
        try:
            record, damage = _load_run(folder, RunLog(folder))
        except HistoryError as error:
            record, damage = _unreadable(folder, error), None
        runs += [record] if record else []
        errors += [damage] if damage else []
    return runs, errors


def note_kept(folder: Path, name: str | None) -> None:
    """Note that a run's network was kept under a name, or discarded (None), and delete the run's weight files.

    Raises:
        HistoryError: the folder cannot be written, or another process works in it.
    """
    log = RunLog(folder)
    with log.locked(), file_errors(HistoryError, CANNOT_REMOVE, folder):
        log.write("kept" if name else "discarded", {"name": name} if name else {})
        for file in (folder / WEIGHTS, folder / CHECKPOINT, *folder.glob(PARTS)):
            file.unlink(missing_ok=True)


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


def _load_run(folder: Path, log: RunLog) -> tuple[RunRecord | None, HistoryError | None]:
    """Read a run, None if it has only just begun; and say what became of its damaged lines.

    Raises:
        HistoryError: its events, or the first of them, cannot be read.
    """
    running = log.is_locked()
    lines = [line for line in log.read() if line.strip()]
    if not lines and (running or _weights(folder) is None):
        return None, None
    parsed = [(parse_event(line), line) for line in lines]
    events = [event for event, _ in parsed if event is not None]
    order, started = _begun(folder, events)
    rates = tuple((event["epoch"], event["done"], event["rate"]) for event in events if event["event"] == "rate")
    if rates:
        order = replace(order, settings=replace(order.settings, rate_changes=(*order.settings.rate_changes, *rates)))
    damaged = [line for event, line in parsed if event is None]
    error = None if running else _tidy(folder, log, damaged)
    return _record(folder, order, started, events, running), error


def _begun(folder: Path, events: Sequence[dict[str, Any]]) -> tuple[RunOrder, datetime]:
    """The order in a run's first event, and its time."""
    try:
        if events[0]["event"] == "started":
            time = datetime.fromisoformat(events[0]["time"])
            return RunOrder.from_json(events[0]), time if time.tzinfo else time.replace(tzinfo=UTC)
    except (LookupError, TypeError, ValueError, AttributeError):
        pass
    raise HistoryError("{file}: the beginning of this run is damaged; its weights can still be kept", file=folder)


def _tidy(folder: Path, log: RunLog, damaged: Sequence[bytes]) -> HistoryError | None:
    """Remove what a process that was killed has left half written, and set damaged lines aside; say which."""
    parts = list(folder.glob(PARTS))
    if not damaged and not parts:
        return None
    try:
        with log.locked(), file_errors(HistoryError, CANNOT_REMOVE, folder):
            for part in parts:
                part.unlink(missing_ok=True)
            if damaged:
                log.set_aside(damaged)
    except HistoryError as error:
        return error if damaged else None
    count, file = len(damaged), log.broken
    message = mark("{count} damaged lines of the run history were moved to {file}")
    return HistoryError(message, count=count, file=file) if damaged else None


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
        reason=HistoryError(failed["reason"]) if failed and status is Status.FAILED else None,
        weights=None if running else _weights(folder),
        resumable=not running and (folder / CHECKPOINT).exists(),
    )


def _unreadable(folder: Path, reason: HistoryError) -> RunRecord:
    """A run of which nothing is known but its folder, and the time in the folder's name."""
    try:
        started = datetime.strptime(folder.name[: len("20261231-235959")], "%Y%m%d-%H%M%S").astimezone()
    except (ValueError, OverflowError):
        started = datetime.fromtimestamp(0, UTC)
    return RunRecord(
        folder, None, started, Status.DAMAGED, (), 0.0, None, None, None, None, None, reason, _weights(folder), False
    )


def _weights(folder: Path) -> Path | None:
    return next((folder / name for name in (WEIGHTS, CHECKPOINT) if os.path.isfile(folder / name)), None)


def _scores(stated: Any) -> Scores | None:
    """Scores from a "compared" event, or None if there are none."""
    try:
        scores = Scores(**stated)
    except TypeError:
        return None
    _name, *figures = astuple(scores)
    return scores if all(figure is None or is_number(figure) for figure in figures) else None
