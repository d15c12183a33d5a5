"""What a pen leaves of its strokes: pencil, chalk, spray, dashes, a broad nib, ink that runs."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from training.evaluation.pictures.drawing import Mark, Mask, coverage
from training.evaluation.pictures.light import blurred, field, ramp
from training.strokes.geometry import Points, distances, interpolate


def pencil(mark: Mark, rng: np.random.Generator) -> Mask:
    """Pressure that changes, on paper with a grain."""
    grain = np.clip(0.75 + 0.3 * blurred(_noise(mark, rng), 0.7) * 2, 0.25, 1)
    pressure = np.clip(0.75 + 0.25 * field(mark.shape, rng, 5), 0.4, 1)
    return np.asarray(mark.mask * grain * pressure, np.float32)


def fading(mark: Mark, rng: np.random.Generator) -> Mask:
    """A pencil that is pressed to one side of the digit and hardly touches the paper on the other."""
    left, top, right, bottom = mark.box
    inner = ramp((max(2, round(bottom - top)), max(2, round(right - left))), rng.uniform(0, 2 * np.pi))
    strength = np.ones(mark.shape, np.float32)
    y, x = max(0, round(top)), max(0, round(left))
    window = strength[y : y + inner.shape[0], x : x + inner.shape[1]]
    faint = rng.uniform(0.3, 0.45)
    steep = rng.choice((1.5, 4, 100))
    window[:] = faint + (1 - faint) * np.clip((inner - 0.5) * steep + 0.5, 0, 1)[: window.shape[0], : window.shape[1]]
    return np.asarray(mark.mask * strength, np.float32)


def chalk(mark: Mark, rng: np.random.Generator) -> Mask:
    """Grains with gaps, and dust around them."""
    grain = blurred(_noise(mark, rng), 0.9)
    left = np.clip(grain / max(float(grain.std()), 1e-6) + 1.1, 0, 1)
    dust = 0.15 * blurred(mark.mask, mark.width)
    return np.asarray(np.clip(mark.mask * left + dust, 0, 1), np.float32)


def spray(mark: Mark, rng: np.random.Generator) -> Mask:
    """Droplets about the path, dense in its middle."""
    mask = np.zeros(mark.shape, np.float32)
    for path in mark.paths:
        length = distances(path)
        count = int(max(length[-1], mark.width) * mark.width * rng.uniform(0.9, 1.3)) + 30
        places = interpolate(rng.uniform(0, length[-1], count), length, path)
        places += np.clip(rng.normal(0, 0.28, (count, 2)), -0.55, 0.55) * mark.width
        inside = ((places >= 0) & (places < mark.shape[::-1])).all(axis=1)
        x, y = places[inside].astype(int).T
        np.add.at(mask, (y, x), 1)
    return np.asarray(np.clip(blurred(mask, 0.8) * 3, 0, 1), np.float32)


def dashes(mark: Mark, rng: np.random.Generator) -> Mask:
    """A broken line, its gaps shorter than its dashes."""
    dash, gap = mark.side * rng.uniform(0.1, 0.16), mark.side * rng.uniform(0.04, 0.07)
    pieces: list[Points] = []
    for path in mark.paths:
        length = distances(path)
        for start in np.arange(0, max(length[-1], 1e-6), dash + gap + mark.width):
            at = np.linspace(start, min(start + dash, length[-1]), 8)
            pieces.append(interpolate(at, length, path))
    return coverage(pieces, mark.shape, mark.width)


def broad_nib(mark: Mark, rng: np.random.Generator) -> Mask:
    """A broad nib held at an angle: thick and thin strokes."""
    angle = np.radians(rng.uniform(20, 60))
    across = np.array((np.cos(angle), -np.sin(angle))) * mark.width * 0.75
    thin = max(mark.width * 0.35, 1.0)
    parts = np.linspace(-0.5, 0.5, 5)
    return coverage([path + across * part for part in parts for path in mark.paths], mark.shape, thin)


def bleeding(mark: Mark, rng: np.random.Generator) -> Mask:
    """Ink that runs into the fibres, with a pale halo."""
    mask = mark.mask
    soft = blurred(mask, mark.width * 0.22) + 0.09 * field(mark.shape, rng, 50) + 0.05 * field(mark.shape, rng, 150)
    run = np.clip((soft - 0.38) * 7, 0, 1) * (blurred(mask, mark.width * 0.4) > 0.03)
    return np.asarray(np.clip(np.maximum(run, 0.3 * blurred(mask, mark.width * 0.5)), 0, 1), np.float32)


def stamped(mark: Mark, rng: np.random.Generator) -> Mask:
    """Blotches and gaps of a rubber stamp."""
    blotches = np.clip(0.75 + 0.3 * field(mark.shape, rng, 12) + 0.25 * blurred(_noise(mark, rng), 1) * 3, 0.15, 1)
    return np.asarray(mark.mask * blotches, np.float32)


def crayon(mark: Mark, rng: np.random.Generator) -> Mask:
    """Wax on rough paper: streaks along a direction."""
    streaks = ndimage.gaussian_filter(_noise(mark, rng), rng.permutation((0.5, 3.0)))
    return np.asarray(mark.mask * np.clip(0.8 + 0.35 * streaks / max(float(streaks.std()), 1e-6), 0.2, 1), np.float32)


def _noise(mark: Mark, rng: np.random.Generator) -> Mask:
    return rng.normal(0, 1, mark.shape).astype(np.float32)
