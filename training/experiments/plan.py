"""Which networks the experiments train: a cell for each variant and seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from models import catalog
from training.learning.settings import PRESETS, TrainingSettings

REPORT_PATIENCE = 3
"""Epochs without a better validation accuracy after which the report stopped."""
DROPOUT = 0.5
RATES = (0.1, 0.3, DROPOUT)
"""Probabilities with which hidden units are dropped."""


class Place(StrEnum):
    """Where dropout stands in a network with batch normalisation."""

    AFTER_RELU = "after ReLU"
    BEFORE_BATCH_NORM = "before batch normalisation"
    ON_THE_INPUT = "on the input"


@dataclass(frozen=True)
class Cell:
    """A network to train and measure, or a bundled one to measure.

    Attributes:
        variant: the name shared by the cells that differ in the seed only.
        network: a name of the catalogue.
        settings: None for the bundled weights.
        digits: number of MNIST's training digits to learn from, without the validation digits; None for all.
        place: of the dropout.
        changed: whether to read the test digits also slid, turned and thinned.
    """

    variant: str
    network: str = catalog.FALLBACK
    settings: TrainingSettings | None = None
    digits: int | None = None
    place: Place = Place.AFTER_RELU
    changed: bool = False

    @property
    def name(self) -> str:
        return f"{self.variant}-{self.settings.seed}" if self.settings else self.variant


@dataclass(frozen=True)
class Extent:
    """How much is done: ``FULL``, or ``QUICK`` for a first look.

    Attributes:
        seeds, resnet_seeds: number of seeds of each variant; the ResNet takes far longer than all others.
        resnet_sets: the sizes of the small training sets that the ResNet learns from.
        long_patience: as ``REPORT_PATIENCE``, where batch normalisation and dropout are given more time.
        epochs: the maximum number of epochs.
        digits: as of a cell.
        placings, each_style: see :func:`training.evaluation.evaluation.evaluate`.
    """

    seeds: int = 5
    resnet_seeds: int = 1
    resnet_sets: tuple[int, ...] = (570, 5_700)
    long_patience: int = 10
    epochs: int = 100
    digits: int | None = None
    placings: int = 5
    each_style: int = 100


FULL = Extent()
QUICK = Extent(seeds=2, resnet_sets=(570,), long_patience=5, epochs=12, digits=10_000, placings=1, each_style=5)

OPTIMIZERS = {"sgd": 0.02, "momentum": 0.02, "rmsprop": 0.001, "adam": 0.001}
"""The learning rate of each; those of SGD and Adam are the report's."""
CNN_EPOCHS = 3
SMALL_SETS = {570: TrainingSettings(batch_size=32, epochs=60), 5_700: TrainingSettings(batch_size=64, epochs=20)}
"""How networks learn from 1 % and 10 % of the training set: the fewer digits, the more often each is seen."""
WHOLE_SET = {"bp": "adam", "lenet": "lenet", "resnet": "resnet"}
"""The variants that learn from all of it."""


def plan(extent: Extent, torch: bool = True) -> tuple[Cell, ...]:
    """All cells, those that take longest first.

    Args:
        torch: whether torch's networks can be trained here.
    """
    bundled = [Cell(f"bundled {model.name}", model.name, changed=True) for model in catalog.MODELS]
    return tuple(
        seeded
        for cell in (*_cnn(extent), *_sizes(extent), *bundled, *_reasons(extent), *_tables(extent))
        if torch or not catalog.find(cell.network).needs_torch
        for seeded in _seeded(cell, extent)
    )


def _seeded(cell: Cell, extent: Extent) -> list[Cell]:
    """The cell with each seed; a bundled network has none."""
    if cell.settings is None:
        return [cell]
    seeds = extent.resnet_seeds if cell.network == "resnet" else extent.seeds
    return [replace(cell, settings=replace(cell.settings, seed=seed)) for seed in range(1, seeds + 1)]


def _tables(extent: Extent) -> Iterator[Cell]:
    """Tables 1 and 2: four optimizers; batch normalisation, dropout and both."""
    for name, rate in OPTIMIZERS.items():
        patience = extent.long_patience if name == "adam" else REPORT_PATIENCE
        settings = replace(_adam(extent), optimizer=name, learning_rate=rate, patience=patience)
        yield Cell(name, settings=settings, digits=extent.digits, changed=name == "adam")
    for batch_norm, dropout in ((True, 0.0), (False, DROPOUT), (True, DROPOUT)):
        yield _with_dropout(extent, batch_norm, dropout)


def _reasons(extent: Extent) -> Iterator[Cell]:
    """Why both together do worse: other places of the dropout, other probabilities."""
    both = _with_dropout(extent, batch_norm=True, dropout=DROPOUT)
    for place in (Place.BEFORE_BATCH_NORM, Place.ON_THE_INPUT):
        yield replace(both, variant=place_variant(place), place=place)
    for rate in RATES[:-1]:
        for batch_norm in (False, True):
            yield _with_dropout(extent, batch_norm, rate)


def _adam(extent: Extent) -> TrainingSettings:
    """The report's net with Adam; it goes on for long enough to tell what more patience would have brought."""
    return replace(PRESETS["bp"]["report-adam"], epochs=extent.epochs, patience=extent.long_patience)


def _with_dropout(extent: Extent, batch_norm: bool, dropout: float) -> Cell:
    settings = replace(_adam(extent), batch_norm=batch_norm, dropout=dropout)
    return Cell(dropout_variant(dropout, batch_norm), settings=settings, digits=extent.digits)


def place_variant(place: Place) -> str:
    """The name of the cells with batch normalisation and the dropout at this place."""
    return "both" if place is Place.AFTER_RELU else f"both {place.name.lower()}"


def dropout_variant(rate: float, batch_norm: bool) -> str:
    """The name of the cells with dropout of this probability after the ReLU."""
    if rate == 0:
        return "bn" if batch_norm else "adam"
    name = "both" if batch_norm else "dropout"
    return name if rate == DROPOUT else f"{name} {rate}"


def _cnn(extent: Extent) -> Iterator[Cell]:
    """Figure 5: LeNet's three epochs; and the ResNet's beside them, to compare them on changed digits."""
    settings = TrainingSettings(epochs=CNN_EPOCHS, patience=None, batch_size=64, schedule="constant")
    for network in ("resnet", "lenet"):
        yield Cell(network, network, settings, extent.digits, changed=True)


def _sizes(extent: Extent) -> Iterator[Cell]:
    """The three networks, trained with parts of MNIST's training set."""
    for digits, settings in reversed(SMALL_SETS.items()):
        for network in reversed(WHOLE_SET):
            if network != "resnet" or digits in extent.resnet_sets:
                yield Cell(size_variant(network, digits), network, replace(settings, patience=None), digits)


def size_variant(network: str, digits: int) -> str:
    """The name of the cells that learn from so many digits."""
    return f"{network} {digits}" if digits in SMALL_SETS else WHOLE_SET[network]
