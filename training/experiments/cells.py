"""A cell of the experiments: one network, trained and measured, with all that is said of it as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from models import catalog
from models.bp.layers import Affine, Array, BatchNorm, Dropout, Layer, ReLU
from models.bp.network import REPORT_SIZES, Network
from models.classifier import Floats
from models.weights import read_metadata
from training.datasets.mnist import DataMissing, Digits, Mnist, load_mnist
from training.datasets.pens import load_pens
from training.evaluation.evaluation import accuracy_on, evaluate, in_total
from training.experiments.changes import CHANGES
from training.experiments.plan import SMALL_SETS, Cell, Extent, Place
from training.learning.learners import Learner, NumpyLearner
from training.learning.loop import BatchDone, EpochDone, train
from training.learning.settings import TrainingSettings
from training.learning.torch_learner import torch_learner
from training.mixture.mixture import Mixture, mnist_mixture
from training.mixture.pools import as_floats
from training.reports.model_table import milliseconds_per_digit

SAMPLE = 10_000
"""Training digits on which a trained network is measured."""
RUNNING = 100
"""Batches whose mean is the running loss."""

Result = dict[str, Any]


def measure(cell: Cell, extent: Extent, data: Path | None) -> Result:
    """Train a cell's network and measure it, or measure a bundled one. Accuracies are fractions.

    Raises:
        DataError, TrainingError, WeightsError: one sentence says why it cannot be done.
    """
    return _trained(cell, cell.settings, data) if cell.settings else _bundled(cell, extent, data)


@lru_cache(maxsize=1)
def _mnist(data: Path | None) -> Mnist:
    return load_mnist(data)


def _trained(cell: Cell, settings: TrainingSettings, data: Path | None) -> Result:
    mixture = _mixture(settings, cell.digits, _mnist(data))
    learner = _learner(cell, settings)
    history: list[dict[str, Any]] = []
    losses: list[float] = []
    so_far = 0.0, 0
    for event in train(learner, mixture, settings):
        if isinstance(event, BatchDone):
            loss, done = so_far
            so_far = event.train_loss * event.done, event.done
            losses.append((so_far[0] - loss) / (event.done - done))
        elif isinstance(event, EpochDone):
            tested = accuracy_on(mixture.test, learner.logits) if event.best or cell.digits not in SMALL_SETS else None
            history.append({**asdict(event), "test_accuracy": tested})
            so_far = 0.0, 0
    (pool,) = mixture.pools
    sample = Digits(as_floats(pool.images[:SAMPLE]), pool.labels[:SAMPLE])
    result: Result = {
        "history": history,
        "parameters": learner.parameters,
        "sample_accuracy": accuracy_on(sample, learner.logits),
        "seconds": sum(epoch["seconds"] for epoch in history),
    }
    if cell.network != "bp":
        result["running_loss"] = [float(np.mean(losses[at : at + RUNNING])) for at in range(0, len(losses), RUNNING)]
    if isinstance(learner, NumpyLearner) and settings.batch_norm:
        result["shift"] = _variance_shift(learner.network, sample.images, mixture.test)
    if cell.changed:
        result["changed"] = _on_changed_digits(learner.logits, mixture.test)
    return result


def _mixture(settings: TrainingSettings, digits: int | None, mnist: Mnist) -> Mixture:
    """MNIST, less the validation digits, and of the rest so many: they lie in random order."""
    mixture = mnist_mixture(mnist, settings.validation, np.random.default_rng([settings.seed, 0]))
    (pool,) = mixture.pools
    images, labels = pool.images[:digits], pool.labels[:digits]
    return replace(mixture, pools=(replace(pool, images=images, labels=labels, per_epoch=len(labels)),))


def _learner(cell: Cell, settings: TrainingSettings) -> Learner:
    if cell.network != "bp":
        return torch_learner(cell.network, settings, "cpu")
    rng = np.random.default_rng([settings.seed, 1])
    network = Network(_layers(cell.place, settings, rng))
    return NumpyLearner(network, settings, rng)


def _layers(place: Place, settings: TrainingSettings, rng: np.random.Generator) -> list[Layer]:
    """784-100-10 with batch normalisation and dropout, if they are asked for, and the dropout at this place."""
    pixels, hidden, digits = REPORT_SIZES
    layers: list[Layer] = [Affine(pixels, hidden, rng), ReLU(), Affine(hidden, digits, rng)]
    if settings.batch_norm:
        layers.insert(1, BatchNorm(hidden))
    if settings.dropout:
        index = {Place.ON_THE_INPUT: 0, Place.BEFORE_BATCH_NORM: 1, Place.AFTER_RELU: len(layers) - 1}[place]
        layers.insert(index, Dropout(settings.dropout, rng))
    return layers


def _variance_shift(network: Network, images: Floats, test: Digits) -> Result:
    """How the variances that batch normalisation has learnt, with dropout at work, compare to those met in use.

    ``ratio`` is the mean over the features of learnt by met (Li et al. 2019, "Understanding the disharmony between
    dropout and batch normalization by variance shift"); ``test_accuracy`` is what the network reads once it has been
    given the statistics that it meets.
    """
    place, layer = next((place, layer) for place, layer in enumerate(network.layers) if isinstance(layer, BatchNorm))
    x: Array = images
    for before in network.layers[:place]:
        x = before.forward(x)
    mean, variance = x.mean(axis=0), x.var(axis=0)
    ratio = float(np.mean(layer.running_variance / np.maximum(variance, 1e-8)))
    layer.running_mean[...], layer.running_variance[...] = mean, variance
    return {"ratio": ratio, "test_accuracy": accuracy_on(test, network.forward)}


def _on_changed_digits(read: Callable[[Floats], Floats], test: Digits) -> dict[str, list[float]]:
    return {
        name: [accuracy_on(Digits(change(test.images, extent), test.labels), read) for extent in extents]
        for name, (change, extents) in CHANGES.items()
    }


def _bundled(cell: Cell, extent: Extent, data: Path | None) -> Result:
    classifier, mnist = catalog.load(cell.network), _mnist(data)
    try:
        pens = load_pens(data)
    except DataMissing:
        pens = None
    report = evaluate(classifier, mnist, pens, placings=extent.placings, each_style=extent.each_style).report
    metadata = read_metadata(catalog.find(cell.network).file)
    return {
        "parameters": metadata.get("parameters"),
        "seconds": in_total(metadata, "seconds"),
        "epochs": in_total(metadata, "epochs"),
        "test_accuracy": report["mnist"]["accuracy"],
        "pens_accuracy": report["pens"]["accuracy"] if report["pens"] else None,
        "milliseconds": milliseconds_per_digit(classifier),
        "changed": _on_changed_digits(classifier.predict_proba, mnist.test),
    }
