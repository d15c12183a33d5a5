"""When to stop, and which epoch was the best."""

from __future__ import annotations


class EarlyStopping:
    """Counts the epochs without a better score.

    Args:
        patience: how many of them in a row end the training; None never does.
        epochs, best_epoch, best_score: of a training that goes on.
    """

    def __init__(
        self, patience: int | None, epochs: int = 0, best_epoch: int = 0, best_score: float = float("-inf")
    ) -> None:
        self.patience = patience
        self.epochs, self.best_epoch, self.best_score = epochs, best_epoch, best_score

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
