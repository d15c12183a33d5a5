"""The experiments from the first cell to the last file."""

from __future__ import annotations

from pathlib import Path

from common.file_errors import CANNOT_WRITE
from common.translation import language
from models.catalog import has_torch
from training.experiments.chapters.claims import cnn, optimizers, regularised
from training.experiments.chapters.depth import deep_and_shallow
from training.experiments.chapters.introduction import introduction
from training.experiments.chapters.reasons import reasons
from training.experiments.document import Block, write
from training.experiments.plan import FULL, QUICK, Extent, plan
from training.experiments.results import Results
from training.experiments.runner import ExperimentsError, results_of
from training.runs.run import check_writable


def write_report(folder: Path, quick: bool, data: Path | None = None) -> None:
    """Train what is not trained yet, and write ``report.md``, ``report.html`` and ``figures/``.

    Raises:
        DataError, ExperimentsError, TrainingError, WeightsError: one sentence says why it cannot be done.
    """
    check_writable(folder / "report.md")
    extent = QUICK if quick else FULL
    cells = plan(extent, torch=has_torch())
    results = Results(cells, results_of(cells, extent, folder, data))
    try:
        write(document(results, extent, quick), folder, language())
    except OSError as error:
        raise ExperimentsError(CANNOT_WRITE, file=error.filename or folder, reason=error.strerror or error) from error


def document(results: Results, extent: Extent, quick: bool) -> list[Block]:
    """All chapters, in the language in use."""
    return [
        *introduction(results, extent, quick),
        *optimizers(results),
        *regularised(results),
        *reasons(results, extent),
        *cnn(results),
        *deep_and_shallow(results),
    ]
