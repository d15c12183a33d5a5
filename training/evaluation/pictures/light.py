"""Light and lenses: what falls on a sheet before a camera sees it, and what the camera makes of it."""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy import ndimage

from training.evaluation.pictures.drawing import Mask, Shape, Sheet, coverage


def field(shape: Shape, rng: np.random.Generator, cells: float) -> Mask:
    """Smooth noise (H, W), about normal, that changes so many times along the longer side."""
    size = [max(2, round(side / max(shape) * cells)) for side in shape]
    coarse = Image.fromarray(rng.normal(0, 1, size).astype(np.float32))
    return np.asarray(coarse.resize((shape[1], shape[0]), Image.Resampling.BICUBIC))


def ramp(shape: Shape, angle: float) -> Mask:
    """From 0 to 1 across the picture, in a direction in radians."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    along = x * np.cos(angle) + y * np.sin(angle)
    return np.asarray((along - along.min()) / max(float(np.ptp(along)), 1.0), np.float32)


def gradient(picture: Sheet, rng: np.random.Generator, darkest: tuple[float, float] = (0.6, 0.9)) -> Sheet:
    """Light that falls off across the picture, to a random part of it."""
    falling = 1 - ramp(shape_of(picture), rng.uniform(0, 2 * np.pi)) * (1 - rng.uniform(*darkest))
    return np.asarray(picture * falling[:, :, None], np.float32)


def vignette(picture: Sheet, rng: np.random.Generator, darkest: tuple[float, float]) -> Sheet:
    """Dark corners, down to a random part of the light."""
    height, width = shape_of(picture)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    centre = rng.uniform(0.42, 0.58, 2)
    away = np.hypot(x / width - centre[0], y / height - centre[1]) / 0.7
    falling = 1 - (1 - rng.uniform(*darkest)) * np.clip(away, 0, 1) ** rng.uniform(1.8, 3.2)
    return np.asarray(picture * falling[:, :, None], np.float32)


def half_shadow(picture: Sheet, rng: np.random.Generator) -> Sheet:
    """A shadow with one edge across the picture."""
    shape = shape_of(picture)
    along = ramp(shape, rng.uniform(0, 2 * np.pi)) + 0.02 * field(shape, rng, 4)
    edge, soft = rng.uniform(0.3, 0.7), rng.uniform(0.01, 0.06)
    return _shaded(picture, np.clip((edge - along) / soft + 0.5, 0, 1), rng)


def hand_shadow(picture: Sheet, rng: np.random.Generator) -> Sheet:
    """The shadow of a hand, which comes in from a side."""
    shape = shape_of(picture)
    size, angle = np.array(shape[::-1]), rng.uniform(0, 2 * np.pi)
    palm = size / 2 + np.array((np.cos(angle), np.sin(angle))) * size * rng.uniform(0.35, 0.5)
    side = min(shape)
    fingers = []
    for turn in np.linspace(-0.5, 0.5, 4) + rng.normal(0, 0.05, 4):
        tip = angle + np.pi + turn
        fingers.append(np.array([palm, palm + np.array((np.cos(tip), np.sin(tip))) * side * rng.uniform(0.4, 0.6)]))
    shade = np.maximum(coverage(fingers, shape, side * 0.1), coverage([palm[None]], shape, side * 0.5))
    return _shaded(picture, blurred(shade, side * rng.uniform(0.008, 0.03)), rng)


def _shaded(picture: Sheet, shade: Mask, rng: np.random.Generator) -> Sheet:
    depth = 1 - rng.uniform(0.3, 0.6)
    return np.asarray(picture * (1 - depth * shade)[:, :, None], np.float32)


def glare(picture: Sheet, rng: np.random.Generator, places: int = 1) -> Sheet:
    """Bright spots near the edges."""
    shape = shape_of(picture)
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    for _ in range(places):
        middle = np.where(rng.random(2) < 0.5, rng.uniform(-0.05, 0.2, 2), rng.uniform(0.8, 1.05, 2))
        spread = rng.uniform(0.1, 0.25, 2)
        spot = np.exp(-(((x / shape[1] - middle[0]) / spread[0]) ** 2) - ((y / shape[0] - middle[1]) / spread[1]) ** 2)
        picture = picture + (255 - picture) * np.float32(rng.uniform(0.6, 1)) * spot[:, :, None]
    return np.asarray(picture, np.float32)


def blurred(values: Mask, radius: float) -> Mask:
    """A mask or sheet, blurred along height and width."""
    sigma = (radius, radius, 0)[: values.ndim]
    return np.asarray(ndimage.gaussian_filter(values, sigma), np.float32)


def moved(picture: Sheet, rng: np.random.Generator, length: float) -> Sheet:
    """Motion blur over so many pixels."""
    angle = rng.uniform(0, np.pi)
    total = np.zeros_like(picture)
    steps = np.linspace(-length / 2, length / 2, max(3, round(length)))
    for step in steps:
        total += np.roll(picture, (round(np.sin(angle) * step), round(np.cos(angle) * step)), axis=(0, 1))
    return np.asarray(total / len(steps), np.float32)


def noisy(picture: Sheet, rng: np.random.Generator, deviation: float, coloured: float = 0.4) -> Sheet:
    """Noise of a sensor, partly of its own in each colour."""
    common = rng.normal(0, deviation, (*shape_of(picture), 1)).astype(np.float32)
    own = rng.normal(0, deviation * coloured, picture.shape).astype(np.float32)
    return picture + common + own


def photographed(picture: Sheet, rng: np.random.Generator) -> Sheet:
    """What a phone makes of a sheet in fair light: a little uneven, a little soft, a little noise."""
    picture = gradient(picture, rng, (0.75, 0.97))
    return noisy(blurred(picture, rng.uniform(0.3, 1.1)), rng, rng.uniform(1, 4))


def perspective(
    ground: Sheet, paper: Sheet, corners: tuple[tuple[float, float], ...], shadow: float = 0.0, mask: Mask | None = None
) -> Sheet:
    """Lay a paper on the ground, its corners (clockwise from the upper left) at these places.

    Args:
        shadow: how far the paper's own shadow reaches, in pixels.
        mask: what of the paper is there.
    """
    shape = shape_of(ground)
    height, width = shape_of(paper)
    rows, target = [], []
    for (x, y), (u, v) in zip(corners, ((0, 0), (width, 0), (width, height), (0, height)), strict=True):
        rows += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
        target += [u, v]
    matrix = tuple(np.linalg.solve(np.array(rows, float), np.array(target, float)).tolist())

    def laid(values: Mask) -> Mask:
        image = Image.fromarray(values)
        size = shape[1], shape[0]
        return np.asarray(image.transform(size, Image.Transform.PERSPECTIVE, matrix, Image.Resampling.BILINEAR))

    there = laid(np.ones((height, width), np.float32) if mask is None else mask)
    if shadow:
        cast = blurred(np.roll(there, (round(shadow), round(shadow / 2)), axis=(0, 1)), shadow)
        ground = ground * (1 - 0.5 * cast)[:, :, None]
    seen = np.stack([laid(np.ascontiguousarray(paper[:, :, channel])) for channel in range(3)], axis=2)
    return np.asarray(ground * (1 - there)[:, :, None] + seen * there[:, :, None], np.float32)


def shape_of(picture: Sheet) -> Shape:
    return picture.shape[0], picture.shape[1]
