"""The folder of a training run: its events as JSON lines, its weight files, and a lock.

Only the run's own process writes events, and it holds the lock while it lives. So two windows cannot disturb each
other, and a run that has no last event and whose lock is free was interrupted.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from common.errors import PlainError
from common.folders import user_folder
from training.runs.order import RunOrder

EVENTS, LOCK = "events.jsonl", "lock"
WEIGHTS, CHECKPOINT = "weights.safetensors", "weights.checkpoint.safetensors"
"""The files in the folder of a run."""


class HistoryError(PlainError):
    """The history of runs cannot be read or written in full."""


def runs_folder() -> Path:
    """The folder that holds the folders of all runs."""
    return user_folder() / "runs"


def new_folder() -> Path:
    """A unique name for the folder of a new run; :class:`RunLog` creates it."""
    return runs_folder() / f"{datetime.now():%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}"


class RunLog:
    """Appends events to the log in a run's folder, and locks the folder until it is closed.

    Raises:
        HistoryError: the folder cannot be written, or another process has locked it.
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
        """Append one event.

        Raises:
            HistoryError: it cannot be written.
        """
        try:
            self._stream.write(json.dumps({"event": event, **record}) + "\n")
            self._stream.flush()
        except OSError as error:
            raise HistoryError(
                "{file}: cannot be written ({reason})", file=self._file, reason=error.strerror
            ) from error

    def begin(self, order: RunOrder) -> None:
        """Write the order as the first event; in a log that has one already, write that the run is resumed."""
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        if self._stream.tell():
            self.write("resumed", {"time": now})
        else:
            self.write("started", {"time": now, **order.to_json()})

    def close(self) -> None:
        """Close the file and release the lock."""
        self._stream.close()
        self._lock.release()


def is_running(folder: Path) -> bool:
    """Whether another process holds the lock of this folder."""
    if not (folder / LOCK).exists():
        return False
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return True
    lock.release()
    return False
