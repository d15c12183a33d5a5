"""How a number may be divided into digits by its looks alone: what a network is then asked about.

A small network scores each group of pieces by what it measures, once as a digit and once as a mark beside the digits.
Groups that no likely division has are left out.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ink.numbers.digit_groups import Groups, digit_groups
from ink.numbers.dividing import divide
from ink.numbers.pieces import Floats, Piece

WEIGHTS = Path(__file__).with_suffix(".txt")
LEAST = 0.002
"""Probability of a group by its looks, below which the network is not asked about it."""
MOST, MOST_PER_PIECE = 24, 2
"""Groups that the network is asked about at most: so many, and so many more for each piece."""


@dataclass(frozen=True, eq=False)
class Looks:
    """Groups that may be digits or marks, and how likely that is by their looks.

    Attributes:
        digits: (D,), which groups may be digits; the first is that of all pieces.
        scores, chances: (D,), of these: their scores, and their probabilities over all divisions.
        marks: (M,), which groups may be marks.
        mark_scores: (M,), theirs.
    """

    groups: Groups
    digits: NDArray[np.intp]
    scores: Floats
    chances: Floats
    marks: NDArray[np.intp]
    mark_scores: Floats


def looks(pieces: Sequence[Piece], height: float, weights: Path = WEIGHTS) -> Looks:
    """What pieces may be divided into; ``height`` is the number's."""
    return judge(digit_groups(pieces, height), weights)


def judge(groups: Groups, weights: Path = WEIGHTS) -> Looks:
    """Which groups are likely enough."""
    hidden, units, bias = _weights(weights)
    as_digit, as_mark = (np.tanh(groups.measured @ hidden) @ units + bias).T
    marks = np.flatnonzero(groups.marks)
    bits = groups.bits()
    arcs = [*bits, *(bits[mark] for mark in marks)]
    chances = divide(arcs, [*as_digit.tolist(), *as_mark[marks].tolist()], len(groups.pieces)).marginals
    of_digits, of_marks = np.split(chances, [len(bits)])
    likely = np.argsort(-of_digits, kind="stable")[: MOST + MOST_PER_PIECE * len(groups.pieces)]
    likely = np.sort(likely[of_digits[likely] >= LEAST])
    digits = np.union1d([0], likely).astype(np.intp)
    kept = marks[of_marks >= LEAST]
    return Looks(groups, digits, as_digit[digits], of_digits[digits], kept, as_mark[kept])


@functools.cache
def _weights(file: Path) -> tuple[Floats, Floats, Floats]:
    """Weights of the hidden units (F, H), of the two outputs (H, 2), and their biases (2,)."""
    table = np.loadtxt(file)
    return table[:-3], table[-3:-1].T, table[-1, :2]
