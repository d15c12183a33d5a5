"""What became of training runs: a folder for each, with its events as JSON lines and the weights that it made.

A run's process alone writes its events while it lives, and holds the lock that says so. So two windows do not disturb
each other, and a run without an end whose lock is free was interrupted.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from common.errors import PlainError
from common.folders import user_folder
from common.storage import write_whole
from training.learning.metrics import Scores
from training.learning.settings import TrainingSettings

EVENTS, BROKEN, LOCK = "events.jsonl", "events.broken.jsonl", "lock"
WEIGHTS, CHECKPOINT = "weights.safetensors", "weights.checkpoint.safetensors"


class HistoryError(PlainError):
    """The history of runs cannot be read or written in full."""


class Status(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"


@dataclass(frozen=True)
class RunOrder:
    """What to train, and how: all that a run is made again from.

    Attributes:
        network: an architecture of the catalogue.
        device: of torch; None takes the best there is.
        data: the folder of the data sets; None is the usual one.
    """

    network: str
    settings: TrainingSettings
    device: str | None = None
    data: Path | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "network": self.network,
            "settings": self.settings.to_json(),
            "device": self.device,
            "data": str(self.data) if self.data else None,
        }


@dataclass(frozen=True)
class RunRecord:
    """A run as its folder tells of it.

    Attributes:
        epochs: an event of each epoch, as ``--log`` writes them.
        seconds: of its epochs.
        test_accuracy: of its best weights on MNIST's test set, once it has ended.
        new, current: it beside the network that read when it ended.
        kept_as: the name under which its network was kept, if it was.
        weights: the file with its best weights, if there is one.
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
        return self.folder.name


def runs_folder() -> Path:
    return user_folder() / "runs"


# --- a run in its folder ----------------------------------------------------------------------------------------------


def new_folder() -> Path:
    """A name for the folder of a new run that no other has; its process makes it."""
    return runs_folder() / f"{datetime.now():%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}"


class RunLog:
    """A run's events on their way to its folder; locks it until it is closed.

    Raises:
        HistoryError: the folder cannot be written, or a process works in it.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / EVENTS
        self._lock = FileLock(folder / LOCK)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
            self._stream = self._file.open("a", encoding="utf-8")
        except Timeout as error:
            raise HistoryError("{file}: this run goes on in another window", file=folder) from error
        except OSError as error:
            raise HistoryError("{file}: cannot be written ({reason})", file=folder, reason=error.strerror) from error

    def write(self, event: str, record: Mapping[str, Any]) -> None:
        try:
            self._stream.write(json.dumps({"event": event, **record}) + "\n")
            self._stream.flush()
        except OSError as error:
            raise HistoryError(
                "{file}: cannot be written ({reason})", file=self._file, reason=error.strerror
            ) from error

    def begin(self, order: RunOrder) -> None:
        """Write first what is trained, or, where that stands there already, that it goes on."""
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        if self._stream.tell():
            self.write("resumed", {"time": now})
        else:
            self.write("started", {"time": now, **order.to_json()})

    def close(self) -> None:
        self._stream.close()
        self._lock.release()


def note_kept(folder: Path, name: str | None) -> None:
    """Write that a run's network was kept under a name, or discarded; its own weight files are no longer needed then.

    Raises:
        HistoryError: see :class:`RunLog`.
    """
    log = RunLog(folder)
    try:
        log.write("kept" if name else "discarded", {"name": name} if name else {})
        for file in (WEIGHTS, CHECKPOINT):
            (folder / file).unlink(missing_ok=True)
    except OSError as error:
        raise HistoryError("{file}: cannot be removed ({reason})", file=folder, reason=error.strerror) from error
    finally:
        log.close()


def forget(folder: Path) -> None:
    """Remove a run with all that it left; what was kept of it stays.

    Raises:
        HistoryError: the folder cannot be removed, or a process works in it.
    """
    if is_running(folder):
        raise HistoryError("{file}: this run goes on in another window", file=folder)
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise HistoryError("{file}: cannot be removed ({reason})", file=folder, reason=error.strerror) from error


def is_running(folder: Path) -> bool:
    """Whether a process trains in this folder."""
    if not (folder / LOCK).exists():
        return False
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return True
    lock.release()
    return False


# --- all of them ------------------------------------------------------------------------------------------------------


def load_history() -> tuple[list[RunRecord], list[HistoryError]]:
    """All runs, the newest first, and what had to be set aside."""
    runs, errors = [], []
    try:
        folders = sorted((entry for entry in runs_folder().iterdir() if (entry / EVENTS).exists()), reverse=True)
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [HistoryError("{file}: cannot be read ({reason})", file=runs_folder(), reason=error.strerror)]
    for folder in folders:
        try:
            record, damaged = load_run(folder)
        except HistoryError as error:
            errors.append(error)
            continue
        if damaged:
            said = "{count} lines of the run history were damaged and set aside in {file}"
            errors.append(HistoryError(said, count=damaged, file=folder / BROKEN))
        if record is not None:
            runs.append(record)
    return runs, errors


def load_run(folder: Path) -> tuple[RunRecord | None, int]:
    """A run, or None if too little of it can be read, and how many damaged lines were set aside.

    Raises:
        HistoryError: its events cannot be read.
    """
    try:
        running = is_running(folder)
        lines = (folder / EVENTS).read_bytes().splitlines()
    except OSError as error:
        raise HistoryError("{file}: cannot be read ({reason})", file=folder, reason=error.strerror) from error
    parsed = [(_parse(line), line) for line in lines if line.strip()]
    events = [event for event, _ in parsed if event is not None]
    begun = events[0] if events and events[0]["event"] == "started" else None
    order = _order(begun) if begun else None
    damaged = [line for event, line in parsed if event is None or order is None]
    if damaged and not running:
        _set_aside(folder, [line for event, line in parsed if event is not None and order is not None], damaged)
    if order is None or begun is None:
        return None, len(damaged)
    return _record(folder, order, begun, events, running), 0 if running else len(damaged)


def _record(
    folder: Path, order: RunOrder, begun: Mapping[str, Any], events: Sequence[dict[str, Any]], running: bool
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
        started=datetime.fromisoformat(begun["time"]),
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
    """An event, or None where the line is none."""
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict) or not isinstance(event.get("event"), str):
        return None
    if event["event"] == "epoch" and not all(
        isinstance(event.get(name), float | int)
        for name in ("epoch", "seconds", "evaluation_seconds", "train_loss", "validation_accuracy")
    ):
        return None
    return event


def _order(event: Mapping[str, Any]) -> RunOrder | None:
    """What a run's first event ordered, or None where it does not say."""
    try:
        settings = TrainingSettings.from_json(event["settings"])
        datetime.fromisoformat(event["time"])
        data = event.get("data")
        return RunOrder(str(event["network"]), settings, event.get("device"), Path(data) if data else None)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _scores(stated: Any) -> Scores | None:
    try:
        return Scores(**stated)
    except TypeError:
        return None


def _set_aside(folder: Path, good: Sequence[bytes], bad: Sequence[bytes]) -> None:
    """Move damaged lines out of a run's events, where they would be met again each time."""
    try:
        with (folder / BROKEN).open("ab") as file:
            file.write(b"\n".join(bad) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if good:
            write_whole(folder / EVENTS, b"\n".join(good) + b"\n")
        else:
            (folder / EVENTS).unlink()
    except OSError as error:
        raise HistoryError("{file}: cannot be written ({reason})", file=folder, reason=error.strerror) from error
