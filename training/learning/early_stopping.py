"""When to stop, and which epoch was the best."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass
class EarlyStopping:
    """Counts the epochs without a better score.

    Attributes:
        patience: how many of them in a row end the training; None never does.
        epochs: seen so far.
        best_epoch: counted from 1; 0 before the first epoch.
    """

    patience: int | None
    epochs: int = 0
    best_epoch: int = 0
    best_score: float = -math.inf

    def update(self, score: float) -> bool:
        """Take the score of the next epoch, higher being better; return whether it is the best so far."""
        self.epochs += 1
        better = score > self.best_score
        if better:
            self.best_score, self.best_epoch = score, self.epochs
        return better

    @property
    def finished(self) -> bool:
        return self.patience is not None and self.epochs - self.best_epoch >= self.patience
