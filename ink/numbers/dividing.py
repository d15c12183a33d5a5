"""A search over groups of pieces: the likeliest way to divide all pieces, each into one group.

A state is which pieces are covered. From each, the leftmost piece that is not must be covered next, by any group that
holds it and no covered piece; so no division is met twice. What the groups score adds up, and the probability of a
division is proportional to the exponential of its sum (a conditional random field, Lafferty et al. 2001).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_STATES = 48
"""States with the same leftmost uncovered piece that are followed, the likeliest."""
NEGLIGIBLE = -40.0
"""Logarithm of a share that is none."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Divisions:
    """All ways to divide some pieces into groups.

    Attributes:
        best: indices of the groups of the likeliest, or of the one that is worth most.
        total: logarithm of the sum over all divisions of the exponential of their score.
        marginals: (A,), the probability of each group over all divisions.
    """

    best: tuple[int, ...]
    total: float
    marginals: Floats


def divide(
    groups: Sequence[int], scores: Sequence[float], pieces: int, worth: Sequence[float] | None = None
) -> Divisions:
    """Divide ``pieces`` pieces into groups.

    Args:
        groups: (A,), bits of the pieces in each group; one of them holds all.
        scores: (A,), of the groups.
        worth: (A,), added to the scores where the best division is looked for; without it, that is the likeliest.
    """
    worth = [0.0] * len(scores) if worth is None else worth
    holding: list[list[tuple[int, int, float, float]]] = [[] for _ in range(pieces)]
    for number, (bits, score, more) in enumerate(zip(groups, scores, worth, strict=True)):
        for place in range(pieces):
            if bits >> place & 1:
                holding[place].append((number, bits, score, score + more))
    full = (1 << pieces) - 1
    levels: list[dict[int, float]] = [{} for _ in range(pieces + 1)]  # by leftmost uncovered piece: state, log sum
    levels[0][0] = 0.0
    highest: dict[int, tuple[float, int, int]] = {0: (0.0, -1, -1)}  # best value of a state, group and state before
    steps: list[tuple[int, int, int, float]] = []
    for level in range(pieces):
        states = levels[level]
        if len(states) > MOST_STATES:
            states = dict(sorted(states.items(), key=lambda item: -item[1])[:MOST_STATES])
        for state, total in states.items():
            top = highest[state][0]
            for number, bits, score, value in holding[level]:
                if bits & state:
                    continue
                after = state | bits
                open_ = full & ~after
                following = levels[(open_ & -open_).bit_length() - 1 if open_ else pieces]
                known = following.get(after)
                new = total + score
                following[after] = new if known is None else _log_sum(known, new)
                steps.append((state, after, number, score))
                if known is None or top + value > highest[after][0]:
                    highest[after] = (top + value, number, state)
    forward = {state: total for states in levels for state, total in states.items()}
    total = levels[pieces][full]
    backward: dict[int, float] = {full: 0.0}
    marginals = np.zeros(len(groups))
    for state, after, number, score in reversed(steps):
        if (rest := backward.get(after)) is None:
            continue
        new = rest + score
        known = backward.get(state)
        backward[state] = new if known is None else _log_sum(known, new)
        if (share := forward[state] + new - total) > NEGLIGIBLE:
            marginals[number] += math.exp(min(share, 0.0))
    best = []
    state = full
    while state:
        _score, number, state = highest[state]
        best.append(number)
    return Divisions(tuple(reversed(best)), total, marginals)


def _log_sum(one: float, other: float) -> float:
    """The logarithm of the sum of exponentials."""
    high, low = (one, other) if one > other else (other, one)
    return high + math.log1p(math.exp(low - high)) if low - high > NEGLIGIBLE else high
