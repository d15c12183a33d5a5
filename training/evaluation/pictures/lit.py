"""Kinds that differ by light, lens and sensor."""

from __future__ import annotations

import numpy as np

from training.evaluation.pictures import light, paper
from training.evaluation.pictures.drawing import Colour, Digits, Mark, Sheet, dark, paint, random_shape, sheet, write
from training.evaluation.pictures.encoding import image_of, jpeg, png, save
from training.evaluation.pictures.written import whiteboard_marker

Rng = np.random.Generator


def _drawn(digits: Digits, rng: Rng, colour: Colour | None = None) -> tuple[Sheet, Mark]:
    mark = write(digits[0], random_shape(rng), rng)
    return paint(paper.plain(mark.shape, rng), mark.mask, colour or dark(rng)), mark


def even_light(digits: Digits, rng: Rng) -> bytes:
    return jpeg(_drawn(digits, rng)[0] * rng.uniform(0.55, 1), rng)


def linear_gradient(digits: Digits, rng: Rng) -> bytes:
    return jpeg(light.gradient(_drawn(digits, rng, (25, 25, 30))[0], rng, (0.7, 0.85)), rng)


def strong_gradient(digits: Digits, rng: Rng) -> bytes:
    return jpeg(light.gradient(_drawn(digits, rng)[0], rng, (0.15, 0.4)), rng)


def vignette(digits: Digits, rng: Rng) -> bytes:
    return jpeg(light.noisy(light.vignette(_drawn(digits, rng)[0], rng, (0.15, 0.45)), rng, 2), rng)


def hand_shadow(digits: Digits, rng: Rng) -> bytes:
    drawn, _ = _drawn(digits, rng)
    shaded = (light.half_shadow if rng.integers(2) else light.hand_shadow)(drawn, rng)
    return jpeg(light.photographed(shaded, rng), rng)


def blinds(digits: Digits, rng: Rng) -> bytes:
    """Stripes of light through blinds."""
    drawn, mark = _drawn(digits, rng)
    along = light.ramp(mark.shape, rng.uniform(-0.5, 0.5) + np.pi / 2)
    stripes = np.clip(3 * np.sin(2 * np.pi * along * rng.uniform(2, 5) + rng.uniform(0, 6)) + 0.5, 0, 1)
    return jpeg(light.photographed(drawn * (0.62 + 0.38 * stripes)[:, :, None], rng), rng)


def noise(digits: Digits, rng: Rng) -> bytes:
    return png(light.noisy(_drawn(digits, rng, (25, 25, 30))[0] * 0.9, rng, rng.uniform(10, 18)))


def dim_room(digits: Digits, rng: Rng) -> bytes:
    """Little light: dark, yellowish, much noise."""
    drawn = light.gradient(_drawn(digits, rng)[0], rng, (0.5, 0.8)) * np.array((0.42, 0.34, 0.24), np.float32)
    return jpeg(light.noisy(light.blurred(drawn, 0.8), rng, rng.uniform(4, 8), 0.8), rng)


def overexposed(digits: Digits, rng: Rng) -> bytes:
    drawn = light.photographed(_drawn(digits, rng, (60, 60, 66))[0], rng)
    return jpeg(255 - (255 - drawn) * rng.uniform(0.12, 0.35) + rng.uniform(0, 15), rng)


def jpeg_quality_5(digits: Digits, rng: Rng) -> bytes:
    return save(image_of(_drawn(digits, rng)[0]), "JPEG", quality=5)


def out_of_focus(digits: Digits, rng: Rng) -> bytes:
    drawn, mark = _drawn(digits, rng)
    return jpeg(light.noisy(light.blurred(drawn, mark.width * rng.uniform(0.45, 0.85)), rng, 2), rng)


def motion_blur(digits: Digits, rng: Rng) -> bytes:
    drawn, mark = _drawn(digits, rng)
    return jpeg(light.noisy(light.moved(drawn, rng, mark.width * rng.uniform(1, 1.9)), rng, 2), rng)


def whiteboard_with_glare(digits: Digits, rng: Rng) -> bytes:
    board = light.gradient(whiteboard_marker(digits, rng), rng, (0.5, 0.75))
    return jpeg(light.photographed(light.glare(board, rng, int(rng.integers(1, 3))), rng), rng)


def monitor_moire(digits: Digits, rng: Rng) -> bytes:
    """A photo of a screen: its lines beat with the sensor's, and the light falls off."""
    mark = write(digits[0], random_shape(rng, 420, 720), rng)
    colours: tuple[Colour, Colour] = ((25, 30, 38), (228, 234, 246))
    ink, ground = colours if rng.random() < 0.7 else colours[::-1]
    shown = paint(sheet(mark.shape, ground), mark.mask, ink)
    y, x = np.mgrid[0 : mark.shape[0], 0 : mark.shape[1]].astype(np.float32)
    bent = x + 4 * light.field(mark.shape, rng, 3)
    beat = np.sin(2 * np.pi * bent / rng.uniform(5, 14) + y * rng.uniform(-0.3, 0.3))
    rows = np.sin(2 * np.pi * (y + 3 * light.field(mark.shape, rng, 3)) / rng.uniform(2.2, 4))
    tint = np.stack([beat, np.roll(beat, 2, axis=1), np.roll(beat, 4, axis=1)], axis=2)
    shown = shown * (1 + rng.uniform(0.07, 0.16) * tint + 0.05 * rows[:, :, None])
    return jpeg(light.noisy(light.vignette(shown, rng, (0.55, 0.8)), rng, 3), rng)
