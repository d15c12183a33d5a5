"""When to stop, and which epoch was the best."""

from __future__ import annotations

import pytest

from training.learning.early_stopping import EarlyStopping


def after(patience: int | None, *scores: float) -> EarlyStopping:
    stopping = EarlyStopping(patience)
    for score in scores:
        stopping.update(score)
    return stopping


def test_update_says_whether_an_epoch_is_the_best_so_far() -> None:
    stopping = EarlyStopping(5)
    assert [stopping.update(score) for score in (0.5, 0.4, 0.6, 0.6, 0.7)] == [True, False, True, False, True]


def test_the_best_epoch_counts_from_one() -> None:
    stopping = after(5, 0.5, 0.9, 0.7)
    assert (stopping.best_epoch, stopping.best_score, stopping.epochs) == (2, 0.9, 3)


@pytest.mark.parametrize("patience", [1, 2, 5])
def test_it_stops_after_as_many_epochs_without_a_better_one(patience: int) -> None:
    assert not after(patience, 0.5, *[0.5] * (patience - 1)).finished
    assert after(patience, 0.5, *[0.5] * patience).finished


def test_a_better_epoch_starts_the_count_anew() -> None:
    assert not after(2, 0.5, 0.4, 0.6, 0.5).finished
    assert after(2, 0.5, 0.4, 0.6, 0.5, 0.5).finished


def test_without_patience_set_it_never_stops() -> None:
    assert not after(None, 0.5, *[0.1] * 100).finished


def test_before_the_first_epoch_it_goes_on() -> None:
    assert not after(1).finished


def test_an_accuracy_of_nothing_is_still_the_best_so_far() -> None:
    assert after(3, 0.0).best_epoch == 1
