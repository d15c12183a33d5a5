"""The history of training runs: lists them, marks one as kept or discarded, removes one."""

from __future__ import annotations

import shutil
from contextlib import closing, suppress
from pathlib import Path

from common.file_errors import CANNOT_READ, CANNOT_REMOVE, file_errors
from training.runs.log import CHECKPOINT, EVENTS, WEIGHTS, HistoryError, RunLog, run_events, runs_folder
from training.runs.records import RunRecord, load_run


def load_history() -> tuple[list[RunRecord], list[HistoryError]]:
    """All runs, newest first, and an error for each that is damaged or cannot be read."""
    runs, errors = [], []
    try:
        folders = sorted((entry for entry in runs_folder().iterdir() if (entry / EVENTS).exists()), reverse=True)
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [HistoryError(CANNOT_READ, file=runs_folder(), reason=error.strerror)]
    for folder in folders:
        try:
            record, damaged = load_run(folder)
        except HistoryError as error:
            errors.append(error)
            continue
        if damaged:
            file = run_events(folder).broken
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
    with closing(RunLog(folder)) as log, file_errors(HistoryError, CANNOT_REMOVE, folder):
        log.write("kept" if name else "discarded", {"name": name} if name else {})
        for file in (WEIGHTS, CHECKPOINT):
            (folder / file).unlink(missing_ok=True)


def forget(folder: Path) -> None:
    """Delete a run's folder. A network that was kept stays among the user's networks.

    Raises:
        HistoryError: the folder cannot be deleted, or another process works in it.
    """
    log = run_events(folder)
    if log.is_locked():
        raise log.busy
    with file_errors(HistoryError, CANNOT_REMOVE, folder), suppress(FileNotFoundError):
        shutil.rmtree(folder)
