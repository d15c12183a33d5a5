"""Data augmentation while a network trains: frames warped, thickened or thinned, with breaks, blots, less contrast.

All functions work on batches and draw anew for each frame. Frames are float32 (N, 28, 28) in 0-1, ink 1.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ink.framing import FRAME
from models.classifier import Floats

TURN, SLANT, STRETCH, SHIFT = 0.12, 0.18, 0.1, 0.8
"""Standard deviations: radians, x per y, logarithm of the scale along each axis, pixels."""
ELASTIC_KNOTS = 5
ELASTIC = 1.0
"""Standard deviation, in pixels, of the displacements at the knots of the elastic field, a grid of 5 x 5."""
THICKER, THINNER = 0.8, 0.45
"""The largest fraction of the way to the frame dilated, or eroded, by a pixel."""
DEFECT_RADII = (0.7, 1.7)
"""Radii of breaks and blots in pixels."""
PALEST, GAMMA = 0.6, 0.25
"""The lowest contrast, and the standard deviation of the logarithm of gamma."""
HOW_OFTEN = {"warp": 0.9, "thickness": 0.5, "break": 0.08, "blot": 0.08, "contrast": 0.3}
"""The fraction of the frames to which each is applied."""


def augment(frames: Floats, rng: np.random.Generator, strength: float = 1.0) -> Floats:
    """Change each frame at random; same generator, same changes.

    Args:
        strength: of warps and thickness, as a multiple of the standard deviations and limits above.
    """
    count = len(frames)
    chosen = {name: rng.random(count) < part for name, part in HOW_OFTEN.items()}
    frames = frames.copy()
    for name, change in (
        ("warp", partial(warp, strength=strength)),
        ("thickness", partial(change_thickness, strength=strength)),
        ("break", add_breaks),
        ("blot", add_blots),
        ("contrast", change_contrast),
    ):
        if chosen[name].any():
            frames[chosen[name]] = change(frames[chosen[name]], rng)
    return frames


def warp(frames: Floats, rng: np.random.Generator, strength: float = 1.0) -> Floats:
    """Affine and elastic in one bilinear sampling (Simard, Steinkraus and Platt 2003): sample p at A p + t + e(p)."""
    count = len(frames)
    turn, slant = (rng.normal(0, (TURN, SLANT), (count, 2)) * strength).T.astype(np.float32)
    stretch = np.exp(rng.normal(0, STRETCH, (count, 2)) * strength).astype(np.float32)
    cos, sin = np.cos(turn), np.sin(turn)
    matrices = np.empty((count, 2, 2), dtype=np.float32)  # of (y, x): rotation @ slant @ stretch
    matrices[:, 0, 0], matrices[:, 0, 1] = (cos + sin * slant) * stretch[:, 0], sin * stretch[:, 1]
    matrices[:, 1, 0], matrices[:, 1, 1] = (cos * slant - sin) * stretch[:, 0], cos * stretch[:, 1]
    knots = (rng.normal(0, ELASTIC, (count, 2, ELASTIC_KNOTS, ELASTIC_KNOTS)) * strength).astype(np.float32)
    elastic = (_SPREAD @ knots @ _SPREAD.T).reshape(count, 2, -1)
    shift = (rng.normal(0, SHIFT, (count, 2, 1)) * strength).astype(np.float32)
    middle = np.float32((FRAME - 1) / 2)
    return _sample(frames, np.asarray(matrices @ _GRID + elastic + shift + middle, dtype=np.float32))


def _sample(frames: Floats, places: Floats) -> Floats:
    """Sample frames (N, 28, 28) bilinearly at places (N, 2, 784) of y and x; there is no ink around them."""
    count, side = len(frames), FRAME + 2
    padded = np.zeros((count, side, side), dtype=np.float32)
    padded[:, 1:-1, 1:-1] = frames
    inside = np.clip(places + np.float32(1), 0, np.float32(side - 1.001))
    whole = np.floor(inside)
    (down, right), (y, x) = (inside - whole).transpose(1, 0, 2), whole.astype(np.int32).transpose(1, 0, 2)
    corner = y * side + x + np.arange(count, dtype=np.int32)[:, None] * side**2
    pixels = padded.reshape(-1)
    top = pixels[corner] * (1 - right) + pixels[corner + 1] * right
    bottom = pixels[corner + side] * (1 - right) + pixels[corner + side + 1] * right
    return np.asarray((top * (1 - down) + bottom * down).reshape(-1, FRAME, FRAME))


def change_thickness(frames: Floats, rng: np.random.Generator, strength: float = 1.0) -> Floats:
    """Blend each frame with itself dilated, or eroded, by the four neighbours of each pixel."""
    padded = np.pad(frames, ((0, 0), (1, 1), (1, 1)))
    neighbours = padded[:, :-2, 1:-1], padded[:, 2:, 1:-1], padded[:, 1:-1, :-2], padded[:, 1:-1, 2:]
    way = (rng.uniform(-THINNER, THICKER, (len(frames), 1, 1)) * strength).astype(np.float32)
    dilated, eroded = np.maximum.reduce([frames, *neighbours]), np.minimum.reduce([frames, *neighbours])
    return np.asarray(frames + np.maximum(way, 0) * (dilated - frames) + np.maximum(-way, 0) * (eroded - frames))


def add_breaks(frames: Floats, rng: np.random.Generator) -> Floats:
    """A small gap somewhere in the ink."""
    return np.asarray(frames * (1 - _discs(frames, rng)))


def add_blots(frames: Floats, rng: np.random.Generator) -> Floats:
    """A small blot, on the ink or near it."""
    return np.maximum(frames, _discs(frames, rng, near=3.0))


def _discs(frames: Floats, rng: np.random.Generator, near: float = 0.0) -> Floats:
    """A soft disc a frame, around a pixel that has ink, or up to ``near`` pixels from it: (N, 28, 28) in 0-1."""
    count = len(frames)
    place = (frames.reshape(count, -1) * rng.random((count, FRAME**2))).argmax(axis=1)
    y, x = (np.stack(np.divmod(place, FRAME)) + rng.uniform(-near, near, (2, count))).astype(np.float32)
    radius = rng.uniform(*DEFECT_RADII, count).astype(np.float32)
    pixels = np.arange(FRAME, dtype=np.float32)
    distance = np.hypot(pixels[None, :, None] - y[:, None, None], pixels[None, None, :] - x[:, None, None])
    return np.asarray(np.clip(radius[:, None, None] + np.float32(0.5) - distance, 0, 1))


def change_contrast(frames: Floats, rng: np.random.Generator) -> Floats:
    """Paler ink, and harder or softer edges: level * frame^gamma."""
    level = rng.uniform(PALEST, 1, (len(frames), 1, 1)).astype(np.float32)
    gamma = np.exp(rng.normal(0, GAMMA, (len(frames), 1, 1))).astype(np.float32)
    return np.asarray(level * frames**gamma)


def _spread() -> Floats:
    """From the knots of a field to its pixels, (28, 5): cubic B-splines, which are smooth and stay near the knots."""
    pixels = np.arange(FRAME) / (FRAME - 1) * (ELASTIC_KNOTS - 1)
    t = np.abs(pixels[:, None] - np.arange(ELASTIC_KNOTS))
    near, far = 2 / 3 - t**2 + t**3 / 2, (2 - t).clip(0) ** 3 / 6
    weights = np.where(t < 1, near, far)
    return np.asarray(weights / np.sqrt((weights**2).sum(axis=1, keepdims=True)), dtype=np.float32)


_SPREAD = _spread()
_GRID = (np.indices((FRAME, FRAME)).reshape(1, 2, -1) - (FRAME - 1) / 2).astype(np.float32)
