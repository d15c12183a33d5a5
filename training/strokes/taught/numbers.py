"""Numbers to learn from: one writer's digits in a row, each varied, with joins, marks and strokes written late."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from training.strokes.geometry import Points
from training.strokes.numbers import MARK, InkPath, MadeNumber, WrittenDigit, put_number_on_canvas, spaced, usual_height
from training.strokes.placing import extent
from training.strokes.variation import vary

LENGTHS = (1, 2, 3, 4, 5, 6, 7, 9, 12)
SHARES = (0.08, 0.3, 0.2, 0.14, 0.1, 0.07, 0.06, 0.03, 0.02)
"""How often a number has so many digits."""
STRENGTH = 0.5
"""Of the variation of each digit."""
KEPT = 0.7
"""Power of a digit's height, as a multiple of the writer's usual one, that it keeps."""
GAPS, UNEVEN_GAP = (-0.12, 0.45), 0.1
"""Between the boxes of neighbours, in heights: range of a number's mean, and standard deviation around it."""
SLOPE, UNEVEN_LINE, SLANT, UNEVEN_HEIGHT = 0.05, 0.05, 0.12, 0.08
"""Standard deviations: of the base line's slope and of a digit's distance from it, the slant, the digits' heights."""
JOINED, JOIN = 0.35, 0.6
"""How likely a number has joins, and each of its pairs is joined, if its ends are near."""
LONGEST_JOIN = 0.9
LATE, DISORDER, MARKED, REACHING = 0.08, 0.06, 0.2, 0.1
"""How likely: a stroke is written after all others; digits are not written from left to right; there are marks; a
stroke's end reaches into its neighbour."""


def taught_number(digits: Sequence[WrittenDigit], rng: np.random.Generator, length: int | None = None) -> MadeNumber:
    """A number of one writer's digits, chosen at random."""
    length = length or int(rng.choice(LENGTHS, p=SHARES))
    usual = usual_height(digits)
    zeros = [number for number, (label, _paths) in enumerate(digits) if label == 0]
    chosen = rng.integers(len(digits), size=length)
    if zeros and rng.random() < 0.25:  # round numbers
        round_from = rng.integers(1, length + 1)
        chosen[round_from:] = rng.choice(zeros, length - round_from)
    traits = set()
    mean, slope, slant = rng.uniform(*GAPS), rng.normal(0, SLOPE), rng.normal(0, SLANT)
    reach = rng.random() < REACHING
    right = 0.0
    written: list[list[InkPath]] = []
    for place, number in enumerate(chosen.tolist()):
        paths = _sized(digits[number][1], usual, rng)
        if reach and rng.random() < 0.5:
            paths = _reaching(paths, rng)
        points = np.concatenate(paths)
        gap = rng.normal(mean, UNEVEN_GAP) if place else 0.0
        left = max(right + gap, right - 0.3)
        base = slope * left + rng.normal(0, UNEVEN_LINE)
        shift = np.array([left - points[:, 0].min(), base - points[:, 1].max()])
        written.append([InkPath.of(path + shift, place) for path in paths])
        right = max(right, float(points[:, 0].max() + shift[0]))
    groups = _join(written, rng) if rng.random() < JOINED else written
    if len(groups) < len(written):
        traits.add("joined")
    if length > 1 and rng.random() < DISORDER:
        groups = [groups[place] for place in _order(len(groups), rng)]
        traits.add("disorder")
    strokes = [stroke for group in groups for stroke in group]
    if rng.random() < LATE and len(strokes) > 1:
        strokes.append(strokes.pop(int(rng.integers(len(strokes)))))
        traits.add("late stroke")
    if rng.random() < MARKED:
        strokes = _marked(strokes, written, rng)
        traits.add("marks")
    lean = np.array([[1, -slant], [0, 1]])
    leaning = [InkPath(stroke.path @ lean.T, stroke.owners) for stroke in strokes]
    text = "".join(str(digits[number][0]) for number in chosen)
    return put_number_on_canvas(text, leaning, rng, frozenset(traits))


def _sized(paths: Sequence[Points], usual: float, rng: np.random.Generator) -> list[Points]:
    """A digit of about one height, varied."""
    height = float(np.ptp(np.concatenate(list(paths))[:, 1])) or 1.0
    size = (height / usual) ** KEPT * np.exp(rng.normal(0, UNEVEN_HEIGHT))
    _middle, longer = extent(paths)
    scale = min(size / height, 1.5 / longer)
    return vary([path * scale for path in paths], rng, STRENGTH)


def _reaching(paths: Sequence[Points], rng: np.random.Generator) -> list[Points]:
    """The same digit with one end of a stroke longer, to the right."""
    number = int(rng.integers(len(paths)))
    path = paths[number]
    at = int(path[0, 0] < path[-1, 0])
    ends = path[-min(4, len(path)) :] if at else path[min(3, len(path) - 1) :: -1]
    way = ends[-1] - ends[0]
    long = float(np.hypot(*way))
    if long == 0 or way[0] <= 0:
        return list(paths)
    further = ends[-1] + way / long * rng.uniform(0.1, 0.35)
    longer = np.vstack([path, further]) if at else np.vstack([further, path])
    return [*paths[:number], longer, *paths[number + 1 :]]


def _join(written: Sequence[list[InkPath]], rng: np.random.Generator) -> list[list[InkPath]]:
    """Join digits whose ends are near, by a smooth way."""
    groups = [list(written[0])]
    for strokes in written[1:]:
        last, first = groups[-1][-1], strokes[0]
        start, stop = last.path[-1], first.path[0]
        way = stop - start
        if rng.random() < JOIN and float(np.hypot(*way)) < LONGEST_JOIN and way[0] > -0.15:
            leaving, coming = _direction(last.path[-4:]), _direction(first.path[:4])
            long = float(np.hypot(*way))
            t = np.linspace(0, 1, 12)[:, None]
            bend = rng.uniform(0.1, 0.6) * long
            controls = start, start + leaving * bend, stop - coming * bend, stop
            curve = sum(
                factor * (1 - t) ** (3 - power) * t**power * control
                for power, (factor, control) in enumerate(zip((1, 3, 3, 1), controls, strict=True))
            )
            groups[-1][-1] = last.joined_to(first, spaced(np.asarray(curve), 0.04))
            groups[-1] += strokes[1:]
        else:
            groups.append(list(strokes))
    return groups


def _direction(path: Points) -> Points:
    way = path[-1] - path[0]
    return np.asarray(way / (float(np.hypot(*way)) or 1.0))


def _order(count: int, rng: np.random.Generator) -> list[int]:
    """From right to left, or any."""
    return list(reversed(range(count))) if rng.random() < 0.5 else rng.permutation(count).tolist()


def _marked(strokes: list[InkPath], written: Sequence[list[InkPath]], rng: np.random.Generator) -> list[InkPath]:
    """The same with a dot or a comma, a minus or an equals sign."""
    boxes = [np.concatenate([stroke.path for stroke in group]) for group in written]
    kind = rng.integers(4)
    marks: list[Points] = []
    if kind < 2:
        left = boxes[int(rng.integers(len(boxes)))]
        at = np.array([left[:, 0].max() + rng.uniform(0.02, 0.15), left[:, 1].max() + rng.uniform(-0.08, 0.04)])
        if kind == 0:  # a dot
            radius = rng.uniform(0, 0.04)
            marks = [at + radius * rng.normal(0, 1, (int(rng.integers(1, 6)), 2))]
        else:
            marks = [at + spaced(np.array([(0, 0), (0.02, 0.1), rng.uniform((-0.12, 0.1), (0, 0.3))]), 0.03)]
    else:
        before = kind == 2 or rng.random() < 0.5
        edge = boxes[0][:, 0].min() if before else boxes[-1][:, 0].max()
        long, gap, level = rng.uniform(0.25, 0.7), rng.uniform(0.1, 0.5), rng.uniform(-0.7, -0.35)
        start = edge - gap - long if before else edge + gap
        across = np.stack([np.linspace(0, long, 8), np.linspace(0, rng.normal(0, 0.05), 8)], axis=1)
        for below in (0.0,) if kind == 2 else (0.0, rng.uniform(0.15, 0.3)):
            marks.append(across * rng.uniform(0.9, 1.1) + (start, level + below) + rng.normal(0, 0.01, (8, 2)))
    inked = [InkPath.of(path, MARK - number) for number, path in enumerate(marks)]
    where = int(rng.integers(len(strokes) + 1))
    return [*strokes[:where], *inked, *strokes[where:]]
