"""The smallest change of a frame that makes a network read another digit.

The distance to the border between two digits is found by steps that take the network as linear, as DeepFool does
(Moosavi-Dezfooli et al. 2016), each solved exactly within 0-1. Where that does not lead to a border, a straight line to
another digit does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explain.inside import Inside
from ink.framing import FRAME, Frame
from models.classifier import Floats

ROUNDS, STEPS = 5, 12
"""Rounds, and linear steps in each at most."""
HALVINGS = 12
"""Of a line, to find where it crosses a border."""
BEYOND = 1e-3
"""Logits by which the other digit is to be ahead."""
OVERSHOOT, LONGEST = 0.1, 0.8
"""How much farther than to the border a step goes; its largest length, as a network is linear only nearby."""
LARGEST_FACTOR = 1e3
"""Of the gradient, in a linear step."""


@dataclass(frozen=True, eq=False)
class Change:
    """The smallest change that was found from one digit to another.

    Attributes:
        to: the digit that is read then.
        frame: float32 (28, 28), changed.
        distance: the Euclidean length of the change, L2, in units of full ink.
    """

    to: int
    frame: Frame
    distance: float


def smallest_change(
    network: Inside, frame: Frame, targets: Sequence[int], others: Mapping[int, Floats] | None = None
) -> list[Change]:
    """The smallest change found to each of some digits, sorted by distance.

    Args:
        frame: (28, 28) in 0-1.
        targets: digits other than the one that is read.
        others: by digit, frames (N, 28, 28) of it that the network reads as it: a straight line to the nearest of them
            bounds what is found.

    Returns:
        A change for each digit to which there is a way; where ``others`` has all of them, for each.
    """
    margins, ends = _Margins(network, frame, np.array(targets)), [_nearest_of(others, one, frame) for one in targets]
    lines = [(number, end) for number, end in enumerate(ends) if end is not None]
    steps = [(number, end) for number, end in enumerate(_by_linear_steps(margins, ends)) if end is not None]
    if not (ways := steps + lines):
        return []
    borders = margins.on_border(np.array([number for number, _end in ways]), np.stack([end for _number, end in ways]))
    best: dict[int, Change] = {}
    for (number, _end), border in zip(ways, borders, strict=True):
        if border is not None:
            change = Change(targets[number], border, float(np.linalg.norm(border - frame)))
            best[change.to] = min(change, best.get(change.to, change), key=lambda one: one.distance)
    return sorted(best.values(), key=lambda one: one.distance)


def _nearest_of(others: Mapping[int, Floats] | None, digit: int, frame: Frame) -> Frame | None:
    """The frame of a digit that is nearest to another frame."""
    some = (others or {}).get(digit)
    if some is None or not len(some):
        return None
    return np.asarray(some[np.linalg.norm(some - frame, axis=(1, 2)).argmin()])


class _Margins:
    """How far the digit of each row is ahead of all others."""

    def __init__(self, network: Inside, frame: Frame, targets: NDArray[np.int64]) -> None:
        self.network, self.frame, self.targets = network, frame, targets

    def of(self, frames: Floats, numbers: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """The margins (N,) of these targets over all other digits, and their gradients (N, 28, 28).

        A margin is the target's logit less the log-sum-exp of the others, a smooth bound of their largest.
        """
        rows, targets = np.arange(len(frames)), self.targets[numbers]
        others = self.network.logits(frames).copy()
        others[rows, targets] = -np.inf
        shifted = np.exp(others - others.max(axis=1, keepdims=True))
        directions = -shifted / shifted.sum(axis=1, keepdims=True)
        directions[rows, targets] = 1
        logits, gradients = self.network.gradient(frames, directions)
        bounds = np.log(shifted.sum(axis=1)) + others.max(axis=1)
        return np.asarray(logits[rows, targets] - bounds), gradients

    def ahead(self, frames: Floats, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the target of each row is what the network reads, clearly."""
        rows, targets = np.arange(len(frames)), self.targets[numbers]
        logits = self.network.logits(frames).copy()
        own = logits[rows, targets]
        logits[rows, targets] = -np.inf
        return np.asarray(own - logits.max(axis=1) > BEYOND)

    def on_border(self, numbers: NDArray[np.int64], ends: Floats) -> list[Frame | None]:
        """The first point found, on the line from the frame to each end, where the target is read; None if it is not
        read at the end either."""
        crossed = self.ahead(ends, numbers)
        low, high = np.zeros(len(ends), dtype=np.float32), np.ones(len(ends), dtype=np.float32)
        for _ in range(HALVINGS):
            middle = np.asarray((low + high) / 2, dtype=np.float32)
            read = self.ahead(self._between(ends, middle), numbers)
            low, high = np.where(read, low, middle), np.where(read, middle, high)
        points = self._between(ends, high)
        return [point if right else None for point, right in zip(points, crossed, strict=True)]

    def _between(self, ends: Floats, part: Floats) -> Floats:
        return np.asarray(self.frame + part[:, None, None] * (ends - self.frame), dtype=np.float32)


def _by_linear_steps(margins: _Margins, ends: Sequence[Frame | None]) -> list[Frame | None]:
    """For each target the nearest frame found in which it is read; None where the steps led to none.

    Where the first steps lead to none, they begin at another digit, if there is one in ``ends``.

    A round goes from a point across the border, back on a line to the frame as far as the border, and on half-way to
    the point of the border's tangent plane that is nearest to the frame.
    """
    numbers = np.arange(len(margins.targets))
    start = np.repeat(margins.frame[None], len(numbers), axis=0).astype(np.float32)
    point, best, nearest = start, list[Frame | None]([None] * len(numbers)), np.full(len(numbers), np.inf)
    for _ in range(ROUNDS):
        for _ in range(STEPS):
            margin, gradient = margins.of(point, numbers)
            if (margin > 0).all():
                break
            beyond = np.asarray(margin - np.float32(OVERSHOOT) * np.abs(margin), dtype=np.float32)
            way = _nearest_on_planes(point, point, beyond, gradient) - point
            length = np.linalg.norm(way, axis=(1, 2), keepdims=True)
            way *= np.minimum(1, LONGEST / np.maximum(length, LONGEST)) * (margin <= 0)[:, None, None]
            point = np.asarray(point + way, dtype=np.float32)
        for (number, end), ahead in zip(enumerate(ends), margins.ahead(point, numbers), strict=True):
            if end is not None and not ahead:
                point[number] = end
        for number, border in enumerate(margins.on_border(numbers, point)):
            if border is None:
                continue
            point[number] = border
            away = float(np.linalg.norm(border - margins.frame))
            if away < nearest[number]:
                best[number], nearest[number] = border, away
        margin, gradient = margins.of(point, numbers)
        point = (point + _nearest_on_planes(start, point, margin, gradient)) / np.float32(2)
    return best


def _nearest_on_planes(starts: Floats, points: Floats, margins: Floats, gradients: Floats) -> Floats:
    """For each row the frame z within 0-1 nearest to a start with margin + gradient · (z - point) = 0.

    z is the start plus a multiple of the gradient, clipped; the multiple is found by bisection, as the left side grows
    with it.
    """
    first, rows = (array.reshape(len(points), FRAME**2) for array in (starts, gradients))
    wanted = (rows * points.reshape(rows.shape)).sum(axis=1) - margins
    low, high = np.zeros(len(points)), np.full(len(points), LARGEST_FACTOR)
    for _ in range(3 * HALVINGS):
        middle = (low + high) / 2
        short = (rows * np.clip(first + middle[:, None] * rows, 0, 1)).sum(axis=1) < wanted
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.asarray(np.clip(first + high[:, None] * rows, 0, 1), dtype=np.float32).reshape(points.shape)
