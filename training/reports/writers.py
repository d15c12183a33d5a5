"""How well personalization works: measured with ten simulated writers who write some digits unusually.

Its settings were chosen with other writers, from number 101 on.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from models import catalog
from training.datasets.my_digits import MyDigit
from training.reports.personalization import PersonalizationReport, personalization_report
from training.runs.messages import RunOrder
from training.runs.personalization import personalization_settings
from training.runs.run import Run
from training.runtime.progress import OnProgress, no_progress
from training.strokes.measured.writers import unusual_writer

WRITERS = range(1, 11)
"""Seeds of the simulated writers."""
LEARNT, HELD_OUT = 5, 20
"""Samples of each digit."""


def samples(seed: int, learnt: int = LEARNT, held_out: int = HELD_OUT) -> list[MyDigit]:
    """What somebody wrote: so many of each digit to learn from, and so many to test with; same seed, same person."""
    drawings = unusual_writer(seed).samples(learnt + held_out, np.random.default_rng([seed, 1]))
    written = [MyDigit.of(drawing.page, drawing.label or 0) for drawing in drawings]
    return [replace(digit, test=number >= 10 * learnt) for number, digit in enumerate(written)]


def learn(
    base: str, digits: Sequence[MyDigit], output: Path, data: Path | None = None, seed: int = 1
) -> PersonalizationReport:
    """Personalize a model of the catalogue without reporting progress.

    Args:
        digits: of the user; the test digits among them are used for the report only.
        output: the weight file to write.
        data: the folder of the data sets.
    """
    network, settings = personalization_settings(base, seed)
    run = Run(RunOrder(network, settings, data=data), output, my_digits=digits)
    for event in run.events():
        run.keep(event)
    return personalization_report(catalog.load(base), catalog.load(network, output), digits, run.mixture)


def evaluate_writers(
    base: str, data: Path | None = None, writers: Iterable[int] = WRITERS, on_progress: OnProgress = no_progress
) -> dict[str, Any]:
    """Personalize a model for each writer; return what ``evaluate-hands`` prints, means over the writers."""
    reports, seconds, writers = [], [], list(writers)
    with TemporaryDirectory() as folder:
        for done, writer in enumerate(writers):
            on_progress("hands", done, len(writers))
            began = time.perf_counter()
            reports.append(learn(base, samples(writer), Path(folder) / "hand.safetensors", data))
            seconds.append(time.perf_counter() - began)
    return {
        "model": base,
        "hands": len(writers),
        "learnt": LEARNT,
        "held_out": HELD_OUT,
        "my_digits": _means([asdict(report)["my_digits"] for report in reports]),
        "tested_with": reports[0].tested_with,
        "test": _means([asdict(report)["test"] for report in reports]),
        "seconds": round(float(np.mean(seconds)), 1),
        "longest": round(max(seconds), 1),
        "by_hand": [asdict(report) for report in reports],
    }


def _means(comparisons: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    return {
        when: {name: float(np.mean([one[when][name] for one in comparisons])) for name in ("errors", "accuracy")}
        for when in ("before", "after")
    }
