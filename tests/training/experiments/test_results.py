"""Means, spreads, and where a run would have been stopped."""

from __future__ import annotations

import pytest

from training.experiments.results import Spread, stop


def run(*validation: float) -> dict:
    epochs = [
        {"epoch": number, "validation_accuracy": accuracy, "test_accuracy": accuracy - 0.01, "train_loss": 1 / number}
        for number, accuracy in enumerate(validation, start=1)
    ]
    return {"history": epochs}


LONG = run(0.5, 0.9, 0.8, 0.7, 0.95, 0.6, 0.6)


@pytest.mark.parametrize(("patience", "epochs", "best"), [(1, 3, 2), (2, 4, 2), (3, 7, 5), (None, 7, 5)])
def test_a_long_run_tells_where_less_patience_would_have_stopped_it(patience: int, epochs: int, best: int) -> None:
    assert stop(LONG, patience) == (LONG["history"][:epochs], LONG["history"][best - 1])


def test_a_spread_is_mean_and_sample_deviation() -> None:
    spread = Spread.of([1.0, 2.0, 3.0])
    assert (spread.mean, spread.deviation, spread.count) == (2, 1, 3)
    assert Spread.of([5.0]) == Spread(5, 0, 1)


def test_clearly_above_means_by_more_than_twice_the_standard_error() -> None:
    low, high = Spread(1, 0.5, 5), Spread(1 + 2 * (2 * 0.25 / 5) ** 0.5 - 1e-9, 0.5, 5)
    assert not high.clearly_above(low)
    assert Spread(high.mean + 0.001, 0.5, 5).clearly_above(low)
    assert not low.clearly_above(high)
