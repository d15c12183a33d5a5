"""The experiments from the first cell to the last file, and what the document says first."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from common.file_errors import CANNOT_WRITE
from common.translation import _, language
from models import catalog
from training.experiments.chapters.claims import cnn, optimizers, regularised
from training.experiments.chapters.depth import deep_and_shallow
from training.experiments.chapters.reasons import reasons
from training.experiments.chapters.wording import count, percent
from training.experiments.document import Block, Heading, write
from training.experiments.plan import FULL, QUICK, REPORT_PATIENCE, Extent, plan
from training.experiments.results import Results
from training.experiments.runner import ExperimentsError, results_of
from training.runs.run import check_writable

DIGEST = 12
"""Digits of a weight file's SHA-256 that the document shows."""


def write_report(folder: Path, quick: bool, data: Path | None = None) -> None:
    """Train what is not trained yet, and write ``report.md``, ``report.html`` and ``figures/``.

    Raises:
        DataError, ExperimentsError, TrainingError, WeightsError: one sentence says why it cannot be done.
    """
    check_writable(folder / "report.md")
    extent = QUICK if quick else FULL
    cells = plan(extent, torch=catalog.has_torch())
    results = Results(cells, results_of(cells, extent, folder, data))
    try:
        write(document(results, extent, quick), folder, language())
    except OSError as error:
        raise ExperimentsError(CANNOT_WRITE, file=error.filename or folder, reason=error.strerror or error) from error


def document(results: Results, extent: Extent, quick: bool) -> list[Block]:
    """All chapters, in the language in use."""
    return [
        *_introduction(results, extent, quick),
        *optimizers(results),
        *regularised(results),
        *reasons(results, extent),
        *cnn(results),
        *deep_and_shallow(results),
    ]


def _introduction(results: Results, extent: Extent, quick: bool) -> Iterator[Block]:
    yield Heading(_("The report's experiments, remade"), level=1)
    yield _(
        "DigitPad grew out of a course report that compared optimizers, batch normalisation and dropout on a "
        "784-100-10 network in numpy, and a small CNN with it. This page trains all of that anew, sets its "
        "figures beside the report's, and says what holds. It was written by `{command}`, words included: each "
        "sentence is chosen by the numbers.",
        command=f"python -m training experiments --output DIR{' --quick' if quick else ''}",
    )
    if quick:
        yield _("This is the quick version: fewer seeds, fewer digits, fewer epochs. Its figures are a first look.")
    yield _(
        "Networks learn from {digits} of MNIST's training digits, another 3,000 validate, and the 10,000 test "
        "digits only measure. Batches of 128 (64 in torch), no augmentation, constant learning rate; early "
        "stopping after {patience} epochs without a better validation accuracy, the best weights kept. Figures "
        "are means over {seeds} seeds ({resnet_seeds} of the ResNet) ± their standard deviation; “clearly” means "
        "by more than twice the standard error of the difference. {machine}; seconds also depend on what else ran "
        "there.",
        digits=count(extent.digits or 57_000),
        patience=REPORT_PATIENCE,
        seeds=extent.seeds,
        resnet_seeds=extent.resnet_seeds,
        machine=f"Python {platform.python_version()}, numpy {np.__version__}, {os.cpu_count()} × {platform.machine()}",
    )
    yield _(
        "The bundled networks that are measured here are {networks}: with each stands the beginning of its weight "
        "file's SHA-256, and what it reads of MNIST's test digits.",
        networks=", ".join(
            f"{model.title} (`{measured['weights'][:DIGEST]}`, {percent(measured['test_accuracy'])})"
            for model in catalog.MODELS
            for measured in results.get(f"bundled {model.name}", ())
        ),
    )
