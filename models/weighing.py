"""How much speaks for what was found in a picture, a digit or a number: its looks and the network's answer."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ink.pictures.picture_ink import Candidate
from ink.pictures.written import HEIGHTS, NEAR
from models.classifier import DIGITS, Floats
from models.numbers import Box, Number

LOOKS, TRUST = 1.75, 7.5
"""How much the logarithms of the prior's odds and of the network's confidence weigh."""
SURE, INK, EACH_DIGIT, EACH_END, EACH_LINE, COVERS = 2.3, 0.4, 1.3, -1.9, -0.8, 1.4
"""Scores of a number in a picture: for the logarithms of its confidence and of its ink's odds, for each of its digits,
each 1 at the end of a line, each line but the first, and for holding the likeliest single digit."""
ALONE, ALONE_ODDS = -2.4, 0.85
"""Those of that digit alone, and for the logarithm of its odds. All were fitted to made pictures of digits and numbers
of writers who are not measured: a conditional logit over what each may be read as (McFadden 1974). INK and EACH_DIGIT
were then set nearer to digits that only a part of the inks has, as long numbers on ruled paper need it."""
ON_LINE, SHARED = 0.6, 0.25
"""Of their heights: how much of it digits of a line share; of their widths: how much of it those side by side share."""
THERE = 0.6
"""Of the larger box: how much of it is shared by boxes of the same digit in two inks, at least."""
EDGE = 3
"""Pixels of a picture, by which boxes of the same ink differ."""
HIGHEST_ODDS = 10.0
"""Logarithm of the prior's odds, times its weight, from which the network alone decides."""
USUAL, EVIDENCE = 300.0, 0.35
"""The network's odds for a digit, below which the answer is doubted more than looks alone make it; their power."""
TELLING = np.array([0, -1, *[1] * 8], dtype=np.float64)
"""By digit: what is added to the logarithm of the prior's odds where the network is sure of it. Any line looks like a
1, and any ring like a 0, but hardly anything that is no digit like another one."""


def weigh(priors: Sequence[float], probabilities: Floats) -> tuple[int, Floats]:
    """Choose among candidates by the network's probabilities (N, 10), N at least 1.

    Each candidate weighs as much as a power of its prior's odds times a power of the network's confidence in it.

    Returns:
        Which one is chosen, and the digits' probabilities (10,): the mean over all candidates by their weights, so that
        the answer is sure only if the candidates that may be the digit agree; less sure of what looks like no digit to
        the network or by itself.
    """
    prior = np.clip(np.asarray(priors, dtype=np.float64), 1e-9, 1 - 1e-9)
    confidence = np.clip(probabilities.max(axis=1), 1 / DIGITS + 1e-3, 1 - 1e-6).astype(np.float64)
    network = (confidence - 1 / DIGITS) / (1 - confidence)
    evidence = np.minimum(network / USUAL, 1) ** EVIDENCE
    odds = np.log(prior / (1 - prior)) + TELLING[probabilities.argmax(axis=1)] * evidence
    scores = np.minimum(LOOKS * odds, HIGHEST_ODDS) + TRUST * np.log(confidence)
    weights = np.exp(scores - scores.max())
    best = int(scores.argmax())
    doubt = 1 / (1 + np.exp(odds[best]) * evidence[best])
    mean: Floats = ((1 - doubt) * (weights @ probabilities / weights.sum()) + doubt / DIGITS).astype(np.float32)
    return best, mean


def number_score(number: Number, ink: Candidate, single: Box | None) -> float:
    """How much speaks for a number in a picture.

    Args:
        ink: that of the number.
        single: the box of the likeliest single digit, if there is one.
    """
    ends = sum(line[end].digit == 1 for line in number.lines for end in (0, -1))  # as edges of paper look
    return (
        SURE * math.log(max(number.confidence, 1e-12))
        + INK * _log_odds(ink.prior)
        + EACH_DIGIT * len(number.digits)
        + EACH_END * ends
        + EACH_LINE * (len(number.lines) - 1)
        + COVERS * (single is not None and holds(ink.box, single))
    )


def likeliest_ways(numbers: Sequence[tuple[Number, Candidate]]) -> list[tuple[Number, Candidate]]:
    """For each ink the likeliest of its numbers, where it was divided in several ways.

    Its confidence is lowered by the share of the ways that have another text. How many digits a number has says nothing
    for it here, other than among different inks.
    """
    likeliest = []
    for _ink, group in itertools.groupby(numbers, key=lambda one: id(one[1])):
        ways = list(group)
        best, ink = max(ways, key=lambda one: one[0].confidence)
        agreeing = sum(way.confidence for way, _ink in ways if way.text == best.text)
        share = agreeing / max(sum(way.confidence for way, _ink in ways), 1e-12)
        likeliest.append((replace(best, confidence=share * best.confidence), ink))
    return likeliest


def agreement(scores: Sequence[float], numbers: Sequence[Number], chosen: Number) -> float:
    """The share of those numbers that agree with the chosen one, each weighing as much as its score says."""
    weights = np.exp(np.subtract(scores, max(scores)))
    return float(weights[[_agrees(number, chosen) for number in numbers]].sum() / weights.sum())


def _agrees(number: Number, chosen: Number) -> bool:
    """Whether a number has the same text, or only lacks digits that nothing looks like by chance, see TELLING."""
    if number.text == chosen.text:
        return True
    found = [
        any(own.digit == digit.digit and _is_there(own.box, digit.box) for own in number.digits)
        for digit in chosen.digits
    ]
    lacking = [digit.digit for digit, there in zip(chosen.digits, found, strict=True) if not there]
    return sum(found) == len(number.digits) and all(TELLING[digit] > 0 for digit in lacking)


def _is_there(box: Box, other: Box) -> bool:
    """Whether two boxes are nearly the same."""
    across, down = (min(box[low + 2], other[low + 2]) - max(box[low], other[low]) for low in (0, 1))
    largest = max((side[2] - side[0]) * (side[3] - side[1]) for side in (box, other))
    return min(across, down) > 0 and across * down > THERE * largest


def single_score(confidence: float) -> float:
    """How much speaks for the likeliest single digit instead, by the confidence in it."""
    return ALONE + ALONE_ODDS * _log_odds(confidence)


def is_left_out(number: Number, box: Box) -> bool:
    """Whether what is in a box stands among a number's digits or next to them, is as high, and is none of them."""
    left, top, right, bottom = box
    for line in number.lines:
        lefts, tops, rights, bottoms = np.array([digit.box for digit in line]).T
        upper, lower = float(np.median(tops)), float(np.median(bottoms))
        height, usual = bottom - top, lower - upper
        beside = min(bottom, lower) - max(top, upper) > ON_LINE * min(height, usual)
        near = max(lefts.min() - right, left - rights.max()) < NEAR * usual
        shared = np.minimum(right, rights) - np.maximum(left, lefts)
        apart = (shared < SHARED * np.minimum(right - left, rights - lefts)).all()
        if beside and near and apart and HEIGHTS[0] < height / usual < HEIGHTS[1]:
            return True
    return False


def holds(box: Box, part: Box) -> bool:
    """Whether a box holds another, but for a few pixels of its edge."""
    low, high = (np.subtract(box[some], part[some]) for some in (np.s_[:2], np.s_[2:]))
    return bool((low <= EDGE).all() and (high >= -EDGE).all())


def _log_odds(probability: float) -> float:
    clipped = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(clipped / (1 - clipped))


def doubted(number: Number, ink: Candidate) -> Number:
    """A number; one of nothing but 1s or 0s, which lines and rings look like, is no likelier than its ink."""
    lines_or_rings = len({digit.digit for digit in number.digits}) == 1 and number.digits[0].digit in (0, 1)
    return replace(number, confidence=number.confidence * ink.prior) if lines_or_rings else number
