"""The results of each variant, averaged over the seeds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from training.experiments.cells import Result
from training.experiments.plan import Cell
from training.learning.early_stopping import EarlyStopping


@dataclass(frozen=True)
class Spread:
    """Mean and standard deviation of one figure over the seeds."""

    mean: float
    deviation: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(float(np.mean(values)), float(np.std(values, ddof=1)) if len(values) > 1 else 0.0, len(values))

    def clearly_above(self, other: Spread) -> bool:
        """Whether the means differ by more than twice the standard error of their difference."""
        error = math.sqrt(self.deviation**2 / self.count + other.deviation**2 / other.count)
        return self.mean - other.mean > 2 * error


class Stop(NamedTuple):
    """Where early stopping ends a run, and what its best epoch read (fractions)."""

    epochs: int
    best_epoch: int
    validation_accuracy: float
    test_accuracy: float
    train_loss: float


def stop(result: Result, patience: int | None) -> Stop:
    """Where a run ends with this patience; the run itself may have gone on for longer."""
    stopping = EarlyStopping(patience)
    for epoch in result["history"]:
        stopping.update(epoch["validation_accuracy"])
        if stopping.finished:
            break
    best = result["history"][stopping.best_epoch - 1]
    last = result["history"][stopping.epochs - 1]
    return Stop(
        stopping.epochs,
        stopping.best_epoch,
        best["validation_accuracy"],
        best["test_accuracy"],
        last["train_loss"],
    )


class Results:
    """The results of all cells, by variant."""

    def __init__(self, cells: Sequence[Cell], results: Mapping[str, Result]) -> None:
        self.by_variant: dict[str, list[Result]] = {}
        for cell in cells:
            self.by_variant.setdefault(cell.variant, []).append(results[cell.name])

    def __contains__(self, variant: str) -> bool:
        return variant in self.by_variant

    def __getitem__(self, variant: str) -> list[Result]:
        return self.by_variant[variant]

    def spread(self, variant: str, figure: Callable[[Result], float]) -> Spread:
        """A figure over the seeds of a variant."""
        return Spread.of([figure(result) for result in self[variant]])

    def validation(self, variant: str, patience: int | None) -> Spread:
        return self.spread(variant, lambda result: stop(result, patience).validation_accuracy)

    def test(self, variant: str, patience: int | None = None) -> Spread:
        return self.spread(variant, lambda result: stop(result, patience).test_accuracy)

    def epochs(self, variant: str, patience: int | None) -> Spread:
        return self.spread(variant, lambda result: stop(result, patience).epochs)
