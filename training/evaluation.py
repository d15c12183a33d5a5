"""How well a model reads the digits that nobody trained it on."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from ink.framing import Framing, frame
from models.classifier import Classifier
from training.data import Mnist
from training.metrics import accuracy, confusion_matrix
from training.pens import MEASURED_WRITERS, pens_file, place, read_pens

PLACINGS = 5
"""How often each recorded digit is drawn, each time elsewhere, at another size and with another pen."""
SEED = 1


def evaluate(
    classifier: Classifier, mnist: Mnist | None, folder: Path, framing: Framing = Framing.CENTRED
) -> dict[str, Any]:
    """Read MNIST's test set and the measured writers' pens; what is not there is null.

    Accuracies are fractions; the confusion matrix has a row for each true digit.

    Raises:
        DataError: the file of pens is there, but damaged.
    """
    pens = _evaluate_pens(classifier, folder, framing) if pens_file(folder).exists() else None
    return {"model": classifier.name, "mnist": _evaluate_mnist(classifier, mnist) if mnist else None, "pens": pens}


def _evaluate_mnist(classifier: Classifier, mnist: Mnist) -> dict[str, Any]:
    test = mnist.test
    answers = classifier.predict_proba(test.images).argmax(axis=1)
    return {
        "accuracy": accuracy(test.labels, answers),
        "errors": int((answers != test.labels).sum()),
        "confusion": confusion_matrix(test.labels, answers).tolist(),
    }


def _evaluate_pens(classifier: Classifier, folder: Path, framing: Framing) -> dict[str, Any]:
    digits = [digit for digit in read_pens(folder) if digit.writer in MEASURED_WRITERS]
    placed = list(place(digits * PLACINGS, np.random.default_rng(SEED)))
    frames = np.stack([frame(digit.page, framing) for digit in placed])
    answers = classifier.predict_proba(frames).argmax(axis=1)
    hits = [bool(answer == digit.label) for answer, digit in zip(answers, placed, strict=True)]
    by_width, by_writer = defaultdict(list), defaultdict(list)
    for digit, hit in zip(placed, hits, strict=True):
        by_width[digit.width].append(hit)
        by_writer[digit.writer].append(hit)
    return {
        "drawings": len(hits),
        "accuracy": float(np.mean(hits)),
        "by_width": {str(width): float(np.mean(by_width[width])) for width in sorted(by_width)},
        "by_writer": {str(writer): float(np.mean(by_writer[writer])) for writer in sorted(by_writer)},
    }
