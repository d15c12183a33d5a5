"""Kinds that differ by the pen and its colour."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.evaluation.pictures import inks, paper
from training.evaluation.pictures.drawing import (
    Colour,
    Digits,
    Mark,
    Mask,
    Sheet,
    dark,
    grey,
    lines,
    paint,
    paper_white,
    random_shape,
    sheet,
    write,
)
from training.evaluation.pictures.encoding import jpeg, png
from training.evaluation.pictures.light import blurred, gradient, noisy, photographed

Rng = np.random.Generator


def pale_grey(digits: Digits, rng: Rng) -> bytes:
    """Twenty levels between the ink and white paper."""
    mark = write(digits[0], random_shape(rng), rng)
    return png(paint(sheet(mark.shape, 255), mark.mask, 235))


def fading_pencil(digits: Digits, rng: Rng) -> bytes:
    mark = write(digits[0], random_shape(rng), rng, widths=(0.05, 0.09))
    return png(paint(sheet(mark.shape, paper_white(rng)), inks.fading(mark, rng), grey(rng.uniform(40, 90))))


def pencil(digits: Digits, rng: Rng) -> bytes:
    mark = write(digits[0], random_shape(rng), rng, widths=(0.025, 0.05))
    drawn = paint(paper.plain(mark.shape, rng), inks.pencil(mark, rng), grey(rng.uniform(100, 165)))
    return jpeg(photographed(drawn, rng), rng)


def equal_brightness(digits: Digits, rng: Rng) -> bytes:
    """Ink and paper of one brightness, told apart by their colour alone."""
    brightness = np.array((0.299, 0.587, 0.114))
    pairs = (((235, 20, 20), (0, 140, 0)), ((30, 60, 235), (160, 40, 40)), ((0, 130, 130), (200, 60, 90)))
    ink, ground = (np.array(colour, float) for colour in pairs[rng.integers(len(pairs))])
    ground = ground * (ink @ brightness) / (ground @ brightness)
    if rng.integers(2):
        ink, ground = ground, ink
    mark = write(digits[0], random_shape(rng), rng)
    return png(paint(sheet(mark.shape, _colour(ground)), mark.mask, _colour(ink)))


def _colour(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Colour:
    red, green, blue = values.tolist()
    return red, green, blue


def blue_on_sticky_note(digits: Digits, rng: Rng) -> bytes:
    shape = random_shape(rng, 360, 720)
    note: Colour = ((250, 236, 120), (255, 180, 190), (170, 225, 160), (255, 200, 110))[rng.integers(4)]
    mark = write(digits[0], shape, rng, widths=(0.03, 0.06))
    drawn = paint(paper.plain(shape, rng, note), inks.pencil(mark, rng), (40, 60, 165))
    return jpeg(photographed(gradient(drawn, rng), rng), rng)


def whiteboard_marker(digits: Digits, rng: Rng) -> Sheet:
    """A marker on a white board; no file yet."""
    shape = random_shape(rng, 480, 800)
    mark = write(digits[0], shape, rng, widths=(0.04, 0.09))
    board = paper.plain(shape, rng, (232, 236, 238), 0.5)
    old = write(digits[1], shape, rng, widths=(0.04, 0.09))
    board = paint(board, 0.05 * blurred(old.mask, 3), 90)
    return paint(board, mark.mask * rng.uniform(0.8, 0.95), dark(rng))


def chalk(digits: Digits, rng: Rng) -> bytes:
    mark = write(digits[0], random_shape(rng), rng, widths=(0.07, 0.13))
    board: Colour = ((45, 75, 60), (40, 44, 48), (35, 60, 70))[rng.integers(3)]
    return png(paint(paper.plain(mark.shape, rng, board, 3), inks.chalk(mark, rng), (236, 236, 228)))


def chalk_board(digits: Digits, rng: Rng) -> bytes:
    """A board that was wiped badly, in a photo."""
    shape = random_shape(rng, 480, 800)
    mark = write(digits[0], shape, rng, widths=(0.04, 0.08))
    board = paper.plain(shape, rng, ((45, 75, 60), (40, 44, 48))[rng.integers(2)], 3)
    for _ in range(3):
        start = rng.uniform(0, 1, 2) * shape[::-1]
        end = start + rng.normal(0, 0.3, 2) * shape[::-1]
        wiped = lines(shape, [((start[0], start[1]), (end[0], end[1]))], min(shape) * 0.2)
        board = paint(board, rng.uniform(0.08, 0.18) * blurred(wiped, min(shape) * 0.03), 230)
    return jpeg(photographed(paint(board, inks.chalk(mark, rng), (232, 232, 222)), rng), rng)


def spray(digits: Digits, rng: Rng) -> bytes:
    mark = write(digits[0], random_shape(rng, 400, 720), rng, widths=(0.07, 0.12), shares=(0.45, 0.7))
    return png(paint(sheet(mark.shape, paper_white(rng)), inks.spray(mark, rng), dark(rng)))


def hairlines(digits: Digits, rng: Rng) -> bytes:
    mark = write(digits[0], random_shape(rng, 240, 520), rng, widths=(0.0, 0.0))
    return png(paint(sheet(mark.shape, 255), Mark(mark.paths, rng.uniform(1, 1.6), mark.shape).mask, grey(20)))


def dashes(digits: Digits, rng: Rng) -> bytes:
    mark = write(digits[0], random_shape(rng), rng, widths=(0.03, 0.06))
    return png(paint(sheet(mark.shape, paper_white(rng)), inks.dashes(mark, rng), dark(rng)))


def broad_nib(digits: Digits, rng: Rng) -> bytes:
    return _scanned(digits, rng, inks.broad_nib, (0.07, 0.13))


def bleeding_marker(digits: Digits, rng: Rng) -> bytes:
    return _scanned(digits, rng, inks.bleeding, (0.08, 0.14))


def stamp(digits: Digits, rng: Rng) -> bytes:
    return _scanned(
        digits, rng, inks.stamped, (0.09, 0.15), ((190, 40, 50), (60, 60, 150), (40, 110, 70))[rng.integers(3)]
    )


def crayon(digits: Digits, rng: Rng) -> bytes:
    colour = ((200, 60, 50), (50, 90, 180), (40, 130, 70), (120, 60, 140), (220, 120, 30))[rng.integers(5)]
    return _scanned(digits, rng, inks.crayon, (0.08, 0.14), colour)


def _scanned(
    digits: Digits,
    rng: Rng,
    ink: Callable[[Mark, Rng], Mask],
    widths: tuple[float, float],
    colour: Colour | None = None,
) -> bytes:
    mark = write(digits[0], random_shape(rng), rng, widths=widths)
    return jpeg(paint(paper.plain(mark.shape, rng), ink(mark, rng), colour or dark(rng)), rng)


def highlighted(digits: Digits, rng: Rng) -> bytes:
    """A bright stripe over the digit, as wide as it or wider."""
    mark = write(digits[0], random_shape(rng), rng, shares=(0.35, 0.55), widths=(0.04, 0.08))
    drawn = paint(paper.plain(mark.shape, rng), mark.mask, dark(rng))
    left, top, right, bottom = mark.box
    y = (top + bottom) / 2 + rng.normal(0, 0.05) * mark.side
    ends = ((left - 0.4 * mark.side, y), (right + 0.4 * mark.side, y + rng.normal(0, 0.05) * mark.side))
    stripe = lines(mark.shape, [ends], mark.side * rng.uniform(0.7, 1.3))
    colour = np.array(((255, 240, 60), (130, 245, 120), (255, 150, 200))[rng.integers(3)], np.float32) / 255
    return jpeg(photographed(paint(drawn, stripe, np.asarray(drawn * colour, np.float32)), rng), rng)


def coloured_ground(digits: Digits, rng: Rng) -> bytes:
    """A light pen on a dark, strong colour, or a dark pen on a bright one."""
    mark = write(digits[0], random_shape(rng), rng)
    light: tuple[Colour, ...] = ((250, 240, 220), (255, 220, 90), (170, 240, 255))
    deep: tuple[Colour, ...] = ((130, 20, 60), (20, 60, 130), (20, 90, 60), (80, 30, 110))
    pair = light[rng.integers(3)], deep[rng.integers(4)]
    ink, ground = pair if rng.integers(2) else pair[::-1]
    return png(paint(sheet(mark.shape, ground), mark.mask, ink))


def neon(digits: Digits, rng: Rng) -> bytes:
    """A glowing line on black."""
    mark = write(digits[0], random_shape(rng), rng, widths=(0.04, 0.07))
    colour: Colour = ((255, 60, 180), (60, 220, 255), (120, 255, 90))[rng.integers(3)]
    night = paint(sheet(mark.shape, 12), 0.6 * blurred(mark.mask, mark.width * 1.5), colour)
    core: Mask = blurred(mark.mask, 1)
    return png(noisy(paint(night, core, tuple((np.array(colour) * 0.5 + 127).tolist())), rng, 2))
