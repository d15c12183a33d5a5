"""The smallest change does change the answer, stays within 0-1, and is no larger than a straight line."""

from __future__ import annotations

import numpy as np
import pytest

from explain.inside import Inside
from explain.looking import inside
from explain.smallest_change import smallest_change
from ink.framing import Frame, frame
from models.classifier import Classifier, Floats
from training.strokes.taught.drawings import taught_digits


@pytest.fixture(scope="module")
def others() -> dict[int, Floats]:
    """Made digits."""
    made = list(taught_digits(200, np.random.default_rng(1)))
    return {digit: np.stack([frame(one.page) for one in made if one.label == digit]) for digit in range(10)}


def length_of_a_line(network: Inside, start: Frame, end: Frame, digit: int) -> float:
    """How far it is on a straight line until the digit is read, in steps of a thousandth."""
    parts = np.linspace(0, 1, 1001, dtype=np.float32)[:, None, None]
    read = network.logits(start + parts * (end - start)).argmax(axis=1) == digit
    return float(parts[read.argmax()].item() * np.linalg.norm(end - start)) if read.any() else np.inf


def test_a_change_leads_to_each_digit_and_is_not_larger_than_a_line(
    classifier: Classifier, seven: Frame, others: dict[int, Floats]
) -> None:
    network = inside(classifier)
    known = {digit: some[network.logits(some).argmax(axis=1) == digit] for digit, some in others.items()}
    targets = [digit for digit in range(10) if digit != 7]
    changes = smallest_change(network, seven, targets, known)
    assert sorted(change.to for change in changes) == targets
    assert [change.distance for change in changes] == sorted(change.distance for change in changes)
    for change in changes:
        assert change.frame.min() >= 0
        assert change.frame.max() <= 1
        assert classifier.predict_proba(change.frame[None])[0].argmax() == change.to
        assert change.distance == pytest.approx(float(np.linalg.norm(change.frame - seven)), rel=1e-5)
        some = known[change.to]
        nearest = some[np.linalg.norm(some - seven, axis=(1, 2)).argmin()]
        assert change.distance <= length_of_a_line(network, seven, nearest, change.to) * 1.001


def test_a_change_is_much_smaller_than_a_line(seven: Frame, others: dict[int, Floats]) -> None:
    from models import catalog

    network = inside(catalog.load("bp"))
    change = smallest_change(network, seven, [9])[0]
    assert change.distance < 0.5 * min(length_of_a_line(network, seven, other, 9) for other in others[9])


def test_a_digit_to_which_no_way_leads_is_left_out(seven: Frame) -> None:
    class Stubborn:
        def logits(self, frames: Floats) -> Floats:
            return np.tile(np.eye(10, dtype=np.float32)[7], (len(frames), 1))

        def gradient(self, frames: Floats, directions: Floats) -> tuple[Floats, Floats]:
            return self.logits(frames), np.zeros_like(frames)

    assert smallest_change(Stubborn(), seven, [1, 2]) == []  # type: ignore[arg-type]
