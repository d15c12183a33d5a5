"""How well personalization works: for a user, and measured with simulated writers who write some digits unusually.

Its settings were chosen with other writers, from number 101 on.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from models import catalog
from models.classifier import DIGITS, Classifier
from training.datasets import my_digits
from training.datasets.mnist import Digits
from training.datasets.my_digits import MyDigit
from training.mixture.mixture import Mixture
from training.runs.messages import RunOrder
from training.runs.personalization import personalization_settings
from training.runs.run import Run
from training.runtime.progress import OnProgress, no_progress
from training.strokes.measured.writers import unusual_writer

WRITERS = 10
"""Simulated writers that are measured by default."""
LEARNT, HELD_OUT = 5, 20
"""Samples of each digit."""


@dataclass(frozen=True)
class Accuracies:
    """How well a network reads some digits: their number, the errors among them, and accuracies as fractions.

    Attributes:
        per_digit: the accuracy for each of 0-9; None where there is none of it.
    """

    count: int
    errors: int
    accuracy: float
    per_digit: tuple[float | None, ...]


@dataclass(frozen=True)
class Comparison:
    """A network before and after personalization, on the same digits."""

    before: Accuracies
    after: Accuracies


@dataclass(frozen=True)
class PersonalizationReport:
    """What personalization has changed.

    Attributes:
        learnt_from: the number of the user's digits that the network was trained with.
        my_digits: results on the user's test digits; None if there are none.
        tested_with: the source of the other test digits: MNIST or, where that is not on this machine, made strokes.
        test: results on those.
    """

    learnt_from: int
    my_digits: Comparison | None
    tested_with: str
    test: Comparison


def personalization_report(
    before: Classifier, after: Classifier, digits: Sequence[MyDigit], mixture: Mixture
) -> PersonalizationReport:
    """Compare two networks on digits that neither was trained with."""
    mine = my_digits.as_digits(my_digits.split(digits)[1])

    def compare(some: Digits) -> Comparison:
        return Comparison(_accuracies(before, some), _accuracies(after, some))

    return PersonalizationReport(
        mixture.my_digits, compare(mine) if len(mine) else None, mixture.tested_with, compare(mixture.test)
    )


def _accuracies(classifier: Classifier, digits: Digits) -> Accuracies:
    right = classifier.predict_proba(digits.images).argmax(axis=1) == digits.labels
    by_digit = [right[digits.labels == digit] for digit in range(DIGITS)]
    per_digit = tuple(float(some.mean()) if len(some) else None for some in by_digit)
    return Accuracies(len(digits), int((~right).sum()), float(right.mean()), per_digit)


def summary(report: PersonalizationReport, seconds: float) -> str:
    """The report as one line for the terminal."""
    tested = f"{report.tested_with} {report.test.before.accuracy:.2%} -> {report.test.after.accuracy:.2%}"
    mine = report.my_digits
    own = f"{mine.before.accuracy:.1%} -> {mine.after.accuracy:.1%}" if mine else "none are kept for testing"
    return f"learnt from {report.learnt_from} digits in {seconds:.0f} s; my digits {own}; {tested}"


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
    base: str, data: Path | None, writers: Iterable[int], on_progress: OnProgress = no_progress
) -> dict[str, Any]:
    """Personalize a model for each writer; return what ``evaluate-hands`` prints, means over the writers."""
    reports, seconds, writers = [], [], list(writers)
    with TemporaryDirectory() as folder:
        for done, writer in enumerate(writers):
            on_progress("hands", done, len(writers))
            began = time.perf_counter()
            reports.append(learn(base, samples(writer), Path(folder) / "hand.safetensors", data))
            seconds.append(time.perf_counter() - began)
    by_hand = [asdict(report) for report in reports]
    return {
        "model": base,
        "hands": len(writers),
        "learnt": LEARNT,
        "held_out": HELD_OUT,
        "my_digits": _means([report["my_digits"] for report in by_hand]),
        "tested_with": reports[0].tested_with,
        "test": _means([report["test"] for report in by_hand]),
        "seconds": round(float(np.mean(seconds)), 1),
        "longest": round(max(seconds), 1),
        "by_hand": by_hand,
    }


def _means(comparisons: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    return {
        when: {name: float(np.mean([one[when][name] for one in comparisons])) for name in ("errors", "accuracy")}
        for when in ("before", "after")
    }
