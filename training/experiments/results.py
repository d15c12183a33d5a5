"""The results of each variant, averaged over the seeds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from training.experiments.cells import Result
from training.experiments.plan import Cell
from training.learning.loop import EarlyStopping

Epoch = dict[str, Any]
"""An epoch of a result's history: accuracies as fractions, mean losses."""


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


def stop(result: Result, patience: int | None) -> tuple[list[Epoch], Epoch]:
    """The epochs until early stopping with this patience, and the best of them; the run may have gone on for longer."""
    stopping = EarlyStopping(patience)
    for epoch in result["history"]:
        stopping.update(epoch["validation_accuracy"])
        if stopping.finished:
            break
    return result["history"][: stopping.epochs], result["history"][stopping.best_epoch - 1]


class Results(dict[str, list[Result]]):
    """The results of all cells, by variant; figures are over its seeds."""

    def __init__(self, cells: Sequence[Cell], results: Mapping[str, Result]) -> None:
        super().__init__()
        for cell in cells:
            self.setdefault(cell.variant, []).append(results[cell.name])

    def spread(self, variant: str, figure: Callable[[Result], float]) -> Spread:
        return Spread.of([figure(result) for result in self[variant]])

    def validation(self, variant: str, patience: int | None) -> Spread:
        return self.spread(variant, lambda result: stop(result, patience)[1]["validation_accuracy"])

    def test(self, variant: str, patience: int | None = None) -> Spread:
        return self.spread(variant, lambda result: stop(result, patience)[1]["test_accuracy"])

    def epochs(self, variant: str, patience: int | None) -> Spread:
        return self.spread(variant, lambda result: len(stop(result, patience)[0]))
