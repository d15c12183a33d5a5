"""How well a network learns a hand: ten people who write some digits in a way of their own, whom no network knows.

What there is to set for it was chosen with other hands than these ten, 101 and on.
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
from training.runs.order import RunOrder
from training.runs.personalization import PersonalizationReport, personalization_report, personalization_settings
from training.runs.run import Run
from training.runtime.progress import OnProgress, no_progress
from training.strokes.measured.writers import unusual_writer

HANDS = range(1, 11)
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
    """Let a model of the catalogue learn a hand, without a word."""
    network, settings = personalization_settings(base, seed)
    run = Run(RunOrder(network, settings, data=data), output, my_digits=digits)
    for event in run.events():
        run.keep(event)
    return personalization_report(catalog.load(base), catalog.load(network, output), digits, run.mixture)


def evaluate_hands(
    base: str, data: Path | None = None, hands: Iterable[int] = HANDS, on_progress: OnProgress = no_progress
) -> dict[str, Any]:
    """Let a model learn each hand anew; what ``evaluate-hands`` prints. Figures are means over the hands."""
    reports, seconds, hands = [], [], list(hands)
    with TemporaryDirectory() as folder:
        for done, hand in enumerate(hands):
            on_progress("hands", done, len(hands))
            began = time.perf_counter()
            reports.append(learn(base, samples(hand), Path(folder) / "hand.safetensors", data))
            seconds.append(time.perf_counter() - began)
    return {
        "model": base,
        "hands": len(hands),
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
