"""Numbers: how strokes are divided into digits, decided by their looks and by what a network reads in each part.

As with pictures, asking the network is apart from choosing: frames go to it, probabilities come back.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ink.framing import Frame, frame
from ink.numbers.digit_looks import Looks, looks
from ink.numbers.dividing import divide
from ink.numbers.pieces import MOST_PIECES, Piece, is_wide, number_height, pieces, strokes_of
from ink.page import Page, Stroke
from models.classifier import DIGITS, Floats

WEIGHTS = Path(__file__).with_suffix(".txt")
ONE_DIGIT = 0.9
"""Probability by the looks from which strokes are one digit, and the network is not asked about parts of them."""
EXPECTED = 4.0
"""Logarithm of the odds by which a number is likelier where one is expected."""
LIKELY = 0.8
"""Probability of a whole text that is sure, at least; that of each of its digits is to be higher."""
JOINS = 0.2, 0.4
"""Of the number's height: lengths of an end that may only lead to the next digit."""
SEEN_AGAIN = 0.02
"""Probability of a group by its looks, from which the network sees it without such ends, too."""
KEPT_FRAMES = 200
"""Frames of groups that are kept, of strokes and of pictures each."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of ink."""
Doubles = NDArray[np.float64]
View = TypeVar("View")


class Digits(StrEnum):
    """How many digits are expected on a page."""

    AUTO = "auto"
    ONE = "one"
    MANY = "many"


@dataclass(frozen=True)
class DigitRead:
    """A digit of a number, or the only one.

    Attributes:
        frame: what the network read.
        probabilities: (10,), of the digits, also considering how sure it is that this is one digit.
        box: of its ink, in canvas pixels, or in a picture's own.
        strokes: its own strokes and parts of strokes; none for a picture.
    """

    frame: Frame
    probabilities: Floats
    box: Box
    strokes: tuple[Stroke, ...] = ()

    @property
    def digit(self) -> int:
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        return float(self.probabilities.max())


@dataclass(frozen=True)
class Number:
    """What a page was read as.

    Attributes:
        lines: digits from left to right, in lines from top to bottom; one line of them for strokes.
        ignored: boxes of marks beside the digits: dots, commas, signs.
        confidence: the probability of the whole text.
    """

    lines: tuple[tuple[DigitRead, ...], ...] = ()
    ignored: tuple[Box, ...] = ()
    confidence: float = 0.0

    @property
    def digits(self) -> tuple[DigitRead, ...]:
        return tuple(digit for line in self.lines for digit in line)

    @property
    def text(self) -> str:
        return "\n".join("".join(str(digit.digit) for digit in line) for line in self.lines)

    def sure(self, threshold: float) -> bool:
        """Whether all of it is sure, from a network's confidence threshold on."""
        likely = bool(self.lines) and self.confidence >= min(threshold, LIKELY)
        return likely and all(digit.confidence >= threshold for digit in self.digits)


NOTHING = Number()
"""A blank page."""


@dataclass(frozen=True, eq=False)
class Parts:
    """Parts of a page that may be digits of a number, beside the whole page.

    Attributes:
        looks: of all groups; its first is the whole page.
        framed: makes the frame of one of the groups, and then of those that are seen again.
        boxes: of each group, the whole page first.
        mark_boxes: of what may be marks.
        first: the first group whose frame is made here: the whole page's is there already if it is of strokes.
        weights: the file of those by which groups are scored.
        again: the groups that the network sees again in another way.
        strokes: of each frame; none for a picture.
    """

    looks: Looks
    framed: Callable[[int], Frame]
    boxes: tuple[Box, ...]
    mark_boxes: tuple[Box, ...]
    expected: Digits
    first: int = 1
    weights: Path = WEIGHTS
    again: tuple[int, ...] = ()
    strokes: tuple[tuple[Stroke, ...], ...] = ()

    @property
    def unlikely(self) -> bool:
        """Whether it looks so much like one digit that the network need not be asked about parts if it agrees."""
        return self.expected is Digits.AUTO and bool(self.looks.chances[0] >= ONE_DIGIT)

    @property
    def count(self) -> int:
        """How many frames there are, with the whole page's."""
        return len(self.looks.digits) + len(self.again)

    @cached_property
    def frames(self) -> Floats:
        """(N, 28, 28), from ``first`` on."""
        return np.stack([self.framed(number) for number in range(self.first, self.count)])


def parts(page: Page, expected: Digits) -> Parts | None:
    """What may be the digits of strokes; None where they are one digit, or too many for a number."""
    strokes = page.strokes
    if not strokes or len(strokes) > MOST_PIECES:
        return None
    height = number_height(strokes)
    if len(strokes) == 1 and not is_wide(strokes[0], height):
        return None
    found = pieces(strokes, height)
    if not 1 < len(found) <= MOST_PIECES:
        return None
    seen = looks(found, height)
    if len(seen.digits) == 1:
        return None
    likely = zip(seen.digits, seen.chances, strict=True)
    views, again = in_turn([group_views(strokes, seen.groups.pieces_of(one), height, chance) for one, chance in likely])
    boxes = tuple(map(ink_box, views[: len(seen.digits)]))
    marks = tuple(ink_box(strokes_of(strokes, seen.groups.pieces_of(group))) for group in seen.marks)
    return Parts(seen, lambda number: _frame(views[number]), boxes, marks, expected, again=again, strokes=views)


def group_views(
    strokes: Sequence[Stroke], group: Sequence[Piece], height: float, chance: float
) -> list[tuple[Stroke, ...]]:
    """The strokes of a group of pieces, and where a likely one ends in cuts, these with shorter ends.

    Digits that are written in one stroke may be joined by a way that is of neither.
    """
    views = [strokes_of(strokes, group)]
    for join in JOINS if chance >= SEEN_AGAIN else ():
        shorter = strokes_of(strokes, group, join * height)
        views += [shorter] if shorter not in views else []
    return views


def in_turn(views: Sequence[Sequence[View]]) -> tuple[tuple[View, ...], tuple[int, ...]]:
    """The first view of each group, then the others; and the group of each of these others."""
    first = [seen_as[0] for seen_as in views]
    others = [view for seen_as in views for view in seen_as[1:]]
    again = [group for group, seen_as in enumerate(views) for _view in seen_as[1:]]
    return (*first, *others), tuple(again)


@functools.lru_cache(KEPT_FRAMES)
def _frame(strokes: tuple[Stroke, ...]) -> Frame:
    """The frame of some strokes; kept for a while, as a number that grows has most of its groups again."""
    return frame(Page(strokes))


def ink_box(strokes: Sequence[Stroke]) -> Box:
    """The box of the ink of some strokes, at least one."""
    bounds = np.array([stroke.bounds for stroke in strokes])
    half = np.array([stroke.width / 2 for stroke in strokes])[:, None]
    left, top = (bounds[:, :2] - half).min(axis=0)
    right, bottom = (bounds[:, 2:] + half).max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def read_number(asked: Parts, frames: Floats, probabilities: Floats, threshold: float) -> Number:
    """The likeliest number: of all divisions the one with the highest product of its own probability and its digits'.

    The likeliest division alone would rather keep what touches in one piece that no network can read.

    Args:
        frames: (N, 28, 28), of all groups, and of those that are seen again.
        probabilities: (N, 10), of these.
        threshold: the network's confidence threshold.
    """
    seen = asked.looks
    count = len(seen.digits)
    surest = surest_views(probabilities, count, asked.again)
    agreement = _agreement(probabilities, surest)
    frames, probabilities = frames[surest], probabilities[surest]
    scores = _scores(asked, probabilities, threshold)
    if asked.expected is Digits.MANY:
        scores[0] -= EXPECTED
    bits = seen.groups.bits()
    groups = [bits[group] for group in (*seen.digits, *seen.marks)]
    confidences = np.append(probabilities.max(axis=1), np.ones(len(seen.marks)))
    found = divide(groups, scores.tolist(), len(seen.groups.pieces), worth=np.log(confidences).tolist())
    digits = []
    best = found.best if min(found.best) < count else (0,)  # marks alone are no number
    for arc in sorted((arc for arc in best if arc < count), key=lambda arc: sum(asked.boxes[arc][::2])):
        chance = min(float(found.marginals[arc]), 1.0) * float(agreement[arc])
        mixed = (chance * probabilities[arc] + (1 - chance) / DIGITS).astype(np.float32)
        strokes = asked.strokes[surest[arc]] if asked.strokes else ()
        digits.append(DigitRead(frames[arc], mixed, asked.boxes[arc], strokes))
    ignored = tuple(asked.mark_boxes[arc - count] for arc in best if arc >= count)
    likely = math.exp(min(sum(scores[arc] for arc in best) - found.total, 0.0))
    confidence = likely * math.prod(float(probabilities[arc].max()) for arc in best if arc < count)
    return Number((tuple(digits),), ignored, confidence)


def surest_views(probabilities: Floats, count: int, again: Sequence[int]) -> NDArray[np.intp]:
    """For each of so many groups (D,) the frame in which the network is surest, from the probabilities of all frames.

    Args:
        probabilities: (D + A, 10).
        again: (A,), the groups of the last frames.
    """
    best = probabilities.max(axis=1)
    surest = np.arange(count)
    for number, group in enumerate(again, start=count):
        if best[number] > best[surest[group]]:
            surest[group] = number
    return surest


def _agreement(probabilities: Floats, surest: NDArray[np.intp]) -> Floats:
    """For each group (D,) the probability that it is not another digit, if one is read in it with its ends."""
    whole = probabilities[: len(surest)]
    other = whole.argmax(axis=1) != probabilities[surest].argmax(axis=1)
    return np.where(other, 1 - whole.max(axis=1), 1).astype(np.float32)


def _scores(asked: Parts, probabilities: Floats, threshold: float) -> Doubles:
    """The scores (D + M,) of what may be digits, by looks and by what a network reads, and of what may be marks."""
    seen = asked.looks
    hidden, units, bias, (offset, factor) = _weights(asked.weights)
    as_digits = np.tanh(features(seen, probabilities, threshold) @ hidden) @ units + bias
    return np.append(as_digits, offset + factor * seen.mark_scores)


def features(seen: Looks, probabilities: Floats, threshold: float) -> Doubles:
    """What is known of groups that may be digits (D, F): their looks, and what a network reads in them (D, 10)."""
    looks = np.column_stack([seen.groups.measured[seen.digits], seen.scores / 4, np.log(seen.chances + 1e-4) / 4])
    return np.concatenate([looks, _readings(probabilities, threshold)], axis=1)


def _readings(probabilities: Floats, threshold: float) -> Doubles:
    """What a network's probabilities (N, 10) say of whether something is a digit: (N, 12)."""
    ordered = np.sort(probabilities.astype(np.float64), axis=1)
    best, second = ordered[:, -1], ordered[:, -2]
    sure = np.clip(_log_odds(best) - _log_odds(np.array(threshold)), -8, 8) / 4
    margin = np.clip(np.log(best / np.maximum(second, 1e-9)), 0, 12) / 6
    return np.column_stack([probabilities, sure, margin])


def _log_odds(probability: Doubles) -> Doubles:
    clipped = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(clipped / (1 - clipped)))


@functools.cache
def _weights(file: Path) -> tuple[Doubles, Doubles, float, tuple[float, float]]:
    """Weights of the hidden units (F, H), of the output (H,), its bias, and offset and factor of the marks' scores."""
    table = np.loadtxt(file)
    return table[:-2], table[-2], float(table[-1, 0]), (float(table[-1, 1]), float(table[-1, 2]))
