"""Everything that is told about one frame and one network: the numbers of a lesson."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from explain import questions
from explain.calculation import Calculation
from explain.inside import LastLayer
from explain.known_digits import known_digits
from explain.looking import inside
from explain.maps import Maps
from explain.nearest import nearest
from explain.smallest_change import Change, smallest_change
from explain.what_if import CHANGES, FARTHEST, STEPS, row_of_changes, row_of_moves
from ink.framing import Frame, Framing
from models.classifier import DIGITS, Classifier, Floats
from training.datasets.mnist import Digits

NEAREST = 10


@dataclass(frozen=True)
class Neighbour:
    """A training digit of MNIST: its label, its place in the training set, its distance (L2) and its frame."""

    label: int
    index: int
    distance: float
    frame: Frame


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a network reads a frame as it does.

    Attributes:
        model: its name.
        frame: float32 (28, 28).
        last: its last layer.
        gradient: of the digit's logit with respect to the frame, (28, 28).
        occlusion: how much that logit falls where a patch has no ink, (28, 28).
        changes: the smallest changes found to other digits, the smallest first; there is at least one.
        neighbours: the nearest training digits in pixels; None where MNIST is missing.
        hidden_neighbours: the nearest in the last hidden layer; None where its features are not known.
        calculation: of the numpy network.
        maps: of a torch network, where they were asked for.
        answers: to the frame moved by -8 to 8 pixels each way, and turned, sized, slanted, thickened, (21, 17, 10).
    """

    model: str
    frame: Frame
    last: LastLayer
    gradient: Floats
    occlusion: Floats
    changes: tuple[Change, ...]
    neighbours: tuple[Neighbour, ...] | None
    hidden_neighbours: tuple[Neighbour, ...] | None
    calculation: Calculation | None
    maps: tuple[Maps, ...]
    answers: Floats

    @property
    def digit(self) -> int:
        return int(self.last.logits.argmax())

    @property
    def rival(self) -> int:
        """The second likeliest digit."""
        return int(np.argsort(self.last.logits)[-2])


def explain_frame(
    classifier: Classifier,
    frame: Frame,
    mnist: Digits | None,
    features: Floats | None = None,
    with_maps: bool = False,
) -> Explanation:
    """Explain what a network reads in a frame (28, 28) that has ink.

    Args:
        mnist: the training digits.
        features: what the last hidden layer makes of them, (60000, H).
        with_maps: whether to add the feature maps of a torch network, and the answers to changes.
    """
    network = inside(classifier)
    last = network.last_layer(frame)
    digit = int(last.logits.argmax())
    direction = np.eye(DIGITS, dtype=np.float32)[digit]
    targets = [other for other in range(DIGITS) if other != digit]
    return Explanation(
        model=classifier.name,
        frame=frame,
        last=last,
        gradient=questions.gradient(classifier, frame, direction),
        occlusion=questions.covered(classifier, frame, direction),
        changes=tuple(smallest_change(network, frame, targets, known_digits(network, frame, mnist))),
        neighbours=None if mnist is None else neighbours(frame, mnist.images, mnist),
        hidden_neighbours=None
        if mnist is None or features is None
        else neighbours(network.features(frame[None])[0], features, mnist),
        calculation=questions.calculation(classifier, frame),
        maps=tuple(questions.maps(classifier, frame)) if with_maps else (),
        answers=answers_to_changes(classifier, frame) if with_maps else np.zeros((0, STEPS, DIGITS), dtype=np.float32),
    )


def answers_to_changes(classifier: Classifier, frame: Frame) -> Floats:
    """What a network reads in a frame whose pixels are moved, and turned, sized, slanted, thickened: (21, 17, 10)."""
    rows = [row_of_moves(None, frame, Framing.CENTRED, down) for down in range(-FARTHEST, FARTHEST + 1)]
    rows += [row_of_changes(None, frame, Framing.CENTRED, kind) for kind in CHANGES]
    return classifier.predict_proba(np.concatenate(rows)).reshape(len(rows), STEPS, DIGITS)


def neighbours(vector: Floats, known: Floats, mnist: Digits) -> tuple[Neighbour, ...]:
    """The nearest training digits by distance (L2).

    Args:
        vector: the frame, or what a layer makes of it, (H,).
        known: the same of all training digits.
    """
    found = nearest(vector, known, NEAREST)
    return tuple(
        Neighbour(int(mnist.labels[index]), int(index), float(distance), mnist.images[index])
        for index, distance in zip(found.indices, found.distances, strict=True)
    )


def as_json(explanation: Explanation) -> dict[str, Any]:
    """What ``python app.py explain --json`` prints: for each digit its products and bias add up to its logit, and the
    softmax of logits / temperature is ``probabilities``."""
    last = explanation.last
    products = last.products
    change = explanation.changes[0]
    return {
        "model": explanation.model,
        "digit": explanation.digit,
        "logits": last.logits.tolist(),
        "temperature": last.temperature,
        "probabilities": last.probabilities.tolist(),
        "bias": last.bias.astype(np.float64).tolist(),
        "terms": [
            [
                [unit, float(last.activations[unit]), float(last.weights[unit, digit]), float(products[unit, digit])]
                for unit in last.terms(digit)
            ]
            for digit in range(DIGITS)
        ],
        "importance": explanation.gradient.astype(np.float64).tolist(),
        "nearest": None if explanation.neighbours is None else [_neighbour(one) for one in explanation.neighbours],
        "flip": {"to": change.to, "distance": change.distance},
    }


def _neighbour(one: Neighbour) -> Mapping[str, Any]:
    return {"label": one.label, "index": one.index, "distance": one.distance}
