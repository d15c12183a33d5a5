"""How well a model reads the digits that nobody trained it on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.classifier import Classifier
from training.data import load_mnist
from training.metrics import accuracy, confusion_matrix


def evaluate(classifier: Classifier, folder: Path | None = None) -> dict[str, Any]:
    """Read MNIST's test set: accuracies are fractions, the confusion matrix has a row for each true digit.

    Raises:
        DataError: MNIST is not there.
    """
    test = load_mnist(folder).test
    answers = classifier.predict_proba(test.images).argmax(axis=1)
    return {
        "model": classifier.name,
        "mnist": {
            "accuracy": accuracy(test.labels, answers),
            "errors": int((answers != test.labels).sum()),
            "confusion": confusion_matrix(test.labels, answers).tolist(),
        },
        "pens": None,
    }
