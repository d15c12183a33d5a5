"""Kinds in which the paper lies somewhere, and a camera looks at it."""

from __future__ import annotations

import numpy as np

from training.evaluation.pictures import paper
from training.evaluation.pictures.drawing import (
    Colour,
    Digits,
    Mask,
    Shape,
    Sheet,
    coverage,
    dark,
    grey,
    letters,
    paint,
    paper_white,
    random_shape,
    text,
    write,
)
from training.evaluation.pictures.encoding import image_of, jpeg, save
from training.evaluation.pictures.light import field, noisy, perspective, photographed, ramp, shape_of

Rng = np.random.Generator


def _laid(
    ground: Sheet, sheet: Sheet, rng: Rng, fill: tuple[float, float], tilt: float, mask: Mask | None = None
) -> Sheet:
    """Lay a sheet on the ground, its longer side this part of the ground's, its corners moved by up to ``tilt``."""
    (height, width), (rows, columns) = shape_of(sheet), shape_of(ground)
    scale = rng.uniform(*fill) * min(rows / height, columns / width)
    half = np.array((width, height)) * scale / 2
    turn = np.radians(rng.uniform(-9, 9))
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half @ matrix.T
    corners += rng.uniform(-tilt, tilt, (4, 2)) * half.max()
    room = np.maximum(np.array((columns, rows)) / 2 - np.abs(corners).max(axis=0), 0)
    corners += np.array((columns, rows)) / 2 + rng.uniform(-room, room)
    return perspective(ground, sheet, tuple((float(x), float(y)) for x, y in corners), rng.uniform(2, 8), mask)


def _page(digits: Digits, rng: Rng, ground: Sheet) -> Sheet:
    return paint(ground, write(digits[0], shape_of(ground), rng, shares=(0.4, 0.7), widths=(0.05, 0.1)).mask, dark(rng))


def paper_on_desk(digits: Digits, rng: Rng) -> bytes:
    page = _page(digits, rng, paper.plain(random_shape(rng, 380, 520), rng))
    seen = _laid(paper.desk(random_shape(rng, 600, 800), rng), page, rng, (0.65, 0.9), 0.03)
    return jpeg(photographed(seen, rng), rng)


def graph_paper_photo(digits: Digits, rng: Rng) -> bytes:
    """A pen on squared paper, seen at an angle."""
    ground = paper.squared(random_shape(rng, 480, 640), rng, (9, 16))
    seen = _laid(paper.desk(random_shape(rng, 600, 800), rng), _page(digits, rng, ground), rng, (0.85, 1.15), 0.12)
    return jpeg(photographed(seen, rng), rng)


def dirty_desk(digits: Digits, rng: Rng) -> bytes:
    """Crumbs, scratches, a pen and a cup beside the paper."""
    shape = random_shape(rng, 640, 860)
    ground = paper.dirt(paper.desk(shape, rng), rng)
    start = rng.uniform(0, 1, 2) * shape[::-1]
    end = start + rng.normal(0, 0.4, 2) * shape[::-1]
    ground = paint(ground, coverage([np.array([start, end])], shape, min(shape) * 0.025), dark(rng))
    corner = rng.integers(0, 2, 2) * np.array(shape[::-1])
    ground = paint(ground, coverage([corner[None].astype(float)], shape, min(shape) * 0.3), (235, 232, 226))
    ground = paint(ground, coverage([corner[None].astype(float)], shape, min(shape) * 0.24), (60, 36, 22))
    page = _page(digits, rng, paper.plain(random_shape(rng, 380, 520), rng))
    return jpeg(photographed(_laid(ground, page, rng, (0.6, 0.8), 0.05), rng), rng)


def torn_paper(digits: Digits, rng: Rng) -> bytes:
    shape = random_shape(rng, 400, 560)
    mark = write(digits[0], shape, rng, shares=(0.45, 0.7), area=(50, 50, shape[1] - 50, shape[0] - 50))
    page = paint(paper.plain(shape, rng), mark.mask, dark(rng))
    ground = paper.desk(random_shape(rng, 600, 780), rng)
    return jpeg(photographed(_laid(ground, page, rng, (0.75, 0.95), 0.03, paper.torn(shape, rng)), rng), rng)


def receipt(digits: Digits, rng: Rng) -> bytes:
    """A long thermal receipt with pale print, a digit written on it, on a desk."""
    shape: Shape = round(rng.uniform(640, 800)), round(rng.uniform(300, 360))
    page = paper.plain(shape, rng, (236, 236, 232))
    size = shape[1] * 0.05
    for row in (*range(4), *range(int(shape[0] / size / 1.6) - 5, int(shape[0] / size / 1.6) - 1)):
        words = " ".join(letters(rng, int(rng.integers(2, 8))) for _ in range(3))
        page = paint(
            page, text(shape, (shape[1] * 0.08, (row + 0.6) * 1.6 * size), words, size), grey(rng.uniform(110, 150))
        )
    area = (0.0, size * 8, float(shape[1]), shape[0] - size * 9)
    page = paint(page, write(digits[0], shape, rng, shares=(0.6, 0.85), widths=(0.04, 0.08), area=area).mask, dark(rng))
    seen = _laid(paper.desk(random_shape(rng, 640, 820), rng), page, rng, (0.85, 1.0), 0.02)
    return jpeg(photographed(seen, rng), rng)


def sticky_note_on_desk(digits: Digits, rng: Rng) -> bytes:
    colour: Colour = ((250, 236, 120), (255, 180, 190), (170, 225, 160), (255, 200, 110))[rng.integers(4)]
    side = round(rng.uniform(300, 420))
    page = paint(paper.plain((side, side), rng, colour), write(digits[0], (side, side), rng).mask, (35, 50, 150))
    return jpeg(
        photographed(_laid(paper.desk(random_shape(rng, 560, 760), rng), page, rng, (0.5, 0.75), 0.05), rng), rng
    )


def in_a_corner(digits: Digits, rng: Rng) -> bytes:
    """A small digit near a corner of a large sheet."""
    shape = random_shape(rng, 900, 1400)
    side = min(shape) * 0.25
    x, y = (shape[1] - side) * rng.integers(2), (shape[0] - side) * rng.integers(2)
    mark = write(digits[0], shape, rng, shares=(0.2, 0.5), area=(x, y, x + side, y + side))
    return jpeg(photographed(paint(paper.plain(shape, rng), mark.mask, dark(rng)), rng), rng)


def in_12_megapixels(digits: Digits, rng: Rng) -> bytes:
    """A digit 64 pixels high somewhere on a sheet, photographed by a phone."""
    shape: Shape = (3000, 4000) if rng.integers(2) else (4000, 3000)
    low = shape[0] // 16, shape[1] // 16
    fall = (field(low, rng, 2.5) * 5 + 215) * (1 - rng.uniform(0.1, 0.45) * ramp(low, rng.uniform(0, 6)))
    small = np.repeat(fall[:, :, None], 3, axis=2).astype(np.float32)
    picture = np.array(image_of(small).resize((shape[1], shape[0])))
    side = 320
    place = rng.integers(side, np.array(shape) - 2 * side)
    window = slice(place[0], place[0] + side), slice(place[1], place[1] + side)
    mark = write(digits[0], (side, side), rng, shares=(64 / side, 64 / side), widths=(0.03, 0.08))
    picture[window] = np.array(image_of(paint(picture[window].astype(np.float32), mark.mask, dark(rng))))
    tile = noisy(np.zeros((500, 500, 3), np.float32), rng, rng.uniform(2, 6))
    picture = np.clip(picture + np.tile(np.round(tile), (shape[0] // 500, shape[1] // 500, 1)).astype(np.int16), 0, 255)
    return save(image_of(picture), "JPEG", quality=85)


def white_on_photo(digits: Digits, rng: Rng) -> bytes:
    """A white line drawn over a blurred photo, as in a story."""
    shape = random_shape(rng, 420, 760)
    scene = np.stack([105 + 45 * field(shape, rng, 3) for _ in range(3)], axis=2)
    scene = scene + 10 * field(shape, rng, 12)[:, :, None]
    return jpeg(paint(np.clip(scene, 5, 190), write(digits[0], shape, rng).mask, paper_white(rng)), rng)
