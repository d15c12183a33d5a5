"""Numbers to measure with: one writer's digits set by the distance of their ink, bent, slanted, joined and marked.

Made by other code than the numbers to learn from, as all that measures.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from training.strokes.geometry import Points
from training.strokes.measured.handwriting import affine, warp
from training.strokes.numbers import MARK, InkPath, MadeNumber, WrittenDigit, put_number_on_canvas, spaced, usual_height

ROWS = 14
"""Bands of a digit's height in which the distance to its neighbour is measured."""
SPACINGS = {"wide": (0.2, 0.5), "usual": (0.08, 0.25), "tight": (0.0, 0.1), "overlapping": (-0.18, 0.0)}
"""Ranges of the distance between the ink of neighbours, in heights."""
SHARES = (0.25, 0.4, 0.25, 0.1)
WAVE, SLOPE, SLANT = 0.06, (-5.0, 5.0), (-8.0, 16.0)
"""Height of the base line's wave; ranges of its slope and of the slant, in degrees."""
JOINED, MARKED, LATE = 0.15, 0.15, 0.05
"""How many numbers have digits joined, have a mark beside them, have a stroke that is written after all others."""
NEAR = 0.55
"""Heights between ends that are joined, at most."""


def measured_number(digits: Sequence[WrittenDigit], length: int, rng: np.random.Generator) -> MadeNumber:
    """A number of so many of one writer's digits."""
    usual = usual_height(digits)
    spacing = str(rng.choice(list(SPACINGS), p=SHARES))
    traits = {spacing}
    phase, slant = rng.uniform(0, 2 * np.pi), rng.uniform(*SLANT)
    tilt = np.tan(np.radians(rng.uniform(*SLOPE)))
    written: list[list[Points]] = []
    chosen = rng.integers(len(digits), size=length).tolist()
    for place, number in enumerate(chosen):
        paths = _sized(digits[number][1], usual, slant, rng)
        base = tilt * place * 0.8 + WAVE * np.sin(phase + place * 1.3)
        lowest = max(path[:, 1].max() for path in paths)
        paths = [path + np.array((0, base - lowest)) for path in paths]
        if written:
            paths = _beside(written[-1], paths, rng.uniform(*SPACINGS[spacing]))
        written.append(paths)
    strokes = [InkPath.of(path, place) for place, paths in enumerate(written) for path in paths]
    if rng.random() < JOINED:
        joined = _joined(strokes)
        traits |= {"joined"} if len(joined) < len(strokes) else set()
        strokes = joined
    if rng.random() < LATE and len(strokes) > length:
        strokes.append(strokes.pop(int(rng.integers(len(strokes) - 1))))
        traits.add("late stroke")
    if rng.random() < MARKED:
        mark = _mark(written, rng)
        strokes[:0] = [InkPath.of(path, MARK - number) for number, path in enumerate(mark)]
        traits.add("marked")
    text = "".join(str(digits[number][0]) for number in chosen)
    return put_number_on_canvas(text, strokes, rng, frozenset(traits))


def _sized(paths: Sequence[Points], usual: float, slant: float, rng: np.random.Generator) -> list[Points]:
    """A digit as high as the writer wrote it, beside the others, within limits; bent and slanted."""
    height = float(np.ptp(np.concatenate(list(paths))[:, 1])) or 1.0
    size = float(np.clip(height / usual, 0.7, 1.35))
    matrix = affine(rng.uniform(0.9, 1.1), slant + rng.uniform(-3, 3), rng.uniform(-3, 3)) * (size / height)
    return warp([path @ matrix.T for path in paths], rng)


def _beside(left: Sequence[Points], paths: Sequence[Points], distance: float) -> list[Points]:
    """The paths moved to the right until their ink is so far from that on the left, in any band of rows."""
    before, own = (np.concatenate([_filled(path) for path in some]) for some in (left, paths))
    top = min(before[:, 1].min(), own[:, 1].min())
    band = (max(before[:, 1].max(), own[:, 1].max()) - top) / ROWS or 1.0
    ends, starts = np.full(ROWS + 3, -np.inf), np.full(ROWS + 3, np.inf)
    np.maximum.at(ends, ((before[:, 1] - top) / band).astype(int) + 1, before[:, 0])
    np.minimum.at(starts, ((own[:, 1] - top) / band).astype(int) + 1, own[:, 0])
    ends = np.max([ends[:-2], ends[1:-1], ends[2:]], axis=0)  # a band reaches into the next ones
    needed = float((ends - starts[1:-1]).max())
    least = float(before[:, 0].mean() + 0.25 - own[:, 0].mean())  # digits without a common band stay apart as well
    shift = max(needed + distance, least)
    return [path + np.array((shift, 0)) for path in paths]


def _filled(path: Points) -> Points:
    return np.vstack([path, spaced(path, 0.03)]) if len(path) > 1 else path


def _joined(strokes: Sequence[InkPath]) -> list[InkPath]:
    """The strokes, those of neighbours joined by a bow where the end of one is near the begin of the other."""
    done = [strokes[0]]
    for stroke in strokes[1:]:
        last = done[-1]
        start, stop = last.path[-1], stroke.path[0]
        way = stop - start
        if last.owners[-1] != stroke.owners[0] and np.hypot(*way) < NEAR and way[0] > -0.1:
            t = np.linspace(0, 1, 10)[:, None]
            bow = start + t * way + np.sin(np.pi * t) * (0, 0.08)
            done[-1] = last.joined_to(stroke, spaced(bow, 0.04))
        else:
            done.append(stroke)
    return done


def _mark(written: Sequence[Sequence[Points]], rng: np.random.Generator) -> list[Points]:
    """A dot, a comma, a minus or an equals sign."""
    kind = rng.integers(4)
    boxes = [np.concatenate(list(paths)) for paths in written]
    if kind < 2:
        box = boxes[int(rng.integers(len(boxes)))]
        corner = box.max(axis=0) + rng.uniform((0.03, -0.06), (0.12, 0.02))
        tail = np.array([(0, 0), rng.uniform((-0.1, 0.1), (0, 0.25))])
        return [corner[None] if kind == 0 else corner + spaced(tail, 0.02)]
    right = float(boxes[0][:, 0].min()) - rng.uniform(0.12, 0.4)
    middle = float(boxes[0][:, 1].mean())
    line = np.array([(right - rng.uniform(0.3, 0.6), middle), (right, middle + rng.normal(0, 0.03))])
    return [line + np.array((0, shift)) for shift in ((0.0,) if kind == 2 else (-0.1, 0.1))]
