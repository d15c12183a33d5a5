"""Random variations of strokes: bent, slanted, shaken, sampled at another pointer speed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from training.strokes.geometry import Floats, Points, distances, interpolate, rotation
from training.strokes.placing import extent

SLANT, TURN, ASPECT = 0.22, 0.1, 0.18
"""Standard deviations: of the shear, of the rotation (radians), of the logarithm of width over height."""
BEND, STROKE_SHIFT, END = 0.025, 0.02, 0.04
"""Standard deviations as fractions of the longer side: of the waves that bend the drawing, of each stroke's shift, and
of what is cut off a stroke's ends or added to them."""
SHAKE = 0.012
"""The largest standard deviation of a tremor, as a fraction of the longer side."""
POINTS_PER_SIDE = (5.0, 60.0)
"""Points along a path as long as the longer side, from a slow computer's to a fast one's."""


def vary(paths: Sequence[Points], rng: np.random.Generator, strength: float = 1.0) -> list[Points]:
    """Vary paths as if written by somebody else, at about the same size; ``strength`` scales the variation."""
    middle, size = extent(paths)
    matrix = _affine(rng, strength)
    bend = _bend(rng, strength)
    shake = rng.uniform(0, SHAKE) * strength * (rng.random() < 0.5)
    density = float(np.exp(rng.uniform(*np.log(POINTS_PER_SIDE))))
    drawn = []
    for path in paths:
        unit = bend((path - middle) / size @ matrix.T) + rng.normal(0, STROKE_SHIFT * strength, 2)
        unit = _move_ends(unit, rng.normal(0, END * strength, 2))
        unit = resample(unit, density, rng)
        drawn.append((unit + rng.normal(0, 1, unit.shape) * shake) * size + middle)
    return drawn


def _affine(rng: np.random.Generator, strength: float) -> Floats:
    turn, slant, aspect = rng.normal(0, (TURN, SLANT, ASPECT)) * strength
    return np.asarray(rotation(turn) @ [[np.exp(aspect / 2), -slant], [0, np.exp(-aspect / 2)]])


def _bend(rng: np.random.Generator, strength: float) -> Callable[[Points], Points]:
    """A displacement by waves: to each coordinate two sines are added, one of x and one of y."""
    amplitudes = rng.normal(0, BEND * strength, (2, 2))
    frequencies = rng.uniform(0.4, 1.4, (2, 2)) * 2 * np.pi
    phases = rng.uniform(0, 2 * np.pi, (2, 2))

    def bend(path: Points) -> Points:
        waves = np.sin(path[:, None, :] * frequencies + phases) * amplitudes
        return np.asarray(path + waves.sum(axis=2))

    return bend


def _move_ends(path: Points, lengths: Floats) -> Points:
    """Extend the ends in a straight line (positive lengths) or cut them off, by a quarter of the path at most."""
    along = distances(path)
    if len(path) < 2 or along[-1] == 0:
        return path
    start, stop = np.maximum(lengths, -along[-1] / 4)
    inner = np.clip([-start, along[-1] + stop], 0, along[-1])
    kept = path[(along > inner[0]) & (along < inner[1])]
    ends = interpolate(inner, along, path)
    head, tail = path[:3], path[-3:]
    first = ends[0] - (head[-1] - head[0]) * (max(start, 0) / (distances(head)[-1] or 1))
    last = ends[1] + (tail[-1] - tail[0]) * (max(stop, 0) / (distances(tail)[-1] or 1))
    return np.vstack([first, kept, last])


def resample(path: Points, density: float, rng: np.random.Generator) -> Points:
    """Points along a path as from a pointer of uneven speed, ``density`` per unit of length; both ends are kept."""
    along = distances(path)
    if len(path) < 2 or along[-1] == 0:
        return path[:1]
    count = max(2, round(along[-1] * density))
    steps = np.cumsum(rng.uniform(0.4, 1.6, count))
    times = (steps - steps[0]) / (steps[-1] - steps[0]) * along[-1]
    return interpolate(times, along, path)
