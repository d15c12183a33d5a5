"""Pieces of a number: strokes, and parts of strokes cut where one digit may run into the next.

A number is over-segmented: each digit of it is one piece or a few, and no piece belongs to two (LeCun et al. 1998,
"Gradient-based learning applied to document recognition", section V). Which pieces belong together is decided later.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ink.page import Stroke

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]

MOST_PIECES = 64
"""Pieces of a number; more are not looked at as one."""
STEP = 1 / 20
"""Of the number's height: distance between the points by which a path is judged."""
MOST_SAMPLES = 200
"""Points of such a path at most."""
ONE_STROKE, NARROW, OVERLAP = 1.0, 0.9, 0.5
"""Width, as part of the height, of one digit in one stroke and in more; and how much of a stroke's width, or of that of
the others, lies above or below these."""
FEW = 4
"""Strokes of a digit at most."""
WIDE = 0.55
"""Of the number's height: narrower strokes are not cut."""
CUTS, CUTS_PER_WIDTH = 4, 4
"""Cuts of a stroke at most: so many, and so many more for each height that it is wide."""
MOST_CUTS = 12
APART, SHORTEST = 0.25, 0.3
"""Of the number's height, along the path: between two cuts, and from a cut to the stroke's end, at least."""
RIGHTWARDS, WAY = 0.3, 0.25
"""Of its length: how far a way leads to the right, from one digit to the next; of the number's height: its length."""
LOOK = 3
"""Samples on each side of a point between which its turn is measured."""
SHARP = 1.2
"""Radians of a turn that is a corner."""
MOST_LESS = 0.4
"""Of the path of a part of a stroke: left off at an end at most."""
TOUCH = 0.07
"""Of the number's height: a path that comes so close to itself crosses or touches itself."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A stroke or a part of one, or a part of a picture's ink.

    Attributes:
        source: which stroke it is of, in the order of the page; or which component of a picture's ink.
        first, last: its first point, and the last one that is included.
        path: (N, 2), N at least 1, a few points along it.
        cut: whether its begin, and its end, is a cut.
        over: for both ends, how often the rest of the stroke passes above or below the cut.
    """

    source: int
    first: int
    last: int
    path: Floats
    cut: tuple[bool, bool] = (False, False)
    over: tuple[float, float] = (0.0, 0.0)


def number_height(strokes: Sequence[Stroke]) -> float:
    """The height of the digits in canvas pixels: that of the highest stroke, at least an eighth of the whole."""
    bounds = np.array([stroke.bounds for stroke in strokes])
    whole = float((bounds[:, 2:].max(axis=0) - bounds[:, :2].min(axis=0)).max())
    return max(float((bounds[:, 3] - bounds[:, 1]).max()), whole / 8, 1.0)


def seems_one(strokes: Sequence[Stroke]) -> bool:
    """Whether some strokes are narrow enough for one digit, and none lies beside the others."""
    if not 0 < len(strokes) <= FEW:
        return not strokes
    boxes = [stroke.bounds for stroke in strokes]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    height = max(box[3] for box in boxes) - min(box[1] for box in boxes)
    if len(strokes) == 1:
        return right - left <= ONE_STROKE * height
    if right - left > NARROW * height:
        return False
    for box in boxes:
        others = [other for other in boxes if other is not box]
        begin, end = min(other[0] for other in others), max(other[2] for other in others)
        if min(box[2], end) - max(box[0], begin) < OVERLAP * min(box[2] - box[0], end - begin):
            return False
    return True


def is_wide(stroke: Stroke, height: float) -> bool:
    """Whether a stroke may be more than one digit."""
    left, _top, right, _bottom = stroke.bounds
    return right - left >= WIDE * height


def pieces(strokes: Sequence[Stroke], height: float) -> list[Piece]:
    """All strokes, the wide ones in parts; in the order in which they were written; ``height`` is the number's."""
    found: list[Piece] = []
    wide = [stroke for stroke in strokes if is_wide(stroke, height)]
    per_width = cuts_per_width([(stroke.bounds[2] - stroke.bounds[0]) / height for stroke in wide], len(strokes))
    for number, stroke in enumerate(strokes):
        samples, places = _sampled(stroke.path, height * STEP)
        cuts = _cuts(samples, height, per_width) if stroke in wide else []
        over = [_over(samples, cut, height) for cut in cuts]
        ends = [0, *cuts, len(samples) - 1]
        for part, (begin, end) in enumerate(itertools.pairwise(ends)):
            first, final = part == 0, part == len(cuts)
            found.append(
                Piece(
                    number,
                    0 if first else int(places[begin]),
                    len(stroke.points) - 1 if final else int(places[end]),
                    samples[begin : end + 1],
                    (not first, not final),
                    (0.0 if first else over[part - 1], 0.0 if final else over[part]),
                )
            )
    return found


def cuts_per_width(widths: Sequence[float], whole: int) -> float:
    """Cuts for each height that something is wide, so that a number has no more than :data:`MOST_PIECES`.

    Args:
        widths: of what may be cut, in heights.
        whole: pieces of the number if nothing is cut.
    """
    return max(MOST_PIECES - whole, 0) / max(sum(widths), 1.0)


def _sampled(path: Floats, step: float) -> tuple[Floats, NDArray[np.intp]]:
    """A path at even distances, both ends included, and the point of the path at or before each sample."""
    if len(path) == 1:
        return path, np.zeros(1, dtype=np.intp)
    along = _along(path)
    count = int(min(max(along[-1] / step, 1), MOST_SAMPLES - 1)) + 1
    at = np.linspace(0, along[-1], count)
    samples = np.stack([np.interp(at, along, axis) for axis in path.T], axis=1)
    return samples, np.searchsorted(along, at, side="right") - 1


def _along(path: Floats) -> Floats:
    """The distance of each point (N,) from the begin, along the path (N, 2)."""
    return np.append(0, np.cumsum(np.hypot(*np.diff(path, axis=0).T)))


def _cuts(samples: Floats, height: float, per_width: float) -> list[int]:
    """Where a path (N, 2) may be cut: at corners, turning points, crossings, in the middle of long ways to the right.

    Those above and below which the path does not pass again come first.
    """
    length = height * STEP if len(samples) < MOST_SAMPLES else float(np.hypot(*np.diff(samples, axis=0).T).mean())
    ends, apart = max(1, round(SHORTEST * height / length)), max(1, round(APART * height / length))
    if len(samples) < 2 * ends + 1:
        return []
    x, y = samples.T
    possible = np.zeros(len(samples))
    rising = np.sign(np.diff(y))
    possible[1:-1][(rising[1:] != rising[:-1])] = 1
    before, after = samples[LOOK:-LOOK] - samples[: -2 * LOOK], samples[2 * LOOK :] - samples[LOOK:-LOOK]
    turn = np.abs(_angle(before, after))
    highest = np.zeros(len(turn), dtype=bool)
    highest[1:-1] = (turn[1:-1] >= turn[:-2]) & (turn[1:-1] >= turn[2:]) & (turn[1:-1] > SHARP)
    possible[LOOK:-LOOK][highest] = 1
    squared = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    number = np.arange(len(x))
    far = np.abs(number[:, None] - number) > 0.4 * height / length
    touching = np.where(far, squared, np.inf).min(axis=1)
    closest = np.zeros(len(x), dtype=bool)
    closest[1:-1] = (touching[1:-1] <= touching[:-2]) & (touching[1:-1] < touching[2:])
    possible[closest & (touching < (TOUCH * height) ** 2)] = 1
    possible[_middles(np.diff(x) > RIGHTWARDS * length, round(WAY * height / length))] = 1
    possible[:ends] = possible[-ends:] = 0
    where = np.flatnonzero(possible)
    over = np.array([_over(samples, cut, height) for cut in where.tolist()])
    width = float(np.ptp(x)) / height
    most = min(CUTS + int(CUTS_PER_WIDTH * width), MOST_CUTS, int(per_width * width))
    chosen: list[int] = []
    for cut in where[np.argsort(over, kind="stable")]:
        if len(chosen) < most and all(abs(cut - other) >= apart for other in chosen):
            chosen.append(int(cut))
    return sorted(chosen)


def _angle(one: Floats, other: Floats) -> Floats:
    """The angles (N,) in radians from some vectors (N, 2) to others."""
    return np.asarray(np.arctan2(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0], (one * other).sum(axis=1)))


def _middles(marked: Marks, least: int) -> list[int]:
    """The middles of runs of at least so many marked steps."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marked, [False]])))
    return [int(begin + end) // 2 for begin, end in edges.reshape(-1, 2) if end - begin >= max(least, 1)]


def _over(samples: Floats, cut: int, height: float) -> float:
    """How often a path passes above or below one of its points, elsewhere than there."""
    x = samples[:, 0] - samples[cut, 0]
    passes = np.flatnonzero((x[1:] > 0) != (x[:-1] > 0))
    y = samples[passes, 1] - samples[cut, 1]
    return float((np.abs(y) > 0.1 * height).sum())


def strokes_of(strokes: Sequence[Stroke], group: Sequence[Piece], less: float = 0.0) -> tuple[Stroke, ...]:
    """The strokes and parts of strokes that some pieces are, in the order of writing; adjoining parts as one.

    Args:
        less: canvas pixels along the path that are left off at each end that is a cut, see :data:`MOST_LESS`.
    """
    ranges: list[list[int]] = []
    for piece in sorted(group, key=lambda piece: (piece.source, piece.first)):
        if ranges and ranges[-1][0] == piece.source and ranges[-1][2] == piece.first:
            ranges[-1][2] = piece.last
        else:
            ranges.append([piece.source, piece.first, piece.last])
    return tuple(_part(strokes[source], first, last, less) for source, first, last in ranges)


def _part(stroke: Stroke, first: int, last: int, less: float) -> Stroke:
    final = len(stroke.points) - 1
    if (first, last) == (0, final):
        return stroke
    if less:
        along = _along(stroke.path[first : last + 1])
        off = min(less, MOST_LESS * float(along[-1]))
        begin = int(np.searchsorted(along, off)) if first else 0
        end = int(np.searchsorted(along, along[-1] - off, side="right")) - 1 if last < final else last - first
        first, last = first + begin, max(first + end, first + begin)
    return Stroke(stroke.points[first : last + 1], stroke.width)
