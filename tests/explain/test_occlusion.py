"""Occlusion: what is covered counts, and nothing else."""

from __future__ import annotations

import numpy as np

from explain.looking import inside
from explain.occlusion import PATCH, occlusion
from ink.framing import Frame
from models.classifier import Classifier
from tests.explain.conftest import network

DIRECTION = np.eye(10, dtype=np.float32)[7]


def test_occlusion_of_nothing_changes_nothing(classifier: Classifier, seven: Frame) -> None:
    falls = occlusion(inside(classifier), seven, DIRECTION)
    near = np.zeros((28, 28), dtype=bool)
    for row, column in np.argwhere(seven > 0):
        near[max(0, row - PATCH) : row + PATCH, max(0, column - PATCH) : column + PATCH] = True
    assert not falls[~near].any()
    assert falls.any()
    assert not occlusion(inside(classifier), np.zeros_like(seven), DIRECTION).any()


def test_a_patch_costs_what_the_logit_falls_without_it(seven: Frame) -> None:
    looked = inside(network(30))
    frame = np.zeros_like(seven)
    frame[0, 0] = 1  # only the first patch covers it
    before, after = looked.logits(np.stack([frame, np.zeros_like(frame)])) @ DIRECTION
    np.testing.assert_allclose(occlusion(looked, frame, DIRECTION)[0, 0], before - after, rtol=1e-5)


def test_two_digits_are_compared_by_the_difference_of_their_directions(seven: Frame) -> None:
    looked, one = inside(network(30)), np.eye(10, dtype=np.float32)[1]
    apart = occlusion(looked, seven, DIRECTION) - occlusion(looked, seven, one)
    np.testing.assert_allclose(occlusion(looked, seven, DIRECTION - one), apart, atol=1e-4)
