"""All numbers of a lesson, and its JSON."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from explain.explanation import as_json, explain_frame
from ink.framing import Frame
from models import catalog
from models.classifier import Classifier
from tests.helpers import easy_digits


def test_the_json_adds_up(classifier: Classifier, seven: Frame) -> None:
    mnist = easy_digits(300)
    told = json.loads(json.dumps(as_json(explain_frame(classifier, seven, mnist))))
    assert told["model"] == classifier.name
    assert told["digit"] == 7
    for digit in range(10):
        terms = told["terms"][digit]
        assert told["bias"][digit] + sum(term[3] for term in terms) == pytest.approx(told["logits"][digit], abs=1e-6)
        assert all(term[1] * term[2] == pytest.approx(term[3], rel=1e-6, abs=1e-12) for term in terms)
        assert [abs(term[3]) for term in terms] == sorted((abs(term[3]) for term in terms), reverse=True)
    powers = np.exp(np.array(told["logits"]) / told["temperature"])
    np.testing.assert_allclose(told["probabilities"], powers / powers.sum(), atol=1e-9)
    np.testing.assert_allclose(told["probabilities"], classifier.predict_proba(seven[None])[0], atol=1e-5)
    assert np.shape(told["importance"]) == (28, 28)
    assert len(told["nearest"]) == 10
    first = told["nearest"][0]
    distances = np.linalg.norm(mnist.images - seven, axis=(1, 2))
    assert first["distance"] == pytest.approx(float(distances.min()), rel=1e-5)
    assert (first["index"], first["label"]) == (int(distances.argmin()), int(mnist.labels[distances.argmin()]))
    assert told["flip"]["to"] != 7
    assert 0 < told["flip"]["distance"] < 28


def test_without_mnist_there_are_no_neighbours_but_a_change_all_the_same(seven: Frame) -> None:
    told = as_json(explain_frame(catalog.load("bp"), seven, None))
    assert told["nearest"] is None
    assert told["flip"]["distance"] > 0


def test_a_scrawl_has_a_change_as_well() -> None:
    scrawl = np.random.default_rng(1).random((28, 28)).astype(np.float32)
    assert explain_frame(catalog.load("bp"), scrawl, None).changes


def test_the_gradient_is_that_of_the_answer(seven: Frame, tmp_path: Path) -> None:
    classifier = catalog.load("bp")
    explanation = explain_frame(classifier, seven, None)
    moved = seven + np.float32(1e-3) * np.sign(explanation.gradient)
    before, after = classifier.forward(np.stack([seven, moved]))[:, 7]  # type: ignore[attr-defined]
    assert after - before == pytest.approx(1e-3 * float(np.abs(explanation.gradient).sum()), rel=0.05)
