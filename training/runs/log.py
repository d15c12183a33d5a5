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

from common.errors import PlainError
from common.folders import user_folder
from common.json_log import JsonLog
from training.runs.messages import RunOrder

EVENTS, LOCK = "events.jsonl", "lock"
WEIGHTS, CHECKPOINT = "weights.safetensors", "weights.checkpoint.safetensors"
"""The files in the folder of a run."""
PARTS = ".*.part"
"""What a process that was killed leaves in the folder of files that it was writing."""
MOST = 1 << 23
"""Bytes of events at most: twice what the longest run writes."""


class HistoryError(PlainError):
    """The history of runs cannot be read or written in full."""


def runs_folder() -> Path:
    """The folder that holds the folders of all runs."""
    return user_folder() / "runs"


def new_folder() -> Path:
    """A unique name for the folder of a new run; :class:`RunLog` creates it."""
    return runs_folder() / f"{datetime.now():%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}"


class RunLog(JsonLog):
    """The events of the run in a folder. All errors are :class:`HistoryError`."""

    most = MOST

    def __init__(self, folder: Path) -> None:
        busy = HistoryError("{file}: another window is continuing this run", file=folder)
        super().__init__(folder / EVENTS, LOCK, busy)

    def write(self, event: str, record: Mapping[str, Any]) -> None:
        """Append one event. The lock must be held."""
        self.append([json.dumps({"event": event, **record}) + "\n"])

    def begin(self, order: RunOrder) -> None:
        """Write the order as the first event; in a log that has one already, write that the run is resumed."""
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        if any(self.read()):
            self.write("resumed", {"time": now})
        else:
            self.write("started", {"time": now, **order.to_json()})
