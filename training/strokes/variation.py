"""Random variations of strokes: bent, slanted, shaken, sampled at another pointer speed, with a hasty hand's faults."""

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
PROPORTIONS = 0.2
"""Standard deviation of the logarithm of the power by which one side of a drawing grows and the other shrinks."""
SHAKE = 0.012
"""The largest standard deviation of a tremor, as a fraction of the longer side."""
POINTS_PER_SIDE = (4.0, 60.0)
"""Points along a path as long as the longer side, from a slow computer's to a fast one's."""
HOOKED, CUT, RETRACED, LIFTED = 0.08, 0.06, 0.04, 0.05
"""How likely a stroke begins or ends with a hook, lacks its start, is gone back along from its end, or has a gap."""
HOOK, START, RETURN, GAP = (0.03, 0.1), (0.03, 0.12), (0.05, 0.3), (-0.02, 0.05)
"""How long these are, as fractions of the longer side; a gap below 0 is a part that is drawn twice."""


def vary(paths: Sequence[Points], rng: np.random.Generator, strength: float = 1.0) -> list[Points]:
    """Vary paths as if written by somebody else, at about the same size; ``strength`` scales the variation."""
    middle, size = extent(paths)
    matrix = _affine(rng, strength)
    bend, proportions = _bend(rng, strength), np.exp(rng.normal(0, PROPORTIONS * strength, 2))
    shake = rng.uniform(0, SHAKE) * strength * (rng.random() < 0.5)
    density = float(np.exp(rng.uniform(*np.log(POINTS_PER_SIDE))))
    drawn = []
    for path in paths:
        unit = _stretch_unevenly((path - middle) / size, proportions)
        unit = bend(unit @ matrix.T) + rng.normal(0, STROKE_SHIFT * strength, 2)
        unit = _move_ends(unit, rng.normal(0, END * strength, 2))
        for piece in _make_faults(unit, rng, strength):
            piece = resample(piece, density, rng)
            drawn.append((piece + rng.normal(0, 1, piece.shape) * shake) * size + middle)
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


def _stretch_unevenly(path: Points, powers: Floats) -> Points:
    """Let one half of a drawing, which lies within -0.5 to 0.5, grow and the other shrink, along each axis."""
    return np.asarray(np.clip(path + 0.5, 0, 1) ** powers - 0.5)


def _make_faults(path: Points, rng: np.random.Generator, strength: float) -> list[Points]:
    """Faults of a hasty hand: a start cut off, hooks at the ends, the end drawn back again, a lift of the pen."""
    faults = rng.random(4) < np.array([CUT, RETRACED, HOOKED, LIFTED]) * strength
    length = float(distances(path)[-1])
    if len(path) < 2 or length < 0.3 or not faults.any():
        return [path]
    cut, retraced, hooked, lifted = faults
    if cut:
        path = part(path, min(rng.uniform(*START), length / 5), length)
    if retraced:
        back = part(path, distances(path)[-1] - min(rng.uniform(*RETURN), length / 3), np.inf)[::-1]
        path = np.vstack([path, back + np.linspace(0, 1, len(back))[:, None] * rng.normal(0, 0.03, 2)])
    if hooked:
        hook = rotation(rng.uniform(0, 2 * np.pi)) @ (rng.uniform(*HOOK), 0)
        path = np.vstack([path[0] + hook, path]) if rng.random() < 0.6 else np.vstack([path, path[-1] + hook])
    if not lifted:
        return [path]
    place, gap = rng.uniform(0.2, 0.8) * distances(path)[-1], rng.uniform(*GAP)
    return [part(path, 0, place), part(path, place + gap, np.inf) + rng.normal(0, 0.01, 2)]


def part(path: Points, start: float, stop: float) -> Points:
    """The part of a path between these distances along it."""
    along = distances(path)
    ends = interpolate(np.clip([start, stop], 0, along[-1]), along, path)
    return np.vstack([ends[:1], path[(along > start) & (along < stop)], ends[1:]])


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
