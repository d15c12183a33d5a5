"""The history of training runs: lists them, marks one as kept or discarded, removes one."""

from __future__ import annotations

import shutil
from pathlib import Path

from training.runs.log import CHECKPOINT, EVENTS, WEIGHTS, HistoryError, RunLog, is_running, runs_folder
from training.runs.records import BROKEN, RunRecord, load_run


def load_history() -> tuple[list[RunRecord], list[HistoryError]]:
    """All runs, newest first, and an error for each that is damaged or cannot be read."""
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


def note_kept(folder: Path, name: str | None) -> None:
    """Note that a run's network was kept under a name, or discarded (None), and delete the run's weight files.

    Raises:
        HistoryError: the folder cannot be written, or another process works in it.
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
    """Delete a run's folder. A network that was kept stays among the user's networks.

    Raises:
        HistoryError: the folder cannot be deleted, or another process works in it.
    """
    if is_running(folder):
        raise HistoryError("{file}: this run goes on in another window", file=folder)
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise HistoryError("{file}: cannot be removed ({reason})", file=folder, reason=error.strerror) from error
