"""When to stop, and which epoch was the best."""

from __future__ import annotations


class EarlyStopping:
    """Counts the epochs without a better score.

    ``patience`` is how many of them in a row end the training; None never does. Epochs are counted on from ``epochs``.
    """

    def __init__(self, patience: int | None, epochs: int = 0) -> None:
        self.patience = patience
        self.best_score = float("-inf")
        self.best_epoch = 0
        self.epochs = epochs

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
