"""Sheets to write on: paper of all sorts, and what it lies on."""

from __future__ import annotations

import numpy as np

from training.evaluation.pictures.drawing import (
    Colour,
    Mask,
    Shape,
    Sheet,
    coverage,
    lines,
    paint,
    paper_white,
    sheet,
)
from training.evaluation.pictures.light import blurred, field


def plain(shape: Shape, rng: np.random.Generator, colour: Colour | None = None, grain: float = 1.5) -> Sheet:
    """Paper with a grain of so many levels."""
    paper = sheet(shape, colour or paper_white(rng))
    return paper + (grain * rng.normal(0, 1, (*shape, 1))).astype(np.float32)


def squared(shape: Shape, rng: np.random.Generator, cells: tuple[float, float] = (8, 18)) -> Sheet:
    """Squared paper, printed pale or strong."""
    step = min(shape) / rng.uniform(*cells)
    colour = _print_colour(rng)
    upright = [((x, -9), (x, shape[0] + 9)) for x in np.arange(rng.uniform(0, step), shape[1], step)]
    level = [((-9, y), (shape[1] + 9, y)) for y in np.arange(rng.uniform(0, step), shape[0], step)]
    return paint(plain(shape, rng), lines(shape, [*upright, *level], rng.uniform(1, max(1.5, step / 14))), colour)


def ruled(shape: Shape, rng: np.random.Generator, margin: bool = False, strong: bool = False) -> Sheet:
    """Ruled paper, perhaps with a red line at the margin."""
    step = min(shape) / rng.uniform(5, 11)
    paper = plain(shape, rng)
    rules = [((-9, y), (shape[1] + 9, y)) for y in np.arange(rng.uniform(0, step), shape[0], step)]
    width = rng.uniform(1, 2)
    paper = paint(paper, lines(shape, rules, width), _print_colour(rng) if strong else (188, 202, 224))
    if margin:
        x = shape[1] * rng.uniform(0.1, 0.2)
        paper = paint(paper, lines(shape, [((x, -9), (x, shape[0] + 9))], width * 1.3), (205, 70, 80))
    return paper


def _print_colour(rng: np.random.Generator) -> Colour:
    """Of printed squares and rules: blue, grey or green, of middle strength."""
    base = np.array(((120, 165, 215), (140, 140, 145), (110, 170, 140), (80, 105, 180))[rng.integers(4)])
    red, green, blue = np.clip(base + rng.uniform(-35, 20), 0, 255).tolist()
    return red, green, blue


def creased(paper: Sheet, rng: np.random.Generator) -> Sheet:
    """Folds: facets of other brightness, with a light and a dark line between them."""
    shape = paper.shape[0], paper.shape[1]
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    light = np.ones(shape, np.float32)
    for _ in range(int(rng.integers(5, 11))):
        angle = rng.uniform(0, 2 * np.pi)
        middle = rng.uniform(0, 1, 2) * shape[::-1]
        away = (x - middle[0]) * np.cos(angle) + (y - middle[1]) * np.sin(angle) + 3 * field(shape, rng, 6)
        light += rng.uniform(-0.07, 0.07) * np.tanh(away / 4)
        light -= rng.uniform(0.05, 0.16) * np.exp(-((away / rng.uniform(1, 2.5)) ** 2))
        light += rng.uniform(0.02, 0.06) * np.exp(-(((away - 3) / 2) ** 2))
    return np.asarray(paper * light[:, :, None], np.float32)


def napkin(shape: Shape, rng: np.random.Generator) -> Sheet:
    """An embossed napkin: dots in rows, soft paper between."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    step = min(shape) / rng.uniform(22, 40)
    dots = np.sin(2 * np.pi * x / step) * np.sin(2 * np.pi * y / step)
    relief = 8 * dots + 6 * field(shape, rng, 60) + 4 * field(shape, rng, 8)
    return np.asarray(sheet(shape, paper_white(rng)) - 8 + relief[:, :, None], np.float32)


def stained(paper: Sheet, rng: np.random.Generator) -> Sheet:
    """The ring of a cup of coffee, and drops."""
    shape = paper.shape[0], paper.shape[1]
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    middle, radius = rng.uniform(0.1, 0.9, 2) * shape[::-1], min(shape) * rng.uniform(0.22, 0.42)
    away = np.hypot(x - middle[0], y - middle[1]) + 2 * field(shape, rng, 8)
    ring = np.exp(-(((away - radius) / (0.035 * radius)) ** 2)) * np.clip(0.75 + 0.4 * field(shape, rng, 5), 0.1, 1)
    wet = 0.28 / (1 + np.exp((away - radius) / 1.5))
    drops = [rng.uniform(0, 1, (1, 2)) * shape[::-1] for _ in range(int(rng.integers(0, 4)))]
    spots = 0.5 * coverage(drops, shape, min(shape) * rng.uniform(0.01, 0.04))
    stain = np.clip(0.6 * ring + wet + spots, 0, 1)[:, :, None]
    return np.asarray(paper * (1 - stain * (1 - np.array((0.62, 0.42, 0.24), np.float32))), np.float32)


def torn(shape: Shape, rng: np.random.Generator) -> Mask:
    """What is left of a paper that was torn at a side or two."""
    left = np.ones(shape, np.float32)
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    away = (x, y, shape[1] - x, shape[0] - y)
    for side in rng.permutation(4)[: int(rng.integers(1, 3))]:
        rough = min(shape) * (0.05 + 0.012 * field(shape, rng, 12) + 0.004 * field(shape, rng, 70))
        left = left * np.clip(away[side] - rough, 0, 1)
    return left.astype(np.float32)


def wood(shape: Shape, rng: np.random.Generator) -> Sheet:
    """A table of wood."""
    turned = bool(rng.integers(2))
    long = shape[::-1] if turned else shape
    x = np.mgrid[0 : long[0], 0 : long[1]][1].astype(np.float32)
    fibres = np.sin(x / long[1] * rng.uniform(60, 140) + 2.5 * field(long, rng, 3)) * 7
    fibres = fibres + 6 * blurred(field(long, rng, 200), 1) + 10 * field(long, rng, 3)
    base = np.array(((118, 78, 48), (150, 110, 72), (82, 56, 40), (176, 140, 100))[rng.integers(4)], np.float32)
    table = base + fibres[:, :, None] * np.array((1, 0.85, 0.7), np.float32)
    return np.ascontiguousarray(table.transpose(1, 0, 2) if turned else table).astype(np.float32)


def desk(shape: Shape, rng: np.random.Generator) -> Sheet:
    """What a paper may lie on: wood, cloth, a dark or a coloured board."""
    if rng.random() < 0.5:
        return wood(shape, rng)
    base: Colour = ((40, 42, 46), (70, 84, 104), (96, 60, 52), (58, 74, 58))[rng.integers(4)]
    cloth = 5 * field(shape, rng, 150) + 8 * field(shape, rng, 3)
    return sheet(shape, base) + cloth[:, :, None]


def dirt(ground: Sheet, rng: np.random.Generator) -> Sheet:
    """Crumbs and short scratches."""
    shape = ground.shape[0], ground.shape[1]
    for _ in range(int(rng.integers(15, 40))):
        start = rng.uniform(0, 1, 2) * shape[::-1]
        end = start + rng.normal(0, rng.choice((1, 12)), 2)
        speck = coverage([np.array([start, end])], shape, rng.uniform(1, 5))
        ground = paint(ground, speck * 0.8, tuple(rng.uniform(20, 235, 3).tolist()))
    return ground
