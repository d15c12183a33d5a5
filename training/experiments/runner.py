"""Runs cells on all cores and stores each result, so that an interrupted run can be resumed."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from common.errors import PlainError
from common.file_errors import CANNOT_WRITE, file_errors
from common.processes import become_helper, workers
from common.storage import write_whole
from models import catalog
from training.datasets.mnist import load_mnist
from training.experiments.cells import Result, measure
from training.experiments.plan import Cell, Extent

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""What numpy's and torch's libraries read the number of their threads from."""


class ExperimentsError(PlainError):
    """Experiments that cannot be done or written down; the message is fit for a user."""


def results_of(cells: Sequence[Cell], extent: Extent, folder: Path, data: Path | None = None) -> dict[str, Result]:
    """The result of each cell, by its name; those that the folder holds already are taken from there.

    Ctrl-C keeps the cells that are done.

    Raises:
        DataError, ExperimentsError, TrainingError, WeightsError: one sentence says why a cell cannot be done.
    """
    files = {cell: folder / "cells" / f"{cell.name.replace(' ', '-')}.json" for cell in cells}
    results = {cell: kept for cell in cells if (kept := _kept(files[cell], identity(cell, extent))) is not None}
    missing = [cell for cell in cells if cell not in results]
    with tqdm(desc="experiments", total=len(cells), initial=len(results), unit="cell", disable=None) as bar:
        for cell, result in _in_processes(missing, extent, data):
            results[cell] = {**identity(cell, extent), **result}
            with file_errors(ExperimentsError, CANNOT_WRITE, files[cell]):
                write_whole(files[cell], json.dumps(results[cell], indent=1).encode())
            bar.update()
    return {cell.name: results[cell] for cell in cells}


def identity(cell: Cell, extent: Extent) -> dict[str, Any]:
    """All that a result depends on, as JSON."""
    depends: dict[str, Any] = {"cell": {**asdict(cell), "settings": cell.settings.to_json() if cell.settings else None}}
    if not cell.settings:
        weights = hashlib.sha256(catalog.find(cell.network).file.read_bytes()).hexdigest()
        depends |= {"extent": asdict(extent), "weights": weights}
    as_kept: dict[str, Any] = json.loads(json.dumps(depends))  # tuples become lists
    return as_kept


def _in_processes(cells: Sequence[Cell], extent: Extent, data: Path | None) -> Iterator[tuple[Cell, Result]]:
    """The cells' results as they come."""
    if not cells:
        return
    load_mnist(data)  # fetched once, before processes ask for it at the same time
    with (
        _one_thread_each(),
        ProcessPoolExecutor(
            workers(len(cells)), multiprocessing.get_context("spawn"), initializer=become_helper
        ) as pool,
    ):
        try:
            jobs = {pool.submit(measure, cell, extent, data): cell for cell in cells}
            for job in as_completed(jobs):
                yield jobs[job], job.result()
        except BaseException:
            for process in multiprocessing.active_children():
                process.terminate()  # a cell takes minutes, and is begun anew anyway
            raise


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes started meanwhile compute in one thread: numpy and torch look at this once, when imported."""
    before = dict(os.environ)
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name in THREADS:
            del os.environ[name]
        os.environ.update(before)


def _kept(file: Path, wanted: Mapping[str, Any]) -> Result | None:
    """What a file holds, if it is the result of this very cell."""
    try:
        result: Result = json.loads(file.read_text(encoding="utf-8"))
        return result if all(result.get(name) == value for name, value in wanted.items()) else None
    except (OSError, ValueError, AttributeError):
        return None
