"""Cells: what is trained and measured, on a few easy digits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.bp.layers import Affine, BatchNorm, Dropout, ReLU
from tests.helpers import easy_mnist
from training.experiments import cells
from training.experiments.cells import measure
from training.experiments.changes import CHANGES
from training.experiments.plan import QUICK, Cell, Place
from training.learning.settings import TrainingSettings

SETTINGS = TrainingSettings(
    learning_rate=0.003, batch_size=32, epochs=5, patience=None, validation=80, schedule="constant"
)


@pytest.fixture(autouse=True)
def few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "_mnist", lambda data: easy_mnist())


def trained(cell: Cell) -> dict:
    return measure(cell, QUICK, None)


def test_a_cell_tells_every_epoch_and_what_the_best_weights_read() -> None:
    result = trained(Cell("adam", settings=SETTINGS, changed=True))
    assert [epoch["epoch"] for epoch in result["history"]] == [1, 2, 3, 4, 5]
    assert result["history"][-1]["train_loss"] < result["history"][0]["train_loss"]
    assert result["history"][-1]["test_accuracy"] > 0.5
    best = max(result["history"], key=lambda epoch: epoch["validation_accuracy"])
    assert result["parameters"] == 79_510
    assert {name: values[0] for name, values in result["changed"].items()} == dict.fromkeys(
        CHANGES, best["test_accuracy"]
    )
    assert all(len(values) == len(CHANGES[name][1]) for name, values in result["changed"].items())


def test_the_same_cell_gives_the_same_result_and_another_seed_another() -> None:
    def losses(seed: int) -> list[float]:
        cell = Cell("both", settings=replace(SETTINGS, seed=seed, batch_norm=True, dropout=0.5))
        return [epoch["train_loss"] for epoch in trained(cell)["history"]]

    assert losses(1) == losses(1) != losses(2)


def test_fewer_digits_are_a_part_of_all() -> None:
    few, more = (cells._mixture(SETTINGS, digits, easy_mnist()).pools[0] for digits in (50, None))
    assert (len(few.labels), len(more.labels)) == (50, 320)
    np.testing.assert_array_equal(few.images, more.images[:50])


@pytest.mark.parametrize(
    ("place", "kinds"),
    [
        (Place.AFTER_RELU, [Affine, BatchNorm, ReLU, Dropout, Affine]),
        (Place.BEFORE_BATCH_NORM, [Affine, Dropout, BatchNorm, ReLU, Affine]),
        (Place.ON_THE_INPUT, [Dropout, Affine, BatchNorm, ReLU, Affine]),
    ],
)
def test_dropout_stands_where_it_is_asked_for(place: Place, kinds: list[type]) -> None:
    settings = replace(SETTINGS, batch_norm=True, dropout=0.5)
    layers = cells._layers(place, settings, np.random.default_rng(1))
    assert [type(layer) for layer in layers] == kinds
    assert trained(Cell("both", settings=settings, place=place))["history"][-1]["test_accuracy"] > 0.2


def test_only_dropout_before_batch_normalisation_shifts_the_variance() -> None:
    """Dropping half of what goes into it, and doubling the rest, at least doubles the mean square."""
    settings = replace(SETTINGS, batch_norm=True, dropout=0.5, batch_size=4)
    ratios = {
        place: trained(Cell("both", settings=settings, place=place))["shift"]["ratio"]
        for place in (Place.AFTER_RELU, Place.BEFORE_BATCH_NORM)
    }
    assert ratios[Place.AFTER_RELU] == pytest.approx(1, abs=0.25)
    assert ratios[Place.BEFORE_BATCH_NORM] > 1.8


def test_the_running_loss_of_a_network_in_torch() -> None:
    pytest.importorskip("torch")
    result = trained(Cell("lenet", "lenet", replace(SETTINGS, epochs=20)))
    assert len(result["running_loss"]) == 2  # 200 batches
    assert result["running_loss"][1] < result["running_loss"][0]
